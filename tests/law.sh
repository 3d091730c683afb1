#!/usr/bin/env bash
# Packs of law facts at the command line. Usage: law.sh BINARY, from the project's folder.
set -u
evenhand=$1
. tests/support/expect.sh

expect "the packs are well" 0 '251 facts' "$evenhand" law check packs/law/us.yaml packs/law/us-{ar,ma,mo,ok,wy}.yaml
expect "a place" 0 'us-ma/ma-93a-demand' "$evenhand" law list MA
expect "with the federal facts" 0 'us/us-ftc-act-s5' "$evenhand" law list ma
expect "before it held" 0 '^0 facts' bash -c "'$evenhand' law list OK --on 2025-12-31 --json | grep -c us-ok.ok-breach-ag | sed 's/$/ facts/'; true"
expect "from the day on which it held" 0 'ok/ok-breach-ag' "$evenhand" law list OK --on 2026-01-01
expect "what is not confirmed says so" 0 'ma-class-ui .*not confirmed' "$evenhand" law list MA --topic classification
expect "a place without a pack" 2 'no pack for TX' "$evenhand" law list TX
expect "a topic that is none" 2 'wage-and-hour' "$evenhand" law list MA --topic wages
expect "a day that is none" 2 'no day of the calendar' "$evenhand" law list MA --on 2026-02-30
expect "a fact" 0 'not legal advice' "$evenhand" law show us-ma/ma-93a-demand
expect "with its source" 0 'citation +G.L. c.93A' "$evenhand" law show us-ma/ma-93a-demand
expect "as JSON" 0 '"confidence": "high"' "$evenhand" law show us-ma/ma-93a-demand --json
expect "a value by date" 0 'usd per hour: 13.75 USD an hour' "$evenhand" law show us-mo/mo-minwage --on 2025-12-31
expect "a fact on a day before it held" 2 'It holds from 2026-01-01' "$evenhand" law show us-ok/ok-breach-ag --on 2025-12-31
expect "a misspelt fact" 2 'Did you mean us-ma/ma-93a-demand' "$evenhand" law show us-ma/ma-93a-deman
expect "a table decides" 0 '^employee' "$evenhand" law decide us-ma/ma-worker-status \
  -i '{"free from control": true, "outside usual course of business": false, "independent trade": true}'
expect "a table by date" 0 '^15' "$evenhand" law decide us-mo/mo-minimum-wage -i '{"day": "2026-01-01"}'
expect "a table with too few inputs" 2 'They are: free from control' "$evenhand" law decide us-ma/ma-worker-status -i '{}'
expect "an unknown table" 2 'us-wy/wy-worker-status' "$evenhand" law decide us-ma/nothing
expect "the pack that is built in says the same" 0 'say the same' "$evenhand" law diff packs/law/us-ma.yaml

sed 's/value: 15.0, unit/value: 16.0, unit/; s/edition: .*/edition: 2027-01-15/' packs/law/us-ma.yaml > "$work/us-ma.yaml"
expect "a raised wage" 1 'usd_per_hour: 15.0 USD an hour -> 16.0 USD an hour' "$evenhand" law diff packs/law/us-ma.yaml "$work/us-ma.yaml"
expect "and that it matters" 1 '"material": true' "$evenhand" law diff packs/law/us-ma.yaml "$work/us-ma.yaml" --json
expect "packs of two places" 2 'Two editions of one pack' "$evenhand" law diff packs/law/us-ma.yaml packs/law/us-mo.yaml
expect "a folder of packs in place of those built in" 0 'USD an hour' "$evenhand" law show us-ma/ma-minwage --packs "$work"
expect "where there are none" 2 'holds no packs' "$evenhand" law list --packs "$work/nowhere"
sed '0,/citation: .*/s//citation: ""/' packs/law/us-ma.yaml > "$work/uncited.yaml"
expect "an empty citation" 1 'uncited.yaml:[0-9]+:[0-9]+: error: The citation is empty. \[EH0908\]' "$evenhand" law check "$work/uncited.yaml"
expect "is explained" 0 'nobody can look up' "$evenhand" explain EH0908
sed 's/evenhand-law.1/evenhand-law\/9/' packs/law/us-ma.yaml > "$work/newer.yaml"
expect "a newer format" 1 'EH0905' "$evenhand" law check "$work/newer.yaml"
sed '0,/expect: {status: employee}/s//expect: {status: independent contractor}/' packs/law/us-ma.yaml > "$work/untrue.yaml"
expect "a table that fails its test" 1 'Test 2 of .ma-worker-status' "$evenhand" law check "$work/untrue.yaml"
expect "a pack of another state needs no code" 0 'US-TX' bash -c "mkdir -p '$work/more' && sed 's/us-wy/us-tx/; s/US-WY/US-TX/; s/name: Wyoming/name: Texas/' packs/law/us-wy.yaml > '$work/more/us-tx.yaml' && '$evenhand' law list TX --packs '$work/more' --json | grep -m 1 jurisdiction"

# A procedure held against the packs.
cat > "$work/refunds.sop.md" <<'SOP'
---
id: refunds
title: Refunds
channels: [phone]
states: [MA, MO]
topics: [returns]
---

# Refunds

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| cvv | text | customer | secret |

## 1. Listen

- [ ] Say that the call may be recorded.
- Ask for **cvv**.
- Check that `cvv != "000"`.
- Close as **done**.
SOP
expect "what is missing, by state" 1 'warning: In MA: Everybody on a call agrees before it is recorded' "$evenhand" check "$work/refunds.sop.md"
expect "what contradicts" 1 ':15:.*error: In MA, MO: Card security codes.*EH0804' "$evenhand" check "$work/refunds.sop.md"
expect "the report by state has lines to add" 1 '\| +- \[ \] Hear that the caller agrees' "$evenhand" check --law "$work/refunds.sop.md"
expect "and the steps by states" 1 'Listen +same +same' "$evenhand" check --law "$work/refunds.sop.md"
expect "as JSON" 1 '"verdict": "contradicted"' "$evenhand" check --law --json "$work/refunds.sop.md"
sed -i 's/| secret |/| secret, never stored |/' "$work/refunds.sop.md"
for requirement in us-ma/ma-recording-consent us-ma/ma-return-policy; do
  expect "the lines for $requirement are put in" 0 '' "$evenhand" law add "$work/refunds.sop.md" "$requirement"
done
expect "then all is met" 0 '0 errors, 0 warnings' "$evenhand" check --strict "$work/refunds.sop.md"
expect "in Massachusetts" 0 'met +Everybody on a call agrees' "$evenhand" check --law "$work/refunds.sop.md"
expect "nothing can be added for a number" 2 'no lines that could be added' "$evenhand" law add "$work/refunds.sop.md" us-ma/ma-demand-answer
sed 's/ma-refund)/ma-refnd)/' "$work/refunds.sop.md" > "$work/misspelt.sop.md"
expect "a fact that is not there" 1 'no fact .ma-refnd.*EH0800' "$evenhand" check "$work/misspelt.sop.md"
expect "the code is explained" 0 'no such law fact' "$evenhand" explain EH0800
sed 's/ma-refund)/ma-ended)/' "$work/refunds.sop.md" > "$work/ended.sop.md"
perl -0pe 's/id: ma-93a-damages\n(.*?)effective: \{from: null, to: null\}/id: ma-ended\n$1effective: {from: null, to: 2020-12-31}/s' \
  packs/law/us-ma.yaml > "$work/more/us-ma.yaml"
cp packs/law/us.yaml packs/law/us-mo.yaml "$work/more/"
expect "a fact that has ended" 1 'does not hold on .*EH0801' "$evenhand" check --packs "$work/more" "$work/ended.sop.md"
expect "held on a day before that" 0 '0 errors' "$evenhand" check --packs "$work/more" --on 2020-06-01 "$work/ended.sop.md"

finish
