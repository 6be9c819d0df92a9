#!/bin/bash
# Every refusal that only the wire can give carries its own number: one request each.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib

link=$("$lf" init "$work/data")
token=${link##*/link/}
"$lf" call "$work/data" region.add code=12 level=1 name=T kind=municipality >/dev/null
start "$work/data"

# ask METHOD PATH [CURL OPTIONS…]: the answer's body
ask() {
	curl -s -X "$1" "$url$2" -b "$work/cookies" "${@:3}"
}
json=(-H 'Content-Type: application/json')

# number NAME NUMBER ANSWER
number() {
	has "$2: $1" "\"number\":$2" "$3"
}

ask POST /api/session/link "${json[@]}" -d "{\"token\":\"$token\",\"password\":\"a long enough word 1\"}" >/dev/null
session=$(ask POST /api/session "${json[@]}" -c "$work/cookies" \
	-d "{\"login\":\"admin\",\"password\":\"a long enough word 1\"}")
csrf=$(value csrf "$session")
has "signing in" '"csrf"' "$session"
safe=(-H "X-CSRF: $csrf")

number "a body that is a list" 4001 "$(ask POST /api/account.me "${json[@]}" "${safe[@]}" -d '[]')"
number "a change without the CSRF token" 4105 "$(ask POST /api/account.list "${json[@]}" -d '{}')"
number "an address that is not UTF-8" 4901 "$(ask GET '/api/region.search?q=%ff%fe')"
number "nothing at this address" 4902 "$(ask GET /nowhere.txt)"
number "nothing where the commands begin" 4902 "$(ask GET /api)"
number "nothing there either" 4902 "$(ask GET /api/)"
number "a method that is not taken" 4903 "$(ask DELETE /api/account.me "${safe[@]}")"
number "a body in chunks" 4904 "$(ask POST /api/account.me "${json[@]}" "${safe[@]}" -H 'Transfer-Encoding: chunked' -d '{}')"
number "a body too large" 4906 "$(ask POST /api/account.me "${json[@]}" "${safe[@]}" -H 'Content-Length: 99999999' -d '{}' -m 5)"
number "a body that is not JSON by its type" 4907 "$(ask POST /api/account.me -H 'Content-Type: text/plain' "${safe[@]}" -d '{}')"
number "a body where none belongs" 4908 "$(ask GET /api/account.me "${json[@]}" -d '{}')"

# Raw bytes: a length beyond any number.
host=${url#http://}
exec 3<>"/dev/tcp/${host%:*}/${host#*:}"
printf 'POST /api/session HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 9223372036854775808\r\n\r\n{}' "$host" >&3
raw=$(timeout 5 cat <&3)
exec 3>&-
number "a length beyond any number" 4905 "$raw"

upload() { # KIND FILE [QUERY]
	ask POST "/api/import/$1?${3:-}" "${safe[@]}" --data-binary "@$2" -H 'X-File-Name: sheet.csv'
}
ended() { # ANSWER OF AN UPLOAD: what the import came to
	local id seen
	id=$(value import "$1")
	for _ in $(seq 300); do
		seen=$(ask GET "/api/import/$id")
		case $seen in *'"state":"waiting"'* | *'"state":"running"'*) sleep 0.1 ;; *) break ;; esac
	done
	printf %s "$seen"
}
printf 'code,name\n13,x\n' >"$work/good.csv"
: >"$work/empty.csv"
printf 'PK\003\004 but no workbook' >"$work/broken.xlsx"
printf 'nothing,known\n1,2\n' >"$work/strange.csv"
printf 'code,name\n13,=1+1\n' >"$work/formula.csv"
number "no such sheet" 4950 "$(upload nonsense "$work/good.csv")"
number "an empty sheet" 4951 "$(upload region "$work/empty.csv")"
number "a broken workbook" 4951 "$(ended "$(upload region "$work/broken.xlsx")")"
number "a sheet without the columns" 4952 "$(ended "$(upload region "$work/strange.csv")")"
has "4953: a formula" 'formula' "$(ended "$(upload region "$work/formula.csv")")"
printf '甲,乙\n14,名\n' >"$work/odd.csv"
map=$(printf '{"甲":"code","乙":"colour"}' | od -An -tx1 | tr -d ' \n' | sed 's/../%&/g')
number "a column for a field that is not there" 5901 "$(ended "$(upload region "$work/odd.csv" "map=$map")")"
number "no such import" 4954 "$(ask GET /api/import/nothing)"
number "an edition of households" 4956 "$(upload household "$work/good.csv" edition=2023-01-01)"
printf 'code,name,level,kind\n13,x,1,province\n1301,=1+1,2,city\n' >"$work/hole.csv"
out=$(ended "$(upload region "$work/hole.csv" edition=2023-01-01)")
number "an edition with a refused row" 4959 "$out"
has "… which says that nothing was taken" "nothing of this edition was taken" "$out"
has "… and which row" '"line":3' "$out"
has "… and nothing was" '"rows":[]' "$(ask GET '/api/region.search?q=13')"
number "a form that no sheet has" 4958 "$(ask GET '/api/export/region?format=pdf')"

# A long import is stopped on the way.
{
	echo 'code,name'
	seq -f '13%07.0f,x' 300000
} >"$work/long.csv"
started=$(upload region "$work/long.csv")
ask DELETE "/api/import/$(value import "$started")" "${safe[@]}" >/dev/null
number "an import that was stopped" 4955 "$(ended "$started")"

# Wrong passwords: told for how long, in words and in the header.  Each one doubles the wait,
# so that a slow machine meets it as well.
wrongly() { # PATH BODY
	for _ in 1 2 3 4 5 6; do
		ask POST "$1" "${json[@]}" "${safe[@]}" -D "$work/head" -d "$2" >"$work/body"
		grep -q '"number":4121' "$work/body" && break
	done
}
for body in 'session {"login":"admin","password":"a wrong word 1"}' \
	'account.password {"old":"a wrong word 1","new":"another long word 1"}'; do
	wrongly "/api/${body%% *}" "${body#* }"
	number "${body%% *}: a wrong password again at once" 4121 "$(cat "$work/body")"
	has "… and when to come again" 'Retry-After: ' "$(cat "$work/head")"
done

# Where nothing can be written, a workbook is refused.
mv "$work/data/tmp" "$work/data/tmp-away"
number "a workbook that cannot be written" 4957 "$(ask GET '/api/export/region?format=xlsx')"
mv "$work/data/tmp-away" "$work/data/tmp"
stop
is "the server ends in good order" 0 "$code"
finish
