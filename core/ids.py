"""Ids made by the application, so that an answer is known before its transaction commits."""

import secrets
import threading
import time

_RANDOM_BITS = 12
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """A positive 63-bit integer, growing with time: microseconds since 1970 and 12 random bits.

    Within a process strictly increasing, so rows page by id in the order in which they were made.
    Between processes a clash needs the same microsecond and the same 12 bits; the primary key refuses it.
    """
    global _last  # noqa: PLW0603 - one sequence for the process, under its lock
    candidate = (time.time_ns() // 1000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        _last = max(candidate, _last + 1)
        return _last
