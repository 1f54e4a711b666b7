"""What can be done with donors: note one, date its consent, change how to reach it."""

from datetime import datetime

from sqlalchemy import insert

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from core.errors import Forbidden
from core.ids import new_id
from donations import numbers, queries_donors
from donations.errors import DonorIsAnonymous, DonorNeeded
from donations.models import Donor, DonorConsent
from donations.values import DonorKind, NewDonor


def add_donor(*, actor: Actor, now: datetime, new: NewDonor) -> int:
    """Note a donor and today's answer to «may we name you?»; returns its id. A donor of the same name is another row:
    whether they are one is for a person to say. Raises Forbidden, DonorNeeded."""
    if not actor.may(Permission.RECEIVE):
        raise Forbidden(permission=Permission.RECEIVE.value)
    anonymous = new.kind is DonorKind.ANONYMOUS
    name = "" if anonymous else new.name.strip()
    if not anonymous and not name:
        raise DonorNeeded(field="donor_name")
    donor_id = new_id()
    db.session.execute(
        insert(Donor.__table__),
        {
            "id": donor_id,
            "kind": new.kind.value,
            "name": name,
            "name_key": comparison_key(name),
            "contact": new.contact.strip(),
            "number": numbers.donor_number(),
            "made_at": now,
        },
    )
    _record(actor, now, donor_id, named=new.named and not anonymous)
    return donor_id


def record_consent(*, actor: Actor, now: datetime, donor_id: int, named: bool) -> None:
    """Date a donor's answer to «may we name you?»: from now on public pages go by it, the earlier answers stay.
    Raises UnknownDonor, DonorIsAnonymous."""
    donor = queries_donors.donor(actor=actor, donor_id=donor_id)
    if named and donor.kind == DonorKind.ANONYMOUS.value:
        raise DonorIsAnonymous(number=donor.number)
    _record(actor, now, donor_id, named=named)
    audit.record(actor_id=actor.id, action="donor.consent", now=now, subject_id=donor_id, named=named)


def change_contact(*, actor: Actor, now: datetime, donor_id: int, contact: str) -> None:
    """Note how the donor can be reached now. The old contact is not kept: it is nobody's business any more (PIPL
    art. 19). Raises UnknownDonor."""
    queries_donors.donor(actor=actor, donor_id=donor_id)
    db.session.get_one(Donor, donor_id).contact = contact.strip()
    audit.record(actor_id=actor.id, action="donor.contact", now=now, subject_id=donor_id)


def _record(actor: Actor, now: datetime, donor_id: int, *, named: bool) -> None:
    db.session.execute(
        insert(DonorConsent.__table__),
        {"id": new_id(), "donor_id": donor_id, "named": named, "actor_id": actor.id, "recorded_at": now},
    )
