"""Quantities as people type them into cells: '198箱', '13.5万盒', '1,500', '若干'.

Everything is exact (`Decimal`, then `int`); nothing is rounded, clamped or guessed.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from core.cell_problems import CellProblem
from core.cell_text import clean_text, comparison_key, folded_text

QUANTITY_LIMIT = 10**12

UNIT_WORDS = tuple(
    (
        "大箱 小箱 大盒 小盒 大包 小包 大袋 小袋 大桶 小桶 大瓶 小瓶 千克 公斤 毫升 毫克 公升 平方米 立方米 人份 "
        "箱 件 个 個 只 隻 支 枝 副 付 双 对 包 盒 桶 台 套 瓶 袋 罐 片 枚 板 粒 条 张 卷 把 辆 顶 床 吨 克 斤 升 "
        "部 组 份 根 块 盏 米 身 听 篮 筐 捆 扎 托 车 架 具 杯 碗 提 打 令 本 册 贴 管 颗 丸 "
        "kg mg ml pcs pc boxes box cartons carton bottles bottle packs pack pieces piece pairs pair sets set "
        "bags bag rolls roll units unit each g l t"
    ).split()
)
UNIT_PATTERN = "|".join(sorted(UNIT_WORDS, key=len, reverse=True))
_MULTIPLIERS = {"": 1, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_UNKNOWN = frozenset(
    "若干 急需 不限 大量 多多益善 越多越好 不详 未知 待定 待统计 待核 紧缺 紧急 需要 有需求 数量不限 数量不详 长期需要 "
    "不定 尽可能多 一批 数批 许多 unknown tbd any unlimited asmanyaspossible quantityunknown urgent".split()
)
_NOTHING = frozenset("无 無 none nil na".split())
_BLANK_SIGNS = frozenset("- -- — —— ― / \\ n/a".split())
_UNKNOWN_SIGNS = frozenset("? ?? ???".split())
_APPROXIMATE = re.compile(
    r"^(约|大约|近|超过|至少|不少于|逾|约计|about|approx\.?|over|[>≥<≤~≈])\s*|"
    r"\s*(左右|以上|余|多|以内|\+|上下)$",
    re.I,
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w.])-\s*)?(?<![A-Za-z\d.,])(?P<digits>{_DIGITS})(?![A-Za-z]*\d|[.,]\d)\s*(?P<by>[百千万萬亿億]?)\s*"
    rf"(?P<unit>(?:{UNIT_PATTERN})(?![a-z]))?(?![a-z])",
    re.I,
)
_RANGE = re.compile(r"\d\s*[百千万]?\s*[-~—–至到]+\s*\d")
_BREAK = re.compile(r"[、;,。\n+]|\s(?=\S*\d)|和|及")
_UNIT_ONLY = re.compile(r"[\u4e00-\u9fff]{1,2}")
_EXACT = Context(prec=100_000)  # longer than any cell: a product is never rounded


@dataclass(frozen=True)
class QuantityPart:
    """One of several things in a cell: a proposal only. `quantity` is None when the figure is not a whole number."""

    text: str
    quantity: int | None
    unit: str | None


@dataclass(frozen=True)
class ParsedQuantity:
    """What a quantity cell says.

    `quantity` is a whole number from 1 to 10**12 of `unit`, or None; then it is `unknown` (needed, but how
    many is not said), `blank` (nothing is said), or `problems` says why the figure cannot be taken.
    `parts` are proposals when the cell holds several quantities.
    """

    quantity: int | None = None
    unit: str | None = None
    unknown: bool = False
    blank: bool = False
    problems: tuple[CellProblem, ...] = ()
    parts: tuple[QuantityPart, ...] = ()


def parse_quantity(cell_value: object, unit_text: object = None, *, one_means_unknown: bool = False) -> ParsedQuantity:
    """Read the quantity of a cell, with the unit column's text beside it. Never raises, never makes a float.

    A unit in the cell and another in the column is a problem and no unit. With `one_means_unknown` a bare 1
    means "needed, quantity unknown", as some published lists of needs have it.
    """
    column_unit = clean_text(unit_text) or None
    if isinstance(cell_value, (bool, date)):
        return _refused(column_unit, "quantity-not-a-number", text=clean_text(cell_value))
    if isinstance(cell_value, (int, float, Decimal)):
        return _from_number(cell_value, column_unit, one_means_unknown)
    text = folded_text(cell_value).replace("\u2212", "-")
    key = comparison_key(text)
    if not text or text in _BLANK_SIGNS or key in _NOTHING:
        return ParsedQuantity(unit=column_unit, blank=True, problems=(CellProblem("quantity-blank"),))
    if key in _UNKNOWN or text in _UNKNOWN_SIGNS:
        return ParsedQuantity(unit=column_unit, unknown=True)
    return _from_text(text, column_unit, one_means_unknown)


def _from_number(value: object, unit: str | None, one_means_unknown: bool) -> ParsedQuantity:
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        return _refused(unit, "quantity-not-a-number", text=str(value))
    if number == 1 and one_means_unknown:
        return ParsedQuantity(unit=unit, unknown=True)
    return _judged(number, unit, ())


def _from_text(text: str, column_unit: str | None, one_means_unknown: bool) -> ParsedQuantity:
    if _RANGE.search(text):
        return _refused(column_unit, "quantity-range", text=text)
    core = _APPROXIMATE.sub("", text).strip()
    figures = _figures(core)
    if len(figures) > 1:
        return _several(text, core, figures, column_unit)
    if not figures:
        return _refused(column_unit, "quantity-not-a-number", text=text)
    notes = () if core == text else (CellProblem("quantity-approximate", {"text": text}),)
    return _from_figure(core, figures[0], column_unit, one_means_unknown, notes)


def _from_figure(
    core: str, figure: re.Match[str], column_unit: str | None, one_means_unknown: bool, notes: tuple[CellProblem, ...]
) -> ParsedQuantity:
    before, after = core[: figure.start()].strip(" :"), core[figure.end() :].strip()
    unit = figure["unit"]
    if unit is None and _UNIT_ONLY.fullmatch(after) and not before:
        unit, after = after, ""
    if (after and not unit) or re.search(r"\d|^[-.,]", after):
        return _refused(column_unit, "quantity-not-a-number", text=core)
    if before or after:
        notes += (CellProblem("quantity-with-text", {"text": " ".join(filter(None, (before, after)))}),)
    unit, clash = _agreed(unit, column_unit)
    if core == "1" and one_means_unknown:
        return ParsedQuantity(unit=unit, unknown=True)
    return _judged(_number(figure), unit, notes + clash)


def _agreed(cell_unit: str | None, column_unit: str | None) -> tuple[str | None, tuple[CellProblem, ...]]:
    if not cell_unit or not column_unit or comparison_key(cell_unit) == comparison_key(column_unit):
        return cell_unit or column_unit, ()
    return None, (CellProblem("unit-conflict", {"cell_unit": cell_unit, "column_unit": column_unit}),)


def _judged(number: Decimal, unit: str | None, notes: tuple[CellProblem, ...]) -> ParsedQuantity:
    fault = _fault(number, unit)
    if fault:
        return ParsedQuantity(unit=unit, problems=(*notes, fault))
    return ParsedQuantity(quantity=int(number), unit=unit, problems=notes)


def _fault(number: Decimal, unit: str | None) -> CellProblem | None:
    if number < 0:
        return CellProblem("quantity-negative", {"figure": _plain(number)})
    if number == 0:
        return CellProblem("quantity-zero", {})
    if number > QUANTITY_LIMIT:
        return CellProblem("quantity-too-large", {"figure": _plain(number), "limit": QUANTITY_LIMIT})
    if number != number.to_integral_value():
        return CellProblem("quantity-fraction", {"figure": f"{_plain(number)} {unit or ''}".strip()})
    return None


def _plain(number: Decimal) -> str:
    """Digits as a person writes them; figures too long to print keep their exponent."""
    return format(number, "f") if -30 < number.adjusted() < 30 else str(number)


def _number(figure: re.Match[str]) -> Decimal:
    number = _EXACT.multiply(Decimal(figure["digits"].replace(",", "")), Decimal(_MULTIPLIERS[figure["by"]]))
    return number.copy_negate() if figure["sign"] else number


def _figures(core: str) -> list[re.Match[str]]:
    """The figures that count something; in '84消毒液100瓶' the 84 is part of a name."""
    found = list(_FIGURE.finditer(core))
    counting = [one for one in found if one["unit"] or one["by"] or not _UNIT_ONLY.match(core[one.end() :])]
    return counting if len(found) > 1 and counting else found


def _several(text: str, core: str, figures: list[re.Match[str]], column_unit: str | None) -> ParsedQuantity:
    """Cut the cell after each figure; what stands before a figure names what it counts."""
    parts, start = [], 0
    for figure in figures:
        name = _BREAK.sub(" ", core[start : figure.start()]).strip(" :()")
        number = _number(figure)
        quantity = None if _fault(number, None) else int(number)
        parts.append(QuantityPart(name, quantity, figure["unit"]))
        start = figure.end()
    problem = CellProblem("quantity-several", {"text": text, "count": len(parts)})
    return ParsedQuantity(unit=column_unit, problems=(problem,), parts=tuple(parts))


def _refused(unit: str | None, code: str, **fields: object) -> ParsedQuantity:
    return ParsedQuantity(unit=unit, problems=(CellProblem(code, fields),))
