#!/bin/bash
# The command line as other tools call it: every word of the contract, its last
# line and its exit code, on SQLite and, inside test/with-postgres, on PostgreSQL.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

# A street with three grids, as a sheet.
cat >"$work/regions.csv" <<'SHEET'
code,parent_code,level,name,kind
990000000000,,1,试点省,province
990100000000,990000000000,2,试点市,city
990101000000,990100000000,3,试点区,district
990101001000,990101000000,4,试点街道,street
990101001001,990101001000,5,试点居委会,residents_committee
990101001001001,990101001001,6,一网格,grid
990101001001002,990101001001,6,二网格,grid
990101001001003,990101001001,6,三网格,grid
SHEET

# 500 doors under Chinese headings with an explanation row; 37 of them are wrong.
make_doors() { # wrong or right
	printf '编号,所在网格,房号,楼层,备注栏\n说明：外部编号,网格编码,房号,整数,不认识的列\n'
	for i in $(seq 500); do
		grid=99010100100100$((i % 3 + 1)) door="$((i % 20 + 1))号楼-$i" floor=$((i % 6 + 1))
		if [ "$1" = wrong ] && [ $((i % 13)) -eq 0 ] && [ $i -le 481 ]; then
			case $((i % 4)) in
			0) grid=990101001001777 ;;
			1) door= ;;
			2) floor=顶层 ;;
			3) door="=HYPERLINK(\"x\")" ;;
			esac
		fi
		printf '%s,%s,"%s",%s,x\n' "d$i" "$grid" "${door//\"/\"\"}" "$floor"
	done
}
make_doors wrong >"$work/wrong.csv"
make_doors right >"$work/right.csv"

# Everything once; $1 names the engine, $2… are the words for init.
contract() {
	local name=$1 dir=$work/$1 out code
	shift
	out=$("$lf" init "$dir" "$@")
	is "$name init" 0 $?
	has "$name init prints a link" "/link/" "$out"
	"$lf" init "$dir" "$@" >/dev/null 2>&1
	is "$name init twice" 1 $?

	out=$("$lf" import "$dir" region "$work/regions.csv" --dry-run | tail -1)
	is "$name dry run" '{"read":8,"added":8,"changed":0,"same":0,"refused":0}' "$out"
	out=$("$lf" import "$dir" region "$work/regions.csv" | tail -1)
	is "$name regions" '{"read":8,"added":8,"changed":0,"same":0,"refused":0}' "$out"
	out=$("$lf" import "$dir" region "$work/regions.csv" | tail -1)
	is "$name regions again" '{"read":8,"added":0,"changed":0,"same":8,"refused":0}' "$out"

	"$lf" import "$dir" household "$work/wrong.csv" --dry-run >"$work/out" 2>/dev/null
	is "$name dry run with faults" 3 $?
	is "$name dry run counts" '{"read":500,"added":463,"changed":0,"same":0,"refused":37}' \
		"$(tail -1 "$work/out")"
	out=$("$lf" call "$dir" household.list region=990101)
	is "$name a dry run keeps nothing" 0 "$(value count "$out")"
	"$lf" import "$dir" household "$work/wrong.csv" --errors "$work/$name-refused.csv" \
		>"$work/out" 2>/dev/null
	is "$name import with faults" 3 $?
	is "$name import counts" '{"read":500,"added":463,"changed":0,"same":0,"refused":37}' \
		"$(tail -1 "$work/out")"
	is "$name the refused rows" 38 "$(wc -l <"$work/$name-refused.csv" | tr -d ' ')"
	has "$name a reason beside each" "编号,所在网格,房号,楼层,备注栏," "$(head -1 "$work/$name-refused.csv")"
	has "$name made safe" "'=HYPERLINK" "$(cat "$work/$name-refused.csv")"
	out=$("$lf" import "$dir" household "$work/right.csv" --errors "$work/none.csv" | tail -1)
	is "$name the corrected sheet" '{"read":500,"added":37,"changed":0,"same":463,"refused":0}' "$out"
	is "$name no sheet of refused rows" 1 "$([ -e "$work/none.csv" ]; echo $?)"
	sed -i 's/^d7,\([^,]*\),[^,]*,/d7,\1,"别的门",/' "$work/right.csv"
	out=$("$lf" import "$dir" household "$work/right.csv" | tail -1)
	is "$name one changed row" '{"read":500,"added":0,"changed":1,"same":499,"refused":0}' "$out"
	make_doors right >"$work/right.csv"
	"$lf" import "$dir" nothing "$work/right.csv" >/dev/null 2>&1
	is "$name no such kind" 1 $?

	out=$("$lf" export "$dir" household "$work/$name-out.xlsx" --region 990101001001001)
	is "$name export" 0 $?
	is "$name export counts" '{"rows":166}' "$out"
	out=$("$lf" import "$dir" household "$work/$name-out.xlsx" --dry-run 2>/dev/null | tail -1)
	has "$name an export can be imported" '"read":166,"added":0' "$out"

	out=$("$lf" call "$dir" account.add login=li name=李明 phone=13800001234)
	is "$name call" 0 $?
	has "$name reply" '"outcome":"added"' "$out"
	"$lf" call "$dir" posting.add account=li role=officer region=990101001 duty=chief order_ref=1 >/dev/null
	is "$name posting" 0 $?
	out=$("$lf" call "$dir" household.add region=990101001001001 --as li)
	is "$name call refused" 1 $?
	has "$name the problem as JSON" '"number":4008' "$out"
	out=$("$lf" call "$dir" region.counts region=99 --as li)
	is "$name outside reach" 1 $?
	has "$name outside reach says so" '"number":4103' "$out"
	"$lf" call "$dir" account.me --as nobody >/dev/null 2>&1
	is "$name as nobody" 2 $?

	printf '编号,名称,类型,区域代码\no1,试点物业公司,property_firm,990101001\n' >"$work/firms.csv"
	out=$("$lf" import "$dir" organisation "$work/firms.csv" | tail -1)
	is "$name organisations" '{"read":1,"added":1,"changed":0,"same":0,"refused":0}' "$out"
	printf '登录名,姓名,手机,职务\nchen,陈静,13800001111,网格员\n' >"$work/staff.csv"
	out=$("$lf" import "$dir" staff "$work/staff.csv" | tail -1)
	is "$name staff" '{"read":1,"added":1,"changed":0,"same":0,"refused":0}' "$out"
	printf '编号,账号,角色,区域代码,正副职\np1,chen,grid_worker,990101001001001,chief\n' >"$work/postings.csv"
	out=$("$lf" import "$dir" posting "$work/postings.csv" | tail -1)
	is "$name postings" '{"read":1,"added":1,"changed":0,"same":0,"refused":0}' "$out"
	printf '编号,所属户,姓名,手机\nr1,d1,王小明,13900001234\nr2,d2,李小红,\n' >"$work/people.csv"
	out=$("$lf" import "$dir" resident "$work/people.csv" | tail -1)
	is "$name residents" '{"read":2,"added":2,"changed":0,"same":0,"refused":0}' "$out"
	out=$(script -qec "$lf import $dir resident $work/people.csv" /dev/null </dev/null | tr '\r' '\n')
	has "$name progress on a terminal" 's left' "$out"
	has "$name progress: how fast" '/s, ' "$out"
	out=$("$lf" call "$dir" journal.list command=resident.add)
	is "$name no name in the journal" 1 "$(grep -q 王小明 <<<"$out"; echo $?)"

	# Beside a running server.
	start "$dir"
	out=$("$lf" call "$dir" household.add key=beside region=990101001001001 door=9-999)
	is "$name call beside a server" 0 $?
	has "$name health" '"state":"well"' "$(curl -s "$url/health")"
	out=$("$lf" import "$dir" household "$work/right.csv" | tail -1)
	has "$name import beside a server" '"refused":0' "$out"
	"$lf" check "$dir"
	is "$name check beside a server" 0 $?
	"$lf" backup "$dir" "$work/$name.backup" 2>/dev/null
	is "$name backup beside a server" 0 $?
	is "$name a backup is one file, its owner's" "-rw------- $name.backup" \
		"$(cd "$work" && ls -l "$name".backup* | sed 's/ .* / /')"
	stop
	is "$name the server ends with 0" 0 "$code"

	out=$("$lf" rebuild-tallies "$dir")
	is "$name rebuild" "0 tallies differed" "$out"
	"$lf" verify-backup "$work/$name.backup" >/dev/null
	is "$name verify" 0 $?
	head -c 3000 "$work/$name.backup" >"$work/cut.backup"
	"$lf" verify-backup "$work/cut.backup" >/dev/null 2>&1
	is "$name a cut backup" 1 $?
	cp "$work/$name.backup" "$work/damaged.backup"
	printf 'x' | dd of="$work/damaged.backup" bs=1 seek=9000 conv=notrunc 2>/dev/null
	"$lf" verify-backup "$work/damaged.backup" >/dev/null 2>&1
	is "$name a damaged backup" 1 $?
	(cat "$work/$name.backup"; printf x) >"$work/longer.backup"
	out=$("$lf" verify-backup "$work/longer.backup" 2>&1)
	is "$name a backup with more behind it" 1 $?
	has "$name says so" "goes on after the end" "$out"
	"$lf" restore "$work/$name.backup" "$work/$name-again" >/dev/null 2>&1
	is "$name restore without keys" 1 $?
}

# as_the_table NAME DIR DAY FILE: on that day the counts are the file's, line by line
as_the_table() {
	local counts wanted
	counts=$("$lf" call "$2" region.counts region=12 as_of="$3")
	wanted=$(awk -F, 'NR > 1 && $3 > 1 { sub(/\r$/, "", $5); n[$3 "," $5]++ }
		END { for (k in n) { split(k, part, ","); printf "{\"level\":%s,\"kind\":\"%s\",\"n\":%d}\n", part[1], part[2], n[k] } }' "$4")
	while read -r one; do has "$1 $3" "$one" "$counts"; done <<<"$wanted"
	is "$1 $3: nothing else" "$(wc -l <<<"$wanted")" "$(grep -o '"level"' <<<"$counts" | wc -l)"
}

# Both tables of Tianjin, the later one as valid from its day; $1 names the engine, $2… are the words for init.
editions() {
	local name=$1 dir=$work/$1-editions out
	shift
	"$lf" init "$dir" "$@" >/dev/null
	out=$("$lf" import "$dir" region data/regions-tianjin-2019.csv --edition 2019-10-31 2>"$work/err" | tail -1)
	is "$name the edition of 2019" '{"read":5809,"added":5809,"changed":0,"same":0,"removed":0,"moved":0,"recoded":0,"refused":0}' "$out"
	is "$name nobody is told of progress without a terminal" "" "$(cat "$work/err")"
	(head -100 data/regions-tianjin-2023.csv; echo "12,,,,") >"$work/hole.csv"
	out=$("$lf" import "$dir" region "$work/hole.csv" --edition 2023-06-30 2>"$work/err")
	is "$name an edition with a refused row ends as other sheets do" 3 $?
	has "$name … with its counts last" '"added":0,"changed":0,"same":0' "$(tail -1 <<<"$out")"
	has "$name … and says that nothing was taken" "nothing of this edition was taken" "$(cat "$work/err")"
	out=$("$lf" import "$dir" region data/regions-tianjin-2023.csv --edition 2023-06-30 | tail -1)
	is "$name the edition of 2023: 979 changes" '{"read":5934,"added":350,"changed":346,"same":5180,"removed":225,"moved":57,"recoded":1,"refused":0}' "$out"
	as_the_table "$name" "$dir" 2020-02-01 data/regions-tianjin-2019.csv
	as_the_table "$name" "$dir" 2023-06-30 data/regions-tianjin-2023.csv
	out=$("$lf" call "$dir" region.counts region=12 as_of=2020-02-01)
	has "$name 16 districts" '"level":3,"kind":"district","n":16}' "$out"
	has "$name 247 streets, towns and townships: 118" '"kind":"street","n":118}' "$out"
	has "$name … and 126" '"kind":"town","n":126}' "$out"
	has "$name … and 3" '"kind":"township","n":3}' "$out"
	"$lf" check "$dir" >"$work/out"
	is "$name check, but for places that nobody answers for" "" "$(grep -v '^hole:' "$work/out")"
}

# restored NAME DIR: the copy holds the same and is sound
restored() {
	"$lf" check "$2"
	is "$1 check of the copy" 0 $?
	is "$1 the copy's households" 501 \
		"$(value count "$("$lf" call "$2" household.list region=990101)")"
	has "$1 the copy's secrets open" 李明 "$("$lf" call "$2" account.list region=99)"
}

contract sqlite
editions sqlite
"$lf" restore "$work/sqlite.backup" "$work/copy" --keys "$work/sqlite/keys" >/dev/null
is "restore" 0 $?
restored sqlite "$work/copy"
"$lf" init "$work/other" --db "postgres://nobody@localhost:1/none" >/dev/null 2>&1
is "init of a database that is not there" 1 $?
"$lf" init "$work/other" >/dev/null
is "init again, after it failed" 0 $?
out=$("$lf" restore "$work/sqlite.backup" "$work/wrong" --keys "$work/other/keys" 2>&1)
is "restore with another directory's keys" 1 $?
has "it says so" "not the one of this backup" "$out"
is "it leaves nothing" 1 "$(test -e "$work/wrong"; echo $?)"
mv "$work/copy/keys" "$work/right-keys"
cp "$work/other/keys" "$work/copy/keys"
out=$("$lf" call "$work/copy" household.list region=990101 2>&1)
is "a directory with another one's keys" 1 $?
has "it says which file" "not the one of its database" "$out"
mv "$work/right-keys" "$work/copy/keys"
"$lf" backup "$work/copy" "$work/whole.backup" --with-keys
"$lf" restore "$work/whole.backup" "$work/copy2" >/dev/null
is "restore with the keys inside" 0 $?
restored keys "$work/copy2"

if [ -n "${LIANFANG_TEST_PG:-}" ]; then
	for base in cli cli_copy cli_editions; do
		psql -q -d postgres -c "DROP DATABASE IF EXISTS $base" -c "CREATE DATABASE $base" 2>/dev/null
	done
	contract postgres --db "postgres://postgres@/cli?host=$PGHOST"
	editions postgres --db "postgres://postgres@/cli_editions?host=$PGHOST"
	"$lf" restore "$work/postgres.backup" "$work/pg-copy" --keys "$work/postgres/keys" \
		--db "postgres://postgres@/cli_copy?host=$PGHOST" >/dev/null
	is "restore to PostgreSQL" 0 $?
	restored postgres "$work/pg-copy"
	"$lf" restore "$work/postgres.backup" "$work/pg-again" --keys "$work/postgres/keys" \
		--db "postgres://postgres@/cli_copy?host=$PGHOST" >/dev/null 2>&1
	is "restore into a database that is not empty" 1 $?
fi

for what in ddl openapi typescript who manual; do
	"$lf" print $what | head -c 100 | grep -q . || is "print $what" something nothing
done
for word in init serve import export call check rebuild-tallies backup restore verify-backup demo print; do
	out=$("$lf" $word --help)
	is "$word --help" 0 $?
	has "$word --help says how" "lianfang $word" "$out"
done
"$lf" >/dev/null 2>&1
is "no word" 2 $?
"$lf" nonsense >/dev/null 2>&1
is "no such word" 2 $?
"$lf" call >/dev/null 2>&1
is "too few words" 2 $?
"$lf" check "$work/nowhere" >/dev/null 2>&1
is "no such directory" 1 $?
"$lf" serve "$work/sqlite" --port x >/dev/null 2>&1
is "a port that is no number" 2 $?
finish
