#!/usr/bin/env bash
# ruff's rules and format, then the house rules that ruff does not know.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

status=0
"$PY" -m ruff check . || status=1
"$PY" -m ruff format --check . || status=1
"$PY" scripts/house.py || status=1
exit "$status"
