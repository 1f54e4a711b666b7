"""The pictures of the volunteer's guide (docs/volunteer.md) from the running demo, in both languages, into docs/img.

A manager admits volunteers, one joins with a phone, moves a box, counts, and loses the signal.
"""

import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright  # noqa: E402

from scripts.screenshots import COLOURS, LANGUAGES, make_demo  # noqa: E402
from tests.journeys.phone import Books  # noqa: E402
from tests.support.chromium import find_chromium, launch_arguments  # noqa: E402
from tests.support.crawl import sign_in  # noqa: E402
from tests.support.served import ServedApplication, served_application  # noqa: E402

PICTURES = ROOT / "docs" / "img"
PHONE = {"width": 390, "height": 700}
SCREEN = {"width": 1100, "height": 760}
NAMES = {"en": "Li Ming", "zh": "李明"}
ZONE = "Asia/Shanghai"
SITE = "WC-COUNTY"


def keep(page: Page, name: str, language: str) -> None:
    """One picture, small: few colours, and no more pixels than it needs on paper."""
    file = PICTURES / f"volunteer-{name}-{language}.png"
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(COLOURS // 2).save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KiB")


def context_of(browser: Browser, server: ServedApplication, language: str, size: dict[str, int]) -> BrowserContext:
    return browser.new_context(
        base_url=server.url, viewport=size, locale=LANGUAGES[language], timezone_id=ZONE, device_scale_factor=1
    )


def offered(page: Page) -> str:
    """The manager shows the code; what stands below it."""
    sign_in(page, "manager")
    page.goto("/passes/new")
    site = page.locator("#site_id option", has_text=SITE).get_attribute("value")
    page.locator("#site_id").select_option(site)
    for mode in ("load", "count"):
        page.locator(f"#mode-{mode}").check()
    page.locator("#most").press("Enter")
    page.wait_for_url("**/screen")
    return page.locator(".pass-typed strong").inner_text().replace("-", "")


def read(page: Page, text: str) -> None:
    page.locator("#code").fill(text)
    page.locator("#code").press("Enter")
    expect(page.locator("#code")).to_have_value("")


def take(browser: Browser, server: ServedApplication, books: Books, language: str) -> None:
    """The day of one volunteer."""
    with (
        context_of(browser, server, language, SCREEN) as managers,
        context_of(browser, server, language, PHONE) as context,
    ):
        screen, page = managers.new_page(), context.new_page()
        code = offered(screen)
        keep(screen, "screen", language)
        page.goto(f"/join/{code}")
        page.locator("#name").fill(NAMES[language])
        keep(page, "join", language)
        page.locator("#name").press("Enter")
        expect(page.locator("html")).to_have_attribute("data-kept", "true", timeout=20_000)
        keep(page, "scan", language)
        work(page, books, language)
        context.set_offline(True)
        page.locator("#modes [data-mode=move]").click()
        read(page, books.batch("FOOD-RICE", "B1"))
        read(page, books.label("A1"))
        page.locator("#act .ph-main").click()
        expect(page.locator("#counts")).to_contain_text(re.compile("1 waiting|1 条待发送"))
        keep(page, "offline", language)


def work(page: Page, books: Books, language: str) -> None:
    """A move and a count."""
    page.locator("#modes [data-mode=move]").click()
    read(page, books.batch("DIS-HYPO", "A1"))
    expect(page.locator("#number")).to_be_enabled()
    keep(page, "move", language)
    read(page, books.label("B1"))
    page.locator("#act .ph-main").click()
    expect(page.locator("#answer")).to_contain_text(re.compile("moved to B1|已将 .* 移到 B1"))
    expect(page.locator("#counts")).to_contain_text(re.compile("1 sent|已发送 1 条"))
    keep(page, "moved", language)
    page.locator("#modes [data-mode=count]").click()
    read(page, books.label("B1"))
    read(page, books.batch("WATER-BOTTLE", "B1"))
    expect(page.locator("#number")).to_be_enabled()
    expect(page.locator("#answer")).to_contain_text(re.compile("Drinking water|水"))
    keep(page, "count", language)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url, _code = make_demo(Path(folder))
        books = Books(Path(folder) / "demo.sqlite3")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
        with served_application(url, RATELIMIT_ENABLED="0", TIMEZONE=ZONE) as server:
            for language in LANGUAGES:
                take(browser, server, books, language)
        browser.close()


if __name__ == "__main__":
    main()
