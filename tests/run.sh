#!/usr/bin/env bash
# Every starter procedure, worked to its end by `evenhand run` with answers out of a pipe, in English and in Spanish, and
# procedures of free order, roles, loops and the rest beside them. Usage: run.sh BINARY, from the project's folder.
#
# tests/run/NAME.answers: `closes as OUTCOME`, perhaps `with OPTIONS`, then a line for each answer, `QUESTION > ANSWER`.
# `@-10` is the date ten days ago. NAME is a starter procedure, or stands beside its answers.
set -u
evenhand=$1
passed=0
failed=0

answers_of() {
  sed -E '/^(closes as|with) /d; s/^(.*) >( |$)//' "$1" | while IFS= read -r answer; do
    if [[ $answer =~ ^@[-+][0-9]+$ ]]; then date -u -d "${answer#@} days" +%F; else printf '%s\n' "$answer"; fi
  done
}

for answers in tests/run/*.answers; do
  name=$(basename "$answers" .answers)
  procedure=tests/run/$name.sop.md
  languages=(en)
  [ -f "$procedure" ] || { procedure=packs/procedures/$name.sop.md && languages=(en es); }
  outcome=$(sed -n 's/^closes as //p' "$answers")
  read -r -a options <<<"$(sed -n 's/^with //p' "$answers")"
  for language in "${languages[@]}"; do
    output=$(answers_of "$answers" | "$evenhand" run "$procedure" --language "$language" "${options[@]}" 2>&1)
    code=$?
    if [ "$code" -eq 0 ] && grep -qF "The case is closed as $outcome." <<<"$output"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      printf 'FAILED: %s in %s: exit %s, wanted to close as %s:\n%s\n' "$name" "$language" "$code" "$outcome" "$output"
    fi
  done
done

for procedure in packs/procedures/*.sop.md; do
  [ -f "tests/run/$(basename "$procedure" .sop.md).answers" ] && continue
  failed=$((failed + 1))
  echo "FAILED: $procedure has no answers in tests/run"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
