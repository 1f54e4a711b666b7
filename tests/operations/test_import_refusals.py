"""A reading of a file that cannot be is refused by name, on the page, over the API and on the command line."""

from typing import Any

import pytest

from tests.factories import World
from tests.operations.import_files import incoming, upload

MASKS = ["甲公司", "医用外科口罩", "2000个/箱", "箱", 10]


@pytest.mark.parametrize(
    ("wish", "status", "code", "figures"),
    [
        ({"header_row": 99999}, 422, "heading-below-sheet", {"sheet": "Sheet", "rows": 3, "row": 99999}),
        ({"header_row": 4}, 422, "heading-below-sheet", {"sheet": "Sheet", "rows": 3, "row": 4}),
        ({"sheet": "Foo"}, 404, "sheet-not-found", {"sheet": "Foo"}),
    ],
)
def test_a_sheet_or_heading_row_that_the_file_has_not_is_refused_by_name(
    world: World, wish: dict[str, Any], status: int, code: str, figures: dict[str, Any]
) -> None:
    run_id = upload(world, "incoming", incoming(MASKS))

    answer = world.client().put(f"/api/v1/imports/{run_id}/mapping", json=wish, headers=world.token("manager"))

    assert (answer.status_code, answer.json["code"], answer.json["figures"]) == (status, code, figures)


def test_a_heading_row_below_the_sheet_is_explained_on_the_page(world: World) -> None:
    run_id = upload(world, "incoming", incoming(MASKS))

    answer = world.client("manager").post(f"/imports/{run_id}/columns", data={"header_row": "4"})

    assert answer.status_code == 422
    assert "ends at row 3, so row 4 heads nothing" in answer.text
