"""What a spreadsheet cell says: stray spaces and invisible characters removed, and a key for comparing names.

The raw text is never changed in place: callers keep it beside what these functions return.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

# Zero-width and direction marks, the soft hyphen and the byte order mark: typed or pasted, never meant.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
_SPACES = re.compile(r"[^\S\n]+")
_LINE_END = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SHORT = 100
_KEPT_PUNCTUATION = frozenset("%&#@")
_DROPPED_SYMBOLS = frozenset("®©℗^`´¨~|")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def clean_text(value: object) -> str:
    """The text of a cell as a person reads it: "" when it only holds blanks or zero-width characters.

    Numbers come back in plain digits, dates as ISO 8601. Full-width characters are left as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return _cleaned_once(text) if len(text) <= _SHORT else _cleaned(text)


def _cleaned(text: str) -> str:
    text = _LINE_END.sub("\n", text.translate(_INVISIBLE))
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in text.split("\n"))))


_cleaned_once = lru_cache(maxsize=8192)(_cleaned)  # the same units and names stand in row after row


def folded_text(value: object) -> str:
    """The cleaned text with full-width digits, letters and brackets turned into ASCII (NFKC), for parsing."""
    return clean_text(unicodedata.normalize("NFKC", clean_text(value)))


def comparison_key(text: object) -> str:
    """The key under which two spellings of one name are equal: 'Ｎ95 口罩（大）' and 'n95口罩(大)'.

    Case, width, spaces, invisible characters and punctuation do not count; punctuation between two digits
    does ("1.5" is not "15"), and so do % & # @ and mathematical signs.
    """
    folded = folded_text(text).casefold()
    return "".join(char for at, char in enumerate(folded) if _counts(folded, at, char))


def _counts(folded: str, at: int, char: str) -> bool:
    group = unicodedata.category(char)[0]
    if group in "ZC" or char in _DROPPED_SYMBOLS:
        return False
    if group != "P" or char in _KEPT_PUNCTUATION:
        return True
    return 0 < at < len(folded) - 1 and folded[at - 1].isdigit() and folded[at + 1].isdigit()


def joined(texts: Iterable[str]) -> str:
    """Parts of one name in order: without a space where either side is Chinese, with one space otherwise."""
    result = ""
    for text in texts:
        if result and text and not (_CJK.match(result[-1]) or _CJK.match(text[0])):
            result += " "
        result += text
    return result
