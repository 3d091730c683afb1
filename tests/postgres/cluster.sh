#!/usr/bin/env bash
# A throw-away PostgreSQL server on a loopback port, for tests and benchmarks.
#   cluster.sh start FOLDER [SETTING=VALUE...]   makes a server in FOLDER, which must not exist, and prints its URL
#   cluster.sh restart FOLDER [fast|immediate]   stops it (immediate: as a crash would) and starts it again
#   cluster.sh replica FOLDER                    makes a server that follows it, starts it and prints its URL
#   cluster.sh pooler FOLDER                     starts PgBouncer in transaction mode before it and prints that URL
#   cluster.sh stop FOLDER                       stops what runs and removes FOLDER
# The URL is kept in FOLDER/url. Nothing is written outside FOLDER. PostgreSQL refuses to run as root: then it runs as nobody.
set -euo pipefail

command=${1:?start, restart, pooler or stop}
folder=$(realpath -m "${2:?a folder}")
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "cluster: PostgreSQL is not installed (package postgresql)" >&2; exit 2; }

as_owner() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups env -C / HOME="$folder" "$@"; else "$@"; fi; }
free_port() { # between the ports that systems hand out by themselves and those that services are known by
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  echo "cluster: no free port" >&2; return 1
}
pg() { as_owner "$bin/pg_ctl" -D "$folder/data" -s -w -t 60 "$@"; }

case "$command" in
  start)
    [ ! -e "$folder" ] || { echo "cluster: $folder is there already" >&2; exit 2; }
    mkdir -p "$folder"
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$folder"
    password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    (umask 077 && printf '%s\n' "$password" >"$folder/password")
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$folder/password"
    as_owner "$bin/initdb" -D "$folder/data" -U evenhand -E UTF8 --locale=C -A scram-sha-256 --pwfile="$folder/password" -N >/dev/null
    {
      echo "listen_addresses = '127.0.0.1'"
      echo "unix_socket_directories = ''"
      echo "max_connections = 200"
      echo "shared_buffers = 64MB"
      printf '%s\n' "${@:3}" | sed -nE "s/^([a-z_]+)=(.*)$/\1 = '\2'/p"
    } | as_owner tee -a "$folder/data/postgresql.conf" >/dev/null
    for _ in 1 2 3 4 5; do # somebody else may take the port first
      port=$(free_port)
      pg -l "$folder/log" -o "-p $port" start >/dev/null 2>&1 && break
      port=
    done
    [ -n "$port" ] || { tail -n 20 "$folder/log" >&2; exit 1; }
    printf '%s\n' "$port" >"$folder/port"
    url="postgresql://evenhand:$password@127.0.0.1:$port/evenhand"
    "$bin/psql" -qX "${url%/*}/postgres" -c 'CREATE DATABASE evenhand' -c '\c evenhand' -c 'CREATE EXTENSION unaccent'
    (umask 077 && printf '%s\n' "$url" >"$folder/url")
    printf '%s\n' "$url" ;;
  restart)
    pg -m "${3:-fast}" stop >/dev/null
    pg -l "$folder/log" -o "-p $(cat "$folder/port")" start >/dev/null ;;
  replica)
    as_owner env PGPASSWORD="$(cat "$folder/password")" "$bin/pg_basebackup" -h 127.0.0.1 \
      -p "$(cat "$folder/port")" -U evenhand -D "$folder/replica" -R -c fast
    port=$(free_port)
    as_owner "$bin/pg_ctl" -D "$folder/replica" -s -w -t 60 -l "$folder/replica.log" -o "-p $port" start >/dev/null
    printf 'postgresql://evenhand:%s@127.0.0.1:%s/evenhand\n' "$(cat "$folder/password")" "$port" ;;
  pooler)
    port=$(free_port)
    cat >"$folder/pooler.ini" <<INI
[databases]
* = host=127.0.0.1 port=$(cat "$folder/port")
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = plain
auth_file = $folder/pooler.users
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
ignore_startup_parameters = extra_float_digits
server_login_retry = 1
pidfile = $folder/pooler.pid
logfile = $folder/pooler.log
INI
    (umask 077 && printf '"evenhand" "%s"\n' "$(cat "$folder/password")" >"$folder/pooler.users")
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$folder/pooler.ini" "$folder/pooler.users"
    as_owner "$(command -v pgbouncer || echo /usr/sbin/pgbouncer)" -q -d "$folder/pooler.ini"
    for _ in $(seq 50); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
    printf 'postgresql://evenhand:%s@127.0.0.1:%s/evenhand\n' "$(cat "$folder/password")" "$port" ;;
  stop)
    [ ! -s "$folder/pooler.pid" ] || kill "$(cat "$folder/pooler.pid")" 2>/dev/null || true
    [ ! -d "$folder/replica" ] || as_owner "$bin/pg_ctl" -D "$folder/replica" -s -m immediate stop >/dev/null 2>&1 || true
    [ ! -d "$folder/data" ] || pg -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder" ;;
  *) sed -n '2,9s/^# //p' "$0" >&2; exit 2 ;;
esac
