"""Pack sizes in a specification: '2000只/箱', '500ml*30瓶', '24粒X10小盒X40/箱'.

What is read is a proposal shown to a person, never used as a factor by itself.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.cell_text import folded_text
from core.quantity_text import UNIT_PATTERN

_MEASURES = frozenset("kg mg g ml l t 克 千克 公斤 毫克 斤 吨 升 公升 毫升".split())
_TIMES = re.compile(r"\s*[*x×]\s*(?=\d|\D*/|$)", re.I)
_FACTOR = re.compile(rf"(?P<count>\d+(?:\.\d+)?)\s*(?P<unit>{UNIT_PATTERN})?(?:\s*/\s*(?P<per>{UNIT_PATTERN}))?", re.I)


@dataclass(frozen=True)
class PackFactor:
    """`count` of `unit` (None where it is not written) in the next larger pack."""

    count: int
    unit: str | None


@dataclass(frozen=True)
class PackReading:
    """What a specification says about packing; only a `certain` reading has a `total`.

    `factors` run from the outside in; `total` of `inner_unit` (None: pieces, not named) are in one
    `outer_unit` (None: not written, the line's own unit). `content` is what one inner unit holds ('500ml'):
    it is never multiplied in.
    """

    factors: tuple[PackFactor, ...] = ()
    total: int | None = None
    inner_unit: str | None = None
    outer_unit: str | None = None
    content: str | None = None
    certain: bool = False


@dataclass(frozen=True)
class _Step:
    count: Decimal
    unit: str | None
    per: str | None

    @property
    def is_measure(self) -> bool:
        return (self.unit or "").casefold() in _MEASURES


def parse_pack(spec: object) -> PackReading:
    """Read the pack sizes of a specification text; anything that is not wholly understood is not certain."""
    text = folded_text(spec)
    steps = _steps(text)
    if not steps:
        return PackReading()
    content = None
    if steps[0].is_measure and len(steps) > 1 and steps[0].per is None:
        content, steps = f"{steps[0].count}{steps[0].unit}", steps[1:]
    return _read(steps, content)


def _steps(text: str) -> list[_Step]:
    """The factors as written, innermost first; none if any part of the text is something else."""
    found = [_FACTOR.fullmatch(part) for part in _TIMES.split(text)]
    if not all(found):
        return []
    return [_Step(Decimal(match["count"]), match["unit"], match["per"]) for match in found if match]


def _read(steps: list[_Step], content: str | None) -> PackReading:
    inner, outer = steps[0].unit, steps[-1].per
    whole = all(step.count == step.count.to_integral_value() and step.count > 0 for step in steps)
    factors = tuple(PackFactor(int(step.count), step.unit) for step in reversed(steps)) if whole else ()
    if not (whole and (content or outer) and (inner or outer) and _fits_together(steps)):
        return PackReading(factors=factors, inner_unit=inner, outer_unit=outer, content=content)
    total = 1
    for factor in factors:
        total *= factor.count
    return PackReading(factors, total, inner, outer, content, certain=True)


def _fits_together(steps: list[_Step]) -> bool:
    """Each 'per' names the unit of the next factor, and a weight or volume is only ever the innermost."""
    chained = all(step.per is None or step.per == after.unit for step, after in pairwise(steps))
    repeated = len({step.unit for step in steps if step.unit}) < sum(1 for step in steps if step.unit)
    return chained and not repeated and not any(step.is_measure for step in steps[1:])
