"""What the text of any scanner says: our own label, a maker's barcode, GS1 element strings, a GS1 Digital Link.

Nothing is guessed and nothing is repaired: a damaged code says what is wrong and nothing else. The rules are those of
the GS1 General Specifications (element strings: sections 3 and 7.8; check digit 7.9; century 7.12) and of the GS1
Digital Link URI syntax. `static/js/phone/gs1.js` is the same for phones without a signal: change both; one table tests
both.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote_to_bytes

from core.codes import code_in
from inventory.gs1_identifiers import FORMS, PREDEFINED, identifier_at
from inventory.gs1_values import Carrier, CodeFault, Fault, Reading

GS = "\x1d"
_BLANK = " \t\r\n\u00a0\u3000\ufeff"
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_GS1_SYMBOLOGIES = ("]C1", "]e0", "]d2", "]Q3", "]J1")
_STAND_INS = re.compile(r"\{GS\}|<GS>|\[GS\]|\^\]|\\x1[dD]|\u241d|\||~|\^")
"""What keyboard scanners send for the separator; none of these can stand in a lot (character set 82), save `<GS>`."""
_BARE_ELEMENTS = re.compile(r"^0[0123][0-9]{13}")
_LINK = re.compile(r"^https?://[^/\x00-\x20?#]+(/[^\x00-\x20?#]*)?(?:\?([^\x00-\x20#]*))?(?:#[^\x00-\x20]*)?\Z", re.I)

_DATES = ("11", "12", "13", "15", "16", "17")
_CHECKED = {
    **dict.fromkeys(("01", "02", "03", "8003", "8006", "8026"), 14),
    **dict.fromkeys(("00", "8017", "8018"), 18),
    **dict.fromkeys(("253", "255", "410", "411", "412", "413", "414", "415", "416", "417"), 13),
    "402": 17,
}
_SIZES = {
    **dict.fromkeys(("01", "02", "03"), (14, 14)),
    **dict.fromkeys(_DATES, (6, 6)),
    "00": (18, 18),
    "10": (1, 20),
    "21": (1, 20),
    "30": (1, 8),
    "37": (1, 8),
    "7003": (10, 10),
}
_CSET_82 = re.compile(r"[!%-?A-Z_a-z\"]+")
_DIGITS = re.compile(r"[0-9]+")
_UPC_E_OF = {"]E0": "01", "]X0": "01", "": "0"}
"""The number systems of a UPC-E by what the scanner says: EAN/UPC (an EAN-8 would be ]E4), other, nothing. System 1 is
older than GS1 and shares its first digit with EAN-8 numbers of today, so it is believed to a scanner alone; an EAN-8
that begins with 0 exists within one shop only."""
_OTHER_SHORT_FORM = re.compile(r"...[012]..3|....0.4|.....0[5-9]")
_EXCLUDE = (("01", "02"), ("01", "37"), ("01", "03"), ("02", "03"))
_LINK_KEYS = {
    "01": ("22", "10", "21"),
    "8006": ("22", "10", "21"),
    "00": (),
    "253": (),
    "255": (),
    "401": (),
    "402": (),
    "414": ("254",),
    "417": ("7040",),
    "8003": (),
    "8004": ("7040",),
    "8010": ("8011",),
    "8013": (),
    "8017": ("8019",),
    "8018": ("8019",),
}


class _Damaged(Exception):
    """Ends the reading of a code; never leaves this file."""

    def __init__(self, kind: Fault, ai: str = "", text: str = "") -> None:
        self.fault = CodeFault(kind, ai, text)


def read(text: str, *, year: int) -> Reading:
    """What `text` says. `year` is the present one: it decides the century of two-digit years."""
    plain = unicodedata.normalize("NFKC", text).strip(_BLANK)
    try:
        return _read(plain, year)
    except _Damaged as damaged:
        return Reading(_meant(plain), faults=(damaged.fault,))


def _meant(plain: str) -> Carrier:
    """What a damaged code was meant to be."""
    body = _SYMBOLOGY.sub("", plain)
    if _LINK.match(body):
        return Carrier.LINK
    bare = _DIGITS.fullmatch(body) and len(body) <= 14 and not plain.startswith(_GS1_SYMBOLOGIES)
    return Carrier.RETAIL if bare else Carrier.ELEMENTS


def _read(plain: str, year: int) -> Reading:
    symbology = _SYMBOLOGY.match(plain)
    body = plain[3:] if symbology else plain
    if symbology and symbology[0] in _GS1_SYMBOLOGIES:
        return _said(_elements(body), year, Carrier.ELEMENTS)
    if _DIGITS.fullmatch(body) and len(body) in (8, 12, 13, 14):
        return _digits(body, symbology[0] if symbology else "")
    if code := code_in(body):
        return Reading(Carrier.LABEL, code=code)
    if link := _LINK.match(body):
        return _link(link[1] or "", link[2] or "", year)
    if re.match(r"\([0-9]{2,4}\)", body):
        return _said(_in_parentheses(body), year, Carrier.ELEMENTS)
    if not symbology and (GS in body or _BARE_ELEMENTS.match(body)):
        return _said(_elements(body), year, Carrier.ELEMENTS)
    return Reading(Carrier.OTHER)


# Digits alone: a label code of ours has a letter


def check_digit_right(digits: str) -> bool:
    """GS1 General Specifications 7.9: weights 3 and 1 from the right, before the check digit."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


def _digits(body: str, symbology: str) -> Reading:
    """Eight digits are an EAN-8, or a UPC-E where the scanner says so, or where they are no right EAN-8 and a right
    UPC-E. What is right as both is told as both, never guessed."""
    short = upc_e_expanded(body, _UPC_E_OF[symbology]) if len(body) == 8 and symbology in _UPC_E_OF else None
    right = check_digit_right(body) and body.strip("0") != ""
    if short and right and symbology != "]E0":
        raise _Damaged(Fault.TWO_WAYS, text=body)
    if right or short:
        return Reading(Carrier.RETAIL, gtin14=(short or body).zfill(14))
    raise _Damaged(Fault.CHECK_DIGIT, text=body)


def is_internal(gtin14: str) -> bool:
    """Whether the prefix says that the number means something only within one shop or company: restricted circulation,
    GenSpecs 1.4 and 2.1.11 (02, 04, 20 to 29; GTIN-8 with 0 or 2)."""
    if gtin14.startswith("000000"):
        return gtin14[6] in "02"
    return gtin14.startswith(("002", "004", "02"))


def upc_e_expanded(body: str, systems: str = "01") -> str | None:
    """The 12 digits of UPC-A that 8 digits of UPC-E shorten (GenSpecs 5.2.2.4.2); None if it is not a UPC-E of one of
    these number systems: each number has one short form only."""
    if body[0] not in systems or _OTHER_SHORT_FORM.match(body):
        return None
    a, b, c, d, e, last = body[1:7]
    middle = {
        **dict.fromkeys("012", f"{a}{b}{last}0000{c}{d}{e}"),
        "3": f"{a}{b}{c}00000{d}{e}",
        "4": f"{a}{b}{c}{d}00000{e}",
    }.get(last, f"{a}{b}{c}{d}{e}0000{last}")
    full = body[0] + middle + body[7]
    return full if check_digit_right(full) and full.strip("0") else None


# Element strings


def _elements(body: str) -> list[tuple[str, str]]:
    """The elements of a scanned text. A separator ends what has no predefined length; one more at an end is borne."""
    text = _STAND_INS.sub(GS, body).removeprefix(GS)
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text) or not found:
        ai = identifier_at(text[at:])
        if ai is None:
            raise _Damaged(Fault.UNKNOWN_AI, text=text[at : at + 12].replace(GS, " "))
        start, size = at + len(ai), PREDEFINED.get(ai[:2])
        end = at + size if size else text.find(GS, start)
        end = len(text) if end < 0 else end
        value = text[start:end].split(GS)[0]
        _checked(ai, value)
        if not size and GS not in text:
            _unhidden(ai, value)
        found.append((ai, value))
        at = end + 1 if text[end : end + 1] == GS else end
    return found


def _unhidden(ai: str, value: str) -> None:
    """Without a single separator, the last entry may have swallowed others. It did when a whole date or number with a
    right check digit ends it: refused, because where the lot ends is not to be known."""
    for date_ai in _DATES:
        if re.search(f".{date_ai}[0-9]{{2}}(0[1-9]|1[0-2])([0-2][0-9]|3[01])", value):
            raise _Damaged(Fault.SEPARATOR, ai, value)
    number = re.search(r".0[12]([0-9]{14})", value)
    if number and check_digit_right(number[1]):
        raise _Damaged(Fault.SEPARATOR, ai, value)


def _in_parentheses(body: str) -> list[tuple[str, str]]:
    """The elements of the text under a barcode: identifiers in parentheses."""
    parts = re.split(r"\(([0-9]{2,4})\)", body)
    pairs = [(ai, value.strip(_BLANK + GS)) for ai, value in zip(parts[1::2], parts[2::2], strict=True)]
    for ai, value in pairs:
        if ai not in FORMS:
            raise _Damaged(Fault.UNKNOWN_AI, text=f"({ai})")
        _checked(ai, value)
    return pairs


def _checked(ai: str, value: str) -> None:
    """Refuses a value that does not have the form, the check digit or the day that its identifier prescribes."""
    if ai in _SIZES:
        least, most = _SIZES[ai]
        if not least <= len(value) <= most:
            raise _Damaged(Fault.LENGTH, ai, value)
        allowed = _CSET_82 if ai in ("10", "21") else _DIGITS
        if not allowed.fullmatch(value):
            raise _Damaged(Fault.CHARACTER, ai, value)
    elif not value or not FORMS[ai].fullmatch(value):
        raise _Damaged(Fault.FORMAT, ai, value)
    digits = value[: _CHECKED.get(ai, 0)]
    if digits and not (check_digit_right(digits) and digits.strip("0")):
        raise _Damaged(Fault.CHECK_DIGIT, ai, value)


def _day(ai: str, value: str, year: int) -> date:
    """A date YYMMDD. Day 00 is the last day of the month (GenSpecs 3.4); the century is the one that puts the year
    between 49 before and 50 after the present (GenSpecs 7.12)."""
    own, month, day = int(value[:2]), int(value[2:4]), int(value[4:6])
    gap = own - year % 100
    century = year - year % 100 + (-100 if gap > 50 else 100 if gap < -49 else 0)
    if not 1 <= month <= 12:
        raise _Damaged(Fault.DATE, ai, value)
    last = calendar.monthrange(century + own, month)[1]
    if day > last:
        raise _Damaged(Fault.DATE, ai, value)
    return date(century + own, month, day or last)


# GS1 Digital Link


def _link(path: str, query: str, year: int) -> Reading:
    parts = path.split("/")[1:]
    at = next((i for i in range(len(parts) - 2, -1, -1) if parts[i] in _LINK_KEYS and (len(parts) - i) % 2 == 0), None)
    if at is None or (parts[at] == "01" and not re.match(r"[0-9]{6,}\Z", parts[at + 1])):
        return Reading(Carrier.OTHER)
    key = parts[at]
    pairs = [(ai, _plain(value)) for ai, value in zip(parts[at::2], parts[at + 1 :: 2], strict=True)]
    _qualifiers_in_order(key, [ai for ai, _value in pairs[1:]], path)
    for name, _sign, value in (each.partition("=") for each in re.split("[&;]", query)):
        if _DIGITS.fullmatch(name):
            pairs.append((name, _plain(value.replace("+", " "))))
    return _said([(ai, _in_link(ai, value)) for ai, value in pairs], year, Carrier.LINK)


def _qualifiers_in_order(key: str, given: list[str], path: str) -> None:
    allowed = [ai for ai in _LINK_KEYS[key] if ai in given]
    if given != allowed and not (key == "01" and given == ["235"]):
        raise _Damaged(Fault.ADDRESS, text=path[:60])


def _plain(value: str) -> str:
    """A percent-decoded part of an address."""
    if re.search("%(?![0-9A-Fa-f]{2})", value):
        raise _Damaged(Fault.ADDRESS, text=value[:60])
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError as error:
        raise _Damaged(Fault.ADDRESS, text=value[:60]) from error


def _in_link(ai: str, value: str) -> str:
    if ai not in FORMS:
        raise _Damaged(Fault.UNKNOWN_AI, text=ai)
    if ai == "01" and _DIGITS.fullmatch(value) and len(value) in (8, 12, 13):
        value = value.zfill(14)  # earlier editions of the syntax had GTINs of other lengths
    _checked(ai, value)
    return value


# What the elements say together


def _said(elements: Iterable[tuple[str, str]], year: int, carrier: Carrier) -> Reading:
    told: dict[str, str] = {}
    for ai, value in elements:
        if told.setdefault(ai, value) != value:
            raise _Damaged(Fault.REPEATED, ai)
    for one, other in _EXCLUDE:
        if one in told and other in told:
            raise _Damaged(Fault.PAIR, one, f"({other})")
    days = {ai: _day(ai, told[ai], year) for ai in (*_DATES, "7003") if ai in told}
    count = told.get("37") or told.get("30")
    return Reading(
        carrier,
        gtin14=told.get("01") or told.get("02") or told.get("03") or "",
        contained="02" in told,
        lot=told.get("10", ""),
        expires_on=days.get("17") or days.get("7003"),
        produced_on=days.get("11"),
        best_before=days.get("15"),
        serial=told.get("21", ""),
        count=int(count) if count else None,
        sscc=told.get("00", ""),
    )
