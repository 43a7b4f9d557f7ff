#!/usr/bin/env bash
# Unpacks the exporters that the side-by-side scripts measure against, and the Prometheus that tests compare with, into a cache,
# without installing them, and prints the folder that has them. They are the newest that Debian packages (sid), whatever release
# this machine runs: Go programs bring all they need. Does nothing for one that is already there; remove the folder to get newer ones.
set -euo pipefail

packages=(
  prometheus-node-exporter prometheus-postgres-exporter prometheus-blackbox-exporter prometheus-process-exporter
  prometheus promtool
)

fail() { echo "fetch-peers: $*" >&2; exit 1; }

cache=${XDG_CACHE_HOME:-$HOME/.cache}
[ "$(id -u)" -ne 0 ] || cache=/var/cache
peers=$cache/metrics-agent-tests/peers

missing=()
for package in "${packages[@]}"; do
  [ -x "$peers/usr/bin/$package" ] || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
  by_hand="put ${missing[*]} into $peers/usr/bin by hand"
  command -v apt-get >/dev/null || fail "this is no Debian; $by_hand"
  # shellcheck disable=SC2016  # apt's variable
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/$') ||
    fail "no Debian mirror in apt's sources; $by_hand"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keyring" ] || fail "no $keyring; install it with: sudo apt-get install debian-archive-keyring"

  echo "fetching ${missing[*]} into $peers" >&2
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  # An apt of its own: this machine's lists and sources stay as they are.
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$peers"
  echo "deb [signed-by=$keyring] $mirror sid main" >"$work/sources.list"
  apt=(
    apt-get -qq -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache"
    -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=- -o APT::Sandbox::User=root
  )
  "${apt[@]}" update || fail "apt cannot read Debian sid's package list"
  (cd "$work" && "${apt[@]}" download "${missing[@]}") || fail "apt cannot download ${missing[*]}"
  for package in "$work"/*.deb; do dpkg-deb -x "$package" "$peers"; done
fi

echo "$peers/usr/bin"
