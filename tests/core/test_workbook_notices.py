"""The published notices give the published figures; the counts here are made by plain loops of their own."""

import csv
import io
import json
from collections import Counter

from openpyxl import load_workbook

from core.restriction_text import parse_restriction
from core.table_find import find_table
from core.table_quantity import line_quantity
from core.table_roles import INCOMING, OUTGOING, REQUESTS
from core.table_values import FoundTable
from core.workbook_read import read_workbook
from tests.core.workbook_files import NEEDS, NOTICES, needs_real_data, real

pytestmark = needs_real_data

INCOMING_UNITS = {
    "箱": 10672, "支": 386770, "只": 10000, "片": 2000, "盒": 967, "个": 826, "件": 400, "台": 129, "袋": 71,
    "小箱": 18, "罐": 17, "套": 2, "小盒": 1,
}  # fmt: skip
OUTGOING_UNITS = {"件": 1527, "箱": 498, "桶": 348, "台": 34, "个": 4500}


def table(folder, pattern, roles):
    data, name = real(folder, pattern)
    return find_table(read_workbook(data, name), roles)


def by_unit(found):
    sums = Counter()
    for line in found.lines:
        read = line_quantity(line)
        sums[read.unit] += read.quantity
    return dict(sums)


def plain_sum(pattern, quantity_column):
    sheet = load_workbook(io.BytesIO(real(NOTICES, pattern)[0])).active
    values = [row[quantity_column - 1] for row in sheet.iter_rows(values_only=True)]
    figures = [value for value in values if isinstance(value, int)]
    return len(figures), sum(figures)


def test_incoming_notice_has_138_lines_with_the_published_units():
    found = table(NOTICES, "incoming*", INCOMING)
    assert (found.kind, len(found.lines), by_unit(found)) == ("incoming", 138, INCOMING_UNITS)
    assert plain_sum("incoming*", 5) == (138, sum(INCOMING_UNITS.values()))


def test_outgoing_notice_has_202_lines_with_the_published_units():
    found = table(NOTICES, "outgoing*", OUTGOING)
    assert (found.kind, len(found.lines), by_unit(found)) == ("outgoing", 202, OUTGOING_UNITS)
    assert plain_sum("outgoing*", 5) == (202, sum(OUTGOING_UNITS.values()))


def test_every_outgoing_line_has_the_receiver_of_its_merged_cell():
    sheet = load_workbook(io.BytesIO(real(NOTICES, "outgoing*")[0])).active
    expected, receiver = Counter(), None
    for name, item, *_rest in sheet.iter_rows(min_row=5, max_row=206, values_only=True):
        receiver = name or receiver
        expected[receiver] += bool(item)
    found = table(NOTICES, "outgoing*", OUTGOING)
    assert Counter(line.text("receiver") for line in found.lines) == expected
    assert len(expected) == 15


def test_rows_85_to_89_are_one_line_of_10_boxes_for_two_hospitals():
    found = table(NOTICES, "incoming*", INCOMING)
    (line,) = [one for one in found.lines if one.first_row == 85]
    reading = parse_restriction(line.texts("donor"))
    assert (line.last_row, line.value("quantity"), line.text("unit")) == (89, 10, "箱")
    assert reading.remainder == "上海第二医科大学校友会"
    assert [(one.name, one.quantity, one.unit) for one in reading.targets] == [
        ("省人民医院", 3000, "副"),
        ("武汉精神卫生中心", 1000, "副"),
    ]


def test_a_merged_donor_and_unit_apply_to_each_row_they_span():
    lines = {line.first_row: line for line in table(NOTICES, "incoming*", INCOMING).lines}
    assert [lines[row].text("unit") for row in (46, 47, 48)] == ["支"] * 3
    assert {lines[row].text("donor") for row in range(49, 61)} == {"中山榄菊销售有限公司"}
    assert lines[18].cells["donor"].inherited
    assert lines[18].cells["donor"].row == 17


def test_the_day_of_a_notice_is_found_with_its_cell():
    incoming, outgoing = table(NOTICES, "incoming*", INCOMING), table(NOTICES, "outgoing*", OUTGOING)
    day = incoming.title_date
    assert (day.year, day.month, day.day, day.row, day.column) == (None, 1, 29, 2, 1)
    day = outgoing.title_date
    assert (day.year, day.month, day.day, day.row, day.column) == (2020, 1, 30, 2, 1)


def test_the_prose_after_the_incoming_notice_is_no_line():
    found = table(NOTICES, "incoming*", INCOMING)
    assert (found.header_row, found.first_row, found.last_row) == (5, 6, 147)
    assert not any("以上即为" in line.text("item") for line in found.lines)


def test_the_needs_file_has_1987_rows_1725_of_unknown_quantity_and_21_blank():
    found = table(NEEDS.parent, "*.csv", REQUESTS)
    reads = [line_quantity(line, one_means_unknown=True) for line in found.lines]
    with NEEDS.open(encoding="utf-8-sig", newline="") as stream:
        plain = Counter(row["value"] for row in csv.DictReader(stream))
    assert (len(reads), sum(read.unknown for read in reads), sum(read.blank for read in reads)) == (1987, 1725, 21)
    assert (plain.total(), plain["1"], plain[""]) == (1987, 1725, 21)
    assert sum(read.quantity or 0 for read in reads) == sum(int(v) * n for v, n in plain.items() if v not in ("", "1"))


def test_a_found_table_survives_json():
    found = table(NOTICES, "incoming*", INCOMING)
    assert FoundTable.from_dict(json.loads(json.dumps(found.to_dict()))) == found
