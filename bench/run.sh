#!/bin/bash
# Run every row of the table of speed and size on a demo, and print the table.
#
#   bench/run.sh [--size street|district|city] [--engine sqlite|postgres] [--work DIR]
#                [--seconds N] [--long SECONDS] [--only NAME,NAME…]
#
# For --engine postgres run it inside test/with-postgres, or set LIANFANG_TEST_PG to
# an empty database.  The working directory needs room for the demo (1 GB for a
# district, 12 GB for the city); a demo that is there already is used again.
#
# Rule: the limit a figure is compared with is measured in the same run, on the
# same disk, by the same cores.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
size=district engine=sqlite work=/tmp/lianfang-bench seconds=20 long=60 only=
while [ $# -gt 0 ]; do
	case $1 in
	--size) size=$2 ;;
	--engine) engine=$2 ;;
	--work) work=$2 ;;
	--seconds) seconds=$2 ;;
	--long) long=$2 ;;
	--only) only=$2 ;;
	*) echo "bench/run.sh: no option $1" >&2; exit 2 ;;
	esac
	shift 2
done
binary=${LIANFANG:-$here/build/lianfang}
load=${LOAD:-$here/build/bench/load}
raw=${RAW:-$here/build/bench/raw_limit}
syncer=${SYNC:-$here/build/bench/sync}
mkdir -p "$work"
dir=$work/$size-$engine
case $size in
street) region=120113001 boss=chief-120113001 ;;
district) region=120113 boss=chief-120113 ;;
city) region=12 boss=chief-12 ;;
esac
database=
if [ "$engine" = postgres ]; then
	database=${LIANFANG_TEST_PG:?run it inside test/with-postgres}
fi

# ---- helpers ----

wanted() { [ -z "$only" ] || [[ ",$only," == *",$1,"* ]]; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
# One member of flat JSON.
of() { sed -n "/.*\"$2\": *\"\{0,1\}\([^\",}]*\).*/ { s//\1/p; q; }" <<<"$1"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "-" }'; }
rows=()
# What, what the bar is, what was measured, ratio or remark.
row() {
	rows+=("| $1 | $2 | $3 | $4 |")
	say "$1: $3 ($4)"
}
memory_mb() { awk -v k="$2" '$1 == k ":" { print int($2 / 1024) }' "/proc/$1/status"; }
# CPU time of a process so far, in hundredths of a second.
cpu_of() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
# Anonymous memory: what is not the page cache of the mapped database.
own_mb() { memory_mb "$1" RssAnon; }
size_bytes() {
	if [ "$engine" = postgres ]; then
		psql -qAt "$database" -c "SELECT pg_database_size(current_database())"
	else
		du -sb "$dir" | cut -f1
	fi
}

server=
stop_server() {
	[ -z "$server" ] && return
	kill "$server" 2>/dev/null || :
	wait "$server" 2>/dev/null || :
	server=
}
trap stop_server EXIT
start_server() {
	local began now
	began=$(date +%s%N)
	: >"$work/serve.out"
	"$binary" serve "$dir" --port 0 --per-address 0 --connections 20000 "$@" \
		>"$work/serve.out" 2>"$work/serve.err" &
	server=$!
	until grep -q listening "$work/serve.out"; do
		kill -0 "$server" || { cat "$work/serve.err" >&2; exit 1; }
		sleep 0.01
	done
	now=$(date +%s%N)
	opened=$(((now - began) / 1000000))
	port=$(sed -n 's/.*:\([0-9]*\)$/\1/p' "$work/serve.out")
}
call() { "$binary" call "$dir" "$@"; }
get() { curl -sf -H "Authorization: Bearer $token" "http://127.0.0.1:$port$1"; }
post() {
	curl -sf -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
		-d "$2" "http://127.0.0.1:$port/api/$1"
}
# Every visit is the first one at its door: a measurement of a street or a district
# gets a sweep of its own; the city has doors enough for all of them, singles in the
# first half and batches in the second.
sweep= walked=0 pushed=0
new_sweep() {
	sweep=bench-$(date +%s%N)
	walked=0 pushed=0
	post sweep.start "{\"id\":\"$sweep\",\"region\":\"$region\",\"kind\":\"visit\",\"title\":\"bench\"}" >/dev/null
	until [ "$(of "$(get "/api/sweep.get?sweep=$sweep&region=$region")" state)" = open ]; do
		sleep 0.2
	done
	rest
}
fresh_doors() { [ "$size" = city ] || new_sweep; }
send() {
	"$load" --port "$port" --token "$token" --sweep "$sweep" --region "$region" "$@" |
		tee -a "$work/raw-figures.jsonl"
}
# The output goes to $out: a subshell could not count the steps on.
visits() {
	send --mode visit --first 1 --last "$walk_last" --workers "$workers" \
		--start "$walked" "$@" >"$work/out"
	out=$(cat "$work/out")
	walked=$(of "$out" steps)
}
pushes() {
	send --mode batch --batch 500 --connections 16 --first "$push_first" \
		--last "$households" --workers "$workers" --start "$pushed" "$@" >"$work/out"
	out=$(cat "$work/out")
	pushed=$(of "$out" steps)
}
# Several cores share this machine: give the disk and the checkpoint time to settle.
rest() { sleep 3; }

# ---- the demo ----

if [ ! -e "$dir/keys" ]; then
	say "loading the demo ($size, $engine)"
	mkdir -p "$work"
	began=$(date +%s)
	"$binary" demo "$dir" --size "$size" ${database:+--db "$database"} \
		>"$work/$size-$engine.logins" 2>"$work/demo.err" &
	loader=$!
	flat=0 first=0
	while kill -0 "$loader" 2>/dev/null; do
		now=$(own_mb "$loader" 2>/dev/null || echo 0)
		[ "${now:-0}" -gt "$flat" ] && flat=$now
		[ "$first" -eq 0 ] && [ $(($(date +%s) - began)) -gt 20 ] && first=${now:-0}
		sleep 1
	done
	wait "$loader" || { cat "$work/demo.err" >&2; exit 1; }
	line=$(tail -1 "$work/$size-$engine.logins")
	row "load through the same commands ($size)" "≥ 30,000 rows/s, memory flat" \
		"$(sed 's/.*(\([0-9]*\)\/s).*/\1/' <<<"$line") rows/s" \
		"own memory ${first} MB after 20 s, ${flat} MB at most"
fi
bytes=$(size_bytes)

# ---- serving ----

start_server
row "open to serving ($size)" "≤ 2 s" "$opened ms" ""
token=$(of "$(call session.token label=bench days=1 --as "$boss")" token)
counts=$(get "/api/region.counts?region=$region")
households=$(of "$counts" households)
residents=$(of "$counts" residents)
row "size on disk" "≤ 600 bytes per resident" "$((bytes / residents)) bytes" "$((bytes / 1000000)) MB"
# One worker per grid, as it is; the street has fewer.
workers=$((households / 320))
walk_last=$households push_first=1
if [ "$size" = city ]; then
	walk_last=$((households / 2)) push_first=$((households / 2 + 1))
fi

began=$(date +%s%N)
new_sweep
took=$((($(date +%s%N) - began) / 1000000 - 3000))
row "freezing $households doors" "-" "$((took / 1000)) s" "$((households * 1000 / (took + 1))) doors/s"

# ---- the limits, in this run ----

if wanted single || wanted batch || wanted sustained; then
	if [ "$engine" = sqlite ]; then place=$work/raw.db; else place=$database; fi
	rm -f "$work/raw.db"
	limit_single=$(of "$("$raw" "$engine" "$place" --doors "$households" --workers "$workers" \
		--batch $((workers < 256 ? workers : 256)) --seconds "$seconds")" rate)
	limit_batch=$(of "$("$raw" "$engine" "$place" --doors "$households" --workers "$workers" \
		--batch $((workers < 500 ? workers : 500)) --seconds "$seconds")" rate)
	"$raw" http 18999 --seconds 8 >/dev/null &
	sleep 0.5
	hello=$(of "$("$load" --mode hello --port 18999 --seconds 6)" rate)
	wait $!
	row "bare loop, 256 rows a commit" "(limit)" "$limit_single/s" "journal, visit, door; full sync"
	row "bare loop, 500 rows a commit" "(limit)" "$limit_batch/s" "the same"
	row "the HTTP library's hello, 256 connections" "(limit)" "$hello/s" "POST of the same body"
	rest
fi

case $engine-$size in
postgres-*) bar_single=5000 bar_batch=15000 ;;
*-city) bar_single=10000 bar_batch=20000 ;;
*) bar_single=20000 bar_batch=40000 ;;
esac
visits_row() { # name, seconds
	visits --connections 256 --seconds "$2"
	single=$(of "$out" rate)
	row "$1" "≥ $bar_single/s, p99 ≤ 50 ms; ≥ 0.35 of the limit; no stall over 1 s" \
		"$single/s; p50 $(of "$out" p50_ms), p95 $(of "$out" p95_ms), p99 $(of "$out" p99_ms) ms" \
		"$(ratio "$single" "$limit_single") of the loop, $(ratio "$single" "$hello") of hello; not 2xx: $(of "$out" refused); longest gap $(of "$out" longest_gap_ms) ms"
	rest
}
pushes_row() {
	pushes --seconds "$2"
	batch=$(of "$out" commands_rate)
	row "$1" "≥ $bar_batch/s; no stall over 1 s" \
		"$batch commands/s; p50 $(of "$out" p50_ms), p99 $(of "$out" p99_ms) ms a batch" \
		"$(ratio "$batch" "$limit_batch") of the loop; refused commands: $(of "$out" problems); longest gap $(of "$out" longest_gap_ms) ms"
	rest
}
if wanted single; then
	visits_row "single visits, 256 connections, $seconds s" "$seconds"
	fresh_doors
fi
if wanted batch; then
	pushes_row "sync.push, batches of 500, $seconds s" "$seconds"
	fresh_doors
fi
if wanted sustained && [ "$size" = city ]; then
	visits_row "single visits, sustained for $long s" "$long"
	pushes_row "sync.push, sustained for $long s" "$long"
fi

# ---- reads ----

# Nodes of every level, from the data the demo was made of.
awk -F, -v r="$region" 'NR > 1 && $3 > 2 { k = $1; while (k ~ /000$/ && length(k) > 6) k = substr(k, 1, length(k) - 3);
	if (index(k, r) == 1) { print k; if ($3 == 5) { print k "001";  } } }' \
	"$here/data/regions-tianjin-2023.csv" >"$work/nodes"
awk -v s="$sweep" '{ print "/api/sweep.board?sweep=" s "&region=" $1 }' "$work/nodes" >"$work/boards"
awk '{ print "/api/region.counts?region=" $1 }' "$work/nodes" >"$work/counts"
awk '{ print "/api/household.list?region=" $1; print "/api/resident.list?region=" $1 }' "$work/nodes" >"$work/lists"
awk -v r="$region" -F, 'FNR > 1 { if (FILENAME ~ /surnames/) s[++n] = $1; else g[++m] = $1 }
	END { for (i = 1; i <= 200; i++) print "/api/resident.list?region=" r "&q=" s[i % 40 + 1] g[i * 7 % m + 1] }' \
	"$here/data/surnames.csv" "$here/data/given-names.csv" >"$work/names"
reads() { # file, connections
	"$load" --mode paths --paths "$1" --port "$port" --token "$token" --connections "$2" --seconds 8
}
read_row() { # name, bar, file
	local one many
	one=$(reads "$3" 1)
	many=$(reads "$3" 32)
	echo "$one" >>"$work/raw-figures.jsonl"
	row "$1" "$2" "p50 $(of "$one" p50_ms), p99 $(of "$one" p99_ms) ms" \
		"32 connections: $(of "$many" rate)/s, p99 $(of "$many" p99_ms) ms; not 2xx: $(of "$one" refused); $(of "$one" body_bytes) bytes"
}
if wanted reads; then
	read_row "board of any node" "p99 ≤ 3 ms" "$work/boards"
	read_row "region.counts of any node" "p99 ≤ 3 ms (≤ 1 ms server time)" "$work/counts"
	read_row "first page of a scoped list with exact count" "p99 ≤ 10 ms" "$work/lists"
	read_row "search by name" "p99 ≤ 50 ms" "$work/names"
	phones=$work/phones addresses=$work/addresses
	: >"$phones"
	for i in 1 5 9 14 23 42 77 101 333 1001 2002 4004 8008 16016 32032 49049; do
		person=$(post resident.open "{\"id\":\"$sweep-open-$i\",\"resident\":\"r$(printf %08d $i)\",\"region\":\"$region\",\"purpose\":\"measuring the search\"}" || :)
		phone=$(of "$person" phone)
		[[ $phone =~ ^[0-9]+$ ]] && echo "/api/resident.list?region=$region&q=$phone" >>"$phones"
		[[ $phone =~ ^[0-9]+$ ]] && echo "/api/household.search?region=$region&q=$phone" >>"$phones"
	done
	if [ -s "$phones" ]; then
		read_row "search by telephone" "p99 ≤ 50 ms" "$phones"
	else
		row "search by telephone" "p99 ≤ 50 ms" "-" "no telephone could be opened to search for"
	fi
	# Compounds that are there, asked of the server.  No head behind a pipe: of a city's
	# nodes more are written than it reads, and pipefail takes that for a failure.
	awk 'length($1) == 15 && n++ % 7 == 0 { print; if (++taken == 24) exit }' "$work/nodes" | while read -r grid; do
		{ get "/api/region.list?region=$grid&limit=3" || :; } |
			{ grep -o '"level":[0-9]*\|"name":"[^"]*"' || :; } |
			sed 's/"name":"\(.*\)"/\1/' | awk '/^"level"/ { if ($0 ~ /:7$/) print name; next } { name = $0 }'
	done | sort -u | while read -r name; do
		for door in 1号楼 1号楼%201-201; do
			echo "/api/household.search?region=$region&q=$name%20$door"
		done
	done >"$addresses"
	if [ -s "$addresses" ]; then
		read_row "search by address" "p99 ≤ 50 ms" "$addresses"
	else
		row "search by address" "p99 ≤ 50 ms" "-" "no compound was found to search for"
	fi
fi

# ---- live ----

# Visits one after the other at the last doors of the last walker, where nobody else
# comes by; how long after each answer the board's event is there.
fresh() {
	"$load" --mode fresh --port "$port" --token "$token" --sweep "$sweep" --region "$region" \
		--first $((households - 160)) --last "$households" --workers 1 --start "$1" --seconds "$2"
}
if wanted live; then
	fresh_doors
	out=$(fresh 0 12) || :
	row "freshness of a board, quiet" "≤ 1 s" "p50 $(of "$out" p50_ms), p99 $(of "$out" p99_ms) ms" \
		"visits $(of "$out" visits), not shown $(of "$out" not_shown)"
	visits --connections 256 --seconds 8
	alone=$(of "$out" rate)
	rest
	"$load" --mode live --connections 1000 --paths "$work/nodes" --port "$port" --token "$token" \
		--seconds 14 >"$work/live.out" &
	listeners=$!
	sleep 3
	fresh 80 8 >"$work/fresh.out" &
	watcher=$!
	visits --connections 256 --seconds 8
	heard=$(of "$out" rate)
	wait $watcher || :
	wait $listeners
	out=$(cat "$work/fresh.out")
	row "write rate with 1,000 live listeners" "falls by at most 20 %" "$heard/s against $alone/s" \
		"$(ratio "$heard" "$alone"); $(of "$(cat "$work/live.out")" events) events heard"
	row "freshness meanwhile" "≤ 1 s" "p50 $(of "$out" p50_ms), p99 $(of "$out" p99_ms) ms" \
		"visits $(of "$out" visits), not shown $(of "$out" not_shown)"
	rest
fi

# ---- phones ----

if wanted sync; then
	fresh_doors
	out=$("$syncer" --port "$port" --token "$token" --region "$region" --sweep "$sweep" --phones 100 --visits 40)
	echo "$out" >>"$work/raw-figures.jsonl"
	row "first packet of a grid ($(of "$out" residents) residents)" "≤ 300 kB on the wire" \
		"$(($(of "$out" first_wire_bytes) / 1000)) kB in $(of "$out" first_ms) ms" \
		"gzip; $(($(of "$out" first_bytes) / 1000)) kB before"
	row "100 phones at once: fetch a grid, send 40 visits, fetch the changes" "all done < 5 s" \
		"$(of "$out" all_done_ms) ms" \
		"one phone p50 $(of "$out" p50_ms), slowest $(of "$out" slowest_ms) ms; refused $(of "$out" refused), failed $(of "$out" failed), told to wait a second $(of "$out" waits)"
	rest
fi
# ---- gates ----

# A pass for every household of the street the demo's people live in.
scans() { # mode, file, then options
	local mode=$1 file=$2
	shift 2
	out=$("$load" --mode "$mode" --paths "$work/gates/$file" --port "$port" --token "$gate_token" \
		--region 120113001 "$@")
	echo "$out" >>"$work/raw-figures.jsonl"
}
if wanted gates; then
	mkdir -p "$work/gates"
	gate_token=$(of "$(call session.token label=gates days=1 --as chief-120113001)" token)
	made=$(node "$here/bench/gates.mjs" --port "$port" --token "$gate_token" --region 120113001 --out "$work/gates")
	rest
	scans paths checks --connections 64 --seconds "$seconds"
	row "gate.check by number ($(of "$made" passes) passes, $(of "$made" gates) gates)" "≥ 20,000 decisions/s, p99 ≤ 50 ms" \
		"$(of "$out" rate)/s; p50 $(of "$out" p50_ms), p99 $(of "$out" p99_ms) ms" "a read; not 2xx: $(of "$out" refused)"
	scans paths codes --connections 64 --seconds "$seconds"
	row "gate.check by signed code" "(a signature each)" \
		"$(of "$out" rate)/s; p50 $(of "$out" p50_ms), p99 $(of "$out" p99_ms) ms" \
		"OpenSSL alone checks $(openssl speed -seconds 2 ecdsap256 2>/dev/null | awk '/ecdsa/ { printf "%d", $NF }')/s on one core"
	rest
	scans scan scans --connections 256 --seconds "$seconds"
	row "gate.scan, decided and on disk one by one, 256 connections" "≥ 20,000 decisions/s, p99 ≤ 50 ms" \
		"$(of "$out" rate)/s; p50 $(of "$out" p50_ms), p99 $(of "$out" p99_ms) ms" "not 2xx: $(of "$out" refused)"
	rest
	scans scans scans --batch 500 --connections 16 --count 2000 --seconds 300
	row "upload of $(of "$out" commands) scans made offline, batches of 500" "≥ 50,000/s" \
		"$(of "$out" commands_rate)/s; p50 $(of "$out" p50_ms), p99 $(of "$out" p99_ms) ms a batch" \
		"refused commands: $(of "$out" problems); longest gap $(of "$out" longest_gap_ms) ms"
	rest
fi
# ---- rosters ----

# The street's 76 checkpoints, seven days that have no roster yet: made, then published.
drafts() { # days, findings or not
	get "/api/roster.list?region=120113001&state=$1&limit=500" |
		{ grep -o "\"from_day\":\"$2\"" || :; } | wc -l
}
if wanted rosters; then
	street=$(of "$(call session.token label=rosters days=1 --as chief-120113001)" token)
	token=$street
	made=0 ahead=1
	until [ "$made" -eq 76 ]; do
		ahead=$((ahead + 7))
		day=$(TZ=Asia/Shanghai date -d "+$ahead days" +%F)
		began=$(date +%s%N)
		made=$(of "$(post roster.make_all "{\"id\":\"bench-roster-$began\",\"region\":\"120113001\",\"from_day\":\"$day\",\"days\":7,\"pattern\":\"3x8\"}")" n)
	done
	until [ "$(drafts draft "$day")" -ge "$made" ]; do sleep 0.05; done
	took=$((($(date +%s%N) - began) / 1000000))
	holes=$(get "/api/roster.list?region=120113001&state=draft&limit=500" | { grep -o '"n_holes":[1-9]' || :; } | wc -l)
	row "roster for 76 checkpoints × 7 days, three shifts" "≤ 10 s" "$took ms" \
		"drafts with places nobody was found for: $holes; twenty a transaction, nobody else waits"
	began=$(date +%s%N)
	ready=$(of "$(post roster.publish_all "{\"id\":\"bench-publish-$began\",\"region\":\"120113001\"}")" n)
	until [ "$(drafts published "$day")" -ge "$made" ]; do sleep 0.05; done
	took=$((($(date +%s%N) - began) / 1000000))
	row "publishing them: $ready rosters, each place a posting" "-" "$took ms" "$((made * 21)) postings"
	token=$(of "$(call session.token label=bench days=1 --as "$boss")" token)
	rest
fi
row "memory while serving" "≤ 300 MB beside the page cache" "$(own_mb "$server") MB" "resident with mapped pages $(memory_mb "$server" VmRSS) MB"

# ---- overload ----

if wanted overload; then
	stop_server
	start_server
	fresh_doors
	visits --connections 256 --seconds 10
	calm=$(of "$out" p99_ms) capacity=$(of "$out" rate)
	fresh_doors
	spent=$(cpu_of "$server")
	visits --connections 12000 --rate $((capacity * 3)) --seconds "$long"
	spent=$(($(cpu_of "$server") - spent))
	over=$out
	visits --connections 256 --seconds 4 --ramp 2
	row "overload, 12,000 connections at 3 × capacity, $long s" \
		"admitted p99 ≤ 2 ×; rest 503 with Retry-After; normal in 2 s" \
		"admitted $(of "$over" rate)/s, p99 $(of "$over" p99_ms) ms (calm: $calm ms at $capacity/s)" \
		"503: $(of "$over" 503) ($(of "$over" refused_rate)/s), with Retry-After $(of "$over" retry_after); the server used $((spent / long)) % of a core; 2 s after: p99 $(of "$out" p99_ms) ms at $(of "$out" rate)/s"
fi
stop_server

# ---- the table ----

cpu=$(sed -n '/^model name/ { s/^[^:]*: //p; q; }' /proc/cpuinfo)
echo
echo "$size, $engine: $residents residents, $households households; $(nproc) cores ($cpu), $(awk '/MemTotal/ { print int($2 / 1048576) }' /proc/meminfo) GiB; generator on the same cores; $(date +%F)"
echo
echo "| work | bar | measured | beside it |"
echo "|---|---|---|---|"
printf '%s\n' "${rows[@]}"
