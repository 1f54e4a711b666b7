"""What is written opens as it was meant: text as text, totals live, the user's own workbook unharmed."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Font

from core.csv_write import write_csv
from core.workbook_annotate import annotate_workbook
from core.workbook_errors import SheetNotFound
from core.workbook_read import read_workbook
from core.workbook_write import Column, Formula, SheetSpec, write_xlsx
from tests.core.workbook_files import xlsx


def written(spec):
    stream = io.BytesIO()
    write_xlsx(stream, [spec])
    return stream.getvalue()


def one_column(values, **column):
    data = written(SheetSpec("s", [Column("h", **column)], ([value] for value in values)))
    return [cell for (cell,) in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)


@given(st.lists(st.one_of(TEXTS, TEXTS.map("={}".format), st.sampled_from(["=1+1", "#N/A", "@a", "-1", "+1", " x "]))))
def test_text_comes_back_as_the_same_text_whatever_it_begins_with(texts):
    cells = one_column(texts)
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in texts]


def test_dangerous_text_stays_text_also_after_editing():
    assert [cell.quotePrefix for cell in one_column(["=1+1", "-x", "a"])] == [True, True, False]


def test_values_keep_their_types_and_formats():
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    cells = one_column([5, Decimal("1.5"), date(2026, 1, 2), moment, Formula("=1+1"), 330328100000000000, True])
    assert [cell.data_type for cell in cells] == ["n", "n", "d", "d", "f", "s", "b"]
    assert [cell.number_format for cell in cells[:4]] == ["#,##0", "#,##0.###", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert (cells[3].value, cells[5].value) == (datetime(2026, 1, 2, 3, 4), "330328100000000000")  # noqa: DTZ001


def test_text_that_a_cell_cannot_hold_is_marked_and_not_an_error():
    cells = one_column(["a\x0bb", "x" * 40_000], wrap=True)
    assert cells[0].value == "a\ufffdb"
    assert (len(cells[1].value), cells[1].value[-1]) == (32_767, "…")
    assert cells[1].alignment.wrap_text


def test_titles_header_filter_panes_print_and_totals_are_set_up():
    columns = [Column("品名", 30), Column("数量", total=True)]
    spec = SheetSpec("缺口/一", columns, [["=a", 2], ["b", 3]], ["标题", "截至"], ["注"], "合计")
    sheet = load_workbook(io.BytesIO(written(spec))).active
    assert [sheet["A1"].value, sheet["A4"].value, sheet["A7"].value, sheet["A9"].value] == [
        "标题",
        "品名",
        "合计",
        "注",
    ]
    assert (sheet["B7"].value, sheet["B7"].data_type) == ("=SUM(B5:B6)", "f")
    assert load_workbook(io.BytesIO(written(spec)), data_only=True).active["B7"].value == 5
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A5", "A4:B6", "$4:$4")
    assert (sheet.page_setup.orientation, sheet.column_dimensions["A"].width, sheet.title) == (
        "landscape",
        30,
        "缺口 一",
    )


def test_csv_is_safe_and_numbers_stay_numbers():
    stream = io.BytesIO()
    write_csv(
        stream, ["名称", "数量"], [["=1+1", -5], ["@x", Decimal("1.50")], ['a"b\nc', None], ["\tx", date(2026, 1, 2)]]
    )
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    assert rows == [["名称", "数量"], ["'=1+1", "-5"], ["'@x", "1.50"], ['a"b\nc', ""], ["'\tx", "2026-01-02"]]


def test_the_users_own_workbook_comes_back_with_status_and_reason():
    book = load_workbook(io.BytesIO(xlsx([["标题"], ["品名", "数量", "备注"], ["口罩", 3, None]], ["A1:C1"])))
    book.active["A3"].font = Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    data = annotate_workbook(stream.getvalue(), "a.xlsx", "Sheet", 2, {3: ("error", "=不足")})
    sheet = load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[2]][3:] == ["Import status", "Reason"]
    assert [(cell.value, cell.data_type) for cell in sheet[3]][3:] == [("error", "s"), ("=不足", "s")]
    assert (sheet["A3"].font.bold, str(sheet.merged_cells)) == (True, "A1:C1")


def test_an_annotated_csv_comes_back_as_xlsx():
    data = annotate_workbook("品名,数量\n=口罩,3\n".encode("gb18030"), "a.csv", "a.csv", 1, {2: ("ok", "")})
    assert read_workbook(data, "a.xlsx").sheets[0].rows[1][:3] == ("=口罩", "3", "ok")


def test_annotating_a_sheet_that_is_not_there_is_a_named_error():
    with pytest.raises(SheetNotFound):
        annotate_workbook(xlsx([["a"]]), "a.xlsx", "other", 1, {})
