"""What a label opens for somebody who is signed in."""

import pytest
from sqlalchemy import func, select, update

from core.database import db
from core.transaction import transaction
from inventory.births import add_label_code
from inventory.ledger_models import Movement
from inventory.models import LabelCode, LabelPrint
from inventory.values import LabelKind, LabelStatus
from tests.factories import NOW, World
from tests.reports import stories


@pytest.mark.parametrize("address", ["/b/{}", "/B/{}"])
def test_a_batch_opens_its_page_in_any_case_of_letters(world: World, address: str) -> None:
    batch = world.batch(quantity=5)
    shown = f"{batch.code[:4]}-{batch.code[4:]}".lower()

    answer = world.client("staff").get(address.format(shown))

    assert (answer.status_code, answer.location) == (302, f"/batches/{batch.id}")


def test_another_towns_batch_says_whose_it_is_and_nothing_of_its_stock(world: World) -> None:
    batch = world.batch(quantity=31415, site="nantian")

    answer = world.client("staff_daxue").get(f"/b/{batch.code}")

    assert answer.status_code == 404
    assert "This belongs to another site" in answer.text and "Nantian store" in answer.text
    assert "31,415" not in answer.text


def test_a_receiver_opens_what_is_on_its_way_to_it(world: World) -> None:
    batch = world.batch(quantity=10)
    before = world.client("village").get(f"/b/{batch.code}").status_code
    sent = stories.dispatch(world, batch.id, 5, receiver_id=world.receiver("village"))

    after = [world.client("village").get(f"/b/{code}") for code in (batch.code, sent.code)]

    assert before == 404
    assert {answer.location for answer in after} == {f"/dispatches/{sent.id}"}


def test_a_consignment_and_its_line_open_the_consignment(world: World) -> None:
    given = stories.gift(world)

    answers = [world.client("staff").get(f"/b/{code}") for code in (given.code, given.line_code)]

    assert {answer.location for answer in answers} == {f"/incoming/{given.consignment_id}"}
    assert world.client("staff_nantian").get(f"/b/{given.code}").status_code == 404


def test_revoked_unbound_and_unknown_labels_say_so(world: World) -> None:
    batch = world.batch(quantity=5)
    with transaction():
        loose = add_label_code(actor=None, now=NOW, kind=LabelKind.UNBOUND)
        db.session.execute(
            update(LabelCode).where(LabelCode.code == batch.code).values(status=LabelStatus.REVOKED.value)
        )
    client = world.client("staff")

    pages = [client.get(f"/b/{code}").text for code in (batch.code, loose, "7K3QXM2P9RTV4C")]

    assert [
        title in page
        for title, page in zip(("no longer valid", "not on anything yet", "No label has this code"), pages, strict=True)
    ] == [True] * 3


def test_a_location_opens_what_lies_there(world: World) -> None:
    code = db.session.execute(
        select(LabelCode.code).where(LabelCode.location_id == world.location("county"))
    ).scalar_one()

    assert world.client("staff").get(f"/b/{code}").location == f"/locations/{world.location('county')}"
    assert world.client("staff_daxue").get(f"/b/{code}").status_code == 404


def test_opening_a_code_changes_nothing(world: World) -> None:
    given = stories.journey(world)
    counts = [select(func.count()).select_from(table) for table in (Movement, LabelCode, LabelPrint)]
    before = [db.session.execute(count).scalar() for count in counts]

    for address in (f"/b/{given.batch_code}", f"/trace/{given.code}", f"/trace?code={given.code}"):
        world.client("staff").get(address)

    assert [db.session.execute(count).scalar() for count in counts] == before
