#!/usr/bin/env bash
# Backups, restores and moves as a person makes them, beside a server that runs, and all that can be wrong with a file or a place.
# Usage: backup.sh BINARY, from the project's folder.
set -u
evenhand=$(realpath "$1")
fixtures=$(realpath tests/upgrade)
. tests/support/expect.sh
cd "$work"
cases() { "$evenhand" doctor --data "$1" | grep -oE '[0-9]+ events, every chain whole'; }

start_server "$work/port" --demo
expect "a key pair" 0 '^evbackup1' "$evenhand" backup keygen -o backup.key
expect "whose secret half is nobody else's" 0 '^600$' stat -c %a backup.key
expect "no pair takes the place of another" 2 'there already' "$evenhand" backup keygen -o backup.key
"$evenhand" backup keygen -o other.key >public.txt 2>/dev/null
public=$(grep -o 'evbackup1[^ ]*' backup.key)

# Beside the server.
expect "a backup while serving" 0 'not encrypted and holds the keys' "$evenhand" backup --data data -o plain.backup
expect "nobody else may read it" 0 '^600$' stat -c %a plain.backup
expect "nothing is left beside it" 1 '' test -e plain.backup.part
expect "an encrypted one" 0 ' events of Juniper' "$evenhand" backup --data data --to-key "$public" -o sealed.backup
expect "one to a key in a file" 0 '' "$evenhand" backup --data data --to-key public.txt -o other.backup
expect "without the keys" 0 'keep master.key and signing.key elsewhere' "$evenhand" backup --data data --without-keys -o bare.backup
expect "the manifest" 0 '"sha256": "[0-9a-f]{64}"' "$evenhand" backup --data data -o json.backup --json
expect "no file is replaced unasked" 2 'backup/exists' "$evenhand" backup --data data -o plain.backup
expect "asked it is" 0 '' "$evenhand" backup --data data -o plain.backup --force
expect "no name" 2 '--output names it' "$evenhand" backup --data data
expect "no data" 2 'no database' "$evenhand" backup --data nowhere -o x.backup
expect "a key that is none" 2 'backup/key-invalid' "$evenhand" backup --data data --to-key evbackup1zzz -o x.backup
expect "no file" 2 'is no file' "$evenhand" backup --data data -o /dev/full
expect "a limit on files" 2 'File too large' bash -c 'ulimit -f 8; "$0" backup --data data -o x.backup' "$evenhand"
expect "of all these nothing is left" 0 '^$' find . -maxdepth 1 -name 'x.backup*'
expect "doctor beside the server" 0 'in use by process [0-9]+; looked at beside it' "$evenhand" doctor --data data
expect "it reads all of the record" 0 '^ok +ledger +[0-9]+ events, every chain whole' "$evenhand" doctor --data data
expect "and knows of the backup" 0 '^ok +backup +json.backup of|^ok +backup +plain.backup of' "$evenhand" doctor --data data
expect "for programs too" 0 '"check": "server"' "$evenhand" doctor --data data --json
expect "messages wait for those who send them" 0 '^ok +mail .*sends none by itself' "$evenhand" doctor --data data
expect "restore over a folder that is served" 2 'in use by process' "$evenhand" restore plain.backup --data data --force
cp -r data crashed
stop_server
events=$(cases data)

# Into an empty place.
expect "restore" 0 'every chain whole' "$evenhand" restore plain.backup --data r1
expect "all of it is there" 0 "^$events\$" cases r1
expect "the folder is private" 0 '^700$' stat -c %a r1
expect "and its keys" 0 '^600$' stat -c %a r1/master.key
expect "with nothing beside" 0 '^evenhand.db evenhand.db.lock master.key signing.key$' bash -c 'ls -A r1 | xargs'
expect "an encrypted one needs its key" 2 'backup/key-needed' "$evenhand" restore sealed.backup --data r2
expect "and no other" 2 'backup/wrong-key' "$evenhand" restore sealed.backup --data r2 --key other.key
chmod 644 other.key
expect "a key that others may read" 2 'chmod 600' "$evenhand" restore other.backup --data r2 --key other.key
expect "of these no place is made" 1 '' test -e r2
expect "with it" 0 'every chain whole' "$evenhand" restore sealed.backup --data r2 --key backup.key
expect "the same again" 0 "^$events\$" cases r2
expect "without keys nothing could be read" 2 'backup/keys-missing' "$evenhand" restore bare.backup --data r3
expect "the keys are put there first" 0 '' cp data/master.key data/signing.key r3/
expect "then it is" 0 'every chain whole' "$evenhand" restore bare.backup --data r3
mkdir r4
printf 'evenhand-master-key-v1 %s\n' "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')" > r4/master.key
chmod 600 r4/master.key
expect "wrong keys are found" 2 'ledger/key-wrong' "$evenhand" restore bare.backup --data r4
expect "and nothing was put there" 0 '^evenhand.db.lock master.key$' bash -c 'ls -A r4 | xargs'

# What is restored is served.
mv data original && mv r1 data
start_server "$work/port_restored"
expect "the restored place is served" 0 'record.read' curl -s "$url/api/v1/session" -H 'Content-Type: application/json' \
  -d '{"email":"ruth@juniper.example","password":"welcome to the demo"}'
stop_server
expect "and it searches" 0 '^ok +database' "$evenhand" doctor --data data

# Over what is there.

expect "over live data" 2 'say --force' "$evenhand" restore plain.backup --data data
expect "leaves it" 0 "^$events\$" cases data
expect "with force" 0 'What was there before is in data/before-restore-' "$evenhand" restore plain.backup --data data --force
expect "what was there is whole" 0 "^$events\$" cases data/before-restore-*
"$evenhand" serve --data strange --port 0 --port-file sport --quiet >/dev/null 2>&1 &
strange=$!
for _ in $(seq 50); do [ -s sport ] && break; sleep 0.2; done
kill -TERM $strange; wait $strange
expect "over another organisation's" 2 'backup/other-organisation' "$evenhand" restore plain.backup --data strange --force
printf 'x' | dd of=r2/evenhand.db bs=1 seek=20 conv=notrunc status=none
expect "over a damaged database" 2 'store/' "$evenhand" restore plain.backup --data r2
expect "with force it is what a backup is for" 0 'every chain whole' "$evenhand" restore plain.backup --data r2 --force

chmod 644 data/evenhand.db && touch data/evenhand.db.unfinished
expect "doctor finds a file that others may read" 1 'FAIL +files .*chmod 600' "$evenhand" doctor --data data
expect "and what is unfinished" 1 'was not finished' "$evenhand" doctor --data data
chmod 600 data/evenhand.db && rm data/evenhand.db.unfinished
expect "doctor says how much room there is" 0 '^ok +disk +[0-9]+ MiB free' "$evenhand" doctor --data data
expect "that nobody works with it" 0 '^ok +server +nobody' "$evenhand" doctor --data data
expect "that the schema is whole" 0 '^ok +schema +[0-9]+, whole' "$evenhand" doctor --data data
chmod 755 data/signing.key
expect "a key that others may use" 1 'FAIL +files .*signing.key may be used by others .mode 755.: chmod 600' "$evenhand" doctor --data data
chmod 600 data/signing.key
expect "what a restore moved aside" 0 'note .*before-restore-.* remove it when you are sure' "$evenhand" doctor --data data
expect "and whether the clock can be right" 0 '^ok +clock' "$evenhand" doctor --data data

# Some kept, older ones removed, and nothing else.
mkdir nightly && touch nightly/evenhand-notes.backup nightly/evenhand-20250101T000000Z.backup.txt
touch nightly/evenhand-20250101T000000Z.backup.part  # of one that was killed
for day in 1 2 3; do cp plain.backup nightly/evenhand-2025010${day}T020000Z.backup; done
expect "a backup with the time in its name" 0 '2 older backups removed' "$evenhand" backup --data data --keep 2 -o nightly
expect "the newest are kept, and what is no backup of ours" 0 \
  '^evenhand-20250101T000000Z.backup.txt evenhand-20250103T020000Z.backup evenhand-20[0-9]{6}T[0-9]{6}Z.backup evenhand-notes.backup$' bash -c 'ls nightly | xargs'
expect "it is sound" 0 'every chain whole' bash -c '"$0" restore "$(ls nightly/evenhand-20[2-9]*Z.backup | tail -n 1)" --data r_nightly' "$evenhand"
expect "a folder is made" 0 '' "$evenhand" backup --data data --keep 2 -o new/nightly
expect "for its owner alone" 0 '^700$' stat -c %a new/nightly
expect "a file is no folder" 2 'backup/no-folder' "$evenhand" backup --data data --keep 2 -o plain.backup
expect "none is none" 2 'keep' "$evenhand" backup --data data --keep 0 -o nightly
expect "when no backup can be made nothing is removed" 2 '' bash -c 'ulimit -f 8; "$0" backup --data data --keep 1 -o nightly' "$evenhand"
expect "both are there" 0 '^2$' bash -c 'ls nightly/evenhand-*Z.backup | wc -l'
expect "doctor knows of the last one" 0 '^ok +backup +new/nightly/evenhand-.* 0 minutes ago; 0 events since' "$evenhand" doctor --data data
sed -i 's/"at":"20../"at":"2019/' data/last-backup.json
sed -i 's/"events":[0-9]*/"events":1/' data/last-backup.json
expect "and when it is old" 1 'FAIL +backup .*make one now' "$evenhand" doctor --data data
rm data/last-backup.json
expect "without one it advises" 0 'note .*evenhand backup --keep 14' "$evenhand" doctor --data data

# Keys that are lost.
"$evenhand" backup --data data --without-keys -o keyless.backup >/dev/null
mkdir r_master && cp data/master.key r_master/
expect "with master.key alone" 0 'every chain whole' "$evenhand" restore keyless.backup --data r_master
expect "doctor misses the signing key" 1 'FAIL +keys .*no signing.key, and checkpoints were signed as' "$evenhand" doctor --data r_master
"$evenhand" serve --data r_master --port 0 --port-file mport --quiet >/dev/null 2>&1 &
made=$!
for _ in $(seq 100); do [ -s mport ] && break; sleep 0.1; done
kill -TERM $made; wait $made
expect "a start makes a new one, and the change is seen" 0 '^ok +keys +signs as .*; checkpoints before were signed as' "$evenhand" doctor --data r_master
mkdir r_signing && cp data/signing.key r_signing/
expect "with signing.key alone nothing is restored" 2 'backup/keys-missing' "$evenhand" restore keyless.backup --data r_signing
expect "nor with force" 2 'backup/keys-missing' "$evenhand" restore keyless.backup --data r_signing --force
expect "and no key is made" 1 '' test -e r_signing/master.key

# Files that are not what they were.
size=$(stat -c %s plain.backup)
for of in plain sealed; do
  for bytes in 0 10 60 200 $((size / 2)) $(($(stat -c %s $of.backup) - 1)); do
    head -c "$bytes" $of.backup > cut.backup
    expect "$of cut at $bytes" "$([ $bytes -lt 18 ] && echo 2 || echo 1)" 'backup/(cut|not-a-backup)' "$evenhand" restore cut.backup --data bad --key backup.key
  done
  for at in 25 120 300 $((size / 3)) $((size / 2)) $(($(stat -c %s $of.backup) - 3)); do
    cp $of.backup altered.backup
    byte=$(dd if=altered.backup bs=1 skip=$at count=1 status=none | od -An -tu1 | tr -d ' ')
    printf "\\x$(printf %02x $(((byte + 1) % 256)))" | dd of=altered.backup bs=1 seek=$at conv=notrunc status=none
    expect "$of altered at $at" '[12]' 'backup/(altered|cut|wrong-key|key-needed)' "$evenhand" restore altered.backup --data bad --key backup.key
  done
  cp $of.backup longer.backup
  echo more >> longer.backup
  expect "$of with more behind it" 1 'more follows its end' "$evenhand" restore longer.backup --data bad --key backup.key
done
expect "another file" 2 'no backup of Evenhand' "$evenhand" restore data/evenhand.db --data bad
expect "a folder" 2 'cannot be read' "$evenhand" restore data --data bad
expect "no file" 2 'cannot be read' "$evenhand" restore nowhere.backup --data bad
sed 's/^EVENHAND BACKUP 1/EVENHAND BACKUP 2/' plain.backup > newer.backup
expect "a newer form" 2 'newer-format' "$evenhand" restore newer.backup --data bad
expect "of these no place is made" 1 '' test -e bad
expect "a disk that fills up" 2 'Free some space|cannot be' bash -c 'ulimit -f 64; "$0" restore plain.backup --data full' "$evenhand"
expect "leaves no database" 0 '^$' find full -name 'evenhand.db*' -not -name '*.lock'

# A data folder whose server was killed, its log not yet folded in.
expect "a backup of it" 0 '' "$evenhand" backup --data crashed -o crashed.backup
expect "has what the log had" 0 'every chain whole' "$evenhand" restore crashed.backup --data r5
expect "all of it" 0 "^$events\$" cases r5

# Data folders of every released schema.
for fixture in "$fixtures"/schema_*.sql; do
  schema=$(basename "$fixture" .sql)
  mkdir "$schema" && cp "$fixtures"/{master,signing}.key "$schema" && chmod 600 "$schema"/*.key
  python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(open(sys.argv[2]).read()); d.close()' "$schema/evenhand.db" "$fixture"
  chmod 600 "$schema/evenhand.db"
  there=$(sha256sum < "$schema/evenhand.db")
  expect "doctor of $schema" 0 'ok +schema' "$evenhand" doctor --data "$schema"
  expect "a backup of $schema" 0 '' "$evenhand" backup --data "$schema" -o "$schema.backup"
  expect "neither brings it up to date" 0 '' test "$there" = "$(sha256sum < "$schema/evenhand.db")"
  expect "restored, $schema is of today" 0 'every chain whole' "$evenhand" restore "$schema.backup" --data "new_$schema"
  expect "and sound" 0 'every chain whole' "$evenhand" doctor --data "new_$schema"
done

# The service of docs/backup.md, as systemd would take it.
service=$(awk '/^```ini$/ { n++; on = 1; next } /^```$/ { on = 0 } on && n == 1' "$fixtures/../../docs/backup.md")
command=$(sed -n 's/^ExecStart=//p' <<<"$service")
command=${command//\/var\/lib\/evenhand/data}
command=${command//\/var\/backups\/evenhand/var_backups}
command=${command/evbackup1…/$public}
expect "what it runs" 0 '^var_backups/evenhand-' "$evenhand" ${command#/usr/bin/evenhand }
command=$(sed -n "s|^ExecStartPost=/usr/bin/evenhand ||p" <<<"$service")
expect "and what after it" 0 "^ok +backup" "$evenhand" ${command//\/var\/lib\/evenhand/data}

finish
