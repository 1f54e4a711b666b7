"""Direct delivery: received and issued in one document, and never in a store."""

from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from core.transaction import transaction
from distribution import queries_dispatches, services_dispatches
from distribution.errors import NothingLoaded, SameSite
from distribution.models import Dispatch
from donations.errors import HeldOnArrival
from donations.values import AcceptLine, NewRestriction, NewTarget, Registered
from inventory.ledger_models import Movement, Posting
from inventory.models import Batch
from inventory.restriction_errors import RestrictionForbids
from inventory.values import RestrictionKind
from operations import direct
from tests.distribution.flows import approved, deliver, hospital, status
from tests.donations.makers import allocation, gift, line, register
from tests.factories import NOW, World, key


def send(
    world: World,
    made: Registered,
    *lines: AcceptLine,
    to: int | None = None,
    use_key: str | None = None,
    who: str = "staff",
    **more: Any,
) -> dict[str, Any]:
    new = direct.NewDirect(
        consignment_id=made.id, receiver_id=to or world.receiver("village"), lines=lines, occurred_at=NOW, **more
    )
    with transaction():
        return direct.send_direct(actor=world.actors[who], now=NOW, key=use_key or key(), new=new)


@pytest.fixture
def made(world: World) -> Registered:
    return register(world, allocation(world, line(world)))


def of(made: Registered, accepted: int = 5, **more: Any) -> AcceptLine:
    return AcceptLine(line_id=made.lines[0].line_id, accepted=accepted, **more)


def test_one_posting_receives_and_sends_and_no_store_sees_the_goods(world: World, made: Registered) -> None:
    answer = send(world, made, of(made))

    posting = db.session.get_one(Posting, int(answer["posting_id"]))
    legs = db.session.execute(select(Movement).where(Movement.posting_id == posting.id)).scalars().all()
    way = db.session.execute(select(Dispatch)).scalars().one()
    assert (posting.kind, len(legs), legs[0].from_location_id) == ("direct_delivery", 1, None)
    assert (way.status, way.direct, legs[0].to_location_id) == ("in_transit", True, way.transit_location_id)


def test_it_is_confirmed_like_any_delivery(world: World, made: Registered) -> None:
    answer = send(world, made, of(made))

    deliver(world, int(answer["dispatch_id"]))

    batch = db.session.execute(select(Batch)).scalars().one()
    assert (world.on_hand(batch.id, "village"), world.on_hand(batch.id)) == (5, 0)


def test_the_same_key_sends_once(world: World, made: Registered) -> None:
    assert send(world, made, of(made), use_key="d") == send(world, made, of(made), use_key="d")
    assert len(db.session.execute(select(Dispatch.id)).all()) == 1


def test_calling_it_off_brings_the_goods_to_the_dock(world: World, made: Registered) -> None:
    dispatch_id = int(send(world, made, of(made))["dispatch_id"])

    with transaction():
        services_dispatches.cancel(actor=world.actors["staff"], now=NOW, key=key(), dispatch_id=dispatch_id, reason="x")

    batch = db.session.execute(select(Batch)).scalars().one()
    assert (status(dispatch_id), world.on_hand(batch.id, "county", "DOCK")) == ("returned", 5)


def test_it_counts_for_the_request_that_it_serves(world: World, made: Registered) -> None:
    request_id = approved(world, 5)

    answer = send(world, made, of(made), request_id=request_id)

    line_row = queries_dispatches.dispatch_lines([int(answer["dispatch_id"])])[0]
    assert line_row.request_line_no == 1


def test_goods_meant_for_others_do_not_go(world: World) -> None:
    wish = NewRestriction(RestrictionKind.TARGETS, "for the hospital", (NewTarget(receiver_id=hospital(world)),))
    made = register(world, gift(world, line(world, restriction=wish)))

    with pytest.raises(RestrictionForbids):
        send(world, made, of(made))
    assert db.session.execute(select(Dispatch.id)).first() is None


def test_a_medicine_without_lot_does_not_pass_on(world: World) -> None:
    made = register(world, allocation(world, line(world, item="capsule")))

    with pytest.raises(HeldOnArrival):
        send(world, made, of(made))


def test_nothing_counted_and_the_own_site_are_refused(world: World, made: Registered) -> None:
    with pytest.raises(NothingLoaded):
        send(world, made, of(made, 0, rejected=5, reject_reason="wet"))
    with pytest.raises(SameSite):
        send(world, made, of(made), to=world.receiver("county"))


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_page_shows_open_lines_and_posts(world: World, made: Registered, language: str) -> None:
    client, path = world.client("staff"), f"/incoming/{made.id}/direct"
    form = {
        "receiver_id": world.receiver("village"),
        "lines-0-line_id": made.lines[0].line_id,
        "lines-0-accepted": "5",
        "lines-0-unit": "个",
    }

    assert client.get(f"{path}?lang={language}").status_code == 200
    assert client.post(path, data={**form, "receiver_id": ""}).status_code == 422
    assert client.post(path, data=form).status_code == 302


def test_over_the_api(world: World, made: Registered) -> None:
    headers = {**world.token("staff"), "Idempotency-Key": "k"}
    body = {
        "consignment_id": str(made.id),
        "receiver_id": str(world.receiver("village")),
        "lines": [{"line_id": str(made.lines[0].line_id), "accepted": 5}],
    }

    answer = world.client().post("/api/v1/direct-deliveries", json=body, headers=headers)

    assert answer.status_code == 201 and answer.json["number"].startswith("CK-")


def test_more_than_is_outstanding_is_asked_on_the_page_and_goes_on_after_a_yes(world: World, made: Registered) -> None:
    staff, line_id = world.client("staff"), str(made.lines[0].line_id)
    figures = {"lines-0-line_id": line_id, "lines-0-unit": "个", "lines-0-accepted": "5000"}
    form = {"idempotency_key": key(), "receiver_id": str(world.receiver("village")), **figures}

    question = staff.post(f"/incoming/{made.id}/direct", data=form)
    done = staff.post(f"/incoming/{made.id}/direct", data={**form, "acknowledge": "over-outstanding:1:5000"})

    assert "5,000 个 received, 100 个 outstanding" in question.text and 'value="5000"' in question.text
    assert (question.status_code, done.status_code) == (409, 302)
