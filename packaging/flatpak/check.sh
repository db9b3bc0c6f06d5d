#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks the Flatpak manifest and what goes with it as far as that can be done without building it.
set -euo pipefail

usage() {
  cat <<'TEXT'
packaging/flatpak/check.sh [--schema FILE]

Has flatpak-builder read the manifest (nothing in it may be unknown to it), checks that its sources are fixed and
that names agree, and validates desktop and AppStream file. Builds and downloads nothing.
  --schema FILE   validates it against flatpak-builder's flatpak-manifest.schema.json, too (Python's jsonschema)
TEXT
}

schema=
while [[ $# -gt 0 ]]; do
  case $1 in
    --schema)
      schema=${2:?--schema needs a file}
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

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
desktop=$here/../../resources/desktop
id=org.video4edit.Video4Edit
for tool in flatpak-builder appstreamcli desktop-file-validate python3; do
  command -v "$tool" >/dev/null || {
    echo "this needs $tool: apt-get install flatpak-builder appstream desktop-file-utils" >&2
    exit 1
  }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What it does not know it leaves out with a warning.
flatpak-builder --show-manifest "$here/$id.yaml" >"$scratch/manifest.json" 2>"$scratch/warnings"
if [[ -s $scratch/warnings ]]; then
  cat "$scratch/warnings" >&2
  exit 1
fi

python3 - "$scratch/manifest.json" "$here" "$schema" <<'PYTHON'
import json, pathlib, sys

manifest = json.loads(pathlib.Path(sys.argv[1]).read_text())
here, schema = pathlib.Path(sys.argv[2]), sys.argv[3]
faults = []
for module in manifest["modules"]:
    for source in module["sources"]:
        where = f'{module["name"]}: {source.get("url") or source.get("path") or source["type"]}'
        if source["type"] == "git" and not source.get("tag"):
            faults.append(f"{where} has no tag")
        if source["type"] == "dir" and not (here / source["path"] / "CMakeLists.txt").exists():
            faults.append(f"{where} is not there")
if schema:
    import jsonschema
    jsonschema.validate(manifest, json.loads(pathlib.Path(schema).read_text()))
print("\n".join(faults), end="\n" if faults else "")
sys.exit(bool(faults))
PYTHON

desktop-file-validate "$desktop/$id.desktop"
appstreamcli validate --no-net "$desktop/$id.metainfo.xml"
grep -qx "Icon=$id" "$desktop/$id.desktop"
grep -q "<id>$id</id>" "$desktop/$id.metainfo.xml"
grep -qx "id: $id" "$here/$id.yaml"
echo "all checks passed"
