#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of resources/docs/memory.md: what an edit by each published model takes on cards of six
sizes, as `v4e plan` says it.

The models are not needed. Files with the published names and shapes are made, whose weights are a hole in the
file: `v4e plan` reads headers only.

    packaging/plan_table.py --v4e build/release/bin/v4e          # writes the table
    packaging/plan_table.py --v4e build/release/bin/v4e --check  # says whether it is up to date
"""

import argparse
import json
import math
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "resources/docs/memory.md"
BEGIN, END = "<!-- made by packaging/plan_table.py -->\n", "<!-- end -->\n"
CARDS_GIB = (8, 12, 16, 24, 48, 80)


def release(name):
    """A list of tests/goldens/releases; # in a name stands for each block."""
    lines = (ROOT / f"tests/goldens/releases/{name}.txt").read_text().splitlines()
    blocks = int(lines[0].split()[1])
    shapes = {}
    for line in lines[1:]:
        tensor, *shape = line.split()
        for block in range(blocks if "#" in tensor else 1):
            shapes[tensor.replace("#", str(block))] = [int(side) for side in shape]
    return shapes


def umt5_xxl():
    shapes = {"shared.weight": [256384, 4096], "encoder.final_layer_norm.weight": [4096]}
    for block in range(24):
        at = f"encoder.block.{block}.layer."
        for name in "qkvo":
            shapes[f"{at}0.SelfAttention.{name}.weight"] = [4096, 4096]
        shapes[f"{at}0.SelfAttention.relative_attention_bias.weight"] = [32, 64]
        shapes[f"{at}0.layer_norm.weight"] = shapes[f"{at}1.layer_norm.weight"] = [4096]
        for name in ("wi_0", "wi_1"):
            shapes[f"{at}1.DenseReluDense.{name}.weight"] = [10240, 4096]
        shapes[f"{at}1.DenseReluDense.wo.weight"] = [4096, 10240]
    return shapes


def clip_vit_h():
    """The image tower; the last layer is not used, but published."""
    at = "vision_model."
    shapes = {
        f"{at}embeddings.class_embedding": [1280],
        f"{at}embeddings.patch_embedding.weight": [1280, 3, 14, 14],
        f"{at}embeddings.position_embedding.weight": [257, 1280],
    }
    norms = ["pre_layrnorm", "post_layernorm"]
    for layer in range(32):
        inner = f"encoder.layers.{layer}."
        norms += [inner + "layer_norm1", inner + "layer_norm2"]
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            shapes[f"{at}{inner}self_attn.{name}.weight"] = [1280, 1280]
            shapes[f"{at}{inner}self_attn.{name}.bias"] = [1280]
        for name, out, into in (("fc1", 5120, 1280), ("fc2", 1280, 5120)):
            shapes[f"{at}{inner}mlp.{name}.weight"] = [out, into]
            shapes[f"{at}{inner}mlp.{name}.bias"] = [out]
    for norm in norms:
        shapes[f"{at}{norm}.weight"] = shapes[f"{at}{norm}.bias"] = [1280]
    return shapes


class Vae:
    """The names of Wan's own VAE files. `nested`: Wan2.2's, whose levels have a name of their own."""

    def __init__(self, nested):
        self.nested = nested
        self.shapes = {}
        self.z = 48 if nested else 16
        pixels = 12 if nested else 3
        down = [160, 160, 320, 640, 640] if nested else [96, 96, 192, 384, 384]
        up = [1024, 1024, 1024, 512, 256] if nested else [384, 384, 384, 192, 96]
        self.half("encoder", pixels, down, [False, True, True], 2, "down")
        self.half("decoder", self.z, up, [True, True, False], 3, "up")
        self.convolution("encoder.head.2", 2 * self.z, down[-1], (3, 3, 3))
        self.convolution("decoder.head.2", pixels, up[-1], (3, 3, 3))
        self.convolution("conv1", 2 * self.z, 2 * self.z, (1, 1, 1))
        self.convolution("conv2", self.z, self.z, (1, 1, 1))

    def convolution(self, name, out, into, kernel):
        self.shapes[name + ".weight"] = [out, into, *kernel]
        self.shapes[name + ".bias"] = [out]

    def residual(self, name, into, out):
        self.shapes[name + ".residual.0.gamma"] = [into, 1, 1, 1]
        self.convolution(name + ".residual.2", out, into, (3, 3, 3))
        self.shapes[name + ".residual.3.gamma"] = [out, 1, 1, 1]
        self.convolution(name + ".residual.6", out, out, (3, 3, 3))
        if into != out:
            self.convolution(name + ".shortcut", out, into, (1, 1, 1))

    def middle(self, name, width):
        self.residual(name + ".0", width, width)
        self.shapes[name + ".1.norm.gamma"] = [width, 1, 1]
        self.convolution(name + ".1.to_qkv", 3 * width, width, (1, 1))
        self.convolution(name + ".1.proj", width, width, (1, 1))
        self.residual(name + ".2", width, width)

    def half(self, half, channels, widths, in_time, blocks, way):
        self.convolution(f"{half}.conv1", widths[0], channels, (3, 3, 3))
        self.middle(f"{half}.middle", widths[-1] if way == "down" else widths[0])
        self.shapes[f"{half}.head.0.gamma"] = [widths[-1], 1, 1, 1]
        index = 0
        for level in range(4):
            into, out = widths[level], widths[level + 1]
            if way == "up" and level > 0 and not self.nested:
                into //= 2  # the level before has halved them
            for block in range(blocks + (level < 3)):
                name = f"{half}.{way}samples.{index}"
                if self.nested:
                    name = f"{half}.{way}samples.{level}.{way}samples.{block}"
                index += 1
                if block < blocks:
                    self.residual(name, into, out)
                    into = out
                    continue
                halved = out // 2 if way == "up" and not self.nested else out
                self.convolution(name + ".resample.1", halved, out, (3, 3))
                if in_time[level]:
                    self.convolution(name + ".time_conv", 2 * out if way == "up" else out, out, (3, 1, 1))


def parameters(shapes):
    return sum(math.prod(shape) for shape in shapes.values())


def checked(shapes, expected):
    if parameters(shapes) != expected:
        sys.exit(f"plan_table.py: a list has {parameters(shapes)} weights, the published file {expected}")
    return shapes


def write_hollow(path, shapes, dtype="BF16", data=None):
    """A safetensors file whose weights take no room on the disk; `data` stands behind them. Matrices are of
    `dtype`, all others in bf16. Returns where each weight lies."""
    header, at = {}, 0
    for name, shape in shapes.items():
        own = dtype if len(shape) == 2 else "BF16"
        size = (1 if own.startswith("F8") else 2) * math.prod(shape)
        header[name] = {"dtype": own, "shape": shape, "data_offsets": [at, at + size]}
        at += size
    for name, content in (data or {}).items():
        header[name] = {"dtype": "U8", "shape": [len(content)], "data_offsets": [at, at + len(content)]}
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + at)
        file.seek(0, 2)
        for content in (data or {}).values():
            file.write(content)
    return {name: 8 + len(text) + header[name]["data_offsets"][0] for name in shapes}


def write_hollow_gguf(path, shapes):
    """The same as GGUF: matrices in Q4_K where their rows are whole blocks, all others in bf16."""
    names, at, offsets = b"", 0, {}
    for name, shape in shapes.items():
        packed = len(shape) == 2 and shape[1] % 256 == 0
        text = name.encode()
        sides = shape[::-1]
        names += struct.pack(f"<Q{len(text)}sI{len(sides)}QIQ", len(text), text, len(sides), *sides,
                             12 if packed else 30, at)
        offsets[name] = at
        size = math.prod(shape) // 256 * 144 if packed else 2 * math.prod(shape)
        at += (size + 31) // 32 * 32
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), 0) + names
    begin = (len(head) + 31) // 32 * 32
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(begin + at)
    return {name: begin + offset for name, offset in offsets.items()}


MODELS = (  # heading, list, file, kind, whether it has Wan2.2's VAE, further file of a second expert
    ("Wan2.1 Fun InP 1.3B", "fun-inp-1.3b", "fun_inp.safetensors", "fun-inp", False, None),
    ("Wan2.2 TI2V 5B", "ti2v-5b", "ti2v_5b.safetensors", "ti2v-5b", True, None),
    ("Wan2.1 I2V 14B, ChronoEdit", "i2v-14b", "i2v_480p.safetensors", "i2v-480p", False, None),
    ("Wan2.2 I2V A14B", "i2v-a14b", "a14b_high_noise.safetensors", "i2v-a14b-high", False,
     "a14b_low_noise.safetensors"),
)
SHAPES = (("832x480", 5), ("1280x720", 5), ("832x480", 81))
STORED = ("bf16", "fp8", "Q4_K")  # of which all but the first are asked for the short films of large models only


def write_transformer(folder, file, shapes, stored):
    if stored == "Q4_K":
        path = (folder / file).with_suffix(".gguf")
        return path, write_hollow_gguf(path, shapes)
    path = folder / file
    return path, write_hollow(path, shapes, "F8_E4M3" if stored == "fp8" else "BF16")


def write_model(root, row, stored):
    """Returns the file to name."""
    _, name, file, _, is_new_vae, second = row
    shapes = release(name)
    model, _ = write_transformer(root / "diffusion_models", file, shapes, stored)
    if second:
        stamp(*write_transformer(root / "diffusion_models", second, shapes, stored))
    tokenizer = (ROOT / "tests/goldens/tokenizer/spiece.model").read_bytes()
    write_hollow(root / "text_encoders/umt5_xxl.safetensors", checked(umt5_xxl(), 5_680_910_336),
                 "BF16" if stored == "bf16" else "F8_E4M3", {"spiece_model": tokenizer})
    vae = checked(Vae(is_new_vae).shapes, 704_688_668 if is_new_vae else 126_892_531)
    write_hollow(root / "vae/vae.safetensors", vae)
    write_hollow(root / "clip_vision/clip_vision_h.safetensors", checked(clip_vit_h(), 630_766_080))
    return model


def stamp(path, offsets):
    """Other modulation than the first expert's, as two experts have."""
    with path.open("r+b") as file:
        file.seek(offsets["blocks.0.modulation"])
        file.write(b"\x80\x3f")  # 1 in bf16


def gib(count):
    return f"{count / 2**30:.1f}"


def cell(plan):
    """One place of the table: what the card holds at most, and what that costs."""
    if not plan["fits"]:
        pixels = plan["largest_area_px"]
        return f"up to {pixels / 1e6:.2f} MP" if pixels else "–"
    marks = "".join(mark for mark, field in (("c", "encoders_on_cpu"), ("s", "stream_blocks"), ("t", "tile_vae"))
                    if plan[field])
    return gib(plan["peak_bytes"]) + (f" {marks}" if marks else "")


def ask(v4e, model, size, frames, card):
    result = subprocess.run(
        [v4e, "plan", str(model), "--size", size, "--frames", str(frames), "--vram", f"{card}G", "--json"],
        capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1) or not result.stdout:
        sys.exit(f"plan_table.py: {result.stderr}")
    return json.loads(result.stdout)


def rows_of(v4e, row, stored):
    with tempfile.TemporaryDirectory() as folder:
        model = write_model(Path(folder), row, stored)
        for size, frames in SHAPES if stored == "bf16" else SHAPES[:2]:
            cells = [cell(ask(v4e, model, size, frames, card)) for card in CARDS_GIB]
            yield f"| {row[0]} | {stored} | {size.replace('x', '×')}, {frames} | " + " | ".join(cells) + " |"


def table(v4e):
    lines = ["| model | weights in | size, frames | " + " | ".join(f"{card} GB" for card in CARDS_GIB) + " |",
             "|---|---|---|" + "---|" * len(CARDS_GIB)]
    for row in MODELS:
        for stored in STORED if row[1] != "fun-inp-1.3b" else STORED[:1]:
            lines += rows_of(v4e, row, stored)
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--v4e", required=True, help="the program")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the page is out of date")
    arguments = parser.parse_args()
    page = PAGE.read_text()
    head, rest = page.split(BEGIN)
    tail = rest.split(END)[1]
    made = head + BEGIN + table(arguments.v4e) + END + tail
    if arguments.check and made != page:
        sys.exit(f"{PAGE} is out of date: run packaging/plan_table.py")
    if not arguments.check:
        PAGE.write_text(made)


if __name__ == "__main__":
    main()
