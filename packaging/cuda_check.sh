#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the engine against a LibTorch with CUDA and tries what needs no graphics card; where there is one, the
# tests labelled gpu run on it. No CUDA toolkit is needed: we compile nothing for the card ourselves.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
packaging/cuda_check.sh [--yes] [TEST...]

Builds v4e and engine tests (build/cuda) against a LibTorch with CUDA, runs `v4e devices` and the tests.
  --yes   do not ask before downloading
  TEST    test programs to build and run (default: all of the engine's)
V4E_CUDA_PYTHON names a Python that has the package torch with CUDA; else one is made in
build/cuda-python (3 GB to download, 6 GB on the disk).
TEXT
}

while [[ ${1:-} == -* ]]; do
  case $1 in
    --yes) V4E_YES=1 ;;
    --help | -h)
      usage
      exit
      ;;
    *) fail "no option $1; see --help" ;;
  esac
  shift
done

ensure_packages build test
unset V4E_TORCH_DIR
V4E_TORCH_PYTHON=${V4E_CUDA_PYTHON:-$V4E_ROOT/build/cuda-python/bin/python}
if [[ -z ${V4E_CUDA_PYTHON:-} && ! -e $V4E_ROOT/build/cuda-python/.complete ]]; then
  confirm "Download LibTorch with CUDA (3 GB) into build/cuda-python?" || fail "not installed; nothing was changed"
  python3 -m venv --clear "$V4E_ROOT/build/cuda-python"
  # The index's own wheel is the one with CUDA; the user's pip may be set to one for the CPU.
  env -u PIP_FIND_LINKS -u PIP_CONSTRAINT "$V4E_TORCH_PYTHON" -m pip --isolated install --no-cache-dir \
    "torch==$V4E_TORCH_VERSION"
  # Headers that the one of NCCL includes, of the CUDA that this LibTorch has.
  cuda=$("$V4E_TORCH_PYTHON" -c "import torch; print(torch.version.cuda)")
  env -u PIP_FIND_LINKS -u PIP_CONSTRAINT "$V4E_TORCH_PYTHON" -m pip --isolated install --no-cache-dir \
    "nvidia-cuda-crt==$cuda.*" "nvidia-cuda-cccl==$cuda.*"
  touch "$V4E_ROOT/build/cuda-python/.complete"
fi
torch=$("$V4E_TORCH_PYTHON" -c "import importlib.util as u, os; print(os.path.dirname(u.find_spec('torch').origin))")
[[ -e $torch/lib/libtorch_cuda.so ]] || fail "$torch has no lib/libtorch_cuda.so: that is a LibTorch for the CPU"

configure cuda -DV4E_BUILD_TESTS=ON
build cuda v4e "${@:-all}"
v4e=$V4E_ROOT/build/cuda/bin/v4e
# The CUDA libraries must be the ones that load, not only link.
ldd "$v4e" | grep -q "$torch/lib/libtorch_cuda.so" || fail "v4e does not load $torch/lib/libtorch_cuda.so"
"$v4e" devices
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
if [[ $# -gt 0 ]]; then
  for name in "$@"; do "$V4E_ROOT/build/cuda/bin/$name"; done
  exit
fi
cd "$V4E_ROOT/build/cuda"
ctest --output-on-failure --no-tests=error -L 'fast|gpu'
