#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds into build/, and starts Roundtrip. Arguments are
# passed on to it. Touches nothing else on the machine.
set -eu

. "$(dirname "$0")/setup.sh"

# shellcheck disable=SC2086
install_missing $needed
build_targets start

if test -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}"; then
  say "There is no display here, so this is roundtrip-cli serve; Ctrl+C ends it."
  exec "$build/src/roundtrip-cli" serve "$@"
fi
exec "$build/src/roundtrip" "$@"
