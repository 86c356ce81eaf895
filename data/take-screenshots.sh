#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the window of the program $1 into the folder $2, on a display of its own, with
# settings and state of its own.
set -eu

program=$1
folder=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM

mkdir -p "$folder"
env GSETTINGS_BACKEND=memory GSK_RENDERER=cairo GTK_A11Y=none XDG_STATE_HOME="$scratch" \
  dbus-run-session -- xvfb-run -a -s "-screen 0 2000x1200x24" \
  "$program" --pictures "$folder" --port 2000 --chat-port 0 --stream-port 0
ls "$folder"
