"""The pictures of the guides for each role (docs/manager.md and its sisters) from a fresh demo, on a phone, in both
languages, into docs/img. `python scripts/guide_pictures.py [NAME ...]` takes only the named ones. The volunteer's come
from volunteer_pictures.py, the README's from screenshots.py --readme."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from scripts.screenshots import COLOURS, LANGUAGES, SIZES, make_demo  # noqa: E402
from tests.support.chromium import find_chromium, launch_arguments  # noqa: E402
from tests.support.crawl import sign_in  # noqa: E402
from tests.support.served import served_application  # noqa: E402

PICTURES = ROOT / "docs" / "img"
FIRST_ROW = "main tbody a"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who looks, from which address, through which links, and what stands on top of it."""

    name: str
    who: str
    path: str
    clicks: tuple[str, ...] = ()
    top: str = ""


SHOTS = (
    Shot("manager-today", "manager", "/"),
    Shot("manager-request", "manager", "/requests?status=sent&priority=life", (FIRST_ROW,), "#lines"),
    Shot("manager-shortage", "manager", "/shortage", top=".data-table"),
    Shot("staff-today", "staff", "/"),
    Shot("staff-batch", "staff", "/stock?q=NM20A", (FIRST_ROW,)),
    Shot("staff-receive", "staff", "/incoming", (FIRST_ROW, 'main a[href$="/receive"]')),
    Shot("staff-load", "staff", "/dispatches?status=picked", (FIRST_ROW,), "#scan"),
    Shot("village-request", "village", "/requests/new"),
    Shot("village-deliver", "village", "/deliveries", ('main a[href$="/deliver"]',)),
    Shot("village-handout", "village", "/hand-outs/new"),
    Shot("donor-start", "", "/"),
    Shot("donor-trace", "", "/trace/{code}"),
    Shot("donor-where", "", "/trace/{code}", top=".trace-places"),
    Shot("admin-person", "admin", "/people/new"),
    Shot("admin-site", "admin", "/sites?q=WC-COUNTY", (FIRST_ROW,)),
)
"""`{code}`: the trace code of the first line of the gift to follow."""


def take(page: Page, shot: Shot, code: str, file: Path) -> None:
    page.goto(shot.path.format(code=code))
    for link in shot.clicks:
        page.locator(link).first.click()
        page.wait_for_load_state()
    if shot.top:
        page.locator(shot.top).first.evaluate("part => part.scrollIntoView({ behavior: 'instant' })")
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(COLOURS // 2).save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KiB")


def main() -> None:
    shots = [shot for shot in SHOTS if shot.name in sys.argv[1:] or not sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url, code = make_demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
        with served_application(url, RATELIMIT_ENABLED="0") as server:
            for language, locale in LANGUAGES.items():
                for who in dict.fromkeys(shot.who for shot in shots):
                    with browser.new_context(base_url=server.url, viewport=SIZES["phone"], locale=locale) as context:
                        page = context.new_page()
                        if who:
                            sign_in(page, who)
                        for shot in shots:
                            if shot.who == who:
                                ending = "-zh" if language == "zh" else ""
                                take(page, shot, code, PICTURES / f"{shot.name}{ending}.png")
        browser.close()


if __name__ == "__main__":
    main()
