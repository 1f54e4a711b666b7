"""A user's own CSV comes back as CSV: as it was, with two columns more, and with nothing that runs as a formula."""

import csv
import io

import pytest

from core.csv_annotate import annotate_csv
from core.workbook_read import read_workbook
from tests.core.workbook_files import NEEDS, needs_real_data, real

BOM = b"\xef\xbb\xbf"
TEXT = "需求\r\n单位,物资,数量\r\n一医院,口罩,3\r\n"


def told(text: str, encoding: str = "utf-8", rows: dict[int, tuple[str, str]] | None = None, header: int = 2) -> bytes:
    given = rows or {3: ("error", "not\nthere")}
    return annotate_csv(text.encode(encoding), "a.csv", header, given)


def test_the_file_comes_back_with_two_columns_more() -> None:
    assert told(TEXT).decode() == ("需求\r\n单位,物资,数量,Import status,Reason\r\n一医院,口罩,3,error,not there\r\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_and_its_mark_stay_the_users_own(encoding: str) -> None:
    data = told(TEXT, encoding)

    assert data.startswith(BOM) is (encoding == "utf-8-sig")
    assert data.decode(encoding).splitlines()[2] == "一医院,口罩,3,error,not there"


@pytest.mark.parametrize(("delimiter", "end"), [(";", "\n"), ("\t", "\r"), (",", "\r\n")])
def test_delimiter_and_line_ends_stay_the_users_own(delimiter: str, end: str) -> None:
    text = TEXT.replace("\r\n", end).replace(",", delimiter)

    assert told(text).decode() == (told(TEXT).decode().replace("\r\n", end).replace(",", delimiter))


def test_nothing_in_it_runs_as_a_formula_and_figures_stay_figures() -> None:
    text = "品名,数量,备注\n=1+1,-5,@x\n+86 138,+3,-\n"

    data = told(text, rows={2: ("ok", "=HYPERLINK(1)"), 3: ("ok", "")}, header=1)

    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert rows[1:] == [["'=1+1", "-5", "'@x", "ok", "'=HYPERLINK(1)"], ["'+86 138", "+3", "'-", "ok", ""]]


def test_short_and_empty_rows_and_what_stands_below_the_table_keep_their_place() -> None:
    text = '品名,数量,备注\n口罩\n\n"a ""b"", c",2,x\n合计,,,,9\n'

    data = told(text, rows={2: ("ok", ""), 4: ("ok", "")}, header=1)

    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [
        ["品名", "数量", "备注", "Import status", "Reason"],
        ["口罩", "", "", "ok", ""],
        [],
        ['a "b", c', "2", "x", "ok", ""],
        ["合计", "", "", "", "9"],
    ]


@needs_real_data
def test_the_published_needs_come_back_whole() -> None:
    data, name = real(NEEDS.parent, NEEDS.name)
    own = read_workbook(data, name).sheets[0].rows
    rows = dict.fromkeys(range(2, len(own) + 1), ("ok", "数量未知"))

    back = read_workbook(annotate_csv(data, name, 1, rows), name).sheets[0].rows

    width = max(map(len, own))
    assert [row[: len(mine)] for row, mine in zip(back, own, strict=True)] == [tuple(mine) for mine in own]
    assert all(row[width:] == ("ok", "数量未知") for row in back[1:])
