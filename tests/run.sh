#!/usr/bin/env bash
# Runs every suite: installs and starts what the tests need, builds, tests, ends what it started.
#   bash tests/run.sh            what CI runs, within 15 minutes on 2 cores
#   bash tests/run.sh --full     the long versions: all seeds, all rows, the stories a second time against two instances
# The last line is "N passed, N failed, N skipped"; the exit code is not 0 when anything failed.
set -u
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
export GOVERNANCE_TEST_FULL=0
for argument in "$@"; do
  case "$argument" in
    --full) export GOVERNANCE_TEST_FULL=1 ;;
    *) echo "run.sh: '$argument' is not an option; use --full or none"; exit 2 ;;
  esac
done

# What tests write is thrown away: in memory, where there is room, since a database that waits for a disk at each commit is slow.
memory=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
if [ "${memory:-0}" -gt 6000000 ] && [ -w /dev/shm ]; then work=$(mktemp -d -p /dev/shm governance-XXXXXX); else work=$(mktemp -d); fi
# Short runs: code is not measured first to be compiled better later.
mkdir -m 1777 "$work/tmp"; chmod 755 "$work"; export TMPDIR="$work/tmp" DOTNET_TieredPGO=0
postgres_pid=""
missing=""
finish() {
  if [ -n "$postgres_pid" ] && kill -0 "$postgres_pid" 2>/dev/null; then
    kill -INT "$postgres_pid" 2>/dev/null
    for _ in $(seq 50); do kill -0 "$postgres_pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$postgres_pid" 2>/dev/null
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

# --- what the tests need -------------------------------------------------------------------------
postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
need=()
[ -x /usr/bin/chromium ] || need+=(chromium)
[ -n "$(postgres_bin)" ] || need+=(postgresql)
if [ ${#need[@]} -gt 0 ]; then
  step "Installing ${need[*]}"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # No cluster of Debian's own: the tests start a server in a folder of theirs.
    mkdir -p /etc/postgresql-common && printf 'create_main_cluster = false\n' > /etc/postgresql-common/createcluster.conf
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}") >"$work/apt.log" 2>&1 \
      || tail -n 5 "$work/apt.log"
  fi
  for package in "${need[@]}"; do
    case "$package" in
      chromium) [ -x /usr/bin/chromium ] || missing="$missing chromium" ;;
      postgresql) [ -n "$(postgres_bin)" ] || missing="$missing postgresql" ;;
    esac
  done
  [ -z "$missing" ] || echo "Not there and not installable here:$missing. Install them with the system's package manager; their suites count as skipped."
fi

if [ -n "$(postgres_bin)" ]; then
  step "Starting PostgreSQL"
  bin=$(postgres_bin)
  data="$work/postgres"
  port=$(( 20000 + RANDOM % 10000 ))
  mkdir "$data"
  as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
  [ "$(id -u)" != 0 ] || chown postgres "$data"
  if as "$bin/initdb" -D "$data/db" -A trust -U postgres --no-sync >"$work/initdb.log" 2>&1; then
    as "$bin/postgres" -D "$data/db" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$data" \
      -c fsync=off -c max_connections=200 >"$work/postgres.log" 2>&1 &
    for _ in $(seq 100); do
      as "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
      sleep 0.1
    done
    postgres_pid=$(head -n 1 "$data/db/postmaster.pid" 2>/dev/null)
  fi
  if [ -n "$postgres_pid" ]; then
    export GOVERNANCE_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres;Include Error Detail=false"
  else
    echo "PostgreSQL does not start; its suites count as skipped."; tail -n 5 "$work/initdb.log" "$work/postgres.log" 2>/dev/null
  fi
fi

# --- build and test ------------------------------------------------------------------------------
step "Building"
failed_build=0
# One compiler for all projects, which loads the analyzers once; its pipe lies in our folder, so that only this one is ended.
dotnet build Governance.sln -c Release -p:RestoreLockedMode=true -p:UseSharedCompilation=true -nodeReuse:false -v quiet -clp:NoSummary || failed_build=1
dotnet build-server shutdown --vbcscompiler >/dev/null
if [ "$failed_build" = 0 ]; then
  step "Formatting"
  dotnet format Governance.sln whitespace --verify-no-changes --no-restore || failed_build=1
fi

passed=0; failed=0; skipped=0
suite() { echo "$(basename "$1" .csproj)${2:-}"; }
# $1 project, $2 what to call it beside its name, then options of the runner
play() {
  local project="$1" name; name=$(suite "$@")
  shift; [ $# -eq 0 ] || shift
  dotnet test "$project" -c Release --no-build --nologo -nodeReuse:false -v quiet \
    --logger "console;verbosity=minimal" --results-directory "$work/results" --logger "trx;LogFileName=$name.trx" --blame-hang-timeout 8m "$@" || true
}
tally() {
  local name counters total executed ok; name=$(suite "$@")
  counters=$(grep -o '<Counters [^>]*' "$work/results/$name.trx" 2>/dev/null | tail -n 1)
  if [ -z "$counters" ]; then
    echo "$name gave no result: counted as one failure"; failed=$((failed + 1)); return
  fi
  total=$(sed -E 's/.*total="([0-9]+)".*/\1/' <<<"$counters")
  executed=$(sed -E 's/.*executed="([0-9]+)".*/\1/' <<<"$counters")
  ok=$(sed -E 's/.*passed="([0-9]+)".*/\1/' <<<"$counters")
  [ "$total" -gt 0 ] || { echo "$name ran nothing: counted as one failure"; failed=$((failed + 1)); }
  passed=$((passed + ok)); failed=$((failed + executed - ok)); skipped=$((skipped + total - executed))
}

run() { step "$(suite "$@")"; play "$@"; tally "$@"; }
# Two at a time; what each said is shown when all have ended.
export work; export -f suite play
beside() {
  local project
  step "$(for project in "$@"; do suite "$project"; done | paste -sd ' ')"
  printf '%s\n' "$@" | xargs -P 2 -I '{}' bash -c 'play "$1" >"$work/$(suite "$1").log" 2>&1' - '{}'
  for project in "$@"; do cat "$work/$(suite "$project").log"; tally "$project"; done
}

if [ "$failed_build" = 0 ]; then
  # The largest first. It and the stories keep both cores busy by themselves and run alone; the smallest starts whole portals and waits
  # for them, so it begins early.
  mapfile -t projects < <(for project in tests/*.Tests/*.csproj; do
    printf '%s %s\n' "$(find "$(dirname "$project")" -name '*.cs' -not -path '*/obj/*' -exec cat {} + | wc -l)" "$project"; done | sort -rn | cut -d ' ' -f 2)
  run "${projects[0]}"
  beside "${projects[-1]}" "${projects[@]:1:${#projects[@]}-2}"
  for project in e2e/*/*.csproj; do run "$project"; done
  # The stories once more, one after the other, against two instances of which one is killed every 20 to 30 seconds.
  if [ "$GOVERNANCE_TEST_FULL" = 1 ] && [ -n "${GOVERNANCE_TEST_POSTGRES:-}" ]; then
    export GOVERNANCE_E2E_INSTANCES=2 GOVERNANCE_E2E_KILLS="$work/kills"
    for project in e2e/*/*.csproj; do run "$project" ", two instances" -- xUnit.ParallelizeTestCollections=false; done
    echo "$(wc -l < "$GOVERNANCE_E2E_KILLS") instances were killed while the stories ran"
  fi
else
  echo "The build or its formatting failed: counted as one failure"; failed=1
fi

step "Done"
[ -z "$missing" ] || echo "Skipped for want of:$missing"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
