#!/bin/sh
# Wrong declarations: each must be refused at start with the exact sentence, or
# must not compile.  Every sentence of registry.c must have its wrong example.
# Run from the project's root with B (build directory), CC and the archive built.
B=${B:-build}
CC=${CC:-gcc}
FLAGS="-std=c17 -Wall -Wextra -Werror -iquote src/base -iquote src/store -iquote src/schema -iquote test/wrong"
out=$B/wrong
mkdir -p "$out"
passed=0
failed=0

say() { # ok|FAIL, name, detail
	if [ "$1" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
	[ "$1" = ok ] || printf '%s %s: %s\n' "$1" "$2" "$3"
}

must_be_refused() { # file, sentence (a * stands for any word)
	name=$(basename "$1" .c)
	if ! $CC $FLAGS -Wno-unused-function -Wno-unused-const-variable -Wno-pedantic -o "$out/$name" \
		"$1" test/wrong/main.c "$B/rest.a" $WRONG_LIBS >"$out/$name.log" 2>&1; then
		say FAIL "$name" "does not compile: $(head -3 "$out/$name.log")"
		return
	fi
	got=$("$out/$name")
	# shellcheck disable=SC2254
	case $got in
	$2) say ok "$name" ;;
	*) say FAIL "$name" "expected '$2', got '$got'" ;;
	esac
}

must_not_compile() { # file, words of the compiler's message
	name=$(basename "$1" .c)
	if $CC $FLAGS -fsyntax-only "$1" >"$out/$name.log" 2>&1; then
		say FAIL "$name" "compiles"
	elif grep -q "$2" "$out/$name.log"; then
		say ok "$name"
	else
		say FAIL "$name" "fails for another reason: $(head -2 "$out/$name.log")"
	fi
}

for file in test/wrong/*.c; do
	sentence=$(sed -n 's/^ \* refused: \(.*\) \*\/$/\1/p' "$file")
	words=$(sed -n 's/^ \* does not compile: \(.*\) \*\/$/\1/p' "$file")
	if [ -n "$sentence" ]; then
		must_be_refused "$file" "$sentence"
	elif [ -n "$words" ]; then
		must_not_compile "$file" "$words"
	elif [ "$(basename "$file")" != main.c ]; then
		say FAIL "$file" "does not say how it is refused"
	fi
done

# Guard rail 8: every sentence has an example.
sed -n 's/.*return "\(.*\)";.*/\1/p; s/^[ \t]*"\(a[^"]*\|the engine adds[^"]*\)");.*/\1/p; s/.*complain(.*, "\([^"%]*\)");.*/\1/p' \
	src/schema/registry.c | sort -u >"$out/sentences"
while read -r sentence; do
	if grep -qF "$sentence" test/wrong/*.c; then
		say ok "$sentence"
	else
		say FAIL "registry.c" "no wrong example for: $sentence"
	fi
done <"$out/sentences"
n=$(wc -l <"$out/sentences")
[ "$n" -ge 20 ] || say FAIL registry.c "only $n sentences were found"

echo "wrong: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
