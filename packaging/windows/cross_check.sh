#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks on Debian what can be checked of the Windows recipe there. CI does not call it.
set -euo pipefail

usage() {
  cat <<'TEXT'
packaging/windows/cross_check.sh [--all] [--jobs N]

Compiles core/base with its tests by MinGW's compiler for Windows and runs the tests under Wine, has makensis make an
installer of an empty program, and reads vcpkg.json, the manifest and the icon. Installs nothing:
  apt-get install g++-mingw-w64-x86-64-posix libz-mingw-w64-dev wine64 nsis googletest nlohmann-json3-dev libspdlog-dev
  --all   parses all other sources as well, as far as their libraries' headers for Linux allow. Takes half an hour, and
          needs what packaging/setup.sh --tests installs. Ends with the list of files that do not parse.

MinGW is not MSVC: other compiler, same system. What this accepts, MSVC may still refuse.
TEXT
}

all=
jobs=$(nproc)
while [[ $# -gt 0 ]]; do
  case $1 in
    --all) all=1 ;;
    --jobs)
      jobs=${2:?--jobs needs a number}
      shift
      ;;
    --help | -h)
      usage
      exit
      ;;
    *)
      usage >&2
      exit 1
      ;;
  esac
  shift
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$root/build/cross-windows
compiler=x86_64-w64-mingw32-g++-posix
wine=$(command -v wine64 || command -v /usr/lib/wine/wine64 || true)
for tool in $compiler x86_64-w64-mingw32-windres makensis python3; do
  command -v "$tool" >/dev/null || {
    echo "this needs $tool, see --help" >&2
    exit 1
  }
done
mkdir -p "$work/include" "$work/objects"
cd "$root"

# Headers that are the same everywhere; the rest of /usr/include is Linux's.
system=/usr/include/$(gcc -print-multiarch)
for name in nlohmann spdlog fmt CLI gtest gmock sqlite3.h zlib.h lcms2.h lcms2_plugin.h exiv2 png.h pngconf.h \
  pnglibconf.h webp avif libraw openjpeg-2.5 OpenEXR Imath jxl libheif sentencepiece_processor.h \
  sentencepiece_trainer.h tiff.h tiffio.h tiffvers.h tiffconf.h jpeglib.h jmorecfg.h jerror.h jconfig.h zconf.h curl \
  qt6; do
  for folder in /usr/include "$system"; do
    if [[ -e $folder/$name ]]; then ln -sfn "$folder/$name" "$work/include/$name"; fi
  done
done
# OpenSSL has one header that is made for the system.
if [[ -e $system/openssl/configuration.h ]]; then
  mkdir -p "$work/include/openssl"
  ln -sf /usr/include/openssl/*.h "$system"/openssl/*.h "$work/include/openssl"
fi
ln -sfn /usr/include/opencv4/opencv2 "$work/include/opencv2"
# Exiv2 asks for POSIX's regular expressions and uses none; LibTorch takes __assert_fail for a part of every C library
# but Microsoft's.
: >"$work/include/regex.h"
cat >"$work/include/mingw_only.h" <<'HEADER'
#pragma once
#ifdef __cplusplus
extern "C" [[noreturn]] void __assert_fail(const char*, const char*, unsigned, const char*) noexcept;
#endif
HEADER

flags=(-std=c++20 -O1 -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror
  -D_WIN32_WINNT=0x0A00 -DNOMINMAX -DWIN32_LEAN_AND_MEAN -D_USE_MATH_DEFINES '-DV4E_VERSION="0"' -DQT_NO_KEYWORDS
  -I"$root" -isystem "$work/include")

# compile SOURCE FLAG...: an object, anew where the source or a header of ours is newer.
compile() {
  local source=$1 object
  shift
  object=$work/objects/$(tr / _ <<<"${source#"$root"/}").o
  if [[ -e $object && ! "$source" -nt $object && -z $(find core/base tests/core/base -newer "$object" -name '*.h' -print -quit) ]]; then
    return
  fi
  echo "compiling ${source#"$root"/}"
  "$compiler" "${flags[@]}" "$@" -c "$source" -o "$object"
}

run_base_tests() {
  local source sources=() objects=()
  # spdlog's and fmt's own libraries here are for Linux: both are header-only for this.
  local header_only=(-DFMT_HEADER_ONLY -DSPDLOG_FMT_EXTERNAL)
  mapfile -t sources < <(find core/base -maxdepth 1 -name '*.cpp' | sort)
  sources+=(core/base/os/windows/*.cpp)
  # patient_threads_test.cpp and include_direction_test.cpp are about Linux and the sources.
  for source in atomic_file base64 json_file os stand_in text; do sources+=("tests/core/base/${source}_test.cpp"); done
  for source in "${sources[@]}"; do compile "$source" "${header_only[@]}"; done
  for source in /usr/src/googletest/googletest/src/{gtest-all,gtest_main}.cc; do
    compile "$source" -Wno-error -w -I/usr/src/googletest/googletest
  done
  # The programs' manifest: narrow texts are UTF-8.
  printf '1 24 "%s"\n' "$root/packaging/windows/utf8.manifest" >"$work/manifest.rc"
  x86_64-w64-mingw32-windres "$work/manifest.rc" -o "$work/objects/manifest.o"
  mapfile -t objects < <(find "$work/objects" -name '*.o')
  "$compiler" -static "${objects[@]}" -o "$work/base_test.exe" -lz -ladvapi32
  [[ -n $wine ]] || {
    echo "without Wine base_test.exe is linked and not run"
    return
  }
  # That one needs narrow names in UTF-8: MSVC's library takes the manifest's word for it, MinGW's does not.
  WINEDEBUG=-all WINEPREFIX=$work/wine "$wine" "$work/base_test.exe" --gtest_brief=1 \
    --gtest_filter=-Text.NamesHaveRoomOnAnyDisk
}

check_recipe() {
  python3 - <<'PYTHON'
import json, xml.etree.ElementTree as tree
names = [d if isinstance(d, str) else d["name"] for d in json.load(open("packaging/windows/vcpkg.json"))["dependencies"]]
assert names == sorted(names) and len(names) == len(set(names)), "vcpkg.json: dependencies are not in order"
tree.parse("packaging/windows/utf8.manifest")
PYTHON
  (cd packaging/windows && x86_64-w64-mingw32-windres video4edit.rc -o "$work/icon.o")
  mkdir -p "$work/stage/bin"
  : >"$work/stage/bin/video4edit.exe"
  (cd packaging/windows && makensis -V2 -DVERSION=0 "-DSTAGE=$work/stage" "-DOUTPUT=$work/installer.exe" installer.nsi)
}

# parse SOURCE: prints its name and first error where it does not parse.
parse() {
  local torch=$1 source=$2 qt=() found
  if [[ $source == ui/* || $source == app/editor/* ]]; then
    qt=(-isystem "$work/include/qt6")
    for module in Core Gui Widgets Multimedia Network Svg; do qt+=(-isystem "$work/include/qt6/Qt$module"); done
  fi
  if ! found=$("$compiler" "${flags[@]}" -O0 -fsyntax-only -include "$work/include/mingw_only.h" -DV4E_HAS_EDIT \
    -DC10_USING_CUSTOM_GENERATED_MACROS -DSPDLOG_COMPILED_LIB -DSPDLOG_FMT_EXTERNAL -DFMT_SHARED \
    -DV4E_MODULE_FILE='"module.dll"' -DV4E_WITHOUT_DBUS -DV4E_WITH_{HEIF,AVIF,JXL,RAW,JP2,EXR}=1 -DV4E_WITH_SVG=0 \
    -isystem "$work/include/Imath" -isystem "$work/include/OpenEXR" -isystem "$work/include/openjpeg-2.5" "${qt[@]}" \
    -idirafter "$torch/include" -idirafter "$torch/include/torch/csrc/api/include" "$source" 2>&1); then
    printf '%s: %s\n' "$source" "$(grep -m1 error: <<<"$found")"
  fi
}

parse_all() {
  local torch sources=()
  torch=$(sed -n 's/^V4E_TORCH_DIR:PATH=//p' build/*/CMakeCache.txt | head -n 1)
  [[ -d $torch/include ]] || {
    echo "no build in build/ names a LibTorch: packaging/setup.sh" >&2
    exit 1
  }
  mapfile -t sources < <(find core app ui -name '*.cpp' ! -path '*/os/*' ! -name '*_dbus.cpp' ! -name '*_macos.cpp' \
    ! -name desktop_appearance.cpp ! -name colord_profiles.cpp ! -name svg_codec.cpp | sort)
  export -f parse
  export work compiler
  local settings
  settings=$(declare -p flags)
  printf '%s\n' "${sources[@]}" |
    xargs -P "$jobs" -I{} bash -c "$settings; parse '$torch' {}" | tee "$work/unparsed"
  echo "$((${#sources[@]} - $(wc -l <"$work/unparsed"))) of ${#sources[@]} sources parse for Windows"
}

check_recipe
run_base_tests
if [[ -n $all ]]; then parse_all; fi
