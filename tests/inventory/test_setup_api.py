"""The catalogue, places and labels over the API."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import World


class Caller:
    """A program with the rights of a role."""

    def __init__(self, world: World, who: str) -> None:
        self.client: FlaskClient = world.client()
        self.headers = world.token(who)

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json


def test_an_item_is_added_edited_and_read_with_its_units(world: World) -> None:
    call = Caller(world, "manager")
    made = call(
        "POST", "/items", {"code": "N95", "category": "protective", "base_unit": "只", "name_zh": "N95口罩"}, 201
    )
    call("POST", f"/items/{made['id']}/units", {"unit": "箱", "base_per_unit": 400}, 201)
    call("POST", f"/items/{made['id']}/gtins", {"gtin": "6901234567892"}, 201)
    assert call("PATCH", f"/items/{made['id']}", {"storage_condition": "dry"})["changed"] == ["storage_condition"]
    item = call("GET", f"/items/{made['id']}")
    assert (item["units"][0]["base_per_unit"], item["gtins"], item["name_zh"]) == (400, ["06901234567892"], "N95口罩")


def test_an_edit_leaves_what_is_not_given(world: World) -> None:
    call, item = Caller(world, "manager"), world.items["capsule"]
    call("PATCH", f"/items/{item}", {"description": "x"})
    kept = call("GET", f"/items/{item}")
    assert (kept["is_medicine"], kept["active"]) == (True, True)


def test_a_site_is_added_with_its_locations(world: World) -> None:
    call = Caller(world, "manager")
    made = call(
        "POST", "/sites", {"code": "S9", "kind": "warehouse", "area_code": "330328102", "name_zh": "九号库"}, 201
    )
    call("POST", f"/sites/{made['id']}/locations", {"code": "A-01", "kind": "storage"}, 201)
    codes = [row["code"] for row in call("GET", f"/sites/{made['id']}/locations")]
    assert sorted(codes) == ["A-01", "DOCK", "MAIN"]


def test_a_site_beyond_the_area_is_refused(world: World) -> None:
    Caller(world, "manager")(
        "POST", "/sites", {"code": "S9", "kind": "warehouse", "area_code": "3303", "name_zh": "x"}, 403
    )


def test_receivers_have_names_that_a_person_decides(world: World) -> None:
    call = Caller(world, "manager")
    made = call("POST", "/receivers", {"area_code": "330328", "name_zh": "县人民医院", "contact": "0577"}, 201)
    call("POST", f"/receivers/{made['id']}/aliases", {"name": "文成县医院"}, 201)
    found = call("GET", "/receivers?q=文成县医院&kind=organisation")
    assert [row["id"] for row in found] == [made["id"]]
    assert "contact" not in found[0]


def test_areas_come_in_as_text(world: World) -> None:
    call = Caller(world, "manager")
    done = call("POST", "/areas/import", {"csv": "code,name\n330328107,玉壶镇\n"})
    assert done["added"] == ["330328107"]
    assert "330328107" in [row["code"] for row in call("GET", "/areas?under=330328")]


def test_labels_come_as_a_pdf(world: World) -> None:
    batch = world.batch(quantity=3)
    caller = Caller(world, "staff")
    answer = caller.client.post("/api/v1/labels", json={"codes": [batch.code]}, headers=caller.headers)
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")


def test_a_revoked_label_opens_nothing_and_says_so(world: World) -> None:
    code, call = world.batch(quantity=3).code, Caller(world, "manager")
    call("POST", f"/labels/{code}/revocation", {"reason": "on the wrong box"})
    assert call("GET", f"/scan/{code}", None, 404)["code"] == "label-revoked"


@pytest.mark.parametrize(
    ("code", "status", "named"),
    [
        ("00000000000000", 404, "unknown-label"),
        ("123", 422, "code-mistyped"),
    ],
)
def test_a_code_that_opens_nothing_is_named(world: World, code: str, status: int, named: str) -> None:
    assert Caller(world, "staff")("GET", f"/scan/{code}", None, status)["code"] == named


def test_another_sites_code_says_whose_it_is(world: World) -> None:
    code = world.batch(quantity=3, site="nantian").code
    problem = Caller(world, "staff_daxue")("GET", f"/scan/{code}", None, 404)
    assert problem["code"] == "batch-elsewhere" and "Nantian" in problem["detail"]
