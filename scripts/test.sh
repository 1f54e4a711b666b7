#!/usr/bin/env bash
# Runs all tests: SQLite, PostgreSQL and a real Chromium. Further words go to pytest.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The tests choose these for themselves, and reach nothing but this machine.
unset DATABASE_URL SECRET_KEY PUBLIC_URL HOST PORT EVERNORMAL_DEMO FLASK_APP
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
# Containers often forbid it, and then each of the many processes that tests start compiles all modules anew.
unset PYTHONDONTWRITEBYTECODE
PROCESSES="${TEST_PROCESSES:-2}"

# Where the machine has no Node, the one that set-up brought runs the tests of browser code.
if ! command -v node >/dev/null && home="$(pip_node)"; then PATH="$PATH:$home/bin"; fi

"$PY" -m tests.support.postgres
CHROMIUM="$("$PY" -m tests.support.chromium)"
export CHROMIUM
say "Chromium: $CHROMIUM"
exec "$PY" -m pytest -n "$PROCESSES" "$@"
