#!/usr/bin/env bash
# Measures the agent beside node_exporter, postgres_exporter and blackbox_exporter: one machine, one database, one run.
# Prints a table with one line for every budget; exits with 1 if one of them is missed.
set -euo pipefail
# shellcheck source=tests/Benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"

usage() {
  cat <<'USAGE'
usage: tests/Benchmarks/side-by-side.sh [--cycles N] [--seconds-per-cycle S] [--statements N] [--tables N] [--probes N]
                                         [--scrapes N] [--sampling T] [--rules] [--agent FILE] [--keep]

  --cycles N              cycles to measure, after a warm-up of at least 50 scrapes (default: 200)
  --seconds-per-cycle S   from one scrape to the next (default: 1)
  --statements N          distinct statements in pg_stat_statements (default: 5000)
  --tables N              tables, each with an index and a row, in the database (default: 50)
  --probes N              URLs to probe (default: 3); with more, the bar for memory and CPU is what the exporters take;
                          500 need cycles of 5 s and few scrapes
  --scrapes N             warm up for so long that it is N scrapes in all, after which memory is measured (default: 1000)
  --sampling T            active sessions every T of 15 seconds (default: 4, as the agent has it)
  --rules                 the agent evaluates the rules that it ships in every cycle, which no exporter does
  --agent FILE            measure this binary instead of publishing the checkout's
  --keep                  leave logs and raw figures behind and say where

In a cycle everything is scraped once, each at its own place in it, with Prometheus' headers: node_exporter, postgres_exporter,
blackbox_exporter for each URL, and the agent. A cycle stands for the usual scrape interval of 15 s, so the agent's
poll intervals are scaled with it: node, PostgreSQL and probes every S (15 s by default), statements and the walk over the
databases every 4 S (1 min), active sessions every S / 15 * T (4 s), and min_age S / 15 (1 s). Each program has a database role of its
own, by which pg_stat_statements tells whose work it did.
USAGE
}

cycles=200 seconds=1 statements=5000 tables=50 probes=3 scrapes=1000 sampling=4 rules=false
options=(
  [--cycles]=cycles [--seconds-per-cycle]=seconds [--statements]=statements [--tables]=tables [--probes]=probes [--scrapes]=scrapes [--sampling]=sampling
  [--rules]=rules=true
)
read_options "$@"
cd "$(dirname "$0")/../.."

server_started=no
discard+=(data)
# What the agent may take of the exporters' memory and CPU.
most_memory=0.9 most_cpu=0.5
[ "$probes" -le 3 ] || { most_memory=1.0 most_cpu=1.0; }

# Those that the agent has on by default, too.
node_collectors=(
  arp bonding conntrack cpu cpufreq diskstats dmi edac entropy filefd filesystem hwmon kernel_hung loadavg mdadm meminfo netclass netdev
  netstat nvme os powersupplyclass pressure rapl schedstat selinux sockstat softnet stat textfile thermal_zone time timex udp_queues uname
  vmstat watchdog
)

# initdb and postgres refuse root.
as_server_user() {
  if is_root; then setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --clear-groups -- "$@"; else "$@"; fi
}

end_others() {
  [ "$server_started" = no ] || as_server_user "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null || true
}

need_programs() {
  local program initdb
  for program in dotnet curl psql pgbench; do
    command -v "$program" >/dev/null || fail "$program is missing; Debian has it in $(package_of "$program")"
  done
  bin=''
  for initdb in /usr/lib/postgresql/*/bin/initdb; do [ ! -x "$initdb" ] || bin=$(dirname "$initdb"); done
  [ -n "$bin" ] || fail "no PostgreSQL server; install one with: sudo tests/install-postgres.sh 15"
}

package_of() {
  case $1 in
    dotnet) echo dotnet-sdk-10.0 ;;
    psql | pgbench) echo "postgresql: sudo tests/install-postgres.sh 15" ;;
    *) echo "$1" ;;
  esac
}

start_server() {
  free_port
  port[server]=$next_port
  server_user=$(id -un)
  if is_root; then
    server_user=nobody
    ! id postgres >/dev/null 2>&1 || server_user=postgres
    chown "$server_user" "$work"
  fi
  say "Starting a throw-away PostgreSQL with $statements statements ..."
  as_server_user "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$work/initdb.log" 2>&1 ||
    { cat "$work/initdb.log" >&2; fail "initdb failed"; }
  # Planning is tracked because prepared statements do without: it is work that the server does for somebody, too.
  cat >>"$work/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = ${port[server]}
unix_socket_directories = '$work'
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.max = 10000
pg_stat_statements.track_planning = on
track_io_timing = on
fsync = off
CONF
  server_started=yes
  as_server_user "$bin/pg_ctl" -D "$work/data" -l "$work/postgres.log" -w start >/dev/null ||
    { cat "$work/postgres.log" >&2; fail "PostgreSQL did not start"; }
}

query() { psql -h "$work" -p "${port[server]}" -U postgres -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 postgres "$@"; }

# As many tables as are asked for, fifty at least, and as many different joins of two of the first fifty.
fill_server() {
  query >"$work/fill.log" 2>&1 <<SQL || { tail -5 "$work/fill.log" >&2; fail "the statements could not be made"; }
create extension pg_stat_statements;
create role bench_postgres_exporter login in role pg_monitor;
create role bench_agent login in role pg_monitor;
select format('create table orders_%s (id int, customer int, item int, price int, placed int, shipped int, paid int)', n)
from generate_series(0, 49) n \gexec
select format('create table lines_%s (id int primary key, item text); insert into lines_%s values (1, ''pen'')', n, n)
from generate_series(50, $tables - 1) n \gexec
select format(
  'select o.id, o.%s, sum(i.%s) from orders_%s o join orders_%s i on i.id = o.item where o.%s > 17 and i.placed between 4 and 11 group by 1, 2 order by 3 desc limit 20',
  (array['customer', 'price'])[1 + n % 2], (array['price', 'paid'])[1 + n / 2 % 2], n / 4 % 50, n / 200 % 50,
  (array['placed', 'shipped', 'paid'])[1 + n / 10000 % 3])
from generate_series(1, $statements) n \gexec
SQL
  pgbench -h "$work" -p "${port[server]}" -U postgres -i -q postgres >"$work/pgbench.log" 2>&1
  pgbench -h "$work" -p "${port[server]}" -U postgres -c 2 -R 20 -T 1000000 postgres >"$work/pgbench.log" 2>&1 &
  process[pgbench]=$!
}

start_programs() {
  path=([node]=/metrics [node_defaults]=/metrics [postgres]=/metrics [blackbox]='' [agent]=/metrics)
  local name dsn="127.0.0.1:${port[server]}/postgres?sslmode=disable"
  for name in target node node_defaults postgres blackbox agent; do
    free_port
    port[$name]=$next_port
  done
  local health=http://127.0.0.1:${port[target]}/-/healthy

  cat >"$work/blackbox.yml" <<YAML
modules:
  http_2xx:
    prober: http
YAML
  # What is probed has to be some server: another blackbox_exporter, whose own figures do not count.
  start target /-/healthy Healthy "$peers/prometheus-blackbox-exporter" --log.level=error \
    --config.file="$work/blackbox.yml" --web.listen-address="127.0.0.1:${port[target]}"
  start node /metrics '^node_load1 ' "$peers/prometheus-node-exporter" --log.level=error \
    --web.listen-address="127.0.0.1:${port[node]}" --collector.disable-defaults "${node_collectors[@]/#/--collector.}"
  start node_defaults /metrics '^node_load1 ' "$peers/prometheus-node-exporter" --log.level=error \
    --web.listen-address="127.0.0.1:${port[node_defaults]}"
  DATA_SOURCE_NAME=postgresql://bench_postgres_exporter@$dsn start postgres /metrics '^pg_up 1' \
    "$peers/prometheus-postgres-exporter" --log.level=error --collector.stat_statements --web.listen-address="127.0.0.1:${port[postgres]}"
  # As many URLs as there are probes, for curl to fill in.
  path[blackbox]="/probe?module=http_2xx&target=$health#[1-$probes]"
  start blackbox "${path[blackbox]}" '^probe_success 1' "$peers/prometheus-blackbox-exporter" --log.level=error \
    --config.file="$work/blackbox.yml" --web.listen-address="127.0.0.1:${port[blackbox]}"

  agent_config "postgresql://bench_agent@$dsn" "$health" >"$work/agent.yaml"
  start agent /metrics '^pg_up 1' "$binary" run --config "$work/agent.yaml"
}

agent_config() {
  local poll statements_poll sample min_age rules_poll i
  rules_poll=$(awk "BEGIN { printf \"%dms\", $seconds < 1 ? 1000 : $seconds * 1000 }")
  poll=$(awk "BEGIN { printf \"%dms\", $seconds * 1000 }")
  statements_poll=$(awk "BEGIN { printf \"%dms\", $seconds * 4000 }")
  sample=$(awk "BEGIN { printf \"%dms\", $seconds * 1000 / 15 * $sampling }")
  min_age=$(awk "BEGIN { printf \"%dms\", $seconds * 1000 / 15 }")
  cat <<YAML
web:
  listen: 127.0.0.1:${port[agent]}
rules: {enabled: $rules, evaluation_interval: $rules_poll}
collectors:
  node: {interval: $poll, min_age: $min_age}
  self: {interval: $poll, min_age: $min_age}
  postgres:
    interval: $poll
    min_age: $min_age
    active_sessions: {interval: $sample}
    statements: {interval: $statements_poll}
    databases: {interval: $statements_poll}
    targets:
      - dsn: $1
  probe:
    interval: $poll
    targets:
YAML
  for ((i = 1; i <= probes; i++)); do echo "      - {name: probe$i, url: '$2'}"; done
}

# All at once, and without a pause, while somebody counts their connections.
warm_up() {
  local name i count=$((scrapes - cycles)) waiting=()
  [ "$count" -gt 50 ] || count=50
  say "Warming up: $count scrapes of each ..."
  count_connections &
  process[counter]=$!
  for name in "${!path[@]}"; do
    (for ((i = 0; i < count; i++)); do scrape "$name" "$work/warm-up"; done) &
    waiting+=($!)
  done
  wait "${waiting[@]}"
  kill "${process[counter]}"
}

count_connections() {
  while :; do
    query -c "select usename, count(*) from pg_stat_activity where usename like 'bench%' group by 1" >>"$work/connections" || return 0
    sleep 0.1
  done
}

read_counters() {
  local name
  for name in "${!path[@]}"; do echo "cpu $name $(cpu "$name")"; done
  query -c "
    select 'server', rolname, sum(total_exec_time + total_plan_time), sum(calls)
    from pg_stat_statements join pg_roles on pg_roles.oid = userid where rolname like 'bench%' group by 2"
}

measure() {
  local cycle name place began due
  say "Measuring $cycles cycles of $seconds s ..."
  read_counters >"$work/before"
  began=$(now)
  for ((cycle = 1; cycle <= cycles; cycle++)); do
    # Each at its own place in the cycle, as Prometheus scrapes its targets.
    place=0
    for name in node node_defaults postgres blackbox agent; do
      scrape "$name" "$work/$name.latency"
      place=$((place + 1))
      due=$(awk "BEGIN { wait = ($began + ($cycle - 1 + $place / 5) * $seconds * 1000000 - $(now)) / 1000000; print (wait > 0 ? wait : 0) }")
      sleep "$due"
    done
  done
  lasted=$(($(now) - began))
  read_counters >"$work/after"
  query -c "
    select rolname, calls, round((total_exec_time + total_plan_time)::numeric / calls, 3) ms, left(regexp_replace(query, '\s+', ' ', 'g'), 120)
    from pg_stat_statements join pg_roles on pg_roles.oid = userid where rolname like 'bench%' order by 1, total_exec_time + total_plan_time desc" >"$work/statements"
}

# What something has gained per cycle: gained KIND NAME COLUMN.
gained() {
  awk -v kind="$1" -v name="$2" -v column="$3" -v cycles="$cycles" \
    '$1 == kind && $2 == name { last = $column; first = first == "" ? last : first } END { print (last - first) / cycles }' "$work/before" "$work/after"
}

most_connections() { awk -v role="$1" '$1 == role && $2 > most { most = $2 } END { print most + 0 }' "$work/connections"; }

sum() { awk "BEGIN { print $(IFS=+; echo "$*") }"; }

largest() { printf '%s\n' "$@" | sort -g | tail -1; }

# One path of the agent's, asked on its own, 200 times.
ask() {
  local i
  for ((i = 0; i < 200; i++)); do
    curl -s -f -o /dev/null -w '%{time_total}\n' "http://127.0.0.1:${port[agent]}$1" >>"$2" || echo "agent $1" >>"$work/failed"
  done
}

# How many of 2,000 scrapes by 200 scrapers fail.
crowd() {
  { curl -s -f -Z --parallel-immediate --parallel-max 200 --max-time 10 -o /dev/null -w '%{http_code}\n' "${headers[@]}" \
    "http://127.0.0.1:${port[agent]}/metrics#[1-2000]" 2>/dev/null || true; } | grep -v -c '^200$' || true
}

# By the median: what a machine that has other things to do adds to the slowest says nothing about the agent.
answer() {
  line "$1: p50 (p99), ms" "$(round .1 "$(percentile "$2" 50)") ($(round .1 "$(percentile "$2" 99)"))" '' '' "$3" "$(verdict "$3" "$(percentile "$2" 50)")"
}

report() {
  local name
  declare -A rss pss anonymous cpu p50 p99 began
  for name in "${!path[@]}"; do
    rss[$name]=$(memory "$name" Rss) pss[$name]=$(memory "$name" Pss) anonymous[$name]=$(memory "$name" Anonymous)
    cpu[$name]=$(awk "BEGIN { print $(gained cpu "$name" 3) / 1000 }")
    p50[$name]=$(percentile "$work/$name.latency" 50) p99[$name]=$(percentile "$work/$name.latency" 99)
    began[$name]=$(awk '{ print $1 / 1000 }' "$work/$name.start")
  done

  ask /health/liveness "$work/liveness"
  ask /health/readiness "$work/readiness"

  echo
  line what agent 'the three together, or the one' ratio bar ''
  echo '|---|--:|---|--:|--:|---|'
  against "resident memory after $scrapes scrapes, MB" %.1f "${rss[agent]}" "$(sum "${rss[node]}" "${rss[postgres]}" "${rss[blackbox]}")" \
    "$(round .1 "${rss[node]}") + $(round .1 "${rss[postgres]}") + $(round .1 "${rss[blackbox]}")" "$most_memory"
  against "- shared pages by share (PSS), MB" %.1f "${pss[agent]}" "$(sum "${pss[node]}" "${pss[postgres]}" "${pss[blackbox]}")" '' -
  against "- not backed by a file, MB" %.1f "${anonymous[agent]}" "$(sum "${anonymous[node]}" "${anonymous[postgres]}" "${anonymous[blackbox]}")" '' -
  against "- node_exporter with its default collectors, MB" %.1f "${rss[agent]}" "$(sum "${rss[node_defaults]}" "${rss[postgres]}" "${rss[blackbox]}")" '' -
  against "CPU per cycle, ms" %.2f "${cpu[agent]}" "$(sum "${cpu[node]}" "${cpu[postgres]}" "${cpu[blackbox]}")" \
    "$(round .2 "${cpu[node]}") + $(round .2 "${cpu[postgres]}") + $(round .2 "${cpu[blackbox]}")" "$most_cpu"
  against "- node_exporter with its default collectors, ms" %.2f "${cpu[agent]}" "$(sum "${cpu[node_defaults]}" "${cpu[postgres]}" "${cpu[blackbox]}")" '' -
  against "server time in PostgreSQL per cycle, ms" %.2f "$(gained server bench_agent 3)" "$(gained server bench_postgres_exporter 3)" postgres_exporter 0.4
  against "- statements per cycle" %.1f "$(gained server bench_agent 4)" "$(gained server bench_postgres_exporter 4)" postgres_exporter -
  line "connections to PostgreSQL, at most (1, 2 in a walk)" "$(most_connections bench_agent)" "$(most_connections bench_postgres_exporter) (postgres_exporter)" '' 2 \
    "$(verdict 2 "$(most_connections bench_agent)")"
  against "scrape, everything refreshed: p50, ms" %.1f "${p50[agent]}" "$(largest "${p50[node]}" "${p50[postgres]}" "${p50[blackbox]}")" 'the slowest' 0.5
  against "- p99, ms" %.1f "${p99[agent]}" "$(largest "${p99[node]}" "${p99[postgres]}" "${p99[blackbox]}")" 'the slowest' -
  against "start to first scrape, ms" %.0f "${began[agent]}" "$(largest "${began[node]}" "${began[postgres]}" "${began[blackbox]}")" 'the slowest' -
  answer /metrics "$work/agent.latency" 20
  answer /health/liveness "$work/liveness" 10
  answer /health/readiness "$work/readiness" 50
  alone "200 scrapers at once, 2,000 scrapes: failed" %d "$(crowd)" 0
  alone "- resident memory after them, MB" %.1f "$(memory agent Rss)" -
  echo
  note
}

note() {
  local took
  took=$(awk "BEGIN { printf \"%.2f\", $lasted / 1000000 / $cycles }")
  cat <<NOTE
$(machine); $cycles cycles of $took s, load average $(cut -d ' ' -f 1 /proc/loadavg).
$("$binary" version | head -1), $("$bin/postgres" --version | sed 's/^postgres (PostgreSQL)/PostgreSQL/'), $(query -c 'select count(*) from pg_stat_statements') statements, $(query -c 'select count(*) from pg_stat_user_tables') tables, $probes probes;
$(version node), $(version postgres), $(version blackbox).
The scrape of 10,000 cached series is measured by: tests/Benchmarks/run.sh Scrape
NOTE
  [ ! -s "$work/failed" ] || echo "Scrapes that failed: $(sort "$work/failed" | uniq -c | tr -s ' \n' ' ')"
  if awk "BEGIN { exit !($took > $seconds * 1.1) }"; then
    echo "The machine was too busy for cycles of $seconds s: figures per cycle are too high for the agent, which polls by the clock."
  fi
}

peers=$(tests/Benchmarks/fetch-peers.sh)
need_programs
work=$(mktemp -d)
chmod a+rx "$work"
publish
start_server
fill_server
start_programs
warm_up
measure
report
judge
