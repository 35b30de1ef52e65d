#!/usr/bin/env bash
# Runs every fuzz target of the repository for a while, as many at a time as
# there are processors. Targets are found, not listed, so none can be forgotten.
# Usage: test/fuzz.sh [time for each target]
set -euo pipefail
cd "$(dirname "$0")/.."
export FUZZTIME=${1:-30s}

# Only the packages that seem to have a target are built and asked for theirs.
files='{{$dir := .Dir}}{{range .TestGoFiles}}{{$dir}}/{{.}}
{{end}}{{range .XTestGoFiles}}{{$dir}}/{{.}}
{{end}}'
packages=$(go list -f "$files" ./... | sed '/^$/d' | xargs -r grep -l '^func Fuzz' | xargs -r -n1 dirname | sort -u) || true
if [ -z "$packages" ]; then
	echo "fuzz: no target found" >&2
	exit 1
fi
# shellcheck disable=SC2086 # one word for each package
listing=$(go test -list '^Fuzz' $packages)
targets=$(awk '/^Fuzz/ { names[n++] = $1 } /^ok/ { for (i = 0; i < n; i++) print $2, names[i]; n = 0 }' <<<"$listing")

fuzz() {
	local output
	if output=$(go test -run='^$' -fuzz="^$2\$" -fuzztime="$FUZZTIME" -fuzzminimizetime=2s -parallel=1 "$1" 2>&1); then
		echo "ok  	$1 $2	$FUZZTIME"
	else
		printf 'FAIL	%s %s\n%s\n' "$1" "$2" "$output"
		return 1
	fi
}
export -f fuzz

echo "fuzz: $(wc -l <<<"$targets") targets, $FUZZTIME each"
# A group of its own, so that none of it goes on when this is told to end.
set -m
xargs -n2 -P"$(getconf _NPROCESSORS_ONLN)" bash -c 'fuzz "$@"' fuzz <<<"$targets" &
all=$!
trap 'kill -- -$all 2>/dev/null || true' EXIT
trap 'exit 1' TERM INT
wait $all
