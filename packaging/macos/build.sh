#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Video4Edit.app and a disk image on macOS. Never run; see README.md beside this file.
set -euo pipefail

usage() {
  cat <<'TEXT'
packaging/macos/build.sh --torch PATH [--sign IDENTITY] [--notarise PROFILE] [--no-image]

Builds build/macos/stage/Video4Edit.app and build/macos/video4edit-VERSION-macos-ARCH.dmg with the libraries of
Homebrew (brew bundle --file packaging/macos/Brewfile).
  --torch PATH       LibTorch: its folder (with include and lib), its archive, or the torch wheel for macOS, 2.7 to 2.13
  --sign IDENTITY    signs with this certificate ("Developer ID Application: …"); without it only for this computer
  --notarise PROFILE has Apple look at the image and fastens the answer to it; PROFILE is what
                     `xcrun notarytool store-credentials PROFILE` was told. Needs --sign
  --no-image         stops at the .app
TEXT
}

say() { printf 'video4edit: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

torch=
identity=-
profile=
image=1
while [[ $# -gt 0 ]]; do
  case $1 in
    --torch)
      torch=${2:?--torch needs a path}
      shift
      ;;
    --sign)
      identity=${2:?--sign needs an identity}
      shift
      ;;
    --notarise)
      profile=${2:?--notarise needs a profile}
      shift
      ;;
    --no-image) image= ;;
    --help | -h)
      usage
      exit
      ;;
    *) fail "unknown option $1 (see --help)" ;;
  esac
  shift
done

[[ $(uname) == Darwin ]] || fail "this runs on macOS only"
[[ -n $torch ]] || fail "--torch is missing (see --help)"
[[ -z $profile || ($identity != - && -n $image) ]] || fail "--notarise needs --sign, and the image"
for tool in brew cmake ninja rsvg-convert iconutil codesign; do
  command -v "$tool" >/dev/null || fail "$tool is missing: brew bundle --file packaging/macos/Brewfile"
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/macos
app=$build/stage/Video4Edit.app
version=$(sed -nE 's/^project\(Video4Edit VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")
mkdir -p "$build"

# torch_folder PATH: the folder with include and lib, unpacked where it is a file.
torch_folder() {
  local source=$1 unpacked=$build/libtorch folder
  if [[ -f $source ]]; then
    rm -rf "$unpacked"
    unzip -q "$source" -d "$unpacked"
    source=$unpacked
  fi
  for folder in "$source" "$source/libtorch" "$source/torch"; do
    if [[ -e $folder/lib/libtorch_cpu.dylib ]]; then
      (cd "$folder" && pwd)
      return
    fi
  done
  fail "$1 holds no LibTorch for macOS (lib/libtorch_cpu.dylib)"
}

libtorch=$(torch_folder "$torch")
cd "$root"
prefix=$(brew --prefix)
# Homebrew keeps these apart from the system's own.
for formula in openssl@3 curl sqlite; do prefix="$(brew --prefix "$formula");$prefix"; done
cmake --preset macos "-DV4E_TORCH_DIR=$libtorch" "-DCMAKE_PREFIX_PATH=$prefix"
cmake --build --preset macos
rm -rf "$build/stage"
cmake --install "$build" --prefix "$build/stage"

icons=$build/video4edit.iconset
rm -rf "$icons"
mkdir -p "$icons" "$app/Contents/Resources"
for size in 16 32 128 256 512; do
  rsvg-convert -w "$size" -h "$size" resources/icons/video4edit.svg -o "$icons/icon_${size}x$size.png"
  rsvg-convert -w $((2 * size)) -h $((2 * size)) resources/icons/video4edit.svg \
    -o "$icons/icon_${size}x$size@2x.png"
done
iconutil --convert icns --output "$app/Contents/Resources/video4edit.icns" "$icons"

# Brings Qt with its plugins, and what the command line and the engine's module need besides.
"$(brew --prefix qt)/bin/macdeployqt" "$app" "-executable=$app/Contents/MacOS/v4e" \
  "-executable=$app/Contents/MacOS/libv4e_edit_module.so" -verbose=1

# A library named by its place in Homebrew would be missing on another computer.
left=$(find "$app" -type f \( -name '*.dylib' -o -name '*.so' -o -path '*/MacOS/*' \) -exec otool -L {} + |
  grep -F "$(brew --prefix)/" || true)
[[ -z $left ]] || fail "these libraries were not taken along:"$'\n'"$left"

# Inside out: what lies deepest first, the app last.
options=(--force --sign "$identity")
if [[ $identity != - ]]; then
  options+=(--timestamp --options runtime --entitlements packaging/macos/entitlements.plist)
fi
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -exec codesign "${options[@]}" {} +
find "$app/Contents/Frameworks" -depth -name '*.framework' -exec codesign "${options[@]}" {} +
codesign "${options[@]}" "$app/Contents/MacOS/v4e"
codesign "${options[@]}" "$app"
codesign --verify --deep --strict "$app"

"$app/Contents/MacOS/v4e" --version
"$app/Contents/MacOS/v4e" edit "$app/Contents/Resources/video4edit/samples/mountains.jpg" "make it night" \
  -o "$build/night.jpg" --overwrite
say "$app"
[[ -n $image ]] || exit 0

disk=$build/video4edit-$version-macos-$(uname -m).dmg
ln -sfn /Applications "$build/stage/Applications"
hdiutil create -quiet -ov -volname Video4Edit -srcfolder "$build/stage" -format ULFO "$disk"
if [[ $identity != - ]]; then codesign --sign "$identity" --timestamp "$disk"; fi
if [[ -n $profile ]]; then
  xcrun notarytool submit "$disk" --keychain-profile "$profile" --wait
  xcrun stapler staple "$disk"
fi
say "$disk"
