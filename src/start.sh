#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Starts what was built in folder $1, with the options that follow: the window, or where
# there is no display the servers alone.
set -eu

build=$1
shift

say ()
{
  printf '%s\n' "$*" >&2
}

window ()
{
  "$build/src/roundtrip" "$@"
}

serve ()
{
  "$build/src/roundtrip-cli" serve "$@"
}

# Whether the help of $1 lists option $2.
knows ()
{
  "$1" --help 2>/dev/null | grep -q -E -e "^ +(-., )?${2%%=*}([= ]|\$)"
}

# Of the options after $1 and $2, prints the first that $2 knows and $1 does not.
first_of_other ()
{
  mine=$1
  other=$2
  shift 2
  for option in "$@"; do
    case $option in
      --?*) knows "$mine" "$option" || ! knows "$other" "$option" || { printf '%s' "${option%%=*}"; return; } ;;
    esac
  done
}

if test "${DISPLAY:-}${WAYLAND_DISPLAY:-}"; then
  option=$(first_of_other window serve "$@")
  if test "$option"; then
    say "The window does not know $option. Without a window it goes by:"
    say "  $build/src/roundtrip-cli serve $*"
    exit 2
  fi
  exec "$build/src/roundtrip" "$@"
fi

# These two mean the same without a window: what serves stands beside any other anyway.
for option in "$@"; do
  shift
  case $option in
    --version) exec "$build/src/roundtrip-cli" --version ;;
    --new-instance) ;;
    *) set -- "$@" "$option" ;;
  esac
done
option=$(first_of_other serve window "$@")
if test "$option"; then
  say "$option is for the window, and there is no display here."
  exit 2
fi
say "There is no display here, so this is roundtrip-cli serve; Ctrl+C ends it."
exec "$build/src/roundtrip-cli" serve "$@"
