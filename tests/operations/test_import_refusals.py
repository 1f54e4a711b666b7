"""A reading of a file that cannot be is refused by name, on the page, over the API and on the command line."""

from typing import Any

import pytest

from operations import queries_imports
from tests.core.workbook_files import xlsx
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


def test_a_quantity_merged_over_rows_of_several_units_waits_for_a_person(world: World) -> None:
    rows = [
        ["甲公司", "棉被", "床", 10],
        ["甲公司", "棉被", "床", None],
        ["甲公司", "毛毯", "条", 4],
        ["甲公司", "棉被", "床", None],
    ]
    content = xlsx([["捐赠单位", "品名", "单位", "数量"], *rows], merge=("D2:D3", "D4:D5"))

    run_id = upload(world, "incoming", content, create_missing=True)

    one, several = queries_imports.rows(run_id)
    read = [queries_imports.reading_of(row) for row in (one, several)]
    assert [(each.quantity, each.unit) for each in read] == [(10, "床"), (None, "")]
    assert [row.row_no for row in queries_imports.rows(run_id, state="error")] == [several.row_no]
    said = [reason.message for reason in queries_imports.reasons_of(several)]
    assert "The quantity 4 is merged over rows in 条、床: give each row a quantity of its own." in said
