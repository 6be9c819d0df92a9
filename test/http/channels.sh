#!/bin/bash
# Messages to robots of work groups and to a gateway, against services of our own that check
# them: signed, tried again, sent at least once also when the program dies between.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

"$lf" init "$work/data" >/dev/null
run() { "$lf" call "$work/data" "$@"; }
add() { run region.add "code=$1" "level=$2" "name=$1" "kind=$3" ${4:+parent_code=$4} >/dev/null; }
add 12 1 municipality
add 1201 2 prefecture_placeholder 12
add 120113 3 district 1201
add 120113001 4 street 120113
# person LOGIN ROLE PHONE: with a bearer token in $work/LOGIN
person() {
	run account.add region=120113 "login=$1" "name=$1" "phone=$3" >/dev/null
	run posting.add region=120113 "account=$1" "role=$2" >/dev/null
	value token "$("$lf" call "$work/data" --as "$1" session.token label=test days=1)" >"$work/$1"
}
person root admin 13800138000
person zhao commander 13800138009
for n in 1 2 3; do person "medic$n" medic "1380013800$n"; done

services=
trap '[ -z "$services" ] || kill "$services" 2>/dev/null; clean' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
node test/http/channels.mjs "$work/came" "$work/cert.pem" "$work/key.pem" >"$work/ports" &
services=$!
for _ in $(seq 300); do
	[ "$(wc -l <"$work/ports")" -eq 2 ] && break
	sleep 0.1
done
port=$(head -1 "$work/ports")
here=http://127.0.0.1:$port
touch "$work/came"
start "$work/data"

# ask LOGIN COMMAND JSON
ask() {
	curl -s "$url/api/$2" -H "Authorization: Bearer $(cat "$work/$1")" -H 'Content-Type: application/json' -d "$3"
}
# channel ID KIND PATH [MORE JSON]
channel() {
	has "channel $1" '"seq"' "$(ask root channel.add "{\"id\":\"$1\",\"region\":\"120113\",\"name\":\"$1\",\"kind\":\"$2\",\"url\":\"$here$3\"${4:-}}")"
}
# until NAME WORDS COMMAND…: within twenty seconds the command says the words
until_says() {
	local seen=
	for _ in $(seq 200); do
		seen=$("${@:3}")
		case $seen in *"$2"*) break ;; esac
		sleep 0.1
	done
	has "$1" "$2" "$seen"
}
deliveries() { ask zhao channel.deliveries "{\"channel\":\"$1\"}"; }
came() { grep -c "$1" "$work/came"; }

channel we wecom '/wecom?key=robot-key-1'
channel wrong wecom '/wecom?key=robot-key-2'
channel ding dingtalk /ding ',"secret":"SEC-ding"'
channel forged dingtalk /ding ',"secret":"SEC-other"'
channel gone wecom /nothing
channel moved wecom /elsewhere
channel gate sms /sms ',"secret":"gateway-secret","template":"{\"to\":\"{phone}\",\"say\":\"{title}：{text} https://lf.example.cn{path}\"}"'
has "the list shows the host" "\"host\":\"127.0.0.1:$port\"" "$(ask zhao channel.list '{}')"
is "and no key of a robot" 0 "$(ask root channel.list '{}' | grep -c 'robot-key')"

# A trial: the administrator sees that it works before it is needed.
ask root channel.try '{"channel":"we"}' >/dev/null
until_says "the trial was taken" '"state":"sent"' deliveries we
has "in words" '"content":"' "$(cat "$work/came")"

issued=$(ask zhao order.issue '{"id":"o1","region":"120113","kind":"muster","title":"“医疗队”集结","text":"到门口\n带证件","basis":"区指挥部第1号令","to":{"roles":["medic"]}}')
has "the order goes to three" '"n":3' "$issued"
until_says "the gateway takes three, each the second time" '"n_delivered":3' ask zhao order.get '{"order":"o1"}'
sms=$(grep '"path":"/sms"' "$work/came")
is "six messages came to the gateway" 6 "$(wc -l <<<"$sms")"
is "of three ids" 3 "$(grep -o '"id":"[^"]*"' <<<"$sms" | sort -u | wc -l)"
has "to each number" '"to":"13800138002"' "$sms"
has "with title, quotes and all" '"say":"“医疗队”集结：到门口\n带证件 https://lf.example.cn/resident/#o=' "$sms"
is "all signed as the gateway reckons" 0 "$(grep -c '"status":401' "$work/came")"
link=$(grep -o '#o=[^"]*' <<<"$sms" | head -1 | cut -c4-)
has "the link in it answers" '"outcome":"added"' "$(curl -s "$url/api/order.answer" -H 'Content-Type: application/json' -d "{\"token\":\"$link\",\"what\":\"acknowledged\"}")"

until_says "the robot that was spoken to too fast took it later" '"state":"sent","n_tries":2' deliveries ding
has "the group reads it" '"content":"【集结令】“医疗队”集结\n到门口' "$(cat "$work/came")"
has "a wrong key fails at once" '"state":"failed","n_tries":1,"status":"errcode 93000"' "$(deliveries wrong)"
has "a wrong signature too" '"state":"failed","n_tries":1,"status":"errcode 310000"' "$(deliveries forged)"
has "and an address that is gone" '"state":"failed","n_tries":1,"status":"HTTP 404"' "$(deliveries gone)"
has "nobody follows an address elsewhere" '"state":"failed","n_tries":1,"status":"HTTP 302"' "$(deliveries moved)"
has "numbers are masked" '"to":"138****8001"' "$(deliveries gate)"

# A certificate that nobody vouches for: not a word is said to whoever shows it.
before=$(came wecom)
has "a channel with TLS" '"seq"' "$(ask root channel.add "{\"id\":\"tls\",\"region\":\"120113\",\"name\":\"tls\",\"kind\":\"wecom\",\"url\":\"https://localhost:$(tail -1 "$work/ports")/wecom?key=robot-key-1\"}")"
ask root channel.try '{"channel":"tls"}' >/dev/null
until_says "a strange certificate is no answer" '"status":"no answer"' deliveries tls
is "nothing was sent to it" "$before" "$(came wecom)"

# The program dies with a message under way: whoever starts next sends it again.
channel late wecom /hangs
ask root channel.try '{"channel":"late"}' >/dev/null
for _ in $(seq 300); do
	[ "$(came '"path":"/hangs"')" -ge 1 ] && break
	sleep 0.1
done
disown "$server"
kill -KILL "$server"
while kill -0 "$server" 2>/dev/null; do sleep 0.05; done
cat "$work"/serve.* >>"$work/all.log"
start "$work/data" --ahead 2
until_says "sent again after the crash" '"state":"sent","n_tries":2' deliveries late
is "with the same id" 1 "$(grep '"path":"/hangs"' "$work/came" | grep -o '"id":"[^"]*"' | sort -u | wc -l)"
stop
is "the server ends by itself" 0 "$code"
cat "$work"/serve.* >>"$work/all.log"
is "no number, key or address in the log" 0 "$(grep -cE '1380013800|robot-key|SEC-|gateway-secret|/wecom|127\.0\.0\.1:'"$port" "$work/all.log")"
"$lf" check "$work/data" >"$work/check" 2>&1
is "everything is right: $(cat "$work/check")" 0 $?
finish
