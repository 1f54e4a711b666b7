"""Judging and recording rows of small files: every promise of an import that the published notices do not show."""

import pytest
from sqlalchemy import func, select

from core.database import db
from core.errors import Forbidden
from core.table_values import ColumnMapping
from core.transaction import transaction
from distribution.models import DispatchLine, Request, RequestLine
from donations.models import Consignment, Donor, GoodsReceipt
from inventory.ledger_models import Movement
from inventory.models import Batch, Item
from operations import queries_imports, services_imports
from operations.errors_imports import AlreadyCommitted, CommittedBefore, DayNeeded, NotAllGood
from operations.models import ImportRun
from operations.values_imports import CommitMode, ItemChoice, RowDecision
from tests.core.workbook_files import xlsx
from tests.operations.import_files import commit, incoming, message, needs, outgoing, rows_of, take, upload
from tests.support.statements import counted_statements

MASKS = ["甲公司", "医用外科口罩", "2000个/箱", "箱", 10]


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_uploading_writes_nothing_but_the_preview(world):
    run_id = upload(world, "incoming", incoming(MASKS), create_missing=True)

    assert queries_imports.states(run_id) == {"ok": 1}
    assert (count(Batch), count(Consignment), count(Donor), count(Movement)) == (0, 0, 0, 0)


def test_the_day_of_the_title_is_the_day_of_the_goods_receipt(world):
    take(world, "incoming", incoming(MASKS), create_missing=True)

    assert db.session.scalar(select(Consignment.occurred_on)).isoformat() == "2026-11-02"


def test_a_day_without_a_year_asks_for_the_year(world):
    run_id = upload(world, "incoming", incoming(MASKS, title="接收物资（11月2日）"), create_missing=True)

    with pytest.raises(DayNeeded):
        commit(world, run_id)
    assert count(Batch) == 0


def test_unknown_donors_and_goods_wait_unless_they_are_to_be_made(world):
    content = incoming(MASKS, ["乙公司", "护目镜", "", "个", 5])

    run_id = take(world, "incoming", content)

    assert rows_of(run_id)[3] == ("waiting", ["donor-unknown", "factor-from-specification"])
    assert rows_of(run_id)[4] == ("waiting", ["item-unknown", "donor-unknown"])
    assert (count(Batch), count(Donor)) == (0, 0)


def test_new_goods_are_counted_in_the_piece_unit_that_the_file_names(world):
    content = incoming(["乙公司", "护目镜", "200个/箱", "箱", 8], ["乙公司", "护目镜", "", "个", 5])

    take(world, "incoming", content, create_missing=True)

    item = db.session.execute(select(Item).where(Item.name_zh == "护目镜")).scalar_one()
    factors = db.session.execute(
        select(Batch.unit, Batch.base_per_unit).where(Batch.item_id == item.id).order_by(Batch.id)
    ).all()
    assert item.base_unit == "个"
    assert [tuple(one) for one in factors] == [("箱", 200), ("个", 1)]


def test_a_person_may_choose_another_unit_for_new_goods(world):
    choice = {"护目镜": ItemChoice(base_unit="副", category="protective")}

    take(world, "incoming", incoming(["乙公司", "护目镜", "", "箱", 8]), create_missing=True, items=choice)

    item = db.session.execute(select(Item).where(Item.name_zh == "护目镜")).scalar_one()
    assert (item.base_unit, item.category) == ("副", "protective")


def test_a_name_matched_to_an_item_is_known_from_then_on(world):
    choice = {"外科罩": ItemChoice(item_id=world.items["mask"])}
    take(world, "incoming", incoming(["甲公司", "外科罩", "", "个", 5]), create_missing=True, items=choice)

    run_id = upload(world, "incoming", incoming(["丙公司", "外科罩", "", "个", 7]), create_missing=True)

    assert rows_of(run_id)[3] == ("ok", ["new-donor"])


def test_masked_donors_are_anonymous_and_not_merged(world):
    take(
        world,
        "incoming",
        incoming(
            ["爱心企业（个人）", "医用外科口罩", "", "个", 5], MASKS, ["爱心企业（个人）", "医用外科口罩", "", "个", 6]
        ),
        create_missing=True,
    )

    donors = db.session.execute(select(Donor.kind, Donor.name).order_by(Donor.kind, Donor.name)).all()
    assert [tuple(one) for one in donors] == [("anonymous", ""), ("anonymous", ""), ("organisation", "甲公司")]


def test_rows_of_one_donor_that_follow_each_other_are_one_donation(world):
    take(
        world,
        "incoming",
        incoming(MASKS, ["甲公司", "大米", "", "kg", 50], ["乙公司", "大米", "", "kg", 5]),
        create_missing=True,
    )

    assert (count(Consignment), count(Batch)) == (2, 3)


def test_one_bad_row_of_many_leaves_the_good_ones_or_stops_all_as_chosen(world):
    content = incoming(MASKS, ["甲公司", "大米", "", "kg", -3])
    run_id = upload(world, "incoming", content, create_missing=True)

    with pytest.raises(NotAllGood) as refused:
        commit(world, run_id, mode=CommitMode.ALL_OR_NOTHING)
    assert (refused.value.fields["bad"], refused.value.fields["rows"], count(Batch)) == (1, "4", 0)

    done = commit(world, run_id)
    assert (done.done, done.waiting, count(Batch)) == (1, 1, 1)


def test_committing_twice_with_one_key_records_once(world):
    run_id = upload(world, "incoming", incoming(MASKS), create_missing=True)

    first = commit(world, run_id, with_key="once")
    again = commit(world, run_id, with_key="once")

    assert (first.done, again.done, again.replayed, count(Batch)) == (1, 1, True, 1)
    with pytest.raises(AlreadyCommitted):
        commit(world, run_id, with_key="another")


def test_the_same_file_again_is_noticed_with_the_earlier_figures(world):
    content = incoming(MASKS)
    take(world, "incoming", content, create_missing=True)
    again = upload(world, "incoming", content)

    with pytest.raises(CommittedBefore) as refused:
        commit(world, again)
    assert refused.value.fields["count"] == 1


def test_a_line_like_an_earlier_one_waits_until_a_person_says(world):
    take(world, "incoming", incoming(["江苏甲公司", "大米", "", "kg", 50]), create_missing=True)
    content = incoming(["甲公司", "大米", "", "kg", 50], title="补登 2026年11月4日")
    run_id = upload(world, "incoming", content, create_missing=True)
    assert rows_of(run_id)[3][0] == "waiting"
    assert "江苏甲公司" in message(run_id, 3)

    for decision, state in ((RowDecision.SKIP, "left_out"), (RowDecision.IMPORT, "ok")):
        other = upload(world, "incoming", content, create_missing=True, rows={"3-0": decision})
        assert rows_of(other)[3][0] == state


def test_a_text_that_begins_with_an_equals_sign_stays_text(world):
    head = "捐赠单位,品名,单位,数量\r\n"
    content = f'{head}"=HYPERLINK(""x"")",大米,kg,5\r\n'.encode()

    take(world, "incoming", content, name="a.csv", create_missing=True)

    assert db.session.scalar(select(Donor.name)) == '=HYPERLINK("x")'


def test_a_csv_in_gb18030_is_read(world):
    content = "捐赠单位;物资名称;计量单位;数量\r甲公司;大米;kg;5\r".encode("gb18030")

    run_id = upload(world, "incoming", content, name="a.csv", create_missing=True)

    assert rows_of(run_id)[2] == ("ok", ["new-donor"])


def test_wrong_columns_can_be_corrected_before_the_commit(world):
    content = incoming(["医用外科口罩", "甲公司", "", "个", 5])
    run_id = upload(world, "incoming", content, create_missing=True)
    assert queries_imports.reading_of(queries_imports.rows(run_id)[0]).donor == "医用外科口罩"

    columns = {"item": "A", "donor": "B", "unit": "D", "quantity": "E"}
    with transaction():
        services_imports.change(
            actor=world.actors["manager"],
            now=world.now,
            run_id=run_id,
            keep_mapping=False,
            mapping=ColumnMapping(None, 2, columns, None),
        )

    reading = queries_imports.reading_of(queries_imports.rows(run_id)[0])
    assert (reading.donor, reading.item) == ("甲公司", "医用外科口罩")


def test_goods_issued_beyond_the_stock_are_an_error_with_both_figures_and_their_units(world):
    world.batch(quantity=100)

    run_id = upload(
        world,
        "outgoing",
        outgoing(["Nantian store", "医用外科口罩", "", "个", 60], ["Nantian store", "医用外科口罩", "", "个", 60]),
    )

    assert [rows_of(run_id)[row][0] for row in (3, 4)] == ["ok", "error"]
    assert message(run_id, 4) == "60 个 are to go out, but only 40 个 of “医用外科口罩” are here."


def test_issued_goods_are_taken_by_earliest_expiry_and_say_so(world):
    late = world.batch(quantity=50, expires_on=world.now.date().replace(year=2030))
    early = world.batch(quantity=30, expires_on=world.now.date().replace(year=2028))

    take(world, "outgoing", outgoing(["Nantian store", "医用外科口罩", "", "个", 40]))

    line = DispatchLine
    lines = db.session.execute(select(line.batch_id, line.quantity, line.evidence).order_by(line.line_no)).all()
    assert [tuple(one) for one in lines] == [(early.id, 30, "rule"), (late.id, 10, "rule")]


def test_a_need_of_unknown_quantity_is_never_1(world):
    take(
        world,
        "requests",
        needs(
            ["Nantian store", "医用外科口罩", "若干", "个"],
            ["Nantian store", "大米", 1, "kg"],
            ["Nantian store", "大米", "", "kg"],
        ),
    )

    assert count(Request) == 1
    assert db.session.execute(select(RequestLine.quantity).order_by(RequestLine.line_no)).scalars().all() == [None, 1]


def test_staff_may_not_add_to_the_catalogue_by_a_file(world):
    run_id = upload(world, "incoming", incoming(["甲公司", "护目镜", "", "个", 5]), who="staff", create_missing=True)

    with pytest.raises(Forbidden):
        commit(world, run_id, who="staff")
    assert (count(Item), count(Batch)) == (3, 0)


def test_ten_times_the_rows_take_no_more_statements_to_judge(world):
    def judged(rows):
        content = incoming(*[["甲公司", f"物资{n}", "", "个", n + 1] for n in range(rows)])
        with counted_statements() as seen:
            upload(world, "incoming", content)
        return len(seen)

    assert judged(200) == judged(20)
    assert count(ImportRun) == 2


def dated(expires, produced=None):
    head = ["捐赠单位", "品名", "规格", "单位", "数量", "生产日期", "有效期至"]
    return xlsx([["接收物资 2026年11月2日"], head, [*MASKS, produced, expires]])


@pytest.mark.parametrize(
    ("expires", "mark"),
    [("2026-11-01", ["expired-on-arrival"]), ("2026-11-02", []), ("2046-11-02", []), ("2062-01-31", ["expiry-far"])],
)
def test_an_expiry_that_was_over_or_is_far_ahead_is_marked_and_taken(world, expires, mark):
    run_id = take(world, "incoming", dated(expires), create_missing=True)

    state, codes = rows_of(run_id)[3]

    assert (state, [code for code in codes if code.startswith("exp")]) == ("done", mark)
    assert db.session.scalar(select(Batch.expires_on)).isoformat() == expires


def test_a_mark_of_an_import_stands_on_the_receipt_too(world):
    take(world, "incoming", dated("2062-01-31"), create_missing=True)

    page = world.client("manager").get(f"/receipts/{db.session.scalar(select(GoodsReceipt.id))}").text

    assert "Recorded in spite of a question" in page and "more than 20 years ahead" in page


def test_what_expired_before_it_was_made_is_an_error(world):
    run_id = upload(world, "incoming", dated("2026-01-01", "2026-02-01"), create_missing=True)

    assert "dates-disagree" in rows_of(run_id)[3][1] and rows_of(run_id)[3][0] == "error"
