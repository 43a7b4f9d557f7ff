#!/usr/bin/env bash
# Measures the agent's collectors of the machine beside node_exporter, on this machine and on a generated one of 128 CPUs, 500 mounts,
# 200 interfaces and 5,000 processes; process groups beside process-exporter; and cgroups, with nothing beside them.
# Prints a table with one line for every budget; exits with 1 if one of them is missed.
set -euo pipefail
# shellcheck source=tests/Benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"

# Switched on on both sides, all others off. The agent's name first where they differ; what node_exporter has no collector of its own
# for is a flag of another.
collectors=(
  arp conntrack cpu cpu_info:cpu.info cpu_throttle: diskstats entropy filefd filesystem kernel_hung loadavg meminfo netdev netstat os pressure
  schedstat selinux sockstat softnet stat time timex udp_queues uname vmstat
)
groups=(postgres nginx python3 java node)

# Netlink would show this machine's network, whatever the procfs.
generated=(--no-collector.arp.netlink --no-collector.netdev.netlink)

usage() {
  cat <<'USAGE'
usage: tests/Benchmarks/node-side-by-side.sh [--rounds N] [--only NAME] [--agent FILE] [--keep]

  --rounds N     rounds to measure (default: 150), after a warm-up of 60
  --only NAME    one of: machine, big, processes, groups, cgroups
  --agent FILE   measure this binary instead of publishing the checkout's
  --keep         leave logs, raw figures and the generated machine behind and say where

In a round everything is scraped once, one after the other, with Prometheus' headers. Every scrape of the agent is a poll. CPU is what the
kernel counts for all threads (/proc/<pid>/task/*/schedstat). A ratio is the median of those of ten parts of the run.
USAGE
}

rounds=150 only=''
options=([--rounds]=rounds [--only]=only)
read_options "$@"
case $only in '' | machine | big | processes | groups | cgroups) ;; *) usage >&2; exit 2 ;; esac
cd "$(dirname "$0")/../.."
parts=10 warm_up=60

is_on() { [ -z "$only" ] || [ "$only" = "$1" ]; }

roots() { case $1 in machine) echo "/proc /sys /" ;; *) echo "$work/machine/proc $work/machine/sys $work/machine/root" ;; esac }

# A configuration in which only what is asked for is on: agent_config NAME COLLECTOR...
agent_config() {
  local name=$1 proc sys root off=() on=() entry by_default group
  shift
  read -r proc sys root < <(roots "$name")
  while read -r entry by_default; do
    case "$by_default:  $* scrape " in
      "yes: "*" $entry "*) ;;
      "no: "*" $entry "*) on+=("$entry") ;;
      yes:*) off+=("$entry") ;;
    esac
  done < <("$binary" collectors list | sed -n 's/^node\.\([a-z_]*\) *\(yes\|no\) .*/\1 \2/p')
  cat <<YAML
web: {listen: "127.0.0.1:${port[agent_$name]}"}
collectors:
  node: {interval: 1m, timeout: 5s, min_age: 1ms, procfs: $proc, sysfs: $sys, rootfs: $root, disable: [$(join "${off[@]}")], enable: [$(join "${on[@]}")]}
  self: {enabled: false}
  container:
    enabled: $([ "$name" = cgroups ] && echo true || echo false)
    interval: 1m
    min_age: 1ms
    max_series: 1000000
    own: {enabled: false}
    targets:
      - {name: pods, cgroup: '/kubepods.slice/*/*/*.scope'}
YAML
  [ "$name" = groups ] || return 0
  echo "  process:"
  echo "    interval: 1m"
  echo "    min_age: 1ms"
  echo "    groups:"
  for group in "${groups[@]}"; do echo "      - {name: $group, comm: $group}"; done
}

join() { (IFS=,; echo "$*"); }

start_agent() {
  local name=$1 pattern=$2
  shift 2
  free_port
  port[agent_$name]=$next_port
  agent_config "$name" "$@" >"$work/agent_$name.yaml"
  start "agent_$name" /metrics "$pattern" "$binary" run --config "$work/agent_$name.yaml"
  path[agent_$name]=/metrics
}

# start_node NAME PATTERN FLAG...
start_node() {
  local name=$1 pattern=$2 proc sys root excluded
  shift 2
  read -r proc sys root < <(roots "$name")
  excluded=$("$binary" config show | sed -n "s/^ *mount_points_exclude: *'\(.*\)'$/\1/p")
  free_port
  port[peer_$name]=$next_port
  start "peer_$name" /metrics "$pattern" "$peers/prometheus-node-exporter" --log.level=error --web.listen-address="127.0.0.1:${port[peer_$name]}" \
    --web.disable-exporter-metrics --path.procfs="$proc" --path.sysfs="$sys" --path.rootfs="$root" --path.udev.data="${root%/}/run/udev/data" \
    --collector.filesystem.mount-points-exclude="$excluded" --collector.disable-defaults "$@"
  path[peer_$name]=/metrics
}

start_groups() {
  local group
  {
    echo "process_names:"
    for group in "${groups[@]}"; do printf '  - name: %s\n    comm: [%s]\n' "$group" "$group"; done
  } >"$work/process-exporter.yml"
  free_port
  port[peer_groups]=$next_port
  start peer_groups /metrics '^namedprocess_namegroup_num_procs.* [1-9]' "$peers/prometheus-process-exporter" -procfs "$work/machine/proc" \
    -config.path "$work/process-exporter.yml" -gather-smaps=false -threads=false -web.listen-address "127.0.0.1:${port[peer_groups]}"
  path[peer_groups]=/metrics
  start_agent groups '^namedprocess_namegroup_num_procs.* [1-9]'
}

start_programs() {
  local entry ours=() theirs=()
  for entry in "${collectors[@]}"; do
    ours+=("${entry%%:*}")
    entry=${entry##*:}
    [ -z "$entry" ] || theirs+=("--collector.$entry")
  done
  if is_on machine; then
    start_agent machine '^node_load1 ' "${ours[@]}"
    start_node machine '^node_load1 ' "${theirs[@]}"
  fi
  if is_on big; then
    start_agent big '^node_load1 ' "${ours[@]}"
    start_node big '^node_load1 ' "${theirs[@]}" "${generated[@]}"
  fi
  if is_on processes; then
    start_agent processes '^node_processes_pids ' processes
    start_node processes '^node_processes_pids ' --collector.processes
  fi
  ! is_on groups || start_groups
  ! is_on cgroups || start_agent cgroups '^container_cpu_usage'
}

# Nanoseconds of CPU, of one program's threads since their start.
cpu_time() { cat "/proc/${process[$1]}"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }

scrape_all() {
  local name
  for name in "$@"; do scrape "$name" "$work/$name.latency"; done
}

measure() {
  local round part name order=() reverse=()
  for name in $(printf '%s\n' "${!path[@]}" | sort); do order+=("$name"); reverse=("$name" "${reverse[@]}"); done
  say "Warming up: $warm_up scrapes of each ..."
  for ((round = 0; round < warm_up; round++)); do scrape_all "${order[@]}"; done
  rm -f "$work"/*.latency
  say "Measuring $rounds rounds ..."
  for ((part = 0; part < parts; part++)); do
    for name in "${order[@]}"; do cpu_time "$name" >>"$work/$name.cpu"; done
    for ((round = 0; round < rounds / parts; round++)); do
      # In turns, so that nobody always follows the same neighbour.
      if [ $((round % 2)) -eq 0 ]; then scrape_all "${order[@]}"; else scrape_all "${reverse[@]}"; fi
    done
  done
  for name in "${order[@]}"; do cpu_time "$name" >>"$work/$name.cpu"; done
}

# One number for each part of the run, in ms per scrape.
cpu_per_scrape() { awk -v scrapes="$((rounds / parts))" 'NR > 1 { print ($1 - last) / 1e6 / scrapes } { last = $1 }' "$work/$1.cpu"; }

median() { sort -g | awk '{ value[NR] = $1 } END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'; }

families() { curl -s "http://127.0.0.1:${port[$1]}/metrics" | awk '/^# TYPE/ && $3 !~ /^(node_scrape_|go_|process_|promhttp_)|_build_info$/ { print $3 }' | sort; }

series() { curl -s "http://127.0.0.1:${port[$1]}/metrics" | grep -c -v '^#' || true; }

# compare NAME WHAT PEER BAR
compare() {
  local agent=agent_$1 peer=peer_$1 ratio
  is_on "$1" || return 0
  ratio=$(paste <(cpu_per_scrape "$agent") <(cpu_per_scrape "$peer") | awk '{ print $1 / $2 }' | median | awk '{ printf "%.2f", $1 }')
  line "$2: CPU per scrape, ms" "$(cpu_per_scrape "$agent" | median | awk '{ printf "%.2f", $1 }')" "$(cpu_per_scrape "$peer" | median | awk '{ printf "%.2f", $1 }') ($3)" \
    "$ratio" "$4" "$(verdict "$4" "$ratio")"
  against "- scrape: p50, ms" %.1f "$(percentile "$work/$agent.latency" 50)" "$(percentile "$work/$peer.latency" 50)" '' -
  against "- p99, ms" %.1f "$(percentile "$work/$agent.latency" 99)" "$(percentile "$work/$peer.latency" 99)" '' -
  against "- resident memory, MB" %.1f "$(memory "$agent" Rss)" "$(memory "$peer" Rss)" '' -
  against "- series" %d "$(series "$agent")" "$(series "$peer")" '' -
  comm -3 <(families "$agent") <(families "$peer") | sed "s/^\t/$1: only $3 has /; t; s/^/$1: only the agent has /" >>"$work/differences"
}

report() {
  echo
  line what agent 'the exporter' ratio bar ''
  echo '|---|--:|---|--:|--:|---|'
  compare machine "this machine" node_exporter 0.5
  compare big "128 CPUs, 500 mounts" node_exporter 0.5
  compare processes "5,000 processes by state" node_exporter 0.5
  compare groups "5,000 processes, ${#groups[@]} groups" process-exporter 0.5
  if is_on cgroups; then
    alone "200 cgroups: CPU per scrape, ms" %.2f "$(cpu_per_scrape agent_cgroups | median)" -
    alone "- scrape: p50, ms" %.1f "$(percentile "$work/agent_cgroups.latency" 50)" -
    alone "- series" %d "$(series agent_cgroups)" -
  fi
  cat <<NOTE

$(machine); $rounds rounds, load average $(cut -d ' ' -f 1 /proc/loadavg).
$("$binary" version | head -1), $(version node), process-exporter $("$peers/prometheus-process-exporter" -version 2>&1 | grep -o '[0-9][0-9.]*' | head -1).
NOTE
  [ ! -s "$work/differences" ] || cat "$work/differences"
  [ ! -s "$work/failed" ] || echo "Scrapes that failed: $(sort "$work/failed" | uniq -c | tr -s ' \n' ' ')"
}

peers=$(tests/Benchmarks/fetch-peers.sh)
work=$(mktemp -d)
publish
say "Making a big machine's files ..."
tests/Benchmarks/big-machine.sh "$work/machine"
start_programs
measure
report
judge
