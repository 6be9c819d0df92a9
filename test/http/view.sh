#!/bin/bash
# Viewing as another account on the wire: both must be allowed, nothing can be changed,
# and it ends.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

"$lf" init "$work/data" >/dev/null
run() { "$lf" call "$work/data" "$@"; }
add() { run region.add "code=$1" "level=$2" "name=$1" "kind=$3" ${4:+parent_code=$4} >/dev/null; }
add 12 1 municipality
add 1201 2 prefecture_placeholder 12
add 120113 3 district 1201
for street in 120113001 120113002; do
	add $street 4 street 120113
	add ${street}001 5 residents_committee $street
	add ${street}001001 6 grid ${street}001
done
run household.add id=h1 region=120113001001001 door=101 kind=home >/dev/null
run household.add id=h2 region=120113002001001 door=201 kind=home >/dev/null

# person LOGIN ROLE REGION …: an account with postings
person() {
	run account.add region=120113 "login=$1" "name=$1" >/dev/null
	local login=$1
	shift
	while [ $# -gt 0 ]; do
		run posting.add "region=$2" "account=$login" "role=$1" duty=chief >/dev/null
		shift 2
	done
}
person wang officer 120113001
person li grid_worker 120113001001001
person shen medic 120113001001001 auditor 120113001001001
start "$work/data"

# enter LOGIN: signs in by a link; sets $csrf, cookies in $work/LOGIN
enter() {
	local token session
	token=$(value token "$(run account.invite region=120113 "login=$1")")
	curl -s "$url/api/session/link" -H 'Content-Type: application/json' -c "$work/$1" \
		-d "{\"token\":\"$token\",\"password\":\"a long enough word 1\"}" >"$work/$1.session"
	session=$(cat "$work/$1.session")
	csrf=$(value csrf "$session")
	has "$1 is signed in" '"csrf"' "$session"
}
enter wang

# as LOGIN METHOD PATH [CURL OPTIONS…]: wang asks, viewing as LOGIN ("" for nobody)
as() {
	local header=()
	[ -z "$1" ] || header=(-H "X-View-As: $1")
	curl -s -X "$2" "$url$3" -b "$work/wang" -H "X-CSRF: $csrf" -H 'Content-Type: application/json' \
		"${header[@]}" "${@:4}"
}
number() {
	has "$2: $1" "\"number\":$2" "$3"
}

number "without a viewing the header opens nothing" 6103 "$(as li GET /api/me)"
has "the viewing begins" '"login":"li"' "$(as '' POST /api/account.view -d '{"login":"li","purpose":"看不到清单"}')"
me=$(as li GET /api/me)
has "the page is told whose it is" '"login":"li"' "$me"
has "and who looks" '"viewer":"wang"' "$me"
has "the worker's postings" '"region":"120113001001001"' "$me"
has "what the worker sees" '"id":"h1"' "$(as li POST /api/household.list -d '{}')"
has "the same by GET" '"id":"h1"' "$(as li GET /api/household.list)"
number "not what lies outside the worker's place" 4103 "$(as li GET '/api/household.list?region=120113001')"
number "nor what neither may see" 4103 "$(as li GET '/api/household.list?region=120113002')"
number "a list for officers is closed, as it is to the worker" 4102 "$(as li GET /api/account.list)"
number "own affairs stay the person's" 6106 "$(as li GET /api/session.list)"
number "nothing is filed" 6102 "$(as li POST /api/household.add -d '{"door":"102","kind":"home"}')"
number "nor opened, which is filed too" 6102 "$(as li POST /api/resident.open -d '{"resident":"r1","purpose":"好奇"}')"
number "nothing is pushed" 6102 "$(as li POST /api/sync/push -d '{"commands":[]}')"
number "nothing is carried away" 6102 "$(as li GET '/api/export/household?format=csv')"
number "nor imported" 6102 "$(as li POST /api/import/household -d 'x')"
number "the viewing is of one account" 6103 "$(as shen GET /api/me)"

# Both: a doctor may read journals as an auditor; the officer may not.
as '' POST /api/account.view -d '{"login":"shen","purpose":"核对"}' >/dev/null
has "another account, another viewing" '"login":"shen"' "$(as shen GET /api/me)"
number "the first one is over" 6103 "$(as li GET /api/me)"
seen=$(as '' GET /api/journal.list)
case $seen in
*'"number":4102'*) number "what only the other may see stays closed" 6106 "$(as shen GET /api/journal.list)" ;;
*) has "what both may see is shown" '"rows"' "$(as shen GET /api/journal.list)" ;;
esac

# The other comes to serve elsewhere: the viewing no longer reaches.
run posting.add region=120113002001001 account=shen role=medic duty=member >/dev/null
sleep 1.2
number "a posting outside ends it" 6101 "$(as shen GET /api/me)"
has "by hand" '"ended":1' "$(as '' POST /api/account.view_end -d '{}')"
number "after the end" 6103 "$(as shen GET /api/me)"
finish
