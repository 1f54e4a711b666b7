"""What registering a consignment, an opening balance or a donor promises."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from core.database import db
from core.transaction import transaction
from donations import queries_donors, services_donors, services_stock_taken
from donations.errors import DocumentKnown, DocumentNeeded, DonorNeeded, LinesNeeded, QuantityNeeded, WrongBaseFactor
from donations.models import Consignment, ConsignmentLine, Donor, GoodsReceipt
from donations.source_labels import source_label
from donations.values import Details, DonorKind, NewConsignment, NewDonor, NewRestriction, NewTarget
from inventory.catalogue import set_item_unit
from inventory.errors import KeyReused, UnknownPlace
from inventory.ledger_models import Movement, Posting
from inventory.models import Batch, LabelCode, RestrictionTarget, SourceLine
from inventory.values import RestrictionKind, SourceKind
from tests.donations.makers import accept, allocation, gift, line, of, register
from tests.factories import NOW, TODAY, World, key


def count(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_registering_gives_a_trace_code_to_the_gift_and_to_each_line(world: World) -> None:
    made = register(world, gift(world, line(world), line(world, "rice", 20, "kg")))

    codes = [made.code, *(code for _, code in made.lines)]
    kinds = [db.session.get_one(LabelCode, code).kind for code in codes]
    assert kinds == ["consignment", "consignment_line", "consignment_line"]
    assert [db.session.get_one(SourceLine, line_id).kind for line_id, _ in made.lines] == ["donation", "donation"]


def test_registering_moves_no_stock(world: World) -> None:
    register(world, allocation(world))

    assert (count(Movement), count(Posting), count(Batch)) == (0, 0, 0)


def test_the_same_key_twice_registers_once(world: World) -> None:
    new = gift(world)

    first, again = register(world, new, use_key="k"), register(world, new, use_key="k")

    assert (again.replayed, again.id, again.lines) == (True, first.id, first.lines)
    assert count(Consignment) == 1


def test_the_same_key_with_other_content_is_refused(world: World) -> None:
    register(world, gift(world), use_key="k")

    with pytest.raises(KeyReused):
        register(world, gift(world, note="other"), use_key="k")


def test_a_document_registered_before_is_refused_with_its_number(world: World) -> None:
    made = register(world, allocation(world, document_number="温应急〔2026〕12号"))

    with pytest.raises(DocumentKnown) as refused:
        register(world, allocation(world, document_number="温应急〔2026〕12号"))

    assert refused.value.fields["number"] == made.number


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"issuing_body": ""}, DocumentNeeded),
        ({"document_number": ""}, DocumentNeeded),
    ],
)
def test_an_allocation_needs_its_document(world: World, change: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        register(world, allocation(world, **change))


def test_a_donation_needs_a_donor_and_every_consignment_a_line(world: World) -> None:
    with pytest.raises(DonorNeeded):
        register(
            world,
            NewConsignment(
                kind=SourceKind.DONATION, site_id=world.sites["county"], lines=(line(world),), occurred_on=TODAY
            ),
        )
    with pytest.raises(LinesNeeded):
        register(
            world, NewConsignment(kind=SourceKind.PURCHASE, site_id=world.sites["county"], lines=(), occurred_on=TODAY)
        )


def test_nobody_registers_for_another_township(world: World) -> None:
    with pytest.raises(UnknownPlace):
        register(world, allocation(world, site="nantian"), who="staff_daxue")


def test_a_pack_size_of_the_catalogue_is_taken_and_an_unknown_one_stays_unknown(world: World) -> None:
    with transaction():
        set_item_unit(actor=world.actors["manager"], now=NOW, item_id=world.items["mask"], unit="盒", base_per_unit=50)

    made = register(world, gift(world, line(world, unit="盒"), line(world, unit="箱"), line(world, unit="个")))

    factors = (
        db.session.execute(
            select(ConsignmentLine.base_per_unit)
            .where(ConsignmentLine.consignment_id == made.id)
            .order_by(ConsignmentLine.line_no)
        )
        .scalars()
        .all()
    )
    assert factors == [50, None, 1]


def test_the_base_unit_holds_exactly_itself(world: World) -> None:
    with pytest.raises(WrongBaseFactor):
        register(world, gift(world, line(world, unit="个", base_per_unit=10)))


def test_a_restriction_goes_with_the_line_to_its_batches(world: World) -> None:
    wish = NewRestriction(RestrictionKind.TARGETS, "for Daxue", (NewTarget(area_id=world.areas["330328100"]),))
    made = register(world, gift(world, line(world, restriction=wish)))

    done = accept(world, made, of(made, 10))

    restriction_id = db.session.get_one(Batch, done.batches[0].batch_id).restriction_id
    target = db.session.execute(
        select(RestrictionTarget).where(RestrictionTarget.restriction_id == restriction_id)
    ).scalar_one()
    assert target.area_id == world.areas["330328100"]


def opening(world: World, *lines, kind: SourceKind = SourceKind.OPENING) -> NewConsignment:
    return NewConsignment(kind=kind, site_id=world.sites["county"], lines=lines, occurred_on=TODAY)


def take(world: World, new: NewConsignment, *details: Details, use_key: str = ""):
    with transaction():
        return services_stock_taken.take_into_stock(
            actor=world.actors["staff"], now=NOW, key=use_key or key(), new=new, details=details
        )


def test_an_opening_balance_is_registered_and_accepted_in_one_document(world: World) -> None:
    new = opening(world, line(world, quantity=70), line(world, "rice", 20, "kg"))

    _, done = take(world, new, Details(lot="L9", expires_on=date(2027, 5, 1)))

    assert [world.on_hand(batch.batch_id) for batch in done.batches] == [70, 20]
    assert (count(Posting), count(GoodsReceipt)) == (1, 1)
    assert db.session.get_one(Batch, done.batches[0].batch_id).lot == "L9"


def test_an_opening_balance_at_a_site_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(UnknownPlace):
        take(world, replace(opening(world, line(world)), site_id=1832004911628288000))


def test_an_opening_balance_sent_twice_is_taken_once(world: World) -> None:
    new = opening(world, line(world, quantity=70))

    first, again = take(world, new, use_key="k"), take(world, new, use_key="k")

    assert (again[1].replayed, again[1].batches) == (True, first[1].batches)
    assert count(Movement) == 1


def test_goods_found_are_born_as_found(world: World) -> None:
    _, done = take(world, opening(world, line(world, quantity=3), kind=SourceKind.FOUND))

    batch = db.session.get_one(Batch, done.batches[0].batch_id)
    assert (batch.origin, batch.source_kind) == ("found", "found")
    assert db.session.execute(select(Movement.kind)).scalar_one() == "found"


def test_goods_taken_into_stock_at_once_must_be_counted(world: World) -> None:
    with pytest.raises(QuantityNeeded):
        take(world, opening(world, line(world, quantity=None)))

    assert (count(Posting), count(Consignment)) == (0, 0)


def donor_of(made) -> int:
    return db.session.execute(select(Consignment.donor_id).where(Consignment.id == made.id)).scalar_one()


def test_todays_consent_decides_the_public_name(world: World) -> None:
    donor_id = donor_of(register(world, gift(world)))
    before = queries_donors.public_donor_name(donor_id)
    with transaction():
        services_donors.record_consent(
            actor=world.actors["staff"], now=NOW + timedelta(days=1), donor_id=donor_id, named=True
        )
    named = queries_donors.public_donor_name(donor_id)
    with transaction():
        services_donors.record_consent(
            actor=world.actors["staff"], now=NOW + timedelta(days=2), donor_id=donor_id, named=False
        )

    assert before.startswith("Donor D-")
    assert (named, queries_donors.public_donor_name(donor_id)) == ("王小明", before)
    assert [row.named for row in queries_donors.consents(donor_id)] == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "named", "shown"),
    [
        (DonorKind.ORGANISATION, True, True),
        (DonorKind.ORGANISATION, False, False),
        (DonorKind.PERSON, True, False),
    ],
)
def test_a_label_names_only_an_organisation_that_wishes_it(
    world: World, kind: DonorKind, named: bool, shown: bool
) -> None:
    made = register(world, gift(world, donor=NewDonor(kind, "爱心公司", "", named)))

    done = accept(world, made, of(made, 10))

    printed = db.session.get_one(Batch, done.batches[0].batch_id).source_label
    assert printed == source_label(made.id)
    assert ("爱心公司" in printed, made.number in printed) == (shown, not shown)


def test_a_donor_of_the_same_name_is_only_proposed(world: World) -> None:
    first = donor_of(register(world, gift(world, donor=NewDonor(DonorKind.PERSON, "王 小明"))))
    second = donor_of(register(world, gift(world)))

    proposals = queries_donors.same_name(actor=world.actors["staff"], name="王小明")

    assert first != second
    assert {row.id for row in proposals} == {first, second}


def test_a_private_donor_of_another_township_is_neither_listed_nor_proposed(world: World) -> None:
    register(world, gift(world, site="nantian"), who="staff_nantian")
    stranger = world.actors["staff_daxue"]

    assert queries_donors.donor_rows(actor=stranger) == []
    assert queries_donors.same_name(actor=stranger, name="王小明") == []


def test_two_senders_of_one_key_at_once_register_once(world: World) -> None:
    new, start = gift(world), Barrier(2)

    def send(_number: int) -> int:
        with world.app.app_context():
            start.wait()
            made = register(world, new, use_key="k")
            db.session.remove()
            return made.id

    with ThreadPoolExecutor(2) as pool:
        ids = list(pool.map(send, range(2)))

    assert len(set(ids)) == 1
    assert (count(Consignment), count(ConsignmentLine), count(Donor)) == (1, 1, 1)
