#!/bin/bash
# A phone's life on the wire: enrolled by a code shown once, seen, counted, set back, signed out.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

dir=$work/data
"$lf" init "$dir" >/dev/null
call() { # COMMAND [ARGUMENT…]: as the program
	"$lf" call "$dir" "$@"
}
call region.add code=12 level=1 name=T kind=municipality valid_from=2019-01-01 >/dev/null
call region.add code=1201 parent_code=12 level=2 name=P kind=prefecture_placeholder valid_from=2019-01-01 >/dev/null
call region.add code=120113 parent_code=1201 level=3 name=D kind=district valid_from=2019-01-01 >/dev/null
call region.add code=120113003 parent_code=120113 level=4 name=S kind=street valid_from=2019-01-01 >/dev/null
call region.add code=120113003012 parent_code=120113003 level=5 name=C kind=community valid_from=2019-01-01 >/dev/null
grid=120113003012001
call region.add code=$grid parent_code=120113003012 level=6 name=G kind=grid valid_from=2019-01-01 >/dev/null
call account.add login=li name=李网格 >/dev/null
call posting.add account=li role=grid_worker region=$grid from_at=2020-01-01 id=li-1 >/dev/null
office=$(value token "$(call session.token label=office days=1 --as li)")
start "$dir"

# post PATH TOKEN BODY [CURL OPTIONS…]
post() {
	curl -s "$url$1" -H "Authorization: Bearer $2" -H 'Content-Type: application/json' -d "$3" "${@:4}"
}
hasnt() { # NAME PART TEXT
	case $3 in
	*"$2"*) is "$1" "nothing of $2" "$(printf %s "$3" | head -c 300)" ;;
	esac
}
enrol() { # TOKEN: what the phone is answered
	curl -s "$url/api/session/device" -H 'Content-Type: application/json' -d "{\"token\":\"$1\",\"label\":\"红米 9A\"}"
}

doors=$(for i in $(seq 150); do
	printf '{"command":"household.add","id":"h%s","region":"%s","door":"1-%s"},' "$i" "$grid" "$i"
done)
has "150 doors" '"n_pushed":150' "$(post /api/sync/push "$office" "{\"commands\":[${doors%,}]}")"

has "no token" '"number":4008' "$(enrol '')"
has "a token nobody was shown" '"number":5351' "$(enrol 0123456789012345678901234567890123456789012)"
shown=$(call device.invite region=120113003 login=li)
code=$(value token "$shown")
has "the address in the QR code" "\"url_path\":\"/field/#e=$code\"" "$shown"
phone=$(enrol "$code")
bearer=$(value token "$phone")
# (journaled as device.enrolled)
has "enrolling answers who it is" '"login":"li"' "$phone"
has "and where posted" "\"region\":\"$grid\"" "$phone"
has "the same code again" '"number":5351' "$(enrol "$code")"
listed=$(call device.list region=120113003)
has "the officer sees the phone" '"state":"open"' "$listed"
has "and what it is" '"label":"红米 9A"' "$listed"
hasnt "but no token" "$bearer" "$listed"

packet=$(post /api/sync.pull "$bearer" "{\"region\":\"$grid\"}")
epoch=$(value epoch "$packet")
has "a packet of the region" '"n_pushed":0' "$packet"
size=$(post /api/sync.pull "$bearer" "{\"region\":\"$grid\"}" -H 'Accept-Encoding: gzip' | wc -c)
has "it is a third as large in gzip" yes "$([ "$size" -lt $((${#packet} / 3)) ] && echo yes || echo "$size of ${#packet} bytes")"
has "and the same inside" '"h150"' "$(post /api/sync.pull "$bearer" "{\"region\":\"$grid\"}" --compressed)"
hasnt "a small answer is not compressed" 'Content-Encoding' "$(post /api/posting.mine "$bearer" '{}' -D - -H 'Accept-Encoding: gzip')"

batch='{"commands":[{"command":"household.add","id":"p-1","region":"'$grid'","door":"2-1"},
 {"command":"household.add","id":"p-2","region":"'$grid'","door":"2-2"},
 {"command":"household.edit","id":"p-3","household":"nobody","door":"2-3"}]}'
pushed=$(post /api/sync/push "$bearer" "$batch")
has "a push says which database has it now" "\"epoch\":\"$epoch\"" "$pushed"
has "and how many it has" '"n_pushed":2' "$pushed"
has "what was refused is told apart" '"number":4601' "$pushed"
pushed=$(post /api/sync/push "$bearer" "$batch")
has "a replay is answered" '"is_replay":true' "$pushed"
has "and not counted again" '"n_pushed":2' "$pushed"
has "the list counts too" '"n_pushed":2' "$(call device.list region=120113003)"

# Noted behind the answer, in its own time.
for _ in $(seq 100); do
	listed=$(call device.list region=120113003)
	[ "$(value seen_at "$listed")" -gt "$(value enrolled_at "$listed")" ] && seen=yes && break
	seen=$listed
	sleep 0.1
done
has "it was seen after it was enrolled" yes "$seen"

"$lf" backup "$dir" "$work/backup" --with-keys >/dev/null 2>&1
late=$(value token "$(enrol "$(value token "$(call device.invite region=120113003 login=li)")")")
"$lf" restore "$work/backup" "$work/restored" >/dev/null
stop
start "$work/restored"
packet=$(post /api/sync.pull "$bearer" "{\"region\":\"$grid\"}")
has "the phone is known after a restore" '"n_pushed":2' "$packet"
hasnt "but it is another database" "$epoch" "$packet"
has "one set up after the backup is not told that it is over" '"number":4106' "$(post /api/sync.pull "$late" "{\"region\":\"$grid\"}")"
stop
start "$dir"

device=$(value device "$shown")
call posting.end posting=li-1 reason=轮换 >/dev/null
sleep 1.2 # another process ended it
has "access ends with the posting" '"number":4102' "$(post /api/sync.pull "$bearer" "{\"region\":\"$grid\"}")"
has "also for what waited on the phone" '"number":4102' \
	"$(post /api/sync/push "$bearer" '{"commands":[{"command":"household.add","id":"p-4","region":"'$grid'","door":"2-4"}]}')"
has "the session itself is open" '"login":"li"' "$(post /api/account.me "$bearer" '{}')"
call device.end region=120113003 device="$device" reason=手机丢失 >/dev/null
sleep 1.2
has "a phone that was ended is told to sign in" '"number":4101' "$(post /api/account.me "$bearer" '{}')"
call account.add login=sun name=孙 >/dev/null
call posting.add account=sun role=grid_worker region=$grid from_at=2020-01-01 >/dev/null
code=$(value token "$(call device.invite region=120113003 login=sun)")
call account.disable login=sun region=120113003 >/dev/null
has "a code for an account switched off meanwhile" '"number":4402' "$(enrol "$code")"
finish
