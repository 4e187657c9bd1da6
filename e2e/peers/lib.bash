# What the runs with real peers have in common: packages, background programs, and
# waiting for things with a limit. To be sourced from the root of the repository.

# need PROGRAM=PACKAGE...: installs the packages of programs that are missing.
need() {
	local missing=() each
	for each in "$@"; do
		command -v "${each%%=*}" >/dev/null || [ -x "/usr/sbin/${each%%=*}" ] || missing+=("${each#*=}")
	done
	[ ${#missing[@]} -eq 0 ] && return
	if [ "$(id -u)" != 0 ]; then
		echo "missing: apt-get install --no-install-recommends ${missing[*]}" >&2
		exit 1
	fi
	echo "installing ${missing[*]}"
	DEBIAN_FRONTEND=noninteractive apt-get -qq update
	DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "${missing[@]}" >/dev/null
}

work=$(mktemp -d /tmp/wakeman-peers.XXXXXX)
declare -A pids=() signals=() # what ends a program, where TERM is not it
end() {
	local status=$?
	trap - EXIT
	for name in "${!pids[@]}"; do kill "-${signals[$name]:-TERM}" "${pids[$name]}" 2>/dev/null || true; done
	{ sleep 10 && kill -KILL "${pids[@]}"; } 2>/dev/null & # one may wait for another for ever
	local late=$!
	wait "${pids[@]}" || true
	kill "$late" 2>/dev/null || true
	if [ "$status" != 0 ]; then
		for log in "$work"/*.log; do
			echo "---- $(basename "$log")"
			tail -n 40 "$log"
		done
		echo "---- mail"
		tail -n 30 "$work"/mail/* 2>/dev/null || true
	fi >&2
	rm -rf "$work"
	exit "$status"
}
trap end EXIT
trap 'exit 1' INT TERM

# background NAME COMMAND...: its output is in NAME.log.
background() {
	local name=$1
	shift
	"$@" >"$work/$name.log" 2>&1 &
	pids[$name]=$!
}

# stop NAME: 1 if it does not end well, which some never do.
stop() {
	local pid=${pids[$1]}
	unset "pids[$1]" # whatever it ends with, nobody waits for it any more
	kill "-${signals[$1]:-TERM}" "$pid"
	wait "$pid" || { echo "$1 ended with $?" >&2; return 1; }
}

now() { date +%s%3N; }

# within SECONDS WHAT COMMAND...: waits for the command to succeed.
within() {
	local limit=$1 what=$2 began
	shift 2
	began=$(now)
	until "$@" >"$work/last.out" 2>&1; do
		if (($(now) - began > limit * 1000)); then
			printf '  FAILED  %s (not within %s s)\n' "$what" "$limit" >&2
			cat "$work/last.out" >&2
			exit 1
		fi
		for name in "${!pids[@]}"; do
			kill -0 "${pids[$name]}" 2>/dev/null || { echo "  FAILED  $name has ended" >&2; exit 1; }
		done
		sleep 0.1
	done
	took=$(($(now) - began))
	printf '%4d.%d s  %s\n' $((took / 1000)) $((took % 1000 / 100)) "$what"
}

# says FILE PATTERN: the file must have it.
says() {
	grep -q -- "$2" "$1" && return
	echo "  FAILED  $(basename "$1") does not say $2:" >&2
	cat "$1" >&2
	exit 1
}

# stays SECONDS WHAT COMMAND...: the command has to succeed all the time.
stays() {
	local span=$1 what=$2 began
	shift 2
	began=$(now)
	while (($(now) - began < span * 1000)); do
		if ! "$@" >"$work/last.out" 2>&1; then
			echo "  FAILED  $what" >&2
			cat "$work/last.out" >&2
			exit 1
		fi
		sleep 0.2
	done
	printf '%4d.0 s  %s\n' "$span" "$what"
}

# builds the program and its peers, and takes N free ports.
prepare() {
	echo "building"
	CGO_ENABLED=0 go build -trimpath -o "$work/wakeman" .
	CGO_ENABLED=0 go build -trimpath -o "$work/peers" ./e2e/peers
	mapfile -t port < <("$work/peers" ports "$1")
}

ready() { curl -sf --max-time 5 "$1" | grep -q "${2:-}"; }
api() { curl -sf --max-time 5 -H "Authorization: Token token=$token" -H "Accept: application/vnd.pagerduty+json;version=2" "$base/api/$1"; }
# incident N STATUS: the Nth incident is in that state.
incident() { api incidents?statuses%5B%5D="$2" | tee "$work/incident.json" | grep -q "\"incident_number\": *$1\b"; }

# titled STATUS PATTERN [N]: N incidents (1) in that state have such a title.
titled() {
	api "incidents?statuses%5B%5D=$1&limit=100" | tr '{' '\n' | grep -o '"title": *"[^"]*"' | sort -u >"$work/titles"
	[ "$(grep -c -- "$2" "$work/titles")" = "${3:-1}" ] || { cat "$work/titles"; return 1; }
}
