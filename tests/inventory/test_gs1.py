"""What is printed on boxes is understood as the GS1 standards say, and a damaged code says nothing."""

import json
from dataclasses import asdict
from typing import Any

import pytest
import zxingcpp
from biip import ParseError, parse
from hypothesis import given
from hypothesis import strategies as st

from inventory.gs1 import check_digit_right, read, upc_e_expanded
from inventory.gs1_identifiers import FORMS
from inventory.gs1_values import Carrier, Fault, Reading
from tests.inventory.gs1_table import ROWS, YEAR, G, S


def plain(reading: Reading) -> dict[str, Any]:
    """A reading as the table writes it."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(reading), default=str))
    told["faults"] = [[fault["kind"], fault["ai"]] for fault in told["faults"]]
    return told


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_text_says_what_the_standard_says(text: str, expected: dict[str, Any]) -> None:
    assert plain(read(text, year=YEAR)) == expected


def test_every_fault_stands_in_the_table_and_has_words(app: Any) -> None:
    seen = {fault[0] for _name, _text, expected in ROWS for fault in expected["faults"]}
    assert seen == {fault.value for fault in Fault}
    assert len(ROWS) >= 80
    with app.test_request_context():
        for _name, text, _expected in ROWS:
            assert all(fault.message() for fault in read(text, year=YEAR).faults)


def test_no_identifier_is_the_beginning_of_another() -> None:
    assert not [(one, other) for one in FORMS for other in FORMS if one != other and other.startswith(one)]


def _independent(text: str) -> dict[str, Any] | None:
    """The same text by biip's own parser; None if it refuses it."""
    try:
        message = parse(text).gs1_message
    except ParseError:
        return None
    if message is None:
        return None
    told = {element.ai.ai: element for element in message.element_strings}
    if any(ai in told and told[ai].gtin is None for ai in ("01", "02")):
        return None
    return {
        "gtin14": next((told[ai].value for ai in ("01", "02") if ai in told), ""),
        "lot": told["10"].value if "10" in told else "",
        "expires_on": told["17"].date if "17" in told else None,
        "serial": told["21"].value if "21" in told else "",
    }


def test_an_independent_parser_reads_every_scanned_valid_row_the_same() -> None:
    compared = 0
    for name, text, expected in ROWS:
        if expected["carrier"] != "elements" or expected["faults"] or not text.startswith("]"):
            continue
        theirs = _independent(text.strip())
        if theirs is None or "GS}" in text:
            continue
        ours = read(text, year=YEAR)
        # a date of the same two digits: the independent parser takes the century of today
        assert theirs["gtin14"] == ours.gtin14 and theirs["lot"] == ours.lot and theirs["serial"] == ours.serial, name
        assert (
            str(theirs["expires_on"])[-5:] == str(ours.expires_on)[-5:] or ours.expires_on is None or "7003" in text
        ), name
        compared += 1
    assert compared >= 18


_VALID = [text for _name, text, expected in ROWS if expected["gtin14"] and expected["carrier"] != "link"]


def _shortened(text: str) -> bool:
    """Whether eight digits without a symbology are a right UPC-E and no right EAN-8: as good a number as any other."""
    return len(text) == 8 and not check_digit_right(text) and bool(upc_e_expanded(text, "0"))


@given(text=st.sampled_from(_VALID), data=st.data())
def test_one_wrong_digit_of_a_gtin_never_makes_another_gtin(text: str, data: st.DataObject) -> None:
    before = read(text, year=YEAR)
    shown = before.gtin14.lstrip("0")
    start = text.find(shown, 3 if text.startswith("]") else 0)
    if start < 0:
        return  # a shortened UPC-E and full-width digits do not show the number
    at = start + data.draw(st.integers(0, len(shown) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[at]]))
    wrong = text[:at] + other + text[at + 1 :]
    assert not read(wrong, year=YEAR).gtin14 or _shortened(wrong)


def test_an_independent_writer_shortens_upc_e_as_we_lengthen_it() -> None:
    refused = 0
    for body in [f"{system}{number:06d}" for system in "01" for number in range(4_999, 1_000_000, 4_999)]:
        try:
            full = zxingcpp.create_barcode(body, zxingcpp.BarcodeFormat.UPCE).text
        except ValueError:  # another short form is the one of this number
            refused += 1
            assert not any(upc_e_expanded(f"{body}{digit}") for digit in range(10)), body
            continue
        assert upc_e_expanded(body + full[-1]) == full.removeprefix("0"), body
    assert refused >= 20


@given(st.text(alphabet="0123456789()[]{}]ACdGLOTQS/:.%?&=<>|~^" + S, max_size=60))
def test_any_text_is_read_without_an_accident(text: str) -> None:
    reading = read(text, year=YEAR)
    assert not (reading.faults and (reading.gtin14 or reading.lot or reading.sscc or reading.code))


@given(st.sampled_from(["", "]d2", "]C1"]), st.text(alphabet="0123456789ABCLOT" + S, max_size=30))
def test_what_follows_a_gtin_never_changes_it(symbology: str, rest: str) -> None:
    reading = read(symbology + G + rest, year=YEAR)
    assert reading.carrier in (Carrier.ELEMENTS, Carrier.LABEL, Carrier.OTHER)
    assert not reading.gtin14 or reading.gtin14 == "04012345987652"
