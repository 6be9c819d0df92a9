#!/bin/bash
# Thousands of people, sent to in parts by the clock: the program that measures this is run
# on a smaller crowd, and ends with 1 when one count is not exact.
cd "$(dirname "$0")/../.." || exit 2
. test/http/lib
node bench/orders.mjs --binary "$lf" --people 4500 --communities 300 --work "$work" >"$work/said" 2>&1
is "every count is exact: $(cat "$work/said")" 0 $?
finish
