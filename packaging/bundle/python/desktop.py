# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the editor in the desktop's menus, for this user only."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAME = "org.video4edit.Video4Edit"
FILES = {
    f"applications/{NAME}.desktop": f"share/applications/{NAME}.desktop",
    f"icons/hicolor/scalable/apps/{NAME}.svg": f"share/icons/hicolor/scalable/apps/{NAME}.svg",
    f"mime/packages/{NAME}.xml": f"share/mime/packages/{NAME}.xml",
}


def data_folder() -> Path:
    chosen = os.environ.get("XDG_DATA_HOME")
    return Path(chosen) if chosen else Path.home() / ".local/share"


def quoted(text: str) -> str:
    """A word as the Exec line of a desktop entry has it: in quotes, % doubled, and the backslash twice over."""
    for character in ("\\", '"', "`", "$"):
        text = text.replace(character, "\\\\" + ("\\\\" if character == "\\" else character))
    return '"' + text.replace("%", "%%") + '"'


def refresh() -> None:
    """Desktops find new files by themselves sooner or later; these tools, where they are, tell them now."""
    for command in (["update-desktop-database", "applications"], ["update-mime-database", "mime"]):
        tool = shutil.which(command[0])
        folder = data_folder() / command[1]
        if tool and folder.is_dir():
            subprocess.run([tool, str(folder)], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def install(app: Path, command: list[str]) -> None:
    try:
        for name, source in FILES.items():
            target = data_folder() / name
            target.parent.mkdir(parents=True, exist_ok=True)
            text = (app / source).read_text(encoding="utf-8")
            if name.endswith(".desktop"):
                words = " ".join(quoted(word) for word in command)
                text = text.replace("\nExec=video4edit ", f"\nExec={words} ")
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        sys.exit(f"video4edit: the desktop entry cannot be written: {error}")
    refresh()
    print(data_folder() / f"applications/{NAME}.desktop")


def remove() -> None:
    for name in FILES:
        (data_folder() / name).unlink(missing_ok=True)
    refresh()
