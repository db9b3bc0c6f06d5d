#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes gguf.safetensors: values, and the bytes that the Python package gguf packs them into.

Needs numpy, gguf and safetensors. Rows: ordinary, tiny, large, all zero, one value alone, and ties.
"""
import pathlib

import gguf
import numpy as np
from safetensors.numpy import save_file

rng = np.random.default_rng(5)
rows = [
    rng.standard_normal(64),
    rng.standard_normal(64) * 1e-6,
    rng.standard_normal(64) * 3e3,
    np.zeros(64),
    np.eye(1, 64, 7)[0] * -2.5,
    np.tile([1.0, -1.0, 0.5, -0.5], 16),
    np.arange(64) - 31.5,
    rng.integers(-127, 128, 64) / 127,
]
values = np.stack(rows).astype(np.float32)
tensors = {"values": values}
for name in ("Q8_0", "Q4_0"):
    kind = gguf.GGMLQuantizationType[name]
    packed = gguf.quants.quantize(values, kind)
    tensors[name] = packed.view(np.uint8)
    tensors[name + ".values"] = gguf.quants.dequantize(packed, kind)
save_file(tensors, pathlib.Path(__file__).parent / "gguf.safetensors", metadata={"gguf": "0.19.0"})
