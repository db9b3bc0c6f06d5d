#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes one edit with a large model and compares its memory and its end with what was said.

    large_run.py build/large-14b --photo PHOTO --size 832x480 --steps 4
    large_run.py build/large-14b --photo PHOTO --stop-after 120     how soon it ends when it is stopped

Prints the plan of `v4e plan`, the largest resident set of `v4e edit` (mapped weights included), its time and
the time of each step.
"""

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIB = 1 << 30


def planned(v4e, model, size, frames):
    command = [v4e, "plan", model, "--size", size, "--frames", str(frames), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)


def resident_bytes(pid):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().split("\n"):
            if line.startswith("VmRSS"):
                return 1024 * int(line.split()[1])
    except OSError:
        pass
    return 0


class Watch:
    """The largest resident set of a process, and when."""

    def __init__(self, process):
        self.peak = 0
        self.process = process
        self.begin = time.monotonic()
        self.at = 0.0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while self.process.poll() is None:
            now = resident_bytes(self.process.pid)
            if now > self.peak:
                self.peak, self.at = now, time.monotonic() - self.begin
            time.sleep(0.2)


def edit(arguments, width, height, folder):
    area = f"{width * height / 1e6:.6f}"
    return [arguments.v4e, "edit", str(arguments.photo), "make it snow", "--model", str(arguments.model),
            "--steps", str(arguments.steps), "--guidance", "1", "--frames", str(arguments.frames), "--size", area,
            "--dtype", arguments.dtype, "--refine", "off", "-o", str(Path(folder) / "edited.png"), "--json"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--photo", type=Path, required=True)
    parser.add_argument("--size", default="832x480")
    parser.add_argument("--frames", type=int, default=5)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--dtype", default="auto")
    parser.add_argument("--stop-after", type=float, help="seconds until it is stopped, as by Ctrl-C")
    parser.add_argument("--v4e", default=str(ROOT / "build" / "release" / "bin" / "v4e"))
    arguments = parser.parse_args()
    width, height = (int(side) for side in re.fullmatch(r"(\d+)x(\d+)", arguments.size).groups())

    plan = planned(arguments.v4e, str(arguments.model), arguments.size, arguments.frames)
    print("plan:", json.dumps({key: plan[key] for key in plan if key.endswith("bytes") or isinstance(plan[key], bool)}))
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(edit(arguments, width, height, folder), stdout=subprocess.PIPE, text=True)
        watch = Watch(process)
        if arguments.stop_after:
            time.sleep(arguments.stop_after)
            if process.poll() is not None:
                sys.exit("it was over before it was to be stopped")
            stopped = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.wait()
            print(f"stopped after {arguments.stop_after:.0f} s, ended {time.monotonic() - stopped:.2f} s later, "
                  f"exit code {process.returncode}")
        report = process.communicate()[0]
    print(f"took {time.monotonic() - watch.begin:.1f} s; largest resident set {watch.peak / GIB:.2f} GiB "
          f"after {watch.at:.0f} s; exit code {process.returncode}")
    if report.strip():
        print(report)


if __name__ == "__main__":
    main()
