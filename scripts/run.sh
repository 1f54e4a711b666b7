#!/usr/bin/env bash
# Brings the database to the current schema, loads demo data into an empty one, and serves.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export EVERNORMAL_DEMO="${EVERNORMAL_DEMO-1}" FLASK_APP=wsgi.py
say "Bringing the database to the current schema"
"$PY" scripts/prepare.py
exec "$PY" scripts/serve.py
