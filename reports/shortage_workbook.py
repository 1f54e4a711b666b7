"""The shortage report as a workbook: a summary of live formulas over the rows by place, for anyone to follow."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from core.i18n import pick_name
from core.workbook_grid import column_letter
from core.workbook_write import Column, Formula, SheetSpec, write_xlsx
from inventory.words import category_word, level_word
from reports.shortage_values import Figures, Row, Shortage

PERCENT = "0.0%"
_FIGURES = ("need", "unknown", "usable", "expiring", "allotted", "undated", "transit")
_FIRST_FIGURE, _KEY = 7, "O"
"""In the sheet by place: the columns of the first figure and of the number of the summary's row."""


def write_shortage(stream: BinaryIO, report: Shortage, *, zone: str) -> None:
    """Write the report. Totals of the summary are SUMIFS over the second sheet; short, surplus and covered are
    formulas too; covered is cut to a tenth of a percent, never told higher than it is. Texts that begin with '=' stay
    text.

    Rows are matched by a number, not by item code and unit: to a spreadsheet's SUMIFS the codes '001' and '1', 'a' and
    'A' are equal, and '*' matches any.
    """
    titles = _titles(report, zone)
    write_xlsx(stream, [_summary(report, titles), _by_place(report, titles)])


def _titles(report: Shortage, zone: str) -> list[str]:
    local: datetime = report.as_of.astimezone(ZoneInfo(zone))
    area = pick_name(report.area.name_en, report.area.name_zh)
    return [
        _("Shortage report: %(area)s (%(code)s)", area=area, code=report.area.code),
        _("As of %(moment)s (%(zone)s)", moment=local.strftime("%Y-%m-%d %H:%M"), zone=zone),
        ngettext(
            "Horizon: %(days)s day, until %(day)s",
            "Horizon: %(days)s days, until %(day)s",
            report.days,
            days=report.days,
            day=report.until.isoformat(),
        ),
        _("Units: each row is in the unit that it names; the item's base unit wherever the factor is recorded."),
    ]


def _summary(report: Shortage, titles: list[str]) -> SheetSpec:
    first = len(titles) + 3
    return SheetSpec(
        name=_("Shortage"),
        titles=titles,
        rows=_summary_rows(report, first),
        columns=_summary_columns(),
        notes=[
            _("Need: approved minus delivered. A need of unknown quantity counts as one need, never as a quantity."),
            _("Usable: not expired, held, blocked or in quarantine, not held for others, restriction permitting."),
            _("Coming: outstanding state allocations and what is in transit. Those without a date stand apart."),
            _("No.: each item and unit has one; the totals add up the rows by place that bear it."),
        ],
    )


def _summary_columns() -> list[Column]:
    return [
        Column(_("Item code"), 14),
        Column(_("Item"), 30),
        Column(_("Category"), 18),
        Column(_("Unit"), 8),
        *_figure_columns(),
        Column(_("Coming"), 12, "#,##0"),
        Column(_("Short by"), 12, "#,##0"),
        Column(_("Surplus"), 12, "#,##0"),
        Column(_("Covered"), 10, PERCENT),
        Column(_("No."), 8, "0"),
    ]


def _figure_columns() -> list[Column]:
    words = (
        _("Need"),
        _("Needs of unknown quantity"),
        _("Usable stock"),
        _("of which expires within the horizon"),
        _("Allotted, expected in time"),
        _("Allotted, no date given"),
        _("In transit"),
    )
    return [Column(word, 15, "#,##0") for word in words]


def _summary_rows(report: Shortage, first: int) -> Iterator[list[Any]]:
    last = first + max(len(report.places), 1) - 1
    sheet = "'" + _("By place").replace("'", "''") + "'"
    for at, row in enumerate(report.rows, first):
        goods, of = row.goods, row.figures
        sums = [
            Formula(_sumifs(sheet, _FIRST_FIGURE + column, first, last, at), getattr(of, name))
            for column, name in enumerate(_FIGURES)
        ]
        yield [
            goods.code,
            pick_name(goods.name_en, goods.name_zh),
            category_word(goods.category),
            goods.unit,
            *sums,
            Formula(f"=I{at}+J{at}+K{at}", of.coming),
            Formula(f"=MAX(0,E{at}-G{at}-L{at})", of.short),
            Formula(f"=MAX(0,G{at}+L{at}-E{at})", of.surplus),
            Formula(f'=IF(E{at}=0,"",INT((G{at}+L{at})*1000/E{at})/1000)', _covered(of)),
            at - first + 1,
        ]


def _covered(of: Figures) -> Decimal | str:
    """What the formula of the column gives: tenths of a percent, cut; nothing where nothing is needed."""
    return Decimal((of.usable + of.coming) * 1000 // of.need) / 1000 if of.need else ""


def _sumifs(sheet: str, column: int, first: int, last: int, row: int) -> str:
    def span(letter: str) -> str:
        return f"{sheet}!${letter}${first}:${letter}${last}"

    return f"=SUMIFS({span(column_letter(column))},{span(_KEY)},$P{row})"


def _by_place(report: Shortage, titles: list[str]) -> SheetSpec:
    columns = [
        Column(_("Area code"), 16),
        Column(_("Area"), 24),
        Column(_("Level"), 12),
        Column(_("Item code"), 14),
        Column(_("Item"), 30),
        Column(_("Unit"), 8),
        *_figure_columns(),
        Column(_("Short by"), 12, "#,##0"),
        Column(_("No. in the summary"), 10, "0"),
    ]
    return SheetSpec(name=_("By place"), titles=titles, columns=columns, rows=_place_rows(report, len(titles) + 3))


def _place_rows(report: Shortage, first: int) -> Iterator[list[Any]]:
    numbers = {(row.goods.code, row.goods.unit): number for number, row in enumerate(report.rows, 1)}
    for at, place in enumerate(report.places, first):
        goods = place.goods
        yield [
            place.area_code,
            pick_name(place.area_en, place.area_zh),
            level_word(place.level),
            goods.code,
            pick_name(goods.name_en, goods.name_zh),
            goods.unit,
            *(getattr(place.figures, name) for name in _FIGURES),
            Formula(f"=MAX(0,G{at}-I{at}-K{at}-L{at}-M{at})", place.figures.short),
            numbers[goods.code, goods.unit],
        ]


def plain(report: Shortage) -> dict[str, Any]:
    """The report as plain values for JSON: the same figures, names in both languages."""
    return {
        "area": {"code": report.area.code, "name_en": report.area.name_en, "name_zh": report.area.name_zh},
        "days": report.days,
        "until": report.until,
        "as_of": report.as_of,
        "rows": [_plain_row(row) for row in report.rows],
        "places": [
            {"area_code": row.area_code, "area_en": row.area_en, "area_zh": row.area_zh, **_plain_row(row)}
            for row in report.places
        ],
    }


def _plain_row(row: Row | Any) -> dict[str, Any]:
    goods, figures = row.goods, row.figures
    return {
        "item_code": goods.code,
        "name_en": goods.name_en,
        "name_zh": goods.name_zh,
        "category": goods.category,
        "unit": goods.unit,
        "in_base_unit": goods.convertible,
        **{name: getattr(figures, name) for name in (*_FIGURES, "coming", "short", "surplus", "covered")},
    }
