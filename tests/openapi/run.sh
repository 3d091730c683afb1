#!/usr/bin/env bash
# Asks a server for the description of its API and proves it (npm ci in this folder first): run.sh EVENHAND FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
rm -rf "$2"
mkdir -p "$2"
"$1" serve --data "$2/data" --port 0 --port-file "$2/port" --quiet >/dev/null &
server=$!
trap 'kill "$server"' EXIT
for _ in $(seq 100); do
  [ -s "$2/port" ] && break
  sleep 0.1
done
curl -sSf "http://127.0.0.1:$(cat "$2/port")/api/openapi.json" -o "$2/openapi.json"
[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"
node tests/openapi/check.mjs "$2/openapi.json"
# The shapes of the web application are made from this description.
node web/tools/schema.mjs --check "$2/openapi.json"
