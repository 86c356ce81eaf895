#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the window of the program $1 into the folder $2, on a display of its own, with
# settings and state of its own.
set -eu

program=$1
folder=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# A port that is taken would put a notice into the pictures, and a free one a number that
# nobody has: 2000 is what users see.
refused=7
status=$refused
if command -v curl >/dev/null 2>&1; then
  status=0
  curl -s -o /dev/null --max-time 2 http://127.0.0.1:2000/ || status=$?
fi
if test "$status" -ne "$refused"; then
  echo "Port 2000 is taken, and the pictures are to show it: close what listens there." >&2
  exit 1
fi

mkdir -p "$folder"
env GSETTINGS_BACKEND=memory GSK_RENDERER=cairo GTK_A11Y=none \
  XDG_CONFIG_HOME="$scratch" XDG_STATE_HOME="$scratch" XDG_CACHE_HOME="$scratch" \
  dbus-run-session -- xvfb-run -a -s "-screen 0 2000x1200x24" \
  "$program" --pictures "$folder" --port 2000 --chat-port 0 --stream-port 0
ls "$folder"
