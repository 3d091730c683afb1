#!/usr/bin/env bash
# Exports every starter procedure and some made ones as BPMN and proves the files: run.sh EXPORTER FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
shopt -s nullglob
"$1" "$2" packs/procedures/*.sop.md
[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"
exec node tests/bpmn/check.mjs "$2"/*.bpmn
