#!/usr/bin/env bash
# Measures what the agent pays to pass an application's 50,000 series through: CPU of one scrape of the application and one of the agent.
# Prints a table with one line for every budget; exits with 1 if one of them is missed.
set -euo pipefail
# shellcheck source=tests/Benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"

usage() {
  cat <<'USAGE'
usage: tests/Benchmarks/app-side-by-side.sh [--cycles N] [--seconds-per-cycle S] [--agent FILE] [--keep]

  --cycles N              cycles to measure, after five to warm up (default: 20)
  --seconds-per-cycle S   the interval of both scrapes (default: 2)
  --agent FILE            measure this binary instead of publishing the checkout's
  --keep                  leave logs behind and say where

The application is a file of counters and histograms (ForeignBenchmarks.cs); the rules are off. A Prometheus without an agent would scrape the
application itself: there is no program to compare with, only the agent's budget.
USAGE
}

cycles=20 seconds=2
options=([--cycles]=cycles [--seconds-per-cycle]=seconds)
read_options "$@"
cd "$(dirname "$0")/../.."
work=$(mktemp -d)

agent_config() {
  cat <<YAML
web: {listen: '127.0.0.1:${port[agent]}'}
rules: {enabled: false}
collectors:
$(usual_collectors_off)
  scrape:
    interval: $(awk "BEGIN { printf \"%dms\", $seconds * 1000 }")
    max_series: 100000
    targets: [{job: app, url: 'http://127.0.0.1:${port[app]}/metrics.txt'}]
YAML
}

start_programs() {
  local name
  for name in app agent; do
    free_port
    port[$name]=$next_port
  done
  path[agent]=/metrics
  mkdir "$work/app"
  dotnet tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll app >"$work/app/metrics.txt"
  start app /metrics.txt '^app_requests' python3 -m http.server --bind 127.0.0.1 --directory "$work/app" "${port[app]}"
  agent_config >"$work/agent.yaml"
  start agent /metrics '^up{.*job="app".*} 1' "$binary" run --config "$work/agent.yaml"
}

cycle() {
  sleep "$seconds"
  scrape agent "$work/times"
}

measure() {
  local i before
  say "Warming up: five cycles of $seconds s ..."
  for ((i = 0; i < 5; i++)); do cycle; done
  : >"$work/times"
  say "Measuring $cycles cycles ..."
  before=$(cpu agent)
  for ((i = 0; i < cycles; i++)); do cycle; done
  each=$(awk "BEGIN { print ($(cpu agent) - $before) / 1000 / $cycles }")
  series=$(curl -s "http://127.0.0.1:${port[agent]}/metrics/app" | grep -vc '^#')
}

report() {
  echo
  line "an application's $series series, every $seconds s" agent '' '' bar ''
  echo '|---|--:|---|--:|--:|---|'
  alone 'CPU of a scrape through the agent, ms' %.1f "$each" 150
  alone '- the scrape that waits for it: p50, ms' %.1f "$(percentile "$work/times" 50)" -
  alone 'resident memory, MB' %.1f "$(memory agent Rss)" -
  echo
  echo "$(machine); load average $(cut -d ' ' -f 1 /proc/loadavg). $("$binary" version | head -1)."
  [ "$series" -gt 50000 ] || { echo "the agent passes only $series series through"; missed=$((missed + 1)); }
  [ ! -s "$work/failed" ] || { echo "Scrapes that failed: $(sort "$work/failed" | uniq -c | head -3)"; missed=$((missed + 1)); }
}

for program in curl dotnet python3; do
  command -v "$program" >/dev/null || fail "$program is missing"
done
publish
dotnet build tests/Benchmarks -c Release -v quiet -nologo -clp:NoSummary >&2
start_programs
measure
report
judge
