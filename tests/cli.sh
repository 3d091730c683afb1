#!/usr/bin/env bash
# The command line as a person uses it. Usage: cli.sh BINARY, from the project's folder.
set -u
evenhand=$1
. tests/support/expect.sh

refund=packs/procedures/refund-request.sop.md

expect "check says where" 1 'EH0[0-9]{3}' "$evenhand" check tests/corpus/mistakes/$(ls tests/corpus/mistakes | grep -m 1 'sop.md$')
expect "check as JSON" 0 '"errors": 0' "$evenhand" check --json "$refund"
expect "explain a code" 0 'Wrong:' "$evenhand" explain EH0530
expect "explain a code in small letters" 0 'Wrong:' "$evenhand" explain eh0203
expect "explain a code as JSON" 0 '"code": "EH0203"' "$evenhand" explain EH0203 --json
expect "explain an unknown code" 2 'no code' "$evenhand" explain EH9999
expect "a missing file" 2 'cannot be read' "$evenhand" check no-such-file.sop.md
expect "an unknown command" 2 '--help' "$evenhand" fly
expect "run refuses a state that the procedure is not for" 2 'not for the state TX. It is for AR, MA' \
  "$evenhand" run "$refund" --state TX
expect "run refuses a channel that the procedure is not for" 2 'not for cases by letter. It is for phone, email' \
  "$evenhand" run "$refund" --channel letter
expect "help" 0 'serve' "$evenhand" --help
expect "nothing at all" 2 'serve' "$evenhand"
for command in serve check explain fmt diff draw import print 'dmn eval' 'dmn check' 'dmn export' 'dmn import' dmn 'law check' 'law list' 'law show' 'law diff' 'law decide' 'law add' law test run export verify backup 'backup keygen' restore migrate-store doctor help; do
  expect "an example in the help of $command" 0 "^  evenhand ${command%% *}" "$evenhand" $command --help
  expect "help $command" 0 'Usage: ' "$evenhand" help $command
  expect "$command is in the documents" 0 '' grep -q "\`$command[ \`]" docs/command-line.md
done
expect "help of an unknown command" 2 'no command fly' "$evenhand" help fly
expect "version" 0 '^evenhand [0-9]' "$evenhand" --version

# Files that were written elsewhere.
printf '# Refunds\n\n## Do it\n\n1. Open the order.\n2. Wait 3 days.\n' > "$work/refunds.md"
expect "import says what became of each part" 0 'guessed     box        Open the order' "$evenhand" import "$work/refunds.md" --report -o "$work/refunds.sop.md"
expect "and what it makes is an SOP" 0 '0 errors|no finding|1 file' "$evenhand" check "$work/refunds.sop.md"
expect "import from standard input" 0 '^- Wait 3 days\.$' bash -c '"$0" import --name refunds.md - < "$1"' "$evenhand" "$work/refunds.md"
expect "import as JSON" 0 '"left_out": 0' "$evenhand" import --json "$work/refunds.md"
expect "import of its own drawing" 0 '^## 5. Wrap up$' bash -c '"$0" draw "$1" --format bpmn | "$0" import --name refund.bpmn -' "$evenhand" "$refund"
printf 'MZ' > "$work/refunds.exe"
expect "import of a file of another kind" 2 'import/unknown-format' "$evenhand" import "$work/refunds.exe"
printf 'PK\003\004' > "$work/cut.docx"
expect "import of a file that is cut" 2 'import/not-word' "$evenhand" import "$work/cut.docx" -o "$work/never.sop.md"
expect "leaves nothing behind" 1 '' test -e "$work/never.sop.md"

# A terminal is never steered by a text, and never flooded by one.
printf 'a\033[2Jb' > "$work/escape.sop.md"
expect "control characters are shown" 1 '␛\[2J' "$evenhand" check "$work/escape.sop.md"
head -c 3000000 /dev/zero | tr '\0' 'x' > "$work/large.sop.md"
expect "a file that is too large" 1 'EH0102' "$evenhand" check "$work/large.sop.md"
expect "and no more than a few lines of it" 0 '' test "$("$evenhand" check "$work/large.sop.md" | wc -c)" -lt 1000
sed 's/^- Ask for .*and \*\*reason.*/&'"$(printf 'x%.0s' $(seq 20000))"'/' "$refund" > "$work/long.sop.md"
expect "problems in long lines" 1 'xxx…' "$evenhand" check "$work/long.sop.md"
expect "long lines are cut" 0 '' test "$("$evenhand" check "$work/long.sop.md" | wc -L)" -lt 400
for n in $(seq 40); do
  printf -- '---\nid: chain-%s\ntitle: Chain\n---\n\n## 1. Go on\n\n- Follow [Next](chain-%s.sop.md).\n' "$n" "$((n % 40 + 1))" \
    > "$work/chain-$n.sop.md"
done
expect "procedures that follow one another for ever" 2 'program/' "$evenhand" run "$work/chain-1.sop.md"

# What is written arrives whole or not at all, and that is said.
for command in "explain $refund" "check $refund" "draw $refund" "--help"; do
  expect "$command on a full disk" 2 'Standard output cannot be written: No space left' sh -c '"$@" >/dev/full' - "$evenhand" $command
  expect "$command, its output closed" 2 'Standard output cannot be written' sh -c '"$@" >&-' - "$evenhand" $command
done
expect "the reader of a pipe leaves" 0 '^ +[0-9]+  front matter' bash -c '"$0" explain "$1" | head -1' "$evenhand" "$refund"
mkdir "$work/small"
cp packs/procedures/*.sop.md "$work/small"
sed -i 's/^## /\n\n\n&/' "$work/small/complaint.sop.md"
chmod 640 "$work/small/complaint.sop.md"
ln -s complaint.sop.md "$work/small/link.sop.md"
cp "$work/small/complaint.sop.md" "$work/small/before"
expect "fmt of a file that cannot be written to its end" 2 'file/unwritable' bash -c 'ulimit -f 2; "$0" fmt "$1"' "$evenhand" "$work/small/complaint.sop.md"
expect "leaves it as it was" 0 '' cmp "$work/small/complaint.sop.md" "$work/small/before"
expect "and nothing beside it" 0 '^$' find "$work/small" -name '.evenhand.*'
expect "fmt through a link" 0 'link' "$evenhand" fmt "$work/small/link.sop.md"
expect "which stays one" 0 '' test -L "$work/small/link.sop.md"
expect "the file keeps its mode" 0 '^640$' stat -c %a "$work/small/complaint.sop.md"
expect "a folder where a picture should go" 2 'file/unwritable' "$evenhand" draw "$refund" -o "$work/small"
expect "a folder in place of a file" 2 'is a folder' "$evenhand" check "$work/small"
expect "fmt of what is no SOP, from standard input" 1 'EH0' sh -c '"$0" fmt - < tests/corpus/mistakes/'"$(ls tests/corpus/mistakes | grep -m 1 'sop.md$')" "$evenhand"

cp "$refund" packs/procedures/identity-check.sop.md "$work/"
expect "fmt" 0 '' "$evenhand" fmt "$work/refund-request.sop.md"
expect "fmt again changes nothing" 0 '^$' "$evenhand" fmt --check "$work/refund-request.sop.md"
expect "and says so to programs" 0 '"form": "canonical"' "$evenhand" fmt --check --json "$work/refund-request.sop.md"
expect "formatting changes no meaning" 0 '^$' "$evenhand" diff "$refund" "$work/refund-request.sop.md"
sed -i 's/at most 3 times/at most 4 times/' "$work/identity-check.sop.md"
expect "diff says what it weighs" 1 '(editorial|clarifying|material): ' "$evenhand" diff packs/procedures/identity-check.sop.md "$work/identity-check.sop.md"
expect "diff names the step" 1 'changed' "$evenhand" diff packs/procedures/identity-check.sop.md "$work/identity-check.sop.md"
expect "a procedure is printed" 0 '' "$evenhand" print "$refund" -o "$work/refund.pdf" --state MA --language es --paper a4
expect "as PDF" 0 '^%PDF-1' head -c 8 "$work/refund.pdf"
"$evenhand" print "$refund" --state MA --language es --paper a4 > "$work/again.pdf"
expect "the same file gives the same bytes" 0 '' cmp "$work/refund.pdf" "$work/again.pdf"
expect "not to a terminal" 2 'print/terminal' script -qec "'$evenhand' print $refund" /dev/null
expect "nor for a state that it is not for" 2 'paper/not-for' "$evenhand" print "$refund" --state ZZ
expect "nor on any paper" 2 'paper' "$evenhand" print "$refund" --paper a5
expect "nor what has errors" 1 'EH0' "$evenhand" print tests/corpus/mistakes/"$(ls tests/corpus/mistakes | grep -m 1 'sop.md$')"
expect "a redline" 0 '' "$evenhand" print "$work/identity-check.sop.md" --against packs/procedures/identity-check.sop.md -o "$work/redline.pdf"
if command -v pdftotext >/dev/null; then
  expect "says what changed" 0 'at most 3 4 times|at most 3 times' pdftotext "$work/redline.pdf" -
fi
printf 'name,reason,outcome\nwrong,late,never\n' > "$work/rows.csv"
expect "test finds mismatches of a CSV" 1 'mismatch' "$evenhand" test "$refund" --csv "$work/rows.csv"
printf 'name,reason\n' > "$work/empty.csv"
expect "test with an empty CSV" 2 'csv/empty' "$evenhand" test "$refund" --csv "$work/empty.csv"
sed '/^### Scenario/,/^## /{/^## /!d}' "$refund" > "$work/refund-request.sop.md"
expect "test without scenarios" 2 'no practice scenario' "$evenhand" test "$work/refund-request.sop.md"
expect "BPMN" 0 'bpmn' "$evenhand" draw "$refund" --format bpmn

# Options.
printf -- '---\nid: dull\ntitle: Dull\n---\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| spare | text | agent |\n\n## 1. Go\n\n- [ ] Go.\n- Close as **gone**.\n' \
  > "$work/dull.sop.md"
expect "a warning is no failure" 0 'EH0502' "$evenhand" check "$work/dull.sop.md"
expect "check --strict fails for a warning" 1 'EH0502' "$evenhand" check --strict "$work/dull.sop.md"
expect "check --quiet says errors only" 0 '^$' "$evenhand" check --quiet "$work/dull.sop.md"
printf -- '---\nid: slips\ntitle: Slips\n---\n\n## 1. Go\n\n-   [] Go.\n- Cloes as **gone**.\n- Tells as a name **is** told.\n' > "$work/slips.sop.md"
expect "check --fix says what it mends" 0 'slips.sop.md:9:3: is now Close' "$evenhand" check --fix "$work/slips.sop.md"
expect "and keeps the rest" 0 '^-   \[ \] Go\.$' cat "$work/slips.sop.md"
expect "and what would be an error" 0 '^- Tells as' cat "$work/slips.sop.md"
expect "check --fix of standard input" 2 'file/standard-input' sh -c '"$0" check --fix - < "$1"' "$evenhand" "$work/slips.sop.md"
expect "fmt --check of a file that is not in its form" 1 'dull.sop.md' "$evenhand" fmt --check "$work/dull.sop.md"
expect "for programs too" 1 '"form": "other"' "$evenhand" fmt --check --json "$work/dull.sop.md"
expect "fmt --json without --check" 2 'check' "$evenhand" fmt --json "$work/dull.sop.md"
cp "$work/dull.sop.md" "$work/dull.before"
expect "fmt --stdout writes the canonical form" 0 '^\| spare \| text \| agent \|' "$evenhand" fmt --stdout "$work/dull.sop.md"
expect "and leaves the file" 0 '' cmp "$work/dull.sop.md" "$work/dull.before"
printf -- '---\nid: cards\ntitle: Cards\nproducts: [gift card, voucher]\n---\n\n## 1. Look\n\n- [ ] Look at the front.\n- Close as **looked at**.\n\n## For product gift card\n\n- Before step 1: [ ] Look at the back.\n' \
  > "$work/cards.sop.md"
expect "run for a product that has an overlay" 1 'Look at the back' "$evenhand" run "$work/cards.sop.md" --product 'gift card'
expect "run for another product" 1 'Look at the front' "$evenhand" run "$work/cards.sop.md" --product voucher
expect "run for a product that it is not for" 2 'gift card' "$evenhand" run "$work/cards.sop.md" --product toaster
expect "draw for a product" 0 'back' "$evenhand" draw "$work/cards.sop.md" --format html --product 'gift card'
expect "draw for another product" 1 '' grep -q 'Look at the back' <("$evenhand" draw "$work/cards.sop.md" --format html --product voucher)
expect "progress is drawn in a terminal" 0 'refund-request.sop.md \[=* *\] [0-9]+/[0-9]+' \
  env TERM=xterm script -qec "'$evenhand' test $refund" /dev/null
expect "and nowhere else" 1 '' grep -q '\[=' <("$evenhand" test "$refund" 2>&1)

# Decision models.
lending=tests/dmn/models/lending.dmn
facts='{"applicant": {"name": "A", "age": 20}, "amount": 2000}'
expect "dmn eval" 0 '^rate = 0.08$' "$evenhand" dmn eval "$lending" --input "$facts"
printf '%s' "$facts" > "$work/facts.json"
expect "dmn eval of one decision, inputs from a file" 0 '^risk = "high"$' "$evenhand" dmn eval "$lending" -i "@$work/facts.json" -d risk
expect "dmn eval of a knowledge model" 0 '^surcharge = 0.01$' "$evenhand" dmn eval "$lending" -i '{"sum": 5000}' -d surcharge
expect "dmn eval explains" 0 'row 1 matches' "$evenhand" dmn eval "$lending" --input "$facts" --explain
expect "dmn eval as JSON" 0 '"risk": "high"' "$evenhand" dmn eval "$lending" --input "$facts" --json --explain
expect "dmn eval says what was not given" 0 'no value was given for "applicant"' "$evenhand" dmn eval "$lending" -d risk --explain
expect "dmn eval of an unknown decision" 2 'It has: risk' "$evenhand" dmn eval "$lending" -d nothing
expect "dmn eval of inputs that are no JSON" 2 'json/' "$evenhand" dmn eval "$lending" --input '{'
expect "dmn eval of an input of the wrong type" 2 'dmn/bad-input' "$evenhand" dmn eval "$lending" --input '[1]'
expect "dmn eval of a text where a number is wanted" 2 '"2000" is no number' "$evenhand" dmn eval "$lending" -i '{"amount": "2000"}'
expect "dmn check" 0 '1 table: 0 errors' "$evenhand" dmn check "$lending"
sed -e 's/PRIORITY/UNIQUE/' "$lending" > "$work/overlap.dmn"
expect "dmn check finds an overlap with an example" 1 'Rows 1 and 2 both match when Age = 24' "$evenhand" dmn check "$work/overlap.dmn"
sed -e 's/<text>-</<text>\&gt; 30</' "$lending" > "$work/gap.dmn"
expect "dmn check proposes the missing row" 0 'Add the row \| \[25..30\] \| \? \|' "$evenhand" dmn check "$work/gap.dmn"
expect "dmn check --strict fails for a gap" 1 'EH0401' "$evenhand" dmn check --strict "$work/gap.dmn"
expect "dmn check as JSON" 0 '"warnings": 1' "$evenhand" dmn check --json "$work/gap.dmn"
printf '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><definitions/>' > "$work/hostile.dmn"
expect "dmn eval refuses document types" 2 'EH0405' "$evenhand" dmn eval "$work/hostile.dmn"
expect "dmn check says what is wrong with the file" 1 'EH0405' "$evenhand" dmn check "$work/hostile.dmn"
expect "explain a code of DMN" 0 'circle|Circle' "$evenhand" explain EH0408
expect "dmn export" 0 '' "$evenhand" dmn export "$refund" -o "$work/refund.dmn"
expect "dmn export decides as the SOP" 0 '^refund = "full"$' "$evenhand" dmn eval "$work/refund.dmn" \
  --input '{"reason": "changed mind", "days since delivery": 10, "proof of purchase": true}'
expect "dmn import" 0 'Decide \*\*refund\*\* by the table, first match wins' "$evenhand" dmn import "$work/refund.dmn" -o -
"$evenhand" dmn import "$work/refund.dmn" -o "$work/imported.sop.md"
expect "what was imported is an SOP" 0 '0 errors' "$evenhand" check "$work/imported.sop.md"
expect "dmn import says what does not fit" 2 'dmn/no-sop' "$evenhand" dmn import "$lending" -d offer
expect "dmn export of a procedure without a table" 2 'sop/no-table' "$evenhand" dmn export packs/procedures/identity-check.sop.md

sign_in=(-H 'Content-Type: application/json' -d '{"email":"ruth@juniper.example","password":"welcome to the demo"}')

# A server with the demo, an export, a proof, and one changed byte.
start_server "$work/port" --demo
count() { "${curl[@]}" "$url/api/v1/$1" | grep -oE "$2" | sort -u | wc -l; }
curl=(curl -s -b "$work/cookies" -c "$work/cookies")
expect "sign in as the auditor" 0 'record.read' "${curl[@]}" "$url/api/v1/session" "${sign_in[@]}"
expect "the demo's six people" 0 '^6$' count people '"id":"person_[a-z0-9]+"'
expect "its twelve procedures" 0 '^12$' count procedures '"id":"[a-z-]+","version":'
expect "its five states" 0 '^5$' count 'cases?limit=200' '"state":"[A-Z]{2}"'
expect "and some forty cases" 0 '^4[0-9]$' count 'cases?limit=200' '"id":"case_[a-z0-9]+"'
expect "open, waiting and closed ones" 0 '^[23]$' count 'cases?limit=200' '"status":"[a-z]+"'
expect "the cookie of plain HTTP" 0 '^Set-Cookie: .*; HttpOnly' curl -si "$url/api/v1/session" "${sign_in[@]}"
expect "it is not kept from plain HTTP" 1 '' grep -qi '; *secure' <(curl -si "$url/api/v1/session" "${sign_in[@]}")
expect "a second process is told that the folder is in use" 2 'in use by process' "$evenhand" serve --data "$work/data" --port 0
read -r case_id other_id < <("${curl[@]}" "$url/api/v1/cases?status=closed&limit=2" | grep -oE '"id":"case_[a-z0-9]+"' | cut -d'"' -f4 | sort -u | xargs)
"${curl[@]}" "$url/api/v1/cases/$case_id/export" > "$work/case.evpack"
expect "verify a folder" 2 'is a folder' "$evenhand" verify "$work"
expect "verify with a key that is none" 2 'no public key' "$evenhand" verify "$work/case.evpack" --key zzz
expect "verify" 0 'Unaltered' "$evenhand" verify "$work/case.evpack"
expect "and what is only the signer's word" 0 "signer.s word" "$evenhand" verify "$work/case.evpack"
expect "verify --json" 0 '"ok": true' "$evenhand" verify --json "$work/case.evpack"
bytes=$(stat -c %s "$work/case.evpack")
printf '\001' | dd of="$work/case.evpack" bs=1 seek=$((bytes / 2)) conv=notrunc status=none
expect "one changed byte is found and placed" 1 '^line [0-9]+' "$evenhand" verify "$work/case.evpack"
expect "for programs too" 1 '"ok": false' "$evenhand" verify --json "$work/case.evpack"
stop_server
expect "a gentle stop" 0 '' test "$stopped" -eq 0
expect "doctor" 0 'every chain whole' "$evenhand" doctor --data "$work/data"

expect "export --personal keeps values readable" 0 '' "$evenhand" export "$case_id" --data "$work/data" --personal -o "$work/personal.evpack"
expect "nobody else may read the keys in it" 0 '^600$' stat -c %a "$work/personal.evpack"
chmod 644 "$work/personal.evpack"
"$evenhand" export "$case_id" --data "$work/data" --personal -o "$work/personal.evpack"
expect "not even where the file was there for all" 0 '^600$' stat -c %a "$work/personal.evpack"
expect "and what it says is proven" 0 'Unaltered' "$evenhand" verify "$work/personal.evpack"
"$evenhand" export "$case_id" --data "$work/data" -o "$work/plain.evpack"
expect "cases named in the wrong order and twice" 0 '' "$evenhand" export $other_id $case_id $other_id --data "$work/data" -o "$work/two.evpack"
expect "are exported once each" 0 'Unaltered: 2 cases' "$evenhand" verify "$work/two.evpack"
expect "more is readable in it" 0 '' test "$(stat -c %s "$work/personal.evpack")" -gt "$(stat -c %s "$work/plain.evpack")"
start_server "$work/port_tls" --behind-tls --company 'Fir & Co'
expect "the company's name" 0 '"company":"Fir & Co"' curl -s "$url/api/health"
expect "behind a proxy that speaks TLS the cookie is for HTTPS only" 0 '^Set-Cookie: .*; Secure' \
  curl -si "$url/api/v1/session" "${sign_in[@]}"
stop_server

# A request that is still being sent keeps a gentle stop waiting; a second signal does not wait for it.
start_server "$work/port_twice"
exec 3<>"/dev/tcp/127.0.0.1/${url##*:}"
printf 'GET / HTTP/1.1\r\nHost: slow' >&3
sleep 0.5
kill -TERM "$server"
sleep 0.5
expect "the first SIGTERM waits for a request under way" 0 '' kill -0 "$server"
kill -TERM "$server"
wait "$server"
expect "the second one ends the process" 0 '' test $? -eq $((128 + 15))
exec 3>&-
server=

# Without the key that everything was sealed under nothing starts, and no new key is made in its place.
mv "$work/data/master.key" "$work/kept.key"
expect "serve without the master key" 2 'ledger/key-missing' "$evenhand" serve --data "$work/data" --port 0 --quiet
expect "serve --demo without the master key" 2 'ledger/key-missing' "$evenhand" serve --data "$work/data" --demo --port 0 --quiet
expect "export without the master key" 2 'Put the file back from a backup' "$evenhand" export --data "$work/data" "$case_id"
expect "doctor without the master key" 1 'Put the file back from a backup' "$evenhand" doctor --data "$work/data"
expect "no key was made" 1 '' test -e "$work/data/master.key"
expect "doctor of a folder that is not there" 2 'no folder' "$evenhand" doctor --data "$work/dta"
expect "export from a folder that is not there" 2 'no folder' "$evenhand" export --data "$work/dta" "$case_id"
expect "neither is made" 1 '' test -e "$work/dta"
mkdir "$work/other"
expect "doctor of a folder without data" 2 'holds no data' "$evenhand" doctor --data "$work/other"
expect "nothing is put there" 0 '^$' ls -A "$work/other"
printf 'evenhand-master-key-v1 %s\n' "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')" > "$work/data/master.key"
chmod 600 "$work/data/master.key"
expect "serve with another master key" 2 'ledger/key-wrong' "$evenhand" serve --data "$work/data" --port 0 --quiet
cp "$work/kept.key" "$work/data/master.key"
expect "the right key back" 0 'every chain whole' "$evenhand" doctor --data "$work/data"
expect "export on the command line" 0 '' "$evenhand" export "$case_id" --data "$work/data" -o "$work/again.evpack"
expect "verify what the command line exported" 0 'Unaltered' "$evenhand" verify "$work/again.evpack"
printf 'x' | dd of="$work/data/evenhand.db" bs=1 seek=20 conv=notrunc status=none
expect "a damaged database is refused" 2 'store/' "$evenhand" serve --data "$work/data" --port 0

finish
