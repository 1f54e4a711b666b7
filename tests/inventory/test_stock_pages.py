"""The pages of stock, batches and their acts, as a browser gets them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.codes import display
from core.database import db
from core.qr import label_url, svg
from inventory.ledger_models import Movement
from inventory.models import LabelPrint
from inventory.values import BatchState
from tests.factories import TODAY, World, key

LANGUAGES = ("en", "zh_Hans")


def post(client: FlaskClient, url: str, **fields: object) -> str:
    answer = client.post(url, data={"idempotency_key": key(), **fields}, follow_redirects=True)
    assert answer.status_code == 200, answer.text[-3000:]
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "act",
    [
        "",
        "/issue",
        "/move",
        "/count",
        "/write-off",
        "/split",
        "/repack",
        "/sort",
        "/correct",
        "/state/held",
        "/card",
        "/card?print=1",
    ],
)
def test_every_page_of_a_batch_opens_in_both_languages(world: World, act: str, language: str) -> None:
    batch = world.batch(quantity=10, lot="L1", expires_on=TODAY + timedelta(days=30))
    client = world.client("manager")
    client.set_cookie("language", language)
    answer = client.get(f"/batches/{batch.id}{act}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "/stock",
        "/stock?view=items",
        "/stock?q=mask&state=usable&sort=-quantity",
        "/items",
        "/sites",
        "/areas",
        "/areas?under=330328",
        "/receivers",
        "/scan",
        "/labels/print",
        "/items/new",
        "/sites/new",
        "/receivers/new",
        "/areas/import",
        "/labels/print?site=COUNTY",
    ],
)
def test_every_list_and_form_opens(world: World, url: str) -> None:
    world.batch(quantity=10)
    assert world.client("manager").get(url).status_code == 200


def test_an_issue_from_the_page_says_what_happened_in_figures(world: World) -> None:
    batch = world.batch(quantity=10)
    page = post(
        world.client("staff"),
        f"/batches/{batch.id}/issue",
        location_id=world.location("county"),
        quantity="4",
        kind="used",
    )
    assert "4 个 issued" in page
    assert world.on_hand(batch.id) == 6


def test_a_refused_issue_keeps_what_was_typed_and_names_both_figures(world: World) -> None:
    batch = world.batch(quantity=10)
    answer = world.client("staff").post(
        f"/batches/{batch.id}/issue",
        data={"location_id": world.location("county"), "quantity": "4000", "kind": "sold", "reason": "market"},
    )
    assert answer.status_code == 409
    assert 'value="4000"' in answer.text and 'value="market"' in answer.text and "has 10 个 available" in answer.text


def test_the_other_acts_work_from_their_pages(world: World) -> None:
    batch, client, place = world.batch(quantity=10, unit="箱"), world.client("staff"), world.location("county")
    url = f"/batches/{batch.id}"
    post(client, f"{url}/move", location_id=place, quantity=1, to_location_id=world.location("county", "DOCK"))
    post(client, f"{url}/count", location_id=place, counted=8, reason="one is missing")
    post(client, f"{url}/write-off", location_id=place, quantity=1, reason="wet")
    post(client, f"{url}/split", location_id=place, quantity=1)
    post(client, f"{url}/repack", location_id=place, quantity=1, child_unit="盒", child_quantity=40)
    post(
        client,
        f"{url}/sort",
        **{
            "location_id": place,
            "quantity": 1,
            "parts-0-item_id": world.items["rice"],
            "parts-0-unit": "kg",
            "parts-0-quantity": 5,
        },
    )
    assert world.on_hand(batch.id) == 4


def test_a_posting_is_reversed_from_its_page(world: World) -> None:
    batch = world.batch(quantity=10)
    client = world.client("manager")
    post(client, f"/batches/{batch.id}/issue", location_id=world.location("county"), quantity=4, kind="used")
    posting = db.session.execute(select(Movement.posting_id).order_by(Movement.id.desc())).scalars().first()
    page = post(client, f"/postings/{posting}/reversal", reason="wrong box")
    assert "Reversed" in page
    assert world.on_hand(batch.id) == 10


def test_a_correction_from_the_page_asks_for_new_labels(world: World) -> None:
    batch = world.batch("capsule", quantity=10, unit="粒", state=BatchState.HELD)
    page = post(
        world.client("manager"),
        f"/batches/{batch.id}/correct",
        item_id=batch.item_id,
        base_per_unit=1,
        lot="B7",
        expires_on="2027-05-01",
        release="1",
        reason="read from the box",
    )
    assert "Print 1 label" in page


def test_a_label_is_shown_on_its_page_with_a_qr_that_opens_the_batch(world: World) -> None:
    batch = world.batch(quantity=10, unit="箱", base_per_unit=120, lot="L-7")

    page = world.client("staff").get(f"/labels/print?batch={batch.id}").text

    assert svg(label_url("https://evernormal.example", batch.code), title=f"QR code of {batch.code}") in page
    for words in (display(batch.code), "医用外科口罩", "Mask</span>", "10 箱", "1,200 个", "L-7"):
        assert words in page, words


def test_labels_print_as_a_pdf_and_the_print_is_recorded(world: World) -> None:
    batch = world.batch(quantity=10)
    answer = world.client("staff").post(
        "/labels/print", data={"code": batch.code, "copies": 3, "start_at": 1, "sheet": "a4-3x7"}
    )
    assert answer.data.startswith(b"%PDF")
    assert db.session.execute(select(LabelPrint.copies)).scalars().all() == [3]


def test_a_lost_label_gets_another_code_and_the_old_one_still_opens_the_batch(world: World) -> None:
    batch = world.batch(quantity=10)
    client, old = world.client("staff"), batch.code
    post(client, f"/labels/{old}/replace", reason="torn off")
    found = client.get(f"/api/v1/scan/{old}").json
    assert (found["batch"]["id"], found["replaced"]) == (str(batch.id), True)


def test_another_townships_batch_page_is_not_found(world: World) -> None:
    batch = world.batch(quantity=10, site="nantian")
    assert world.client("staff_daxue").get(f"/batches/{batch.id}").status_code == 404


def test_the_list_exports_what_is_shown(world: World) -> None:
    world.batch(quantity=10)
    world.batch("rice", quantity=7, unit="kg")
    client = world.client("staff")
    answer = client.get("/stock/export.csv?item=RICE")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.data.decode("utf-8-sig")
    assert text.count("\r\n") == 2 and "kg" in text
    assert client.get("/stock/export.xlsx").data.startswith(b"PK")


def test_the_list_by_item_exports_its_totals(world: World) -> None:
    for _ in range(2):
        world.batch(quantity=10, unit="箱", base_per_unit=120)
    world.batch(quantity=5, unit="件", base_per_unit=None)
    client = world.client("staff")

    assert "/stock/export.csv?view=items" in client.get("/stock?view=items").text
    lines = client.get("/stock/export.csv?view=items").data.decode("utf-8-sig").splitlines()[1:]

    assert {tuple(line.split(",")[3:9]) for line in lines} == {
        ("20", "0", "箱", "2400", "个", "2"),
        ("5", "0", "件", "", "个", "1"),
    }
    assert client.get("/stock/export.xlsx?view=items").data.startswith(b"PK")


def test_a_typed_code_opens_its_batch_and_a_mistyped_one_says_what_is_wrong(world: World) -> None:
    batch = world.batch(quantity=1)
    client = world.client("staff")
    assert client.get(f"/scan?code={batch.code.lower()}").headers["Location"].endswith(f"/b/{batch.code}")
    wrong = client.get(f"/scan?code={batch.code[:-1]}")
    assert wrong.status_code == 422 and "13" in wrong.text


def test_labels_are_chosen_by_batch_ids_too(world: World) -> None:
    batch = world.batch(quantity=10)
    page = world.client("staff").get(f"/labels/print?batch={batch.id}&batch=99999999999999999999999")
    assert "1 label" in page.text
