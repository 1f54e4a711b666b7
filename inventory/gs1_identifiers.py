"""The GS1 application identifiers with the form of their values, as biip lists them (its list is GS1's own).

`static/js/phone/gs1_identifiers.js` holds the same list for phones without a signal; a test compares both.
"""

import json
import re
from importlib import resources

_FILE = resources.files("biip.gs1_application_identifiers").joinpath("_application_identifiers.json")


def _listed() -> dict[str, str]:
    """The regular expression of the value, by identifier."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {row["ai"]: row["pattern"].removeprefix("^" + row["ai"]).removesuffix("$") for row in rows}


PATTERNS = _listed()
FORMS = {ai: re.compile(pattern, re.ASCII) for ai, pattern in PATTERNS.items()}

# GS1 General Specifications, "Element strings with predefined length using GS1 application identifiers": whole
# length by the first two digits. Only after these no separator is needed.
PREDEFINED = {
    **dict.fromkeys(("00",), 20),
    **dict.fromkeys(("01", "02", "03"), 16),
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 8),
    "20": 4,
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 10),
    "41": 16,
}


def identifier_at(text: str) -> str | None:
    """The identifier that `text` begins with; no identifier is the beginning of another."""
    return next((text[:size] for size in (2, 3, 4) if text[:size] in FORMS), None)
