"""What a donor fixed, as notices write it: '口罩（定向捐赠江夏红十字）', '（定向）', or a list below the name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.cell_text import clean_text, folded_text, joined
from core.quantity_text import UNIT_PATTERN, parse_quantity

_DIRECTED = re.compile(
    r"(?<![不非无])(?:定向(?:捐赠|捐助|捐给|支援|援助|用于|发放|使用|拨付|给)?|指定(?:捐赠|用于|给|支援)|专项用于|"
    r"\b(?:earmarked|designated|restricted|directed)\b(?:\s+(?:for|to)\b)?)",
    re.I,
)
_EMPTY_BRACKETS = re.compile(r"[(（\[【]\s*[)）\]】]")
_LEAD = re.compile(r"^[\s:：,，;；、给至到往于为)）\]】(（]+|^(?:for|to)\s+", re.I)
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}\s*[.、．)）]|[(（]\d{1,2}[)）]|[①-⑳])\s*")
_BETWEEN = re.compile(r"[\n;；、]|(?<!\d)[，,]|[，,](?!\d{3}(?!\d))")
_AMOUNT = re.compile(
    rf"(?P<name>.*?\D)\s*(?P<amount>\d[\d,]*(?:\.\d+)?\s*[百千万]?\s*(?:{UNIT_PATTERN}))\s*$",
    re.I | re.S,
)
_CLOSING = {"(": ")", "（": "）", "[": "]", "【": "】"}


@dataclass(frozen=True)
class RestrictionTarget:
    """Whom or what the goods are for; `quantity` None means all of the line (or what the others leave)."""

    name: str
    quantity: int | None = None
    unit: str | None = None


@dataclass(frozen=True)
class RestrictionReading:
    """`directed` with `unknown_target` means "directed, to whom is not said": the goods wait until asked.

    `text` is the part that speaks of it, verbatim; `remainder` is the name without it.
    """

    directed: bool
    targets: tuple[RestrictionTarget, ...]
    unknown_target: bool
    text: str
    remainder: str


def parse_restriction(texts: str | Iterable[str]) -> RestrictionReading:
    """Read a restriction out of a cell, or out of the texts that stand in the rows of one line, in order."""
    lines = [texts] if isinstance(texts, str) else list(texts)
    lines = [line for text in lines for line in clean_text(text).split("\n") if line]
    for at, line in enumerate(lines):
        found = _DIRECTED.search(line)
        if found:
            return _directed(lines[:at], line, found, lines[at + 1 :])
    return RestrictionReading(False, (), False, "", joined(lines))


def _directed(before: list[str], line: str, found: re.Match[str], after: list[str]) -> RestrictionReading:
    start, stop, end = _extent(line, found)
    rest = _EMPTY_BRACKETS.sub("", line[:start] + line[end:]).strip(" :：,，;；")
    if end < len(line):  # the remark is closed by its bracket: what follows belongs to the name
        named, text_lines, rest_lines = line[found.end() : stop], [line[start:end]], [*before, rest, *after]
    else:
        named, text_lines, rest_lines = (
            "\n".join([line[found.end() : stop], *after]),
            [line[start:], *after],
            [*before, rest],
        )
    targets = tuple(filter(None, map(_target, _BETWEEN.split(_LEAD.sub("", _listed(named))))))
    return RestrictionReading(True, targets, not targets, "\n".join(text_lines), joined(filter(None, rest_lines)))


def _extent(line: str, found: re.Match[str]) -> tuple[int, int, int]:
    """Where the remark begins, where its wording stops, and where it ends with its brackets."""
    start = found.start()
    head = line[:start].rstrip()
    if not head or head[-1] not in _CLOSING:
        return start, len(line), len(line)
    closing = line.rfind(_CLOSING[head[-1]], found.end())
    if closing < 0:
        return len(head) - 1, len(line), len(line)
    return len(head) - 1, closing, closing + 1


def _listed(text: str) -> str:
    """'1.甲2.乙' on lines of their own: the numbering is a separator, not part of a name."""
    return "\n".join(_NUMBERING.sub("", line) for line in text.split("\n"))


def _target(text: str) -> RestrictionTarget | None:
    name = _LEAD.sub("", _NUMBERING.sub("", text)).strip(" 。.")
    if not name:
        return None
    match = _AMOUNT.fullmatch(folded_text(name))
    read = parse_quantity(match["amount"]) if match else None
    if match is None or read is None or read.quantity is None:
        return RestrictionTarget(name)
    return RestrictionTarget(match["name"].strip(" :()"), read.quantity, read.unit)
