"""Reads of donors: names for the public by today's consent, and what staff may see."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from donations.errors import UnknownDonor
from donations.models import Consignment, Donor, DonorConsent
from donations.values import DonorKind
from inventory.models import Area, Site

NAMED_TODAY: Any = (
    select(DonorConsent.named)
    .where(DonorConsent.donor_id == Donor.id)
    .order_by(DonorConsent.recorded_at.desc(), DonorConsent.id.desc())
    .limit(1)
    .correlate(Donor)
    .scalar_subquery()
)
"""The newest answer to «may we name you?» of a joined donor; null where nobody asked, which is no."""


def public_donor_name(donor_id: int) -> str:
    """What the public may read today: the donor's name if the newest consent says so, otherwise its number.
    Raises UnknownDonor."""
    names = public_donor_names([donor_id])
    if donor_id not in names:
        raise UnknownDonor
    return names[donor_id]


def public_donor_names(donor_ids: Iterable[int]) -> dict[int, str]:
    """`public_donor_name` of many, in one statement."""
    rows = db.session.execute(
        select(Donor.id, Donor.kind, Donor.name, Donor.number, NAMED_TODAY.label("named")).where(
            Donor.id.in_(list(donor_ids))
        )
    ).all()
    return {row.id: shown_name(row.kind, row.name, row.number, row.named) for row in rows}


def shown_name(kind: str, name: str, number: str, named: bool | None) -> str:
    """A donor as everybody may read it."""
    if named and name and kind != DonorKind.ANONYMOUS.value:
        return name
    return _("Donor %(number)s", number=number)


def donor_rows(*, actor: Actor, search: str = "", limit: int = 200) -> Sequence[Row[Any]]:
    """Donors that this person may see with their contact (see `_visible`), with the number of their gifts here, the
    newest first; `search` is part of a name or a number."""
    gifts = _gifts_here(actor, func.count()).scalar_subquery()
    chosen = _donors().add_columns(gifts.label("gifts")).where(_visible(actor))
    if search.strip():
        key = comparison_key(search)
        chosen = chosen.where(
            or_(
                Donor.name_key.contains(key, autoescape=True),
                Donor.number.contains(search.strip().upper(), autoescape=True),
            )
        )
    return db.session.execute(chosen.order_by(Donor.id.desc()).limit(limit)).all()


def donor(*, actor: Actor, donor_id: int) -> Row[Any]:
    """One donor with contact and today's consent. Raises UnknownDonor: another township's looks unknown."""
    row = db.session.execute(_donors().where(Donor.id == donor_id, _visible(actor))).first()
    if row is None:
        raise UnknownDonor
    return row


def linkable_donor(*, actor: Actor, donor_id: int) -> Row[Any]:
    """A donor that a new gift may be linked to: one that this person may see, or any organisation. Raises
    UnknownDonor."""
    row = db.session.execute(_donors().where(Donor.id == donor_id, _linkable(actor))).first()
    if row is None:
        raise UnknownDonor
    return row


def same_name(*, actor: Actor, name: str, limit: int = 5) -> Sequence[Row[Any]]:
    """Donors whose names compare equal: a proposal only, a person decides whether it is the same donor."""
    key = comparison_key(name)
    if not key:
        return []
    return db.session.execute(
        _donors().where(Donor.name_key == key, _linkable(actor)).order_by(Donor.id.desc()).limit(limit)
    ).all()


def consents(donor_id: int) -> Sequence[Row[Any]]:
    """All answers of a donor to «may we name you?», the newest first."""
    return db.session.execute(
        select(DonorConsent.id, DonorConsent.named, DonorConsent.recorded_at)
        .where(DonorConsent.donor_id == donor_id)
        .order_by(DonorConsent.recorded_at.desc(), DonorConsent.id.desc())
    ).all()


def _donors() -> Select[Any]:
    return select(
        Donor.id, Donor.kind, Donor.name, Donor.contact, Donor.number, Donor.made_at, NAMED_TODAY.label("named")
    )


def _visible(actor: Actor) -> ColumnElement[bool]:
    """A donor belongs to no area: seen by whoever handles one of its gifts, or took down what it said."""
    gift_here = _gifts_here(actor, Consignment.id).exists()
    asked_by_me = (
        select(DonorConsent.id)
        .where(DonorConsent.donor_id == Donor.id, DonorConsent.actor_id == actor.id)
        .correlate(Donor)
        .exists()
    )
    return or_(gift_here, and_(asked_by_me, actor.may(Permission.VIEW_DONOR_CONTACT)))


def _gifts_here(actor: Actor, what: Any) -> Select[Any]:
    """Of a joined donor: its gifts to sites where this person may read contacts."""
    scope = actor.scope(Permission.VIEW_DONOR_CONTACT)
    return (
        select(what)
        .select_from(Consignment)
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Consignment.donor_id == Donor.id, scope.clause(Area.path, Site.id))
        .correlate(Donor)
    )


def _linkable(actor: Actor) -> ColumnElement[bool]:
    return or_(Donor.kind == DonorKind.ORGANISATION.value, _visible(actor))
