#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits photos with v4e and lays before and after beside each other on one sheet, to be judged by eye.

Each row shows the photo, the edit, and a part of both at their own pixels, where seams, ghosts and
softness would show.

    before_after.py --output sheet.jpg                        every edit the model offers, on the samples
    before_after.py --output sheet.jpg --photos DIR           on photos of one's own
    before_after.py --output sheet.jpg --only "snow" "fog"    the instructions named
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
CELL = (420, 300)
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}
# One instruction for each effect of core/training/effects.cpp that needs no object in the photo.
INSTRUCTIONS = {
    "bw": "make it black and white", "sepia": "give it a sepia tone", "warm": "make it warmer",
    "cool": "make it cooler", "vivid": "make the colours more vivid", "brighter": "make it brighter",
    "darker": "make it darker", "cast": "give it a blue tint", "night": "turn day into night",
    "fog": "add thick fog", "snow": "make it snow", "sketch": "turn it into a pencil sketch",
    "oil": "make it an oil painting", "watercolour": "make it a watercolour painting",
    "cartoon": "turn it into a cartoon", "bgblur": "blur the background",
}


def offered(v4e: Path, model: str) -> list[str]:
    """The effects of the model, by `v4e models --json`."""
    models = json.loads(subprocess.run([v4e, "models", "--json"], check=True, capture_output=True,
                                       text=True).stdout)
    for entry in models:
        if entry.get("name") == model:
            return entry.get("capabilities", list(INSTRUCTIONS))
    sys.exit(f"{v4e} knows no model {model}")


def edited(v4e: Path, model: str, photo: Path, instruction: str, folder: Path) -> Image.Image:
    """The photo after the instruction, as v4e writes it."""
    target = folder / "edit.png"
    subprocess.run([v4e, "edit", photo, instruction, "-o", target, "--overwrite", "--model", model],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Image.open(target).convert("RGB")


def whole(picture: Image.Image) -> Image.Image:
    """The picture, as large as a cell holds."""
    small = picture.copy()
    small.thumbnail(CELL)
    return small


def detail(picture: Image.Image) -> Image.Image:
    """A cell's worth of pixels from the middle, unscaled."""
    left = max(0, (picture.width - CELL[0]) // 2)
    top = max(0, (picture.height - CELL[1]) // 2)
    return picture.crop((left, top, min(picture.width, left + CELL[0]), min(picture.height, top + CELL[1])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="the sheet (JPEG or PNG)")
    parser.add_argument("--photos", type=Path, default=ROOT / "resources/samples", help="folder of photos")
    parser.add_argument("--v4e", type=Path, default=ROOT / "build/release/bin/v4e", help="the program")
    parser.add_argument("--model", default="nano", help="name of the model")
    parser.add_argument("--only", nargs="+", help="instructions, in place of one for each effect offered")
    options = parser.parse_args()

    photos = sorted(path for path in options.photos.iterdir() if path.suffix.lower() in SUFFIXES)
    if not photos:
        sys.exit(f"there is no photo in {options.photos}")
    instructions = options.only or [INSTRUCTIONS[effect] for effect in offered(options.v4e, options.model)
                                    if effect in INSTRUCTIONS]
    sheet = Image.new("RGB", (4 * (CELL[0] + 6), len(instructions) * (CELL[1] + 24)), "white")
    draw = ImageDraw.Draw(sheet)
    with tempfile.TemporaryDirectory() as folder:
        for row, (instruction, path) in enumerate(zip(instructions, itertools.cycle(photos))):
            before = Image.open(path).convert("RGB")
            after = edited(options.v4e, options.model, path, instruction, Path(folder))
            top = row * (CELL[1] + 24)
            draw.text((4, top + 4), f"{path.name}: {instruction}", fill="black")
            for column, cell in enumerate((whole(before), whole(after), detail(before), detail(after))):
                sheet.paste(cell, (column * (CELL[0] + 6), top + 20))
    sheet.save(options.output, quality=88)


if __name__ == "__main__":
    main()
