"""What is typed into an address or a form's field names: never another host, never a number that is none."""

import pytest
from flask.testing import FlaskClient

from core.forms import number_in
from tests.factories import PASSWORD, World

ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example",
    "\\/x",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_language_switch_never_leads_elsewhere(client: FlaskClient, target: str) -> None:
    assert client.get("/language/en", query_string={"next": target}).headers["Location"] == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(world: World, target: str) -> None:
    answer = world.client().post("/sign-in", data={"username": "staff", "password": PASSWORD, "next": target})

    assert answer.headers["Location"] == "/"


def test_only_plain_digits_below_the_bound_are_a_number() -> None:
    assert [number_in(text) for text in ("7", "²", "٣", "-1", "", "9" * 19, "9" * 5000)] == [7] + [None] * 6
    assert number_in("500", 500) is None


@pytest.mark.parametrize("name", ["lines-²-quantity", f"lines-{'9' * 5000}-quantity", "parts-²-unit"])
def test_a_field_name_without_a_real_number_is_no_line(world: World, name: str) -> None:
    for address in ("/requests/new", "/incoming/new/donation"):
        assert world.client("staff").post(address, data={name: "1"}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/imports?before=999999999999999999999999999999",
        "/stock?after=1~99999999999999999999999999~1",
        "/donors?q=%00",
        "/sites?q=a%00",
        "/areas?under=%00",
        "/items?category=%00",
        "/incoming?q=%00",
        "/labels/print?code=%00",
        "/incoming/new?kind=x",
        "/incoming/new?_scheme=javascript&_external=1",
    ],
)
def test_an_address_that_nobody_would_type_is_no_error_of_ours(world: World, address: str) -> None:
    answer = world.client("manager").get(address, follow_redirects=True)

    assert answer.status_code in (200, 404)
    assert "javascript:" not in answer.text
