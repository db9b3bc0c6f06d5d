# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the programs with the LibTorch of this Python."""

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from video4edit import desktop
from video4edit.built_for import TORCH_VERSION, VERSION

APP = Path(__file__).resolve().parent
LIBRARIES = APP / "lib/video4edit"


def torch_folder() -> Path:
    """Where the libraries of the one fitting torch are; ends the program with a sentence where there is none."""
    install = f"\nInstall the fitting one:  {sys.executable} -m pip install torch=={TORCH_VERSION}"
    try:
        found = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        sys.exit(f"video4edit: this Python has no package torch, which Video4Edit computes with.{install}")
    if found.split("+")[0] != TORCH_VERSION:
        sys.exit(
            f"video4edit: this Python has torch {found}, but Video4Edit {VERSION} was built for torch {TORCH_VERSION}, "
            f"and its programs work with that release only.{install}\n"
            "or install Video4Edit into an environment of its own, where both torches stay as they are."
        )
    spec = importlib.util.find_spec("torch")
    folder = Path(spec.origin).resolve().parent / "lib" if spec and spec.origin else None
    if folder is None or not (folder / "libtorch_cpu.so").exists():
        sys.exit(f"video4edit: the package torch of this Python has no libraries in it.{install}")
    return folder


def misses_libraries(program: Path, environment: dict[str, str]) -> bool:
    """Whether the computer lacks some that belong to its display, as servers do."""
    trace = environment | {"LD_TRACE_LOADED_OBJECTS": "1"}
    answer = subprocess.run([str(program)], env=trace, capture_output=True, text=True, errors="replace")
    return "not found" in answer.stdout


def environment_for(program: Path, torch: Path | None) -> dict[str, str]:
    """This one, changed only where the programs do not find their libraries by themselves."""
    environment = dict(os.environ)

    def look_in(folder: Path) -> None:
        others = environment.get("LD_LIBRARY_PATH")
        environment["LD_LIBRARY_PATH"] = f"{folder}:{others}" if others else str(folder)

    beside = APP.parent / "torch/lib"
    if torch and not (beside.exists() and torch.samefile(beside)):
        look_in(torch)
    if misses_libraries(program, environment):
        look_in(LIBRARIES / "display")
    return environment


def start(name: str, arguments: list[str]) -> None:
    program = APP / "bin" / name
    # Help and version need no engine.
    asks_for_text = any(word in ("-h", "--help", "--help-all", "-v", "--version") for word in arguments)
    environment = environment_for(program, None if asks_for_text and name == "video4edit" else torch_folder())
    os.execve(program, [str(program), *arguments], environment)


def v4e() -> None:
    start("v4e", sys.argv[1:])


def own_command() -> list[str]:
    """What starts the editor as it was started now."""
    program = Path(sys.argv[0]).absolute()
    return [sys.executable, "-m", "video4edit"] if program.name == "__main__.py" else [str(program)]


def editor() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--install-desktop"]:
        desktop.install(APP, own_command())
    elif arguments[:1] == ["--remove-desktop"]:
        desktop.remove()
    else:
        start("video4edit", arguments)
