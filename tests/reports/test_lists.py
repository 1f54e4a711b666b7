"""Movements, stock at a past moment, the audit, and lists as files."""

import csv
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from accounts import services
from core import audit
from core.access import Grant, Permission, Role
from core.transaction import transaction
from inventory import places, services_corrections, services_stock
from inventory.errors import UnknownPlace
from inventory.values import LocationKind, MovementKind
from reports.past import Sense, stock_at
from tests.factories import NOW, World, key
from tests.reports import stories


def issue(world: World, batch_id: int, quantity: int, *, days: int, recorded: int) -> None:
    """Used so many days after NOW, and recorded so many days after it."""
    with transaction():
        services_stock.issue(
            actor=world.actors["staff"],
            now=NOW + timedelta(days=recorded),
            key=key(),
            batch_id=batch_id,
            location_id=world.location("county"),
            quantity=quantity,
            kind=MovementKind.USED,
            occurred_at=NOW + timedelta(days=days),
        )


def quantity_at(world: World, days: int, sense: Sense) -> int:
    found = stock_at(actor=world.actors["manager"], site_code="COUNTY", moment=NOW + timedelta(days=days), sense=sense)
    return sum(row.quantity for row in found.rows)


def test_the_past_as_known_then_and_as_it_happened(world: World) -> None:
    batch = world.batch(quantity=100)
    issue(world, batch.id, 30, days=1, recorded=4)

    assert [quantity_at(world, 2, sense) for sense in Sense] == [100, 70]
    assert [quantity_at(world, 4, sense) for sense in Sense] == [70, 70]


def test_late_paper_shows_the_past_below_zero_and_says_so(world: World) -> None:
    batch = world.batch(quantity=10)
    issue(world, batch.id, 10, days=-2, recorded=1)

    assert quantity_at(world, -1, Sense.HAPPENED) == -10
    moment = (NOW - timedelta(days=1)).isoformat(timespec="minutes").replace("+", "%2B")
    page = world.client("manager").get(f"/stock/at?site=COUNTY&sense=happened&moment={moment}")
    assert "below zero" in page.text


def test_the_past_as_known_then_describes_goods_as_they_were_known(world: World) -> None:
    batch = world.batch(quantity=10, lot="OLD")
    with transaction():
        services_corrections.correct(
            actor=world.actors["manager"],
            now=NOW + timedelta(days=5),
            batch_id=batch.id,
            reason="misread",
            changes={"lot": "NEW"},
        )

    lots = [
        stock_at(actor=world.actors["manager"], site_code="COUNTY", moment=NOW + timedelta(days=1), sense=sense)
        .rows[0]
        .lot
        for sense in Sense
    ]

    assert lots == ["OLD", "NEW"]


def test_another_towns_past_is_not_found(world: World) -> None:
    with pytest.raises(UnknownPlace):
        stock_at(actor=world.actors["staff_daxue"], site_code="NANTIAN", moment=NOW, sense=Sense.KNOWN)


def test_movements_are_paged_by_key_both_ways(world: World) -> None:
    batch = world.batch(quantity=200)
    for _ in range(60):
        issue(world, batch.id, 1, days=0, recorded=0)
    client = world.client("manager")

    first = client.get("/movements").text
    after = first.split("after=")[1].split('"')[0]
    second = client.get(f"/movements?after={after}").text
    before = second.split("before=")[1].split('"')[0]

    assert (first.count("<tr role"), second.count("<tr role")) == (51, 12)
    assert client.get(f"/movements?before={before}").text.count("<tr role") == 51


def test_movements_elsewhere_are_not_shown(world: World) -> None:
    world.batch(quantity=5, site="nantian")

    assert world.client("staff_daxue").get("/movements").text.count("<tr role") == 0


@pytest.mark.parametrize(
    "name",
    ["movements", "stock-at?site=COUNTY", "consignments?status=all", "requests", "dispatches", "hand-outs", "receipts"],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_list_comes_as_a_file_with_its_rows(world: World, name: str, kind: str) -> None:
    stories.journey(world)
    path, _, query = name.partition("?")

    answer = world.client("manager").get(f"/export/{path}.{kind}?{query}")

    assert answer.status_code == 200, answer.text
    if kind == "xlsx":
        rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
        assert sum(1 for row in rows if row[0]) >= (3 if path == "requests" else 4)
    else:
        assert len(list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))) >= (1 if path == "requests" else 2)


def test_a_file_holds_exactly_what_the_filters_show(world: World) -> None:
    batch = world.batch(quantity=5)
    issue(world, batch.id, 2, days=0, recorded=0)

    answer = world.client("manager").get("/export/movements.csv?kind=used").data.decode("utf-8-sig")

    assert [row[6] for row in csv.reader(io.StringIO(answer))] == ["Quantity", "2"]


def test_a_file_tells_moments_by_the_clock_of_the_page(world: World) -> None:
    batch = world.batch(quantity=5)
    issue(world, batch.id, 2, days=0, recorded=0)
    client, shown = world.client("manager"), NOW.astimezone(ZoneInfo("Asia/Shanghai"))

    line = client.get("/export/movements.csv?kind=used").data.decode("utf-8-sig").splitlines()[1]
    book = load_workbook(io.BytesIO(client.get("/export/movements.xlsx?kind=used").data)).active

    assert line.startswith(f"{shown:%Y-%m-%d %H:%M}+08:00,")
    assert shown.replace(tzinfo=None) in [row[0] for row in book.iter_rows(values_only=True)]


def test_hand_outs_as_a_file_are_the_counts_with_their_goods(world: World) -> None:
    stories.journey(world)

    def file(name: str) -> list[list[str]]:
        answer = world.client("manager").get(f"/export/{name}")
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]

    assert [(row[3], row[7], row[8]) for row in file("hand-outs.csv")] == [("12", "15", "箱")]
    assert file(f"hand-outs.csv?receiver={world.receiver('daxue')}") == file("returns.csv") == []


def test_an_unknown_list_or_kind_of_file_is_not_found(world: World) -> None:
    client = world.client("manager")

    assert [client.get(f"/export/{name}").status_code for name in ("people.csv", "movements.pdf")] == [404, 404]


def test_the_ledger_and_the_balances_print_as_csv(world: World) -> None:
    given = stories.journey(world)
    runner = world.app.test_cli_runner()

    ledger = list(csv.DictReader(io.StringIO(runner.invoke(args=["stock", "movements", "--csv"]).stdout)))
    balances = list(csv.DictReader(io.StringIO(runner.invoke(args=["stock", "balances", "--csv"]).stdout)))

    assert sum(int(row["quantity"]) for row in balances if row["batch_code"] == given.batch_code) == 70
    loaded = next(row for row in ledger if row["kind"] == "load")
    assert (loaded["quantity"], loaded["unit"], loaded["from"], loaded["recipient"]) == (
        "30",
        "箱",
        "COUNTY/MAIN",
        "village库",
    )
    assert loaded["document"].startswith("CK-") and loaded["occurred_at"] < loaded["recorded_at"]


def exported(world: World, who: str, name: str) -> list[list[str]]:
    answer = world.client(who).get(f"/export/{name}")
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


def test_what_is_on_its_way_comes_as_a_file_and_what_arrived_does_not(world: World) -> None:
    coming, arrived = stories.gift(world), stories.gift(world)
    to = {"receiver_id": world.receiver("village")}
    stories.dispatch(world, coming.batch_id, 30, **to)
    sent = stories.dispatch(world, arrived.batch_id, 20, **to)
    stories.deliver(world, sent, into=world.location("village"), delivered=20)

    assert [(row[3], row[6]) for row in exported(world, "manager", "deliveries.csv")] == [(coming.batch_code, "30")]
    assert exported(world, "staff_nantian", "deliveries.csv") == []


def test_goods_receipts_come_as_a_file_of_one_consignment_or_of_all(world: World) -> None:
    one, other = stories.gift(world, accepted=90, rejected=10), stories.gift(world, site="nantian")

    rows = exported(world, "manager", f"receipts.csv?consignment={one.consignment_id}")

    assert [row[6:7] + row[9:11] for row in rows] == [[one.batch_code, "90", "10"]]
    assert [row[6] for row in exported(world, "manager", "receipts.csv")] == [other.batch_code, one.batch_code]
    assert [row[6] for row in exported(world, "staff_nantian", "receipts.csv")] == [other.batch_code]


@pytest.mark.parametrize("page", ["/deliveries", "/incoming/{id}"])
def test_pages_of_arrivals_offer_their_files(world: World, page: str) -> None:
    given = stories.gift(world)
    stories.dispatch(world, given.batch_id, 30, receiver_id=world.receiver("village"))

    text = world.client("manager").get(page.format(id=given.consignment_id)).text

    assert "/export/" in text and ".xlsx" in text and ".csv" in text


def printed(world: World, *args: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(world.app.test_cli_runner().invoke(args=["stock", *args]).stdout)))


def test_every_line_of_the_printed_ledger_names_a_document(world: World) -> None:
    stories.journey(world)
    batch = world.batch(quantity=5)
    issue(world, batch.id, 2, days=0, recorded=0)

    ledger = printed(world, "movements", "--csv")

    assert all(row["document"] for row in ledger)
    used = next(row for row in ledger if row["kind"] == "used" and row["batch_code"] == batch.code)
    assert used["document"] == f"{used['document_kind']}-{used['posting']}"


def test_balances_of_nothing_are_printed_when_asked_for(world: World) -> None:
    batch = world.batch(quantity=2)
    issue(world, batch.id, 2, days=0, recorded=0)

    assert printed(world, "balances", "--csv") == []
    assert [(row["batch_code"], row["quantity"]) for row in printed(world, "balances", "--csv", "--zero")] == [
        (batch.code, "0")
    ]


def test_the_audit_shows_acts_of_people_within_the_right(world: World) -> None:
    assert world.client("auditor").get("/audit").status_code == 200
    assert world.client("staff").get("/audit").status_code == 403
    assert not world.actors["staff"].may(Permission.VIEW_AUDIT)


def test_the_audit_from_a_day_on_is_what_the_first_page_counts(world: World) -> None:
    with transaction():
        for days in (0, 29, 31):
            audit.record(
                actor_id=world.actors["auditor"].id,
                action="donor.consent",
                now=NOW - timedelta(days=days),
                subject_id=1,
            )
    first = (NOW - timedelta(days=30)).date().isoformat()

    pages = [world.client("auditor").get(f"/audit?action=donor.consent{more}").text for more in ("", f"&first={first}")]

    assert [page.count("<tr role") for page in pages] == [4, 3]
    assert f'value="{first}"' in pages[1]


def test_the_audit_tells_its_details_in_words_and_opens_what_the_act_was_done_to(world: World) -> None:
    with transaction():
        made = places.add_site_location(
            actor=world.actors["admin"], now=NOW, site_id=world.sites["county"], kind=LocationKind.STORAGE, code="Z9"
        )
        grant = Grant(Role.STAFF, None, world.sites["county"])
        services.add_grant(actor=world.actors["admin"], now=NOW, account_id=world.actors["auditor"].id, grant=grant)

    page = world.client("admin").get("/audit").text

    assert made and "Z9" in page and "{" not in page.split("<main")[1].split("</main")[0]
    assert f'href="/people/{world.actors["auditor"].id}"' in page and "Warehouse staff" in page


def test_movements_postings_and_the_past_are_had_as_json(world: World) -> None:
    batch = world.batch(quantity=5)
    issue(world, batch.id, 2, days=0, recorded=0)
    client, headers = world.client(), world.token("manager")

    found = client.get("/api/v1/movements?limit=1&kind=used", headers=headers).json
    line = found["movements"][0]
    posting = client.get(f"/api/v1/postings/{line['posting_id']}", headers=headers).json
    past = client.get("/api/v1/reports/stock-at?site=COUNTY&moment=2026-11-20T09:00:00Z", headers=headers).json

    assert (line["quantity"], line["from_place"], line["to_place"]) == (2, "COUNTY/MAIN", None)
    assert (posting["kind"], posting["lines"][0]["batch"]) == ("issue", batch.code)
    assert [row["quantity"] for row in past["rows"]] == [3]
    assert client.get("/api/v1/postings/1", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/movements?first=9999-12-31&last=9999-12-31&site=%00&after=99999999999999999999",
        "/stock/at?moment=0001-01-01T00:00%2B14:00&site=COUNTY",
        "/stock/at?moment=9999-12-31T23:59-14:00&site=COUNTY&sense=x",
        "/shortage?area=330328%00&days=99999999999999999999",
        "/audit?action=%00&who=%25&after=-1",
        "/trace?code=%00%F0%9F%93%A6",
    ],
)
def test_what_cannot_be_read_counts_as_not_asked(world: World, address: str) -> None:
    assert world.client("manager").get(address, follow_redirects=True).status_code in (200, 422)


def test_a_program_is_told_of_days_that_make_no_sense(world: World) -> None:
    client, headers = world.client(), world.token("manager")

    answers = [
        client.get(f"/api/v1/{address}", headers=headers).status_code
        for address in (
            "movements?last=9999-12-31",
            "reports/stock-at?site=COUNTY&moment=0001-01-01T00:00:00%2B14:00",
            "movements?kind=stolen",
            "reports/shortage?area=%00",
        )
    ]

    assert answers == [422] * 4
