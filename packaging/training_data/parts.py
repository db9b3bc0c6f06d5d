#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs photographs of one's own, with the outlines of their subjects, for a model that edits parts.

    parts.py PHOTOS --output build/nano-parts.safetensors

PHOTOS holds NAME.jpg and, for some, masks/NAME.png: 8 bits, the photo's size, white where its subject is.
CREDITS.tsv there has a row for each photo (file, title, author, licence, repository …); --credits puts them
at the end of a CREDITS.md that fetch.py wrote. parts_heldout.json names what no training step sees.
The archive goes beside fetch.py's: `v4e train … --data nano-data.safetensors nano-parts.safetensors`.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

import pictures

HEADING = "## Photographs of parts.py"
HELDOUT = Path(__file__).resolve().parent / "parts_heldout.json"


def mask_plane(mask, size):
    """The outline at the size of the photo's planes [H, W], cropped as they are."""
    if mask.size != size:
        sys.exit(f"the mask has {mask.size} pixels, its photo {size}")
    y, _ = pictures.photo_planes(mask.convert("L").convert("RGB"))
    return y


def pack(folder, heldout):
    """(tensors, index): kind "subject" with an alpha plane where there is a mask, "place" where not."""
    tensors, index = {}, []
    for number, path in enumerate(sorted(folder.glob("*.jpg"))):
        photo = Image.open(path)
        y, cbcr = pictures.photo_planes(photo)
        key = f"part.{number:03}"
        tensors[f"{key}.y"], tensors[f"{key}.cbcr"] = y, cbcr
        mask = folder / "masks" / (path.stem + ".png")
        if mask.exists():
            tensors[f"{key}.alpha"] = np.ascontiguousarray(mask_plane(Image.open(mask), photo.size))
        index.append({"key": key, "kind": "subject" if mask.exists() else "place", "name": "",
                      "file": path.name, "heldout": path.stem in heldout})
    return tensors, index


def append_credits(path, folder, index):
    """Puts the photos that were trained on at the end of the list of sources, in place of an older such part."""
    rows = [line.split("\t") for line in (folder / "CREDITS.tsv").read_text(encoding="utf-8").splitlines()]
    rights = {row[0]: dict(zip(rows[0], row)) for row in rows[1:]}
    lines = [HEADING, "", "Photographs from public repositories, for edits of a part of a photo.", ""]
    for entry in index:
        if entry["heldout"]:
            continue
        row = rights[entry["file"]]
        lines.append(f'- **{row["licence"]}**, {row["author"]}: {row["title"]} (`{row["path"]}` of '
                     f'{row["repository"]})')
    before = path.read_text(encoding="utf-8").split(HEADING)[0].rstrip()
    path.write_text(before + "\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--credits", type=Path, help="CREDITS.md to put the photos into")
    options = parser.parse_args()
    heldout = set(json.loads(HELDOUT.read_text(encoding="utf-8"))["heldout"])
    tensors, index = pack(options.photos, heldout)
    missing = heldout - {Path(entry["file"]).stem for entry in index}
    if missing:
        sys.exit(f"held-out photographs not found: {sorted(missing)}")
    pictures.write_safetensors(options.output, tensors, index)
    if options.credits:
        append_credits(options.credits, options.photos, index)
    held = [entry for entry in index if entry["heldout"]]
    print(f"{len(index)} photographs, {sum(e['kind'] == 'subject' for e in index)} with a subject; "
          f"held out {len(held)}, {sum(e['kind'] == 'subject' for e in held)} with a subject")


if __name__ == "__main__":
    main()
