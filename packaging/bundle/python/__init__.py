# SPDX-License-Identifier: GPL-3.0-or-later
"""Video4Edit: the programs `video4edit` and `v4e`, with all that they need but LibTorch, the package `torch`."""
