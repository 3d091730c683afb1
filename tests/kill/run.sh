#!/usr/bin/env bash
# Kills a server under callers and compares what they were told with what is there: run.sh EVENHAND
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"
exec node tests/kill/kill.mjs "$1"
