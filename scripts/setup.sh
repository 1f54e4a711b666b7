#!/usr/bin/env bash
# Makes .venv from the locked requirements, the browser files and the font of printed documents.
# Each step is skipped when it was done with the same input. With --dev: also what the tests need.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# What `make test` needs of Debian beside Python; PostgreSQL and Node come by pip where they are missing.
FOR_TESTS="chromium fonts-noto-cjk libatomic1"
if [ "${1:-}" = --dev ]; then ALSO="; the tests also need: $FOR_TESTS"; else ALSO=""; fi

find_python() {
  local name
  for name in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$name"; return; fi
  done
  fail "Python 3.11 or newer is needed (Debian: apt-get install python3 python3-venv$ALSO). PYTHON=/path/to/python names one."
}

make_venv() {
  if [ -x "$PY" ] && "$PY" -m pip --version >/dev/null 2>&1; then return; fi
  local python
  python="$(find_python)"
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    can_apt && apt_install python3-venv || true
    "$python" -c 'import venv, ensurepip' 2>/dev/null || fail "$python has no venv module. Debian: apt-get install python3-venv$ALSO"
  fi
  say "Making .venv with $("$python" --version)"
  "$python" -m venv --clear "$VENV"
}

pip_install() { "$PY" -m pip install --quiet --no-input "$@"; }

install_runtime() {
  local mark
  mark="$(fingerprint requirements.txt)"
  done_already runtime "$mark" && return
  say "Installing $(grep -c '==' requirements.txt) Python packages (requirements.txt)"
  if ! pip_install --only-binary granian -r requirements.txt; then
    # Some machines have no granian wheel; serve.py then uses waitress. Any other fault shows up again here.
    say "Trying again without granian"
    grep -v '^granian==' requirements.txt >"$VENV/requirements-no-granian.txt"
    pip_install -r "$VENV/requirements-no-granian.txt" || fail "pip could not install requirements.txt (see above)"
  fi
  mark_done runtime "$mark"
}

install_dev() {
  local mark
  mark="$(fingerprint requirements.txt requirements-dev.txt)"
  done_already dev "$mark" && return
  say "Installing $(grep -c '==' requirements-dev.txt) Python packages for tests (requirements-dev.txt)"
  pip_install -r requirements-dev.txt || fail "pip could not install requirements-dev.txt (see above)"
  mark_done dev "$mark"
}

# npm_ci: the machine's npm, otherwise the Node that pip can install.
npm_ci() {
  local options=(ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  if command -v npm >/dev/null && command -v node >/dev/null; then
    NODE=node
    npm "${options[@]}"
  else
    say "No npm here: installing Node from requirements-node.txt"
    pip_install -r requirements-node.txt
    local home
    home="$(pip_node)"
    NODE="$home/bin/node"
    PATH="$home/bin:$PATH" "$NODE" "$home/lib/node_modules/npm/bin/npm-cli.js" "${options[@]}"
  fi
}

vendor() {
  local mark
  mark="$(fingerprint package-lock.json scripts/vendor.mjs)"
  done_already vendor "$mark" && [ -f static/vendor/manifest.json ] && return
  say "Fetching browser files (package-lock.json)"
  npm_ci || fail "npm could not fetch the packages of package-lock.json (see above)"
  "$NODE" scripts/vendor.mjs
  mark_done vendor "$mark"
}

# font: quick when the files are there; the first time takes half a minute.
font() {
  local mark
  mark="$(fingerprint requirements.txt core/fonts.py scripts/build_fonts.py)"
  done_already font "$mark" && ls build/fonts/*.ttf >/dev/null 2>&1 && return
  say "Making the Chinese font of printed pages (half a minute)"
  "$PY" scripts/build_fonts.py
  mark_done font "$mark"
}

make_venv
install_runtime
vendor
font
if [ "${1:-}" = --dev ]; then install_dev; fi
say "Set-up is complete"
