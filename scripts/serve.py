"""Serve wsgi:app with granian, or with waitress where granian has no wheel.

Settings from the environment: HOST (127.0.0.1), PORT (8000), WORKERS (2 processes, granian), THREADS (waitress).
SIGTERM and SIGINT end the server within KILL_TIMEOUT seconds even while clients hold connections open.
"""

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KILL_TIMEOUT = 5
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, never a default


def granian_command(host: str, port: int, workers: int) -> list[str]:
    """One blocking thread per worker: more threads of one process only wait for each other."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": "1",
        "--workers-kill-timeout": str(KILL_TIMEOUT),
        "--log-level": "warning",
    }
    pairs = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "granian", *pairs, "--respawn-failed-workers", "wsgi:app"]


def waitress_command(host: str, port: int, threads: int) -> list[str]:
    """The pure Python fallback: one process."""
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [sys.executable, "-m", "waitress", f"--listen={listen}", f"--threads={threads}", "wsgi:app"]


def positive(name: str, default: int) -> int:
    """A whole number above zero from the environment, or a message that says which setting is wrong."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or int(text) == 0:
        sys.exit(f"{name} must be a whole number above 0, not {text!r}.")
    return int(text)


def refuse_taken_port(host: str, port: int) -> None:
    """End with a readable message when another program listens there already."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        sys.exit(f"Cannot listen on {host}:{port} ({error.strerror}). Choose another: PORT={port + 1} make run")


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    shown = "127.0.0.1" if host in EVERYWHERE else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def main() -> None:
    host = os.environ.get("HOST") or "127.0.0.1"
    port = positive("PORT", 8000)
    workers, threads = positive("WORKERS", 2), positive("THREADS", 4)
    refuse_taken_port(host, port)
    granian = find_spec("granian") is not None
    command = granian_command(host, port, workers) if granian else waitress_command(host, port, threads)
    print(
        f"==> Evernormal at {address(host, port)} ({'granian' if granian else 'waitress'}; Ctrl-C stops it)", flush=True
    )
    os.chdir(ROOT)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
