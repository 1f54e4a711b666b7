"""One box through its whole life, in a real browser, in both languages: in, labelled, scanned, out, confirmed, traced;
and the shortage that is left, exported. Every figure below was worked out by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from core.codes import display
from tests.journeys.person import Person
from tests.journeys.screens import DESKTOP, PHONE
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

EXPIRY = (date.today() + timedelta(days=365)).isoformat()  # noqa: DTZ011 - a year from now, to the day or not
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:[ -]?[0-9A-HJKMNP-TV-Z]{4}){2}[ -]?[0-9A-HJKMNP-TV-Z]{2}\b")
REQUEST = re.compile(r"XQ-\d{8}-[0-9A-Z]{5}")
DISPATCH = re.compile(r"CK-\d{8}-[0-9A-Z]{5}")
SOON = (date.today() + timedelta(days=9)).isoformat()  # noqa: DTZ011


@dataclass
class Goods:
    """What this journey's goods are: kinds that nothing else in the demo county is made of, and their figures."""

    language: str
    allotted_item: str
    allotted_code: str
    base: str
    per_box: int
    gift_item: str
    gift_code: str
    donor: str
    contact: str
    document: str
    county: str
    village: str
    town: str
    usable: int
    coming: int
    short: int
    codes: dict[str, str] = field(default_factory=dict)


ENGLISH = Goods(
    "en",
    "Face shield",
    "PPE-SHIELD",
    "个",
    150,
    "Medical cap",
    "PPE-CAP",
    "Harbour Trading (invented)",
    "0577-0000 9001",
    "J-2026-501",
    "Wencheng County store",
    "Chengnan community point",
    "Nantian Town store",
    usable=20 * 150,
    coming=10 * 150,
    short=1500,
)
CHINESE = Goods(
    "zh",
    "一次性隔离衣",
    "PPE-GOWN",
    "件",
    100,
    "鞋套",
    "PPE-SHOE",
    "海港商贸（虚构）",
    "0577-0000 9002",
    "温应急〔2026〕502号",
    "文成县应急物资储备库",
    "城南社区发放点",
    "南田镇应急物资库",
    usable=20 * 100,
    coming=10 * 100,
    short=3000,
)


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def goods(request: pytest.FixtureRequest) -> Goods:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def someone(browser: Browser, demo: ServedApplication, goods: Goods) -> Iterator[dict[str, Person]]:
    """The four people of the journey, each in a browser of their own."""

    def enter(username: str | None, size: dict[str, int]) -> Person:
        return Person(browser, demo, username, goods.language, size)

    people = {
        "staff": enter("staff", PHONE),
        "village": enter("village", PHONE),
        "manager": enter("manager", DESKTOP),
        "donor": enter(None, PHONE),
    }
    yield people
    for person in people.values():
        person.leave()


def test_one_box_through_its_whole_life(
    someone: dict[str, Person], goods: Goods, demo: ServedApplication, tmp_path: Path
) -> None:
    walk(someone, goods, demo, tmp_path)


def walk(someone: dict[str, Person], goods: Goods, demo: ServedApplication, folder: Path) -> None:
    staff, village, manager, donor = (someone[name] for name in ("staff", "village", "manager", "donor"))
    state_allocation_arrives_in_part(staff, goods)
    gift_is_registered_and_accepted(staff, goods)
    label_is_printed(staff, goods, demo, folder)
    box_is_scanned_moved_used_and_counted(staff, goods)
    village_asks_and_manager_approves(village, manager, goods)
    goods_leave_for_the_village(staff, goods)
    village_confirms_one_short(village, goods)
    donor_follows_the_gift(donor, goods)
    manager_exports_what_is_short(manager, goods, folder)


def plain(code: str) -> str:
    """A code without the spaces or hyphens that make it readable."""
    return re.sub(r"[ -]", "", code)


def register_line(staff: Person, code: str, quantity: int) -> None:
    staff.choose("Item", code)
    staff.fill("Quantity", quantity)
    staff.fill("Unit", "箱")


def state_allocation_arrives_in_part(staff: Person, goods: Goods) -> None:
    """30 boxes are allotted; 20 come, 10 are outstanding."""
    staff.open("/incoming/new")
    staff.follow("State allocation")
    staff.choose("Which site receives it?", goods.county)
    staff.fill("Issuing body", "Wenzhou Emergency Bureau")
    staff.fill("Document number", goods.document)
    staff.fill("Expected on", SOON)
    register_line(staff, goods.allotted_code, 30)
    staff.press("Register")
    staff.follow("Count the next line")
    staff.fill("Accepted: counted and good", 20)
    staff.fill("Lot", "S-1")
    staff.fill("Expiry date", EXPIRY)
    staff.press("Accept and make labels")
    staff.sees("20 箱")
    staff.follow("Count the next line (%(count)s left)", count=1)
    staff.sees("10 箱")


def gift_is_registered_and_accepted(staff: Person, goods: Goods) -> None:
    """12 boxes are given; the slip shows the code of the whole gift and of its line; all 12 are accepted."""
    staff.open("/incoming/new")
    staff.follow("Donation")
    staff.choose("Which site receives it?", goods.county)
    staff.page.get_by_role("radio", name=staff.word("An organisation")).check()
    staff.fill("Name", goods.donor)
    staff.fill("How to reach the donor", goods.contact)
    staff.field("The donor wishes to be named in public").check()
    register_line(staff, goods.gift_code, 12)
    staff.press("Register")
    goods.codes["gift"] = plain(staff.reads(CODE))
    staff.follow("Count it now")
    staff.fill("Accepted: counted and good", 12)
    staff.fill("Expiry date", EXPIRY)
    staff.press("Accept and make labels")
    staff.sees("12 箱")


def label_is_printed(staff: Person, goods: Goods, demo: ServedApplication, folder: Path) -> None:
    """The label's QR, read back from the PDF by an independent decoder, is the batch's own address."""
    goods.codes["batch"] = plain(staff.reads(CODE))
    staff.follow("Print labels (%(count)s)", count=1)
    pdf = staff.answer_of("Make the PDF", "**/labels/print*")
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{demo.url}/B/{goods.codes['batch']}".upper()]


def box_is_scanned_moved_used_and_counted(staff: Person, goods: Goods) -> None:
    """12 boxes are moved to another location, 1 is used up, and of the 11 expected 10 are counted."""
    staff.open("/scan")
    staff.page.locator("#sites").get_by_role("button", name=goods.county).click()
    staff.fill("Code on the label", goods.codes["batch"])
    staff.press("Read")
    staff.sees(goods.gift_item, "12\u00a0箱")
    expect(staff.page.locator("html")).to_have_attribute("data-kept", "true")  # nothing is drawn anew under the press
    staff.follow("Open its page")
    staff.follow("Move")
    staff.fill("How much", 12)
    staff.field("To which location").select_option(index=1)
    staff.press("Move")
    staff.follow("Issue")
    staff.fill("How much", 1)
    staff.press("Issue")
    staff.sees("11 箱")
    staff.follow("Count")
    staff.fill("How many are there", 10)
    staff.fill("Reason, when it differs", "one box missing")
    staff.press("Record the count")
    staff.sees("10 箱")


def village_asks_and_manager_approves(village: Person, manager: Person, goods: Goods) -> None:
    village.open("/requests")
    village.follow("Ask for goods")
    village.choose("What", goods.gift_item)
    village.fill("How many", 8)
    village.fill("Unit", "箱")
    village.fill("For how many people", 380)
    village.press("Send the request")
    goods.codes["request"] = village.reads(REQUEST)
    manager.open("/requests")
    manager.row(goods.codes["request"]).get_by_role("link").first.click()
    manager.sees("8 箱", "380")
    manager.press("Approve")
    expect(manager.page.get_by_role("button", name=manager.word("Approve"), exact=True)).to_have_count(0)
    goods.codes["request-page"] = manager.page.url


def goods_leave_for_the_village(staff: Person, goods: Goods) -> None:
    """The proposal takes 8 of the 10 boxes; their code is checked, they are loaded, and the waybill travels along."""
    staff.open(goods.codes["request-page"])
    staff.follow("Make a dispatch")
    box = {"unit": "箱", "item": goods.gift_item, "code": display(goods.codes["batch"])}
    expect(staff.field("How many %(unit)s of %(item)s, batch %(code)s", **box)).to_have_value("8")
    staff.press("Pick and hold")
    staff.fill("Scan or type the code of a box", goods.codes["batch"])
    staff.press("Check")
    staff.press("Loaded: send it off")
    goods.codes["dispatch"] = staff.reads(DISPATCH)
    staff.follow("Waybill and delivery slip")
    expect(staff.page.get_by_role("heading", name=re.compile("随货同行单"))).to_be_visible()
    expect(staff.page.get_by_role("table").first).to_contain_text(re.compile(r"8\s*箱"))


def village_confirms_one_short(village: Person, goods: Goods) -> None:
    village.open("/deliveries")
    village.row(goods.codes["dispatch"]).get_by_role("link", name=village.word("Confirm")).click()
    village.page.get_by_text(village.word("Something differs: short, damaged, returned or too much")).click()
    village.fill("Delivered", 7)
    village.fill("Short", 1)
    village.fill("What happened", "one box fewer")
    village.press("Confirm these figures")
    village.sees("7 箱")


def donor_follows_the_gift(donor: Person, goods: Goods) -> None:
    """12 came, 1 was missing at a count; of the 11 there are 2 in the county store and 7 in the village, 1 was used
    and 1 got lost on the way."""
    donor.open(f"/trace/{goods.codes['gift']}")
    donor.sees(goods.donor, goods.village, donor.word("Adds up"))
    expect(donor.page.locator("main")).to_contain_text(re.compile(r"12\s箱 − 1 .*= 2\s箱 \+ 7\s箱 \+ 1\s箱 \+ 1\s箱"))
    assert goods.contact not in donor.page.content()


def manager_exports_what_is_short(manager: Person, goods: Goods, folder: Path) -> None:
    """6,000 are needed; 20 boxes are in the store and 10 are coming: the workbook says by how much it falls short."""
    manager.open("/requests/new")
    manager.choose("For whom", goods.town)
    manager.choose("What", goods.allotted_item)
    manager.fill("How many", 6000)
    manager.fill("Unit", goods.base)
    manager.press("Send the request")
    manager.press("Approve")
    manager.open("/shortage")
    expect(manager.row(goods.allotted_item)).to_contain_text(f"{goods.short:,}")
    with manager.page.expect_download() as download:
        manager.page.get_by_role("link", name="Excel").click()
    download.value.save_as(folder / "shortage.xlsx")
    figures = figures_of(folder / "shortage.xlsx", goods.allotted_code, manager)
    assert figures == {"Need": 6000, "Usable stock": goods.usable, "Allotted, expected in time": goods.coming}


def figures_of(workbook: Path, code: str, manager: Person) -> dict[str, int]:
    """Of an item: the sums over the rows by place, which the summary's own row adds up by a live formula."""
    book = load_workbook(workbook)
    summary, places = book[manager.word("Shortage")], book[manager.word("By place")]
    formulas = [row[4].value for row in summary.iter_rows() if row[0].value == code]
    assert [str(formula)[:8] for formula in formulas] == ["=SUMIFS("]
    head = next(row for row in places.iter_rows(values_only=True) if manager.word("Item code") in row)
    rows = [row for row in places.iter_rows(values_only=True) if row[head.index(manager.word("Item code"))] == code]
    names = ("Need", "Usable stock", "Allotted, expected in time")
    return {name: sum(row[head.index(manager.word(name))] for row in rows) for name in names}
