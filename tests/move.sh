#!/usr/bin/env bash
# Everything moved into another database and back, the server running, the copy killed on its way; and backups between the two kinds.
# Usage: move.sh BINARY, from the project's folder. EVENHAND_TEST_DATABASE: a PostgreSQL server; without it only folders are moved.
set -u
evenhand=$(realpath "$1")
. tests/support/expect.sh
cd "$work"
cases() { "$evenhand" doctor "$@" | grep -oE '[0-9]+ events, every chain whole'; }
rows() { "$evenhand" backup "$@" --without-keys -o "rows.$BASHPID" --json | grep -E '"(name|rows|sha256)"'; }
move() { "$evenhand" migrate-store "$@"; }

start_server "$work/port" --demo
expect "into another folder, beside the server" 1 'still served' move --from data --to other
expect "it is not in place" 1 '' test -e other/evenhand.db
# The server goes on: what it writes meanwhile has to come along.
curl=(curl -s -b cookies -c cookies -H 'Content-Type: application/json')
token=$("${curl[@]}" "$url/api/v1/session" -d '{"email":"grace@juniper.example","password":"welcome to the demo"}' | grep -oE '"csrf":"[^"]+"' | cut -d'"' -f4)
expect "a case more" 0 '"id":"case_' "${curl[@]}" "$url/api/v1/cases" -H "X-Evenhand-CSRF: $token" \
  -d '{"procedure":"refund-request","subject":"Late","channel":"email","state":"MA","customer":{"name":"Kim"}}'
"${curl[@]}" -X DELETE "$url/api/v1/session" -H "X-Evenhand-CSRF: $token" >/dev/null
stop_server
expect "the same again finishes it" 0 'going on with it' move --from data --to other
expect "all of it" 0 "^$(cases --data data)\$" bash -c '"$0" migrate-store --from data --to again >/dev/null; cp data/*.key again; "$0" doctor --data again | grep -oE "[0-9]+ events, every chain whole"' "$evenhand"
expect "row for row" 0 '' diff <(rows --data data) <(rows --database other --data data)
expect "never over what is there" 2 'move/not-empty' move --from data --to other
expect "nor into itself" 2 'move/same-place' move --from data --to data/evenhand.db
expect "from nowhere" 2 'no database' move --from nowhere --to x

# Killed on the way, as often as it takes; each time it goes on.
tries=0
while [ $tries -lt 40 ] && ! timeout -s KILL 0.$((10 + tries * 7 % 60)) "$evenhand" migrate-store --from data --to killed; do
  tries=$((tries + 1))
done >out 2>&1
[ -e killed/evenhand.db ] || move --from data --to killed >out 2>&1
expect "a copy that was killed $tries times" 0 '' test -e killed/evenhand.db
expect "is the same row for row" 0 '' diff <(rows --data data) <(rows --database killed --data data)
"$evenhand" serve --data foreign --port 0 --port-file fport --quiet >/dev/null 2>&1 &
foreign=$!
for _ in $(seq 100); do [ -s fport ] && break; sleep 0.2; done
expect "an unfinished copy" 1 'still served' move --from foreign --to mixed
kill -TERM $foreign; wait $foreign
expect "is not finished with another's rows" 2 'move/other-copy' move --from data --to mixed
expect "unless it is dropped" 0 'is complete' move --from data --to mixed --restart
expect "a full disk" 2 'store/' bash -c 'ulimit -f 200; "$0" migrate-store --from data --to full' "$evenhand"
expect "leaves what can be gone on with" 0 'is complete' move --from data --to full
(move --from data --to two1 >o1 2>&1; echo $? >c1) & (move --from data --to two1 >o2 2>&1; echo $? >c2) & wait
expect "of two at once one waits for another day" 0 '^0 2$' bash -c 'cat c1 c2 | sort | xargs'

if [ -n "${EVENHAND_TEST_DATABASE:-}" ]; then
  database() { # NAME: a new one
    psql -qX "$EVENHAND_TEST_DATABASE" -c "DROP DATABASE IF EXISTS move_$1 WITH (FORCE)" -c "CREATE DATABASE move_$1" >/dev/null 2>&1
    echo "${EVENHAND_TEST_DATABASE%/*}/move_$1"
  }
  one=$(database one) two=$(database two) three=$(database three)
  expect "to PostgreSQL" 0 'every chain whole' move --from data --to "$one"
  expect "row for row" 0 '' diff <(rows --data data) <(rows --database "$one" --data data)
  expect "nothing else is left there" 0 '^0$' psql -qXAt "$one" -c "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'evenhand%' OR nspname LIKE 'before%'"
  mkdir node && cp data/*.key node/
  cp -r data kept && rm data/evenhand.db
  start_server "$work/port_node" --database "$one"
  expect "it is served" 0 'record.read' curl -s "$url/api/v1/session" -H 'Content-Type: application/json' -d '{"email":"ruth@juniper.example","password":"welcome to the demo"}'
  expect "a backup beside its nodes" 0 'holds the keys' "$evenhand" backup --database "$one" --data node -o served.backup
  expect "doctor beside them" 0 'in use by its nodes; looked at beside' "$evenhand" doctor --database "$one" --data node
  expect "knows of the backup" 0 '^ok +backup +served.backup of' "$evenhand" doctor --database "$one" --data node
  expect "and of the server's clock" 0 '^ok +clock .*; the database server.s is [+-][0-9]+ ms from' "$evenhand" doctor --database "$one" --data node
  expect "no restore over it" 2 'in use by its nodes' "$evenhand" restore served.backup --database "$one" --data node --force
  replica=${EVENHAND_TEST_REPLICA:-}
  for _ in $(seq 50); do [ -n "$replica" ] && psql -qXAt "${replica%/*}/move_one" -c 'SELECT 1' >/dev/null 2>&1 && break; sleep 0.2; done
  [ -z "$replica" ] || expect "a backup from a replica" 0 'doctor will not know' "$evenhand" backup --database "${replica%/*}/move_one" --data node -o replica.backup
  [ -z "$replica" ] || expect "is whole" 0 'every chain whole' "$evenhand" restore replica.backup --data from_replica
  expect "back, beside the server" 1 'still served' move --from "$one" --to back
  stop_server
  expect "back" 0 'is complete' move --from "$one" --to back
  expect "row for row again" 0 '' diff <(rows --database "$one" --data node) <(rows --database back --data node)
  expect "a backup of one kind" 0 '' "$evenhand" restore served.backup --data restored
  expect "is whole in the other" 0 'every chain whole' "$evenhand" doctor --data restored
  expect "a folder's backup into PostgreSQL" 0 '' "$evenhand" backup --data kept -o folder.backup
  expect "with its keys in a folder" 0 'every chain whole' "$evenhand" restore folder.backup --database "$two" --data node2
  expect "is whole too" 0 'every chain whole' "$evenhand" doctor --database "$two" --data node2
  expect "over what is there" 2 'say --force' "$evenhand" restore folder.backup --database "$two" --data node2
  expect "with force" 0 'What was there before is in' "$evenhand" restore folder.backup --database "$two" --data node2 --force
  expect "what was there is a schema of its own" 0 '^1$' psql -qXAt "$two" -c "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'before-restore-%'"
  expect "and the new one is whole" 0 'every chain whole' "$evenhand" doctor --database "$two" --data node2
  tries=0
  while [ $tries -lt 20 ] && ! timeout -s KILL 0.$((15 + tries * 7 % 60)) "$evenhand" migrate-store --from kept --to "$three"; do
    tries=$((tries + 1))
  done >out 2>&1
  [ $tries -lt 20 ] || move --from kept --to "$three" >out 2>&1
  expect "killed $tries times" 0 '' diff <(rows --data kept) <(rows --database "$three" --data node)
  expect "a database of another program" 2 'store/not-ours' bash -c 'psql -qX "$1" -c "CREATE TABLE theirs (x int)"; "$0" migrate-store --from kept --to "$1"' "$evenhand" "$(database four)"
  expect "a server that is not there" 2 'store/' move --from kept --to postgresql://nobody@127.0.0.1:1/x
  for name in one two three four; do psql -qX "$EVENHAND_TEST_DATABASE" -c "DROP DATABASE IF EXISTS move_$name WITH (FORCE)" >/dev/null 2>&1; done
fi
finish
