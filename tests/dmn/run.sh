#!/usr/bin/env bash
# Exports the decision tables of every starter procedure and of the corpora as DMN and proves the files:
# run.sh EVENHAND FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
shopt -s nullglob
rm -rf "$2"
mkdir -p "$2"
for file in packs/procedures/*.sop.md tests/corpus/{retailer,telecom}/*.sop.md; do
  grep -qE '^ *- Decide .* by the table' "$file" || continue
  name=$(basename "$file" .sop.md)
  "$1" dmn export "$file" -o "$2/$name.dmn"
  "$1" dmn check "$2/$name.dmn" --quiet >/dev/null
done
# Hand-written models with what SOPs do not make: several tables, knowledge models, contexts, sources, notes.
for file in tests/dmn/models/*.dmn; do
  "$1" dmn export "$file" -o "$2/$(basename "$file")"
done
[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"
# What is read again is written again, byte for byte.
for file in "$2"/*.dmn; do
  "$1" dmn export "$file" -o "$2/again"
  cmp "$file" "$2/again"
done
rm -f "$2/again"
exec node tests/dmn/check.mjs "$2"/*.dmn
