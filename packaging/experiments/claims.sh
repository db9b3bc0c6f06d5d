#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The claims of the method, measured at a small scale: one program for each core on one folder, each of one thread.
#
#   packaging/experiments/claims.sh RESULTS [SETTINGS]
#
# SETTINGS is a file of this folder (claims.json, claims_small.json) or one like them; claims.json if none is given.
# The pictures are fetched into RESULTS if DATA does not name them; PARTS may name more. Stopped at any time, the
# same call goes on. The results are RESULTS/tables.md, results.json and figure.png, what happens is written to
# log-1.txt and so on. V4E names the program, WORKERS says how many of them work.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ $# -lt 1 || $# -gt 2 ]]; then
  sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
results=$1
settings=${2:-$here/claims.json}
workers=${WORKERS:-$(nproc)}
mkdir -p "$results"
data=${DATA:-$results/nano-data.safetensors}
if [[ ! -e $data ]]; then python3 "$here/../training_data/fetch.py" --output "$data"; fi
options=(--data "$data" --output "$results")
if [[ -n ${PARTS:-} ]]; then options+=(--parts "$PARTS"); fi

export OMP_NUM_THREADS=1
children=()
# All of them stop together, and save where they are.
trap 'kill -TERM "${children[@]}" 2>/dev/null || true' INT TERM
for ((worker = 1; worker <= workers; ++worker)); do
  "${V4E:-v4e}" experiment "$settings" "${options[@]}" >>"$results/log-$worker.txt" 2>&1 &
  children+=($!)
done
status=0
for child in "${children[@]}"; do
  while kill -0 "$child" 2>/dev/null; do wait "$child" || status=$?; done
done
if [[ $status != 0 ]]; then
  tail -n 3 "$results"/log-*.txt >&2
  exit "$status"
fi
cat "$results/tables.md"
