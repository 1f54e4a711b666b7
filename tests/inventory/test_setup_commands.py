"""An operator sets up places and prints labels without a browser."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from core.database import db
from inventory.ledger_models import Movement
from inventory.models import Area, Site
from tests.factories import World


def run(app: Flask, *args: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=args)
    return done.exit_code, done.output


def test_areas_are_imported_and_refused_rows_make_the_exit_code(world: World, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("code,name\n330328106,巨屿镇\n3.30328E+11,某村\n", encoding="gb18030")
    status, output = run(app, "areas", "import", str(file), "--year", "2023")
    assert status == 1 and "row 3: 3.30328E+11" in output and "1 added, 0 changed, 0 unchanged, 1 refused" in output
    assert db.session.execute(select(Area.name_zh).where(Area.code == "330328106")).scalar() == "巨屿镇"


def test_an_area_and_a_site_are_added(world: World, app: Flask) -> None:
    assert run(app, "areas", "add", "44", "--level", "province", "--name-zh", "广东省")[0] == 0
    assert run(app, "sites", "add", "GD-1", "--area", "44", "--name-en", "Depot")[0] == 0
    assert db.session.execute(select(Site.name_en).where(Site.code == "GD-1")).scalar() == "Depot"


def test_a_site_in_an_unknown_area_is_refused_in_words(world: World, app: Flask) -> None:
    status, output = run(app, "sites", "add", "X-1", "--area", "99", "--name-en", "Depot")
    assert status == 1 and "Error:" in output and "Traceback" not in output


def test_labels_of_codes_and_of_a_site_are_written_as_pdf(world: World, app: Flask, tmp_path: Path) -> None:
    batch, out = world.batch(quantity=10), tmp_path / "labels.pdf"
    assert run(app, "labels", batch.code.lower(), "--copies", "2", "--pdf", str(out))[0] == 0
    assert out.read_bytes().startswith(b"%PDF")
    status, output = run(app, "labels", "--site", "COUNTY", "--sheet", "a4-2x5", "--pdf", str(out))
    assert status == 0 and "Labels: 1, batches: 1." in output


def test_labels_of_nothing_say_so(world: World, app: Flask, tmp_path: Path) -> None:
    status, output = run(app, "labels", "00000000000000", "--pdf", str(tmp_path / "x.pdf"))
    assert status == 1 and "no goods under: 0000-0000-0000-00. No label was printed." in output
    assert "No batch was chosen" in run(app, "labels", "print", "--pdf", str(tmp_path / "x.pdf"))[1]
    assert db.session.execute(select(Movement.id)).first() is None
