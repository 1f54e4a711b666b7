"""The shortage workbook, calculated afresh by two spreadsheet programs, tells what the report tells."""

import io
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from core.transaction import transaction
from inventory.catalogue import add_item
from inventory.values import Category
from reports.shortage import shortage
from reports.shortage_values import Figures, Goods, PlaceRow, Row, Shortage
from reports.shortage_workbook import write_shortage
from tests.factories import NOW, TODAY, World
from tests.support.spreadsheet import (
    NO_OFFICE,
    Calculate,
    by_ironcalc,
    by_libreoffice,
    formulas,
    frozen_rows,
    office_program,
    values,
)

FIRST = 7
NAMES = ("need", "unknown", "usable", "expiring", "allotted", "undated", "transit")
LOOK_ALIKES = ("001", "1", "1.0", "1e0", "a", "A", "a ", "*", "?", "~*", "=1", ">0", "<>", "TRUE", "2022-04-01", "１")
"""Item codes that a spreadsheet's own comparison takes for each other, for numbers, for patterns or for conditions."""

CALCULATORS = pytest.mark.parametrize(
    "calculate",
    [
        pytest.param(by_ironcalc, id="ironcalc"),
        pytest.param(
            by_libreoffice, id="libreoffice", marks=pytest.mark.skipif(office_program() is None, reason=NO_OFFICE)
        ),
    ],
)


def figures(seed: int) -> Figures:
    """Seven figures, all different from any other seed's."""
    return Figures(**{name: seed * 17 % 911 * (9 if name == "need" else 1) + at for at, name in enumerate(NAMES)})


def invented(codes: tuple[str, ...] = LOOK_ALIKES, units: tuple[str, ...] = ("箱", "1", "01")) -> Shortage:
    """A report of three places, each with every code in every unit; names begin with '='."""
    kinds = [
        Goods(at, code, f"=1+{at}", f"={at}号", "food", unit, True)
        for at, (code, unit) in enumerate(product(codes, units), 1)
    ]
    places = tuple(
        PlaceRow(
            f"0{place}", f"=Place {place}", f"=第{place}村", "village", goods, figures(place * 100 + goods.item_id)
        )
        for place in (1, 2, 3)
        for goods in kinds
    )
    rows = tuple(Row(goods, summed([place for place in places if place.goods == goods])) for goods in reversed(kinds))
    area = SimpleNamespace(code="330328", name_en="Wencheng County", name_zh="文成县")
    return Shortage(area, 30, TODAY, datetime(2022, 4, 1, 4, tzinfo=UTC), rows, places)


def summed(places: list[PlaceRow]) -> Figures:
    return Figures(**{name: sum(getattr(place.figures, name) for place in places) for name in NAMES})


def written(app: Flask, report: Shortage, language: str = "en") -> bytes:
    stream = io.BytesIO()
    with app.test_request_context(f"/?lang={language}"):
        write_shortage(stream, report, zone="Asia/Shanghai")
    return stream.getvalue()


def told(of: Figures) -> list[Any]:
    """The figures of a row of the summary, from need to covered in tenths of a percent."""
    covered = (of.usable + of.coming) * 1000 // of.need / 1000 if of.need else None
    return [*told_by_place(of)[:-1], of.coming, of.short, of.surplus, covered]


def told_by_place(of: Figures) -> list[Any]:
    return [of.need, of.unknown, of.usable, of.expiring, of.allotted, of.undated, of.transit, of.short]


def assert_same(report: Shortage, book: Any) -> None:
    """Every figure of both sheets, after the spreadsheet calculated them, is the report's."""
    summary = values(book, 0, FIRST, len(report.rows))
    assert [[row[0], row[3], *row[4:15]] for row in summary] == [
        [row.goods.code, row.goods.unit, *told(row.figures)] for row in report.rows
    ]
    places = values(book, 1, FIRST, len(report.places))
    assert [[row[0], row[3], row[5], *row[6:14]] for row in places] == [
        [row.area_code, row.goods.code, row.goods.unit, *told_by_place(row.figures)] for row in report.places
    ]


@CALCULATORS
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_formula_calculated_afresh_gives_the_reports_figure(
    app: Flask, tmp_path: Path, calculate: Calculate, language: str
) -> None:
    report = invented()
    data = written(app, report, language)

    book = calculate(data, tmp_path)

    assert len(formulas(data)) == 11 * len(report.rows) + len(report.places)
    assert book.sheetnames == (["Shortage", "By place"] if language == "en" else ["缺口", "按区划"])
    assert_same(report, book)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_who_reads_without_calculating_sees_every_figure_of_the_report(app: Flask, language: str) -> None:
    report = invented()

    assert_same(report, load_workbook(io.BytesIO(written(app, report, language)), data_only=True))


@CALCULATORS
def test_what_was_typed_over_is_calculated_anew_in_spite_of_the_stored_results(
    app: Flask, tmp_path: Path, calculate: Calculate
) -> None:
    book = load_workbook(io.BytesIO(written(app, invented())))
    typed, number = book.worksheets[1]["G7"].value + 1_000_000, book.worksheets[1]["O7"].value
    book.worksheets[1]["G7"].value, stream = typed, io.BytesIO()
    book.save(stream)

    summary = calculate(stream.getvalue(), tmp_path).worksheets[0]

    assert summary.cell(FIRST - 1 + number, 5).value > 1_000_000


def test_headings_of_figures_stand_at_the_right_in_a_row_that_is_high_enough(app: Flask) -> None:
    for language, lines in (("en", 3), ("zh_Hans", 2)):
        summary, places = load_workbook(io.BytesIO(written(app, invented(), language))).worksheets
        sides = [[sheet[f"{letter}6"].alignment.horizontal for letter in "ADEKP"] for sheet in (summary, places)]

        assert sides == [[None, None, "right", "right", "right"], [None, None, None, "right", None]]
        assert summary.row_dimensions[6].height >= 15 * lines


@CALCULATORS
def test_the_items_001_and_1_are_told_apart_in_the_downloaded_workbook(
    world: World, tmp_path: Path, calculate: Calculate
) -> None:
    for code in ("001", "1"):
        with transaction():
            world.items[code] = add_item(
                actor=world.actors["manager"],
                now=NOW,
                code=code,
                category=Category.FOOD,
                base_unit="袋",
                name_en=f"Item {code}",
                name_zh=f"物品{code}",
                is_medicine=False,
            )
    for code, site, quantity in (("001", "county", 5), ("1", "county", 70), ("001", "village", 900), ("1", "daxue", 3)):
        world.batch(code, quantity, site, unit="袋")

    data = world.client("manager").get("/shortage.xlsx?area=330328&days=30").data
    report = shortage(actor=world.actors["manager"], now=NOW, zone="Asia/Shanghai", area_code="330328", days=30)
    book = calculate(data, tmp_path)

    assert {row[0]: row[6] for row in values(book, 0, FIRST, 2)} == {"001": 905, "1": 73}
    assert_same(report, book)


@CALCULATORS
def test_text_that_begins_with_an_equals_sign_is_text_after_calculation(
    app: Flask, tmp_path: Path, calculate: Calculate
) -> None:
    report = invented(codes=("=1", "1"), units=("=2",))

    book = calculate(written(app, report), tmp_path)

    assert [row[:2] + row[3:4] for row in values(book, 0, FIRST, 2)] == [["1", "=1+2", "=2"], ["=1", "=1+1", "=2"]]
    assert [row[:2] + row[3:6] for row in values(book, 1, FIRST, 1)] == [["01", "=Place 1", "=1", "=1+1", "=2"]]


@CALCULATORS
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_filters_and_number_formats_survive_opening_and_saving(
    app: Flask, tmp_path: Path, calculate: Calculate, language: str
) -> None:
    report = invented()

    summary, places = calculate(written(app, report, language), tmp_path).worksheets

    assert summary.auto_filter.ref == f"A6:P{6 + len(report.rows)}"
    assert places.auto_filter.ref == f"A6:O{6 + len(report.places)}"
    assert [summary[f"{letter}7"].number_format for letter in "EKLMNOP"] == ["#,##0"] * 5 + ["0.0%", "0"]
    assert [places[f"{letter}7"].number_format for letter in "GMNO"] == ["#,##0"] * 3 + ["0"]
    assert summary["A6"].value == ("Item code" if language == "en" else "品种编码")


@CALCULATORS
def test_what_is_almost_covered_is_never_told_as_covered(app: Flask, tmp_path: Path, calculate: Calculate) -> None:
    goods = Goods(1, "MASK", "Mask", "口罩", "protective", "个", True)
    of = Figures(need=100_000, usable=99_999)
    place = PlaceRow("330328", "Wencheng County", "文成县", "county", goods, of)
    area = SimpleNamespace(code="330328", name_en="Wencheng County", name_zh="文成县")

    book = calculate(written(app, Shortage(area, 30, TODAY, NOW, (Row(goods, of),), (place,))), tmp_path)

    assert (book.worksheets[0]["M7"].value, book.worksheets[0]["O7"].value) == (1, 0.999)


def test_headings_stay_in_sight_on_both_sheets(app: Flask, tmp_path: Path) -> None:
    data = written(app, invented(), "zh_Hans")

    assert [sheet.freeze_panes for sheet in load_workbook(io.BytesIO(data)).worksheets] == ["A7", "A7"]
    assert frozen_rows(data, tmp_path) == [6, 6]


def test_a_report_without_rows_is_a_workbook_without_formulas(app: Flask) -> None:
    area = SimpleNamespace(code="330328", name_en="Wencheng County", name_zh="文成县")

    data = written(app, Shortage(area, 30, TODAY, NOW))

    assert formulas(data) == []
    assert [sheet["A6"].value for sheet in load_workbook(io.BytesIO(data)).worksheets] == ["Item code", "Area code"]
