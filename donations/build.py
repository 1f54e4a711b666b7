"""From what a page or a program sent to the values that the services take."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from donations.values import (
    AcceptLine,
    Details,
    NewConsignment,
    NewDonor,
    NewLine,
    NewRestriction,
    NewTarget,
)

_AS_THEY_ARE = (
    "kind",
    "site_id",
    "donor_id",
    "issuing_body",
    "document_number",
    "document_date",
    "expected_on",
    "supplier",
    "legal_recipient",
    "collected_by",
    "on_behalf_of",
    "entrustment_number",
    "receipt_number",
    "brought_by",
    "purpose",
    "note",
)


def new_consignment(given: Mapping[str, Any], *, today: date) -> NewConsignment:
    """A loaded ConsignmentSchema as a value; a day that was left out is today."""
    donor = given.get("donor")
    return NewConsignment(
        **{name: given[name] for name in _AS_THEY_ARE},
        lines=tuple(_line(line) for line in given["lines"]),
        occurred_on=given["occurred_on"] or today,
        new_donor=NewDonor(**donor) if donor and given["donor_id"] is None else None,
    )


def details(given: Mapping[str, Any]) -> list[Details]:
    """Lot and dates of the lines, where goods are taken into stock at once."""
    return [Details(line["lot"] or None, line["produced_on"], line["expires_on"]) for line in given["lines"]]


def accept_lines(given: Mapping[str, Any]) -> list[AcceptLine]:
    """The lines of a loaded ReceiptSchema."""
    return [
        AcceptLine(**{**line, **{name: line.get(name) or None for name in ("lot", "specification", "label")}})
        for line in given["lines"]
    ]


def _line(line: Mapping[str, Any]) -> NewLine:
    restriction = line.get("restriction")
    return NewLine(
        item_id=line["item_id"],
        unit=line["unit"],
        quantity=line["quantity"],
        base_per_unit=line["base_per_unit"],
        specification=line["specification"] or None,
        name_as_written=line.get("name_as_written", ""),
        restriction=_restriction(restriction) if restriction else None,
    )


def _restriction(given: Mapping[str, Any]) -> NewRestriction:
    return NewRestriction(given["kind"], given["text"], tuple(NewTarget(**target) for target in given["targets"]))
