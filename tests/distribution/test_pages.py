"""The pages of outgoing goods, as staff, village and manager walk them."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import db
from distribution.models import Dispatch, DispatchLine, HandOut, Request, RequestLine
from tests.distribution.flows import approved, ask, deliver, line_ids, pick, sent
from tests.factories import World

LANGUAGES = ["en", "zh_Hans"]


def ask_form(world: World, **more: str) -> dict[str, str]:
    return {
        "receiver_id": str(world.receiver("village")),
        "priority": "high",
        "idempotency_key": "form-1",
        "lines-0-item_id": str(world.items["mask"]),
        "lines-0-quantity": "40",
        "lines-0-unit": "个",
        **more,
    }


def test_a_village_asks_on_the_page(world: World) -> None:
    answer = world.client("village").post("/requests/new", data=ask_form(world))

    row = db.session.execute(select(Request)).scalars().one()
    assert (answer.status_code, row.status, row.priority) == (302, "sent", "high")
    assert answer.location.endswith(f"/requests/{row.id}")


def test_the_same_form_sent_twice_asks_once(world: World) -> None:
    client = world.client("village")
    for _ in range(2):
        client.post("/requests/new", data=ask_form(world))

    assert len(db.session.execute(select(Request.id)).all()) == 1


def test_an_unknown_quantity_is_kept_as_unknown(world: World) -> None:
    form = ask_form(world) | {"lines-0-quantity": "", "lines-0-unknown": "1"}

    world.client("village").post("/requests/new", data=form)

    assert db.session.execute(select(RequestLine.quantity)).scalar_one() is None


def test_a_quantity_neither_given_nor_unknown_is_an_error_at_its_field_and_typing_survives(world: World) -> None:
    form = ask_form(world, note="bridge is out") | {"lines-0-quantity": ""}

    answer = world.client("village").post("/requests/new", data=form)

    assert answer.status_code == 422
    assert 'href="#lines-0-quantity"' in answer.text and "bridge is out" in answer.text


def test_a_line_more_posts_nothing(world: World) -> None:
    answer = world.client("village").post("/requests/new", data=ask_form(world, add_line="lines"))

    assert answer.status_code == 200 and 'name="lines-1-quantity"' in answer.text
    assert db.session.execute(select(Request.id)).first() is None


def decide_form(request_id: int, approve: str, **more: str) -> dict[str, str]:
    line = db.session.execute(select(RequestLine.id).where(RequestLine.request_id == request_id)).scalar_one()
    return {"verdict": "approve", "lines-0-line_id": str(line), "lines-0-approved": approve, **more}


def test_a_manager_approves_less_only_with_a_reason(world: World) -> None:
    request_id, client = ask(world, 40), world.client("manager")

    refused = client.post(f"/requests/{request_id}/decide", data=decide_form(request_id, "25"))
    done = client.post(f"/requests/{request_id}/decide", data=decide_form(request_id, "25", reason="shared"))

    assert (refused.status_code, done.status_code) == (422, 302)
    assert db.session.execute(select(RequestLine.approved)).scalar_one() == 25


def test_staff_may_not_decide(world: World) -> None:
    request_id = ask(world)

    answer = world.client("staff").post(f"/requests/{request_id}/decide", data=decide_form(request_id, "10"))

    assert answer.status_code == 403


def dispatch_form(client: FlaskClient, request_id: int) -> dict[str, str]:
    """The fields as the page shows them."""
    text = client.get(f"/dispatches/new?request={request_id}").text
    form = text[text.rindex('action="/dispatches/new"') :]
    return dict(re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', form))


def test_the_proposal_is_picked_by_one_press(world: World) -> None:
    batch, client = world.batch(quantity=100), world.client("staff")
    form = dispatch_form(client, approved(world, 40))

    answer = client.post("/dispatches/new", data=form)

    line = db.session.execute(select(DispatchLine)).scalars().one()
    assert (answer.status_code, line.batch_id, line.quantity, line.evidence) == (302, batch.id, 40, "rule")


def test_a_wrong_scan_says_what_was_expected(world: World) -> None:
    listed, other = world.batch(quantity=20), world.batch(quantity=5)
    dispatch_id, client = pick(world, listed, 10), world.client("staff")

    wrong = client.post(f"/dispatches/{dispatch_id}/scan", data={"code": other.code})
    right = client.post(f"/dispatches/{dispatch_id}/scan", data={"code": listed.code.lower()})

    assert wrong.status_code == 409 and listed.code[:4] in wrong.text
    assert (right.status_code, db.session.execute(select(DispatchLine.evidence)).scalar_one()) == (302, "scanned")


def test_loading_and_delivering_on_the_pages(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = pick(world, batch, 10)
    line = line_ids(dispatch_id)[0]

    form = {"lines-0-line_id": line, "lines-0-quantity": "9"}

    world.client("staff").post(f"/dispatches/{dispatch_id}/load", data=form)
    world.client("village").post(f"/dispatches/{dispatch_id}/deliver", data={"signed_by": "committee"})

    assert db.session.execute(select(Dispatch.status)).scalar_one() == "delivered"
    assert world.on_hand(batch.id, "village") == 9


def test_figures_that_do_not_add_up_are_shown_again_as_typed(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=20), 10)
    form = {
        "lines-0-dispatch_line_id": line_ids(dispatch_id)[0],
        "lines-0-delivered": "7",
        "lines-0-short": "1",
        "lines-0-reason": "rain",
    }

    answer = world.client("village").post(f"/dispatches/{dispatch_id}/deliver", data=form)

    assert answer.status_code == 422
    assert 'value="7"' in answer.text and "rain" in answer.text and "10 个" in answer.text


def test_a_village_hands_out_with_counts(world: World) -> None:
    batch = world.batch(quantity=20)
    deliver(world, sent(world, batch, 10))
    form = {
        "receiver_id": world.receiver("village"),
        "lines-0-batch_id": batch.id,
        "households": "4",
        "lines-0-location_id": world.location("village"),
        "lines-0-quantity": "6",
    }

    answer = world.client("village").post("/hand-outs/new", data=form)

    row = db.session.execute(select(HandOut)).scalars().one()
    assert (answer.status_code, row.households, row.persons) == (302, 4, None)
    assert world.on_hand(batch.id, "village") == 4


def test_goods_come_back_to_the_dock(world: World) -> None:
    batch = world.batch(quantity=20)
    deliver(world, sent(world, batch, 10))
    form = {
        "receiver_id": world.receiver("village"),
        "to_site_id": world.sites["county"],
        "reason": "too many",
        "lines-0-batch_id": batch.id,
        "lines-0-location_id": world.location("village"),
        "lines-0-quantity": "6",
    }

    answer = world.client("staff").post("/returns/new", data=form)

    assert (answer.status_code, world.on_hand(batch.id, "county", "DOCK")) == (302, 6)


def test_another_village_finds_nothing(world: World) -> None:
    request_id, dispatch_id = ask(world), sent(world, world.batch(quantity=20), 10)
    client = world.client("staff_nantian")

    assert client.get(f"/requests/{request_id}").status_code == 404
    assert client.get(f"/dispatches/{dispatch_id}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_renders(world: World, language: str) -> None:
    batch = world.batch(quantity=50)
    waiting, open_request = ask(world), approved(world, None, "", who="manager")
    picked, way = pick(world, batch, 5), sent(world, batch, 10)
    deliver(world, sent(world, batch, 6), {"delivered": 5, "short": 1, "surplus": 2, "reason": "x"})
    paths = [
        "/requests",
        "/requests?status=all&q=mask",
        "/requests/new",
        f"/requests/{waiting}",
        f"/requests/{open_request}",
        "/dispatches",
        f"/dispatches/{picked}",
        f"/dispatches/{way}",
        f"/dispatches/new?request={open_request}",
        "/dispatches/new",
        "/deliveries",
        "/hand-outs",
        "/returns",
        f"/dispatches/new?site={world.sites['county']}&receiver={world.receiver('daxue')}",
        f"/dispatches/{way}/deliver",
        f"/dispatches/{picked}/picking-list",
        f"/dispatches/{way}/waybill",
        f"/hand-outs/new?receiver={world.receiver('village')}",
        f"/returns/new?receiver={world.receiver('village')}",
    ]
    client = world.client("manager")

    answers = {path: client.get(f"{path}{'&' if '?' in path else '?'}lang={language}") for path in paths}

    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_village_sees_its_own_pages(world: World, language: str) -> None:
    request_id, batch = approved(world, 5), world.batch(quantity=50)
    way = sent(world, batch, 5, request_id=request_id)
    deliver(world, sent(world, batch, 6))
    paths = [
        "/requests?status=all",
        "/requests/new",
        f"/requests/{request_id}",
        "/deliveries",
        "/dispatches",
        f"/dispatches/{way}",
        f"/dispatches/{way}/deliver",
        f"/dispatches/{way}/waybill",
        "/hand-outs",
        "/hand-outs/new",
        "/returns",
    ]
    client = world.client("village")

    answers = {path: client.get(f"{path}{'&' if '?' in path else '?'}lang={language}") for path in paths}

    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    assert f"/dispatches/{way}/deliver" in answers[f"/dispatches/{way}"].text
    assert "/load" not in answers[f"/dispatches/{way}"].text


@pytest.mark.parametrize(
    "path",
    [
        "/requests?q=%00",
        "/requests?receiver=99999999999999999999",
        "/requests?after=1~x~2",
        "/dispatches?q=a%00b",
        "/dispatches?site=99999999999999999999",
        "/dispatches?after=99999999999999999999",
        "/deliveries?q=%00",
        "/hand-outs?receiver=99999999999999999999",
        "/dispatches/new?request=99999999999999999999",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_list(world: World, path: str) -> None:
    assert world.client("manager").get(path, follow_redirects=True).status_code == 200


def test_a_wrong_box_can_be_taken_instead_in_one_step(world: World) -> None:
    listed, other = world.batch(quantity=20), world.batch(quantity=15)
    dispatch_id, client = pick(world, listed, 10), world.client("staff")
    swap = {"code": other.code, "line_id": line_ids(dispatch_id)[0]}

    offered = client.post(f"/dispatches/{dispatch_id}/scan", data={"code": other.code}).text
    assert "can stand for one of its lines: choose below" in offered and "put this box back. Take next" not in offered
    unexplained = client.post(f"/dispatches/{dispatch_id}/swap", data=swap)
    done = client.post(f"/dispatches/{dispatch_id}/swap", data={**swap, "reason": "the other stands behind a pallet"})

    row = db.session.execute(select(DispatchLine.batch_id, DispatchLine.quantity, DispatchLine.evidence)).one()
    assert f"/dispatches/{dispatch_id}/swap" in offered
    assert (unexplained.status_code, done.status_code) == (422, 302)
    assert tuple(row) == (other.id, 10, "scanned")


def test_a_box_with_too_little_in_it_is_not_offered_instead(world: World) -> None:
    listed, other = world.batch(quantity=20), world.batch(quantity=5)
    dispatch_id = pick(world, listed, 10)

    page = world.client("staff").post(f"/dispatches/{dispatch_id}/scan", data={"code": other.code})

    assert page.status_code == 409
    assert "/swap" not in page.text
