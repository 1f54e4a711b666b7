"""Pages and API of rolls, binding and shelves: what a person meets between the printer and the box."""

import pytest
from sqlalchemy import select

from core.codes import display
from core.database import db
from inventory import queries_rolls
from inventory.models import LabelCode, LabelRoll
from tests.factories import World
from tests.inventory.label_makers import bind, codes_of, revoke, roll


def test_a_roll_is_made_once_printed_and_its_print_shown(world: World) -> None:
    client = world.client("staff")
    form = {"site": "COUNTY", "labels": "30", "sheet": "a4-3x8", "idempotency_key": "k1"}
    made = client.post("/labels/rolls", data=form)
    assert client.post("/labels/rolls", data=form).location == made.location
    pdf = client.post(f"{made.location}/print", data={"sheet": "a4-4x10", "first": "1", "last": "30", "start_at": "1"})
    assert (pdf.status_code, pdf.data[:4]) == (200, b"%PDF")
    page = client.get(made.location).text
    assert "1–30" in page
    assert "Staff" in page
    assert "30" in client.get("/labels/rolls").text
    assert db.session.execute(select(LabelRoll.labels)).scalars().all() == [30]


def test_the_browser_remembers_the_paper(world: World) -> None:
    client, batch = world.client("staff"), world.batch()
    client.post("/labels/print", data={"code": batch.code, "sheet": "a4-2x7", "copies": "1", "start_at": "1"})
    assert '<option value="a4-2x7" selected>' in client.get(f"/labels/print?batch={batch.id}").text


@pytest.mark.parametrize(("labels", "message"), [("2001", "from 1 to 2,000"), ("0", "from 1 to 2,000"), ("x", "whole")])
def test_too_many_labels_are_refused_at_the_field(world: World, labels: str, message: str) -> None:
    form = {"site": "COUNTY", "labels": labels, "sheet": "a4-3x8"}
    answer = world.client("staff").post("/labels/rolls", data=form)
    assert answer.status_code == 422
    assert message in answer.text


def test_a_scanned_blank_label_asks_what_it_is_on_and_goes_there(world: World) -> None:
    batch, code = world.batch(lot="L-77"), codes_of(roll(world))[0]
    client = world.client("staff")
    page = client.get(f"/b/{code}", follow_redirects=True)
    assert "This label is blank: what is it on?" in page.text
    assert display(batch.code) in page.text

    answer = client.post(f"/labels/{code}/bind", data={"batch_id": str(batch.id)})
    assert answer.location == f"/batches/{batch.id}"
    assert client.get(f"/b/{code}").location == f"/batches/{batch.id}"


@pytest.mark.parametrize("query", ["L-77", "Mask", "口罩", "CODE"])
def test_the_batch_is_found_by_lot_name_or_another_label(world: World, query: str) -> None:
    wanted, code = world.batch(lot="L-77"), codes_of(roll(world))[0]
    other = world.batch("rice", unit="kg")
    text = (
        world.client("staff").get(f"/labels/{code}/bind", query_string={"q": query.replace("CODE", wanted.code)}).text
    )
    assert f'value="{wanted.id}"' in text
    assert f'value="{other.id}"' not in text


def test_a_shelf_is_found_by_its_label_and_bound(world: World) -> None:
    code, place, client = codes_of(roll(world))[0], world.location("county"), world.client("staff")
    shelf = queries_rolls.location_codes(world.sites["county"])[place][0]
    assert "It is on this shelf" in client.get(f"/labels/{code}/bind?q={shelf}").text
    assert client.post(f"/labels/{code}/bind", data={"location_id": str(place)}).location == f"/locations/{place}"


def test_a_label_that_is_on_something_says_so_and_leads_there(world: World) -> None:
    batch, code = world.batch(), codes_of(roll(world))[0]
    bind(world, code, batch_id=batch.id)
    client = world.client("staff")
    page = client.get(f"/labels/{code}/bind").text
    assert "already bound to Mask" in page
    assert f"/batches/{batch.id}" in page
    answer = client.post(f"/labels/{code}/bind", data={"batch_id": str(world.batch().id)})
    assert answer.status_code == 409


def test_another_sites_blank_label_opens_nothing_here_and_names_the_site(world: World) -> None:
    code = codes_of(roll(world))[0]
    assert "printed for County store" in world.client("staff_daxue").get(f"/b/{code}").text
    assert world.client("staff_daxue").get(f"/labels/{code}/bind").status_code == 404
    assert "County" not in world.client().get(f"/b/{code}").text


def test_what_lies_on_a_shelf_is_shown_and_nothing_else(world: World) -> None:
    here, there = world.batch(), world.batch("rice", unit="kg", location="DOCK")
    text = world.client("staff").get(f"/locations/{world.location('county')}").text
    assert f"/batches/{here.id}" in text
    assert f"/batches/{there.id}" not in text


def test_a_manager_revokes_a_label_with_a_reason_and_staff_may_not(world: World) -> None:
    code = codes_of(roll(world))[0]
    assert world.client("staff").get(f"/labels/{code}/revoke").status_code == 403
    manager = world.client("manager")
    assert manager.post(f"/labels/{code}/revoke", data={"reason": ""}).status_code == 422
    assert manager.post(f"/labels/{code}/revoke", data={"reason": "torn"}).status_code == 302
    assert "no longer valid" in manager.get(f"/b/{code}").text


def test_labels_of_locations_print_from_the_page_of_the_site(world: World) -> None:
    client, site, place = world.client("staff"), world.sites["county"], world.location("county")
    assert f"/sites/{site}/labels" in client.get(f"/sites/{site}").text
    given = {"location_ids": str(place), "sheet": "a4-2x7", "copies": "2", "start_at": "3"}
    answer = client.post(f"/sites/{site}/labels", data=given)
    assert (answer.status_code, answer.data[:4]) == (200, b"%PDF")
    assert "Staff" in client.get(f"/sites/{site}/labels").text


def test_a_batchs_page_says_who_printed_its_labels(world: World) -> None:
    client, batch = world.client("staff"), world.batch()
    client.post("/labels/print", data={"code": batch.code, "sheet": "", "copies": "7", "start_at": "1"})
    assert "Who printed what" in client.get(f"/batches/{batch.id}").text


def test_a_program_makes_prints_binds_and_reads_a_roll(world: World) -> None:
    batch, client, headers = world.batch(), world.client(), world.token("staff")
    given = {"site": "COUNTY", "labels": 2, "sheet": "thermal-60x40"}
    made = client.post("/api/v1/label-rolls", json=given, headers={**headers, "Idempotency-Key": "k"}).json
    address = f"/api/v1/label-rolls/{made['id']}"
    assert client.post(f"{address}/pdf", json={}, headers=headers).data[:4] == b"%PDF"
    code = client.get(address, headers=headers).json["codes"][0]["code"]
    bound = client.post(f"/api/v1/labels/{code}/binding", json={"batch_id": str(batch.id)}, headers=headers)
    assert bound.json == {"code": code, "batch_id": str(batch.id), "location_id": None, "again": False}
    row = client.get(address, headers=headers).json
    assert (row["unbound"], row["bound"], row["prints"][0]["labels"]) == (1, 1, 2)


def test_a_refused_binding_is_a_problem_with_its_figures(world: World) -> None:
    code = codes_of(roll(world))[0]
    revoke(world, code, reason="torn")
    answer = world.client().post(
        f"/api/v1/labels/{code}/binding", json={"batch_id": str(world.batch().id)}, headers=world.token("staff")
    )
    assert (answer.status_code, answer.json["code"]) == (409, "label-revoked-before")
    assert answer.json["figures"]["reason"] == "torn"


def test_an_operator_makes_and_prints_a_roll_by_command(world: World, tmp_path) -> None:
    out = tmp_path / "roll.pdf"
    arguments = ["labels", "roll", "--site", "COUNTY", "--count", "12", "--format", "a4-3x7", "--pdf", str(out)]
    done = world.app.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 0, done.output
    assert "12 blank labels" in done.output
    assert out.read_bytes()[:4] == b"%PDF"
    kinds = db.session.execute(select(LabelCode.kind).where(LabelCode.roll_id.is_not(None))).scalars().all()
    assert kinds == ["unbound"] * 12


def test_the_command_still_prints_batches_without_a_word_of_its_own(world: World, tmp_path) -> None:
    batch, out = world.batch(), tmp_path / "labels.pdf"
    done = world.app.test_cli_runner().invoke(args=["labels", batch.code, "--pdf", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes()[:4] == b"%PDF"
