#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs a built package on a bare system, tries what it brought, and removes it again.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
packaging/check_deb.sh [--yes] [--root DIR] [PACKAGE.deb]

Needs root: it makes a bare system of this machine's distribution in DIR (build/clean-root), from the package
sources of this machine, and installs PACKAGE.deb (the newest of build/release) there with what it depends on.
Then it starts the programs there, checks what desktops read, removes the package, and looks for what is left.
DIR can be used again. What is tried is left in DIR/home/tester. Ends with 1 where a check failed.
TEXT
}

root=$V4E_ROOT/build/clean-root
package=
while [[ $# -gt 0 ]]; do
  case $1 in
    --yes) V4E_YES=1 ;;
    --root)
      root=${2:?--root needs a folder}
      shift
      ;;
    --help | -h)
      usage
      exit
      ;;
    -*) fail "unknown option $1 (see --help)" ;;
    *) package=$1 ;;
  esac
  shift
done
[[ $(id -u) == 0 ]] || fail "this needs root: sudo packaging/check_deb.sh"
if [[ -z $package ]]; then
  # shellcheck disable=SC2012  # our own file names
  package=$(ls -t "$V4E_ROOT"/build/release/*.deb 2>/dev/null | head -n 1)
fi
[[ -e $package ]] || fail "there is no package: cpack --config build/release/CPackConfig.cmake -B build/release"
ensure_packages package
chroot=$(command -v chroot)

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

# in_root, as_tester: a command in the bare system with nothing of this machine's environment.
in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root "$chroot" "$root" "$@"; }
as_tester() {
  env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME=/home/tester \
    "$chroot" --userspec=tester: "$root" env --chdir=/home/tester "$@"
}

# package_sources: this machine's sources of its own distribution, in apt's one-line form.
package_sources() {
  # shellcheck disable=SC2016  # apt's own variables
  apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    sed -nE 's/^(Debian|Ubuntu) deb/deb/p' | sort -u
}

make_root() {
  local codename mirror
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  mirror=$(package_sources | awk -v suite="$codename" '$3 == suite {print $2; exit}')
  [[ -n $mirror ]] || fail "apt has no package lists of $codename: apt-get update"
  say "making a bare $codename in $root"
  debootstrap --variant=minbase "$codename" "$root" "$mirror" >&2
  package_sources >"$root/etc/apt/sources.list"
  in_root useradd --create-home tester
}

# shellcheck disable=SC2016  # dpkg's own variable
installed_packages() { in_root dpkg-query -W -f '${Package}\n'; }

apt_in_root() { in_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@"; }

# left_behind: files that carry the program's name, apart from a user's own and apt's records.
left_behind() {
  local found
  found=$(find "$root" -xdev \( -path "$root/home" -o -path "$root/proc" -o -path "$root/tmp" \
    -o -path "$root/var/cache/apt" -o -path "$root/var/log" \) -prune -o -iname '*video4edit*' -print)
  [[ -z $found ]] || {
    printf 'left behind: %s\n' "$found"
    return 1
  }
}

no_record() { ! grep -rl video4edit "$root/usr/share/applications" "$root/usr/share/mime" "$root/var/lib/dpkg/status"; }

libraries_found() {
  local file
  while read -r file; do
    if in_root ldd "$file" 2>/dev/null | grep 'not found'; then
      echo "needed by $file"
      return 1
    fi
  done < <(in_root dpkg -L video4edit | grep -E '^/usr/(bin|lib)/')
}

pixels_changed() {
  as_tester v4e edit /usr/share/video4edit/samples/mountains.jpg "make it night" -o night.jpg --json &&
    [[ -s $root/home/tester/night.jpg ]] && ! cmp "$root/home/tester/night.jpg" "$samples/mountains.jpg"
}

# on_display COMMAND...: as the tester, on a virtual display of this machine, which the bare system reaches.
on_display() {
  # shellcheck disable=SC2016  # expanded by the inner shell, which knows the display
  xvfb-run -a -f "$root/tmp/xauthority" -s "-screen 0 1400x900x24" bash -c '
    root=$0
    chmod a+r "$root/tmp/xauthority"
    exec env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME=/home/tester DISPLAY="$DISPLAY" XAUTHORITY=/tmp/xauthority \
      "$1" --userspec=tester: "$root" env --chdir=/home/tester "${@:2}"' "$root" "$chroot" "$@"
}

# Opens a photo for twenty seconds; by then the engine has been loaded and its models are listed.
stays_open() {
  local status=0
  on_display timeout 20 video4edit /usr/share/video4edit/samples/coffee.jpg || status=$?
  ((status == 124)) || {
    echo "ended by itself with $status"
    return 1
  }
  cat "$root/home/tester/.local/share/video4edit/video4edit.log"
  ! grep -i -E 'error|warning' "$root/home/tester/.local/share/video4edit/video4edit.log"
}

scratch=$(mktemp -d)
clean_up() {
  if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
  rm -rf "$scratch"
}
trap clean_up EXIT

if [[ ! -e $root/etc/apt/sources.list || ! -d $root/home/tester ]]; then make_root; fi
share=$root/usr/share
samples=$share/video4edit/samples
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
rm -rf "$root/home/tester"
in_root install -d -o tester -g tester /home/tester
apt_in_root update >&2
apt_in_root -o APT::Autoremove::RecommendsImportant=false autoremove --purge >&2
installed_packages >"$scratch/before"

cp "$package" "$root/tmp/video4edit.deb"
check "installation with what it depends on" apt_in_root install --no-install-recommends /tmp/video4edit.deb
check "every library is found" libraries_found
check "v4e models" as_tester v4e models
check "v4e edit on a sample photo" pixels_changed
check "the editor opens without a display" as_tester env QT_QPA_PLATFORM=offscreen video4edit --measure-startup
check "the editor opens in X11" on_display video4edit --measure-startup
check "the editor opens a photo and finds its engine" stays_open
check "desktop file" desktop-file-validate "$share/applications/org.video4edit.Video4Edit.desktop"
check "AppStream file" appstreamcli validate --no-net --explain "$share/metainfo/org.video4edit.Video4Edit.metainfo.xml"
dpkg-deb -x "$package" "$scratch/tree"
check "AppStream and desktop file agree" appstreamcli validate-tree --no-net "$scratch/tree"
check "icon" rsvg-convert -w 64 -o "$scratch/icon.png" "$share/icons/hicolor/scalable/apps/org.video4edit.Video4Edit.svg"
check "type of project files" grep -q ':\*\.v4e$' "$share/mime/globs2"
check "removal" apt_in_root remove video4edit
check "nothing is left behind" left_behind
check "no record is left behind" no_record
check "removal of what came along" apt_in_root autoremove --purge
installed_packages >"$scratch/after"
check "the system is as it was" diff "$scratch/before" "$scratch/after"
((failures == 0)) || fail "$failures checks failed"
say "all checks passed"
