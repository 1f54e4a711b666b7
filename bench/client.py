"""A light HTTP client: keep-alive connections, one request in flight on each, in one thread of its own process."""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Maker = Callable[[], bytes]
"""Gives the bytes of the next request."""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Result:
    """What one run saw. `rate` is answers a second."""

    rate: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    first_body: bytes = b""


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.sent = 0.0

    def send(self, request: bytes) -> None:
        self.buffer = b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> tuple[int, bytes] | None:
        """Status and body once the answer is whole."""
        part = self.socket.recv(262144)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.buffer += part
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        length = _LENGTH.search(self.buffer, 0, end)
        if length is None:
            raise ValueError(f"an answer without a length: {self.buffer[:200]!r}")
        if len(self.buffer) < end + 4 + int(length[1]):
            return None
        return int(self.buffer[9:12]), self.buffer[end + 4 :]


def run(port: int, make: Maker, *, clients: int, seconds: float) -> Result:
    """Send requests from that many connections for that long, each waiting for its answer before the next."""
    result, chooser = Result(), selectors.DefaultSelector()
    connections = [_Connection(port) for _ in range(clients)]
    start = time.perf_counter()
    for connection in connections:
        chooser.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(make())
    busy, end = len(connections), start + seconds
    while busy:
        for key, _ in chooser.select(timeout=30):
            answer = key.data.answer()
            if answer is None:
                continue
            now = time.perf_counter()
            _note(result, answer, now - key.data.sent)
            if now < end:
                key.data.send(make())
            else:
                busy -= 1
    result.rate = len(result.latencies) / (time.perf_counter() - start)
    for connection in connections:
        connection.socket.close()
    chooser.close()
    return result


def _note(result: Result, answer: tuple[int, bytes], latency: float) -> None:
    status, body = answer
    result.statuses[status] += 1
    result.latencies.append(latency)
    result.first_body = result.first_body or body


def request_bytes(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A whole HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    elif method == "POST":
        lines.append("Content-Length: 0")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
