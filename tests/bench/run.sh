#!/usr/bin/env bash
# The tests of what script/bench makes of its figures.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"
exec node --test tests/bench/report_test.mjs
