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
  --fuzz SECONDS instead search each parser for inputs that break it (libFuzzer) for so long;
                 what is found is left in build/fuzz/findings
Without options each parser is searched for a minute after the tests.
Further options go to ctest, for example -L fast or -R Tokenizer.
TEXT
}

sanitizers=
fuzz=
while [[ $# -gt 0 ]]; do
  case $1 in
    --yes) V4E_YES=1 ;;
    --sanitizers) sanitizers=1 ;;
    --fuzz)
      fuzz=${2:?--fuzz needs a number of seconds}
      shift
      ;;
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

# can_fuzz: clang is there with the libFuzzer of its version.
can_fuzz() {
  local runtime
  command -v clang++ >/dev/null || return 1
  for runtime in "$(clang++ -print-resource-dir)"/lib/linux/libclang_rt.fuzzer-*.a; do
    if [[ -e $runtime ]]; then return 0; fi
  done
  return 1
}

# run_fuzzers SECONDS: fails on the first finding, but lets every target search.
run_fuzzers() {
  local target corpus status=0 folder=$V4E_ROOT/build/fuzz
  local targets=(safetensors_fuzz gguf_fuzz torch_file_fuzz lora_fuzz model_config_fuzz image_fuzz tiff_fuzz)
  configure fuzz -DV4E_BUILD_TESTS=OFF
  build fuzz "${targets[@]}"
  mkdir -p "$folder/findings"
  for target in "${targets[@]}"; do
    corpus=${target%_fuzz}
    say "$target for $1 s"
    mkdir -p "$folder/found/$corpus"
    # New inputs go to the first folder; the memory limit is what one input may take.
    "$folder/bin/$target" -max_total_time="$1" -timeout=20 -rss_limit_mb=3000 -max_len=65536 -print_final_stats=1 \
      -verbosity=0 -artifact_prefix="$folder/findings/$corpus-" \
      "$folder/found/$corpus" "$V4E_ROOT/tests/fuzz/corpus/$corpus" || status=1
  done
  return "$status"
}

export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
# LibTorch is not built with the sanitizers: its globals are seen twice.
export ASAN_OPTIONS=detect_odr_violation=0
suppressions=$V4E_ROOT/packaging/sanitizers
export LSAN_OPTIONS="suppressions=$suppressions/lsan.supp:print_suppressions=0"

if [[ -n $fuzz ]]; then
  ensure_packages build fuzz
  ensure_torch
  run_fuzzers "$fuzz"
  exit
fi
whole=
if [[ -z $sanitizers && $# == 0 ]]; then whole=1; fi
ensure_packages build test ${whole:+fuzz}
ensure_torch
# Several test programs run at once: threads that spin while they wait would take each other's cores.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
if [[ -z ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}; fi

if [[ -z $sanitizers ]]; then
  ensure_arrow
  run_tests dev "$@"
  if [[ -z $whole ]]; then exit; fi
  if ! can_fuzz; then
    say "the parsers were not searched: clang has no libFuzzer here"
    exit
  fi
  run_fuzzers 60
  exit
fi
status=0
export TSAN_OPTIONS="suppressions=$suppressions/tsan.supp:ignore_noninstrumented_modules=1"
for preset in asan tsan; do
  say "tests labelled fast, sanitizer preset $preset"
  run_tests "$preset" "$@" || status=1
done
exit "$status"
