"""Lines that a phone knows by its own swap alone: while it had no signal, nobody had told it their ids."""

import json
from collections.abc import Mapping

from distribution.errors import UnknownLine
from scanning.queries_actions import kept, resolution_of
from scanning.values import Outcome


def loaded_lines(
    loaded: Mapping[int, int] | None, swapped: Mapping[str, int] | None, *, told_by: int
) -> dict[int, int] | None:
    """What was loaded, by line id, from `loaded` and from `swapped`, which has the key of a swap that the person
    `told_by` told in place of the id of the line that came of it. None where nothing was said of any line.

    Raises UnknownLine for a swap that was not told, or that was not done.
    """
    if loaded is None and not swapped:
        return None
    return {**(loaded or {}), **{_line_of(key, told_by): quantity for key, quantity in (swapped or {}).items()}}


def _line_of(key: str, told_by: int) -> int:
    row = kept(actor_id=told_by, key=key)
    answer = None
    if row is not None and row.kind == "swap":
        resolution = resolution_of(row.id)
        if row.outcome == Outcome.DONE.value:
            answer = json.loads(row.answer)
        elif resolution is not None and resolution.answer:  # a manager settled it
            answer = json.loads(resolution.answer).get("answer")
    if not answer or "line_id" not in answer:
        raise UnknownLine(line_id=key)
    return int(answer["line_id"])
