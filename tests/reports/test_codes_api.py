"""What a label code tells a program that is signed in: as the page does, each case with its own words."""

from sqlalchemy import update

from core.codes import new_code
from core.database import db
from core.transaction import transaction
from inventory.models import LabelCode
from inventory.values import LabelStatus
from tests.factories import World
from tests.reports import stories


def scan(world: World, code: str, who: str = "staff") -> tuple[int, str]:
    answer = world.client().get(f"/api/v1/scan/{code}", headers=world.token(who))
    body = answer.get_json()
    return answer.status_code, body.get("code") or body["kind"]


def test_another_sites_code_a_revoked_one_and_an_unknown_one_each_say_so(world: World) -> None:
    elsewhere, revoked = world.batch(quantity=5, site="nantian"), world.batch(quantity=5)
    with transaction():
        db.session.execute(
            update(LabelCode).where(LabelCode.code == revoked.code).values(status=LabelStatus.REVOKED.value)
        )
    said = [scan(world, code, "staff_daxue") for code in (elsewhere.code, revoked.code, new_code())]
    assert len({code for _status, code in said}) == 3
    assert all(status in (404, 409, 410, 422) for status, _code in said)


def test_a_receiver_is_told_of_what_is_on_its_way_to_it(world: World) -> None:
    batch = world.batch(quantity=10)
    assert scan(world, batch.code, "village")[0] == 404
    sent = stories.dispatch(world, batch.id, 5, receiver_id=world.receiver("village"))
    for code in (batch.code, sent.code):
        assert scan(world, code, "village")[0] == 200
