#!/usr/bin/env bash
# Measures the agent beside blackbox_exporter while both probe the same HTTP targets at the same rate: CPU and memory.
# Prints a table with one line for every budget; exits with 1 if one of them is missed.
set -euo pipefail
# shellcheck source=tests/Benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"

usage() {
  cat <<'USAGE'
usage: tests/Benchmarks/probes-side-by-side.sh [--targets N] [--cycles N] [--seconds-per-cycle S] [--rules] [--agent FILE] [--keep]

  --targets N             HTTP targets (default: 500)
  --cycles N              cycles to measure, after two to warm up (default: 8)
  --seconds-per-cycle S   the interval in which each target is probed once (default: 15)
  --rules                 the agent evaluates the rules that it ships, which blackbox_exporter has none of
  --agent FILE            measure this binary instead of publishing the checkout's
  --keep                  leave logs behind and say where

blackbox_exporter is asked for one target after the other, evenly over the cycle and over one connection, as Prometheus does; the
agent polls by itself and is scraped once a cycle.
USAGE
}

targets=500 cycles=8 seconds=15 rules=false
options=([--targets]=targets [--cycles]=cycles [--seconds-per-cycle]=seconds [--rules]=rules=true)
read_options "$@"
cd "$(dirname "$0")/../.."
work=$(mktemp -d)

agent_config() {
  local i
  cat <<YAML
web: {listen: '127.0.0.1:${port[agent]}'}
rules: {enabled: $rules}
collectors:
$(usual_collectors_off)
  probe:
    interval: $(awk "BEGIN { printf \"%dms\", $seconds * 1000 }")
    targets:
YAML
  for ((i = 1; i <= targets; i++)); do echo "      - {name: target$i, url: 'http://127.0.0.1:${port[target]}/-/healthy?i=$i'}"; done
}

start_programs() {
  local name
  for name in target blackbox agent; do
    free_port
    port[$name]=$next_port
  done
  printf 'modules:\n  http_2xx:\n    prober: http\n    http: {preferred_ip_protocol: ip4}\n' >"$work/blackbox.yml"
  agent_config >"$work/agent.yaml"
  # What is probed has to be some server: another blackbox_exporter, whose own figures do not count.
  for name in target blackbox; do
    start "$name" /-/healthy Healthy "$peers/prometheus-blackbox-exporter" --log.level=error --config.file="$work/blackbox.yml" --web.listen-address="127.0.0.1:${port[$name]}"
  done
  start agent /metrics agent_build_info "$binary" run --config "$work/agent.yaml"
}

# Everything once.
cycle() {
  curl -s -S -f -o /dev/null -H 'Accept-Encoding: gzip' "http://127.0.0.1:${port[agent]}/metrics" || echo agent >>"$work/failed"
  curl -s -S -f --rate "$(awk "BEGIN { printf \"%d\", $targets * 60 / $seconds }")/m" -H 'X-Prometheus-Scrape-Timeout-Seconds: 10' -H 'Accept-Encoding: gzip' --compressed \
    "http://127.0.0.1:${port[blackbox]}/probe?module=http_2xx&target=http://127.0.0.1:${port[target]}/-/healthy%3Fi=[1-$targets]" 2>>"$work/failed" |
    grep -c '^probe_success 1' >>"$work/probed" || true
}

# Of the agent's probes, how many there were, and how many failed.
agent_probes() {
  curl -s --compressed "http://127.0.0.1:${port[agent]}/metrics" | awk '/^probe_runs_total{/ { runs += $NF } /^probe_failures_total{/ { failures += $NF } END { print runs + 0, failures + 0 }'
}

measure() {
  local i before_agent before_blackbox before_probes
  say "Warming up: two cycles of $seconds s, in which every target comes to its place ..."
  cycle
  cycle
  : >"$work/probed"
  say "Measuring $cycles cycles ..."
  read -r before_probes failed <<<"$(agent_probes)"
  before_agent=$(cpu agent) before_blackbox=$(cpu blackbox)
  for ((i = 0; i < cycles; i++)); do cycle; done
  cpu_agent=$(awk "BEGIN { print $(cpu agent) - $before_agent }") cpu_blackbox=$(awk "BEGIN { print $(cpu blackbox) - $before_blackbox }")
  read -r probes_agent failed <<<"$(agent_probes)"
  probes_agent=$((probes_agent - before_probes)) probes_blackbox=$(awk '{ sum += $1 } END { print sum + 0 }' "$work/probed")
}

report() {
  echo
  line "$targets HTTP targets every $seconds s" agent blackbox_exporter ratio bar ''
  echo '|---|--:|---|--:|--:|---|'
  against 'CPU per probe, ms' %.3f "$(awk "BEGIN { print $cpu_agent / 1000 / $probes_agent }")" "$(awk "BEGIN { print $cpu_blackbox / 1000 / $probes_blackbox }")" '' 1.0
  against 'resident memory, MB' %.1f "$(memory agent Rss)" "$(memory blackbox Rss)" '' 1.0
  against '- not backed by a file, MB' %.1f "$(memory agent Anonymous)" "$(memory blackbox Anonymous)" '' -
  against 'probes' %d "$probes_agent" "$probes_blackbox" '' -
  echo
  echo "$(machine); load average $(cut -d ' ' -f 1 /proc/loadavg). $("$binary" version | head -1), $(version blackbox)."
  [ "$failed" = 0 ] || { echo "$failed probes of the agent failed"; missed=$((missed + 1)); }
  [ ! -s "$work/failed" ] || { echo "Scrapes that failed: $(sort "$work/failed" | uniq -c | head -3)"; missed=$((missed + 1)); }
}

command -v curl >/dev/null || fail "curl is missing"
peers=$(tests/Benchmarks/fetch-peers.sh)
publish
start_programs
measure
report
judge
