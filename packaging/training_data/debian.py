# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages: download by name, check, unpack, and read what their copyright files say."""

import fnmatch
import hashlib
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def download(package, folder, python):
    """Downloads one package of the lock file into `folder` and returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    if package["source"] == "debian":
        command = ["apt-get", "-q", "download", f'{package["name"]}={package["version"]}']
    else:
        command = [python, "-m", "pip", "-q", "download", "--no-deps", "--only-binary=:all:",
                   "--python-version", "3.11", "--platform", "manylinux_2_17_x86_64",
                   "--platform", "manylinux2014_x86_64",
                   "-d", ".", f'{package["name"]}=={package["version"]}']
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    path = folder / package["file"]
    if result.returncode != 0 or not path.is_file():
        sys.exit(f'cannot fetch {package["name"]} {package["version"]} ({package["source"]}): '
                 f"{result.stderr.strip()}\nThe lock file names Debian 12's versions: run this on "
                 "Debian 12 after apt-get update, or renew the lock with --update-lock.")
    return path


def fetch(package, cache, python):
    """The checked package file, from the cache where it is there and whole."""
    path = cache / package["file"]
    if not path.is_file():
        path = download(package, cache, python)
    found = sha256(path)
    if found != package["sha256"]:
        sys.exit(f'{path}: expected SHA-256 {package["sha256"]}, found {found}; delete the file '
                 "and try again, or renew the lock with --update-lock after looking at the change")
    return path


def unpack(path, target):
    """Unpacks a .deb or a wheel, once."""
    done = target / ".unpacked"
    if done.is_file() and done.read_text() == path.name:
        return target
    target.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".deb":
        subprocess.run(["dpkg", "-x", path, target], check=True)
    else:
        with zipfile.ZipFile(path) as wheel:
            wheel.extractall(target)
    done.write_text(path.name)
    return target


def rcc_files(data):
    """Yields (path, bytes) of every file in a binary Qt resource."""
    if data[:4] != b"qres":
        raise ValueError("not a binary Qt resource")
    version, tree, payload, names = struct.unpack(">iiii", data[4:20])
    node_size = 22 if version >= 2 else 14

    def name_at(offset):
        length = struct.unpack_from(">H", data, names + offset)[0]
        start = names + offset + 6
        return data[start:start + 2 * length].decode("utf-16-be")

    def walk(index, path):
        node = tree + index * node_size
        name_offset, flags = struct.unpack_from(">IH", data, node)
        path = path if index == 0 else f"{path}/{name_at(name_offset)}"
        if flags & 2:
            count, first = struct.unpack_from(">II", data, node + 6)
            for child in range(first, first + count):
                yield from walk(child, path)
            return
        start = payload + struct.unpack_from(">I", data, node + 10)[0]
        length = struct.unpack_from(">I", data, start)[0]
        content = data[start + 4:start + 4 + length]
        if flags & 1:
            content = zlib.decompress(content[4:])
        if not flags & 4:  # Zstandard holds no pictures here
            yield path, content

    yield from walk(0, "")


def copyright_stanzas(path):
    """The `Files:` stanzas of a machine-readable debian/copyright."""
    stanzas, current, key = [], {}, None
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() + [""]:
        if not line.strip():
            stanzas, current = stanzas + [current] if current else stanzas, {}
        elif line[0] in " \t" and key in current:
            current[key] += "\n" + line.strip()
        elif ":" in line:
            key, value = line.split(":", 1)
            current[key] = value.strip()
    return [stanza for stanza in stanzas if "Files" in stanza]


def rights(stanzas, path):
    """(licence, authors) of a file: the last stanza that matches counts.

    Upstream converted its pictures to WebP after the copyright file was written, so that a
    picture's ending is not compared.
    """
    stem = re.sub(r"\.\w+$", "", path)
    found = None
    for stanza in stanzas:
        for pattern in stanza["Files"].split():
            if fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(
                    stem, re.sub(r"\.(jpe?g|png|webp)$", "", pattern, flags=re.I)):
                found = stanza
    if not found:
        return "", ""
    authors = [re.sub(r"^[©\d,.\s-]*(by )?|\s*<[^>]*>", "", part).strip(" \"'´")
               for part in found.get("Copyright", "").split("\n")]
    authors = [author for author in authors if author]
    listed = ", ".join(authors) if len(authors) <= 4 else f"{authors[0]} and others"
    return found.get("License", "").split("\n")[0].strip(), listed
