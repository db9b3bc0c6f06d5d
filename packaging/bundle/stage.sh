# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What build_wheel.sh and build_folder.sh share. Sourced after common.sh, never run.

# V4E_BUNDLE_PRESET: whose build is packed.
preset=${V4E_BUNDLE_PRESET:-release}

# stage_app DIR: builds the programs and puts them into DIR with all libraries but LibTorch.
stage_app() {
  local app=$1 tests=OFF
  ensure_packages build bundle
  ensure_torch
  # What is passed on reads no Parquet: Arrow's libraries would have to be carried along.
  V4E_ARROW_PYTHON=
  # The tests stay as they are in that folder.
  if grep -qs '^V4E_BUILD_TESTS:BOOL=ON' "$V4E_ROOT/build/$preset/CMakeCache.txt"; then tests=ON; fi
  configure "$preset" "-DV4E_BUILD_TESTS=$tests"
  build "$preset" v4e video4edit
  rm -rf "$app"
  cmake --install "$V4E_ROOT/build/$preset" --prefix "$app" >/dev/null
  # Where the .deb has LibTorch; here it comes from the outside.
  rm -rf "$app"/lib/video4edit/lib{torch,c10,gomp}* "$app/share/doc/video4edit/libtorch"
  python3 "$V4E_ROOT/packaging/bundle/collect.py" "$app"
}

# project_version: the one of CMakeLists.txt.
project_version() { sed -nE 's/^project\(Video4Edit VERSION ([0-9.]+).*/\1/p' "$V4E_ROOT/CMakeLists.txt"; }

# torch_packages: where the package torch lies that was built with.
torch_packages() {
  local python=${V4E_TORCH_PYTHON:-}
  [[ -z ${V4E_TORCH_DIR:-} && -n $python ]] ||
    fail "this needs LibTorch as the Python package torch: set V4E_TORCH_PYTHON, not V4E_TORCH_DIR"
  "$python" -c 'import importlib.util as u, os; print(os.path.dirname(os.path.dirname(u.find_spec("torch").origin)))'
}

# torch_version: without what says of which kind it is ("2.13.0" of "2.13.0+cpu").
torch_version() { "$V4E_TORCH_PYTHON" -c 'import importlib.metadata as m; print(m.version("torch").split("+")[0])'; }
