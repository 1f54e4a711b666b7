"""Small spreadsheets for the tests of imports, and short ways through the services."""

from core.transaction import transaction
from operations import queries_imports, services_import_settle, services_imports
from operations.models import ImportKind
from operations.values_imports import RunOptions
from operations.values_settle import How, Settlement
from tests.core.workbook_files import xlsx
from tests.factories import NOW, key

INCOMING_HEAD = ["捐赠单位", "品名", "规格", "单位", "数量"]
OUTGOING_HEAD = ["接收单位", "品名", "规格", "单位", "数量"]
NEED_HEAD = ["需求单位", "物资名称", "数量", "单位"]


def incoming(*rows, title="接收物资 2026年11月2日"):
    return xlsx([[title], INCOMING_HEAD, *map(list, rows)])


def outgoing(*rows, title="发放物资 2026年11月3日"):
    return xlsx([[title], OUTGOING_HEAD, *map(list, rows)])


def needs(*rows, title="需求 2026年11月3日"):
    return xlsx([[title], NEED_HEAD, *map(list, rows)])


def upload(world, kind, content, *, name="file.xlsx", who="manager", site="county", area=None, **options):
    mapping = options.pop("mapping", None)
    with transaction():
        return services_imports.upload(
            actor=world.actors[who],
            now=NOW,
            kind=ImportKind(kind),
            filename=name,
            content=content,
            site_id=world.sites[site] if kind != "requests" else None,
            area_id=world.areas[area] if area else None,
            options=RunOptions(**options),
            mapping=mapping,
        )


def commit(world, run_id, *, who="manager", with_key=None, **more):
    with transaction():
        return services_imports.commit_file(
            actor=world.actors[who], now=NOW, run_id=run_id, key=with_key or key(), **more
        )


def take(world, kind, content, **options):
    """Upload and commit at once; returns the import's id."""
    more = {name: options.pop(name) for name in ("mode", "again") if name in options}
    run_id = upload(world, kind, content, **options)
    commit(world, run_id, **more)
    return run_id


def settle(world, run_id, row_no, how, *, who="manager", with_key=None, **more):
    row = next(one for one in queries_imports.rows(run_id, limit=None) if one.row_no == row_no)
    with transaction():
        return services_import_settle.settle(
            actor=world.actors[who],
            now=NOW,
            run_id=run_id,
            row_id=row.id,
            key=with_key or key(),
            decision=Settlement(How(how), **more),
        )


def rows_of(run_id):
    """Row number -> (state, codes of the reasons)."""
    found = {}
    for row in queries_imports.rows(run_id, limit=None):
        codes = [reason.code for reason in queries_imports.reasons_of(row)]
        found[row.row_no] = (queries_imports.state_of(row.status, row.outcome), codes)
    return found


def message(run_id, row_no):
    row = next(one for one in queries_imports.rows(run_id, limit=None) if one.row_no == row_no)
    return " ".join(reason.message for reason in queries_imports.reasons_of(row))
