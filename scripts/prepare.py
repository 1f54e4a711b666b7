"""Brings the database to the current schema and, in the demo, loads the demo county into an empty one.

The same as `flask db upgrade` and `flask demo load`, in one process: a start is ready sooner.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import config

try:
    config.load()
except config.ConfigurationError as error:
    sys.exit(str(error))

from flask.cli import ScriptInfo

from wsgi import app


def main() -> None:
    run("db", "upgrade")
    if app.config["DEMO"]:
        run("demo", "load")


def run(*words: str) -> None:
    app.cli.main(args=list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


if __name__ == "__main__":
    main()
