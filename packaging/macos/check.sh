#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks of the macOS recipe what can be checked on Linux. CI does not call it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bash -n packaging/macos/build.sh
python3 - <<'PYTHON'
import pathlib, plistlib, re
info = plistlib.loads(pathlib.Path("packaging/macos/Info.plist.in").read_bytes())
plistlib.loads(pathlib.Path("packaging/macos/entitlements.plist").read_bytes())
editor = pathlib.Path("app/editor/CMakeLists.txt").read_text()
assert f'OUTPUT_NAME {info["CFBundleExecutable"]}' in editor, "the bundle's program has another name in CMake"
types = {t["UTTypeIdentifier"] for t in info["UTExportedTypeDeclarations"]}
taken = {t for kind in info["CFBundleDocumentTypes"] for t in kind["LSItemContentTypes"]}
assert types <= taken, "a type is declared and not opened"
for line in pathlib.Path("packaging/macos/Brewfile").read_text().splitlines():
    assert re.fullmatch(r'(#.*|brew "[a-z0-9@+-]+")', line), line
PYTHON
echo "all checks passed"
