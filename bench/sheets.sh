#!/bin/bash
# Load a whole territory from CSV sheets, row by row through the same commands a
# person would send, and print the rows of the table.
#
#   bench/sheets.sh DEMO_DIR WORK_DIR
#
# Regions and households come out of a demo's own export; residents, whose names an
# export only gives masked, are invented here: about two to a household, each with a
# name, a telephone and an ID number.  WORK_DIR needs room for the sheets and the new
# directory (14 GB for the city).
#
# Rule: every row is one command, journaled and counted; nothing goes around them.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
binary=${LIANFANG:-$here/build/lianfang}
source=$1 work=$2
dir=$work/from-sheets
mkdir -p "$work"
rm -rf "$dir"

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
of() { sed -n "s/.*\"$2\": *\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$1" | head -1; }

for kind in region household; do
	[ -s "$work/$kind.csv" ] || "$binary" export "$source" "$kind" "$work/$kind.csv" --lang en
	say "$kind.csv: $(wc -l <"$work/$kind.csv") lines"
done
# 2.05 residents to a household, as the census of 2020 has it in Tianjin.
[ -s "$work/resident.csv" ] || awk -F, -v seed=7 '
	# The last place of an ID number, GB 11643-1999.
	function check(text,    i, sum) {
		for (i = 1; i <= 17; i++) sum += substr(text, i, 1) * weight[i]
		return substr("10X98765432", sum % 11 + 1, 1)
	}
	BEGIN { split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", weight, " ") }
	FILENAME ~ /surnames/ { if (FNR > 1) surname[n_surnames++] = $1; next }
	FILENAME ~ /given/ { if (FNR > 1) given[n_given++] = $1; next }
	FNR == 1 { srand(seed); print "id,household,region,name,phone,id_number,sex,birth_year,relation"; next }
	/Explanation/ || $9 != "occupied" { next }
	{
		n = 1 + (rand() < 0.83) + (rand() < 0.35) + (rand() < 0.12)
		for (i = 0; i < n; i++) {
			born = 1935 + int(rand() * 80); r++
			number = sprintf("120113%d%02d%02d%03d", born, 1 + int(rand() * 12), 1 + int(rand() * 28), r % 1000)
			printf "x%08d,%s,%s,%s%s,1%02d%08d,%s%s,%s,%d,%s\n", r, $1, $3, surname[int(rand() * n_surnames)],
				given[int(rand() * n_given)], 30 + int(rand() * 60), r, number, check(number),
				rand() < 0.5 ? "male" : "female", born, i == 0 ? "head" : i == 1 ? "spouse" : "child"
		}
	}
' "$here/data/surnames.csv" "$here/data/given-names.csv" "$work/household.csv" >"$work/resident.csv"
say "resident.csv: $(wc -l <"$work/resident.csv") lines"

"$binary" init "$dir" >/dev/null
rows=0 began=$(date +%s) most=0 flat=0
for kind in region household resident; do
	"$binary" import "$dir" "$kind" "$work/$kind.csv" --lang en --bulk >"$work/said" 2>"$work/import.err" &
	loader=$! started=$(date +%s)
	while kill -0 $loader 2>/dev/null; do
		now=$(awk '$1 == "RssAnon:" { print int($2 / 1024) }' /proc/$loader/status 2>/dev/null || echo 0)
		[ "${now:-0}" -gt "$most" ] && most=$now
		[ $(($(date +%s) - started)) -le 20 ] && flat=${now:-0}
		sleep 1
	done
	wait $loader || { tail -3 "$work/import.err" >&2; exit 1; }
	took=$(($(date +%s) - started))
	read=$(of "$(tail -1 "$work/said")" read)
	rows=$((rows + read))
	say "$kind: $(tail -1 "$work/said") in $took s, $((read / (took + 1))) rows/s"
done
took=$(($(date +%s) - began))
echo "| load from CSV through the same commands | ≥ 30,000 rows/s, memory flat | $((rows / took)) rows/s | $rows rows in $took s; own memory $flat MB after 20 s, $most MB at most |"
