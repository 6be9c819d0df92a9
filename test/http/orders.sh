#!/bin/bash
# Levels and orders on open screens: each stream hears what is meant for it, within five
# seconds, and nobody else; a link answers without a sign-in.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

# Once with each engine; PostgreSQL where there is a server.
if [ $# -eq 0 ] && [ -n "${LIANFANG_TEST_PG:-}" ]; then
	psql -q -d lianfang -c 'DROP DATABASE IF EXISTS orders' -c 'CREATE DATABASE orders' 2>/dev/null
	LIANFANG_BIN=$lf test/http/orders.sh "postgres://postgres@/orders?host=$PGHOST" || failed=1
	psql -q -d lianfang -c 'DROP DATABASE IF EXISTS orders' 2>/dev/null
fi

"$lf" init "$work/data" ${1:+--db "$1"} >/dev/null
run() { "$lf" call "$work/data" "$@"; }
add() { run region.add "code=$1" "level=$2" "name=$1" "kind=$3" ${4:+parent_code=$4} >/dev/null; }
add 12 1 municipality
add 1201 2 prefecture_placeholder 12
for district in 120113 120114; do
	add $district 3 district 1201
	add ${district}001 4 street $district
	add ${district}001001 5 residents_committee ${district}001
	add ${district}001001001 6 grid ${district}001001
done
# person LOGIN ROLE REGION: an account with a posting and a bearer token in $work/LOGIN
person() {
	run account.add region=12 "login=$1" "name=$1" >/dev/null
	run posting.add "region=$3" "account=$1" "role=$2" >/dev/null
	value token "$("$lf" call "$work/data" --as "$1" session.token label=test days=1)" >"$work/$1"
}
person zhao commander 120113
person wu officer 120113001
person li grid_worker 120113001001001
person men gatekeeper 120113001001001
person far gatekeeper 120114001001001
start "$work/data"

# ask LOGIN COMMAND JSON
ask() {
	curl -s "$url/api/$2" -H "Authorization: Bearer $(cat "$work/$1")" -H 'Content-Type: application/json' -d "$3"
}
# listen LOGIN REGION: an open screen; what it hears goes to $work/LOGIN.heard
listen() {
	curl -sN "$url/api/live?region=$2" -H "Authorization: Bearer $(cat "$work/$1")" >"$work/$1.heard" 2>/dev/null &
	screens="$screens $!"
}
# hears LOGIN WORDS: within five seconds
hears() {
	local began ms=0
	began=$(date +%s%N)
	while ! grep -q "$2" "$work/$1.heard"; do
		ms=$((($(date +%s%N) - began) / 1000000))
		[ "$ms" -lt 5000 ] || break
		sleep 0.05
	done
	has "$1 hears $2" "$2" "$(cat "$work/$1.heard")"
}
silent() {
	is "$1 does not hear $2" 0 "$(grep -c "$2" "$work/$1.heard")"
}

screens=
listen zhao 120113
listen li 120113001001001
listen men 120113001001001
listen far 120114001001001
for who in zhao li men far; do hears $who ': listening'; done
sleep 0.3
set=$(ask zhao response.set '{"region":"120113","level":"I","basis":"《突发事件应对法》第六十三条","issuer":"区指挥部"}')
has "the level is set" '"seq"' "$set"
for who in zhao li men; do hears $who '"region":"120113","level":"I"'; done
has "what counts for a gatekeeper" '"level":"I"' "$(ask men response.now '{}')"
sleep 1
silent far 'event: response'

issued=$(ask zhao order.issue '{"id":"o1","region":"120113","kind":"muster","title":"到岗","text":"全体到岗","basis":"区指挥部第1号令","to":{"roles":["grid_worker","officer"]}}')
has "the order goes to two" '"n":2' "$issued"
hears li '"order":"o1","is_mine":true'
hears zhao '"order":"o1","is_mine":false'
ask li order.acknowledge '{"order":"o1"}' >/dev/null
hears zhao 'acknowledged":1'
sleep 1
silent men 'event: order'
silent li 'acknowledged'
silent far 'event: order'

# The link of the silent one: no session, no name on the page.
links=$(ask zhao order.links '{"order":"o1","region":"120113","state":"silent"}')
token=$(value token "$links")
opened=$(curl -s "$url/api/order.open" -H 'Content-Type: application/json' -d "{\"token\":\"$token\"}")
has "the link opens" '"title":"到岗"' "$opened"
is "and names nobody" 0 "$(grep -c '"wu"' <<<"$opened")"
answered=$(curl -s "$url/api/order.answer" -H 'Content-Type: application/json' -d "{\"token\":\"$token\",\"what\":\"acknowledged\"}")
has "and answers" '"outcome":"added"' "$answered"
has "one character more is another link" '"number":6706' "$(curl -s "$url/api/order.answer" -H 'Content-Type: application/json' -d "{\"token\":\"${token}0\",\"what\":\"arrived\"}")"
hears zhao 'acknowledged":2'
is "no token in the log" 0 "$(cat "$work"/serve.* | grep -c "${token##*.}")"

# A screen without a posting there is not opened.
is "not elsewhere" 403 "$(curl -s -o "$work/out" -w '%{http_code}' "$url/api/live?region=120114" -H "Authorization: Bearer $(cat "$work/men")")"
# shellcheck disable=SC2086
kill $screens 2>/dev/null
wait $screens 2>/dev/null
stop
is "the server ends by itself" 0 "$code"
"$lf" check "$work/data" >"$work/check" 2>&1
is "and everything is right: $(cat "$work/check")" 0 $?
finish
