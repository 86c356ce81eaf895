#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test of the window, $1 with its arguments, in a session bus of its own. The test
# starts its display itself. Python is the system's: it alone knows the accessible tree.
set -eu

python=/usr/bin/python3

for tool in dbus-run-session Xvfb xdotool "$python"; do
  command -v "$tool" >/dev/null 2>&1 || { echo "1..0 # SKIP there is no $tool"; exit 0; }
done
test -e /usr/share/dbus-1/services/org.a11y.Bus.service || {
  echo "1..0 # SKIP there is no at-spi2-core"
  exit 0
}
"$python" -c 'import gi; gi.require_version("Atspi", "2.0")' 2>/dev/null || {
  echo "1..0 # SKIP there is no gir1.2-atspi-2.0 or no python3-gi"
  exit 0
}

# Only the program is to end with a warning: what reads the tree warns of programs that end.
if test "${G_DEBUG:-}"; then
  PROGRAM_G_DEBUG=$G_DEBUG
  export PROGRAM_G_DEBUG
  unset G_DEBUG
fi

# The buses keep their sockets there: two sessions at once must not meet.
scratch=$(mktemp -d "${TMPDIR:-/tmp}/roundtrip-window.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/run"
XDG_RUNTIME_DIR=$scratch/run
XDG_CACHE_HOME=$scratch
XDG_CONFIG_HOME=$scratch
XDG_DATA_HOME=$scratch
export XDG_RUNTIME_DIR XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS

# What the bus starts may talk as well: only the test's own output is TAP.
dbus-run-session -- sh -c 'exec "$0" "$@" >&3 3>&-' "$python" "$@" 3>&1 >/dev/null
