#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what building Video4Edit needs and is not there yet. Safe to run again.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
packaging/setup.sh [--yes] [--tests]

Installs the Debian packages of packaging/debian-packages.txt and LibTorch where they are missing.
  --yes     do not ask (nor where CI=true)
  --tests   also what only the tests need

V4E_TORCH_PYTHON=/path/to/python   use the torch (2.6 to 2.13, CPU or CUDA) of this Python
V4E_TORCH_DIR=/path/to/libtorch    or this LibTorch folder
TEXT
}

sections=(build)
for argument in "$@"; do
  case $argument in
    --yes) V4E_YES=1 ;;
    --tests) sections+=(test) ;;
    --help | -h)
      usage
      exit
      ;;
    *) fail "unknown option $argument (see --help)" ;;
  esac
done

ensure_packages "${sections[@]}"
ensure_torch
say "everything is there; LibTorch: ${V4E_TORCH_DIR:-$V4E_TORCH_PYTHON}"
