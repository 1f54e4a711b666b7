"""Label codes and document numbers: made here, checked here, never guessed.

A label code is 14 symbols of Crockford's base 32 (no I, L, O, U): 13 random ones (65 bits) and one
check symbol. The symbols are elements of GF(32) and the check symbol makes

    sum over i of a**i * symbol[i] == 0        (a = 2, a primitive element; i = 1 .. 14)

The weights are all different and none is 0, so every single wrong symbol and every exchange of two
symbols, neighbours or not, is noticed. `static/js/label_code.js` holds the same rule for the phone.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 14

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_LOOK_ALIKE = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐-―−_.·]+")
_SYMBOLOGY = re.compile(r"^\s*\][A-Za-z][0-9A-Za-z]")
_LABEL_PATH = re.compile(
    r"^\s*[a-z][a-z0-9+.\-]*://[^/\s?#]+(?:/[^\s?#]*)?/(?:b|trace)/([^/\s?#]+)/?(?:[?#]\S*)?\s*$", re.I
)
_NUMBER = re.compile(r"^([A-Z]{1,6})-(\d{8})-([0-9A-Z]{5})$")
_NUMBER_RANDOM = 4


class Problem(StrEnum):
    """What is wrong with a code that somebody typed."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK = "check"


@dataclass(frozen=True)
class CodeProblem:
    """One problem of a typed code: its kind, how many symbols there are, and the ones not allowed."""

    kind: Problem
    length: int
    wanted: int = CODE_LENGTH
    characters: str = ""

    def message(self) -> str:
        """The sentence for the person who typed, in the language of the request."""
        if self.kind is Problem.CHARACTER:
            return _(
                "The code cannot contain %(characters)s. It has only figures and letters, without I, L, O and U.",
                characters=self.characters,
            )
        if self.kind is Problem.LENGTH:
            return _(
                "The code has %(wanted)s characters; what was typed has %(length)s.",
                wanted=self.wanted,
                length=self.length,
            )
        return _("One character of the code is wrong or two have changed places. Compare it with the label.")


def _times_a(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value


def _divided_by_a(value: int) -> int:
    return (value ^ _POLYNOMIAL) >> 1 if value & 1 else value >> 1


def _weighted_sum(values: list[int]) -> int:
    """Sum of a**i * values[i], i counted from 1, by Horner's rule from the last value."""
    total = 0
    for value in reversed(values):
        total = _times_a(total ^ value)
    return total


def _with_check(body: str) -> str:
    check = _weighted_sum([_VALUE[symbol] for symbol in body])
    for _step in range(len(body) + 1):
        check = _divided_by_a(check)
    return body + ALPHABET[check]


def _is_checked(text: str) -> bool:
    return _weighted_sum([_VALUE[symbol] for symbol in text]) == 0


def _random_symbols(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _symbol in range(count))


def new_code() -> str:
    """A fresh label code of 14 symbols, 65 random bits. That it is unused is for the database to say. Never figures
    only: fourteen figures are the number of a maker's carton (GTIN-14)."""
    while (code := _with_check(_random_symbols(CODE_LENGTH - 1))).isdigit():
        pass
    return code


def normalise(text: str) -> str:
    """`text` as it is stored: full-width forms made plain, capitals, no spaces or hyphens, O as 0, I and L as 1."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return _SEPARATORS.sub("", plain).translate(_LOOK_ALIKE)


def check_problem(text: str) -> CodeProblem | None:
    """What is wrong with a typed label code, or None if nothing is."""
    code = normalise(text)
    strange = "".join(dict.fromkeys(symbol for symbol in code if symbol not in _VALUE))
    if strange:
        return CodeProblem(Problem.CHARACTER, len(code), characters=strange)
    if len(code) != CODE_LENGTH:
        return CodeProblem(Problem.LENGTH, len(code))
    return None if _is_checked(code) else CodeProblem(Problem.CHECK, len(code))


def is_valid(text: str) -> bool:
    """Whether `text` is, after `normalise`, a label code with the right check symbol."""
    return check_problem(text) is None


def display(code: str) -> str:
    """The code in groups for people to read: XXXX-XXXX-XXXX-XX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def code_in(text: str) -> str | None:
    """The label code in what a scanner or a person gave: a label's or a donor slip's URL (of any host)
    or the bare code, with or without the symbology identifier (ISO/IEC 15424) that scanners can put before it.

    None if it is neither or the check symbol is wrong.
    """
    plain = _SYMBOLOGY.sub("", text)
    address = _LABEL_PATH.match(plain)
    candidate = address.group(1) if address else plain
    return normalise(candidate) if is_valid(candidate) else None


def document_number(prefix: str, day: date) -> str:
    """A number for paper, such as CK-20261121-7K3QX: prefix, day, 4 random symbols and a check symbol.

    The check symbol covers the day and the random part. There are 1,048,576 numbers a day for one prefix, so the
    caller keeps a unique constraint and asks again when one is taken.
    Raises ValueError if the prefix is not 1 to 6 capital letters A to Z.
    """
    if not re.fullmatch(r"[A-Z]{1,6}", prefix):
        raise ValueError(f"a document number's prefix is 1 to 6 letters A-Z, not {prefix!r}")
    stamp = f"{day:%Y%m%d}"
    return f"{prefix}-{stamp}-{_with_check(stamp + _random_symbols(_NUMBER_RANDOM))[len(stamp) :]}"


def is_document_number(text: str) -> bool:
    """Whether `text` is a document number whose check symbol agrees with its day and random part."""
    match = _NUMBER.match(unicodedata.normalize("NFKC", text).strip().upper())
    if match is None:
        return False
    symbols = match[2] + match[3].translate(_LOOK_ALIKE)
    return set(symbols) <= _VALUE.keys() and _is_checked(symbols)
