#!/usr/bin/env bash
# A restore as of a moment between two commands is what a backup of that moment had; from either database into either.
# Usage: turn_back.sh BINARY, from the project's folder. EVENHAND_TEST_DATABASE: a PostgreSQL server; without it only folders.
set -u
evenhand=$(realpath "$1")
. tests/support/expect.sh
cd "$work"
curl=(curl -s -b cookies -c cookies -H 'Content-Type: application/json')
sign_in() { token=$("${curl[@]}" "$url/api/v1/session" -d '{"email":"grace@juniper.example","password":"welcome to the demo"}' | grep -oE '"csrf":"[^"]+"' | cut -d'"' -f4); }
open() { "${curl[@]}" "$url/api/v1/cases" -H "X-Evenhand-CSRF: $token" -d '{"procedure":"refund-request","subject":"'"$1"'","channel":"email","state":"MA","customer":{"name":"'"$1"'"}}' | grep -oE '"id":"case_[a-z0-9]+"' | head -n 1 | cut -d'"' -f4; }
urgent() { "${curl[@]}" "$url/api/v1/cases/$1/commands" -H "X-Evenhand-CSRF: $token" -d '{"type":"set-priority","priority":"urgent"}'; }
# tables OPTION...: name, rows and hash of all that a moment decides.
tables() { "$evenhand" backup "$@" --without-keys -o "rows.$BASHPID" --json | grep -A3 -E '"table/(cases|events|timers|outbox|messages|notifications|search_documents|customers|procedure_versions)"' | grep -vE '"bytes"'; }

# work OPTION...: a case, a backup, a moment, more of it and another case, a second backup.
work() { # KIND OPTION...
  local kind=$1
  shift
  start_server "$work/port_$kind" --demo "$@"
  sign_in
  local first
  first=$(open Early)
  "$evenhand" backup --data data "$@" -o "$kind.then" >/dev/null
  sleep 1
  moment=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  sleep 1.1
  expect "$kind: a case that goes on" 0 '"seq"|events' urgent "$first"
  expect "$kind: a later case" 0 '^case_' open Late
  "$evenhand" backup --data data "$@" -o "$kind.now" >/dev/null
  stop_server
}

# turn KIND INTO OPTION...: both backups into empty places, one of them turned back.
turn() {
  local kind=$1 into=$2
  shift 2
  local then=(--data "then_$kind$into") turned=(--data "turned_$kind$into")
  if [ "$into" = server ]; then
    then+=(--database "$(database "then_$kind")")
    turned+=(--database "$(database "turned_$kind")")
  fi
  expect "$kind to $into: the backup of then" 0 'every chain whole' "$evenhand" restore "$kind.then" "${then[@]}"
  expect "$kind to $into: the later one, turned back" 0 'later case left out, 1 case turned back' "$evenhand" restore "$kind.now" "${turned[@]}" --to "$moment"
  expect "$kind to $into: its ledger is whole" 0 'every chain whole' "$evenhand" doctor "${turned[@]}"
  expect "$kind to $into: the same rows" 0 '' diff <(tables "${then[@]}") <(tables "${turned[@]}")
  start_served "${turned[@]}"
  expect "$kind to $into: it is served" 0 '^case_' open Again
  stop_server
  expect "$kind to $into: and goes on" 0 'every chain whole' "$evenhand" doctor "${turned[@]}"
  expect "$kind to $into: before anything" 2 'backup/too-early' "$evenhand" restore "$kind.now" "${then[@]}" --to 2001-01-01T00:00:00Z --force
  expect "$kind to $into: leaves what was there" 0 'every chain whole' "$evenhand" doctor "${then[@]}"
}
start_served() {
  rm -f served_port
  "$evenhand" serve --port 0 --port-file served_port --quiet "$@" >log 2>&1 &
  server=$!
  for _ in $(seq 200); do [ -s served_port ] && break; sleep 0.1; done
  url=http://127.0.0.1:$(cat served_port)
  sign_in
}
database() { # NAME: a new one
  psql -qX "$EVENHAND_TEST_DATABASE" -c "DROP DATABASE IF EXISTS back_$1 WITH (FORCE)" -c "CREATE DATABASE back_$1" >/dev/null 2>&1
  echo "${EVENHAND_TEST_DATABASE%/*}/back_$1"
}

work folder
turn folder folder
expect "after the backup" 2 'backup/too-late' "$evenhand" restore folder.then --data early --to 2101-01-01T00:00:00Z
expect "at no moment" 2 'time/invalid' "$evenhand" restore folder.now --data early --to yesterday
expect "of these no database is made" 0 '^$' find . -path './early/*' -name 'evenhand.db*' -not -name '*.lock'
if [ -n "${EVENHAND_TEST_DATABASE:-}" ]; then
  turn folder server
  mv data kept
  work server --database "$(database live)"
  turn server server
  turn server folder
  for name in live then_folder turned_folder then_server turned_server; do
    psql -qX "$EVENHAND_TEST_DATABASE" -c "DROP DATABASE IF EXISTS back_$name WITH (FORCE)" >/dev/null 2>&1
  done
fi
finish
