#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks that the engine's library ($1) and roundtrip-cli ($2) need no GTK. Speaks TAP.
set -u

library=$1
cli=$2
status=0
toolkit='libgtk|libgdk|libadwaita|libgsk|libpango|libcairo|libgraphene'

check ()
{
  if test -n "$3"; then
    status=1
    printf 'not ok %s %s\n' "$1" "$2"
    printf '%s\n' "$3" | head -n 20 | sed 's/^/# /'
  else
    printf 'ok %s %s\n' "$1" "$2"
  fi
}

echo 1..4
symbols=$(nm -A "$library" 2>&1) || symbols="nm: cannot read $library"
check 1 'the library can be read' "$(printf '%s' "$symbols" | grep '^nm:')"
check 2 'the library uses no symbol of GTK, GDK, GSK or libadwaita' \
  "$(printf '%s' "$symbols" | grep -E ' (U|T|D|B|R) _?(gtk|gdk|gsk|adw)_')"
check 3 'roundtrip-cli names no toolkit among what it links' \
  "$(readelf -d "$cli" | grep NEEDED | grep -E "$toolkit")"
check 4 'nothing that roundtrip-cli links brings a toolkit in' \
  "$(ldd "$cli" | grep -E "$toolkit")"
exit $status
