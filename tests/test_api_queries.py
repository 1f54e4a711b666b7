"""What a program asks of a list wrongly is refused by name, in its language; a page opens what an old bookmark asks."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from core.pagination import page_key
from tests.factories import World

WRONG = "foo"
TOLD = {"en": f"There is no “{WRONG}” here. Choose one of these: ", "zh": f"此处没有“{WRONG}”。请从以下选择："}
NEEDED = {"area": "330328", "site": "COUNTY", "moment": "2026-11-20T08:00:00Z", "site_id": "1", "text": "x"}
"""What lists do not answer without."""
PAGED = {"stock", "movements", "requests", "dispatches", "consignments", "hand-outs", "returns", "conflicts"}
CHOSEN = {
    ("stock", "sort"), ("stock", "state"), ("stock", "category"), ("items", "category"), ("receivers", "kind"),
    ("requests", "status"), ("requests", "priority"), ("dispatches", "status"), ("consignments", "kind"),
    ("consignments", "status"), ("consignments", "sort"), ("stocktakes", "status"), ("movements", "kind"),
    ("conflicts", "tab"), ("reports/stock-at", "sense"),
}  # fmt: skip
"""What was refused or ought to have been when this was written; what comes later is found in the description."""


def asked(world: World) -> Iterator[tuple[str, str, dict[str, Any], dict[str, str]]]:
    """Path, name and schema of every query parameter of what is read in the description, with what it needs."""
    paths = world.client().get("/api/openapi.json").json["paths"]
    for path, acts in paths.items():
        given = [each for each in acts.get("get", {}).get("parameters", []) if each["in"] == "query"]
        needed = {each["name"]: NEEDED[each["name"]] for each in given if each.get("required")}
        for each in given:
            yield re.sub(r"{\w+}", "1", path.removeprefix("/api/v1/")), each["name"], each["schema"], needed


def answered(world: World, who: dict[str, str], path: str, language: str, **query: str) -> Any:
    return world.client().get(f"/api/v1/{path}", query_string=query, headers={**who, "Accept-Language": language})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_word_that_a_list_does_not_know_is_refused_with_those_it_knows(world: World, language: str) -> None:
    who, told = world.token("manager"), {}
    chosen = [each for each in asked(world) if "enum" in each[2]]
    for path, name, schema, needed in chosen:
        answer = answered(world, who, path, language, **{**needed, name: WRONG})
        choices = ", ".join(word for word in schema["enum"] if word)
        told[path, name] = (answer.status_code, answer.json.get("code"), answer.json.get("errors", {}).get(name))
        end = "." if language == "en" else "。"
        assert told[path, name] == (422, "invalid-input", [f"{TOLD[language]}{choices}{end}"]), (path, name)

    assert told.keys() >= CHOSEN


def test_every_word_that_the_description_names_is_taken(world: World) -> None:
    who = world.token("manager")

    answers = {
        (path, name, word): answered(world, who, path, "en", **{**needed, name: word}).status_code
        for path, name, schema, needed in asked(world)
        for word in schema.get("enum", [])
    }

    assert {what: status for what, status in answers.items() if status not in (200, 404)} == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_damaged_page_key_is_refused_by_name_and_is_no_first_page(world: World, language: str) -> None:
    who, found = world.token("manager"), set()
    for path, name, schema, needed in asked(world):
        if name not in ("after", "before") or schema["type"] != "string":
            continue
        answer = answered(world, who, path, language, **{**needed, name: WRONG})
        found.add(path)

        assert (answer.status_code, answer.json.get("code")) == (422, "page-key"), (path, name)
        assert answer.json["figures"] == {"given": WRONG}
        assert answer.json["errors"] == {name: [answer.json["detail"]]}
        assert WRONG in answer.json["detail"] and "`next_key`" in answer.json["detail"]
        assert ("先前" in answer.json["detail"]) == (language == "zh")

    assert found >= PAGED


def test_a_key_with_one_sign_changed_or_of_another_order_is_refused(world: World) -> None:
    for _ in range(3):
        world.batch(quantity=5)
    who = world.token("manager")
    for path in ("stock", "movements"):
        key = answered(world, who, path, "en", limit="1").json["next_key"]
        keys = [key[:at] + ("1" if key[at] != "1" else "2") + key[at + 1 :] for at in range(len(key))]

        assert answered(world, who, path, "en", after=key).status_code == 200
        assert {answered(world, who, path, "en", after=wrong).json.get("code") for wrong in keys} == {"page-key"}

    key = answered(world, who, "stock", "en", limit="1", sort="item").json["next_key"]
    assert answered(world, who, "stock", "en", sort="-item", after=key).json["code"] == "page-key"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["stock", "movements", "stocktakes", "label-rolls"])
def test_a_code_that_is_nowhere_is_refused_and_one_without_goods_answers_none(
    world: World, path: str, language: str
) -> None:
    world.batch("mask", 5)
    who = world.token("staff_daxue")
    codes = {"site": (("COUNTY", WRONG), "DAXUE")} | (
        {"item": ((WRONG,), "RICE")} if path in ("stock", "movements") else {}
    )

    for name, (wrong, right) in codes.items():
        assert answered(world, who, path, language, **{name: right}).status_code == 200
        for code in wrong:
            answer = answered(world, who, path, language, **{name: code})
            assert (answer.status_code, answer.json.get("code")) == (422, f"unknown-{name}-code"), code
            assert answer.json["errors"] == {name: [answer.json["detail"]]}
            assert f"“{code}”" in answer.json["detail"]
            assert ("没有" in answer.json["detail"]) == (language == "zh")


def test_a_parameter_that_a_list_does_not_have_is_refused_by_name(world: World) -> None:
    tokens = {name: world.token(name) for name in ("manager", "admin")}
    lists = {path: needed for path, _name, _schema, needed in asked(world)}

    for path, needed in lists.items():
        who = tokens["admin" if path == "people" else "manager"]
        answer = answered(world, who, path, "en", **needed, sate="held")
        assert (answer.status_code, answer.json.get("errors")) == (422, {"sate": ["There is no such field here."]}), (
            path
        )
    assert len(lists) > 15


@pytest.mark.parametrize(
    ("address", "then"),
    [
        ("/stock?state=foo&sort=bar&days=x&category=y&site=COUNTY", None),
        ("/stock?state=held&after=foo", "/stock?state=held"),
        ("/movements?kind=foo", None),
        ("/movements?kind=move&before=foo", "/movements?kind=move"),
        ("/incoming?status=all&page=3&after=foo", "/incoming?status=all"),
        (f"/incoming?sort=number&after={quote(page_key([chr(0)], 'number'))}", "/incoming?sort=number"),
        ("/requests?after=foo&q=%E5%8F%A3", "/requests?q=%E5%8F%A3"),
        ("/dispatches?after=foo", "/dispatches"),
        ("/conflicts?tab=held&after=foo", "/conflicts?tab=held"),
    ],
)
def test_a_page_opens_what_an_old_bookmark_asks(world: World, address: str, then: str | None) -> None:
    client = world.client("manager")

    answer = client.get(address)

    assert answer.headers.get("Location") == then
    assert client.get(address, follow_redirects=True).status_code == 200


def test_a_page_that_is_asked_for_what_it_does_not_know_shows_all(world: World) -> None:
    batch = world.batch(quantity=5)
    label = f"{batch.code[:4]}-{batch.code[4:8]}"

    assert label in world.client("manager").get("/stock?state=foo&days=x&category=y").text
