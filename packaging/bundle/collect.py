#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts all libraries that installed programs need beside them, so that the folder runs anywhere.

    collect.py APP        APP: what `cmake --install` made (bin, lib/video4edit, share)

Libraries go to APP/lib/video4edit, Qt's plugins to APP/lib/video4edit/qt6. What each computer must bring itself
(the C and C++ libraries) stays out, and so does LibTorch, which is looked for in ../torch/lib beside APP. What
belongs to a computer's display is taken from there; copies in APP/lib/video4edit/display stand in where it has
none. The licence of each Debian package that something was taken from goes to APP/share/doc/video4edit/libraries.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Every system that this one's C library runs on has these, and two of them in one program do not go together.
OF_THE_SYSTEM = re.compile(
    r"(ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libresolv|libutil|libanl|libnsl|libstdc\+\+|libgcc_s)\.so"
)
# LibTorch's, with the OpenMP library that it computes with.
OF_TORCH = re.compile(r"(libtorch\w*|libc10\w*|libgomp)\.so")
# These talk to the graphics driver of the computer at hand.
OF_THE_DISPLAY = re.compile(
    r"(libGL|libEGL|libGLX|libOpenGL|libGLdispatch|libGLESv2|libdrm|libgbm|libX11|libX11-xcb|libXext|libXfixes"
    r"|libxcb|libxcb-(dri2|dri3|glx|present|randr|shm|sync|xfixes)|libXau|libXdmcp|libxshmfence"
    r"|libwayland-(client|server|egl))\.so"
)
# OpenCV reads videos through a library that reads pictures, too, and with these it reads maps, by a hundred further
# libraries. Nothing of ours reads pictures that way. libcodec2 is for telephone calls over radio.
STAND_INS = {"libopencv_imgcodecs.so": "imgcodecs.cpp", "libcodec2.so": "codec2.c"}

QT_PLUGINS = {
    "platforms": ["libqxcb.so", "libqoffscreen.so", "libqminimal.so", "libqwayland-generic.so", "libqwayland-egl.so"],
    "xcbglintegrations": ["libqxcb-glx-integration.so", "libqxcb-egl-integration.so"],
    "platforminputcontexts": ["libcomposeplatforminputcontextplugin.so", "libibusplatforminputcontextplugin.so"],
    "imageformats": ["libqgif.so", "libqico.so", "libqjpeg.so", "libqsvg.so", "libqtiff.so", "libqwebp.so"],
    "iconengines": ["libqsvgicon.so"],
    # The one that needs no GStreamer of the computer at hand.
    "multimedia": ["libffmpegmediaplugin.so"],
    "wayland-shell-integration": ["libxdg-shell.so"],
    "wayland-graphics-integration-client": ["libqt-plugin-wayland-egl.so"],
    "wayland-decoration-client": ["libbradient.so"],
}
NEEDED_PLUGINS = {"libqxcb.so", "libqoffscreen.so", "libqsvgicon.so", "libqjpeg.so", "libffmpegmediaplugin.so"}


def fail(text: str) -> None:
    sys.exit(f"collect.py: {text}")


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def needed_by(path: Path) -> list[str]:
    return re.findall(r"\(NEEDED\).*\[(.+)\]", output_of("readelf", "-dW", str(path)))


def system_libraries() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for name, path in re.findall(r"^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$", output_of("/sbin/ldconfig", "-p"), re.M):
        found.setdefault(name, Path(path))
    return found


def own_places(path: Path) -> list[Path]:
    """Folders that a library names itself for what only it needs."""
    stated = re.search(r"\((?:RUNPATH|RPATH)\).*\[(.+)\]", output_of("readelf", "-dW", str(path)))
    return [Path(place.replace("$ORIGIN", str(path.parent))) for place in stated[1].split(":")] if stated else []


def packages_of(files: list[Path]) -> dict[str, list[Path]]:
    """The Debian package of each file. Files may be known by a path with or without /usr in front."""
    packages: dict[str, list[Path]] = {}
    for file in files:
        real = file.resolve()
        for name in (str(real), str(real).removeprefix("/usr")):
            answer = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True)
            if answer.returncode == 0:
                package = answer.stdout.split(": ")[0].split(",")[0].split(":")[0]
                packages.setdefault(package, []).append(file)
                break
        else:
            fail(f"{file} belongs to no Debian package, so its licence is not known")
    return packages


class Bundle:
    def __init__(self, app: Path) -> None:
        self.app = app
        self.libraries = app / "lib/video4edit"
        self.display = self.libraries / "display"
        self.system = system_libraries()
        self.taken: list[Path] = []

    def add_qt(self) -> None:
        plugins = Path(output_of("qmake6", "-query", "QT_INSTALL_PLUGINS").strip())
        for folder, names in QT_PLUGINS.items():
            for name in names:
                source = plugins / folder / name
                if not source.exists():
                    if name in NEEDED_PLUGINS:
                        fail(f"Qt's plugin {source} is missing: install the packages of packaging/debian-packages.txt")
                    continue
                self.copy(source, self.libraries / "qt6/plugins" / folder / name)
        texts = Path(output_of("qmake6", "-query", "QT_INSTALL_TRANSLATIONS").strip())
        for language in ("de", "zh_CN"):
            source = texts / f"qtbase_{language}.qm"
            if source.exists():
                self.copy(source, self.libraries / "qt6/translations" / source.name)
        (self.app / "bin/qt.conf").write_text(
            "[Paths]\nPrefix = ../lib/video4edit/qt6\nPlugins = plugins\nTranslations = translations\n"
        )

    def copy(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.resolve(), target)
        target.chmod(0o755 if is_elf(target) else 0o644)
        self.taken.append(source)
        if not is_elf(target):
            return
        for place in own_places(source.resolve()):
            for name in needed_by(target):
                if name not in self.system and (place / name).exists():
                    self.system[name] = place / name

    def elf_files(self) -> list[Path]:
        return [path for path in sorted(self.app.rglob("*")) if path.is_file() and is_elf(path)]

    def add_libraries(self) -> None:
        waiting = self.elf_files()
        while waiting:
            path = waiting.pop()
            for name in needed_by(path):
                folder = self.display if OF_THE_DISPLAY.match(name) else self.libraries
                target = folder / name
                if OF_THE_SYSTEM.match(name) or OF_TORCH.match(name) or target.exists():
                    continue
                if name not in self.system:
                    fail(f"{name} is missing on this system, which {path.name} needs")
                stand_in = next((source for start, source in STAND_INS.items() if name.startswith(start)), None)
                if stand_in:
                    self.build_stand_in(stand_in, target)
                else:
                    self.copy(self.system[name], target)
                waiting.append(target)

    def build_stand_in(self, source: str, target: Path) -> None:
        compiler = ["cc"] if source.endswith(".c") else ["c++", "-std=c++17", "-isystem", "/usr/include/opencv4"]
        file = Path(__file__).parent / "stand_ins" / source
        subprocess.run(
            [*compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", f"-Wl,-soname,{target.name}",
             "-o", str(target), str(file)],
            check=True,
        )

    def point_to_each_other(self) -> None:
        """Each file finds its libraries beside it, and LibTorch beside the whole."""
        for path in self.elf_files():
            to_libraries = os.path.relpath(self.libraries, path.parent)
            to_torch = os.path.relpath(self.app.parent / "torch/lib", path.parent)
            places = f"$ORIGIN/{to_libraries}:$ORIGIN/{to_torch}".replace("/.:", ":")
            subprocess.run(["patchelf", "--set-rpath", places, str(path)], check=True)

    def strip(self) -> None:
        for path in self.elf_files():
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)

    def add_licences(self) -> None:
        folder = self.app / "share/doc/video4edit/libraries"
        folder.mkdir(parents=True)
        lines = []
        for package in sorted(packages_of(sorted(set(self.taken)))):
            source, version = output_of(
                "dpkg-query", "-W", "-f", "${source:Package} ${source:Version}\n", package
            ).splitlines()[0].split()
            lines.append(f"{package}: {source} {version}\n")
            copyright_file = Path("/usr/share/doc") / package / "copyright"
            if not copyright_file.exists():
                fail(f"{copyright_file} is missing, so the licence of {package} is not known")
            shutil.copyfile(copyright_file.resolve(), folder / f"{package}.txt")
        system = re.search(r'^PRETTY_NAME="?([^"\n]+)', Path("/etc/os-release").read_text(), re.M)
        (folder / "SOURCES").write_text(
            f"The libraries are those of {system[1] if system else 'Debian'}, stripped, and changed only in where they look for each\n"
            "other, by packages: each with the source package and its version, which the distribution offers.\n\n"
            + "".join(lines)
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("app", type=Path)
    bundle = Bundle(parser.parse_args().app.resolve())
    bundle.add_qt()
    bundle.add_libraries()
    bundle.strip()
    bundle.point_to_each_other()
    bundle.add_licences()


main()
