"""Tables are found among titles, totals, repeated headings, signatures and other tables."""

from datetime import date

import pytest

from core.table_find import find_table, find_tables
from core.table_quantity import line_quantity
from core.table_roles import INCOMING, OUTGOING, REQUESTS
from core.table_values import ColumnMapping
from core.workbook_errors import TableNotFound
from core.workbook_read import read_workbook
from tests.core.workbook_files import xlsx

HEAD = ["品名", "捐赠单位", "规格", "计量单位", "数量"]
LINE = ["口罩", "甲公司", "", "箱", 3]


def found(rows, roles=INCOMING, mapping=None, merge=()):
    return find_table(read_workbook(xlsx(rows, merge), "a.xlsx"), roles, mapping)


def test_two_tables_on_one_sheet_are_told_apart():
    out = [
        ["发放情况"],
        ["发放单位", "品名", "计量单位", "数量"],
        ["三医院", "手套", "箱", 2],
        ["五医院", "手套", "箱", 4],
    ]
    rows = [*out, [], ["接收情况（2月3日）"], HEAD, LINE]
    grid = read_workbook(xlsx(rows), "a.xlsx")
    assert [(one.kind, len(one.lines)) for one in find_tables(grid, INCOMING)] == [("outgoing", 2), ("incoming", 1)]
    assert find_table(grid, OUTGOING).lines[0].text("receiver") == "三医院"
    incoming = find_table(grid, INCOMING)
    assert (incoming.header_row, incoming.title_date.month) == (7, 2)


def test_tables_with_the_same_headings_are_told_apart_by_their_titles():
    head = ["品名", "计量单位", "数量"]
    rows = [["物资发放情况"], head, ["手套", "箱", 2], [], ["捐赠物资接收情况"], head, ["口罩", "箱", 3]]
    kinds = [(one.kind, len(one.lines)) for one in find_tables(read_workbook(xlsx(rows), "a.xlsx"), INCOMING)]
    assert kinds == [("outgoing", 1), ("incoming", 1)]


def test_repeated_headings_totals_and_blanks_are_no_lines_and_are_reported():
    rows = [HEAD, LINE, ["小计", "", "", "", 3], HEAD, [], LINE, ["合 计：", None, None, None, 6], ["制表人：张三"]]
    table = found(rows)
    assert [line.first_row for line in table.lines] == [2, 6]
    assert [(one.row, one.reason) for one in table.skipped] == [
        (3, "total"),
        (4, "heading"),
        (5, "blank"),
        (7, "total"),
    ]


def test_a_lone_formula_or_sum_under_the_quantities_is_a_total():
    assert found([HEAD, LINE, [None, None, None, None, "=SUM(E2:E2)"]]).skipped[0].reason == "total"
    assert found([HEAD, LINE, LINE, [None, None, None, None, 6]]).skipped[0].reason == "total"


def test_a_section_row_between_lines_is_skipped_and_lines_go_on():
    table = found([HEAD, ["一、防护用品"], LINE, [], [], [], [], [], LINE], merge=["A2:E2"])
    assert [line.first_row for line in table.lines] == [3, 9]
    assert table.skipped[0].reason == "text"


def test_a_signature_row_is_no_line():
    assert len(found([HEAD, LINE, ["制表：张三", "审核：李四", None, "日期", "2020-02-01"]]).lines) == 1


def test_english_headings_are_found_in_any_order():
    rows = [["Qty", "UoM", "Lot No", "Donated by", "Item Name", "Expiry Date"], [5, "box", "L1", "ACME", "Masks", None]]
    line = found(rows).lines[0]
    assert [line.text(role) for role in ("item", "donor", "quantity", "unit", "lot")] == [
        "Masks",
        "ACME",
        "5",
        "box",
        "L1",
    ]


def test_a_merged_quantity_is_one_line_with_the_other_texts_joined():
    rows = [
        ["接收单位", "品名", "单位", "数量"],
        ["武汉市", "手套", "箱", 7],
        ["中心医院", None, None, None],
        ["乙", "口罩", "箱", 1],
    ]
    table = found(rows, OUTGOING, merge=["D2:D3"])
    assert [(line.text("receiver"), line.value("quantity")) for line in table.lines] == [
        ("武汉市中心医院", 7),
        ("乙", 1),
    ]
    assert table.lines[0].cells["receiver"].continuation == ("中心医院",)


def test_headings_merged_over_two_rows_end_before_the_first_line():
    table = found([HEAD, [None] * 5, LINE], merge=[f"{letter}1:{letter}2" for letter in "ABCDE"])
    assert (table.first_row, len(table.lines)) == (3, 1)


@pytest.mark.parametrize(
    ("title", "day"),
    [("公示（1月29日）", (None, 1, 29)), ("截至2020年1月29日", (2020, 1, 29)), ("2020-02-03", (2020, 2, 3)),
     (43860, (2020, 1, 30)), (date(2020, 2, 1), (2020, 2, 1)), ("第7期—2", None), ("13月40日", None)],
)  # fmt: skip
def test_the_day_is_read_from_the_title(title, day):
    read = found([["物资一览表"], [title], HEAD, LINE]).title_date
    assert (read and (read.year, read.month, read.day)) == day


def test_of_two_days_in_the_title_none_is_chosen():
    table = found([["1月22日至1月29日"], HEAD, LINE])
    assert (table.title_date, len(table.dates)) == (None, 2)


def test_a_persons_mapping_overrides_what_was_found():
    rows = [["x", "y", "z"], ["A", "B", "C"], ["口罩", "8", "箱"], ["手套", "9", "箱"], ["鞋套", "9", "箱"]]
    mapping = ColumnMapping(header_row=2, columns={"item": "A", "quantity": "b", "unit": 3}, last_row=4)
    table = found(rows, INCOMING, mapping)
    assert [(line.text("item"), line_quantity(line).quantity) for line in table.lines] == [("口罩", 8), ("手套", 9)]
    assert table.last_row == 4


def test_a_sheet_without_headings_is_a_named_error():
    with pytest.raises(TableNotFound) as caught:
        found([["口罩", 3], ["手套", 4]])
    assert "Sheet" in caught.value.message


def test_a_need_without_quantity_is_a_line():
    rows = [
        ["乡镇", "村", "物资名称", "需求数量", "人数"],
        ["大峃镇", None, "棉被", None, 12],
        ["大峃镇", "甲村", "帐篷", "若干", 3],
    ]
    lines = found(rows, REQUESTS).lines
    assert [line_quantity(line).blank for line in lines] == [True, False]
    assert line_quantity(lines[1]).unknown


def test_a_formula_without_a_result_is_a_problem_and_not_nothing():
    lines = found([HEAD, ["口罩", "甲", None, "箱", "=1+2"]]).lines
    assert [problem.code for problem in line_quantity(lines[0]).problems] == ["quantity-missing-formula-result"]
