"""Commands refuse what cannot be meant: before anything is done, in English, and never with a trace of the program."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Account, AccountGrant, ApiToken
from app import create_app
from core.database import db
from inventory.models import Area, LabelCode, Site
from tests.conftest import SETTINGS
from tests.core.workbook_files import xlsx
from tests.factories import World

PASSWORD = ("--password", "a-long-password-of-17")


def run(app: Flask, *args: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=args)
    assert "Traceback" not in done.output and (done.exception is None or isinstance(done.exception, SystemExit))
    return done.exit_code, done.output


def rows(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_person_and_a_token_are_made(world: World, app: Flask) -> None:
    status, output = run(app, "users", "add", "lin.hai", "--role", "staff", "--site", "COUNTY", *PASSWORD)
    assert (status, output) == (0, "lin.hai: staff over COUNTY\n")
    grant = db.session.execute(
        select(AccountGrant.role, AccountGrant.site_id, AccountGrant.scope_path)
        .join(Account, Account.id == AccountGrant.account_id)
        .where(Account.username == "lin.hai")
    ).one()
    assert tuple(grant) == ("staff", world.sites["county"], None)
    assert run(app, "tokens", "add", "lin.hai", "--days", "0")[0] == 0
    assert db.session.execute(select(ApiToken.expires_at)).scalar_one() is None


@pytest.mark.parametrize("option", ["--site", "--area"])
def test_an_empty_place_gives_no_right_over_everything(world: World, app: Flask, option: str) -> None:
    before = rows(AccountGrant)
    status, output = run(app, "users", "add", "bob", "--role", "admin", option, "", *PASSWORD)
    assert status == 2 and "the code is empty" in output
    assert rows(AccountGrant) == before


@pytest.mark.parametrize(
    ("username", "more", "said"),
    [
        ("", (), "username: Use 2 to 64 letters"),
        ("a b", (), "username: Use 2 to 64 letters"),
        ("b" * 65, (), "username: Use 2 to 64 letters"),
        ("bob", ("--name", "x" * 201), "name: From 1 to 200."),
    ],
)
def test_names_that_the_pages_refuse_are_refused(
    world: World, app: Flask, username: str, more: tuple[str, ...], said: str
) -> None:
    before = rows(Account)
    status, output = run(app, "users", "add", username, "--role", "staff", *more, *PASSWORD)
    assert status == 1 and said in output
    assert rows(Account) == before


@pytest.mark.parametrize("wrong", [("--days", "-5"), ("--days", "99999999999"), ("--name", ""), ("--name", "x" * 201)])
def test_a_token_without_a_name_or_of_an_impossible_length_is_not_made(
    world: World, app: Flask, wrong: tuple[str, str]
) -> None:
    status, _output = run(app, "tokens", "add", "manager", *wrong)
    assert status in (1, 2)
    assert rows(ApiToken) == 0


@pytest.mark.parametrize(
    "entries",
    [("", "x"), ("a b", "x"), ("330328/9", "x"), ("x" * 65, "x"), ("X-9", "x" * 201)],
    ids=["empty", "space", "slash", "long", "long name"],
)
def test_codes_and_names_of_places_are_checked_as_on_the_pages(
    world: World, app: Flask, entries: tuple[str, str]
) -> None:
    code, name = entries
    before = rows(Area), rows(Site)
    assert run(app, "sites", "add", code, "--area", "330328", "--name-zh", name)[0] == 1
    assert run(app, "areas", "add", code, "--level", "village", "--name-zh", name)[0] == 1
    assert (rows(Area), rows(Site)) == before


def test_a_refusal_is_english_and_names_the_code_whatever_the_pages_speak(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "DEFAULT_LOCALE", "zh_Hans")
    file = tmp_path / "areas.csv"
    file.write_text("code,name\n330328106,\n", encoding="utf-8")

    refused = [
        run(app, "report", "shortage", "--area", "9", "--json"),
        run(app, "sites", "add", "X-1", "--area", "9", "--name-en", "Depot"),
        run(app, "import", "incoming", str(file), "--site", "9"),
    ]

    assert {(status, output) for status, output in refused} == {
        (1, "Error: There is no such place that you may use. (code: 9)\n")
    }
    assert "row 2: 330328106: the name is missing" in run(app, "areas", "import", str(file))[1]


def test_a_folder_that_is_not_there_is_refused_before_anything_is_done(
    world: World, app: Flask, tmp_path: Path
) -> None:
    batch, out = world.batch(), str(tmp_path / "nowhere" / "out")
    file = tmp_path / "gifts.xlsx"
    file.write_bytes(xlsx([["品名", "单位", "数量"], ["医用外科口罩", "个", 5]]))
    before = rows(LabelCode)

    for command in (
        ("labels", "print", batch.code, "--pdf", out),
        ("labels", "roll", "--site", "COUNTY", "--count", "5", "--pdf", out),
        ("labels", "locations", "--site", "COUNTY", "--pdf", out),
        ("report", "shortage", "--area", "330328", "--xlsx", out),
        ("import", "incoming", str(file), "--site", "COUNTY", "--commit", "--out", out),
    ):
        status, output = run(app, *command)
        assert status == 2 and "there is no folder" in output, command
    assert rows(LabelCode) == before


def test_labels_leave_no_code_out_without_a_word(world: World, app: Flask, tmp_path: Path) -> None:
    batch, out = world.batch(), tmp_path / "labels.pdf"
    status, output = run(app, "labels", batch.code, "ZZZZ", "--pdf", str(out))
    assert status == 1 and "no goods under: ZZZZ. No label was printed." in output
    assert not out.exists()


def test_the_api_leaves_no_label_out_and_takes_no_unknown_sheet(world: World) -> None:
    batch, headers, client = world.batch(), world.token("manager"), world.client()

    short = client.post("/api/v1/labels", json={"codes": [batch.code], "batch_ids": ["1"]}, headers=headers)
    sheet = client.post("/api/v1/labels", json={"codes": [batch.code], "sheet": "foo"}, headers=headers)

    assert (short.status_code, short.json["code"], short.json["figures"]) == (404, "labels-missing", {"codes": "1"})
    assert (sheet.status_code, list(sheet.json["errors"])) == (422, ["sheet"])


def test_a_mistyped_role_of_a_column_is_refused(world: World, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "gifts.xlsx"
    file.write_bytes(xlsx([["品名", "单位", "数量"], ["医用外科口罩", "个", 5]]))
    status, output = run(app, "import", "incoming", str(file), "--site", "COUNTY", "--map", "itme=A")
    assert status == 2 and "“itme” is no role; there are: item, donor" in output


@pytest.mark.parametrize(
    "command",
    [
        ("stock", "verify"),
        ("stock", "balances", "--csv"),
        ("report", "shortage", "--area", "33", "--json"),
        ("users", "add", "bob", "--role", "admin", *PASSWORD),
        ("labels", "ZZZZ", "--pdf", "labels.pdf"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_database_without_the_schema_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/empty.sqlite3"})

    status, output = run(app, *command)

    assert status == 1
    assert "no such table" in output and "has flask db upgrade been run?" in output
