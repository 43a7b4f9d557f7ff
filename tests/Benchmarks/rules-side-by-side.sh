#!/usr/bin/env bash
# Measures the agent beside Prometheus while both scrape the same 10,000 series and evaluate the same 200 rules over them: CPU and memory.
# Prints a table with one line for every budget; exits with 1 if one of them is missed, or if they do not come to the same.
set -euo pipefail
# shellcheck source=tests/Benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"

usage() {
  cat <<'USAGE'
usage: tests/Benchmarks/rules-side-by-side.sh [--depth N] [--cycles N] [--seconds-per-cycle S] [--agent FILE] [--keep]

  --depth N               cycles before the measured ones, which fill the history (default: 480, which is 2 h at 15 s)
  --cycles N              cycles to measure (default: 120)
  --seconds-per-cycle S   the interval of scrapes and evaluations; the agent knows none below 1 (default: 1)
  --agent FILE            measure this binary instead of publishing the checkout's
  --keep                  leave logs, rules and raw figures behind and say where

A cycle stands for 15 s: every range and every "for" of the rules (ShopRules.cs) is shorter by as much, so each evaluation reads as many
samples as it would with 2 h of history at 15 s. What is scraped (Shops.cs) moves as much faster. Six programs scrape it in the same run:
the agent, Debian's Prometheus and the newest one, each of them once with the rules and once without, so that what the rules alone cost is
the difference. At the end all three with rules are asked for ALERTS and for every recorded series: the same series, the same alerts, and
numbers that come within 5 % of each other, as each has scraped at moments of its own.
USAGE
}

depth=480 cycles=120 seconds=1
options=([--depth]=depth [--cycles]=cycles [--seconds-per-cycle]=seconds)
read_options "$@"
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
discard+=('data.*')
programs=(agent agent_bare debian debian_bare newest newest_bare)
shops=tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll

need_programs() {
  local program
  for program in dotnet curl jq; do
    command -v "$program" >/dev/null || fail "$program is missing"
  done
  debian=$(command -v prometheus || true)
  [ -n "$debian" ] || debian=$(realpath "$peers/../../../prometheus/usr/bin/prometheus")
  [ -x "$debian" ] || fail "Debian's prometheus is missing; tests/run.sh fetches it"
}

milliseconds() { awk "BEGIN { printf \"%dms\", $seconds * 1000 }"; }

# A shipped rule would be one more than Prometheus has.
agent_config() {
  cat <<YAML
web: {listen: '127.0.0.1:${port[$1]}'}
rules: {enabled: $2, shipped: false, files: ['$work/rules.yml'], evaluation_interval: $(milliseconds)}
collectors:
$(usual_collectors_off)
  scrape:
    interval: $(milliseconds)
    targets: [{job: shops, url: 'http://127.0.0.1:${port[shops]}/metrics'}]
YAML
}

prometheus_config() {
  cat <<YAML
global: {scrape_interval: $(milliseconds), scrape_timeout: $(milliseconds), evaluation_interval: $(milliseconds)}
rule_files: [$2]
scrape_configs: [{job_name: shops, static_configs: [{targets: ['127.0.0.1:${port[shops]}']}]}]
YAML
}

# start_prometheus NAME PROGRAM RULES
start_prometheus() {
  prometheus_config "$1" "$3" >"$work/$1.yml"
  start "$1" /-/ready '[Rr]eady' "$2" --log.level=error --config.file="$work/$1.yml" --storage.tsdb.path="$work/data.$1" \
    --web.listen-address="127.0.0.1:${port[$1]}"
}

start_programs() {
  local name
  for name in shops "${programs[@]}"; do
    free_port
    port[$name]=$next_port
  done
  dotnet "$shops" rules "$seconds" >"$work/rules.yml"
  start shops / '^shop0_target_up' dotnet "$shops" serve "${port[shops]}" "$seconds"
  agent_config agent true >"$work/agent.yaml"
  agent_config agent_bare false >"$work/agent_bare.yaml"
  for name in agent agent_bare; do
    start "$name" /metrics/self agent_build_info "$binary" run --config "$work/$name.yaml"
  done
  start_prometheus debian "$debian" "$work/rules.yml"
  start_prometheus debian_bare "$debian" ''
  start_prometheus newest "$peers/prometheus" "$work/rules.yml"
  start_prometheus newest_bare "$peers/prometheus" ''
}

pause() { sleep "$(awk "BEGIN { print $1 * $seconds }")"; }

measure() {
  local name
  say "Filling the history: $depth cycles of $seconds s ..."
  pause "$depth"
  say "Measuring $cycles cycles ..."
  load=$(cut -d ' ' -f 1 /proc/loadavg)
  began=$(now)
  for name in "${programs[@]}"; do before[$name]="$(cpu "$name") $(evaluations "$name")"; done
  pause "$cycles"
  for name in "${programs[@]}"; do after[$name]="$(cpu "$name") $(evaluations "$name")"; done
  took=$(awk "BEGIN { print ($(now) - $began) / 1000000 }")
  for name in "${programs[@]}"; do read -r "each[$name]" "count[$name]" <<<"$(per_cycle "${before[$name]}" "${after[$name]}")"; done
}

# CPU of a cycle in ms, and how many there were: as many as it has evaluated, or scraped if it has no rules. A busy Prometheus leaves some out.
per_cycle() {
  awk -v before="$1" -v after="$2" -v clock="$(awk "BEGIN { print $took / $seconds }")" \
    'BEGIN { split(before, from, " "); split(after, to, " "); count = (to[2] - from[2]) / 200; if (count == 0) count = clock; print (to[1] - from[1]) / 1000 / count, count }'
}

# Rules that were evaluated since the start.
evaluations() {
  curl -s "http://127.0.0.1:${port[$1]}/metrics" | awk '/^(agent|prometheus)_rule_evaluations_total[{]/ { sum += $NF } END { printf "%d\n", sum }'
}

# What a program found, one line for each series, sorted: labels, tab, number.
found() {
  curl -s -f -G --data-urlencode 'query={__name__=~"ALERTS|shop[0-9]+:.+"}' "http://127.0.0.1:${port[$1]}/api/v1/query" |
    jq -r '.data.result[] | ([.metric | to_entries | sort_by(.key)[] | "\(.key)=\(.value)"] | join(",")) + "\t" + .value[1]' | LC_ALL=C sort >"$work/$1.found"
}

# Whether the agent and another found the same series: by how much a number differs at most, in %; 100 for other series.
differ() {
  found agent
  found "$1"
  if ! diff <(cut -f 1 "$work/agent.found") <(cut -f 1 "$work/$1.found") >"$work/$1.diff"; then
    echo 100
    return
  fi
  paste "$work/agent.found" "$work/$1.found" | awk -F '\t' '
    function size(x) { return x < 0 ? -x : x }
    { of = size($2) > size($4) ? size($2) : size($4); by = of == 0 ? 0 : size($2 - $4) / of * 100; if (!(by <= most)) most = by }
    END { print most + 0 }'
}

# The same, asked again for a minute: where a scrape was late, numbers are further apart for as long as the rules look back.
agree() {
  local attempt most least=100
  for ((attempt = 0; attempt < 12; attempt++)); do
    most=$(differ "$1")
    least=$(awk "BEGIN { print ($most < $least ? $most : $least) }")
    ! awk "BEGIN { exit !($least <= 5) }" || break
    pause 5
  done
  echo "$least"
}

# Against WHOM: the agent and one Prometheus, with the rules and without.
compare() {
  local with=$1 bare=$1_bare
  against 'CPU per cycle, scrape and rules, ms' %.1f "${each[agent]}" "${each[$with]}" "$2" 1.0
  against '- scrape without rules, ms' %.1f "${each[agent_bare]}" "${each[$bare]}" "$2" -
  against '- the difference: rules, ms' %.1f "$(sub agent)" "$(sub "$with")" "$2" -
  against 'resident memory with rules, MB' %.1f "$(memory agent Rss)" "$(memory "$with" Rss)" "$2" -
  against '- without, MB' %.1f "$(memory agent_bare Rss)" "$(memory "$bare" Rss)" "$2" -
  against '- with rules, not backed by a file, MB' %.1f "$(memory agent Anonymous)" "$(memory "$with" Anonymous)" "$2" -
}

sub() { awk "BEGIN { print ${each[$1]} - ${each[$1_bare]} }"; }

report() {
  found agent
  echo
  line "200 rules, 10,000 series, $depth samples deep" agent Prometheus ratio bar ''
  echo '|---|--:|---|--:|--:|---|'
  compare debian "$(version_of "$debian")"
  compare newest "$(version_of "$peers/prometheus")"
  alone "series that rules gave, missing to 2,320" %d "$((2320 - $(wc -l <"$work/agent.found")))" 0
  alone "- alerts that fire, missing to 160" %d "$((160 - $(grep -c '__name__=ALERTS.*alertstate=firing' "$work/agent.found" || true)))" 0
  alone "- numbers differ at most, %: $(version_of "$debian")" %.2f "$(agree debian)" 5
  alone "- numbers differ at most, %: $(version_of "$peers/prometheus")" %.2f "$(agree newest)" 5
  alone 'rules that failed' %d "$(problems)" 0
  echo
  echo "$(machine); $cycles cycles of $(awk "BEGIN { printf \"%.2f\", $took / $cycles }") s after $depth, load average $load at their begin. $("$binary" version | head -1)."
  if awk "BEGIN { exit !(${count[debian]} < $took / $seconds * 0.95 || ${count[newest]} < $took / $seconds * 0.95) }"; then
    echo "The machine was too busy: Prometheus evaluated $(round .0 "${count[debian]}") and $(round .0 "${count[newest]}") times, the agent $(round .0 "${count[agent]}") times."
  fi
}

version_of() { "$1" --version 2>&1 | awk '{ sub(",", "", $3); print $3; exit }'; }

# Rules whose last evaluation in the agent failed, and what failed in Prometheus.
problems() {
  echo $(($(curl -s "http://127.0.0.1:${port[agent]}/api/v1/rules" | jq '[.data.groups[].rules[] | select(.health != "ok")] | length') +
    $(counted debian evaluation_failures) + $(counted newest evaluation_failures)))
}

counted() { curl -s "http://127.0.0.1:${port[$1]}/metrics" | awk -v name="prometheus_rule_$2_total{" 'index($0, name) == 1 { sum += $NF } END { printf "%d", sum }'; }

declare -A before after each count
peers=$(tests/Benchmarks/fetch-peers.sh)
need_programs
dotnet build tests/Benchmarks -c Release -v quiet -nologo -clp:NoSummary
publish
start_programs
measure
report
judge
