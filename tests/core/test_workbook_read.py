"""Uploaded files are read exactly or refused by name before a parser can be harmed."""

import io
import struct
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from core import workbook_errors as errors
from core.workbook_grid import MergedRange, column_letter, column_number
from core.workbook_guard import Limits
from core.workbook_read import read_workbook
from tests.core.workbook_files import old_workbook, xls, xlsx

TEXT = "品名,数量\r\n口罩,3\r\n"


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_numbers_are_exact_and_merged_ranges_are_known():
    grid = read_workbook(xlsx([["a", 49999.0, 1.1, date(2020, 1, 2), True, None, "x"]], ["A1:A3"]), "A.XLSX")
    assert grid.sheets[0].rows[0] == ("a", 49999, Decimal("1.1"), date(2020, 1, 2), True, None, "x")
    assert type(grid.sheets[0].value(1, 2)) is int
    assert grid.sheets[0].merged == (MergedRange(1, 1, 3, 1),)


def test_a_formula_without_a_result_and_an_error_cell_are_told():
    sheet = read_workbook(xlsx([["=1+1", "#N/A"]]), "a.xlsx").sheets[0]
    assert (sheet.cell(1, 1).is_formula, sheet.cell(1, 1).result_missing, sheet.value(1, 2)) == (True, True, "#N/A")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_any_origin_is_read(encoding, line_end, delimiter):
    data = TEXT.replace(",", delimiter).replace("\r\n", line_end).encode(encoding)
    assert read_workbook(data, "a.csv").sheets[0].rows == (("品名", "数量"), ("口罩", "3"))


def test_csv_codes_keep_their_zeros_and_a_line_break_inside_quotes():
    data = '代码,备注\r033032810000,"甲\n乙 5"" 管"\r'.encode()
    assert read_workbook(data, "a.csv").sheets[0].rows[1] == ("033032810000", '甲\n乙 5" 管')


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "a.csv", errors.FileEmpty), (b"a,b", "a.pdf", errors.FileKindUnknown),
        (b"PK\x03\x04rest", "a.csv", errors.FileKindMismatch), (b"a,b", "a.xlsx", errors.FileKindMismatch),
        (b"<html><table>", "a.xls", errors.FileKindMismatch), (b"PK\x03\x04rest", "a.xlsx", errors.UnreadableFile),
        (b"a\x00b", "a.csv", errors.UnreadableFile), (b'a,"b\nc', "a.csv", errors.QuoteNotClosed),
        (b"a,\xff\xff\xff", "a.csv", errors.TextEncodingUnknown), (b"x" * 200_000, "a.csv", errors.CellTooLong),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(data, name, error):
    with pytest.raises(error) as caught:
        read_workbook(data, name)
    assert type(caught.value) is error
    assert caught.value.message


def test_a_file_over_the_size_limit_states_both_figures():
    with pytest.raises(errors.FileTooLarge) as caught:
        read_workbook(b"a,b", "a.csv", Limits(file_size=2))
    assert (caught.value.figures["size"], caught.value.figures["limit"]) == (3, 2)


def test_a_zip_bomb_is_refused_by_ratio_total_and_number_of_parts():
    bomb = zipped({"xl/worksheets/sheet1.xml": b" " * 5_000_000})
    with pytest.raises(errors.PartExpandsTooMuch):
        read_workbook(bomb, "a.xlsx")
    with pytest.raises(errors.FileExpandsTooMuch):
        read_workbook(bomb, "a.xlsx", Limits(unpacked_size=4_000_000))
    with pytest.raises(errors.TooManyParts):
        read_workbook(xlsx([["a"]]), "a.xlsx", Limits(parts=3))


def test_a_part_that_lies_about_its_size_is_refused():
    data = bytearray(zipped({"xl/worksheets/sheet1.xml": b"<a/>" + b" " * 5_000}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    with pytest.raises(errors.UnreadableFile):
        read_workbook(bytes(data), "a.xlsx")


def test_entities_are_refused_before_they_expand():
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    for text in (laughs.encode(), laughs.encode("utf-16")):
        with pytest.raises(errors.EntitiesForbidden):
            read_workbook(zipped({"xl/sharedStrings.xml": text}), "a.xlsx")


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (Limits(rows=2), errors.TooManyRows), (Limits(columns=2), errors.TooManyColumns),
        (Limits(sheets=1), errors.TooManySheets), (Limits(merged_cells=3), errors.TooManyMergedCells),
    ],
)  # fmt: skip
def test_rows_columns_sheets_and_merged_cells_are_bounded(limits, error):
    data = xlsx([[1, 2, 3]] * 3, ["A1:B2"], more_sheets=[("b", [["x"]])])
    with pytest.raises(error):
        read_workbook(data, "a.xlsx", limits)


def test_a_far_cell_in_an_old_workbook_is_refused_before_memory_is_taken():
    far = old_workbook([(0x0809, b"\0" * 16), (0x0203, struct.pack("<HHHd", 65535, 255, 0, 1.0))])
    with pytest.raises(errors.TooManyRows) as caught:
        read_workbook(far, "a.xls")
    assert caught.value.figures["count"] == 65536


def test_an_old_workbook_that_states_impossible_dimensions_is_refused():
    with pytest.raises(errors.UnreadableFile):
        read_workbook(old_workbook([(0x0200, struct.pack("<IIHHH", 0, 2**31, 0, 65535, 0))]), "a.xls")


def test_column_letters_and_numbers_agree():
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_number(column_letter(number)) == number for number in range(1, 800))


def test_an_old_workbook_is_read_with_its_merged_cells():
    sheet = read_workbook(xls([["品名"], [None, 49999.0]], [(1, 3, 1, 1)]), "a.xls").sheets[0]
    assert (sheet.rows, sheet.merged) == ((("品名", None), (None, 49999)), (MergedRange(2, 2, 4, 2),))
