#!/bin/bash
# A family's phone on the wire: bound by card or code, its own door only, ended at once;
# and what one address may ask without a session.
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
for n in 101 102 103; do run household.add id=h$n region=$grid door=$n kind=home >/dev/null; done
run sweep.start id=s1 region=$grid kind=visit target=household title=Sweep \
	from_day="$(TZ=Asia/Shanghai date +%F)" until_day="$(TZ=Asia/Shanghai date +%F)" >/dev/null
# Too many doors for one list: a link for each building, then.
add 120113001001002 6 grid 120113001001
{
	echo "id,region,door"
	for n in $(seq 2001); do echo "m$n,120113001001002,m$n"; done
} >"$work/many.csv"
"$lf" import "$work/data" household "$work/many.csv" >/dev/null
has "too many doors" 5503 "$(run group.link region=120113001001002 2>&1)"
group=$(value token "$(run group.link region=$grid)")
card=$(value token "$(run binding.card region=$grid 'households=["h101"]')")
code=$(value code "$(run binding.code region=$grid household=h102)")
start "$work/data"

# post PATH BODY [CURL OPTIONS…]
post() {
	curl -s "$url$1" -H 'Content-Type: application/json' -d "$2" "${@:3}"
}
# as TOKEN PATH BODY
as() {
	post "$2" "$3" -H "Authorization: Bearer $1"
}
status() {
	curl -s -o /dev/null -w '%{http_code}' "$@"
}

# Without a session: the group's doors, and nothing else.
doors=$(post /api/group.open "{\"token\":\"$group\"}")
has "anyone with the link sees the doors" '"n":3' "$doors"
has "the doors by their numbers" '"door":"101"' "$doors"
case $doors in *h101* | *'"state"'*) is "no id, no state" "" "$doors" ;; esac
has "a read by GET" '"n_done":0' "$(curl -s "$url/api/group.open?token=$group")"
has "another link opens nothing" '"number":5501' "$(post /api/group.open '{"token":"x"}')"
has "other commands want a session" '"number":4101' "$(post /api/family.home '{}')"
is "and say so before the body" 401 "$(status "$url/api/household.list")"

# Coming in.
opened=$(post /api/session/household "{\"card\":\"$card\",\"label\":\"phone\"}")
one=$(value token "$opened")
has "the card's door" '"door":"101"' "$opened"
has "until when" '"until_at":' "$opened"
opened=$(post /api/session/household "{\"group\":\"$group\",\"door\":\"102\",\"code\":\"$code\"}")
two=$(value token "$opened")
has "the code's door" '"id":"h102"' "$opened"
has "a code is for one phone" '"number":5402' \
	"$(post /api/session/household "{\"group\":\"$group\",\"door\":\"102\",\"code\":\"$code\"}")"
has "what is missing is named" '"field":"code"' \
	"$(post /api/session/household "{\"group\":\"$group\",\"door\":\"102\"}")"
has "a card that is none" '"number":5401' "$(post /api/session/household '{"card":"none"}')"

# Its own door, without naming a region.
has "home" '"household":"h101"' "$(as "$one" /api/family.home '{}')"
has "one's own report" '"seq":' \
	"$(as "$one" /api/visit.record '{"id":"v1","sweep":"s1","household":"h101","state":"done","channel":"self"}')"
has "another's door" '"number":5601' \
	"$(as "$one" /api/visit.record '{"sweep":"s1","household":"h102","state":"done","channel":"self"}')"
has "by way of a push too" '"number":5601' "$(as "$one" /api/sync/push \
	'{"commands":[{"command":"visit.record","id":"p1","sweep":"s1","household":"h103","state":"done","channel":"self"}]}')"
has "one's own by a push" '"id":"p2"' "$(as "$two" /api/sync/push \
	'{"commands":[{"command":"visit.record","id":"p2","sweep":"s1","household":"h102","state":"done","channel":"group"}]}')"
has "the group sees it" '"n_done":2' "$(post /api/group.open "{\"token\":\"$group\"}")"
bearer="Authorization: Bearer $one"
for path in "household.list?region=$grid" "sweep.doors?sweep=s1&region=$grid" "sync.pull?region=$grid" \
	"region.list?region=$grid" "boundary.list?region=$grid" "resident.list?region=$grid"; do
	is "no way to $path" 403 "$(status "$url/api/$path" -H "$bearer")"
done
is "no export" 403 "$(status "$url/api/export/household?region=$grid&format=csv" -H "$bearer")"
# A family hears of a response level (SC-02), of its own grid and of no figure in it.
is "not elsewhere" 403 "$(status -m 3 "$url/api/live?region=${grid%???}" -H "$bearer")"
curl -sN -m 3 "$url/api/live?region=$grid" -H "$bearer" >"$work/heard" &
hearing=$!
is "no import" 403 "$(status "$url/api/import/household" -H "$bearer" -H 'Content-Type: text/csv' --data-binary 'x')"

# A word to the office, without a session and with one.
said=$(post /api/complaint.file '{"kind":"complaint","text":"too loud"}')
number=$(value number "$said") secret=$(value secret "$said")
has "the answer can be read with number and word" '"text":"too loud"' \
	"$(post /api/complaint.mine "{\"number\":\"$number\",\"secret\":\"$secret\"}")"
has "and not without" '"number":5704' "$(post /api/complaint.mine "{\"number\":\"$number\",\"secret\":\"x\"}")"
as "$one" /api/complaint.file '{"kind":"problem","text":"the lamp"}' >/dev/null
mine=$(as "$one" /api/complaint.mine '{}')
has "one's own by the session" 'the lamp' "$mine"
case $mine in *loud*) is "and nobody else's" "" "$mine" ;; esac
wait "$hearing"
has "the stream is open" 'listening' "$(cat "$work/heard")"
is "and carries no live figures, although a problem was filed there" 0 "$(grep -c '^event' "$work/heard")"
for _ in $(seq 10); do
	post /api/complaint.file '{"kind":"complaint","text":"again"}' -H 'X-Real-IP: 203.0.113.20' >/dev/null
done
has "eleven in an hour from one address are too many" '"number":5420' \
	"$(post /api/complaint.file '{"kind":"complaint","text":"again"}' -H 'X-Real-IP: 203.0.113.20')"
has "with a session they are not" '"seq":' "$(post /api/complaint.file '{"kind":"complaint","text":"again"}' \
	-H 'X-Real-IP: 203.0.113.20' -H "Authorization: Bearer $two")"

# A link with a session that has ended: nobody, but not refused.
has "a stale token does not close the group's list" '"n":3' "$(as "$(printf 'x%.0s' $(seq 43))" /api/group.open "{\"token\":\"$group\"}")"

# Signing out ends the phone at once.
is "sign out" 200 "$(status -X DELETE "$url/api/session" -H "$bearer")"
has "it is over" '"number":4101' "$(as "$one" /api/family.home '{}')"
has "the other goes on" '"household":"h102"' "$(as "$two" /api/family.home '{}')"

# One address asks too much: told so, with a time, and nobody else is.
far() {
	post /api/session/household '{"card":"guess"}' -H "X-Real-IP: $1" "${@:2}"
}
for _ in $(seq 20); do far 203.0.113.7 >/dev/null; done
far 203.0.113.7 -D "$work/head" >"$work/body"
has "the address is told" '"number":5420' "$(cat "$work/body")"
has "with a status of its own" 'HTTP/1.1 429' "$(cat "$work/head")"
has "and when to come again" 'Retry-After: ' "$(cat "$work/head")"
has "in its language" '同一地址' "$(far 203.0.113.7 -H 'Accept-Language: zh-CN')"
has "another address is not" '"number":5401' "$(far 203.0.113.8)"
for _ in $(seq 20); do far 2001:db8:1:1::1 >/dev/null; done
has "a whole house of IPv6 is one" '"number":5420' "$(far 2001:db8:1:1:ffff::2)"
has "its neighbour another" '"number":5401' "$(far 2001:db8:1:2::1)"
# A phone that is bound gives its try back: families behind one address are many.
card=$(value token "$(run binding.card region=$grid 'households=["h103"]')")
for n in $(seq 25); do
	opened=$(post /api/session/household "{\"card\":\"$card\"}" -H "X-Real-IP: 203.0.113.9")
done
has "the twenty-fifth phone of one address" '"id":"h103"' "$opened"

# Wrong codes close a door for a while: told so, with the seconds.
for _ in $(seq 11); do
	post /api/session/household "{\"group\":\"$group\",\"door\":\"102\",\"code\":\"none\"}" \
		-D "$work/head" >"$work/body"
done
has "too many wrong codes" '"number":5403' "$(cat "$work/body")"
has "and when they are heard again" 'Retry-After: ' "$(cat "$work/head")"

stop
is "the server ends well" 0 "$code"
"$lf" check "$work/data" >"$work/check" || is "the data are whole" "" "$(cat "$work/check")"
finish
