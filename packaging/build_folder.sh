#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs a folder that starts from anywhere, without installation: the programs, their libraries and LibTorch.
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=packaging/bundle/stage.sh
source "$V4E_ROOT/packaging/bundle/stage.sh"

usage() {
  cat <<'TEXT'
packaging/build_folder.sh [--yes] [--check]

Builds the programs (preset release) and writes build/folder/video4edit-VERSION-linux-x86_64.tar.zst. Unpacked
anywhere, video4edit and v4e in it start without root on systems whose C library is as new as this one's. LibTorch
goes along, so take one for the CPU: one for CUDA has gigabytes.
  --check   unpacks what was built and tries it

V4E_BUNDLE_PRESET=dev    packs that build instead, to try the packing
TEXT
}

check=
for argument in "$@"; do
  case $argument in
    --yes) V4E_YES=1 ;;
    --check) check=1 ;;
    --help | -h)
      usage
      exit
      ;;
    *) fail "unknown option $argument (see --help)" ;;
  esac
done

output=$V4E_ROOT/build/folder
name=video4edit-$(project_version)-linux-x86_64
folder=$output/$name
archive=$output/$name.tar.zst
rm -rf "$folder"
stage_app "$folder/app"

torch=$(torch_packages)
[[ ! -e $torch/torch/lib/libtorch_cuda.so ]] || fail "this LibTorch is for CUDA; set V4E_TORCH_PYTHON to one for the CPU"
mkdir -p "$folder/torch/lib" "$folder/torch/licences"
cp "$torch"/torch/lib/lib{torch,torch_cpu,c10}.so "$torch"/torch/lib/libgomp*.so* "$folder/torch/lib"
for licence in "$torch"/torch-*.dist-info/{licenses/*,LICENSE,NOTICE}; do
  if [[ -e $licence ]]; then cp -r "$licence" "$folder/torch/licences"; fi
done
for program in video4edit v4e; do
  cp "$V4E_ROOT/packaging/bundle/start.sh" "$folder/$program"
  chmod 755 "$folder/$program"
done
cp "$V4E_ROOT/LICENSE" "$folder"
tar -C "$output" -c "$name" | zstd -q -15 -T0 -f -o "$archive"
rm -rf "$folder"
say "$archive: $(($(stat -c %s "$archive") / 1000000)) MB"

if [[ -n $check ]]; then
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  # A name with a space, and nothing of this machine's environment.
  mkdir "$scratch/any where" "$scratch/home"
  tar -C "$scratch/any where" --zstd -xf "$archive"
  here="$scratch/any where/$name"
  alone() { env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME="$scratch/home" QT_QPA_PLATFORM=offscreen "$@"; }
  alone "$here/v4e" edit "$here/app/share/video4edit/samples/mountains.jpg" "make it night" -o "$scratch/night.jpg"
  [[ -s $scratch/night.jpg ]] || fail "v4e edit made no picture"
  alone "$here/video4edit" --version
  alone "$here/video4edit" --measure-startup
  ln -s "$here/v4e" "$scratch/link"
  alone "$scratch/link" --version
  say "all checks passed"
fi
