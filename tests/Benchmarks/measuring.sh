# shellcheck shell=bash
# What the side-by-side measurements share; sourced by them.

say() { echo "$*" >&2; }
fail() { echo "${0##*/}: $*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }
listens() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

declare -A port process path
work='' peers='' binary=${binary-} keep=${keep-no}

# The options that all of them have, and a script's own: those are in the map options, each with the variable that gets its value, or,
# where it takes none, with what the variable becomes ([--rounds]=rounds [--rules]=rules=true).
#   read_options "$@"
declare -A options
read_options() {
  local into
  while [ $# -gt 0 ]; do
    into=${options[$1]-}
    case $1 in
      --agent) binary=$(realpath "${2:?--agent needs a file}"); shift ;;
      --keep) keep=yes ;;
      --help | -h) usage; exit 0 ;;
      *)
        case $into in
          '') usage >&2; exit 2 ;;
          *=*) printf -v "${into%%=*}" %s "${into#*=}" ;;
          *) printf -v "$into" %s "${2:?$1 needs a value}"; shift ;;
        esac
        ;;
    esac
    shift
  done
}

# Ends what no process of ours is; a script that starts such has its own.
end_others() { :; }

# What even --keep does not leave behind in $work.
discard=(publish)

# shellcheck disable=SC2317  # the trap calls it
clean_up() {
  trap '' INT TERM
  local name
  for name in "${!process[@]}"; do kill "${process[$name]}" 2>/dev/null || true; done
  end_others
  wait
  if [ "$keep" = yes ] && [ -n "$work" ]; then
    for name in "${discard[@]}"; do find "$work" -mindepth 1 -maxdepth 1 -name "$name" -exec rm -rf {} +; done
    say "Logs and raw figures are in $work"
  elif [ -n "$work" ]; then
    rm -rf "$work"
  fi
}
trap clean_up EXIT
trap 'say "${0##*/}: ended by a signal"; exit 130' INT TERM
# Nothing ends it without a word.
set -o errtrace
trap 'say "${0##*/}: line $LINENO of ${BASH_SOURCE[0]}: $BASH_COMMAND: failed"' ERR

# The lines of a configuration's collectors: section for an agent that has only what comes after them.
usual_collectors_off() { printf '  %s: {enabled: false}\n' node container process postgres; }

# In microseconds; nothing has to be started to ask.
now() { echo "${EPOCHREALTIME/[^0-9]/}"; }

next_port=19400
free_port() {
  next_port=$((next_port + 1))
  while listens "$next_port"; do next_port=$((next_port + 1)); done
}

publish() {
  [ -z "$binary" ] || return 0
  say "Publishing the agent (some minutes the first time) ..."
  dotnet publish agent/Agent -c Release -r linux-x64 -o "$work/publish" -v quiet -nologo --disable-build-servers >"$work/publish.log" 2>&1 ||
    { cat "$work/publish.log" >&2; fail "publishing the agent failed"; }
  binary=$work/publish/metrics-agent
}

# Starts a program that listens, and waits for its first scrape that has what counts for it.
#   start NAME PATH PATTERN COMMAND...
start() {
  local name=$1 url=http://127.0.0.1:${port[$1]}$2 pattern=$3 began
  shift 3
  began=$(now)
  "$@" >"$work/$name.log" 2>&1 &
  process[$name]=$!
  until curl -s -f --max-time 5 "$url" 2>/dev/null | grep -E "$pattern" >/dev/null; do
    kill -0 "${process[$name]}" 2>/dev/null || { cat "$work/$name.log" >&2; fail "$name ended; see above"; }
    [ $(($(now) - began)) -lt 30000000 ] || { cat "$work/$name.log" >&2; fail "$name has nothing to scrape after 30 s; see above"; }
  done
  echo $(($(now) - began)) >"$work/$name.start"
}

# As Prometheus 3 asks.
headers=(
  -H 'User-Agent: Prometheus/3.5.0' -H 'X-Prometheus-Scrape-Timeout-Seconds: 10' -H 'Accept-Encoding: gzip'
  -H 'Accept: application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'
)

# Appends the seconds that it took to a file.
scrape() {
  curl -s -S -f -o /dev/null -w '%{time_total}\n' --max-time 10 "${headers[@]}" "http://127.0.0.1:${port[$1]}${path[$1]}" >>"$2" ||
    echo "$1" >>"$work/failed"
}

# Microseconds of CPU, of one program since its start.
cpu() { awk -v tick="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) * 1000000 / tick }' "/proc/${process[$1]}/stat"; }

# In MB: Rss, Pss or Anonymous of one program.
memory() { awk -v what="$2:" '$1 == what { print $2 * 1024 / 1000000 }' "/proc/${process[$1]}/smaps_rollup"; }

# In ms, by nearest rank: percentile FILE P.
percentile() { sort -g "$1" | awk -v p="$2" '{ value[NR] = $1 } END { rank = NR * p / 100; if (rank != int(rank)) rank = int(rank) + 1; print value[rank] * 1000 }'; }

round() { printf "%$1f" "$2"; }

missed=0
verdict() {
  if [ "$1" = - ]; then echo '-'; elif awk "BEGIN { exit !($2 <= $1) }"; then echo ok; else echo over; fi
}

line() {
  printf '| %-52s | %10s | %-33s | %5s | %5s | %-4s |\n' "$@"
  [ "${6}" != over ] || missed=$((missed + 1))
}

# Ours against theirs, and how much of theirs it may be: against WHAT FORMAT OURS THEIRS DETAIL BAR.
against() {
  local ratio
  ratio=$(awk "BEGIN { printf \"%.2f\", $3 / ($4 + 1e-9) }")
  # shellcheck disable=SC2059  # the format is the caller's
  line "$1" "$(printf "$2" "$3")" "$(printf "$2" "$4")${5:+ ($5)}" "$ratio" "$6" "$(verdict "$6" "$ratio")"
}

# Ours alone, and how much it may be: alone WHAT FORMAT OURS BAR.
alone() {
  # shellcheck disable=SC2059
  line "$1" "$(printf "$2" "$3")" '' '' "$4" "$(verdict "$4" "$3")"
}

version() { "$peers/prometheus-$1-exporter" --version 2>&1 | awk '{ sub(",", "", $1); print $1, $3; exit }'; }

# 2026-11-21, 2 cores (AMD EPYC), Linux 6.12
machine() {
  echo "$(date -u +%F), $(nproc) cores ($(awk -F ': *' '/^model name/ { print $2; exit }' /proc/cpuinfo)), Linux $(uname -r)"
}

# The exit code of the whole: whether every budget was kept.
judge() {
  [ "$missed" -gt 0 ] || return 0
  echo "$missed over the bar"
  exit 1
}
