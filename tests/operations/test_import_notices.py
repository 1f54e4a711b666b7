"""The two published notices and the needs file give the published figures; each is counted by a route of its own."""

import csv
import io
from collections import Counter

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from core.database import db
from distribution.models import Delivery, Dispatch, DispatchLine, Request, RequestLine
from donations.models import Consignment, ConsignmentLine
from inventory.ledger_models import Movement, StockBalance
from inventory.models import Batch, Item, Receiver, Restriction, RestrictionTarget
from inventory.queries_verify import differences
from operations import queries_import_figures, queries_imports
from tests.core.workbook_files import NEEDS, NOTICES, needs_real_data, real
from tests.operations.import_files import commit, message, rows_of, take, upload

pytestmark = needs_real_data
INCOMING_UNITS = {
    "箱": 10672, "支": 386770, "只": 10000, "片": 2000, "盒": 967, "个": 826, "件": 400, "台": 129, "袋": 71,
    "小箱": 18, "罐": 17, "套": 2, "小盒": 1,
}  # fmt: skip


def notice(pattern):
    data, name = real(NOTICES, pattern)
    return {"content": data, "name": name}


@pytest.fixture
def incoming(world, once):
    """The notice of what came in is taken; the id of its import."""
    return once("incoming_notice", lambda: take(world, "incoming", create_missing=True, **notice("incoming*")))


@pytest.fixture
def outgoing(world, incoming, once):
    """After it the notice of what went out; the id of its import."""
    return once("outgoing_notice", lambda: take(world, "outgoing", create_missing=True, **notice("outgoing*")))


def test_incoming_notice_becomes_138_batches_with_the_published_units(incoming):
    rows = db.session.execute(
        select(Batch.unit, func.sum(StockBalance.quantity))
        .join(Batch, Batch.id == StockBalance.batch_id)
        .group_by(Batch.unit)
    ).all()
    assert {unit: int(quantity) for unit, quantity in rows} == INCOMING_UNITS
    assert db.session.scalar(select(func.count()).select_from(Batch)) == 138
    assert db.session.scalar(select(func.count()).select_from(Movement)) == 138
    assert not list(differences())


def test_imported_goods_happened_on_the_day_of_the_notice_and_say_that_lot_and_expiry_are_not_recorded(incoming):
    heads = db.session.execute(select(Consignment.occurred_on, Consignment.imported).distinct()).all()
    assert [(day.isoformat(), imported) for day, imported in heads] == [("2020-01-29", True)]
    assert db.session.execute(select(Batch.unrecorded).distinct()).scalars().all() == [True]


def test_rows_85_to_89_are_one_line_of_10_boxes_restricted_to_two_hospitals(incoming):
    line = db.session.execute(select(ConsignmentLine).where(ConsignmentLine.name_as_written == "外科手套")).scalar_one()
    targets = db.session.execute(
        select(RestrictionTarget.name_as_written, RestrictionTarget.quantity, RestrictionTarget.unit)
        .where(RestrictionTarget.restriction_id == line.restriction_id)
        .order_by(RestrictionTarget.id)
    ).all()
    assert (line.quantity, line.unit, line.base_per_unit) == (10, "箱", 400)
    assert [tuple(one) for one in targets] == [("省人民医院", 3000, "副"), ("武汉精神卫生中心", 1000, "副")]


def test_goods_directed_to_nobody_known_are_held(incoming):
    held = db.session.execute(
        select(Item.name_zh, Restriction.kind)
        .join(Batch, Batch.item_id == Item.id)
        .join(Restriction, Restriction.id == Batch.restriction_id)
        .where(Batch.state == "held")
    ).all()
    assert [tuple(one) for one in held] == [("医院酒精", "unknown")]


def test_factors_come_only_from_certain_specifications(incoming):
    factors = {
        row.row_no: factor
        for row in queries_imports.rows(incoming, limit=None)
        for factor in db.session.execute(
            select(Batch.base_per_unit).where(Batch.source_line_id == row.source_line_id)
        ).scalars()
    }
    # 口罩, counted in 个: 2000个/箱 · 80盒/箱 (boxes of how many?) · 大箱
    # gloves, counted in 支: 100支*盒/箱 (a figure is missing)
    assert [factors[row] for row in (42, 77, 62, 73)] == [2000, None, None, None]


def names_and_units(pattern, name_column, unit_column, first_row):
    """(name without blanks, unit) of each line, read by openpyxl with merged cells filled by hand."""
    sheet = load_workbook(io.BytesIO(real(NOTICES, pattern)[0])).active
    for merged in list(sheet.merged_cells.ranges):
        value = sheet.cell(merged.min_row, merged.min_col).value
        top = (merged.min_row, merged.min_col, merged.max_row, merged.max_col)
        sheet.unmerge_cells(str(merged))
        if merged.min_col == unit_column:
            for row in range(top[0], top[2] + 1):
                sheet.cell(row, unit_column).value = value
    found = []
    for row in range(first_row, sheet.max_row + 1):
        if isinstance(sheet.cell(row, 5).value, int):
            texts = (str(sheet.cell(row, column).value or "") for column in (name_column, unit_column))
            found.append(tuple("".join(text.split()) for text in texts))
    return found


def test_outgoing_notice_matches_39_by_name_and_unit_37_by_name_and_126_by_neither(outgoing):
    received = set(names_and_units("incoming*", 1, 4, 6))
    issued = names_and_units("outgoing*", 2, 4, 5)
    names = {name for name, _ in received}
    counted = Counter("both" if one in received else "name" if one[0] in names else "neither" for one in issued)
    matches = queries_import_figures.summary(outgoing)["matches"]
    assert matches == {"name_and_unit": 39, "name_only": 37, "neither": 126}
    assert matches == {"name_and_unit": counted["both"], "name_only": counted["name"], "neither": counted["neither"]}


def test_matching_rows_are_delivered_by_rule_and_the_other_163_wait(outgoing):
    assert queries_imports.states(outgoing) == {"waiting": 163, "done": 39}
    evidence = db.session.execute(select(DispatchLine.evidence).distinct()).scalars().all()
    confirmed = db.session.execute(select(Delivery.confirmation).distinct()).scalars().all()
    assert (evidence, confirmed) == (["rule"], ["imported"])
    assert db.session.scalar(select(func.count()).select_from(Dispatch).where(Dispatch.status != "delivered")) == 0
    assert not list(differences())


def test_goods_for_the_ward_of_a_hospital_are_not_taken_for_the_hospital(outgoing):
    assert rows_of(outgoing)[5] == ("waiting", ["directed-elsewhere"])
    assert "同济医院病理科" in message(outgoing, 5)


def test_each_waiting_row_says_why(outgoing):
    waiting = [codes for state, codes in rows_of(outgoing).values() if state == "waiting"]
    counts = Counter(
        "unit" if "unit-differs" in codes else "name" if codes[0].startswith("item-unknown") else codes[0]
        for codes in waiting
    )
    assert counts == {"unit": 37, "name": 125, "directed-elsewhere": 1}
    assert all(message(outgoing, row) for row, (state, _) in rows_of(outgoing).items() if state == "waiting")


def test_outgoing_units_are_the_published_ones_for_15_receivers(world):
    run_id = upload(world, "outgoing", **notice("outgoing*"))

    units = queries_import_figures.summary(run_id)["units"]
    receivers = {queries_imports.reading_of(row).receiver for row in queries_imports.rows(run_id, limit=None)}
    assert units == {"个": 4500, "件": 1527, "箱": 498, "桶": 348, "台": 34}
    assert len(receivers) == 15


def test_needs_file_has_1725_unknown_and_21_blank(world):
    run_id = upload(world, "requests", NEEDS.read_bytes(), name=NEEDS.name, one_means_unknown=True)

    with NEEDS.open(encoding="utf-8-sig", newline="") as stream:
        values = Counter(row["value"] for row in csv.DictReader(stream))
    figures = queries_import_figures.summary(run_id)
    assert (figures["lines"], figures["unknown"], figures["blank"]) == (1987, 1725, 21)
    assert (values.total(), values["1"], values[""]) == (1987, 1725, 21)


def test_needs_become_one_request_for_each_hospital_and_unknown_stays_unknown(world):
    run_id = take(
        world,
        "requests",
        NEEDS.read_bytes(),
        name=NEEDS.name,
        one_means_unknown=True,
        create_missing=True,
        unit_if_missing="个",
    )

    with NEEDS.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["value"]]
    places = {
        name: {row["district"] for row in rows if row["hospital"] == name} for name in {row["hospital"] for row in rows}
    }
    told = {
        f"{district}{name}" if len(districts) > 1 else name
        for name, districts in places.items()
        for district in districts
    }
    lines = db.session.execute(select(RequestLine.quantity)).scalars().all()
    assert queries_imports.states(run_id) == {"done": 1966, "left_out": 21}
    assert (len(lines), lines.count(None)) == (1966, 1725)
    assert sum(q or 0 for q in lines) == sum(int(row["value"]) for row in rows if row["value"] != "1")
    assert db.session.scalar(select(func.count()).select_from(Request)) == len(told)
    assert db.session.scalar(select(func.count()).select_from(Receiver).where(Receiver.kind == "organisation")) == len(
        told
    )


def test_figures_without_a_unit_wait_for_one(world):
    run_id = take(world, "requests", NEEDS.read_bytes(), name=NEEDS.name, one_means_unknown=True, create_missing=True)

    assert queries_imports.states(run_id) == {"waiting": 241, "done": 1725, "left_out": 21}
    codes = {tuple(codes) for state, codes in rows_of(run_id).values() if state == "waiting"}
    assert {one[0] for one in codes} == {"unit-not-stated"}


def test_the_same_notice_again_records_nothing_until_somebody_decides(world, incoming):
    before = db.session.scalar(select(func.count()).select_from(Batch))
    run_id = upload(world, "incoming", **notice("incoming*"))

    commit(world, run_id, again=True)

    assert queries_imports.states(run_id) == {"waiting": 138}
    assert db.session.scalar(select(func.count()).select_from(Batch)) == before
