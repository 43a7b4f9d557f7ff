#!/usr/bin/env bash
# Runs the benchmarks and prints their tables; all of them take some five minutes:
#   tests/Benchmarks/run.sh [FILTER]     part of a name: Exposition, Scrape, Parsing, Statements, Rule
# Compare figures of one run only, on a machine that does nothing else.
set -euo pipefail

cd "$(dirname "$0")/../.."
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build tests/Benchmarks -c Release -v quiet -nologo -clp:NoSummary
dotnet tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll --filter "*${1:-}*" --artifacts "$results" >"$results/log" 2>&1 ||
  { cat "$results/log" >&2; exit 1; }
compgen -G "$results/results/*-report-github.md" >/dev/null || { tail -20 "$results/log" >&2; exit 1; }
cat "$results"/results/*-report-github.md
# What a benchmark has to say besides: the memory that it holds.
grep -h '^// Holds' "$results/log" | sort -u || true
