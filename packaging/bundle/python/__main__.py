# SPDX-License-Identifier: GPL-3.0-or-later
from video4edit.launch import editor

editor()
