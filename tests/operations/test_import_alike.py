"""Lines like an earlier consignment's are decided one by one: by the command and by the API as on the page."""

import pytest
from sqlalchemy import func, select

from core.database import db
from donations.models import ConsignmentLine
from operations.models import ImportRun
from tests.operations.import_files import incoming, take, upload

MASKS, SUITS = ["甲公司", "医用外科口罩", "", "个", 10], ["甲公司", "大米", "", "kg", 7]
ANEW = incoming(MASKS, SUITS, ["乙公司", "大米", "", "kg", 3], title="接收物资 2026年11月5日")
FIRST_ROW = 3


@pytest.fixture
def earlier(world):
    """Two lines are recorded already."""
    take(world, "incoming", incoming(MASKS, SUITS), create_missing=True)
    return world


def run(world, tmp_path, *options):
    path = tmp_path / "again.xlsx"
    path.write_bytes(ANEW)
    args = ["import", "incoming", str(path), "--site", "COUNTY", "--create-missing", *options]
    return world.app.test_cli_runner().invoke(args=args)


def lines():
    return db.session.scalar(select(func.count()).select_from(ConsignmentLine))


def test_the_command_shows_rows_beside_the_earlier_lines_and_writes_nothing(earlier, tmp_path):
    before, result = lines(), run(earlier, tmp_path, "--list-lookalikes")
    assert result.exit_code == 0, result.output
    assert "undecided: 2" in result.output
    assert f"row {FIRST_ROW}\n" in result.output and "甲公司 · 医用外科口罩 · 10 个" in result.output
    assert "2026-11-02, JZ-" in result.output
    assert lines() == before


def test_each_row_is_decided_by_its_number(earlier, tmp_path):
    before = lines()
    same, different = f"{FIRST_ROW}=same", f"{FIRST_ROW + 1}=different"
    result = run(earlier, tmp_path, "--row-is", same, "--row-is", different, "--commit")
    assert "Rows recorded: 2. Waiting for a decision: 0. Left out: 1." in result.output
    assert lines() == before + 2


def test_all_is_about_the_rows_that_are_not_named(earlier, tmp_path):
    result = run(earlier, tmp_path, "--row-is", "all=same", "--row-is", f"{FIRST_ROW}=different", "--commit")
    assert "Rows recorded: 2. Waiting for a decision: 0. Left out: 1." in result.output


def test_what_is_not_decided_waits(earlier, tmp_path):
    result = run(earlier, tmp_path, "--row-is", f"{FIRST_ROW}=same", "--list-lookalikes", "--commit")
    assert "undecided: 1" in result.output
    assert "Rows recorded: 1. Waiting for a decision: 1. Left out: 1." in result.output


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("5=same", "Row 5 looks like no earlier line. Rows that do: 3, 4."),
        ("3=new", "write ROW=same or ROW=different"),
        ("x=same", "write ROW=same or ROW=different"),
        ("0=same", "write ROW=same or ROW=different"),
    ],
)
def test_a_decision_about_nothing_is_refused(earlier, tmp_path, said, told):
    before, result = lines(), run(earlier, tmp_path, "--row-is", said, "--commit")
    assert result.exit_code != 0 and told in result.output, result.output
    assert lines() == before


def test_the_api_decides_rows_of_a_draft(earlier):
    run_id = upload(earlier, "incoming", ANEW, create_missing=True)
    client, headers = earlier.client(), earlier.token("manager")
    url = f"/api/v1/imports/{run_id}/alike"
    said = {"rows": [{"row_no": FIRST_ROW, "how": "same"}, {"row_no": FIRST_ROW + 1, "how": "different"}]}
    decided = client.put(url, json=said, headers=headers)
    assert (decided.status_code, decided.json["states"]["left_out"]) == (200, 1), decided.text
    assert "waiting" not in decided.json["states"]
    wrong = client.put(url, json={"rows": [{"row_no": FIRST_ROW + 2, "how": "same"}]}, headers=headers)
    assert (wrong.status_code, wrong.json["code"]) == (422, "import-row-not-alike")
    assert client.put(url, json=said, headers=earlier.token("staff_nantian")).status_code == 404


def test_a_committed_imports_rows_are_not_decided_as_a_drafts(earlier):
    run_id = take(earlier, "incoming", ANEW, create_missing=True)
    answer = earlier.client().put(
        f"/api/v1/imports/{run_id}/alike",
        json={"rows": [{"row_no": FIRST_ROW, "how": "same"}]},
        headers=earlier.token("manager"),
    )
    assert (answer.status_code, answer.json["code"]) == (409, "import-already-committed")
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 2
