"""Pictures of every page of the demo, phone and desktop, in both languages, into build/screenshots.

Loads a fresh demo county into a database of its own, serves it, and walks every person's pages.
`python scripts/screenshots.py [PERSON ...]` takes only those of the named people; `--readme` takes the few of the
README into docs/img instead, small.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.support.chromium import find_chromium, launch_arguments  # noqa: E402
from tests.support.crawl import kind_of, pages_of, sign_in  # noqa: E402
from tests.support.served import ServedApplication, served_application  # noqa: E402

OUT = ROOT / "build" / "screenshots"
PEOPLE = ("manager", "staff", "village", "admin", "auditor", "nobody")
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
README = (
    # name, person, language, size, page ({code}: the trace code of the first line of the gift to follow)
    ("trace-phone", "nobody", "en", "tall phone", "/trace/{code}"),
    ("batch-phone", "staff", "en", "phone", "/stock?q=QH0615&sort=-quantity"),
    ("stock-desktop", "staff", "en", "desktop", "/stock"),
    ("shortage-desktop-zh", "manager", "zh", "desktop", "/shortage"),
)
README_SIZES = {**SIZES, "tall phone": {"width": 390, "height": 1240}}
COLOURS = 128


def make_demo(folder: Path) -> tuple[str, str]:
    """A database with the demo county: its URL, and the trace code of the first line of the gift to follow."""
    file = folder / "demo.sqlite3"
    url = f"sqlite:///{file}"
    environment = {**os.environ, "DATABASE_URL": url, "EVERNORMAL_DEMO": "1", "FLASK_APP": "wsgi.py"}
    for words in (("db", "upgrade"), ("demo", "load")):
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    gift = re.findall(r"/trace/(\w+)", done.stdout)[0]
    with closing(sqlite3.connect(file)) as database:
        line = database.execute(
            "SELECT l.code FROM consignment_line l JOIN consignment c ON c.id = l.consignment_id "
            "WHERE c.code = ? ORDER BY l.line_no",
            (gift,),
        ).fetchone()
    return url, line[0]


def picture_name(kind: str) -> str:
    return kind.strip("/").replace("?", "_asked").replace("/", "_") or "start"


def take_pictures(browser: Browser, server: ServedApplication, who: str, seen: set[str]) -> None:
    """One person's pages in every size and language; kinds that others showed already are left out."""
    kinds: dict[str, str] = {}
    for language, locale in LANGUAGES.items():
        for size, viewport in SIZES.items():
            with browser.new_context(base_url=server.url, viewport=viewport, locale=locale) as context:
                page = context.new_page()
                if who != "nobody":
                    sign_in(page, who)
                kinds = kinds or pages_of(context)
                for kind, path in kinds.items():
                    if kind != "/" and kind in seen:
                        continue
                    page.goto(path)
                    if not str(page.locator("html").get_attribute("lang")).startswith(language):
                        raise RuntimeError(f"{path} is not in {language}")
                    page.screenshot(
                        path=OUT / f"{who}_{picture_name(kind_of(path))}_{language}_{size}.png", full_page=True
                    )
    seen.update(kinds)


def take_readme_pictures(browser: Browser, server: ServedApplication, code: str) -> None:
    """The best few, at twice the phone's pixels, with few colours."""
    for name, who, language, size, path in README:
        scale = 1 if size == "desktop" else 2
        with browser.new_context(
            base_url=server.url, viewport=README_SIZES[size], locale=LANGUAGES[language], device_scale_factor=scale
        ) as context:
            page = context.new_page()
            if who != "nobody":
                sign_in(page, who)
            page.goto(path.format(code=code))
            if name == "batch-phone":
                page.locator("main tbody a").first.click()
                page.wait_for_url("**/batches/*")
            file = ROOT / "docs" / "img" / f"{name}.png"
            page.screenshot(path=file)
            Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KiB")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    people = sys.argv[1:] or PEOPLE
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url, code = make_demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
        with served_application(url, RATELIMIT_ENABLED="0") as server:
            if "--readme" in people:
                take_readme_pictures(browser, server, code)
            else:
                take_all(browser, server, people)
        browser.close()


def take_all(browser: Browser, server: ServedApplication, people: Sequence[str]) -> None:
    """Every kind of page once, as the first of the people who can open it sees it."""
    seen: set[str] = set()
    for who in people:
        take_pictures(browser, server, who, seen)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
