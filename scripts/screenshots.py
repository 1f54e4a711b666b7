"""Pictures of every page of the demo, phone and desktop, in both languages, into build/screenshots.

Loads a fresh demo county into a database of its own, serves it, and walks every person's pages.
`python scripts/screenshots.py [PERSON ...]` takes only those of the named people.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.support.chromium import find_chromium, launch_arguments  # noqa: E402
from tests.support.crawl import kind_of, pages_of, sign_in  # noqa: E402
from tests.support.served import ServedApplication, served_application  # noqa: E402

OUT = ROOT / "build" / "screenshots"
PEOPLE = ("manager", "staff", "village", "admin", "auditor", "nobody")
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}


def make_demo(folder: Path) -> str:
    """A database with the demo county; its URL."""
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    environment = {**os.environ, "DATABASE_URL": url, "EVERNORMAL_DEMO": "1", "FLASK_APP": "wsgi.py"}
    for words in (("db", "upgrade"), ("demo", "load")):
        subprocess.run([sys.executable, "-m", "flask", *words], cwd=ROOT, env=environment, check=True,
                       capture_output=True)
    return url


def picture_name(kind: str) -> str:
    return kind.strip("/").replace("/", "_") or "start"


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
                    page.screenshot(path=OUT / f"{who}_{picture_name(kind_of(path))}_{language}_{size}.png",
                                    full_page=True)
    seen.update(kinds)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    people = sys.argv[1:] or PEOPLE
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = make_demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
        with served_application(url, RATELIMIT_ENABLED="0") as server:
            seen: set[str] = set()
            for who in people:
                take_pictures(browser, server, who, seen)
        browser.close()
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
