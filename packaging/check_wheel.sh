#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs a built wheel into a fresh environment, tries what it brought, and removes it again.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
packaging/check_wheel.sh [--python PYTHON] [--root DIR] [WHEEL.whl]

Makes a fresh environment of PYTHON (python3), without any torch at first, installs WHEEL.whl (the newest of
build/wheel) and tries the programs without a display: without torch, with another torch, and with the one that
pip finds for it. With --root also on the bare system in DIR that packaging/check_deb.sh makes, which needs root.
Ends with 1 where a check failed.
TEXT
}

python=python3
root=
wheel=
while [[ $# -gt 0 ]]; do
  case $1 in
    --python)
      python=${2:?--python needs a program}
      shift
      ;;
    --root)
      root=${2:?--root needs a folder}
      shift
      ;;
    --help | -h)
      usage
      exit
      ;;
    -*) fail "unknown option $1 (see --help)" ;;
    *) wheel=$1 ;;
  esac
  shift
done
if [[ -z $wheel ]]; then
  # shellcheck disable=SC2012  # our own file names
  wheel=$(ls -t "$V4E_ROOT"/build/wheel/*.whl 2>/dev/null | head -n 1)
fi
[[ -e $wheel ]] || fail "there is no wheel: packaging/build_wheel.sh"

scratch=$(mktemp -d)
mounted=
clean_up() {
  if [[ -n $mounted ]]; then umount "$root/proc"; fi
  rm -rf "$scratch"
}
trap clean_up EXIT
environment=$scratch/environment
home=$scratch/home
mkdir "$home"

failures=0
# check NAME COMMAND...: runs it and says whether it passed.
check() {
  local name=$1
  shift
  if "$@" >"$scratch/output" 2>&1; then
    say "passed: $name"
  else
    say "FAILED: $name"
    sed 's/^/    /' "$scratch/output" >&2
    failures=$((failures + 1))
  fi
}

# outside COMMAND...: with nothing of this machine's environment, least of all its LD_LIBRARY_PATH and Qt's settings.
outside() {
  env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME="$home" QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=passive \
    ${bind_now:+LD_BIND_NOW=1} "$environment/bin/$1" "${@:2}"
}

# refuses PART PROGRAM...: it ends with an error, and what it says has PART in it and nothing of the loader.
refuses() {
  local part=$1
  shift
  if outside "$@" >"$scratch/said" 2>&1; then
    echo "it ran"
    return 1
  fi
  cat "$scratch/said"
  grep -qF "$part" "$scratch/said" && ! grep -qiE 'error while loading|symbol|Traceback' "$scratch/said"
}

# other_torch VERSION: a package that says it is torch, as another program's environment may have it.
other_torch() {
  local packages
  packages=$("$environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  mkdir "$packages/torch" "$packages/torch-$1.dist-info"
  touch "$packages/torch/__init__.py"
  printf 'Metadata-Version: 2.1\nName: torch\nVersion: %s\n' "$1" >"$packages/torch-$1.dist-info/METADATA"
}
no_other_torch() { rm -rf "$environment"/lib/python*/site-packages/torch{,-*.dist-info}; }

pixels_changed() {
  local photo=$packages/video4edit/share/video4edit/samples/mountains.jpg
  outside v4e edit "$photo" "make it night" -o "$home/night.jpg" --json && [[ -s $home/night.jpg ]] &&
    ! cmp "$home/night.jpg" "$photo"
}

writes_video() {
  outside v4e edit "$packages/video4edit/share/video4edit/samples/mountains.jpg" "make it night" \
    -o "$home/night.png" --video "$home/night.mp4" && [[ -s $home/night.mp4 ]]
}

# resolved PROGRAM: all of its symbols and those of its libraries are there.
resolved() {
  local bind_now=1
  outside "$1" --version
}

# own_libraries: what the programs load is inside, torch's, or the C and C++ libraries and the display's.
own_libraries() {
  local file foreign
  for file in bin/v4e bin/video4edit lib/video4edit/libv4e_edit_module.so lib/video4edit/qt6/plugins/platforms/libqxcb.so; do
    foreign=$(env -i ldd "$packages/video4edit/$file" | grep -F '=> /' |
      grep -vF "=> $packages/" | grep -vE 'lib(c|m|dl|rt|pthread|resolv|stdc\+\+|gcc_s)\.so' |
      grep -vE 'lib(GL|EGL|GLX|OpenGL|GLdispatch|drm|gbm|X11|Xext|Xfixes|Xau|Xdmcp|xcb|xshmfence|wayland|bsd|md)' || true)
    if [[ -n $foreign ]]; then
      printf '%s takes from this machine:\n%s\n' "$file" "$foreign"
      return 1
    fi
  done
}

desktop_entry() {
  local entry=$home/.local/share/applications/org.video4edit.Video4Edit.desktop
  outside video4edit --install-desktop && grep -F "Exec=\"$environment/bin/video4edit\" %F" "$entry" || return
  if command -v desktop-file-validate >/dev/null; then desktop-file-validate "$entry" || return; fi
  outside video4edit --remove-desktop && [[ ! -e $entry ]]
}

has_licences() {
  local doc=$packages/video4edit/share/doc/video4edit
  [[ -s $doc/LICENSES.md && -s $doc/copyright && -s $doc/libraries/SOURCES ]] &&
    [[ $(find "$doc/libraries" -name '*.txt' | wc -l) -gt 50 ]]
}

"$python" -m venv "$environment"
check "installation without torch" "$environment/bin/python" -m pip install --no-deps "$wheel"
packages=$("$environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
check "without torch: a sentence" refuses "has no package torch" v4e models
check "version of the editor" outside video4edit --version
other_torch 2.4.1
check "with another torch: a sentence (v4e)" refuses "torch 2.4.1, but" v4e models
check "with another torch: a sentence (editor)" refuses "torch 2.4.1, but" video4edit
no_other_torch
check "installation with torch" "$environment/bin/python" -m pip install "$wheel"
check "v4e models" outside v4e models
check "every symbol of v4e is found" resolved v4e
check "every symbol of the editor is found" resolved video4edit
check "nothing is taken from this machine" own_libraries
check "v4e edit on a sample photo" pixels_changed
check "v4e edit writes a video" writes_video
check "the editor opens without a display" outside video4edit --measure-startup
check "desktop entry" desktop_entry
check "licences" has_licences

if [[ -n $root ]]; then
  [[ $(id -u) == 0 ]] || fail "--root needs root"
  [[ -d $root/home/tester ]] || fail "$root is no bare system: packaging/check_deb.sh makes one"
  chroot=$(command -v chroot)
  # in_root COMMAND...: in the bare system, with the packages of the environment and nothing of this machine.
  in_root() {
    env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME=/home/tester PYTHONPATH=/tmp/v4e-packages QT_QPA_PLATFORM=offscreen \
      "$chroot" "$root" env --chdir=/tmp "$@"
  }
  if ! mountpoint -q "$root/proc"; then
    mount -t proc proc "$root/proc"
    mounted=1
  fi
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$chroot" "$root" \
    apt-get -q -y install --no-install-recommends python3 >&2
  rm -rf "$root/tmp/v4e-packages"
  cp -r "$packages" "$root/tmp/v4e-packages"
  start='import sys; from video4edit import launch; getattr(launch, sys.argv.pop(1))()'
  check "bare system: version of the editor" in_root python3 -c "$start" editor --version
  check "bare system: v4e models" in_root python3 -c "$start" v4e models
  check "bare system: v4e edit" in_root python3 -c "$start" v4e edit \
    /tmp/v4e-packages/video4edit/share/video4edit/samples/mountains.jpg "make it night" -o /tmp/night.jpg --overwrite
  check "bare system: the editor opens" in_root python3 -c "$start" editor --measure-startup
  rm -rf "$root/tmp/v4e-packages"
fi
((failures == 0)) || fail "$failures checks failed"
say "all checks passed"
