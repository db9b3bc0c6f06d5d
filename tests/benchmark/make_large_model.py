#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a model of a release's size with random weights, laid out as ComfyUI keeps them.

    make_large_model.py build/large-14b --release i2v-14b --dtype q4_k     12 GB
    make_large_model.py build/large-14b --release i2v-14b --dtype bf16     44 GB

The transformer's names and shapes are those of tests/goldens/releases, the text encoder has the size of
UMT5-XXL, the image encoder that of CLIP ViT-H/14, the VAE that of Wan2.1. What it makes is noise: it shows
time and memory. One file after the other is written, in little memory. Needs numpy alone.
"""

import argparse
import json
import shutil
import struct
from pathlib import Path

import numpy as np

GOLDENS = Path(__file__).resolve().parents[1] / "goldens"
BLOCK_VALUES = 1 << 24  # how many random values there are; larger tensors repeat them
GGUF_F32, GGUF_Q4_K, GGUF_BF16 = 0, 12, 30
Q4_K_BYTES = 144  # of 256 values
SPREAD = 0.02


def release_tensors(name):
    """(name, shape) of a release's transformer."""
    lines = (GOLDENS / "releases" / f"{name}.txt").read_text().split("\n")
    blocks = int(lines[0].split()[1])
    tensors = []
    for line in filter(None, lines[1:]):
        key, *sides = line.split()
        shape = [int(side) for side in sides]
        keys = [key.replace("#", str(block)) for block in range(blocks)] if "#" in key else [key]
        tensors += [(one, shape) for one in keys]
    return tensors


def text_tensors(width=4096, hidden=10240, blocks=24, vocabulary=256384):
    tensors = [("shared.weight", [vocabulary, width]), ("encoder.final_layer_norm.weight", [width])]
    for block in range(blocks):
        at = f"encoder.block.{block}.layer."
        tensors += [(f"{at}0.SelfAttention.{one}.weight", [width, width]) for one in "qkvo"]
        tensors += [(f"{at}0.SelfAttention.relative_attention_bias.weight", [32, 64]),
                    (f"{at}0.layer_norm.weight", [width]),
                    (f"{at}1.DenseReluDense.wi_0.weight", [hidden, width]),
                    (f"{at}1.DenseReluDense.wi_1.weight", [hidden, width]),
                    (f"{at}1.DenseReluDense.wo.weight", [width, hidden]),
                    (f"{at}1.layer_norm.weight", [width])]
    return tensors


def image_tensors(width=1280, hidden=5120, layers=32):
    tensors = [("vision_model.embeddings.class_embedding", [width]),
               ("vision_model.embeddings.patch_embedding.weight", [width, 3, 14, 14]),
               ("vision_model.embeddings.position_embedding.weight", [257, width])]
    pairs = [("vision_model.pre_layrnorm", [width]), ("vision_model.post_layernorm", [width])]
    for layer in range(layers):
        at = f"vision_model.encoder.layers.{layer}."
        pairs += [(f"{at}layer_norm1", [width]), (f"{at}layer_norm2", [width]),
                  (f"{at}mlp.fc1", [hidden, width]), (f"{at}mlp.fc2", [width, hidden])]
        pairs += [(f"{at}self_attn.{one}_proj", [width, width]) for one in ("q", "k", "v", "out")]
    for name, shape in pairs:
        tensors += [(f"{name}.weight", shape), (f"{name}.bias", shape[:1])]
    return tensors


def vae_tensors():
    """The tiny VAE's of the goldens, which is built alike, 24 times as wide."""
    with (GOLDENS / "vae" / "original" / "wan_2.1_vae_bf16.safetensors").open("rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    header.pop("__metadata__", None)
    fixed = {"conv1": (0, 1), "conv2": (0, 1), "encoder.conv1": (1,), "encoder.head.2": (0,),
             "decoder.conv1": (1,), "decoder.head.2": (0,)}
    tensors = []
    for name, info in header.items():
        kept = fixed.get(name.rpartition(".")[0], ())
        shape = [side if axis > 1 or axis in kept or side == 1 else 24 * side
                 for axis, side in enumerate(info["shape"])]
        tensors.append((name, shape))
    return tensors


def is_norm(name):
    return ("norm" in name and name.endswith("weight")) or name.endswith(("gamma", "proj.0.weight", "proj.4.weight"))


class Values:
    """Random numbers of which each tensor takes some, as bf16."""

    def __init__(self):
        draw = np.random.default_rng(5)
        self.wide = draw.standard_normal(BLOCK_VALUES, dtype=np.float32) * SPREAD
        self.narrow = (self.wide.view(np.uint32) >> 16).astype(np.uint16)
        quants = draw.integers(0, 256, (BLOCK_VALUES // 256, Q4_K_BYTES), dtype=np.uint8)
        # All 8 scales and minima of a block are 32 of 63; a uniform 4-bit number has a deviation of 4.6.
        step = SPREAD / 4.61 / 32
        quants[:, 0:2] = np.frombuffer(np.float16(step).tobytes(), np.uint8)
        quants[:, 2:4] = np.frombuffer(np.float16(7.5 * step).tobytes(), np.uint8)
        quants[:, 4:12] = 0xA0
        quants[:, 12:16] = 0
        self.packed = quants.reshape(-1)

    def write(self, file, name, shape, dtype):
        count = int(np.prod(shape))
        if dtype == "q4_k":
            source, size = self.packed, count // 256 * Q4_K_BYTES
        elif is_norm(name) or name.endswith("bias"):
            number = 1.0 if is_norm(name) else 0.0
            plain = np.full(count, number, np.float32)
            file.write(plain.tobytes() if dtype == "f32" else (plain.view(np.uint32) >> 16).astype(np.uint16).tobytes())
            return
        else:
            source = self.wide if dtype == "f32" else self.narrow
            size = count * source.itemsize
        data = memoryview(source).cast("B")
        while size > 0:
            part = min(size, len(data))
            file.write(data[:part])
            size -= part


def write_safetensors(path, tensors, values):
    header, offset = {}, 0
    for name, shape in tensors:
        size = 2 * int(np.prod(shape))
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in tensors:
            values.write(file, name, shape, "bf16")


def gguf_type(shape):
    return GGUF_Q4_K if len(shape) == 2 and shape[1] % 256 == 0 and shape[0] > 64 else GGUF_F32


def write_gguf(path, tensors, values, architecture):
    def text(words):
        return struct.pack("<Q", len(words)) + words.encode()

    fields = [text("general.architecture") + struct.pack("<I", 8) + text(architecture),
              text("general.quantization_version") + struct.pack("<II", 4, 2)]
    entries, offset, sizes = [], 0, []
    for name, shape in tensors:
        kind = gguf_type(shape)
        count = int(np.prod(shape))
        size = count // 256 * Q4_K_BYTES if kind == GGUF_Q4_K else 4 * count
        entries.append(text(name) + struct.pack("<I", len(shape)) +
                       struct.pack(f"<{len(shape)}Q", *reversed(shape)) + struct.pack("<IQ", kind, offset))
        sizes.append(size)
        offset += size + (-size % 32)
    with path.open("wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(fields)) + b"".join(fields + entries))
        file.write(b"\0" * (-file.tell() % 32))
        for (name, shape), size in zip(tensors, sizes):
            values.write(file, name, shape, "q4_k" if gguf_type(shape) == GGUF_Q4_K else "f32")
            file.write(b"\0" * (-size % 32))


def make(folder, release, dtype):
    values = Values()
    folder.mkdir(parents=True, exist_ok=True)

    def write(place, name, tensors, architecture):
        (folder / place).mkdir(exist_ok=True)
        if dtype == "q4_k":
            write_gguf(folder / place / f"{name}-Q4_K.gguf", tensors, values, architecture)
        else:
            write_safetensors(folder / place / f"{name}_bf16.safetensors", tensors, values)

    write("diffusion_models", f"wan2.1-{release}", release_tensors(release), "wan")
    write("text_encoders", "umt5-xxl-encoder", text_tensors(), "t5encoder")
    for place, name, tensors in [("clip_vision", "clip_vision_h", image_tensors()), ("vae", "wan_2.1_vae", vae_tensors())]:
        (folder / place).mkdir(exist_ok=True)
        write_safetensors(folder / place / f"{name}.safetensors", tensors, values)
    (folder / "tokenizer").mkdir(exist_ok=True)
    shutil.copy(GOLDENS / "tokenizer" / "spiece.model", folder / "tokenizer")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--release", default="i2v-14b", choices=["i2v-14b", "t2v-1.3b", "t2v-14b", "fun-inp-1.3b"])
    parser.add_argument("--dtype", default="q4_k", choices=["bf16", "q4_k"])
    arguments = parser.parse_args()
    make(arguments.folder, arguments.release, arguments.dtype)


if __name__ == "__main__":
    main()
