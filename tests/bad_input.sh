#!/usr/bin/env bash
# What a place or a machine can be wrong in: each a clear message, an exit code, and nothing that was there lost or overwritten.
# What can be wrong with a backup file is in backup.sh. Usage: bad_input.sh BINARY, from the project's folder.
# EVENHAND_TEST_DATABASE: a PostgreSQL server; without it only what needs none.
set -u
evenhand=$(realpath "$1")
tests=$(realpath tests)
. tests/support/expect.sh
cd "$work"
mkdir none
sum() { (cd "$1" && find . -type f ! -empty ! -name '*.lock' ! -name '*-shm' -exec sha256sum {} + | sort); }
serve() { timeout 20 "$evenhand" serve --port 0 --quiet "$@"; }

start_server "$work/port" --demo
"$evenhand" backup --data data -o good.backup >/dev/null
health() { curl -s "$url/api/health"; }

# Two servers on one file, by whatever name.
mkdir linked
ln -s "$work/data" by_folder
ln -s "$work/data/evenhand.db" linked/evenhand.db
expect "a second server" 2 'in use by process' serve --data data
expect "through a link to the folder" 2 'in use by process' serve --data by_folder
expect "through a link to the file" 2 'in use by process' serve --data linked
expect "a restore beside it" 2 'in use by process' "$evenhand" restore good.backup --data by_folder --force
expect "the first one serves on" 0 'ok' health
stop_server
before=$(sum data)

# A database URL that is wrong.
for what in "serve --port 0" doctor "backup -o x.backup" "restore good.backup"; do
  expect "$what: another kind of URL" 2 'store/bad-url|cannot be read' timeout 30 "$evenhand" $what --data none --database mysql://root:hush@localhost/x
  expect "$what: a URL that is cut" 2 'Write postgresql://' timeout 30 "$evenhand" $what --data none --database 'postgresql://[bad'
  expect "$what: nobody there" 2 'kim@127.0.0.1:1/x cannot be reached: Connection refused' timeout 30 "$evenhand" $what --data none --database postgresql://kim:hush@127.0.0.1:1/x
  expect "$what: no name" 2 'URL' timeout 30 "$evenhand" $what --data none --database ''
  expect "$what: no password is shown" 1 '' grep -q hush <(timeout 30 "$evenhand" $what --data none --database postgresql://kim:hush@127.0.0.1:1/x 2>&1)
done
expect "nothing was made" 0 '^none$' bash -c 'ls -d none/* mysql* postgres* x.backup 2>/dev/null; ls -d none'

# A server that is too old.
if command -v node >/dev/null; then
  node "$tests/postgres/old_server.mjs" 13.14 "$work/old_port" &
  old=$!
  for _ in $(seq 50); do [ -s old_port ] && break; sleep 0.1; done
  for what in "serve --port 0" doctor "backup -o x.backup" "restore good.backup"; do
    expect "$what: an old server" 2 'PostgreSQL 13; 15 or later is needed' timeout 30 "$evenhand" $what --data none --database "postgresql://kim@127.0.0.1:$(cat old_port)/x"
  done
  expect "migrate-store: an old server" 2 'PostgreSQL 13; 15 or later' "$evenhand" migrate-store --from data --to "postgresql://kim@127.0.0.1:$(cat old_port)/x"
  kill $old
fi

# A file of another program, and no database at all.
sql() { python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2]); d.close()' "$@"; }
mkdir songs diary
sql songs/evenhand.db 'CREATE TABLE songs (id INTEGER PRIMARY KEY); INSERT INTO songs VALUES (1)'
yes 'Dear diary' | head -n 1000 > diary/evenhand.db
for place in songs diary; do
  there=$(sha256sum < $place/evenhand.db)
  expect "serve on $place" 2 'another program|no SQLite database' serve --data $place
  expect "doctor of $place" 1 'FAIL +database .*(another program|no SQLite database)' "$evenhand" doctor --data $place
  expect "backup of $place" 2 'another program|no SQLite database' "$evenhand" backup --data $place -o x.backup
  expect "restore over $place" 2 'another program|no SQLite database' "$evenhand" restore good.backup --data $place
  expect "move into $place" 2 'another program|no SQLite database' "$evenhand" migrate-store --from data --to $place
  expect "$place is as it was" 0 '' test "$there" = "$(sha256sum < $place/evenhand.db)"
done
expect "no backup was left" 1 '' test -e x.backup

# A schema half migrated, by a copy that was broken off or by hand.
half() { # WHAT SQL PATTERN
  rm -rf half && cp -r data half
  sql half/evenhand.db "PRAGMA foreign_keys = OFF; $2"
  local there
  there=$(sum half)
  expect "serve: $1" 2 "$3" serve --data half
  expect "doctor: $1" 1 "FAIL" "$evenhand" doctor --data half
  expect "$1: left as it was" 0 '' test "$there" = "$(sum half)"
}
half "a table is missing" 'DROP TABLE attachments' 'has schema [0-9]+, but the table attachments is missing .and 2 more.'
half "a column is missing" 'ALTER TABLE messages RENAME COLUMN author_name TO writer' 'has no such column author_name'
half "an index is missing" 'DROP INDEX cases_by_due' 'the index cases_by_due is missing'
half "a step is missing" 'DELETE FROM schema_migrations WHERE number = 3' 'store/bad-migration|not one of this program'
half "steps were done and not noted" 'DELETE FROM schema_migrations WHERE number >= 5' 'Schema step 5 .* a part of it was made before'
half "a newer schema" 'UPDATE schema_migrations SET number = 999 WHERE number = (SELECT max(number) FROM schema_migrations)' 'knows [0-9]+ and older'
expect "doctor names what is missing" 1 'FAIL +schema .*attachments is missing' bash -c 'rm -rf half && cp -r data half && python3 -c "import sqlite3; sqlite3.connect(\"half/evenhand.db\").execute(\"DROP TABLE attachments\")" && "$0" doctor --data half' "$evenhand"
rm -rf miscounted && cp -r data miscounted && sql miscounted/evenhand.db "UPDATE case_counts SET cases = cases + 5; INSERT INTO case_counts SELECT org_id, 'team', 'nobody', 3 FROM orgs"
expect "doctor finds wrong numbers beside the queues" 1 'FAIL +counts .*' "$evenhand" doctor --data miscounted
expect "and counts anew when told to" 0 '^ok +counts +as many cases as the queues say' "$evenhand" doctor --data miscounted --recount

# A full disk.
expect "a start without room" 2 'store/|cannot' bash -c 'ulimit -f 8; exec "$0" serve --data full --port 0 --quiet' "$evenhand"
expect "a start without room for what is there" 2 'store/|cannot|full' bash -c 'cp -r data full2; ulimit -f 8; exec timeout 20 "$0" serve --data full2 --port 0 --quiet --company Other' "$evenhand"
expect "which is still whole" 0 'every chain whole' "$evenhand" doctor --data full2

# A clock set back a day.
if command -v faketime >/dev/null; then
  expect "doctor on a clock set back" 1 'FAIL +clock .*events? of the journal are later than this clock' faketime -f -1d "$evenhand" doctor --data data
  cp -r data back
  # faketime waits for what it starts and hands on no signal.
  faketime -f -1d bash -c 'echo $$ >back_pid; exec "$0" serve --data back --port 0 --port-file back_port' "$evenhand" >back_log 2>&1 &
  back=$!
  for _ in $(seq 100); do [ -s back_port ] && break; sleep 0.1; done
  expect "a server says so and serves" 0 'ok' curl -s "http://127.0.0.1:$(cat back_port)/api/health"
  kill -TERM "$(cat back_pid)"; wait $back
  expect "in its log" 0 "later than this machine's clock" cat back_log
  expect "with the clock right again all is well" 0 'every chain whole' "$evenhand" doctor --data back
fi

if [ -n "${EVENHAND_TEST_DATABASE:-}" ]; then
  psql=(psql -qX "$EVENHAND_TEST_DATABASE")
  new() { "${psql[@]}" -c "DROP DATABASE IF EXISTS bad_$1 WITH (FORCE)" -c "CREATE DATABASE bad_$1" >/dev/null 2>&1; echo "${EVENHAND_TEST_DATABASE%/*}/bad_$1"; }
  expect "no such database" 2 'cannot be reached: database "bad_none" does not exist' serve --data none --database "${EVENHAND_TEST_DATABASE%/*}/bad_none"
  theirs=$(new theirs)
  psql -qX "$theirs" -c 'CREATE TABLE invoices (id int)' -c 'INSERT INTO invoices VALUES (7)'
  expect "another program's database" 2 'belongs to another program' serve --data none --database "$theirs"
  expect "doctor of it" 1 'FAIL +database .*another program' "$evenhand" doctor --data data --database "$theirs"
  expect "backup of it" 2 'another program' "$evenhand" backup --data data --database "$theirs" -o x.backup
  expect "restore over it" 2 'another program' "$evenhand" restore good.backup --data pg_none --database "$theirs"
  expect "it has what it had" 0 '^7$' psql -qXAt "$theirs" -c 'SELECT id FROM invoices'
  expect "and nothing else" 0 '^1$' psql -qXAt "$theirs" -c "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
  half=$(new half)
  expect "a database" 0 'every chain whole' "$evenhand" restore good.backup --data node --database "$half"
  expect "over live data" 2 'say --force' "$evenhand" restore good.backup --data node --database "$half"
  psql -qX "$half" -c 'DROP INDEX cases_by_due' -c 'ALTER TABLE messages RENAME COLUMN author_name TO writer'
  expect "half a schema" 2 'the table messages has no such column author_name' serve --data node --database "$half"
  expect "doctor of it" 1 'the index cases_by_due is missing' "$evenhand" doctor --data node --database "$half"
  psql -qX "$half" -c 'ALTER TABLE messages RENAME COLUMN writer TO author_name' -c 'DELETE FROM schema_migrations WHERE number >= 5'
  expect "steps done and not noted" 2 'Schema step 5 .* a part of it was made before' serve --data node --database "$half"
  expect "and nothing was written" 0 '^4$' psql -qXAt "$half" -c 'SELECT max(number) FROM schema_migrations'
  for name in theirs half; do "${psql[@]}" -c "DROP DATABASE IF EXISTS bad_$name WITH (FORCE)" >/dev/null 2>&1; done
fi

expect "all this time nothing of the data changed" 0 '' test "$before" = "$(sum data)"
finish
