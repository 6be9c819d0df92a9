#!/bin/sh
# House rule 24: a function fits a screen (60 lines), a room fits 300, no file
# passes 800 without a decision.
faults=0
for file in $(find src test bench -name '*.[ch]'); do
	lines=$(wc -l <"$file")
	case $file in
	src/rooms/*) most=300 ;;
	*) most=800 ;;
	esac
	if [ "$lines" -gt "$most" ]; then
		echo "$file has $lines lines, at most $most"
		faults=$((faults + 1))
	fi
	case $file in *.c) ;; *) continue ;; esac
	awk -v file="$file" '
		/^[a-z].*\)$/ { name = $0; start = 0 }
		/^[a-z].*,$/ { name = $0; start = 0 }
		/^\{/ { start = NR }
		/^\}/ { if (start && NR - start > 61) { print file ": " name " has " NR - start - 1 " lines"; bad++ } start = 0 }
		END { exit bad > 0 }' "$file" || faults=$((faults + 1))
done
[ "$faults" -eq 0 ]
