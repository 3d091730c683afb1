#!/usr/bin/env bash
# Holds packs of law facts against their schema (npm ci in this folder first): law_schema.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"
node tests/openapi/law_schema.mjs "$1"
