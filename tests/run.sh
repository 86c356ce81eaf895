#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds into build/, and runs every test under a display and
# a session bus of its own, with scratch folders instead of yours. Arguments are passed
# on to "meson test". The last line counts: N passed, N failed, N skipped.
set -eu

. "$(dirname "$0")/../src/setup.sh"

# What the tests take besides: a display, a session bus, the accessibility bus,
# validators, and other people's servers and clients.
needed_by_tests='binutils python3 python3-gi python3-jsonschema python3-pyte gir1.2-atspi-2.0 at-spi2-core dbus xvfb
  xauth kcat x11-utils xdotool imagemagick curl procps appstream nodejs|/node npm|/npm'

# Not installed but unpacked into the build folder: installed, its service would be started and
# stay enabled.
rabbitmq='rabbitmq-server erlang-asn1 erlang-base erlang-crypto erlang-eldap erlang-inets erlang-mnesia
  erlang-os-mon erlang-parsetools erlang-public-key erlang-runtime-tools erlang-ssl erlang-syntax-tools
  erlang-tools erlang-xmerl'

# The keyring likewise: installed, every session bus would start it, and it would ask.
keyring='gnome-keyring libgcr-base-3-1 libgck-1-0'

# Downloads the packages $2 into $1.
# shellcheck disable=SC2086
download ()
{
  (cd "$1" && apt-get download -qq -o APT::Sandbox::User=root $2 >/dev/null 2>&1)
}

# Downloads the packages $2 into $1 of the build folder, for tests of $3, once.
unpack ()
{
  test -d "$build/$1" && return 0
  command -v apt-get >/dev/null 2>&1 || return 0
  say "Unpacking these packages into $build/$1, for the tests alone; nothing is installed:"
  printf '%s' "$2" | tr -s '\n ' ' ' | fold -s -w 78 | sed 's/^/  /' >&2
  say ""
  part=$build/$1.part
  rm -rf "$part"
  mkdir -p "$part/root"
  download "$part" "$2" || { as_root apt-get update -qq && download "$part" "$2"; } || {
    say "apt-get could not download them; the tests that need $3 are skipped."
    return 0
  }
  for package in "$part"/*.deb; do
    dpkg-deb -x "$package" "$part/root"
  done
  mv "$part/root" "$build/$1"
  rm -rf "$part"
}

# Installs what tests/support/package.json names into the build folder, once.
install_node_modules ()
{
  modules=$build/node_modules
  lock=$root/tests/support/package-lock.json
  cmp -s "$lock" "$modules/.roundtrip-lock" && return 0
  cp "$root/tests/support/package.json" "$lock" "$build/"
  say "Installing from npm into $modules: $(sed -n '/"dependencies"/,/}/s/^ *"\(.*\)": "\(.*\)".*/\1 \2/p' \
    "$root/tests/support/package.json" | tr '\n' ' ')"
  if npm ci --prefix "$build" --ignore-scripts --no-audit --no-fund --silent >&2; then
    cp "$lock" "$modules/.roundtrip-lock"
  else
    say "npm could not install them; the tests that need them are skipped."
  fi
}

# shellcheck disable=SC2086
install_missing $needed $needed_by_tests
build_targets all meson-test-prereq
install_node_modules
unpack rabbitmq "$rabbitmq" RabbitMQ
unpack keyring "$keyring" "GNOME's keyring"
# Installing clang for it would cost some 280 MB.
grep -q fuzz-engine "$build/build.ninja" ||
  say "There is no clang with libFuzzer here: its targets see their corpus alone."

scratch=$(mktemp -d "${TMPDIR:-/tmp}/roundtrip-tests.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
for folder in run config data state cache; do
  mkdir -m 700 "$scratch/$folder"
done
XDG_RUNTIME_DIR=$scratch/run
XDG_CONFIG_HOME=$scratch/config
XDG_DATA_HOME=$scratch/data
XDG_STATE_HOME=$scratch/state
XDG_CACHE_HOME=$scratch/cache
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
# The software renderer is the same everywhere.
GDK_BACKEND=x11
GSK_RENDERER=cairo
NO_AT_BRIDGE=0
export GDK_BACKEND GSK_RENDERER NO_AT_BRIDGE
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

# Many tests wait for most of their time: for deadlines, brokers, frames.
MESON_TESTTHREADS=${MESON_TESTTHREADS:-$((2 * $(nproc)))}
export MESON_TESTTHREADS

log=$build/meson-logs/testlog.json
rm -f "$log"
dbus-run-session -- xvfb-run -a -s '-screen 0 1920x1200x24' \
  meson test -C "$build" --no-rebuild --timeout-multiplier 3 "$@" || true
python3 "$root/tests/support/summarize.py" "$log"
