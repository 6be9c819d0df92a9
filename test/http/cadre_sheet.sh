#!/bin/bash
# A unit's roster as units write it: Chinese headings, names of units and communities;
# sent twice it adds nothing, and what is wrong comes back with the reason (SC-03).
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

cat >"$work/regions.csv" <<'SHEET'
code,parent_code,level,name,kind
990000000000,,1,试点省,province
990100000000,990000000000,2,试点市,city
990101000000,990100000000,3,试点区,district
990101001000,990101000000,4,东街道,street
990101001001,990101001000,5,花园社区,residents_committee
990101002000,990101000000,4,西街道,street
990101002001,990101002000,5,花园社区,residents_committee
990101002002,990101002000,5,河边社区,residents_committee
SHEET
cat >"$work/units.csv" <<'SHEET'
编号,名称,类型,region
fgw,区发展改革委,department,990101
SHEET
cat >"$work/cadres.csv" <<'SHEET'
派出单位,姓名,手机号,职级,是否党员,居住社区,批次
区发展改革委,钱一,13911110001,处级,是,河边社区,第一批
区发展改革委,钱二,13911110002,一般干部,否,西街道花园社区,第一批
fgw,钱三,13911110003,科级,是,990101001001,第一批
区发展改革委,钱四,13911110004,科级,是,花园社区,第一批
没有的单位,钱五,13911110005,科级,是,990101001001,第一批
区发展改革委,钱六,13911110006,科级,是,东街道,第一批
SHEET

# What the unit itself sends: no column for the unit is needed, and another's people are refused.
cat >"$work/own.csv" <<'SHEET'
姓名,手机号,职级,是否党员,居住社区,批次
钱七,13911110007,科级,是,河边社区,第二批
钱八,13911110008,一般干部,是,河边社区,第二批
SHEET
cat >"$work/others.csv" <<'SHEET'
派出单位,姓名,手机号,职级,是否党员,居住社区,批次
区教育局,钱九,13911110009,科级,是,河边社区,第二批
SHEET

roster() { # name, words for init …
	local name=$1 dir=$work/$1 out
	shift
	"$lf" init "$dir" "$@" >/dev/null
	is "$name init" 0 $?
	"$lf" import "$dir" region "$work/regions.csv" >/dev/null
	is "$name regions" 0 $?
	"$lf" import "$dir" organisation "$work/units.csv" >/dev/null
	is "$name units" 0 $?
	out=$("$lf" import "$dir" cadre "$work/cadres.csv" --errors "$work/bad.csv" 2>/dev/null | tail -1)
	is "$name roster" '{"read":6,"added":3,"changed":0,"same":0,"refused":3}' "$out"
	has "$name two communities of one name" "several communities have this name" \
		"$(grep 钱四 "$work/bad.csv")"
	has "$name no such unit" "there is no such organisation" "$(grep 钱五 "$work/bad.csv")"
	has "$name a street is no community" "no community has this name" "$(grep 钱六 "$work/bad.csv")"
	out=$("$lf" import "$dir" cadre "$work/cadres.csv" 2>/dev/null | tail -1)
	is "$name the same roster again" '{"read":6,"added":0,"changed":0,"same":3,"refused":3}' "$out"
	out=$("$lf" call "$dir" deployment.statistics region=990101)
	is "$name nobody counts before the approval" 0 "$(value n "$out")"
	is "$name approved" 3 "$(value n "$("$lf" call "$dir" cadre.approve batch=第一批)")"
	out=$("$lf" call "$dir" deployment.statistics region=990101)
	is "$name members of three" 2 "$(value n_members "$out")"
	is "$name of division rank" 1 "$(value n_division "$out")"
	"$lf" export "$dir" cadre "$work/out.csv" --lang zh-CN >/dev/null
	has "$name export" "钱二" "$(cat "$work/out.csv")"
	has "$name export says the community" "花园社区" "$(grep 钱二 "$work/out.csv")"
	[ -z "$(grep 13911110002 "$work/out.csv")" ] || is "$name phones are masked" masked clear
	"$lf" call "$dir" account.add region=990101 login=sun name=孙主任 organisation=fgw >/dev/null
	"$lf" call "$dir" posting.add region=990101 account=sun role=department >/dev/null
	"$lf" call "$dir" organisation.add region=990101 id=jyj name=区教育局 kind=department >/dev/null
	out=$("$lf" import "$dir" cadre "$work/own.csv" --as sun 2>/dev/null | tail -1)
	is "$name the unit sends its own sheet" '{"read":2,"added":2,"changed":0,"same":0,"refused":0}' "$out"
	out=$("$lf" import "$dir" cadre "$work/others.csv" --as sun --errors "$work/bad.csv" 2>/dev/null | tail -1)
	is "$name and nobody else's" '{"read":1,"added":0,"changed":0,"same":0,"refused":1}' "$out"
	has "$name with the reason" "a unit uploads its own people" "$(cat "$work/bad.csv")"
	has "$name and waits for the approval" '"state":"uploaded"' \
		"$("$lf" call "$dir" cadre.list batch=第二批 --as sun)"
	"$lf" check "$dir"
	is "$name check" 0 $?
}

roster sqlite
if [ -n "${LIANFANG_TEST_PG:-}" ]; then
	psql -q -d postgres -c "DROP DATABASE IF EXISTS cadre_sheet" -c "CREATE DATABASE cadre_sheet" 2>/dev/null
	roster postgres --db "postgres://postgres@/cadre_sheet?host=$PGHOST"
fi
finish
