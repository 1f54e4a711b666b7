"""Random documents against the ledger: in whatever order, the figures add up (design, section 3)."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from core.database import db
from core.errors import DomainError
from core.transaction import snapshot, transaction
from inventory import births, ledger, services_batches, services_reversal, services_stock
from inventory.ledger_models import BatchLineage, Movement, Posting, Reservation, StockBalance
from inventory.models import Batch
from inventory.queries_batches import live_lineage
from inventory.queries_verify import differences
from inventory.services_batches import SortedPart
from inventory.services_reversal import BY_DOCUMENT
from inventory.values import (
    BIRTH_KINDS,
    COUNT_KINDS,
    ENDED_KINDS,
    BatchOrigin,
    Leg,
    MovementKind,
    NewBatch,
    PostingHead,
    PostingKind,
    SourceKind,
)
from tests.factories import NOW, TODAY, World, key, make_world

quantities = st.integers(min_value=1, max_value=60)
picks = st.integers(min_value=0, max_value=10**6)


class LedgerMachine(RuleBasedStateMachine):
    """Documents as a store makes them. A refusal is an answer; what may not happen is a figure that does not add up."""

    world: World

    @initialize(first=quantities)
    def begin(self, first: int) -> None:
        self.places = [self.world.location("county"), self.world.location("county", "DOCK")]
        self.lines: list[int] = []
        self.postings: list[int] = []
        self.receive(first)

    def done(self, act: Callable[..., Any], **given: Any) -> Any:
        """The answer of an act, or None when it was refused; a refused act leaves nothing behind."""
        before = self.count(Movement)
        try:
            with transaction():
                answer = act(actor=self.world.actors["manager"], now=NOW, key=key(), **given)
        except DomainError:
            assert self.count(Movement) == before
            return None
        self.postings.append(int(answer["posting_id"]))
        return answer

    def count(self, model: Any) -> int:
        return db.session.execute(select(func.count()).select_from(model)).scalar_one()

    def batch(self, pick: int) -> Any:
        """Some balance, also an empty one."""
        rows = db.session.execute(
            select(StockBalance.batch_id, StockBalance.location_id).order_by(
                StockBalance.batch_id, StockBalance.location_id
            )
        ).all()
        return rows[pick % len(rows)]

    @rule(quantity=quantities)
    def receive(self, quantity: int) -> None:
        actor = self.world.actors["manager"]
        head = PostingHead(PostingKind.RECEIPT, key(), "receipt", NOW, site_id=self.world.sites["county"])
        with transaction():
            posting = ledger.open_posting(actor=actor, now=NOW, head=head)
            line = births.add_source_line(kind=SourceKind.OPENING, label="Opening balance")
            new = NewBatch(
                item_id=self.world.items["mask"],
                unit="箱",
                base_per_unit=120,
                source_line_id=line,
                source_kind=SourceKind.OPENING,
                source_label="Opening balance",
                origin=BatchOrigin.RECEIPT,
                entered_on=TODAY,
                entered_site_id=self.world.sites["county"],
            )
            batch_id, _code = births.create_batch(actor=actor, now=NOW, new=new)
            ledger.write_legs(posting, [Leg(MovementKind.RECEIVE, batch_id, quantity, None, self.places[0])])
        self.lines.append(line)
        self.postings.append(posting.id)

    @rule(pick=picks, quantity=quantities)
    def move(self, pick: int, quantity: int) -> None:
        batch_id, place = self.batch(pick)
        other = self.places[1] if place == self.places[0] else self.places[0]
        self.done(
            services_stock.move, batch_id=batch_id, from_location_id=place, to_location_id=other, quantity=quantity
        )

    @rule(pick=picks, quantity=quantities, kind=st.sampled_from([MovementKind.USED, MovementKind.SOLD]))
    def issue(self, pick: int, quantity: int, kind: MovementKind) -> None:
        batch_id, place = self.batch(pick)
        self.done(services_stock.issue, batch_id=batch_id, location_id=place, quantity=quantity, kind=kind)

    @rule(pick=picks, counted=st.integers(min_value=0, max_value=80))
    def count_stock(self, pick: int, counted: int) -> None:
        batch_id, place = self.batch(pick)
        self.done(services_stock.count, batch_id=batch_id, location_id=place, counted=counted, reason="counted")

    @rule(pick=picks, quantity=quantities)
    def split(self, pick: int, quantity: int) -> None:
        batch_id, place = self.batch(pick)
        self.done(services_batches.split, batch_id=batch_id, location_id=place, quantity=quantity)

    @rule(pick=picks, quantity=quantities)
    def repack(self, pick: int, quantity: int) -> None:
        batch_id, place = self.batch(pick)
        unit = db.session.get_one(Batch, batch_id).unit
        child, factor = ("盒", 12) if unit == "箱" else ("个", 10)
        self.done(
            services_batches.repack,
            batch_id=batch_id,
            location_id=place,
            quantity=quantity,
            child_unit=child,
            child_quantity=quantity * factor,
        )

    @rule(pick=picks, quantity=st.integers(min_value=1, max_value=3))
    def sort(self, pick: int, quantity: int) -> None:
        batch_id, place = self.batch(pick)
        parts = [SortedPart(self.world.items["mask"], "个", 7), SortedPart(self.world.items["rice"], "kg", 2)]
        self.done(services_batches.sort_box, batch_id=batch_id, location_id=place, quantity=quantity, parts=parts)

    @rule(pick=picks, quantity=quantities)
    def reserve(self, pick: int, quantity: int) -> None:
        batch_id, place = self.batch(pick)
        try:
            with transaction():
                ledger.reserve(
                    actor=self.world.actors["manager"], now=NOW, batch_id=batch_id, location_id=place, quantity=quantity
                )
        except DomainError:
            pass

    @rule(pick=picks)
    def release(self, pick: int) -> None:
        held = db.session.execute(select(Reservation.id).order_by(Reservation.id)).scalars().all()
        if held:
            with transaction():
                ledger.release(now=NOW, reservation_ids=[held[pick % len(held)]])

    @rule(pick=picks)
    def reverse(self, pick: int) -> None:
        posting_id = self.postings[pick % len(self.postings)]
        kind = db.session.execute(select(Posting.kind).where(Posting.id == posting_id)).scalar_one()
        if (
            kind not in BY_DOCUMENT
            and db.session.execute(select(Movement.id).where(Movement.posting_id == posting_id)).first()
        ):
            self.done(services_reversal.reverse, posting_id=posting_id, reason="mistake")

    @invariant()
    def balances_are_the_sums_of_their_movements(self) -> None:
        with snapshot():
            assert list(differences()) == []

    @invariant()
    def nothing_is_below_what_is_reserved_or_below_zero(self) -> None:
        rows = db.session.execute(select(StockBalance.quantity, StockBalance.reserved)).all()
        assert all(row.quantity >= row.reserved >= 0 for row in rows)

    @invariant()
    def what_was_received_is_on_hand_or_has_ended(self) -> None:
        """Over a source line: received ± counted = on hand + ended, in base units along recorded factors; a part that
        was sorted has no factor and counts as opened."""
        for line in getattr(self, "lines", []):
            assert _received_and_counted(line) == _on_hand(line) + _ended(line) + _opened(line)


def _factor() -> Any:
    """Base units in one unit: all batches here follow recorded factors, but for what was sorted out of a box."""
    return func.coalesce(Batch.base_per_unit, 0)


def _moved(line: int, kinds: frozenset[MovementKind]) -> int:
    """The sum of lines of some kinds in base units: in from outside positive, out negative; a mirror is its opposite
    by itself, because its places are swapped. Sorted children follow no factor and are left out."""
    sign = func.coalesce(Movement.to_location_id * 0 + 1, 0) - func.coalesce(Movement.from_location_id * 0 + 1, 0)
    found = db.session.execute(
        select(func.coalesce(func.sum(Movement.quantity * sign * _factor()), 0))
        .join(Batch, Batch.id == Movement.batch_id)
        .where(
            Batch.source_line_id == line, Movement.kind.in_([kind.value for kind in kinds]), Batch.id.not_in(_sorted())
        )
    ).scalar_one()
    return int(found)


def _sorted() -> Any:
    """Batches that came out of a mixed box, and what was made from them."""
    child = BatchLineage.child_batch_id
    tree = select(child.label("id")).where(BatchLineage.parent_quantity.is_(None)).cte("sorted_out", recursive=True)
    tree = tree.union(select(child).where(BatchLineage.parent_batch_id == tree.c.id))
    return select(tree.c.id)


def _received_and_counted(line: int) -> int:
    return _moved(line, BIRTH_KINDS | COUNT_KINDS)


def _ended(line: int) -> int:
    return -_moved(line, ENDED_KINDS)


def _opened(line: int) -> int:
    return -_moved(line, frozenset({MovementKind.SORT_OUT}))


def _on_hand(line: int) -> int:
    found = db.session.execute(
        select(func.coalesce(func.sum(StockBalance.quantity * _factor()), 0))
        .join(Batch, Batch.id == StockBalance.batch_id)
        .where(Batch.source_line_id == line, Batch.id.not_in(_sorted()))
    ).scalar_one()
    return int(found)


def test_random_documents_keep_every_figure_true(app: Flask) -> None:
    world = make_world(app)

    class Machine(LedgerMachine):
        pass

    Machine.world = world
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=16,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_lineage_of_a_reversed_repack_no_longer_counts(world: World) -> None:
    batch = world.batch(quantity=3, unit="箱", base_per_unit=120)
    with transaction():
        made = services_batches.repack(
            actor=world.actors["manager"],
            now=NOW,
            key=key(),
            batch_id=batch.id,
            quantity=1,
            location_id=world.location("county"),
            child_unit="盒",
            child_quantity=12,
        )
    assert len(db.session.execute(live_lineage()).all()) == 1
    with transaction():
        services_reversal.reverse(
            actor=world.actors["manager"],
            now=NOW,
            key=key(),
            reason="wrong box",
            posting_id=int(str(made["posting_id"])),
        )
    assert db.session.execute(live_lineage()).all() == []
    assert db.session.execute(select(func.count()).select_from(BatchLineage)).scalar() == 1
