#!/usr/bin/env bash
# Runs one of the fault tests: run.sh EVENHAND FAULT; without them the test of the history checker itself.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"
[ $# -eq 0 ] && exec node tests/faults/history_test.mjs
exec node tests/faults/faults.mjs "$@"
