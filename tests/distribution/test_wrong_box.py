"""What is said of a box that does not belong on a list, and of a code that no label bears."""

import re

import pytest

from tests.distribution.flows import pick
from tests.factories import World


def told(world: World, code: str, language: str = "en") -> str:
    """The message at the field, when a code is typed while a dispatch of masks is loaded."""
    dispatch_id = pick(world, world.batch(quantity=20), 10)
    page = world.client("staff").post(f"/dispatches/{dispatch_id}/scan?lang={language}", data={"code": code}).text
    found = re.search(r'id="code-error"[^>]*>(.*?)</(?:p|ul|div)>', page, re.DOTALL)
    return re.sub("<[^>]*>", "", found[1]) if found else ""


@pytest.mark.parametrize("code", ["7K3Q", "7K3Q-XM2P"])
def test_a_code_that_is_too_short_is_told_to_be_so(world: World, code: str) -> None:
    assert re.search(r"14 characters; what was typed has \d", told(world, code))


def test_a_box_of_other_goods_goes_back_in_chinese_punctuation(world: World) -> None:
    said = told(world, world.batch("rice", quantity=20, unit="kg").code, "zh_Hans")

    assert "请放回原处" in said and "（" in said
    assert "(" not in said and ";" not in said


def test_a_box_that_can_stand_for_a_line_is_not_sent_back_first(world: World) -> None:
    said = told(world, world.batch(quantity=20).code)

    assert "can stand for one of its lines" in said and "Take next" not in said
