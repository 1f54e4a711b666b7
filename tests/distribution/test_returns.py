"""Returns are papers: each has a number that its page, its files, the API and the ledger tell alike."""

import csv
import io
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.codes import is_document_number
from core.database import db
from core.errors import Busy
from core.transaction import transaction
from tests.distribution.flows import deliver, key, sent
from tests.factories import World

BEFORE = "0008"


@pytest.fixture
def answer(world: World) -> dict[str, Any]:
    """Six of ten boxes come back from the village."""
    batch = world.batch(quantity=20)
    deliver(world, sent(world, batch, 10))
    line = {"batch_id": str(batch.id), "location_id": str(world.location("village")), "quantity": 6}
    to = {"receiver_id": str(world.receiver("village")), "to_site_id": str(world.sites["county"])}
    given = {**to, "reason": "too many", "lines": [line]}
    return told(world).post("/api/v1/returns", json=given, headers={"Idempotency-Key": key()}).json


def told(world: World) -> Any:
    return world.client("staff")


def printed(world: World) -> list[dict[str, str]]:
    text = world.app.test_cli_runner().invoke(args=["stock", "movements", "--csv"]).stdout
    return list(csv.DictReader(io.StringIO(text)))


def test_a_return_has_a_number_with_a_check_sign(answer: dict[str, Any]) -> None:
    assert answer["number"].startswith("TH-") and is_document_number(answer["number"])


def test_the_page_the_files_and_the_api_tell_the_number_and_who_sent_back(world: World, answer: dict[str, Any]) -> None:
    file = told(world).get("/export/returns.csv").data.decode("utf-8-sig")
    listed = told(world).get("/api/v1/returns").json["rows"]

    assert answer["number"] in told(world).get("/returns").text
    assert [row[:3] for row in csv.reader(io.StringIO(file))][1:] == [
        [answer["number"], "Village store", "County store"]
    ]
    assert [(row["id"], row["number"], row["posting_id"], row["receiver_zh"], row["site_zh"]) for row in listed] == [
        (answer["return_id"], answer["number"], answer["posting_id"], "village库", "county库")
    ]


def test_the_ledger_names_the_paper_of_a_return_and_of_its_reversal(world: World, answer: dict[str, Any]) -> None:
    given = {"reason": "another box", "idempotency_key": key()}
    back = world.client("manager").post(f"/returns/{answer['posting_id']}/reversal", data=given)

    lines = [row for row in printed(world) if row["document_kind"] in ("return", "reversal")]

    assert back.status_code == 302
    assert [row["document"] for row in lines] == [answer["number"]] * 2


def test_another_towns_returns_are_not_told(world: World, answer: dict[str, Any]) -> None:
    assert world.client("staff_nantian").get("/api/v1/returns").json["rows"] == []


def test_a_number_is_given_once(world: World, answer: dict[str, Any]) -> None:
    second = text(
        "INSERT INTO goods_return SELECT id + 1, number, receiver_id, site_id, :posting, actor_id, occurred_at, "
        "recorded_at FROM goods_return"
    )
    other = db.session.execute(text("SELECT id FROM posting WHERE kind = 'receipt'")).scalars().first()

    with pytest.raises(Busy if db.engine.dialect.name == "postgresql" else IntegrityError) as refused, transaction():
        db.session.execute(second, {"posting": other})

    assert "number" in str(refused.value.__cause__ or refused.value)


def test_what_came_back_before_there_were_numbers_is_given_one(world: World, answer: dict[str, Any]) -> None:
    try:
        downgrade(revision=BEFORE)
    finally:
        upgrade()  # the next test meets the newest schema

    listed = told(world).get("/api/v1/returns").json["rows"]

    assert [(row["posting_id"], row["receiver_zh"], row["site_zh"]) for row in listed] == [
        (answer["posting_id"], "village库", "county库")
    ]
    assert is_document_number(listed[0]["number"])
