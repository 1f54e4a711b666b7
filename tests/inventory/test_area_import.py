"""The area tree from a code list: codes are text, damage is refused, every row is accounted for."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.database import db
from core.transaction import transaction
from inventory.area_import import AreaImport, import_areas
from inventory.models import Area
from inventory.setup_errors import AreaFileWrong
from tests.factories import NOW, World

AREAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "areas"


def run(world: World, text: str | bytes, who: str = "root") -> AreaImport:
    data = text if isinstance(text, bytes) else text.encode()
    with transaction():
        return import_areas(actor=world.actors[who], now=NOW, data=data, filename="areas.csv")


def path(code: str) -> str:
    return db.session.execute(select(Area.path).where(Area.code == code)).scalar_one()


def test_parents_come_from_the_deepest_code_column_whatever_their_order(world: World) -> None:
    run(world, "code,name,areaCode,provinceCode,cityCode\n330328101,百丈漈镇,330328,33,3303\n")
    assert path("330328101") == "33/3303/330328/330328101/"


def test_parents_follow_from_the_codes_without_a_column(world: World) -> None:
    run(world, "name,code\n外垟村,330328102201\n西坑畲族镇,330328103\n")
    assert path("330328102201").endswith("/330328102/330328102201/")


def test_a_known_code_is_renamed_and_the_same_file_again_changes_nothing(world: World) -> None:
    text = "code,name\n330328102,南田镇（新）\n"
    assert run(world, text).changed == ["330328102"]
    again = run(world, text)
    assert (again.changed, again.unchanged) == ([], 1)


@pytest.mark.parametrize("code", ["3.30328E+11", "3.30328e11", "330328102.0"])
def test_a_code_that_a_spreadsheet_damaged_is_refused_with_its_row(world: World, code: str) -> None:
    done = run(world, f"code,name\n330328104,黄坦镇\n{code},某村\n")
    assert done.added == ["330328104"]
    assert [(row.row, row.code) for row in done.refused] == [(3, code)]


def test_an_unknown_parent_is_named(world: World) -> None:
    done = run(world, "code,name,parent\n440100,广州市,44\n")
    assert "44" in done.refused[0].reason


def test_a_level_that_is_not_below_its_parents_is_refused_with_its_row(world: World) -> None:
    refused = run(world, "code,name,level,parent\n330328777,县中县,county,330328\n330328778,新镇,township,330328\n")
    assert [(row.row, row.code) for row in refused.refused] == [(2, "330328777")]
    assert refused.added == ["330328778"]


def test_an_area_outside_ones_right_is_refused(world: World) -> None:
    done = run(world, "code,name\n330329,泰顺县\n330328105,珊溪镇\n", who="manager")
    assert done.added == ["330328105"]
    assert done.refused[0].code == "330329"


def test_a_file_without_a_code_column_is_refused(world: World) -> None:
    with pytest.raises(AreaFileWrong):
        run(world, "a,b\n1,2\n")


def test_the_real_lists_of_wencheng_come_in_whole(world: World) -> None:
    if not AREAS.exists():
        pytest.skip("the real code lists are not on this machine")
    files = ("areas_3303_wenzhou.csv", "streets_330328_wencheng.csv", "villages_330328_wencheng.csv")
    done = [run(world, (AREAS / name).read_bytes()) for name in files]
    assert [row for each in done for row in each.refused] == []
    townships = db.session.execute(select(func.count()).where(Area.level == "township")).scalar()
    villages = db.session.execute(select(func.count()).where(Area.level == "village")).scalar()
    assert (townships, villages) == (17, 246)
