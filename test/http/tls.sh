#!/bin/bash
# HTTPS by the program itself: it answers, plain HTTP does not, cookies are Secure.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
	-keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
link=$("$lf" init "$work/d" | grep -o 'link/.*' | cut -c6-)

"$lf" serve "$work/d" --port 0 --tls-cert "$work/cert.pem" >/dev/null 2>&1
is "a certificate without key" 2 $?
start "$work/d" --tls-cert "$work/cert.pem" --tls-key "$work/key.pem"
has "the first line says https" https:// "$url"
has "health" '"state":"well"' "$(curl -s --cacert "$work/cert.pem" "$url/health")"
hsts="Strict-Transport-Security: max-age=31536000"
for path in / /index.html /health /api/account.me; do
	is "$path is asked for by TLS alone from now on" 1 \
		"$(curl -si --cacert "$work/cert.pem" "$url$path" | grep -c "^$hsts")"
done
out=$(curl -si --cacert "$work/cert.pem" -H 'Content-Type: application/json' \
	-d "{\"token\":\"$link\",\"password\":\"correct horse battery\"}" "$url/api/session/link")
has "the cookie is Secure" "; Secure" "$out"
curl -s --max-time 5 "${url/https/http}/health" >/dev/null
is "plain HTTP is not answered" 1 "$([ $? -ne 0 ]; echo $((1 - $?)))"
curl -s --tls-max 1.1 --cacert "$work/cert.pem" "$url/health" >/dev/null 2>&1
is "TLS 1.1 is not answered" 1 "$([ $? -ne 0 ]; echo $((1 - $?)))"
stop
is "ends with 0" 0 "$code"
finish
