#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole edits by a model of Wan2.1 T2V 1.3B's shapes, beside stable-diffusion.cpp and diffusers, in turns.

    make_large_model.py MODELS/q4_k --release t2v-1.3b --dtype q4_k       the small parts, and the text encoder
    compare_with_others.py MODELS/q4_k --transformer FILE --photo PHOTO --sd-cli build/bin/sd-cli [--diffusers]

Each program is a process of its own that reads the weights, runs the text encoder (diffusers: gets its result),
makes STEPS steps without guidance and decodes. Ours encodes a photo as well, which a film from text alone does
not need. What counts is the time from start to end and the largest resident set, mapped weights included.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIB = 1 << 30
PROMPT = "snow falls and covers the ground"


def measured(command, environment=None):
    """(seconds, largest resident set in bytes, output) of a process; ends the program where it fails."""
    with tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        output.seek(0)
        text = output.read().decode(errors="replace")
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)}\n{text[-3000:]}")
    return seconds, usage.ru_maxrss * 1024, text


def ours(arguments, folder):
    width, height = arguments.size
    return measured([arguments.v4e, "edit", str(arguments.photo), "make it snow", "--model", str(arguments.ours),
                     "--method", "t2v", "--caption", PROMPT, "--steps", str(arguments.steps), "--guidance", "1",
                     "--frames", str(arguments.frames), "--size", f"{width * height / 1e6:.6f}", "--dtype",
                     arguments.dtype, "--refine", "off", "-o", f"{folder}/edited.png"],
                    {"V4E_CACHE_MB": "0"})


def sd_cpp(arguments, folder):
    parts = arguments.model
    width, height = arguments.size
    return measured([arguments.sd_cli, "-M", "vid_gen", "--diffusion-model", str(arguments.transformer), "--vae",
                     str(parts / "vae/wan_2.1_vae.safetensors"), "--t5xxl",
                     str(next((parts / "text_encoders").iterdir())), "-p", PROMPT, "--cfg-scale", "1", "--steps",
                     str(arguments.steps), "-W", str(width), "-H", str(height), "--video-frames",
                     str(arguments.frames), "--threads", str(arguments.threads), "--diffusion-fa", "--flow-shift", "3",
                     "--sampling-method", "euler", "-o", f"{folder}/film.avi", *arguments.sd_option])


def diffusers(arguments, _):
    width, height = arguments.size
    return measured([arguments.python, str(Path(__file__).with_name("diffusers_t2v.py")), str(arguments.transformer),
                     str(width), str(height), str(arguments.frames), str(arguments.steps), str(arguments.threads)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with vae, text_encoders and tokenizer")
    parser.add_argument("--transformer", type=Path, required=True)
    parser.add_argument("--photo", type=Path, required=True)
    parser.add_argument("--size", default="832x480")
    parser.add_argument("--frames", type=int, default=5)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--dtype", default="auto", help="of our arithmetic")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sd-cli", help="stable-diffusion.cpp's program")
    parser.add_argument("--sd-option", action="append", default=[])
    parser.add_argument("--python", help="a Python with diffusers")
    parser.add_argument("--v4e", default=str(ROOT / "build/release/bin/v4e"))
    arguments = parser.parse_args()
    arguments.size = [int(side) for side in re.fullmatch(r"(\d+)x(\d+)", arguments.size).groups()]

    programs = [("v4e", ours)]
    if arguments.sd_cli:
        programs.append(("stable-diffusion.cpp", sd_cpp))
    if arguments.python:
        programs.append(("diffusers", diffusers))
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        arguments.ours = Path(folder) / "model"
        arguments.ours.mkdir()
        for part in ("vae", "text_encoders", "tokenizer"):
            (arguments.ours / part).symlink_to((arguments.model / part).resolve())
        (arguments.ours / "diffusion_models").mkdir()
        (arguments.ours / "diffusion_models" / arguments.transformer.name).symlink_to(arguments.transformer.resolve())
        arguments.ours = arguments.ours / "diffusion_models" / arguments.transformer.name
        for _ in range(arguments.rounds):
            for name, run in programs:
                seconds, peak, text = run(arguments, folder)
                print(json.dumps({"program": name, "s": round(seconds, 1), "peak_gib": round(peak / GIB, 2),
                                  "said": re.findall(r"[\w ]*completed, taking [\d.]+ ?m?s|\"\w+_s\": [\d.]+", text)}),
                      flush=True)
                if name not in best or seconds < best[name][0]:
                    best[name] = (seconds, peak)
    own = best.pop("v4e")
    for name, (seconds, peak) in best.items():
        print(f"v4e over {name}: time {own[0] / seconds:.2f}, memory {own[1] / peak:.2f}")


if __name__ == "__main__":
    main()
