"""What a volunteer types on a phone bears their number and not their name: before anything of it is kept."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale

from accounts.own_names import OwnName
from accounts.pass_names import numbered
from accounts.queries_passes import name_of_pass

NAMES = frozenset({"signed_by", "delivered_by", "driver"})
"""Fields that name a person."""
WORDS = NAMES | {
    "reason",
    "note",
    "purpose",
    "vehicle",
    "consent",
    "paper_number",
    "reject_reason",
    "specification",
    "words",
}
"""Fields of free words, wherever they stand in an action's data."""
NO_WORDS = frozenset({"acknowledge", "code", "gtin", "key", "label", "lot", "scanned", "scanned_codes", "unit"})
"""Fields that hold what was read or chosen."""


def own_name_of(account_id: int, locale: str) -> OwnName | None:
    """The name of a day pass, with its number in a language; None for everybody else."""
    row = name_of_pass(account_id)
    if row is None:
        return None
    with force_locale(locale):
        return OwnName(row.given_name, numbered(row.pass_number))


def without(sent: Mapping[str, Any], own: OwnName | None) -> Mapping[str, Any]:
    """An action as it was sent, with the number where its sender's name stood in the words of its data."""
    if own is None or not isinstance(sent.get("data"), dict):
        return sent
    return {**sent, "data": _in(sent["data"], own)}


def _in(value: Any, own: OwnName, field: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _in(each, own, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_in(each, own, field) for each in value]
    if not isinstance(value, str) or field not in WORDS or not value.strip():
        return value
    if not own.name and field in NAMES:
        return own.stand_in  # the name was erased before this came: nobody can tell any more whether it is this one
    return own.out_of(value)
