#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds everything and runs the tests; ends with ctest's summary and its exit status.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
packaging/test.sh [--yes] [--sanitizers] [CTEST OPTION...]

Installs what is missing, builds (build/dev) and runs all tests.
  --yes          do not ask before installing (nor where CI=true)
  --sanitizers   instead run the tests labelled fast under address+undefined and thread sanitizers
Further options go to ctest, for example -L fast or -R Tokenizer.
TEXT
}

sanitizers=
while [[ $# -gt 0 ]]; do
  case $1 in
    --yes) V4E_YES=1 ;;
    --sanitizers) sanitizers=1 ;;
    --help | -h)
      usage
      exit
      ;;
    *) break ;;
  esac
  shift
done

# run_tests PRESET CTEST_OPTION...
run_tests() {
  local preset=$1
  shift
  configure "$preset" -DV4E_BUILD_TESTS=ON
  build "$preset" all
  (cd "$V4E_ROOT" && ctest --preset "$preset" --no-tests=error --parallel "$(build_jobs)" "$@")
}

ensure_packages build test
ensure_torch
# Several test programs run at once: threads that spin while they wait would take each other's cores.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
if [[ -z ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}; fi

if [[ -z $sanitizers ]]; then
  run_tests dev "$@"
  exit
fi
status=0
suppressions=$V4E_ROOT/packaging/sanitizers
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
# LibTorch is not built with the sanitizers: its globals are seen twice.
export ASAN_OPTIONS=detect_odr_violation=0
export LSAN_OPTIONS="suppressions=$suppressions/lsan.supp:print_suppressions=0"
export TSAN_OPTIONS="suppressions=$suppressions/tsan.supp:ignore_noninstrumented_modules=1"
for preset in asan tsan; do
  say "tests labelled fast, sanitizer preset $preset"
  run_tests "$preset" "$@" || status=1
done
exit "$status"
