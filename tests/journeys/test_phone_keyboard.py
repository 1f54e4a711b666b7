"""Every mode of the phone with the keyboard alone, to the end: nothing is clicked, and the focus is never lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.keys import Keys
from tests.journeys.phone import WAIT, Books, Dock, Phone, signed_in
from tests.journeys.screens import PHONE, open_context

pytestmark = pytest.mark.browser

MAIN = "#act .ph-main"
ROW = "#body .ph-row"


class Hands:
    """Somebody at the dock without a mouse; everything that was done is on the list."""

    def __init__(self, phone: Phone, books: Books, keys: Keys) -> None:
        self.phone, self.books, self.keys = phone, books, keys
        self.kinds: list[str] = []

    def begin(self, site: str = "") -> None:
        """The first visit, and the choice of a site where there are several."""
        self.phone.page.goto("/scan")
        expect(self.phone.page.locator("html")).to_have_attribute("data-ready", "true", timeout=WAIT)
        if site:
            expect(self.phone.page.locator("#sites")).to_be_visible(timeout=WAIT)
            self.keys.enter(f"#sites [data-key={site}]")
        expect(self.phone.page.locator("#modes button").first).to_be_visible(timeout=WAIT)

    def says(self, *texts: str) -> None:
        self.phone.says(*texts)
        self.keys.check()

    def act(self, *says: str) -> None:
        """The one next action, and what it answers."""
        self.keys.enter(MAIN)
        self.says(*says)

    def recorded(self, *kinds: str) -> None:
        """The server did what was pressed, in this order."""
        self.kinds += kinds
        self.phone.sent(len(self.kinds))
        assert [kind for (kind,) in self.books.rows(
            "SELECT kind FROM phone_action WHERE outcome = 'done' AND id NOT IN (SELECT value FROM json_each(?)) "
            "ORDER BY number", str(sorted(self.books.before))
        )] == self.kinds  # fmt: skip
        self.keys.check()

    def look_up_and_move(self) -> None:
        keys, code = self.keys, self.books.batch("WATER-BOTTLE", "B1")
        keys.code(code)
        self.says(code[:4])
        self.act("Now scan the shelf")  # the next thing to do with it is to move it
        keys.type("#number", "2")
        keys.to("#body [data-key=to]")
        for _each in range(9):
            if "C1" in str(self.phone.page.evaluate("document.activeElement.selectedOptions[0].text")):
                break
            keys.press("ArrowDown")
            keys.check()
        self.act("moved to C1")
        self.recorded("move")

    def count(self) -> None:
        keys, code = self.keys, self.books.batch("BED-COT", "C1")
        keys.mode("count")
        keys.check()
        keys.code(code)
        self.says(code[:4])
        keys.type("#number", str(self.books.stock()[code, "C1"] - 1))
        self.act("fewer")
        keys.type("#body [data-key=reason]", "one is broken")
        self.act("counted")
        self.recorded("count")

    def hand_out(self) -> None:
        self.keys.mode("hand_out")
        self.keys.code(self.books.batch("FOOD-RICE", "B1"))
        self.keys.type("#number", "2")
        self.keys.type("#body [data-key=households]", "2")
        self.act("Handed out")
        self.recorded("hand_out")

    def receive(self) -> None:
        keys, page = self.keys, self.phone.page
        keys.mode("receive")
        keys.enter(f"li:nth-child(2) > {ROW.split()[1]}")
        keys.check()
        expect(page.locator("#body [data-key=lot], #body [data-key=brought]")).to_have_count(1)
        if page.locator("#body [data-key=lot]").count() == 0:
            keys.enter(ROW)
            expect(page.locator("#body [data-key=lot]")).to_be_visible()
        keys.type("#body [data-key=lot]", "KEY-1")
        keys.type("#body [data-key=expires_on]", "01012028")
        expect(page.locator("#body [data-key=expires_on]")).to_have_value("2028-01-01")
        keys.type("#number", "3")
        keys.enter(MAIN)
        expect(page.locator("#body [data-key=brought]")).to_be_visible()
        self.act("is received")
        self.recorded("receive")

    def load(self) -> None:
        keys, page = self.keys, self.phone.page
        keys.mode("load")
        keys.enter(ROW)
        expect(page.locator("#body h2")).to_contain_text("CK-")
        keys.check()
        number = page.locator("#body h2").inner_text().split(" ")[0]
        lines = self.books.rows(
            "SELECT b.code, l.quantity FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id "
            "JOIN batch b ON b.id = l.batch_id WHERE d.number = ? ORDER BY l.line_no",
            number,
        )
        for code, quantity in lines:
            keys.code(code)
            self.says(f"1 of {quantity}")
            keys.type("#number", str(quantity))
        expect(page.locator(MAIN)).to_contain_text("Send off")
        keys.enter(MAIN)
        expect(page.locator("#body [data-key=vehicle]")).to_be_visible()
        keys.check()
        keys.type("#body [data-key=vehicle]", "浙C·K1")
        self.act(f"{number} is on its way")
        self.recorded(*["check"] * len(lines), "load")

    def bind(self) -> None:
        """A blank label of a roll: read, chosen from the list, put on."""
        keys, page = self.keys, self.phone.page
        code = self.books.rows("SELECT code FROM label_code WHERE kind = 'unbound' AND status = 'active'")[0][0]
        keys.mode("look_up")
        keys.code(code)
        expect(page.locator("#answer button")).to_be_visible(timeout=WAIT)
        keys.enter("#answer button")
        expect(page.locator("#body [data-key=bind]")).to_be_visible()
        keys.check()
        keys.type("#body [data-key=bind]", "rice")
        keys.enter(ROW)
        expect(page.locator(MAIN)).to_be_visible()
        self.act("The label is on")
        self.recorded("bind")

    def undo(self) -> None:
        """Out of the running list, with a reason."""
        keys = self.keys
        keys.enter("#done .ph-undo:not([aria-label*=Label])", back=True)
        expect(self.phone.page.locator("#ask")).to_be_visible()
        keys.check()
        keys.enter("#ask .btn-primary")
        self.says("Taken back")

    def stocktake(self) -> None:
        keys, page = self.keys, self.phone.page
        keys.mode("stocktake")
        keys.enter(ROW)
        expect(page.locator("#body [data-key=where]")).to_be_visible()
        keys.check()
        keys.type("#number", "4")
        self.act("counted")
        self.recorded("stocktake_count")

    def deliver(self) -> None:
        """With a difference, a name, and no drawn signature: what is drawn can be typed instead."""
        keys, page = self.keys, self.phone.page
        keys.mode("deliver")
        keys.enter(ROW)
        self.says("Arriving")
        keys.enter(ROW)
        expect(page.locator("#body [data-key=short]")).to_be_visible()
        keys.check()
        keys.type("#body [data-key=short]", "1")
        keys.type("#body [data-key='gap reason']", "one box fewer")
        keys.enter(MAIN)
        expect(page.locator("#body [data-key=signed]")).to_be_visible()
        keys.type("#body [data-key=signed]", "Lin, storekeeper")
        keys.enter("#body .ph-field .ph-pair button:last-child")
        expect(page.locator("#body canvas")).to_have_count(0)
        keys.check()
        self.act("is confirmed")
        self.recorded("deliver")


@pytest.fixture
def hands(browser: Browser, served: Dock, request: pytest.FixtureRequest) -> Iterator[Hands]:
    with open_context(browser, served[0], viewport=PHONE) as context:
        phone = signed_in(context, request.param)
        yield Hands(phone, served[1], Keys(phone.page))
        assert phone.complaints == []


@pytest.mark.parametrize("hands", ["staff"], indirect=True)
def test_a_day_at_the_dock_is_worked_with_the_keyboard_alone(hands: Hands) -> None:
    hands.begin("WC-COUNTY")
    hands.look_up_and_move()
    hands.count()
    hands.hand_out()
    hands.receive()
    hands.load()
    hands.bind()
    hands.undo()


@pytest.mark.parametrize("hands", ["staff"], indirect=True)
def test_a_stocktake_is_counted_with_the_keyboard_alone(hands: Hands) -> None:
    hands.begin("WC-NANTIAN")
    hands.stocktake()


@pytest.mark.parametrize("hands", ["village"], indirect=True)
def test_a_delivery_with_a_difference_is_confirmed_with_the_keyboard_alone(hands: Hands) -> None:
    hands.begin()
    hands.deliver()
    assert hands.books.rows("SELECT signed_by FROM delivery ORDER BY id DESC LIMIT 1") == [("Lin, storekeeper",)]


DAY = """async (texts) => {
  const main = document.querySelector('script[type=module]').src;
  const { day } = await import(new URL('words.js', main).href);
  return texts.map((text) => day(text));
}"""


@pytest.mark.parametrize("hands", ["village"], indirect=True)
def test_a_year_of_five_digits_typed_into_a_date_is_shown_as_it_is_and_breaks_nothing(hands: Hands) -> None:
    hands.begin()
    assert hands.phone.page.evaluate(DAY, ["2028-01-31", "12028-03-10", "", None]) == [
        "Jan 31, 2028", "12028-03-10", "–", "–"
    ]  # fmt: skip
