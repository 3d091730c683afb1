#!/usr/bin/env bash
# The PostgreSQL server that a run of ctest shares. with.sh KEY start | stop | run COMMAND...; KEY tells several build folders apart.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
folder=${TMPDIR:-/tmp}/evenhand-postgresql-$(id -u)-$(printf %s "$1" | sha256sum | cut -c1-12)
case "$2" in
  start)
    "$here/cluster.sh" stop "$folder"
    # The tests make thousands of tables and throw them away: they need no disk.
    "$here/cluster.sh" start "$folder" fsync=off full_page_writes=off max_locks_per_transaction=512 >/dev/null
    "$here/cluster.sh" pooler "$folder" >"$folder/pooler.url"
    "$here/cluster.sh" replica "$folder" >"$folder/replica.url" ;;
  stop) "$here/cluster.sh" stop "$folder" ;;
  run)
    EVENHAND_TEST_DATABASE=$(cat "$folder/url") EVENHAND_TEST_POOLER=$(cat "$folder/pooler.url")
    EVENHAND_TEST_REPLICA=$(cat "$folder/replica.url")
    export EVENHAND_TEST_DATABASE EVENHAND_TEST_POOLER EVENHAND_TEST_REPLICA
    exec "${@:3}" ;;
  *) sed -n 2p "$0" >&2; exit 2 ;;
esac
