"""A receipt whose goods get blank labels of a roll, because the dock has no printer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from core.codes import display
from core.database import db
from core.errors import DomainError
from donations.errors import LabelWithoutGoods
from inventory.label_errors import LabelAlreadyBound, RollElsewhere
from inventory.models import Batch, LabelCode
from inventory.queries_labels import scan
from tests.donations.makers import accept, gift, line, of, register
from tests.factories import World
from tests.inventory.label_makers import bind, codes_of, roll


def test_the_blank_label_becomes_the_batchs_own(world: World) -> None:
    made, code = register(world, gift(world)), codes_of(roll(world))[0]

    done = accept(world, made, of(made, 100, label=display(code)))

    (batch,) = done.batches
    assert batch.code == code
    assert db.session.get_one(Batch, batch.batch_id).code == code
    assert scan(actor=world.actors["staff"], text=code).batch.id == batch.batch_id
    labels = select(func.count()).select_from(LabelCode).where(LabelCode.batch_id == batch.batch_id)
    assert db.session.execute(labels).scalar() == 1


def test_a_line_without_a_label_gets_a_new_code(world: World) -> None:
    made, code = register(world, gift(world, line(world), line(world, "rice", 5, "kg"))), codes_of(roll(world))[0]
    done = accept(world, made, of(made, 100, label=code), of(made, 5, number=1))
    assert [batch.code == code for batch in done.batches] == [True, False]


def test_a_label_that_is_on_something_refuses_the_whole_receipt_at_its_field(world: World) -> None:
    made, code = register(world, gift(world)), codes_of(roll(world))[0]
    bind(world, code, batch_id=world.batch().id)
    with pytest.raises(LabelAlreadyBound) as refused:
        accept(world, made, of(made, 60), of(made, 40, label=code))
    assert list(refused.value.field_errors) == ["lines-1-label"]
    assert db.session.execute(select(func.count()).select_from(Batch)).scalar() == 1


def test_one_label_is_not_taken_by_two_lines(world: World) -> None:
    made, code = register(world, gift(world)), codes_of(roll(world))[0]
    with pytest.raises(LabelAlreadyBound):
        accept(world, made, of(made, 60, label=code), of(made, 40, label=code))


def test_a_label_of_another_site_is_refused(world: World) -> None:
    made, code = register(world, gift(world)), codes_of(roll(world, site="daxue"))[0]
    with pytest.raises(RollElsewhere, match="Daxue store"):
        accept(world, made, of(made, 100, label=code))


def test_rejected_goods_take_no_label(world: World) -> None:
    made, code = register(world, gift(world)), codes_of(roll(world))[0]
    with pytest.raises(LabelWithoutGoods):
        accept(world, made, of(made, 0, rejected=5, reject_reason="wet", label=code))


def test_the_same_receipt_again_answers_with_the_same_label(world: World) -> None:
    made, code = register(world, gift(world)), codes_of(roll(world))[0]
    accept(world, made, of(made, 100, label=code), use_key="once")
    again = accept(world, made, of(made, 100, label=code), use_key="once")
    assert (again.replayed, [batch.code for batch in again.batches]) == (True, [code])


def test_a_receipt_and_a_binding_at_once_never_both_take_the_label(world: World) -> None:
    made, code, other, start = register(world, gift(world)), codes_of(roll(world))[0], world.batch().id, Barrier(2)
    db.session.remove()

    def run(receives: bool) -> str:
        with world.app.app_context():
            start.wait()
            try:
                accept(world, made, of(made, 100, label=code)) if receives else bind(world, code, batch_id=other)
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()
            return "taken"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, (True, False))) == ["label-already-bound", "taken"]


def test_the_page_takes_a_label_and_shows_a_refusal_at_its_line(world: World) -> None:
    made, (code, used, _rest) = register(world, gift(world)), codes_of(roll(world))
    bind(world, used, batch_id=world.batch().id)
    client, page = world.client("staff"), f"/incoming/{made.id}/receive"
    form = {"lines-0-line_id": str(made.lines[0].line_id), "lines-0-accepted": "100", "lines-0-unit": "个"}
    assert "Label from a roll" in client.get(page).text

    refused = client.post(page, data={**form, "lines-0-label": used})
    assert refused.status_code == 409
    assert 'id="lines-0-label-error"' in refused.text
    assert client.post(page, data={**form, "lines-0-label": code}).status_code == 302
    assert db.session.execute(select(LabelCode.kind).where(LabelCode.code == code)).scalar() == "batch"


def test_a_program_gives_a_label_with_its_line(world: World) -> None:
    made, code = register(world, gift(world)), codes_of(roll(world))[0]
    answer = world.client().post(
        f"/api/v1/consignments/{made.id}/receipts",
        json={"lines": [{"line_id": str(made.lines[0].line_id), "accepted": 100, "label": code}]},
        headers={**world.token("staff"), "Idempotency-Key": "r1"},
    )
    assert answer.status_code == 201
    assert answer.json["batches"][0]["code"] == code
