"""A phone at the dock: a browser on the scan page, a signal that comes and goes, and the database behind it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from tests.journeys.screens import PHONE
from tests.support.berths import PROOFS, berth
from tests.support.chromium import find_chromium, launch_arguments
from tests.support.crawl import sign_in
from tests.support.served import ServedApplication

SITE = "WC-COUNTY"
SITE_NAME = "Wencheng County store"
WAIT = 15_000


class Books:
    """What the database says."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.proofs = file.parent / PROOFS
        self.before = {action for (action,) in self.rows("SELECT id FROM phone_action")}

    def rows(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(statement, values).fetchall()

    def batch(self, item: str, location: str, site: str = SITE) -> str:
        """The code of the largest usable batch of an item at a location, which nobody restricted."""
        return str(
            self.rows(
                "SELECT b.code FROM stock_balance s JOIN batch b ON b.id = s.batch_id JOIN item i ON i.id = b.item_id "
                "JOIN location l ON l.id = s.location_id JOIN site p ON p.id = l.site_id "
                "WHERE i.code = ? AND l.code = ? AND p.code = ? AND b.state = 'usable' AND b.restriction_id IS NULL "
                "ORDER BY s.quantity DESC",
                item,
                location,
                site,
            )[0][0]
        )

    def stock(self, site: str = SITE) -> dict[tuple[str, str], int]:
        """Quantity by batch code and location code, empty places left out."""
        return {
            (batch, location): quantity
            for batch, location, quantity in self.rows(
                "SELECT b.code, l.code, s.quantity FROM stock_balance s JOIN batch b ON b.id = s.batch_id "
                "JOIN location l ON l.id = s.location_id JOIN site p ON p.id = l.site_id WHERE p.code = ?",
                site,
            )
            if quantity
        }

    def outcomes(self) -> list[str]:
        """What became of every action that a phone sent since the books were opened, in the order of its number."""
        actions = self.rows("SELECT id, outcome FROM phone_action ORDER BY device_id, number")
        return [outcome for action, outcome in actions if action not in self.before]

    def postings(self) -> int:
        return int(self.rows("SELECT count(*) FROM posting")[0][0])

    def label(self, location: str, site: str = SITE) -> str:
        """The code on a shelf."""
        return str(
            self.rows(
                "SELECT c.code FROM label_code c JOIN location l ON l.id = c.location_id "
                "JOIN site p ON p.id = l.site_id WHERE l.code = ? AND p.code = ? AND c.status = 'active'",
                location,
                site,
            )[0][0]
        )


class Phone:
    """The scan page in one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, site: str | None = None) -> None:
        """Open the page; at the first visit choose the site and wait until everything is on the device."""
        self.page.goto("/scan")
        expect(self.page.locator("html")).to_have_attribute("data-ready", "true", timeout=WAIT)
        if site:
            self.page.locator("#sites").get_by_role("button", name=site).click(timeout=WAIT)
        expect(self.page.locator("#modes button").first).to_be_visible(timeout=WAIT)

    def visit(self, site: str = SITE_NAME) -> None:
        """A first visit with a signal, after which the page works without one."""
        self.open(site)
        self.kept()

    def kept(self) -> None:
        """Wait until all that is needed without a signal is on the device."""
        expect(self.page.locator("html")).to_have_attribute("data-kept", "true", timeout=WAIT)

    def use(self, mode: str) -> None:
        self.page.locator(f"#modes [data-mode={mode}]").click()
        expect(self.page.locator(f"#modes [data-mode={mode}]")).to_have_attribute("aria-pressed", "true")

    def read(self, text: str) -> None:
        """A hand-held scanner reads a code."""
        field = self.page.get_by_label("Code on the label")
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_value("")

    def number(self, value: int) -> None:
        self.page.locator("#number").fill(str(value))

    def press(self) -> None:
        """The one next action."""
        self.page.locator("#act .ph-main").click()

    def in_line(self) -> None:
        """The first line of the second consignment that is expected here, opened to be received."""
        self.use("receive")
        self.page.locator("#body .ph-row").nth(1).click()
        expect(self.page.locator("#body [data-key=lot], #body [data-key=brought]")).to_be_visible()
        if self.page.locator("#body [data-key=brought]").count():  # more than one line: the list of them
            self.page.locator("#body .ph-row").first.click()
            expect(self.page.locator("#body [data-key=lot]")).to_be_visible()

    def receive(self) -> None:
        """The counted line is done, and with it the whole of what came."""
        self.press()
        expect(self.page.locator("#body [data-key=brought]")).to_be_visible()
        self.press()
        self.says("is received")

    def sends_off(self, number: str) -> None:
        """A dispatch leaves with everything loaded."""
        expect(self.page.locator("#act .ph-main")).to_contain_text("Send off")
        self.press()
        expect(self.page.locator("#body")).to_contain_text("Everything is loaded")
        self.press()
        self.says(f"{number} is on its way")

    def says(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("#answer")).to_contain_text(text)

    @property
    def counts(self) -> Locator:
        return self.page.locator("#counts")

    def sent(self, number: int, timeout: int = 30_000) -> None:
        """Wait until so many were sent and nothing waits."""
        expect(self.counts).to_contain_text(f"0 waiting · {number} sent", timeout=timeout)

    def move(self, batch: str, quantity: int, shelf: str, to: str) -> None:
        self.use("move")
        self.read(batch)
        self.number(quantity)
        self.read(shelf)
        self.says(f"to {to}")
        self.press()
        self.says(f"moved to {to}")

    def count(self, batch: str, counted: int, reason: str = "") -> None:
        self.use("count")
        self.read(batch)
        self.number(counted)
        self.press()
        if reason:
            self.page.locator("#body").get_by_label("Reason").fill(reason)
            self.press()
        self.says("counted")

    def hand_out(self, batch: str, quantity: int, households: int) -> None:
        self.use("hand_out")
        self.read(batch)
        self.number(quantity)
        self.page.locator("#body").get_by_label("Households").fill(str(households))
        self.press()
        self.says("Handed out")


Dock = tuple[ServedApplication, Books]


@contextmanager
def dock(county: Path, **environment: str) -> Iterator[Dock]:
    """A copy of the demo county, served at an address of its own."""
    with berth(county, **environment) as found:
        yield found.server, Books(found.file)


def device(
    playwright: Playwright, server: ServedApplication, folder: Path, *, film: Path | None = None
) -> BrowserContext:
    """A phone whose browser keeps what it holds when it is closed: opened again from the same folder it is the same."""
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    return playwright.chromium.launch_persistent_context(
        folder,
        executable_path=find_chromium(),
        args=[*launch_arguments(), *(camera if film else [])],
        base_url=server.url,
        viewport=PHONE,
        locale="en-GB",
    )


def signed_in(context: BrowserContext, username: str = "staff") -> Phone:
    """A phone of a person, before its first visit to the scan page."""
    page = context.pages[0] if context.pages else context.new_page()
    sign_in(page, username)
    return Phone(page)


def forget(folder: Path) -> None:
    """The device is thrown away."""
    shutil.rmtree(folder, ignore_errors=True)
