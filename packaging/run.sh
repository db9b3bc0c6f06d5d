#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Video4Edit where needed and starts it.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
packaging/run.sh [--yes]                                       open the editor
packaging/run.sh [--yes] PHOTO "INSTRUCTION" [-o OUT] [...]    edit a photo; further options as in `v4e edit --help`
packaging/run.sh [--yes] -- COMMAND [...]                      any command of v4e, e.g. -- models

Without -o the result lies beside the photo as NAME-edited. The first start installs what is missing
(it says what, and asks unless --yes) and builds; later starts begin at once.
TEXT
}

if [[ ${1:-} == --yes ]]; then
  V4E_YES=1
  shift
fi
case ${1:-} in
  --help | -h)
    usage
    exit
    ;;
esac

ensure_packages build
ensure_torch
# test.sh turns the tests on in the same folder; they stay on then, but are not built here.
tests=OFF
if grep -qs '^V4E_BUILD_TESTS:BOOL=ON' "$V4E_ROOT/build/release/CMakeCache.txt"; then tests=ON; fi
configure release "-DV4E_BUILD_TESTS=$tests"
targets=(v4e)
if [[ -e $V4E_ROOT/app/editor/CMakeLists.txt ]]; then targets+=(video4edit); fi
build release "${targets[@]}"
bin=$V4E_ROOT/build/release/bin

if [[ $# == 0 ]]; then
  if [[ -x $bin/video4edit && -n ${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-} ]]; then exec "$bin/video4edit"; fi
  usage
  exit
fi
if [[ $1 == -- ]]; then
  shift
  exec "$bin/v4e" "$@"
fi
if [[ $# -lt 2 ]]; then
  usage >&2
  fail "a photo and an instruction are needed, in quotes: run.sh photo.jpg \"make it snow\""
fi
photo=$1
[[ -e $photo ]] || fail "there is no file $photo"
name=${photo##*/}
case $name in
  ?*.*) output=(-o "${photo%.*}-edited.${photo##*.}") ;;
  *) output=(-o "$photo-edited.png") ;;
esac
for argument in "$@"; do
  case $argument in -o | --output | -o?* | --output=*) output=() ;; esac
done
exec "$bin/v4e" edit "$@" ${output[@]+"${output[@]}"}
