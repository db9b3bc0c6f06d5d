# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures: what counts as a photograph, planes for training, and the archive's format."""

import json

import numpy as np
from PIL import Image

PHOTO_SHORT_SIDE = 256
PHOTO_LONGEST = 640
CUTOUT_LONGEST = 128


def photo_problem(image):
    """Why an opaque picture is no natural colour photograph, or None.

    Drawings and renderings are recognised by flat areas and few colours, both measured at one size.
    """
    if min(image.size) < 300:
        return "short side under 300 px"
    small = np.asarray(image.convert("RGB").resize((192, 192), Image.Resampling.BOX), np.int16)
    colours = len(np.unique((small >> 3).reshape(-1, 3), axis=0))
    if colours < 200:
        return f"only {colours} colours"
    if np.abs(small - small.mean(axis=2, keepdims=True)).mean() < 2.5:
        return "no colour"
    flat = (np.abs(np.diff(small, axis=1)).max(axis=2) == 0).mean()
    if flat > 0.6:
        return f"{flat:.0%} flat"
    return None


def difference_hash(image):
    """64 bits that stay nearly the same when a picture is scaled or compressed."""
    small = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
    return int("".join("1" if bit else "0" for bit in (np.diff(small, axis=1) > 0).ravel()), 2)


def planes(rgb):
    """Full-range BT.601: (y [H, W], cbcr [2, H/2, W/2]) of an RGB picture with even sides."""
    y, cb, cr = (np.asarray(plane) for plane in rgb.convert("YCbCr").split())

    def halve(plane):
        h, w = plane.shape
        return np.rint(plane.reshape(h // 2, 2, w // 2, 2).mean(axis=(1, 3), dtype=np.float64))

    return np.ascontiguousarray(y), np.stack([halve(cb), halve(cr)]).astype(np.uint8)


def photo_planes(image):
    """Short side 256, both sides multiples of 16, very long pictures cropped at the centre."""
    image = image.convert("RGB")
    width, height = image.size
    limit = int(min(width, height) * PHOTO_LONGEST / PHOTO_SHORT_SIDE)
    if max(width, height) > limit:
        left, top = max(0, (width - limit) // 2), max(0, (height - limit) // 2)
        image = image.crop((left, top, min(width, left + limit), min(height, top + limit)))
    scale = PHOTO_SHORT_SIDE / min(image.size)
    size = tuple(max(PHOTO_SHORT_SIDE, round(side * scale / 16) * 16) for side in image.size)
    return planes(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=4))


def cutout_planes(image):
    """Tight crop, longest side at most 128, even sides; colour under no alpha is filled."""
    image = image.convert("RGBA")
    alpha = np.asarray(image)[..., 3]
    rows, columns = np.where((alpha > 16).any(axis=1))[0], np.where((alpha > 16).any(axis=0))[0]
    image = image.crop((int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1))
    scale = min(1.0, CUTOUT_LONGEST / max(image.size))
    size = tuple(max(16, round(side * scale / 2) * 2) for side in image.size)
    # Scaled premultiplied: a plain scale would mix the hidden colour of transparent pixels in.
    pixels = np.asarray(image, np.float32) / 255
    pixels[..., :3] *= pixels[..., 3:]
    scaled = np.stack([np.asarray(Image.fromarray(pixels[..., c]).resize(
        size, Image.Resampling.LANCZOS)) for c in range(4)], axis=-1).clip(0, 1)
    cover = scaled[..., 3:]
    mean = scaled[..., :3].sum(axis=(0, 1)) / max(float(cover.sum()), 1e-6)
    colour = np.where(cover > 1 / 255, scaled[..., :3] / np.maximum(cover, 1 / 255), mean)
    rgb = Image.fromarray(np.rint(colour.clip(0, 1) * 255).astype(np.uint8))
    return (*planes(rgb), np.rint(cover[..., 0] * 255).astype(np.uint8))


def write_safetensors(path, tensors, index):
    """Writes uint8 tensors as one safetensors file, the index as JSON text in its metadata."""
    header, offset = {"__metadata__": {"index": json.dumps(index, ensure_ascii=False)}}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "U8", "shape": list(tensor.shape),
                        "data_offsets": [offset, offset + tensor.size]}
        offset += tensor.size
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    partial = path.with_suffix(".partial")
    with open(partial, "wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        for tensor in tensors.values():
            stream.write(np.ascontiguousarray(tensor, np.uint8).tobytes())
    partial.replace(path)
