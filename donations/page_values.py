"""From the flat fields of a page to a consignment: who the donor is, and what was fixed for which line."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from core.errors import InvalidInput
from core.forms import number_in
from donations import build
from donations.values import DonorKind, NewConsignment
from inventory.values import RestrictionKind, SourceKind


def new_consignment(kind: SourceKind, given: Mapping[str, Any], *, today: date) -> NewConsignment:
    """A loaded PageConsignmentSchema as a value. Raises InvalidInput when something was fixed for a line that is not
    there."""
    fixed = _fixed(given["targets"], given["lines"])
    lines = [{**line, "restriction": fixed.get(number)} for number, line in enumerate(given["lines"], 1)]
    chosen = given["donor_choice"]
    return build.new_consignment(
        {
            **given,
            "kind": kind,
            "lines": lines,
            "donor": _donor(given),
            "donor_id": number_in(chosen),
        },
        today=today,
    )


def _donor(given: Mapping[str, Any]) -> dict[str, Any] | None:
    if not given["donor_name"] and given["donor_kind"] is not DonorKind.ANONYMOUS:
        return None
    return {
        "kind": given["donor_kind"],
        "name": given["donor_name"],
        "contact": given["donor_contact"],
        "named": given["donor_named"],
    }


def _fixed(targets: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """Restrictions by line number. «To whom is not known yet» makes the line's restriction unknown as a whole."""
    fixed: dict[int, dict[str, Any]] = {}
    for at, target in enumerate(targets):
        if target["line"] and target["line"] > len(lines):
            raise InvalidInput({f"targets-{at}-line": [_("The last line is number %(count)s.", count=len(lines))]})
        if target["to"] == "p" and not target["words"]:
            raise InvalidInput({f"targets-{at}-words": [_("Say what it is meant for.")]})
        for number in [target["line"]] if target["line"] else range(1, len(lines) + 1):
            _fix(
                fixed.setdefault(number, {"kind": RestrictionKind.TARGETS, "text": "", "targets": []}),
                target,
                lines[number - 1]["unit"],
            )
    return fixed


def _fix(restriction: dict[str, Any], target: Mapping[str, Any], unit: str) -> None:
    kind, number = target["to"][0], target["to"][1:]
    if target["words"] and target["words"] not in restriction["text"]:
        restriction["text"] = "; ".join(filter(None, (restriction["text"], target["words"])))
    if kind == "u":
        restriction["kind"] = RestrictionKind.UNKNOWN
        return
    restriction["targets"].append(
        {
            "receiver_id": int(number) if kind == "r" else None,
            "area_id": int(number) if kind == "a" else None,
            "purpose": target["words"] if kind == "p" else "",
            "quantity": target["quantity"],
            "unit": unit if target["quantity"] else None,
        }
    )
