# What the scripts of the benchmarks share; to be sourced from the project's folder.

[ -x build/tools/node_modules/.bin/node ] && PATH="$PWD/build/tools/node_modules/.bin:$PATH"

# not_measured PART NAME REASON: no figure is made up for what could not be run.
not_measured() {
  printf '%-10s %s not measured: %s\n' "$1" "$2" "$3"
  [ -z "${EVENHAND_BENCH_RESULTS:-}" ] || printf '{"part":"%s","name":"%s","missing":"%s"}\n' "$1" "$2" "$3" >>"$EVENHAND_BENCH_RESULTS"
}

# start_database: a throw-away PostgreSQL that syncs every commit, until this script ends. Sets database (its URL) and postmaster.
start_database() {
  local home
  home=$(mktemp -d)
  chmod 755 "$home"
  cluster=$home/cluster
  trap 'tests/postgres/cluster.sh stop "$cluster"; rmdir "${cluster%/*}"' EXIT
  database=$(tests/postgres/cluster.sh start "$cluster" fsync=on synchronous_commit=on full_page_writes=on) || return 1
  postmaster=$(head -n 1 "$cluster/data/postmaster.pid")
}
