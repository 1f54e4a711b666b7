"""What a text read from a box says, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _


class Carrier(StrEnum):
    """What kind of text it is."""

    LABEL = "label"
    """one of our own labels"""
    RETAIL = "retail"
    """the digits of EAN-8, EAN-13, UPC-A, UPC-E or ITF-14"""
    ELEMENTS = "elements"
    """GS1 element strings, as scanned or with parentheses"""
    LINK = "link"
    """a GS1 Digital Link"""
    OTHER = "other"
    """anything else: nothing is concluded from it"""


class Fault(StrEnum):
    """What is wrong with a code. A code with a fault says nothing else."""

    CHECK_DIGIT = "check-digit"
    LENGTH = "length"
    CHARACTER = "character"
    FORMAT = "format"
    DATE = "date"
    UNKNOWN_AI = "unknown-ai"
    SEPARATOR = "separator"
    REPEATED = "repeated"
    PAIR = "pair"
    ADDRESS = "address"
    TWO_WAYS = "two-ways"


@dataclass(frozen=True, slots=True)
class CodeFault:
    """One fault: `ai` is the application identifier it lies in ('' for bare digits), `text` what stands there."""

    kind: Fault
    ai: str = ""
    text: str = ""

    def message(self) -> str:
        """The sentence for the person who scanned, in the language of the request."""
        return _WORDS[self.kind](self)


def _named(fault: CodeFault) -> str:
    return f"({fault.ai}) {fault.text}" if fault.ai else fault.text


_WORDS = {
    Fault.CHECK_DIGIT: lambda f: _("The check digit of %(text)s is wrong: a digit was misread.", text=_named(f)),
    Fault.LENGTH: lambda f: _(
        "%(text)s has the wrong length: a part of the code is missing or too much.", text=_named(f)
    ),
    Fault.CHARACTER: lambda f: _("%(text)s has a character that is not allowed there.", text=_named(f)),
    Fault.FORMAT: lambda f: _("%(text)s does not have the form that GS1 prescribes.", text=_named(f)),
    Fault.DATE: lambda f: _(
        "%(text)s is not a date: it must be year, month and day with two digits each.", text=_named(f)
    ),
    Fault.UNKNOWN_AI: lambda f: _("“%(text)s” does not begin with a known GS1 identifier.", text=f.text),
    Fault.SEPARATOR: lambda f: _(
        "In %(text)s it is not clear where one entry ends: the scanner left out the separators (FNC1)."
        " Use the camera, or set the scanner to send them.",
        text=_named(f),
    ),
    Fault.REPEATED: lambda f: _("(%(ai)s) stands there twice with different content.", ai=f.ai),
    Fault.PAIR: lambda f: _("(%(ai)s) and %(text)s exclude each other.", ai=f.ai, text=f.text),
    Fault.ADDRESS: lambda f: _("The web address of the code is not a right GS1 address: %(text)s", text=f.text),
    Fault.TWO_WAYS: lambda f: _(
        "%(text)s can be an EAN-8 or a shortened UPC code. Scan it with the camera, or type the long number.",
        text=f.text,
    ),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. Dates are days; `gtin14` is 14 digits with a right check digit. `contained`: the GTIN is of
    what is inside (AI 02), `count` of which there are so many. With `faults` everything else is empty."""

    carrier: Carrier
    code: str = ""
    gtin14: str = ""
    contained: bool = False
    lot: str = ""
    expires_on: date | None = None
    produced_on: date | None = None
    best_before: date | None = None
    serial: str = ""
    count: int | None = None
    sscc: str = ""
    faults: tuple[CodeFault, ...] = ()

    @property
    def prefills(self) -> bool:
        """Whether there is something for a receiving form in it."""
        return bool(self.gtin14 or self.lot or self.usable_until or self.produced_on)

    @property
    def usable_until(self) -> date | None:
        """The day for the form's expiry date: the expiry, else the best-before date."""
        return self.expires_on or self.best_before
