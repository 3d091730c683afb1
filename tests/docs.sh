#!/usr/bin/env bash
# Every command in the documents as a reader would type it, and every example loaded by what it is an example for; but for what
# builds and tests (script/…), which script/test itself does. Usage: docs.sh BINARY, from the project's folder.
set -u
evenhand=$(realpath "$1")
root=$PWD
. tests/support/expect.sh

# commands FILE: the commands of its sh blocks, one a line, those over several lines joined.
commands() {
  awk '/^ *```sh$/ { on = 1; next } /^ *```$/ { on = 0 } on' "$1" | sed -e ':a' -e '/\\$/ { N; s/\\\n */ /; ta' -e '}' |
    sed -E 's/^ +//; s/ +# .*$//' | grep -vE '^$|^script/|^git clone|^cmake '
}
# as_reader COMMAND: in a folder with the program, the starter procedures and what the commands name.
as_reader() { (cd "$work/tree" && PATH="$PWD/build/release:$PATH" bash -c "$1"); }

mkdir -p "$work/tree/build/release"
ln -s "$evenhand" "$work/tree/build/release/evenhand"
ln -s "$root/packs" "$work/tree/packs"
ln -s "$work/data" "$work/tree/data"
cp packs/procedures/{refund-request,identity-check}.sop.md "$work/tree/"

# A demo with a case that wants a photo, a token to work it with, and a record to verify.
start_server "$work/port" --demo
curl=(curl -s -b "$work/cookies" -c "$work/cookies" -H 'Content-Type: application/json')
csrf() { grep -oE '"csrf":"[^"]+"' | cut -d'"' -f4; }
sign_in() { "${curl[@]}" "$url/api/v1/session" -d '{"email":"'"$1"'@juniper.example","password":"welcome to the demo"}' | csrf; }
value() { grep -oE "\"$1\":\"[^\"]+\"" | head -n 1 | cut -d'"' -f4; }
token=$(sign_in dale)
source=$(sed 's/\\/\\\\/g; s/"/\\"/g; s/$/\\n/' web/e2e/sops/damage-report.sop.md | tr -d '\n')
"${curl[@]}" "$url/api/v1/procedures/damage-report/publish" -H "X-Evenhand-CSRF: $token" -d '{"source":"'"$source"'"}' >/dev/null
token=$(sign_in grace)
opened=$("${curl[@]}" "$url/api/v1/cases" -H "X-Evenhand-CSRF: $token" \
  -d '{"procedure":"damage-report","subject":"A dent","channel":"email","customer":{"name":"Kim"}}')
export SERVER=$url CASE=$(value id <<<"$opened")
path=$(grep -oE '"path":"[^"]+","kind":"task"' <<<"$opened" | value path)
export TOKEN=$("${curl[@]}" "$url/api/v1/tokens" -H "X-Evenhand-CSRF: $token" -d '{"name":"docs","scopes":["case.read","case.work"]}' | value secret)
"${curl[@]}" "$url/api/v1/cases/$CASE/export" > "$work/tree/case.evpack"
printf '\377\330\377\340\0\020JFIF\0\001\001\0\0\001\0\001\0\0\377\331' > "$work/tree/dent.jpg"

file=
for page in README.md CONTRIBUTING.md SECURITY.md docs/*.md packs/*/README.md src/*/README.md src/dmn/package/README.md; do
  while IFS= read -r command; do
    case $command in
      curl*'/files?name='*)
        expect "$page: $command" 0 '"id":"file_' as_reader "$command"
        file=$(as_reader "$command" 2>/dev/null | value id) ;;
      curl*/commands*)  # the page leaves out the path and the file's id
        command=${command/'"path": "…"'/"\"path\": \"$path\""}
        expect "$page: $command" 0 '"type":"node-finished"' as_reader "${command/'"file_…"'/"\"$file\""}" ;;
      *'evenhand run '*) expect "$page: $command" 1 'The case stays open' as_reader "$command" ;;
      *evenhand*) expect "$page: $command" 0 '' as_reader "$command" ;;
      # What ctest runs by itself, or takes too long for a test.
      build/release/tests/faults/*|tests/faults/*|bench/*) expect "$page: $command is there" 0 '' test -x "${command%% *}" ;;
      *) expect "$page: $command is known to these tests" 0 '' false ;;
    esac
  done < <(commands "$page")
done
expect "the commands were found" 0 '' test "$passed" -ge 12
stop_server
expect "the case with its file" 0 '' "$evenhand" export "$CASE" --data "$work/data" --personal -o "$work/case.evpack"
expect "verify --files writes what is proven" 0 'Unaltered' "$evenhand" verify "$work/case.evpack" --files "$work/files"
expect "under the name of its id" 0 "^$file.jpg\$" ls "$work/files"
expect "for its owner alone" 0 '^600$' stat -c %a "$work/files/$file.jpg"
expect "as it was sent" 0 '' cmp "$work/tree/dent.jpg" "$work/files/$file.jpg"

# The settings of connectors, as the page has them.
awk '/^```json$/ { on = 1; next } /^```$/ { on = 0 } on' docs/connectors.md > "$work/data/connectors.json"
printf 'order number,amount\nAB-123456,40\n' > "$work/data/orders.csv"
expect "connectors of docs/connectors.md" 1 'FAIL +connectors +connector bank: https://bank.example cannot be reached' env BANK_TOKEN=x "$evenhand" doctor --data "$work/data"
expect "without what they take from the environment" 1 'BANK_TOKEN is not set' env -u BANK_TOKEN "$evenhand" doctor --data "$work/data"

# The examples of the language: the outline is a file when its table is there; the others belong into one.
awk -v out="$work/example" '/^````markdown$/ { n++; file = out n; next } /^````$/ { file = "" } file { print > file }' docs/language.md
expect "the examples were found" 0 '^4$' sh -c 'ls "$0"* | wc -l' "$work/example"
sed '/^## Facts$/a\\n| Fact | Type | From |\n| --- | --- | --- |\n| reason | text | customer |' "$work/example1" > "$work/outline.sop.md"
expect "the outline of docs/language.md" 0 ' 0 errors' "$evenhand" check "$work/outline.sop.md"
cat - "$work/example2" > "$work/guard.sop.md" <<'END'
---
id: guard
title: Guard
order: free
outcomes: [refunded]
---

# Guard

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | money in USD | agent |
| chargeback open | yes or no | agent |
| call recorded | yes or no | agent |

## Actions

### check identity
### look up order
### check policy

END
expect "the guard of docs/language.md" 0 ' 0 errors, 0 warnings' "$evenhand" check "$work/guard.sop.md"
{ cat - && sed -E 's/ +\(or: .*\)$//' "$work/example3"; } > "$work/scenario.sop.md" <<'END'
---
id: scenario
title: Scenario
channels: [phone, email]
states: [MA]
products: [gift card]
---

# Scenario

## Facts

| Fact | Type | From |
| --- | --- | --- |
| order number | text like `AA-000000` | customer |
| reason | one of: damaged, late | customer |
| amount | money in USD | look up order |
| delivered on | date | look up order |
| refund | one of: full, none | decision |

## 1. Decide

- Ask for **order number** and **reason**.
- Do **look up order** with **order number**, giving **amount**, **delivered on**.
- Decide **refund** by the table, first match wins.

| reason | delivered on | refund |
| --- | --- | --- |
| damaged | - | full |
| - | - | none |

## 2. Pay

- [ ] Confirm the policy was shown. If not: tell **team lead** that it was not.
- Get approval from **support manager**, up to 1 day. If refused: tell **team lead** that it was refused. If none: close as **late**.
- Do **refund payment** with **amount**. If it fails: tell **team lead** that {refund} is owed.
- Wait for a reply, up to 5 days. If none: close as **refunded**.
- Close as **answered**.

## Training

END
expect "the scenario of docs/language.md" 0 ' 0 errors' "$evenhand" check "$work/scenario.sop.md"
finish
