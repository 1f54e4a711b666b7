"""The shortage report against figures worked out by hand, and by a second route in plain Python."""

import io
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from core.clock import installation_day, utc_now
from core.database import db
from core.transaction import transaction
from distribution import services_requests
from distribution.models import DispatchLine, RequestLine
from distribution.values import Decision, NewRequest, NewRequestLine
from donations import services_consignments
from donations.values import NewConsignment, NewLine
from inventory.catalogue import set_item_unit
from inventory.errors import UnknownPlace
from inventory.ledger_models import StockBalance
from inventory.models import Area, Batch, Location, Site
from inventory.values import BatchState, SourceKind
from reports.shortage import shortage
from reports.shortage_values import Figures, Shortage
from tests.factories import NOW, TODAY, World, key
from tests.reports import stories


def ask(world: World, *lines: tuple[str, int | None, str], site: str = "village", days: int | None = 5) -> int:
    """A request of a site, approved as asked; returns the id of its first line."""
    new = NewRequest(
        receiver_id=world.receiver(site),
        occurred_on=TODAY,
        needed_by=None if days is None else TODAY + timedelta(days=days),
        lines=tuple(NewRequestLine(world.items[item], quantity, unit) for item, quantity, unit in lines),
    )
    with transaction():
        sent = services_requests.send(actor=world.actors["staff"], now=NOW, key=key(), new=new)
    with transaction():
        services_requests.decide(
            actor=world.actors["manager"],
            now=NOW,
            key=key(),
            request_id=int(sent["request_id"]),
            decision=Decision(approve=True),
        )
    return db.session.execute(
        select(RequestLine.id).where(RequestLine.request_id == int(sent["request_id"]), RequestLine.line_no == 1)
    ).scalar_one()


def allot(world: World, item: str, quantity: int, unit: str, *, site: str = "county", days: int | None = 3) -> None:
    new = NewConsignment(
        kind=SourceKind.STATE_ALLOCATION,
        site_id=world.sites[site],
        occurred_on=TODAY,
        issuing_body="Wenzhou",
        document_number=key(),
        lines=(NewLine(world.items[item], unit, quantity),),
        expected_on=None if days is None else TODAY + timedelta(days=days),
    )
    with transaction():
        services_consignments.register(actor=world.actors["staff"], now=NOW, key=key(), new=new)


def report(world: World, area: str = "330328", days: int = 30, who: str = "manager") -> Shortage:
    return shortage(actor=world.actors[who], now=NOW, zone="Asia/Shanghai", area_code=area, days=days)


def of(found: Shortage, item: str, unit: str) -> Figures:
    return next(row.figures for row in found.rows if (row.goods.code, row.goods.unit) == (item, unit))


def test_need_minus_usable_minus_coming_as_worked_out_by_hand(world: World) -> None:
    with transaction():
        set_item_unit(actor=world.actors["manager"], now=NOW, item_id=world.items["mask"], unit="盒", base_per_unit=50)
    ask(world, ("mask", 100, "盒"))  # need 5,000 个
    world.batch(quantity=20, unit="盒", base_per_unit=50)  # usable 1,000
    world.batch(quantity=500, expires_on=TODAY + timedelta(days=9))  # usable 500, all of it expiring
    world.batch(quantity=700, expires_on=TODAY - timedelta(days=1))  # expired
    world.batch(quantity=900, state=BatchState.HELD)  # held
    allot(world, "mask", 30, "盒")  # coming 1,500
    allot(world, "mask", 4, "盒", days=None)  # coming, no date: 200
    allot(world, "mask", 999, "盒", days=31)  # later than the horizon

    figures = of(report(world), "MASK", "个")

    assert (figures.need, figures.usable, figures.expiring) == (5000, 1500, 500)
    assert (figures.allotted, figures.undated, figures.coming) == (1500, 200, 1700)
    assert (figures.short, figures.surplus, figures.covered) == (1800, 0, 64)


@pytest.mark.parametrize(
    ("quantity", "days", "words"),
    [(1, 1, ("1 expires in this time", "the next day (")), (2, 2, ("2 expire in this time", "the next 2 days ("))],
)
def test_one_of_something_is_told_as_one(world: World, quantity: int, days: int, words: tuple[str, str]) -> None:
    ask(world, ("mask", 5000, "个"), days=None)
    world.batch(quantity=quantity, expires_on=installation_day(utc_now()) + timedelta(days=1))

    page = world.client("manager").get(f"/shortage?days={days}").text

    assert [told for told in words if told not in page] == []


def test_a_need_of_unknown_quantity_is_a_need_and_never_a_quantity(world: World) -> None:
    ask(world, ("mask", None, ""))
    ask(world, ("mask", 10, "个"))

    figures = of(report(world), "MASK", "个")

    assert (figures.need, figures.unknown, figures.short) == (10, 1, 10)


def test_what_cannot_be_converted_has_a_row_of_its_own(world: World) -> None:
    ask(world, ("mask", 10, "箱"), ("mask", 30, "个"))
    world.batch(quantity=4, unit="箱", base_per_unit=None)
    world.batch(quantity=1000, unit="箱", base_per_unit=100)

    found = report(world)

    assert (of(found, "MASK", "箱").short, of(found, "MASK", "个").short) == (6, 0)
    assert [row.goods.convertible for row in found.rows] == [False, True]


def test_words_that_a_person_made_equal_are_one_unit(world: World) -> None:
    with transaction():
        set_item_unit(actor=world.actors["manager"], now=NOW, item_id=world.items["mask"], unit="件", same_as="箱")
    ask(world, ("mask", 10, "件"))
    world.batch(quantity=4, unit="箱", base_per_unit=None)

    assert of(report(world), "MASK", "箱").short == 6


def test_stock_held_for_others_is_not_usable_and_for_the_area_it_is(world: World) -> None:
    world.batch(quantity=100)
    for site, quantity in (("nantian", 30), ("village", 20)):
        line = ask(world, ("mask", quantity, "个"), site=site)
        request_id = db.session.get_one(RequestLine, line).request_id
        with transaction():
            services_requests.hold_stock(
                actor=world.actors["manager"], now=NOW, key=key(), request_id=request_id, site_id=world.sites["county"]
            )

    assert of(report(world), "MASK", "个").usable == 100
    assert of(report(world, "330328100"), "MASK", "个").usable == 0  # the store lies outside the town
    held = Figures(need=50, usable=100)
    assert of(report(world), "MASK", "个") == held


def test_in_transit_is_coming_to_whom_it_is_for_and_in_nobodys_stock(world: World) -> None:
    batch = world.batch(quantity=100)
    line = ask(world, ("mask", 80, "个"))
    sent = stories.dispatch(world, batch.id, 30, receiver_id=world.receiver("village"))

    county, town = of(report(world), "MASK", "个"), of(report(world, "330328100"), "MASK", "个")

    assert (county.usable, county.transit, county.short) == (70, 30, 0)
    assert (town.usable, town.transit, town.short) == (0, 30, 50)
    with transaction():
        db.session.query(DispatchLine).filter_by(dispatch_id=sent.id).update({"request_line_id": line})
    stories.deliver(world, sent, into=world.location("village"), delivered=30)
    after = of(report(world, "330328100"), "MASK", "个")
    assert (after.need, after.usable, after.transit) == (50, 30, 0)


def test_goods_that_a_donor_gave_for_elsewhere_do_not_count(world: World) -> None:
    ask(world, ("mask", 10, "箱"), site="nantian")
    stories.gift(world, accepted=100, wish=True, site="daxue")  # for Daxue Town
    stories.gift(world, accepted=5, wish=False)

    assert of(report(world, "330328"), "MASK", "箱").usable == 105
    assert of(report(world, "330328102"), "MASK", "箱").usable == 0


def test_a_later_need_lies_beyond_the_horizon(world: World) -> None:
    ask(world, ("mask", 10, "个"), days=8)
    ask(world, ("mask", 5, "个"), days=None)

    assert [of(report(world, days=days), "MASK", "个").need for days in (7, 8)] == [5, 15]


def test_only_what_is_needed_tells_the_same_of_what_is_needed(world: World) -> None:
    ask(world, ("mask", 10, "个"))
    world.batch(quantity=4)
    world.batch("rice", 4, unit="kg")
    allot(world, "rice", 5, "kg")

    found = shortage(
        actor=world.actors["manager"], now=NOW, zone="Asia/Shanghai", area_code="330328", days=30, needed_only=True
    )

    assert found.rows == tuple(row for row in report(world).rows if row.figures.wanted)


def test_another_towns_report_is_not_found(world: World) -> None:
    with pytest.raises(UnknownPlace):
        report(world, "330328102", who="staff_daxue")
    assert world.client("staff_daxue").get("/shortage?area=330328102").status_code == 404
    assert world.client("village").get("/shortage").status_code == 403


def test_usable_stock_agrees_with_a_second_route(world: World) -> None:
    for number in range(40):
        world.batch(
            quantity=number + 1,
            site=("county", "daxue", "village")[number % 3],
            unit="盒" if number % 4 else "个",
            base_per_unit=(None, 10, 1)[number % 3] if number % 4 else 1,
            expires_on=None if number % 5 else TODAY + timedelta(days=number - 20),
            state=BatchState.HELD if number % 7 == 0 else BatchState.USABLE,
        )

    found = report(world)

    rows = db.session.execute(
        select(StockBalance.quantity, Batch.unit, Batch.base_per_unit, Batch.state, Batch.expires_on)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Location, Location.id == StockBalance.location_id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
    ).all()
    sums: dict[str, int] = {}
    for row in rows:
        if row.state == "usable" and (row.expires_on is None or row.expires_on >= TODAY):
            unit = row.unit if row.base_per_unit is None else "个"
            sums[unit] = sums.get(unit, 0) + row.quantity * (row.base_per_unit or 1)
    assert {row.goods.unit: row.figures.usable for row in found.rows} == sums


def test_the_workbook_has_live_totals_over_the_rows_by_place(world: World) -> None:
    ask(world, ("mask", 100, "个"))
    ask(world, ("mask", 7, "个"), site="nantian")
    world.batch(quantity=40)

    answer = world.client("manager").get("/shortage.xlsx?area=330328&days=30")
    book = load_workbook(io.BytesIO(answer.data))
    summary, places = book.worksheets

    assert summary["A1"].value == "Shortage report: Wencheng County (330328)"
    assert summary["E7"].value == "=SUMIFS('By place'!$G$7:$G$9,'By place'!$O$7:$O$9,$P7)"
    assert (summary["M7"].value, summary["O7"].number_format) == ("=MAX(0,E7-G7-L7)", "0.0%")
    assert [(row[1].value, row[6].value, row[8].value) for row in places.iter_rows(min_row=7, max_row=9)] == [
        ("Wencheng County", 0, 40),
        ("Chengnan Community", 100, 0),
        ("Nantian Town", 7, 0),
    ]
    assert summary.freeze_panes == "A7" and summary.auto_filter.ref


def test_text_that_begins_like_a_formula_stays_text(world: World) -> None:
    with transaction():
        db.session.execute(
            Area.__table__.update().where(Area.code == "330328100015").values(name_en="=1+1", name_zh="=1+1")
        )
    ask(world, ("mask", 100, "个"))

    places = load_workbook(io.BytesIO(world.client("manager").get("/shortage.xlsx").data)).worksheets[1]

    assert (places["B7"].value, places["B7"].data_type) == ("=1+1", "s")


def test_the_command_writes_the_workbook_and_prints_json(world: World, tmp_path) -> None:
    ask(world, ("mask", 100, "个"))

    done = world.app.test_cli_runner().invoke(
        args=["report", "shortage", "--area", "330328", "--days", "30", "--xlsx", str(tmp_path / "out.xlsx"), "--json"]
    )

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rows"][0]["short"] == 100
    assert load_workbook(tmp_path / "out.xlsx").sheetnames


def test_the_report_needs_few_statements(world: World) -> None:
    for number in range(6):
        ask(world, ("mask", 10 + number, "个"), ("rice", 3, "kg"))
        allot(world, "rice", 5, "kg")
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    report(world)

    assert len([each for each in seen if each.lstrip().upper().startswith(("SELECT", "WITH"))]) <= 11


def test_the_same_report_is_had_as_json_and_workbook_by_a_program(world: World) -> None:
    ask(world, ("mask", 100, "个"))
    headers = world.token("manager")

    found = world.client().get("/api/v1/reports/shortage?area=330328&days=30", headers=headers)
    book = world.client().get("/api/v1/reports/shortage.xlsx?area=330328", headers=headers)

    assert (found.json["rows"][0]["need"], found.json["rows"][0]["short"]) == (100, 100)
    assert len(load_workbook(io.BytesIO(book.data)).worksheets) == 2
    assert world.client().get("/api/v1/reports/shortage?area=330328").status_code == 401
    assert world.client().get("/api/v1/reports/shortage?area=1&days=x", headers=headers).status_code == 422
