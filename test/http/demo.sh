#!/bin/bash
# The people of a demo follow the census of their district, and its numbers are whole: a street
# of 50,000 in the tree of all Tianjin.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib
district=120113 street=120113001

"$lf" demo "$work/street" --size street --seed 7 >"$work/logins" 2>"$work/err"
is "the demo is loaded" 0 $?
is "nobody is told of progress without a terminal" "" "$(cat "$work/err")"
out=$("$lf" call "$work/street" region.counts region=12)
has "all districts" '"level":3,"kind":"district","n":16}' "$out"
is "50,000 residents" 50000 "$(value residents "$out")"
tree=$(awk -F, 'NR > 1 && $3 == 5' data/regions-tianjin-2023.csv | wc -l)
is "every community and village of the table" "$tree" \
	"$(grep -o '"level":5[^}]*"n":[0-9]*' <<<"$out" | awk -F: '{ n += $NF } END { print n }')"
passwords=$(sed -n 's/^  [a-z0-9-]*  *\([a-z0-9]\{12\}\)  .*/\1/p' "$work/logins")
is "every login has a password of its own" "$(wc -l <<<"$passwords")" "$(sort -u <<<"$passwords" | wc -l)"
is "… there are several" 0 "$([ "$(wc -l <<<"$passwords")" -gt 5 ]; echo $?)"

"$lf" export "$work/street" resident "$work/residents.csv" --region $street >/dev/null
is "an export names them all, under a line of explanations" 50002 "$(wc -l <"$work/residents.csv" | tr -d ' ')"
"$lf" export "$work/street" household "$work/households.csv" --region $street >/dev/null
# Starting up takes most of it: there is no room for the whole.
for format in csv xlsx; do
	out=$(ulimit -d 18000 && "$lf" export "$work/street" resident "$work/small.$format" --region $street | tail -1)
	is "an export to $format in 18 MB of memory" '{"rows":50000}' "$out"
done

# near NAME WANTED SEEN ROOM: shares within a margin
near() {
	awk -v w="$2" -v s="$3" -v r="$4" 'BEGIN { exit !(s - w <= r && w - s <= r) }' || is "$1 (within $4)" "$2" "$3"
}
# census COLUMN: of the district
census() {
	awk -F, -v c="$1" -v d=$district 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i } $1 == d { print $k }' data/census-2020-tianjin.csv
}
# Columns by their heading; the explanation is the second line.
column() { # file, heading
	awk -F, -v h="$2" 'NR == 1 { sub(/^\xef\xbb\xbf/, ""); for (i = 1; i <= NF; i++) if ($i == h) k = i; next } NR > 2 { print $k }' "$1"
}
# Ages as of the census, 1 November 2020.
ages() { # from, until
	column "$work/residents.csv" "Year of birth" | awk -v a="$1" -v b="$2" '{ n++; age = 2020 - $1; is += age >= a && age <= b } END { printf "%.4f", is / n }'
}
near "children under 15" "$(census ages_0-14)" "$(ages 0 14)" 0.01
near "people of 15 to 64" "$(census ages_15-64)" "$(ages 15 64)" 0.015
near "people of 65 and over" "$(census ages_65p)" "$(ages 65 200)" 0.01
near "registered outside the province" "$(census popu_reg_o)" \
	"$(column "$work/residents.csv" Residence | awk '{ n++; is += $1 == "floating" } END { printf "%.4f", is / n }')" 0.015
near "men per 100 women" "$(census popu_wm)" \
	"$(column "$work/residents.csv" Sex | awk '{ n[$1]++ } END { printf "%.2f", 100 * n["male"] / n["female"] }')" 3
sizes=$(paste -d, <(column "$work/households.csv" Kind) <(column "$work/households.csv" Residents))
near "persons in a family household" "$(census hhld_s)" \
	"$(awk -F, '$1 == "home" && $2 > 0 { n++; p += $2 } END { printf "%.3f", p / n }' <<<"$sizes")" 0.05
near "households of one" "$(census hhld_1p)" \
	"$(awk -F, '$1 == "home" && $2 > 0 { n++; one += $2 == 1 } END { printf "%.4f", one / n }' <<<"$sizes")" 0.015
near "people who live in families" "$(census hhld_r)" \
	"$(awk -F, '{ all += $2 } $1 == "home" { p += $2 } END { printf "%.4f", p / all }' <<<"$sizes")" 0.02
is "the households add up to the people" 50000 "$(awk -F, '{ n += $2 } END { print n }' <<<"$sizes")"
is "the check finds no fault" "" "$("$lf" check "$work/street" | grep -v '^hole:')"
is "and the tallies are the facts" "0 tallies differed" "$("$lf" rebuild-tallies "$work/street")"

# An exercise a day ahead ends every duty; what it said of tomorrow is no fault today.
start "$work/street" --ahead 1440
for _ in $(seq 100); do
	out=$("$lf" call "$work/street" checkpoint.list region=$street)
	case $out in *'"n_on_duty":1'*) sleep 0.3 ;; *) break ;; esac
done
has "tomorrow nobody is on duty" '"n_on_duty":0' "$out"
stop
is "the check finds no fault after an exercise" "" "$("$lf" check "$work/street" | grep -v '^hole:')"

# The same seed is the same street; another is another.
"$lf" demo "$work/again" --size street --seed 7 >/dev/null 2>&1
"$lf" export "$work/again" resident "$work/again.csv" --region $street >/dev/null
names() { column "$1" "Full name" | cksum; }
is "the same seed, the same people" "$(names "$work/residents.csv")" "$(names "$work/again.csv")"
finish
