#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Starts the program of its own name from app/bin, wherever this folder lies.
here=$(dirname "$(readlink -f "$0")")
name=$(basename "$(readlink -f "$0")")
program=$here/app/bin/$name
# What belongs to a computer's display is taken from it; servers have none, and these copies stand in.
case $(LD_TRACE_LOADED_OBJECTS=1 "$program" 2>/dev/null) in
  *"not found"*)
    LD_LIBRARY_PATH=$here/app/lib/video4edit/display${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
    ;;
esac
exec "$program" "$@"
