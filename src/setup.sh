# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What src/run.sh and tests/run.sh share: installing what is missing, building.

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build

# What building and running needs, as Debian names it.
needed='gcc|/cc libc6-dev meson|/meson ninja-build|/ninja pkgconf|pkg-config gettext
  libglib2.0-dev libgtk-4-dev libadwaita-1-dev libsoup-3.0-dev libnghttp2-dev libjson-glib-dev
  libssl-dev libsqlite3-dev libreadline-dev librabbitmq-dev librdkafka-dev libsecret-1-dev libgtk-4-bin desktop-file-utils glib-networking librsvg2-common'

say ()
{
  printf '%s\n' "$*" >&2
}

# Prints which of the given packages are not installed. "a|b": a or b will do,
# a is what gets installed; "a|/b": the command b from anywhere will do as well.
missing_packages ()
{
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
                sed -n 's/^installed //p')
  for choice in "$@"; do
    found=
    for one in $(printf '%s' "$choice" | tr '|' ' '); do
      case $one in
        /*) command -v "${one#/}" >/dev/null 2>&1 && found=yes ;;
        *) case "
$installed
" in *"
$one
"*) found=yes ;; esac ;;
      esac
    done
    test "$found" || printf '%s ' "${choice%%|*}"
  done
}

as_root ()
{
  if test "$(id -u)" = 0; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "This needs the administrator, and there is no sudo. As root, type:"
    say "  $*"
    exit 1
  fi
}

# What apt-get would do, one package a line; fails when its lists are too old.
apt_plan ()
{
  LC_ALL=C apt-get install -s --no-install-recommends "$@" 2>/dev/null |
    sed -n 's/^Inst \([^ ]*\).*/\1/p' | grep .
}

apt_install ()
{
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$@"
}

# Installs those of the given packages that are missing, telling which first.
install_missing ()
{
  if ! command -v apt-get >/dev/null 2>&1; then
    say "This is no Debian: nothing is installed for you. Needed are what Debian calls"
    say "  $*"
    return 0
  fi
  missing=$(missing_packages "$@")
  test "$missing" || return 0

  # shellcheck disable=SC2086
  if ! plan=$(apt_plan $missing); then
    say "Fetching the lists of packages (apt-get update)."
    as_root apt-get update -qq
    plan=$(apt_plan $missing) || {
      say "apt-get cannot install: $missing"
      say "Look at what it says to: apt-get install -s $missing"
      exit 1
    }
  fi
  say "Missing: $missing"
  say "About to install these $(printf '%s\n' "$plan" | wc -l) packages:"
  printf '%s\n' "$plan" | sort | tr '\n' ' ' | fold -s -w 78 | sed 's/^/  /' >&2
  say ""
  # Lists that name versions the archive no longer has are worth one update.
  # shellcheck disable=SC2086
  apt_install -y $missing || {
    as_root apt-get update -qq
    apt_install -y $missing
  }
}

# Builds the given targets of meson.build (all without one); silent when nothing is to do.
build_targets ()
{
  if ! test -f "$build/build.ninja"; then
    say "Setting up $build"
    output=$(meson setup "$build" "$root" 2>&1) || { say "$output"; exit 1; }
  fi
  case $(ninja -C "$build" -n "$@" 2>&1) in
    *'no work to do'*) return 0 ;;
  esac
  say "Building"
  if test -t 2; then
    ninja -C "$build" "$@" >&2
  else
    ninja -C "$build" --quiet "$@" >&2
  fi
}
