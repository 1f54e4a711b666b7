"""What looks like a slip is asked before it is written: it is a question and no refusal, and who said yes is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.database import db
from donations import queries_receipts
from donations.errors import ProducedInFuture, ReceiptInQuestion
from donations.models import GoodsReceipt
from donations.values import AcceptLine, Registered
from inventory.errors import DatesDisagree
from tests.donations.makers import accept, allocation, line, of, register
from tests.factories import TODAY, World, key

API = "/api/v1"
OVER = "over-outstanding:1:5000"


def asked(world: World, made: Registered, *lines: AcceptLine, **more: Any) -> list[str]:
    """The words that would have to be acknowledged; [] when nothing is asked."""
    try:
        accept(world, made, *lines, **more)
    except ReceiptInQuestion as question:
        return list(question.words)
    return []


def receipts() -> int:
    return int(db.session.execute(select(func.count()).select_from(GoodsReceipt)).scalar_one())


def of_500(world: World, **more: Any) -> Registered:
    return register(world, allocation(world, line(world, quantity=500, **more)))


def test_more_than_is_outstanding_is_asked_with_both_figures_and_writes_nothing(world: World) -> None:
    made = of_500(world)

    with pytest.raises(ReceiptInQuestion) as question:
        accept(world, made, of(made, 5000))

    assert "Line 1, Mask: 5,000 个 received, 500 个 outstanding." in question.value.message
    assert (question.value.words, list(question.value.field_errors), receipts()) == ([OVER], ["lines-0-accepted"], 0)


def test_whoever_says_that_it_is_right_receives_it_and_is_named(world: World) -> None:
    made = of_500(world)

    done = accept(world, made, of(made, 5000), acknowledge=[OVER])

    page = world.client("manager").get(f"/receipts/{done.receipt_id}").text
    audit = world.client("manager").get("/audit").text
    assert world.on_hand(done.batches[0].batch_id) == 5000
    assert "Staff was asked and said that it is right:" in page
    assert all("5,000 个 received, 500 个 outstanding" in told for told in (page, audit))


def test_a_yes_to_one_figure_is_no_yes_to_another(world: World) -> None:
    made = of_500(world)

    assert asked(world, made, of(made, 50_000), acknowledge=[OVER]) == ["over-outstanding:1:50000"]


def test_what_is_as_promised_is_not_asked_and_leaves_no_note(world: World) -> None:
    made = of_500(world)
    good = date(TODAY.year + 20, TODAY.month, TODAY.day)

    done = accept(world, made, of(made, 499, expires_on=good, produced_on=TODAY), of(made, 1, expires_on=TODAY))

    assert queries_receipts.acknowledged(done.receipt_id) == []


def test_the_entries_of_a_line_count_together_and_what_came_before_too(world: World) -> None:
    made = of_500(world)
    accept(world, made, of(made, 200))

    words = asked(world, made, of(made, 200, lot="A"), of(made, 101, lot="B"))

    assert words == ["over-outstanding:1:301"]


@pytest.mark.parametrize(("boxes", "words"), [(10, []), (11, ["over-outstanding:1:550"])])
def test_another_unit_is_compared_by_what_it_holds(world: World, boxes: int, words: list[str]) -> None:
    made = of_500(world)

    assert asked(world, made, of(made, boxes, unit="盒", base_per_unit=50)) == words


def test_goods_never_promised_in_figures_are_never_too_many(world: World) -> None:
    made = register(world, allocation(world, line(world, quantity=None)))

    assert asked(world, made, of(made, 1_000_000)) == []


@pytest.mark.parametrize(
    ("expires", "code"),
    [
        (TODAY - timedelta(days=1), "expired-on-arrival"),
        (date(TODAY.year + 20, TODAY.month, TODAY.day) + timedelta(days=1), "expiry-far"),
        (date(2062, 1, 31), "expiry-far"),
    ],
)
def test_an_expiry_that_is_over_or_far_ahead_is_asked(world: World, expires: date, code: str) -> None:
    made = of_500(world)

    words = asked(world, made, of(made, 5, expires_on=expires))

    assert words == [f"{code}:1:{expires.isoformat()}"]
    assert asked(world, made, of(made, 5, expires_on=expires), acknowledge=words) == []


def test_what_was_rejected_for_its_expiry_is_not_asked_about(world: World) -> None:
    made = of_500(world)
    rejected = {"rejected": 5, "reject_reason": "expired", "expires_on": date(2020, 1, 1)}

    assert asked(world, made, of(made, 0, **rejected)) == []


def test_what_cannot_be_is_refused_at_its_field(world: World) -> None:
    made = of_500(world)
    ahead, day = TODAY + timedelta(days=1), date(2026, 10, 1)

    for refusal, dates, field in (
        (ProducedInFuture, {"produced_on": ahead}, "lines-1-produced_on"),
        (DatesDisagree, {"produced_on": day, "expires_on": day - timedelta(days=1)}, "lines-1-expires_on"),
    ):
        with pytest.raises(refusal) as refused:
            accept(world, made, of(made, 1), of(made, 1, **dates), acknowledge=["expired-on-arrival:1:2026-09-30"])
        assert refused.value.fields["field"] == field


def test_of_two_who_receive_the_same_load_at_once_the_second_is_asked(world: World) -> None:
    made, start = of_500(world), Barrier(2)

    def receive(_number: int) -> list[str]:
        with world.app.app_context():
            start.wait()
            try:
                return asked(world, made, of(made, 500))
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(receive, range(2)))

    assert answers == [[], ["over-outstanding:1:500"]]


def test_a_program_is_told_the_words_that_say_yes(world: World, client: FlaskClient) -> None:
    made, staff = of_500(world), world.token("staff")
    body: dict[str, Any] = {"lines": [{"line_id": str(made.lines[0].line_id), "accepted": 5000}]}
    sent = {"path": f"{API}/consignments/{made.id}/receipts", "headers": {**staff, "Idempotency-Key": key()}}

    question = client.post(json=body, **sent)
    done = client.post(json={**body, "acknowledge": question.json["acknowledge"]}, **sent)

    told = question.json["figures"]["questions"][0]
    assert (question.status_code, question.json["code"]) == (409, "receipt-in-question")
    assert (told["received"], told["outstanding"], told["acknowledge"]) == (5000, 500, OVER)
    assert done.status_code == 201
    read = client.get(f"{API}/receipts/{done.json['receipt_id']}", headers=staff).json
    assert read["acknowledged"] == ["Line 1, Mask: 5,000 个 received, 500 个 outstanding."]


def typed(made: Registered, **more: str) -> dict[str, str]:
    line_ = {"line_id": str(made.lines[0].line_id), "accepted": "5000", "unit": "个", "lot": "L-77"}
    blank = {"lines-0-line_id": str(made.lines[0].line_id)}
    return {"idempotency_key": key(), **blank, **{f"lines-1-{name}": value for name, value in line_.items()}, **more}


def test_the_page_asks_keeps_what_was_typed_and_takes_the_yes(world: World) -> None:
    made, staff = of_500(world), world.client("staff")
    form = typed(made)

    question = staff.post(f"/incoming/{made.id}/receive", data=form)
    done = staff.post(f"/incoming/{made.id}/receive", data={**form, "acknowledge": OVER})

    assert (question.status_code, done.status_code) == (409, 302)
    assert "5,000 个 received, 500 个 outstanding" in question.text and 'href="#lines-1-accepted"' in question.text
    assert f'name="acknowledge" value="{OVER}"' in question.text
    assert all(f'value="{word}"' in question.text for word in ("5000", "L-77"))


def test_stock_that_is_here_already_is_asked_about_its_expiry(world: World) -> None:
    staff, site = world.client("staff"), str(world.sites["county"])
    goods = {"item_id": str(world.items["mask"]), "quantity": "5", "unit": "个", "expires_on": "2020-01-31"}
    form = {"idempotency_key": key(), "site_id": site, **{f"lines-0-{name}": value for name, value in goods.items()}}

    question = staff.post("/incoming/new/opening", data=form)
    done = staff.post("/incoming/new/opening", data={**form, "acknowledge": "expired-on-arrival:1:2020-01-31"})

    assert (question.status_code, done.status_code) == (409, 302)
    assert "Yes, this is right" in question.text
