"""A program that uses the API: one kept connection for each thread, and many threads at once."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import local
from typing import Any

TIMEOUT = 60
CLIENTS = 16


@dataclass(frozen=True)
class Answer:
    """The status and the JSON of an answer."""

    status: int
    body: dict[str, Any]


class Program:
    """Sends requests with an API token. Each thread keeps a connection of its own."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._port = port
        self._headers = {**headers, "Content-Type": "application/json"}
        self._own = local()

    def post(self, path: str, body: dict[str, Any], *, key: str) -> Answer:
        """POST under /api/v1 with an idempotency key. Raises OSError or HTTPException when no answer came."""
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        connection: HTTPConnection = self._own.connection
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), {**self._headers, "Idempotency-Key": key})
            answer = connection.getresponse()
            return Answer(answer.status, json.loads(answer.read()))
        except BaseException:
            connection.close()
            raise


def at_once(jobs: Iterable[Callable[[], Answer]], *, clients: int = CLIENTS) -> list[Answer]:
    """The answers of all jobs, done by that many threads; each takes the next job when it is free."""
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(lambda job: job(), jobs))
