"""A blank label is put on goods or a shelf by a phone, once, also when the phone was long without a signal."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from inventory.models import LabelCode
from scanning.models import PhoneAction
from tests.factories import World
from tests.inventory.label_makers import bind, codes_of, revoke, roll
from tests.scanning.phones import Phone


def target_of(code: str) -> tuple[Any, Any]:
    row = db.session.execute(select(LabelCode).where(LabelCode.code == code)).scalar_one()
    return row.batch_id, row.location_id


def test_a_blank_label_is_put_on_a_batch_or_a_shelf(world: World) -> None:
    batch, phone = world.batch(quantity=4), Phone(world)
    one, other, _ = codes_of(roll(world))

    answers = phone.send(
        phone.act("bind", code=one, batch_id=batch.id),
        phone.act("bind", code=other, location_id=world.location("county", "DOCK")),
    )

    assert [answer["outcome"] for answer in answers] == ["done", "done"]
    assert answers[0]["answer"] == {"code": one, "batch_id": str(batch.id), "location_id": None, "before": False}
    assert (target_of(one), target_of(other)) == ((batch.id, None), (None, world.location("county", "DOCK")))


def test_the_next_data_of_the_site_knows_the_label(world: World) -> None:
    batch, phone = world.batch(quantity=4), Phone(world)
    code = codes_of(roll(world))[0]
    phone.one(phone.act("bind", code=code, batch_id=batch.id))

    rows = phone.get("/api/v1/phone/sites/COUNTY").json["batches"]

    assert next(row for row in rows if row["id"] == str(batch.id))["codes"] == [code]


def test_the_same_again_is_done_and_changes_nothing(world: World) -> None:
    batch, phone, other = world.batch(quantity=4), Phone(world), Phone(world, "manager")
    code = codes_of(roll(world))[0]
    act = phone.act("bind", code=code, batch_id=batch.id)
    phone.one(act)

    assert phone.one(act)["again"] is True
    answer = other.one(other.act("bind", code=code, batch_id=batch.id))
    assert (answer["outcome"], answer["answer"]["before"]) == ("done", True)


@pytest.mark.parametrize(("language", "name"), [("en", "Mask"), ("zh_Hans", "医用外科口罩")])
def test_a_label_that_is_on_something_else_meanwhile_is_a_conflict_that_names_it(
    world: World, language: str, name: str
) -> None:
    first, second = world.batch(quantity=4), world.batch(quantity=4)
    one, other = Phone(world), Phone(world, "manager")
    code = codes_of(roll(world))[0]
    one.one(one.act("bind", code=code, batch_id=first.id))

    answer = other.one(other.act("bind", code=code, batch_id=second.id))

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "label-already-bound")
    page = world.client("manager").get(f"/conflicts/{answer['conflict']}?lang={language}")
    row = db.session.execute(select(PhoneAction).where(PhoneAction.id == int(answer["conflict"]))).scalar_one()
    assert json.loads(row.found)["label"]["batch_id"] == str(first.id)
    assert page.status_code == 200
    assert page.text.count(name) >= 3, "in the reason, in what was done, and in what was found"
    assert target_of(code) == (first.id, None)


def test_a_revoked_label_is_a_conflict_and_a_code_of_nobody_is_refused(world: World) -> None:
    batch, phone = world.batch(quantity=4), Phone(world)
    code = codes_of(roll(world))[0]
    bind(world, code, batch_id=batch.id)
    revoke(world, code)

    answers = phone.send(
        phone.act("bind", code=code, batch_id=batch.id),
        phone.act("bind", code="23456789ABCDEFGH", batch_id=batch.id),
        phone.act("bind", code=codes_of(roll(world))[0]),
    )

    assert [(each["outcome"], each["problem"]["code"]) for each in answers] == [
        ("conflict", "label-revoked-before"),
        ("refused", "code-mistyped"),
        ("refused", "one-target"),
    ]


def test_who_may_not_handle_stock_here_puts_no_label_on(world: World) -> None:
    batch, phone = world.batch(quantity=4), Phone(world, "recipient")
    code = codes_of(roll(world))[0]

    assert phone.one(phone.act("bind", code=code, batch_id=batch.id))["outcome"] == "refused"
    assert target_of(code) == (None, None)


def test_what_is_wrong_with_a_shelf_is_told_in_the_readers_language(world: World) -> None:
    batch, phone = world.batch(quantity=2), Phone(world)
    conflict = phone.one(phone.move(batch, 9))["conflict"]

    english = world.client("manager").get(f"/api/v1/conflicts/{conflict}?lang=en").json["problem"]["detail"]
    chinese = world.client("manager").get(f"/api/v1/conflicts/{conflict}?lang=zh_Hans").json["problem"]["detail"]

    assert "Mask" in english
    assert "医用外科口罩" in chinese
    assert "Mask" not in chinese
