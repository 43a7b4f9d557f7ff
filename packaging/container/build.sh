#!/usr/bin/env bash
# Builds the container image from this checkout: publishes the agent as one file, gathers what it loads, and runs podman or docker.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: packaging/container/build.sh [--context DIR] [IMAGE]

  IMAGE           name of the image (default: metrics-agent:latest)
  --context DIR   only prepare the build context in DIR; build it yourself with: podman build DIR

Needs the .NET 10 SDK, libssl3 and ca-certificates, and podman or docker.
EOF
}

fail() { echo "build.sh: $*" >&2; exit 1; }

image=metrics-agent:latest context=
while [ $# -gt 0 ]; do
  case $1 in
    --context) context=${2:?--context needs a directory}; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) image=$1; shift ;;
  esac
done

cd "$(dirname "$0")/../.."
command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing; see https://learn.microsoft.com/dotnet/core/install/linux"
[ -e /etc/ssl/certs/ca-certificates.crt ] || fail "no certificate authorities here; install them with: sudo apt-get install ca-certificates"
builder=
if [ -z "$context" ]; then
  builder=$(command -v podman || command -v docker) || fail "neither podman nor docker is here; install one with: sudo apt-get install podman"
  context=$(mktemp -d)
  trap 'rm -rf "$context"' EXIT
fi

root=$context/rootfs
mkdir -p "$root"/{usr/bin,etc/ssl/certs,tmp}
echo "publishing the agent" >&2
dotnet publish agent/Agent -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -o "$context/publish" -v quiet -nologo
cp "$context/publish/metrics-agent" "$root/usr/bin/"

# What the binary is linked with, and what it loads by name when it needs TLS.
ssl=$(ldconfig -p | awk '/libssl\.so\.3|libcrypto\.so\.3/ {print $NF}')
[ -n "$ssl" ] || fail "libssl.so.3 is missing; install it with: sudo apt-get install libssl3"
# shellcheck disable=SC2086  # one path a word
ldd "$root/usr/bin/metrics-agent" $ssl | grep -oE '/[^ :)]+\.so[^ :)]*' | sort -u | while read -r library; do
  install -D -m 755 "$library" "$root$library"
done
for library in $ssl; do install -D -m 755 "$library" "$root$library"; done
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
echo 'metrics-agent:x:65532:65532::/:/sbin/nologin' >"$root/etc/passwd"
chmod 1777 "$root/tmp"
rm -rf "$context/publish"
cp packaging/container/Containerfile "$context/"

if [ -z "$builder" ]; then
  echo "the build context is in $context"
else
  "$builder" build -t "$image" -f "$context/Containerfile" "$context"
  echo "built $image; try: $(basename "$builder") run --rm -p 127.0.0.1:9464:9464 $image"
fi
