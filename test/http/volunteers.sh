#!/bin/bash
# Places to help on the wire: 200 hands at once reach for seven places, and seven get one;
# the calendar that a telephone subscribes to.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

"$lf" init "$work/data" >/dev/null
run() { "$lf" call "$work/data" "$@"; }
add() { run region.add "code=$1" "level=$2" "name=$1" "kind=$3" ${4:+parent_code=$4} >/dev/null; }
add 12 1 municipality
add 1201 2 prefecture_placeholder 12
add 120113 3 district 1201
add 120113001 4 street 120113
add 120113001001 5 residents_committee 120113001
add 120113001001001 6 grid 120113001001
grid=120113001001001
community=120113001001
run account.add region=120113001 login=wu name=Wu >/dev/null
run posting.add region=120113001 account=wu role=officer >/dev/null
token=$(value token "$(run session.token --as wu label=test days=1)")
start "$work/data"

# as BODY COMMAND
as() {
	curl -s --retry 20 "$url/api/$1" -H 'Content-Type: application/json' -H "Authorization: Bearer $token" -d "$2"
}
ms() { echo $(($(date +%s%3N) + $1 * 60000)); }

as volunteer.slot_add "{\"id\":\"s1\",\"region\":\"$community\",\"item\":\"notices\",\"from_at\":$(ms 60),\"until_at\":$(ms 120),\"capacity\":7,\"place\":\"door\"}" >/dev/null
for i in $(seq 200); do
	echo "{\"command\":\"volunteer.offer\",\"id\":\"v$i\",\"region\":\"$grid\",\"name\":\"V$i\",\"phone\":\"1380000$((1000 + i))\",\"category\":\"resident\"}"
done | paste -sd, | sed 's/.*/{"commands":[&]}/' >"$work/offers.json"
has "200 offer" '"id":"v200"' "$(curl -s --retry 20 "$url/api/sync/push" -H 'Content-Type: application/json' -H "Authorization: Bearer $token" --data-binary @"$work/offers.json")"

# All at once: each in a connection of its own, and each asks again where the server was busy.
mkdir "$work/taken"
seq 200 | xargs -P 200 -I{} curl -s --retry 30 -f -o "$work/taken/{}" "$url/api/volunteer.take" \
	-H 'Content-Type: application/json' -H "Authorization: Bearer $token" -d '{"id":"b{}","slot":"s1","volunteer":"v{}"}' 2>/dev/null
is "seven got a place" 7 "$(grep -l '"state":"taken"' "$work"/taken/* 2>/dev/null | wc -l)"
slots=$(as volunteer.slots "{\"region\":\"$community\"}")
has "and seven stand at it" '"n_taken":7' "$slots"
has "none is left" '"n_left":0' "$slots"
has "the list says the same" '"count":7' "$(as volunteer.list "{\"region\":\"$community\",\"slot\":\"s1\",\"state\":\"taken\"}")"
has "the 201st is told so" '"number":7314' "$(as volunteer.take "{\"slot\":\"s1\",\"volunteer\":\"$(as volunteer.people "{\"region\":\"$grid\",\"limit\":500}" | tr '{' '\n' | grep '"n_taken":0' | head -1 | sed 's/.*"volunteer":"\([^"]*\)".*/\1/')\"}")"

# The calendar of whoever took a place.
as volunteer.offer "{\"id\":\"me\",\"region\":\"$grid\",\"name\":\"吴自己\",\"phone\":\"13800000001\",\"category\":\"party_member\",\"is_self\":true}" >/dev/null
as volunteer.slot_add "{\"id\":\"s2\",\"region\":\"$community\",\"item\":\"shopping\",\"from_at\":$(ms 60),\"until_at\":$(ms 120),\"capacity\":2,\"place\":\"菜市场, 东门; 二楼\"}" >/dev/null
as volunteer.take '{"id":"mine","slot":"s2","volunteer":"me"}' >/dev/null
path=$(value url_path "$(as calendar.link '{}')")
ics=$(curl -s -D "$work/head" "$url$path")
has "it is a calendar" 'text/calendar' "$(cat "$work/head")"
has "with the place in it" 'SUMMARY:早7点集中采买' "$ics"
has "commas and semicolons stay text" '菜市场\, 东门\; 二楼' "$ics"
has "in Beijing time" 'DTSTART;TZID=Asia/Shanghai:' "$ics"
case $ics in *吴自己* | *13800000001*) is "nobody's name stands in it" "" "$ics" ;; esac
is "lines end as they must" "$(printf '%s' "$ics" | grep -c '')" "$(printf '%s' "$ics" | grep -c $'\r$')"
as calendar.end '{}' >/dev/null
has "ended, it says nothing" '"number":7401' "$(curl -s "$url$path")"
is "an address that never was" 404 "$(curl -s -o /dev/null -w '%{http_code}' "$url/api/calendar/0123456789abcdef0123456789abcdef.ics")"
has "and one that is none" '"number":4902' "$(curl -s "$url/api/calendar/..%2fx.ics")"
stop
is "the server ends well" 0 "$code"
"$lf" check "$work/data" >"$work/check" || is "the data are whole" "" "$(cat "$work/check")"
finish
