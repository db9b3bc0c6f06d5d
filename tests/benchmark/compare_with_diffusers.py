#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times this program and diffusers on the same random weights, in turns, and prints a table of ratios.

README.md says how to run it and how to read the table.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
# name -> (width, height) of the transformer's video and of the VAE's
SIZES = {"full": ((832, 480), (416, 240)), "small": ((64, 64), (32, 32))}
OPERATIONS = ("dit_forward", "vae_encode", "vae_decode", "image_to_video", "first_step")
TITLES = {
    "dit_forward": "DiT forward",
    "vae_encode": "VAE encode",
    "vae_decode": "VAE decode",
    "image_to_video": "image to video, weights loaded",
    "first_step": "process start to first denoising step",
}


class Run:
    """A finished child process: what it printed, its wall time and its peak memory."""

    def __init__(self, command, until=None, env=None):
        start = time.perf_counter()
        with tempfile.TemporaryFile("w+") as errors:
            stderr = subprocess.STDOUT if until else errors
            child = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=stderr,
                                     text=True, env=env)
            self.out = ""
            self.seconds = None
            for line in child.stdout:
                self.out += line
                if until and until in line:
                    self.seconds = time.perf_counter() - start
                    child.kill()
                    break
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            self.peak_mib = usage.ru_maxrss / 1024
            errors.seek(0)
            problem = self.out if until else errors.read()
        if until and self.seconds is None or not until and child.returncode != 0:
            raise RuntimeError(f"{command[0]} failed ({child.returncode}):\n{problem[-3000:]}")
        if self.seconds is None:
            self.seconds = time.perf_counter() - start


def environment(threads):
    return dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads))


def our_environment(threads, paths):
    """`paths`: "measured", or what V4E_PATHS takes to force other ways to compute."""
    env = environment(threads)
    env.pop("V4E_PATHS", None)
    if paths != "measured":
        env["V4E_PATHS"] = paths
    return env


class Pair:
    """Both programs at one operation, dtype and size, ours by the ways to compute that `paths` says."""

    def __init__(self, options, operation, dtype, size, paths):
        self.options, self.operation, self.dtype, self.size, self.paths = options, operation, dtype, size, paths
        self.results = {name: options.work / f"{name}.safetensors" for name in ("ours", "theirs")}

    def arguments(self, name):
        return [self.options.work, self.size, self.dtype, self.options.threads, self.options.steps,
                self.results[name]]

    def ours(self):
        env = our_environment(self.options.threads, self.paths)
        if self.operation == "first_step":
            width, height = SIZES[self.size][1]
            command = [self.options.bin / "v4e", "edit", self.options.work / f"{self.size}.png", "make it night",
                       "--caption", "day slowly turns into night", "--model", self.options.work / "model",
                       "--dtype", self.dtype, "--guidance", "1", "--frames", "5", "--steps", "50", "--size",
                       width * height / 1e6, "-o", self.options.work / "never_written.png"]
            run = Run(command, until="denoise", env=env)
            return run.seconds, run.peak_mib
        run = Run([self.options.bin / "v4e_benchmark", *self.arguments("ours"),
                   f"--benchmark_filter=^{self.operation}/", "--benchmark_format=json"], env=env)
        return json.loads(run.out)["benchmarks"][0]["real_time"], run.peak_mib

    def theirs(self):
        run = Run([sys.executable, HERE / "diffusers_side.py", *self.arguments("theirs"), self.operation],
                  until="first step" if self.operation == "first_step" else None,
                  env=environment(self.options.threads))
        if self.operation == "first_step":
            return run.seconds, run.peak_mib
        return json.loads(run.out.strip().splitlines()[-1])["seconds"], run.peak_mib

    def difference(self):
        """Largest difference between both results over the largest value."""
        if self.operation == "first_step":
            return None
        from safetensors.torch import load_file

        ours, theirs = (load_file(self.results[name])["result"] for name in ("ours", "theirs"))
        if ours.shape != theirs.shape:
            raise RuntimeError(f"{self.operation}: ours {tuple(ours.shape)}, theirs {tuple(theirs.shape)}")
        return ((ours - theirs).abs().max() / theirs.abs().max()).item()

    def measure(self):
        """In turns, so that both meet the same machine; the best of each counts."""
        if self.paths == "measured":
            self.ours()  # this machine's choices are made and kept before anything counts
        times = {"ours": [], "theirs": []}
        peaks = {"ours": [], "theirs": []}
        for _ in range(self.options.rounds):
            for name in ("theirs", "ours"):
                seconds, peak = getattr(self, name)()
                times[name].append(seconds)
                peaks[name].append(peak)
        best = {name: min(values) for name, values in times.items()}
        peak = {name: min(values) for name, values in peaks.items()}
        spread = max(max(values) / min(values) - 1 for values in times.values())
        width, height = SIZES[self.size][0 if self.operation == "dit_forward" else 1]
        error = self.difference()
        return [TITLES[self.operation], self.dtype, f"{width}x{height}", self.paths, f"{best['ours']:.2f}",
                f"{best['theirs']:.2f}", f"**{best['ours'] / best['theirs']:.3f}**", f"{spread * 100:.0f} %",
                f"{peak['ours']:.0f}", f"{peak['theirs']:.0f}", f"{peak['ours'] / peak['theirs']:.2f}",
                "" if error is None else f"{error:.1e}"]


def photo_rows(options):
    """An edit from the command line with a model of one's own, at two sizes of a photo."""
    from PIL import Image

    for width, height in ((1224, 816), (4242, 2828)):
        photo = options.work / f"photo-{width}.jpg"
        Image.open(options.photo).convert("RGB").resize((width, height), Image.LANCZOS).save(photo, quality=92)
        for instruction in options.instruction:
            runs = []
            for _ in range(options.rounds):
                target = options.work / "edited.jpg"
                target.unlink(missing_ok=True)
                runs.append(Run([options.bin / "v4e", "edit", photo, instruction, "--model", options.edit_model,
                                 "-o", target], env=environment(options.threads)))
            yield [f"{width * height / 1e6:.1f} MP", instruction, f"{min(r.seconds for r in runs):.2f}",
                   f"{min(r.peak_mib for r in runs):.0f}"]


def print_table(heads, rows):
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
    print(flush=True)


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def print_choices(options):
    """What this machine has chosen by measuring: rows measured elsewhere may have gone other ways."""
    run = Run([options.bin / "v4e", "devices", "--json"], env=our_environment(options.threads, "measured"))
    cpu = json.loads(run.out)[-1]
    print(f"Measured choices of {cpu['machine']}; --dtype auto is {cpu['dtype']}:\n")
    print_table(["work", "path", "x the first way's speed"],
                ([choice["work"], choice["path"], f"{choice['speedup']:.2f}"] for choice in cpu["paths"]))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", type=pathlib.Path, default=HERE.parents[1] / "build" / "release" / "bin")
    parser.add_argument("--work", type=pathlib.Path, default=HERE.parents[1] / "build" / "benchmark",
                        help="folder for the model (1 GB) and results")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=4, help="denoising steps of image to video")
    parser.add_argument("--dtypes", nargs="+", choices=("fp32", "bf16"), default=["fp32"])
    parser.add_argument("--size", choices=tuple(SIZES), default="full")
    parser.add_argument("--only", nargs="*", default=list(OPERATIONS), metavar="OPERATION",
                        help=f"some of {', '.join(OPERATIONS)}; none for --edit-model alone")
    parser.add_argument("--paths", nargs="+", default=["measured"],
                        help="ways to compute, each a row of its own: measured, or values of V4E_PATHS, for example "
                             "linear=matmul (what Intel's processors like) or linear=convolution")
    parser.add_argument("--edit-model", type=pathlib.Path, help="time whole edits with this model as well")
    parser.add_argument("--photo", type=pathlib.Path, help="for --edit-model: any photo; it is scaled")
    parser.add_argument("--instruction", nargs="+", default=["make it black and white"])
    return parser.parse_args()


def main():
    options = parse_arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.only and not (options.work / "made.json").exists():
        from make_model import make_model

        make_model(options.work, SIZES)
    import diffusers
    import torch

    print(f"{datetime.date.today()}, {cpu_name()}, {options.threads} threads, PyTorch {torch.__version__} "
          f"({torch.backends.cpu.get_cpu_capability()}), diffusers {diffusers.__version__}\n")
    pairs = [Pair(options, operation, dtype, options.size, paths) for dtype in options.dtypes
             for operation in OPERATIONS if operation in options.only for paths in options.paths]
    if pairs:
        print_table(["operation, 5 frames", "dtype", "size", "paths", "ours s", "diffusers s", "ratio", "spread",
                     "ours peak MiB", "diffusers peak MiB", "ratio", "difference"],
                    (pair.measure() for pair in pairs))
        print_choices(options)
    if options.edit_model:
        print_table(["photo", "v4e edit", "s", "peak MiB"], photo_rows(options))


if __name__ == "__main__":
    main()
