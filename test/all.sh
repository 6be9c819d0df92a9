#!/bin/bash
# All tests, part by part; `make test` calls this inside test/with-postgres.
#
#   test/all.sh              every part
#   test/all.sh unit scenes  these parts only
#
# The build comes first.  Then the parts run beside each other in lanes: one for
# each processor and one more, since some parts mostly wait (for a disk, a page,
# a minute to pass).  Nothing that a part says is mixed with another part's: it
# is printed in one piece when the part has ended, and ends with the part's
# closing line "part: N passed, N failed".  The whole ends with the seconds of
# each part and "N passed, N failed".
#
# Rule: a part that cannot run has failed.
cd "$(dirname "$0")/.." || exit 2
B=${B:-build}
LIANFANG_BIN=$B/lianfang
export B LIANFANG_BIN
plain="make --no-print-directory"
make=$plain
[ "$B" = build ] || make="$plain B=$B"
logs=$B/test-logs
mkdir -p "$logs"

# Shorter or longer by hand: TORTURE_STRIDE=1 CRASH_ROUNDS=2000 make test
TEST_LANES=${TEST_LANES:-$(($(nproc) + 1))}
TORTURE_STRIDE=${TORTURE_STRIDE:-1}
TORTURE_PG_STRIDE=${TORTURE_PG_STRIDE:-97}
ORACLE_WORLDS=${ORACLE_WORLDS:-24}
ORACLE_SECONDS=${ORACLE_SECONDS:-0}
CRASH_ROUNDS=${CRASH_ROUNDS:-200}
FUZZ_SECONDS=${FUZZ_SECONDS:-6}

# ---- What a part says ----------------------------------------------------

close() { # part, passed, failed
	echo "$1: $2 passed, $3 failed"
	echo "$2 $3" >>"$logs/$running.counts"
}

# A program that prints its own closing line; what it says counts, and its exit.
self_counting() { # part, command …
	local part=$1 log line
	shift
	log=$logs/$part.log
	"$@" >"$log" 2>&1
	local status=$?
	line=$(grep -E '^[a-z-]+: [0-9]+ passed, [0-9]+ failed$' "$log" | tail -1)
	local p f
	p=$(sed -n 's/.*: \([0-9]*\) passed.*/\1/p' <<<"$line")
	f=$(sed -n 's/.*passed, \([0-9]*\) failed.*/\1/p' <<<"$line")
	if [ -z "$line" ] || { [ "$status" -ne 0 ] && [ "${f:-0}" -eq 0 ]; }; then
		echo "FAIL $part ended with $status; see $log"
		tail -20 "$log"
		close "$part" "${p:-0}" $((${f:-0} + 1))
		return
	fi
	[ "$f" -eq 0 ] || grep -v '^ok ' "$log" | head -200
	close "$part" "$p" "$f"
}

# Commands of which each is one test.
p=0
f=0
one() { # name, command …
	local name=$1 log
	shift
	log=$logs/$(tr -c 'a-zA-Z0-9_.-' '_' <<<"$name").log
	if "$@" >"$log" 2>&1; then
		p=$((p + 1))
	else
		f=$((f + 1))
		echo "FAIL $name; see $log"
		tail -30 "$log" | cut -c1-300
	fi
}
begin() {
	p=0
	f=0
}
end() { # part
	close "$1" "$p" "$f"
}

# ---- The parts -----------------------------------------------------------

part_build() {
	begin
	one "build" $make -j2 all tests
	end build
}

# Each unit test finds an empty database of its own.
unit() { # prefix, binary …
	local name database
	name=$1$(basename "$2")
	database=${name//-/_}
	if [ -n "${PGHOST:-}" ]; then
		psql -q -d lianfang -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database" 2>/dev/null
		LIANFANG_TEST_PG="postgres://postgres@/$database?host=$PGHOST" one "$name" "${@:3}" "$2"
		psql -q -d lianfang -c "DROP DATABASE IF EXISTS $database" 2>/dev/null
	else
		one "$name" "${@:3}" "$2"
	fi
}

part_unit() {
	begin
	for test in "$B"/unit/*_test; do
		unit "" "$test"
	done
	end unit
}

part_scenes() { self_counting scenes "$B/scene"; }
part_crowd() { self_counting crowd "$B/crowd"; }
part_migrations() { self_counting migrations "$B/migrations"; }
part_wrong() { self_counting wrong env WRONG_LIBS="$($make -s print-libs)" test/wrong/run.sh; }
part_matrix() { self_counting matrix "$B/matrix"; }
part_oracle() { self_counting oracle "$B/oracle" --worlds "$ORACLE_WORLDS" --seconds "$ORACLE_SECONDS"; }
part_torture() { self_counting torture "$B/torture" --stride "$TORTURE_STRIDE"; }
part_torture-postgres() {
	self_counting torture-postgres "$B/torture" --pg --stride "$TORTURE_PG_STRIDE"
}

part_phones() { self_counting phones "$B/phones"; }

# What is on disk after a kill is the question here: a PostgreSQL that syncs.
part_crash() {
	self_counting crash test/with-postgres sh -c 'exec "$0" "$@" --pg "$LIANFANG_TEST_PG"' \
		"$B/crash" --rounds "$CRASH_ROUNDS"
}

# What the binary prints is what is committed.
part_prints() {
	begin
	one "prints" test/prints.sh "$B/printed"
	one "printed/ is what the declarations say (make prints)" diff -r printed "$B/printed"
	end prints
}

part_fuzz() {
	begin
	one "fuzz build" $make -j2 fuzz-build
	for target in test/fuzz/*_fuzz.c; do
		name=$(basename "$target" _fuzz.c)
		one "fuzz-$name" $make "fuzz-$name" FUZZ_SECONDS="$FUZZ_SECONDS"
	done
	end fuzz
}

# The built web is the same for every build of the program.
share_web() { # build directory
	mkdir -p "$1"
	rm -rf "$1/web"
	cp -r "$B/web" "$1/web" && touch "$1/web.stamp"
}

# The sanitisers: unit tests and all scenes.
part_san() {
	begin
	share_web build-san
	one "san build" $plain -j2 SAN=1 san-tests
	for test in build-san/unit/*_test; do
		unit san- "$test" env ASAN_OPTIONS=detect_leaks=1
	done
	one "san-scene" env ASAN_OPTIONS=detect_leaks=1 build-san/scene
	end san
}

part_tsan() {
	begin
	share_web build-tsan
	one "tsan build" $plain -j2 SAN=thread tsan-tests
	for test in build-tsan/unit/*_test; do
		unit tsan- "$test" env TSAN_OPTIONS=halt_on_error=1
	done
	one "tsan-crowd" env TSAN_OPTIONS="halt_on_error=1" build-tsan/crowd
	end tsan
}

part_clang() {
	begin
	one "clang compiles everything" $make clang-check
	one "clang-format agrees" $make format-check
	one "sizes of functions and files" test/sizes.sh
	end clang
}

part_web() {
	begin
	one "web-test" $make web-test
	end web
}

part_http() {
	begin
	for test in test/http/*.sh; do
		one "$(basename "$test")" "$test"
	done
	end http
}

# Two walks at a time: each has a server, a browser and a directory of its own.
part_browser() {
	local walk name
	begin
	for walk in test/browser/*.mjs; do
		name=$(basename "$walk" .mjs)
		(
			node "$walk" >"$logs/browser-$name.log" 2>&1
			echo $? >"$logs/browser-$name.status"
		) &
		while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
	done
	wait
	for walk in test/browser/*.mjs; do
		name=$(basename "$walk" .mjs)
		one "browser $name" ended_well "$logs/browser-$name"
	done
	end browser
}
# Tell what a walk said, as its own run would, and end as it did.
ended_well() { # log and status without their endings
	cat "$1.log"
	return "$(cat "$1.status")"
}

# ---- The lanes -----------------------------------------------------------

declare -A part_of # process: the part it runs
passed=0
failed=0
times=

# A process group of its own for each part, to be ended with everything it started.
set -m
trap 'kill -TERM $(printf -- "-%s " "${!part_of[@]}") 2>/dev/null' EXIT
trap 'exit 130' INT TERM HUP

# Parts that hold a clock to what they see: the others step back for them.
clocked="browser http crash phones"

start() { # part
	rm -f "$logs/$1.counts"
	(
		running=$1
		[[ " $clocked " == *" $1 "* ]] || renice -n 15 -p "$BASHPID" >"$logs/renice.log" 2>&1
		began=$SECONDS
		"part_$1"
		times >"$logs/$1.times"
		# The last line: what its programs used of the processors, "1m2.345s 0m6.789s".
		used=$(tail -1 "$logs/$1.times" | tr 'ms' '  ' | awk '{ printf "%.0f", $1 * 60 + $2 + $3 * 60 + $4 }')
		echo "$1 $((SECONDS - began))s (busy ${used}s)," >"$logs/$1.times"
	) >"$logs/$1.out" 2>&1 </dev/null &
	part_of[$!]=$1
}

# Wait until one of those that run has ended, and tell what it said.
finish_one() {
	local process part p f
	wait -n -p process "${!part_of[@]}"
	part=${part_of[$process]}
	unset "part_of[$process]"
	cat "$logs/$part.out"
	if [ ! -s "$logs/$part.counts" ]; then
		echo "FAIL $part ended without a result"
		echo "0 1" >"$logs/$part.counts"
	fi
	while read -r p f; do
		passed=$((passed + p))
		failed=$((failed + f))
	done <"$logs/$part.counts"
	times="$times $(cat "$logs/$part.times")"
}

# Those that take longest begin first, so that none is left alone at the end.
all="build browser torture san torture-postgres web crash oracle fuzz unit http scenes tsan clang
	phones matrix wrong migrations prints crowd"
for part in ${*:-$all}; do
	if ! declare -F "part_$part" >/dev/null; then
		echo "FAIL there is no part $part; there are: $all"
		failed=$((failed + 1))
		continue
	fi
	while [ "${#part_of[@]}" -ge "$TEST_LANES" ]; do finish_one; done
	start "$part"
	if [ "$part" = build ]; then
		finish_one
		[ "$failed" -eq 0 ] || break
	fi
done
while [ "${#part_of[@]}" -gt 0 ]; do finish_one; done
times=$(tr -s ' \n' ' ' <<<"$times")
echo "time:${times%, }, $((SECONDS / 60))m$((SECONDS % 60))s in all"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
