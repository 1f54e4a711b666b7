"""Reads of consignments: the list with what is promised, overdue and still to come, and one consignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true

from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.codes import normalise
from core.database import db
from core.pagination import PAGE_SIZE, Page
from donations.errors import UnknownConsignment
from donations.models import Consignment, ConsignmentLine, Donor
from donations.paging import Order, paged
from donations.progress import Amount, LineState, together
from donations.queries_donors import NAMED_TODAY, shown_name
from donations.queries_lines import LineView, lines_of
from donations.values import OPEN_STATUSES, ConsignmentStatus
from inventory.models import Area, Item, ItemAlias, Site

NEVER = date(9999, 12, 31)
ORDERS = {
    "-recorded": Order("-recorded", ((Consignment.id, True),)),
    "recorded": Order("recorded", ((Consignment.id, False),)),
    "expected": Order("expected", ((func.coalesce(Consignment.expected_on, NEVER), False), (Consignment.id, False))),
    "-expected": Order(
        "-expected", ((func.coalesce(Consignment.expected_on, date(1, 1, 1)), True), (Consignment.id, True))
    ),
    "number": Order("number", ((Consignment.number, False),)),
    "-number": Order("-number", ((Consignment.number, True),)),
}
_COLUMNS = (
    Consignment.id,
    Consignment.kind,
    Consignment.number,
    Consignment.code,
    Consignment.status,
    Consignment.site_id,
    Consignment.donor_id,
    Consignment.issuing_body,
    Consignment.document_number,
    Consignment.document_date,
    Consignment.expected_on,
    Consignment.supplier,
    Consignment.occurred_on,
    Consignment.recorded_at,
    Consignment.imported,
    Consignment.brought_by,
    Site.code.label("site_code"),
    Site.name_en.label("site_en"),
    Site.name_zh.label("site_zh"),
    Area.path.label("area_path"),
    Donor.number.label("donor_number"),
    Donor.kind.label("donor_kind"),
    Donor.name.label("donor_name"),
    NAMED_TODAY.label("named"),
)
_MORE = (
    Consignment.legal_recipient,
    Consignment.collected_by,
    Consignment.on_behalf_of,
    Consignment.entrustment_number,
    Consignment.receipt_number,
    Consignment.purpose,
    Consignment.note,
    Consignment.actor_id,
    Area.name_en.label("area_en"),
    Area.name_zh.label("area_zh"),
    Site.phone.label("site_phone"),
    Site.address.label("site_address"),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of consignments is narrowed to. `status` is open, overdue, closed, cancelled or '' for all."""

    kind: str = ""
    status: str = ""
    site_id: int | None = None
    search: str = ""
    donor_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConsignmentRow:
    """One consignment of a list: its columns, who it is from as this reader may know, its lines, and sums by unit."""

    row: Row[Any]
    donor: str
    state: str
    lines: Sequence[LineView]
    promised: tuple[Amount, ...]
    accepted: tuple[Amount, ...]
    rejected: tuple[Amount, ...]
    outstanding: tuple[Amount, ...]
    surplus: tuple[Amount, ...]

    @property
    def open_lines(self) -> int:
        """Lines of which something is still to come or to be counted."""
        return sum(1 for line in self.lines if line.progress.is_open)

    @property
    def uncounted(self) -> int:
        """Open lines whose quantity nobody knows yet."""
        return sum(1 for line in self.lines if line.progress.is_open and line.row.quantity is None)

    @property
    def incomparable(self) -> int:
        """Open lines of which goods came in a unit that cannot be told in the promised one."""
        return sum(1 for line in self.lines if line.progress.is_open and not line.progress.comparable)


def consignment_rows(
    *,
    actor: Actor,
    today: date,
    filters: Filters,
    sort: str = "-recorded",
    after: str = "",
    before: str = "",
    limit: int | None = PAGE_SIZE,
    total: int | None = None,
) -> Page[ConsignmentRow]:
    """Consignments at the sites of this person, with figures; three statements, two where `counts` gave the `total`.
    `sort` is a key of ORDERS (an unknown one is the first). `limit` None gives all, for an export."""
    chosen = _consignments(_COLUMNS).where(_here(actor, Permission.VIEW_STOCK), *_conditions(filters, actor, today))
    page = paged(chosen, ORDERS.get(sort, ORDERS["-recorded"]), after=after, before=before, limit=limit)
    if total is None:
        total = counts(actor=actor, today=today, filters=filters).total
    return Page(_viewed(page.rows, actor, today), page.next_key, page.previous_key, total)


def counts(*, actor: Actor, today: date, filters: Filters) -> Row[Any]:
    """How many consignments the filters let through (`total`), how many there are `open`, and how many of these are
    `overdue`; one statement."""
    pending = Consignment.status.in_(OPEN_STATUSES)
    late = and_(pending, Consignment.expected_on.isnot(None), Consignment.expected_on < today)
    wanted = and_(true(), *_conditions(filters, actor, today))
    figures = (
        func.count().filter(wanted).label("total"),
        func.count().filter(pending).label("open"),
        func.count().filter(late).label("overdue"),
    )
    return db.session.execute(_consignments(figures).where(_here(actor, Permission.VIEW_STOCK))).one()


def consignment(*, actor: Actor, consignment_id: int, permission: Permission = Permission.VIEW_STOCK) -> Row[Any]:
    """One consignment, all its columns. Raises UnknownConsignment: another area's looks unknown."""
    row = db.session.execute(
        _consignments(_COLUMNS + _MORE).where(Consignment.id == consignment_id, _here(actor, permission))
    ).first()
    if row is None:
        raise UnknownConsignment
    return row


def viewed(row: Row[Any], *, actor: Actor, today: date) -> ConsignmentRow:
    """One consignment with its lines and sums."""
    return _viewed([row], actor, today)[0]


def donor_word(row: Any, actor: Actor) -> str:
    """The donor of a row as this person may know it: by name where contacts may be read, otherwise as the public
    reads it today."""
    if row.donor_id is None:
        return ""
    within = actor.may_at(Permission.VIEW_DONOR_CONTACT, path=row.area_path, site_id=row.site_id)
    return shown_name(row.donor_kind, row.donor_name, row.donor_number, within or row.named)


def state_of(row: Any, lines: Sequence[LineView], today: date) -> str:
    """The word for how far a consignment is, read off its lines; the stored status follows them."""
    if row.status == ConsignmentStatus.CANCELLED.value:
        return "cancelled"
    if lines and not any(line.progress.is_open for line in lines):
        by_hand = any(line.progress.state is LineState.CLOSED for line in lines)
        return "closed" if by_hand else "received"
    if any(line.progress.state is not LineState.AWAITED for line in lines):
        return "part_received"
    if row.expected_on is None:
        return "registered"
    return "overdue" if row.expected_on < today else "expected"


def is_overdue(row: Any, today: date) -> bool:
    """Whether something was to come before today and has not."""
    return row.status in OPEN_STATUSES and row.expected_on is not None and row.expected_on < today


def _viewed(rows: Sequence[Row[Any]], actor: Actor, today: date) -> list[ConsignmentRow]:
    lines = lines_of([row.id for row in rows])
    return [_view(row, lines.get(row.id, []), actor, today) for row in rows]


def _view(row: Row[Any], lines: Sequence[LineView], actor: Actor, today: date) -> ConsignmentRow:
    done = [line.progress for line in lines]
    return ConsignmentRow(
        row=row,
        donor=donor_word(row, actor),
        state=state_of(row, lines, today),
        lines=lines,
        promised=together(Amount(line.row.quantity, line.row.unit) for line in lines if line.row.quantity),
        accepted=together(amount for part in done for amount in part.accepted),
        rejected=together(amount for part in done for amount in part.rejected),
        outstanding=together(part.outstanding for part in done if part.outstanding and part.is_open),
        surplus=together(part.surplus for part in done if part.surplus),
    )


def _consignments(columns: tuple[Any, ...]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Consignment)
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .outerjoin(Donor, Donor.id == Consignment.donor_id)
    )


def _here(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return actor.scope(permission).clause(Area.path, Site.id)


def _conditions(filters: Filters, actor: Actor, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.kind:
        found.append(Consignment.kind == filters.kind)
    if filters.site_id is not None:
        found.append(Consignment.site_id == filters.site_id)
    if filters.donor_id is not None:
        found.append(Consignment.donor_id == filters.donor_id)
    if filters.status in ("open", "overdue"):
        found.append(Consignment.status.in_(OPEN_STATUSES))
    if filters.status == "overdue":
        found.append(and_(Consignment.expected_on.isnot(None), Consignment.expected_on < today))
    if filters.status in ("closed", "cancelled"):
        found.append(Consignment.status == filters.status)
    if filters.search.strip():
        found.append(_matches(filters.search.strip(), actor))
    return found


def _matches(search: str, actor: Actor) -> ColumnElement[bool]:
    """Number, document, issuing body, supplier, a trace code or an item; the donor's name only for those who may read
    it: a search must not tell what the page hides."""
    low = search.lower()
    holds = [
        func.lower(column).contains(low, autoescape=True)
        for column in (Consignment.number, Consignment.document_number, Consignment.issuing_body, Consignment.supplier)
    ]
    holds.append(Donor.number == search.upper())
    code, key = normalise(search), comparison_key(search)
    line = select(ConsignmentLine.id).where(ConsignmentLine.consignment_id == Consignment.id)
    holds.append(Consignment.code == code)
    holds.append(line.where(ConsignmentLine.code == code).correlate(Consignment).exists())
    if key:
        named = line.join(ItemAlias, ItemAlias.item_id == ConsignmentLine.item_id)
        holds.append(named.where(ItemAlias.name_key.contains(key, autoescape=True)).correlate(Consignment).exists())
        scope = actor.scope(Permission.VIEW_DONOR_CONTACT)
        holds.append(and_(Donor.name_key.contains(key, autoescape=True), scope.clause(Area.path, Site.id)))
    coded = line.join(Item, Item.id == ConsignmentLine.item_id).where(Item.code == search.upper())
    holds.append(coded.correlate(Consignment).exists())
    return or_(*holds)
