#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetches the pictures that the embedded model is trained on and packs them into one archive.

Photographs and named cut-outs come out of distribution packages, each checked against
packages.lock.json. What is no natural photograph is left out by measure (pictures.photo_problem)
and manually (selection.json, by content hash). Nothing fetched is ever committed.

    fetch.py --output build/nano-data.safetensors     the archive (about 45 MB)
    fetch.py --heldout-full DIR                       also the held-out photographs as they came
    fetch.py --credits resources/models/nano/CREDITS.md
    fetch.py --sheets DIR                             contact sheets, to choose by eye
"""

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

import debian
import pictures

HERE = Path(__file__).resolve().parent
LOCK = HERE / "packages.lock.json"
SELECTION = HERE / "selection.json"
NAMES = HERE / "names.tsv"
Image.MAX_IMAGE_PIXELS = 200_000_000

# Free licences whose pictures we train on; GFDL and Free Art are left out to keep terms simple.
FREE = re.compile(r"^(GPL|LGPL|CC-BY|CC0|public-domain|Apache|Expat)", re.I)
PHOTO_FOLDERS = {
    "mate-backgrounds": "usr/share/backgrounds/mate/nature/*.jpg",
    "lomiri-wallpapers-16.04": "usr/share/**/*.jpg",
    "lomiri-wallpapers-20.04": "usr/share/**/*.jpg",
    "plasma-workspace-wallpapers": "usr/share/wallpapers/*/contents/images/*",
    "palapeli-data": "usr/share/palapeli/collection/*.jpg",
    "tuxpaint-data": "usr/share/tuxpaint/templates/*.jpg",
    "kphotoalbum": "usr/share/kphotoalbum/demo/*.jpg",
}
# Packages whose copyright file is prose, for everything in them.
PROSE_RIGHTS = {"kphotoalbum": ("GPL-2+", "Jesper K. Pedersen")}
# Stated in the docstrings of skimage.data, one picture at a time.
SCIKIT_IMAGE = {
    "astronaut.png": ("public-domain", "NASA"),
    "chelsea.png": ("CC0-1.0", "Stefan van der Walt"),
    "coffee.png": ("CC0-1.0", "Rachel Michetti"),
    "rocket.jpg": ("CC0-1.0", "SpaceX"),
}


@dataclass
class Candidate:
    """One picture as it came out of a package."""
    kind: str
    package: str
    file: str
    content: bytes
    licence: str
    author: str
    name: str = ""
    hash: str = field(init=False)

    def __post_init__(self):
        self.hash = hashlib.sha256(self.content).hexdigest()[:16]

    def open(self):
        """Decoded upright, as the camera was held."""
        return ImageOps.exif_transpose(Image.open(io.BytesIO(self.content)))


def read_names():
    rows = [line.split("\t") for line in NAMES.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]
    return {stem: name for stem, name in rows if name != "-"}


def qt_resource_candidates(root, stanzas, names):
    """Photographs and flash cards of GCompris, inside its Qt resources."""
    for resource in sorted((root / "usr/share/gcompris-qt/rcc").glob("*.rcc")):
        for path, content in debian.rcc_files(resource.read_bytes()):
            path = path.removeprefix("/gcompris/")
            if not path.endswith((".webp", ".jpg", ".png")):
                continue
            licence, author = debian.rights(stanzas, path)
            if "/lang/resource/words" in path:
                name = names.get(f"lang/{Path(path).stem}")
                if name:
                    yield Candidate("cutout", "gcompris-qt-data", path, content, licence, author,
                                    name)
            elif min(Image.open(io.BytesIO(content)).size) >= 300:
                yield Candidate("photo", "gcompris-qt-data", path, content, licence, author)


def stamp_candidates(root, stanzas, names):
    folder = root / "usr/share/tuxpaint/stamps"
    for path in sorted(folder.rglob("*.png")):
        stem = path.relative_to(folder).with_suffix("").as_posix()
        if stem in names:
            # The stanza says GPL-2, its licence text "either version 2 or any later version".
            licence, author = debian.rights(stanzas, stem)
            yield Candidate("cutout", "tuxpaint-stamps-default", stem + ".png",
                            path.read_bytes(), licence.replace("GPL-2", "GPL-2+"), author,
                            names[stem])


def largest_of_each(paths):
    """Wallpapers come in many sizes of one picture: the largest of each folder counts."""
    best = {}
    for path in paths:
        size = re.match(r"(\d+)x(\d+)$", path.stem)
        key = path.parent if size else path
        area = int(size[1]) * int(size[2]) if size else 0
        if area >= best.get(key, (-1, None))[0]:
            best[key] = (area, path)
    return sorted(path for _, path in best.values())


def label(file):
    """A name to tell a picture by: wallpapers are called by their size alone."""
    path = Path(file)
    return path.parents[2].name + path.suffix if re.match(r"\d+x\d+$", path.stem) else path.name


def candidates(roots):
    """Every picture that may be used, in a fixed order."""
    names = read_names()
    for package, root in roots.items():
        if package == "scikit-image":
            for file, (licence, author) in SCIKIT_IMAGE.items():
                path = root / "skimage/data" / file
                yield Candidate("photo", package, path.relative_to(root).as_posix(),
                                path.read_bytes(), licence, author)
            continue
        stanzas = debian.copyright_stanzas(root / f"usr/share/doc/{package}/copyright")
        if package == "gcompris-qt-data":
            yield from qt_resource_candidates(root, stanzas, names)
        elif package == "tuxpaint-stamps-default":
            yield from stamp_candidates(root, stanzas, names)
        else:
            for path in largest_of_each(sorted(root.glob(PHOTO_FOLDERS[package]))):
                file = path.relative_to(root).as_posix()
                # Upstream sorts its pictures by release; the package lays them in one folder.
                folder = package[-5:] if package.startswith("lomiri") else path.parent.name
                rights = PROSE_RIGHTS.get(package) or debian.rights(
                    stanzas, f"{folder}/{path.name}")
                yield Candidate("photo", package, file, path.read_bytes(), *rights)


def duplicate_groups(photos):
    """Photographs that show the same thing get the same group: (hash -> group)."""
    groups, seen = {}, []
    for photo in photos:
        mark = pictures.difference_hash(photo.open())
        near = next((group for other, group in seen if (mark ^ other).bit_count() <= 8), photo.hash)
        seen.append((mark, near))
        groups[photo.hash] = near
    return groups


def select(found, selection, say):
    """Leaves out what is not free, not natural, excluded manually or there twice."""
    excluded, taken = selection["excluded"], set()
    photos, cutouts = [], []
    for item in found:
        image = item.open()
        if item.kind == "photo":
            problem = (None if image.mode != "RGBA" or image.getextrema()[3][0] == 255
                       else "has alpha") or pictures.photo_problem(image)
        else:
            problem = None if "A" in image.convert("RGBA").getbands() and (
                image.convert("RGBA").getextrema()[3][0] == 0) else "no alpha"
            if max(image.size) < 64 or min(image.size) < 24:
                problem = "too small"
        if not FREE.match(item.licence):
            problem = f"licence {item.licence or 'unknown'}"
        if item.hash in taken:
            problem = "the same file again"
        if item.hash in excluded:
            problem = "excluded manually: " + excluded[item.hash]
        taken.add(item.hash)
        if problem:
            say(f"left out {item.package}:{item.file}: {problem}")
        else:
            (photos if item.kind == "photo" else cutouts).append(item)
    groups = duplicate_groups(photos)
    for item in photos:
        if groups[item.hash] != item.hash:
            say(f"left out {item.package}:{item.file}: looks like {groups[item.hash]}")
    return [item for item in photos if groups[item.hash] == item.hash], cutouts


def build(photos, cutouts, selection):
    """(tensors, index) of the archive."""
    tensors, index = {}, []

    def add(key, item, parts, **more):
        for name, plane in parts.items():
            tensors[f"{key}.{name}"] = plane
        index.append({"key": key, "kind": item.kind, "name": item.name, "package": item.package,
                      "file": item.file, "licence": item.licence, "author": item.author,
                      "hash": item.hash, **more})

    missing = set(selection["heldout_photos"]) - {photo.hash for photo in photos}
    if missing:
        sys.exit(f"held-out photographs not found: {sorted(missing)}")
    for number, photo in enumerate(photos):
        y, cbcr = pictures.photo_planes(photo.open())
        add(f"photo.{number:03}", photo, {"y": y, "cbcr": cbcr}, photographic=True,
            heldout=photo.hash in selection["heldout_photos"])
    names = sorted({cutout.name for cutout in cutouts})
    heldout_names = set(names[4::10])
    for number, cutout in enumerate(cutouts):
        y, cbcr, alpha = pictures.cutout_planes(cutout.open())
        drawn = (cutout.package == "gcompris-qt-data" or "cartoon" in cutout.file
                 or cutout.hash in selection["drawn"])
        add(f"cutout.{number:03}", cutout, {"y": y, "cbcr": cbcr, "alpha": alpha},
            photographic=not drawn, heldout=cutout.name in heldout_names)
    return tensors, index


def write_sheets(folder, items, columns=8, cell=150):
    """Contact sheets of 64 pictures with hash and file name, to choose by eye."""
    folder.mkdir(parents=True, exist_ok=True)
    per_sheet = columns * columns
    for start in range(0, len(items), per_sheet):
        sheet = Image.new("RGB", (columns * cell, columns * (cell + 24)), "#c8b8d8")
        draw = ImageDraw.Draw(sheet)
        for place, (item, mark) in enumerate(items[start:start + per_sheet]):
            image = item.open().convert("RGBA")
            image.thumbnail((cell - 4, cell - 4))
            x, y = place % columns * cell, place // columns * (cell + 24)
            sheet.paste(image, (x, y), image)
            draw.text((x, y + cell - 2), f"{start + place} {item.hash[:8]} {mark}", fill="black")
            draw.text((x, y + cell + 9), (item.name or label(item.file))[:24], fill="black")
        sheet.save(folder / f"{items[0][0].kind}-{start // per_sheet}.png")


def write_credits(path, index, packages):
    """The list of sources that the model's licence asks for."""
    lines = ["# Sources of the training pictures", "",
             "Made by `packaging/training_data/fetch.py --credits`. The embedded model was trained "
             "on these pictures; none of them is part of it or of this repository.", ""]
    for package in packages:
        used = [entry for entry in index if entry["package"] == package["name"]]
        lines += [f'## {package["name"]} {package["version"]} ({package["source"]})', "",
                  f'{len(used)} pictures. SHA-256 `{package["sha256"]}`', ""]
        by_rights = {}
        for entry in used:
            by_rights.setdefault((entry["licence"], entry["author"]), []).append(entry["file"])
        for (licence, author), files in sorted(by_rights.items()):
            lines += [f"- **{licence}**, {author or 'authors as in the package'}: "
                      + ", ".join(f"`{name}`" for name in sorted(map(label, files)))]
        lines += [""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def update_lock(packages, cache, python):
    """Takes what the machine offers now and writes its names, versions and hashes."""
    for package in packages:
        if package["source"] == "debian":
            policy = subprocess.run(["apt-cache", "policy", package["name"]], capture_output=True,
                                    text=True, check=True).stdout
            package["version"] = re.search(r"Candidate: (\S+)", policy)[1]
            package["file"] = (f'{package["name"]}_{package["version"].replace(":", "%3a")}_'
                               f'{package.get("arch", "all")}.deb')
        package["sha256"] = debian.sha256(debian.download(package, cache, python))
    LOCK.write_text(json.dumps(packages, indent=2) + "\n", encoding="utf-8")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, help="the archive to write")
    parser.add_argument("--heldout-full", type=Path, help="folder for the held-out photographs")
    parser.add_argument("--credits", type=Path, help="CREDITS.md to write")
    parser.add_argument("--sheets", type=Path, help="folder for contact sheets")
    parser.add_argument("--cache", type=Path, default=Path("build/training-data"),
                        help="folder for packages (default: %(default)s)")
    parser.add_argument("--update-lock", action="store_true", help="renew packages.lock.json")
    parser.add_argument("--verbose", action="store_true", help="say what is left out and why")
    return parser.parse_args()


def main():
    options = parse_arguments()
    packages = json.loads(LOCK.read_text(encoding="utf-8"))
    selection = json.loads(SELECTION.read_text(encoding="utf-8"))
    if options.update_lock:
        update_lock(packages, options.cache, sys.executable)
    roots = {package["name"]: debian.unpack(
        debian.fetch(package, options.cache, sys.executable),
        options.cache / "unpacked" / package["name"]) for package in packages}
    say = print if options.verbose else lambda _: None
    photos, cutouts = select(candidates(roots), selection, say)
    tensors, index = build(photos, cutouts, selection)
    heldout = [entry for entry in index if entry["heldout"]]
    print(f"{len(photos)} photographs ({sum(e['kind'] == 'photo' for e in heldout)} held out), "
          f"{len(cutouts)} cut-outs of {len({c.name for c in cutouts})} names "
          f"({sum(e['kind'] == 'cutout' for e in heldout)} held out, "
          f"{sum(e['photographic'] for e in index if e['kind'] == 'cutout')} photographic)")
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        pictures.write_safetensors(options.output, tensors, index)
        print(f"{options.output}: {options.output.stat().st_size / 1e6:.1f} MB")
    if options.heldout_full:
        options.heldout_full.mkdir(parents=True, exist_ok=True)
        for entry, item in zip(index, photos + cutouts):
            if entry["heldout"] and entry["kind"] == "photo":
                name = f'{entry["key"]}-{label(item.file)}'
                (options.heldout_full / name).write_bytes(item.content)
    if options.credits:
        write_credits(options.credits, index, packages)
    if options.sheets:
        marks = ["H" * entry["heldout"] + "d" * (not entry["photographic"]) for entry in index]
        write_sheets(options.sheets, list(zip(photos, marks)))
        write_sheets(options.sheets, list(zip(cutouts, marks[len(photos):])))


if __name__ == "__main__":
    main()
