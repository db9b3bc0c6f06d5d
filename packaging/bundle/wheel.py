#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs a folder with the programs as a Python wheel and prints its path.

    wheel.py STAGE --version 0.1.0 --torch 2.13.0 --output DIR     STAGE/video4edit: see collect.py
"""

import argparse
import base64
import hashlib
import platform
import shutil
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

METADATA = """\
Metadata-Version: 2.1
Name: video4edit
Version: {version}
Summary: Edit photos by saying what should happen in them
License: GPL-3.0-or-later
License-File: LICENSE
Requires-Python: >=3.10
Requires-Dist: torch (=={torch})
Description-Content-Type: text/markdown

`video4edit` is a photo editor, `v4e` its command line. `video4edit --install-desktop` shows the editor in the
desktop's menus. Built for torch {torch}, for CPU or CUDA; another release does not work with it.
The licences of the libraries inside lie in `video4edit/share/doc/video4edit/libraries`.
"""

ENTRY_POINTS = """\
[console_scripts]
v4e = video4edit.launch:v4e
video4edit = video4edit.launch:editor
"""

WHEEL = """\
Wheel-Version: 1.0
Generator: video4edit packaging/bundle/wheel.py
Root-Is-Purelib: false
Tag: {tag}
"""


def digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--torch", required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()

    package = options.stage / "video4edit"
    for source in (HERE / "python").glob("*.py"):
        shutil.copyfile(source, package / source.name)
    (package / "built_for.py").write_text(
        "# SPDX-License-Identifier: GPL-3.0-or-later\n"
        f'VERSION = "{options.version}"\nTORCH_VERSION = "{options.torch}"\n'
    )
    # The libraries are this system's, so its C library is the oldest that they run with.
    tag = f"py3-none-manylinux_{platform.libc_ver()[1].replace('.', '_')}_x86_64"
    info = options.stage / f"video4edit-{options.version}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(METADATA.format(version=options.version, torch=options.torch))
    (info / "WHEEL").write_text(WHEEL.format(tag=tag))
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    shutil.copyfile(ROOT / "LICENSE", info / "LICENSE")

    target = options.output / f"video4edit-{options.version}-{tag}.whl"
    record = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in options.stage.rglob("*") if path.is_file()):
            name = path.relative_to(options.stage).as_posix()
            content = path.read_bytes()
            entry = zipfile.ZipInfo(name)
            # What pip keeps of it is whether it may be run.
            entry.external_attr = (0o100755 if path.stat().st_mode & 0o100 else 0o100644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
            record.append(f"{name},{digest(content)},{len(content)}")
        name = f"{info.name}/RECORD"
        archive.writestr(zipfile.ZipInfo(name), "\n".join([*record, f"{name},,"]) + "\n", zipfile.ZIP_DEFLATED)
    print(target)


main()
