# What the tests in bash share; sourced. Needs $evenhand, makes the folder $work, and ends with `finish`.
work=$(mktemp -d)
server=
passed=0
failed=0
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

# expect WHAT EXIT_CODE PATTERN COMMAND...: runs it; its output has to hold the pattern.
expect() {
  local what=$1 code=$2 pattern=$3 output actual
  shift 3
  output=$("$@" 2>&1 </dev/null)
  actual=$?
  if [[ $actual == $code ]] && grep -qE -- "$pattern" <<<"$output"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s: exit %s (wanted %s), wanted "%s" in:\n%s\n' "$what" "$actual" "$code" "$pattern" "$(head -c 2000 <<<"$output")"
  fi
}

# start_server PORT_FILE OPTION...: serves the data folder and waits until it answers; its address is in $url.
start_server() {
  local port=$1
  shift
  "$evenhand" serve --data "$work/data" --port 0 --port-file "$port" --quiet "$@" >"$work/log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    [ -s "$port" ] && break
    sleep 0.2
  done
  url=http://127.0.0.1:$(cat "$port" 2>/dev/null)
}

# stop_server: gently; its exit code is in $stopped.
stop_server() {
  kill -TERM "$server"
  wait "$server"
  stopped=$?
  server=
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
