#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Python wheel: both programs with Qt and all libraries, to be used with the package torch.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=packaging/bundle/stage.sh
source "$V4E_ROOT/packaging/bundle/stage.sh"

usage() {
  cat <<'TEXT'
packaging/build_wheel.sh [--yes]

Builds the programs (preset release) and writes build/wheel/video4edit-VERSION-py3-none-manylinux_2_XX_x86_64.whl,
which `pip install` takes on systems whose C library is as new as this one's. It asks for exactly the release of
torch that it was built with, for CPU or CUDA. packaging/check_wheel.sh tries it.

V4E_BUNDLE_PRESET=dev    packs that build instead, to try the packing
TEXT
}

for argument in "$@"; do
  case $argument in
    --yes) V4E_YES=1 ;;
    --help | -h)
      usage
      exit
      ;;
    *) fail "unknown option $argument (see --help)" ;;
  esac
done

stage=$V4E_ROOT/build/wheel/stage
stage_app "$stage/video4edit"
torch_packages >/dev/null
wheel=$(python3 "$V4E_ROOT/packaging/bundle/wheel.py" "$stage" \
  --version "$(project_version)" --torch "$(torch_version)" --output "$V4E_ROOT/build/wheel")
rm -rf "$stage"
size=$(stat -c %s "$wheel")
say "$wheel: $((size / 1000000)) MB"
((size < 120000000)) || fail "the wheel is larger than 120 MB: see what packaging/bundle/collect.py takes in"
