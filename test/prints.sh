#!/bin/sh
# Print the declarations in every other language into a directory.
#
#   test/prints.sh printed
#
# Rule: printed/ is committed and compared, so that a change of a declaration
# shows in review as a change of what people and programs will see.
set -eu
bin=${B:-build}/lianfang
mkdir -p "$1"
"$bin" print openapi >"$1/openapi.json"
"$bin" print ddl >"$1/ddl.sqlite.sql"
"$bin" print ddl postgres >"$1/ddl.postgres.sql"
"$bin" print who >"$1/who.txt"
"$bin" print typescript >"$1/schema.ts"
"$bin" print manual >"$1/manual.en.md"
"$bin" print manual zh-CN >"$1/manual.zh-CN.md"
