# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What setup.sh, run.sh and test.sh share. Sourced, never run.

set -euo pipefail

V4E_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
V4E_TORCH_VERSION=2.13.0
V4E_VENV="${XDG_DATA_HOME:-$HOME/.local/share}/video4edit/libtorch-$V4E_TORCH_VERSION"
V4E_ARROW_VERSION=26.0.1
V4E_ARROW_VENV="${XDG_DATA_HOME:-$HOME/.local/share}/video4edit/pyarrow-$V4E_ARROW_VERSION"

say() { printf 'video4edit: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# confirm QUESTION: true at once with --yes or in CI; never waits where nobody can answer.
confirm() {
  if [[ ${V4E_YES:-} == 1 || ${CI:-} == true ]]; then return 0; fi
  if [[ ! -t 0 ]]; then
    say "$1 Nobody is at the terminal to answer: pass --yes to allow it."
    return 1
  fi
  local answer
  read -r -p "video4edit: $1 [Y/n] " answer
  [[ -z $answer || $answer == [Yy]* ]]
}

# as_root COMMAND...: through sudo where we are not root.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root, and sudo is not installed. As root, run: $*"
  fi
}

# listed_packages SECTION...: the lines of debian-packages.txt under these headings.
listed_packages() {
  local section line
  while read -r line; do
    case $line in
      '' | '#'*) ;;
      '['*) section=${line//[\[\]]/} ;;
      *) [[ " $* " == *" $section "* ]] && printf '%s\n' "$line" ;;
    esac
  done <"$V4E_ROOT/packaging/debian-packages.txt"
}

# missing_packages SECTION...: the listed lines of which no alternative is installed.
missing_packages() {
  local installed line name found
  # Searched without a process for each: this is in the way of every start.
  installed=$'\n'$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')$'\n'
  while read -r line; do
    found=
    for name in ${line//|/ }; do
      if [[ $installed == *$'\n'"$name"$'\n'* ]]; then found=1; fi
    done
    if [[ -z $found ]]; then printf '%s\n' "$line"; fi
  done < <(listed_packages "$@")
}

# offered LINE: the first alternative of a line that the package lists know.
offered() {
  local name
  for name in ${1//|/ }; do
    if apt-cache show "$name" >/dev/null 2>&1; then
      printf '%s\n' "$name"
      return
    fi
  done
  fail "no package source offers '$1': is this Debian 12, Ubuntu 24.04 or later?"
}

ensure_packages() {
  local missing names=() line
  if ! command -v apt-get >/dev/null; then
    say "no apt-get here: make sure that the packages of packaging/debian-packages.txt are there"
    return
  fi
  mapfile -t missing < <(missing_packages "$@")
  if [[ ${#missing[@]} == 0 ]]; then return; fi
  say "these packages are missing:"
  printf '  %s\n' "${missing[@]}" >&2
  confirm "Install them with apt-get?" || fail "not installed; nothing was changed"
  as_root apt-get -q update
  for line in "${missing[@]}"; do names+=("$(offered "$line")"); done
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${names[@]}"
}

# ensure_torch: LibTorch where V4E_TORCH_DIR or V4E_TORCH_PYTHON says, else in our own environment.
ensure_torch() {
  if [[ -n ${V4E_TORCH_DIR:-} ]]; then
    [[ -e $V4E_TORCH_DIR/lib/libtorch.so ]] || fail "V4E_TORCH_DIR=$V4E_TORCH_DIR has no lib/libtorch.so"
    return
  fi
  if [[ -n ${V4E_TORCH_PYTHON:-} ]]; then
    "$V4E_TORCH_PYTHON" -c 'import importlib.util as u, sys; sys.exit(u.find_spec("torch") is None)' ||
      fail "V4E_TORCH_PYTHON=$V4E_TORCH_PYTHON has no package torch"
    return
  fi
  V4E_TORCH_PYTHON=$V4E_VENV/bin/python
  if [[ -e $V4E_VENV/.complete ]]; then return; fi
  say "LibTorch $V4E_TORCH_VERSION is missing. It is the package torch, put into"
  say "  $V4E_VENV"
  say "(V4E_TORCH_PYTHON or V4E_TORCH_DIR name one that you have; pip's own settings choose the index,"
  say "for example one with builds for the CPU only, which are far smaller.)"
  confirm "Download and install it?" || fail "not installed; nothing was changed"
  mkdir -p "$(dirname "$V4E_VENV")"
  python3 -m venv --clear "$V4E_VENV"
  "$V4E_VENV/bin/python" -m pip install --no-cache-dir "torch==$V4E_TORCH_VERSION"
  # Written last: a broken-off download is done again.
  touch "$V4E_VENV/.complete"
}

# ensure_arrow: Apache Arrow, which reads Parquet, as the package pyarrow: where V4E_ARROW_PYTHON says, else in an
# environment of our own. Tests want it; programs do without, and say so when they meet such a file.
ensure_arrow() {
  if [[ -n ${V4E_ARROW_PYTHON:-} ]]; then return; fi
  if [[ ! -e $V4E_ARROW_VENV/.complete ]]; then
    say "Apache Arrow $V4E_ARROW_VERSION is missing. It is the package pyarrow, put into $V4E_ARROW_VENV"
    if ! confirm "Download and install it?"; then
      say "without it Parquet and Arrow files are not read, and the tests of that are left out"
      return
    fi
    mkdir -p "$(dirname "$V4E_ARROW_VENV")"
    python3 -m venv --clear "$V4E_ARROW_VENV"
    if ! "$V4E_ARROW_VENV/bin/python" -m pip install --no-cache-dir --retries 2 --timeout 60 \
      "pyarrow==$V4E_ARROW_VERSION"; then
      say "it could not be fetched: Parquet and Arrow files are not read, and the tests of that are left out"
      return
    fi
    touch "$V4E_ARROW_VENV/.complete"
  fi
  V4E_ARROW_PYTHON=$V4E_ARROW_VENV/bin/python
}

# build_jobs: one a core, but a torch file needs about 1.5 GB to compile.
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  if ((memory < 1)); then memory=1; fi
  printf '%s\n' "${V4E_JOBS:-$((cores < memory ? cores : memory))}"
}

# configure PRESET OPTION...: runs CMake only where its answer could change.
configure() {
  local preset=$1 folder stamp settings
  folder=$V4E_ROOT/build/$preset
  stamp=$folder/.configured
  shift
  settings=("$@" "-DV4E_ARROW_PYTHON=${V4E_ARROW_PYTHON:-}")
  if [[ -n ${V4E_TORCH_DIR:-} ]]; then
    settings+=("-DV4E_TORCH_DIR=$V4E_TORCH_DIR")
  else
    settings+=(-UV4E_TORCH_DIR "-DV4E_TORCH_PYTHON=$V4E_TORCH_PYTHON")
  fi
  if [[ -e $folder/build.ninja && -e $stamp && $(<"$stamp") == "${settings[*]}" ]]; then return; fi
  say "configuring $folder"
  (cd "$V4E_ROOT" && cmake --preset "$preset" "${settings[@]}") >&2
  printf '%s\n' "${settings[*]}" >"$stamp"
}

# build PRESET TARGET...: says nothing when there is nothing to do.
build() {
  local folder=$V4E_ROOT/build/$1
  shift
  if ninja -C "$folder" -n "$@" 2>/dev/null | grep -q '^ninja: no work to do'; then return; fi
  say "building in $folder (the first time takes 7 to 25 minutes, later only what changed)"
  # Another clone of the same files finds what this one has compiled.
  CCACHE_BASEDIR=$V4E_ROOT CCACHE_NOHASHDIR=1 ninja -C "$folder" -j "$(build_jobs)" "$@" >&2
}
