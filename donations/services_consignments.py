"""Registering what is promised or brought. It moves no stock: goods receipts do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.access import Actor, Permission
from core.codes import new_code
from core.database import db, insert_unless_taken
from core.ids import new_id
from donations import consignment_checks, numbers, queries_donors
from donations.errors import DonorNeeded
from donations.models import Consignment, ConsignmentLine
from donations.restrictions import add_restriction
from donations.services_donors import add_donor
from donations.source_labels import source_label
from donations.values import ConsignmentStatus, NewConsignment, NewLine, Registered, RegisteredLine
from inventory import ledger, lookups
from inventory.births import add_label_code, add_source_line
from inventory.errors import KeyReused
from inventory.values import LabelKind, SourceKind


@dataclass(frozen=True, slots=True)
class _Head:
    """Who registers, when, under which key, with which digest of the content."""

    actor: Actor
    now: datetime
    key: str
    fingerprint: str


def register(*, actor: Actor, now: datetime, key: str, new: NewConsignment) -> Registered:
    """Register a consignment with a trace code for itself and one for each line. The same key again returns what was
    registered then. Stock does not move.

    Raises UnknownPlace, UnknownItem, LinesNeeded, DonorNeeded, UnknownDonor, DocumentNeeded, DocumentKnown,
    WrongBaseFactor, WrongTarget, QuantityOutOfBounds, KeyReused.
    """
    lookups.site(actor=actor, permission=Permission.RECEIVE, site_id=new.site_id)
    head = _Head(actor, now, key, ledger.fingerprint("consignment", asdict(new)))
    if known := _registered_before(head):
        return known
    factors = consignment_checks.check(new)
    # on PostgreSQL a twin may be registering at this moment: what was made for this one is undone with the savepoint
    try:
        with db.session.begin_nested():
            consignment_id = _insert_consignment(head, new)
            _insert_lines(head, new, consignment_id, factors)
    except _KeyTakenMeanwhile:
        return _registered_before(head) or _lost(key)
    return registered(consignment_id, replayed=False)


class _KeyTakenMeanwhile(Exception):
    """A twin of this request registered first."""


def registered(consignment_id: int, *, replayed: bool) -> Registered:
    """What registering a consignment made, read back."""
    head = db.session.execute(
        select(Consignment.id, Consignment.number, Consignment.code).where(Consignment.id == consignment_id)
    ).one()
    lines = db.session.execute(
        select(ConsignmentLine.id, ConsignmentLine.code)
        .where(ConsignmentLine.consignment_id == consignment_id)
        .order_by(ConsignmentLine.line_no)
    ).all()
    return Registered(head.id, head.number, head.code, tuple(RegisteredLine(*line) for line in lines), replayed)


def _registered_before(head: _Head) -> Registered | None:
    row = db.session.execute(
        select(Consignment.id, Consignment.fingerprint).where(
            Consignment.actor_id == head.actor.id, Consignment.key == head.key
        )
    ).first()
    if row is None:
        return None
    if row.fingerprint != head.fingerprint:
        raise KeyReused(key=head.key)
    return registered(row.id, replayed=True)


def _lost(key: str) -> Registered:
    raise RuntimeError(f"the key {key} was taken, but nothing stands under it")


def _insert_consignment(head: _Head, new: NewConsignment) -> int:
    """The row of the consignment. Raises _KeyTakenMeanwhile."""
    consignment_id, code = new_id(), add_label_code(actor=head.actor, now=head.now, kind=LabelKind.CONSIGNMENT)
    values = {
        **{name: value for name, value in asdict(new).items() if name in _COPIED},
        "id": consignment_id,
        "code": code,
        "kind": new.kind.value,
        "status": ConsignmentStatus.REGISTERED.value,
        "number": numbers.consignment_number(new.kind, new.occurred_on),
        "donor_id": _donor(head, new),
        "actor_id": head.actor.id,
        "key": head.key,
        "fingerprint": head.fingerprint,
        "recorded_at": head.now,
    }
    if not insert_unless_taken(Consignment, values, unique=["actor_id", "key"]):
        raise _KeyTakenMeanwhile
    return consignment_id


_COPIED = frozenset(
    {
        "site_id",
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
        "imported",
        "occurred_on",
    }
)


def _donor(head: _Head, new: NewConsignment) -> int | None:
    if new.kind is not SourceKind.DONATION:
        return None
    if new.donor_id is not None:
        return int(queries_donors.linkable_donor(actor=head.actor, donor_id=new.donor_id).id)
    if new.new_donor is None:
        raise DonorNeeded(field="donor_name")
    return add_donor(actor=head.actor, now=head.now, new=new.new_donor)


def _insert_lines(head: _Head, new: NewConsignment, consignment_id: int, factors: Sequence[int | None]) -> None:
    label = source_label(consignment_id)
    rows = [
        _line_row(head, new.kind, line, label)
        | {"consignment_id": consignment_id, "line_no": number, "base_per_unit": factor}
        for number, (line, factor) in enumerate(zip(new.lines, factors, strict=True), 1)
    ]
    db.session.execute(insert(ConsignmentLine.__table__), rows)


def _line_row(head: _Head, kind: SourceKind, line: NewLine, label: str) -> Mapping[str, Any]:
    code = add_label_code(actor=head.actor, now=head.now, kind=LabelKind.CONSIGNMENT_LINE, code=new_code())
    return {
        "id": add_source_line(kind=kind, label=label),
        "code": code,
        "item_id": line.item_id,
        "unit": line.unit,
        "quantity": line.quantity,
        "specification": line.specification or None,
        "name_as_written": line.name_as_written,
        "closed": False,
        "close_reason": "",
        "restriction_id": add_restriction(line.restriction) if line.restriction else None,
    }
