#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds into build/, and starts Roundtrip. Arguments are
# passed on to it. Touches nothing else on the machine.
set -eu

. "$(dirname "$0")/setup.sh"

# shellcheck disable=SC2086
install_missing $needed
build_targets start

exec sh "$root/src/start.sh" "$build" "$@"
