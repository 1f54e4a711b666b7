"""The API is what its description says: no server error, no undocumented answer."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.factories import World

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = {"manager": 6, "admin": 2, None: 2}
"""Tries of each operation: most for the one who may do most; the others mainly meet refusals."""
QUIET = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations(world: World) -> list[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", world.app)
    return [found.ok() for found in schema.get_all_operations()]


def exercise(operation: Any, headers: dict[str, str], tries: int) -> None:
    @settings(QUIET, max_examples=tries)
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    run()


def test_the_description_is_valid_openapi(world: World) -> None:
    validate(world.client().get("/api/openapi.json").json)


def test_every_operation_stands_under_a_title_for_readers(world: World) -> None:
    told = world.client().get("/api/openapi.json").json
    titles = {tag["name"]: tag["description"] for tag in told["tags"]}
    operations = [each for path in told["paths"].values() for each in path.values() if isinstance(each, dict)]
    used = {tag for each in operations for tag in each["tags"]}
    assert used == titles.keys() and all(titles.values())
    assert not [title for title in titles if "_" in title or not title[0].isupper()]


@pytest.mark.parametrize("who", ["manager", "admin", None])
def test_every_operation_answers_as_documented(world: World, who: str | None) -> None:
    world.batch(quantity=50)
    headers = world.token(who) if who else {}

    failures = []
    for operation in operations(world):
        try:
            exercise(operation, headers, EXAMPLES[who])
        except BaseException as error:  # noqa: BLE001 - every operation is heard before the verdict
            failures.append(f"{operation.label}: {error}")

    assert not failures, "\n\n".join(failures)


def test_every_post_that_moves_stock_takes_a_key(world: World) -> None:
    paths = world.client().get("/api/openapi.json").json["paths"]
    unkeyed = {
        path
        for path, methods in paths.items()
        if "post" in methods
        and not any(part.get("name") == "Idempotency-Key" for part in methods["post"].get("parameters", []))
    }

    assert unkeyed == MOVES_NO_STOCK | KEYED_EACH


MOVES_NO_STOCK = {
    "/api/v1/stocktakes/{stocktake_id}/cancellation",
    "/api/v1/stocktakes/{stocktake_id}/lines/{line_id}/decision",
    "/api/v1/stocktakes/{stocktake_id}/lines/{line_id}/sending-back",
    "/api/v1/account/tokens",
    "/api/v1/areas/import",
    "/api/v1/batches/{batch_id}/corrections",
    "/api/v1/batches/{batch_id}/state",
    "/api/v1/codes/links",
    "/api/v1/consignments/{consignment_id}/close",
    "/api/v1/dispatches/{dispatch_id}/scans",
    "/api/v1/donors",
    "/api/v1/donors/{donor_id}/consent",
    "/api/v1/imports",
    "/api/v1/imports/{run_id}/discard",
    "/api/v1/items",
    "/api/v1/items/{item_id}/aliases",
    "/api/v1/items/{item_id}/gtins",
    "/api/v1/items/{item_id}/substitutes",
    "/api/v1/items/{item_id}/units",
    "/api/v1/label-rolls/{roll_id}/pdf",
    "/api/v1/label-rolls/{roll_id}/revocation",
    "/api/v1/labels",
    "/api/v1/labels/{code}/binding",
    "/api/v1/labels/{code}/replacement",
    "/api/v1/labels/{code}/revocation",
    "/api/v1/location-labels",
    "/api/v1/passes",
    "/api/v1/passes/people/{account_id}/end",
    "/api/v1/passes/people/{account_id}/erase",
    "/api/v1/passes/{offer_id}/end",
    "/api/v1/people",
    "/api/v1/people/{account_id}/grants",
    "/api/v1/receivers",
    "/api/v1/receivers/{receiver_id}/aliases",
    "/api/v1/receivers/{receiver_id}/same-as",
    "/api/v1/sites",
    "/api/v1/sites/{site_id}/locations",
}
"""Set-up, words and labels: sending one of these twice makes nothing come or go."""
KEYED_EACH = {
    "/api/v1/phone/actions",
    "/api/v1/phone/deposit",
    "/api/v1/phone/deposit/pictures",
    "/api/v1/phone/proofs",
}
"""The key stands in the body: of each act of many, or of the act that a picture belongs to."""
