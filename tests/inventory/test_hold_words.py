"""Why a batch is held is told to programs in the language that they ask for, as it is to people."""

import pytest

from inventory.holds import DIRECTED_UNKNOWN, MEDICINE_UNDATED
from inventory.values import BatchState
from tests.factories import World


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        (MEDICINE_UNDATED, "medicine without lot or expiry", "药品缺批号或有效期"),
        (DIRECTED_UNKNOWN, "directed by the donor, to whom is not known yet", "定向捐赠，去向待问清"),
        ("wet carton", "wet carton", "wet carton"),
    ],
)
def test_the_reason_of_a_held_batch_comes_in_the_readers_language(
    world: World, reason: str, english: str, chinese: str
) -> None:
    batch = world.batch(item="capsule", state=BatchState.HELD, state_reason=reason)
    client, headers = world.client(), world.token("staff")

    said = [
        client.get(f"/api/v1/batches/{batch.id}", headers={**headers, "Accept-Language": language}).json["state_reason"]
        for language in ("en", "zh")
    ]

    assert said == [english, chinese]
