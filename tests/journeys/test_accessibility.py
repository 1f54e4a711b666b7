"""Every page of the demo, as each person sees it: axe, the security policy, small screens, the keyboard."""

import json
from typing import NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.journeys.screens import DESKTOP, PHONE, open_context
from tests.support.crawl import pages_of, sign_in
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

PEOPLE = ("manager", "staff", "village", "admin", "auditor", "nobody")
"""A kind of page is looked at by the first who can open it; the start page is looked at by everybody."""
FEWEST = 80
"""Kinds of pages below which the walk has lost its way."""
PROOF = "/dispatches/ID/proof"
ARRIVED = ("/dispatches?status=delivered",)
"""Only what has arrived has a proof, and the start page leads to what waits: a short walk of its own begins here, until
somebody came by one."""
OF_PHONES = {
    "/account/phones",
    "/batches/ID/unknown/ID",
    "/conflicts",
    "/conflicts/ID",
    PROOF,
    "/guide",
    "/labels/rolls/ID",
    "/passes/ID",
    "/passes/ID/screen",
    "/people/ID/phones",
    "/stocktakes/ID",
    "/stocktakes/ID/count",
    "/stocktakes/ID/lines/ID",
    "/stocktakes/ID/posting",
    "/stocktakes/ID/result",
}
"""What managers see of the phones' work: the demo has something on each of them."""
LEVELS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # no rule of these levels reads style sheets, and fetching them costs every page its time
}
VIOLATIONS = """async (levels) => JSON.stringify(
  (await axe.run(levels)).violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 160)}`))
)"""
"""As one text: handed over as objects, all that axe tells of a page is looked through value by value on its way."""
SMALL_TARGETS = """() => [...document.querySelectorAll('button, .btn, .tab, summary, input:not([type=hidden]), select')]
  .filter((element) => element.checkVisibility({visibilityProperty: true}))
  .filter((element) => !element.closest('.visually-hidden, .why'))
  .map((element) => element.matches('input[type=checkbox], input[type=radio]') ? element.closest('label') : element)
  .filter((element) => element && element.getBoundingClientRect().height < 43.5)
  .map((element) => `${Math.round(element.getBoundingClientRect().height)} px: ${element.outerHTML.slice(0, 120)}`)"""
LEAVE_ALIKE_ROWS_OUT = r"""() => {
  const words = /^(href|id|for|value|title|d|x|y|width|height|datetime)$|^data-|-(label|describedby)$/;
  const told = (one) => [...one.attributes].filter(({name}) => !words.test(name)).map(({name, value}) => name + value);
  const make = (row) => [row, ...row.querySelectorAll('*')].map((one) => one.tagName + told(one).join('.')).join();
  for (const list of document.querySelectorAll('tbody, main ul, main ol')) {
    const met = new Map();
    for (const row of [...list.children]) {
      const known = make(row);
      met.set(known, (met.get(known) || 0) + 1);
      if (met.get(known) > 2) row.remove();
    }
  }
}"""
"""Two rows of a make stay: alike in every element, class and state, and apart only in their words and addresses."""
WIDEST_CODES = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const sign = '[0-9A-HJKMNP-TV-Z]', code = new RegExp(`\\b${sign}{4}-${sign}{4}-${sign}{4}-${sign}{2}\\b`, 'g');
  while (texts.nextNode()) {
    const text = texts.currentNode;
    text.data = text.data.replace(code, 'WWWW-WWWW-WWWW-WW').replace(/(-\d{8}-)[0-9A-Z]{5}/g, '$1WWWWW');
  }
}"""
"""Codes and numbers are made anew each time: with their widest letters a page is as wide as it can be."""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_DESK = {"width": 1024, "height": 700}
CUT_TABLES = """() => [...document.querySelectorAll('.table-scroll, .paper-table-wrap')]
  .filter((element) => element.scrollWidth > element.clientWidth + 24)
  .map((element) => `${element.scrollWidth - element.clientWidth} px: ${element.getAttribute('aria-label')}`)"""
"""Beyond what the letters of a code, which is made anew each time, add to a column."""
PRIMARY = """() => [...document.querySelectorAll('main .btn-primary')]
  .filter((element) => element.checkVisibility({visibilityProperty: true}) && !element.disabled).length"""
FOCUSED_PRIMARY = "() => document.activeElement.matches('main .btn-primary')"


class Watch:
    """What a page complained about since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(f"console {message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.status} {response.url}")

    def take(self) -> list[str]:
        heard, self.heard = self.heard, []
        return heard


@pytest.fixture(scope="module")
def paths(browser: Browser, demo: ServedApplication) -> dict[str, list[str]]:
    """Paths by person; no kind of page twice, but for the start page."""
    seen: set[str] = set()
    found = {}
    for who in PEOPLE:
        with open_context(browser, demo) as context:
            if who != "nobody":
                sign_in(context.new_page(), who)
            pages = pages_of(context, known=seen)
            if PROOF not in seen | pages.keys():
                pages |= pages_of(context, known=seen | pages.keys(), begin=ARRIVED, limit=40)
        found[who] = [path for kind, path in pages.items() if kind == "/" or kind not in seen]
        seen |= pages.keys()
    assert len(seen) > FEWEST, f"The walk found only {sorted(seen)}: links are broken, or it stops too early."
    assert seen >= OF_PHONES, f"The walk did not come by {sorted(OF_PHONES - seen)}."
    return found


class Look(NamedTuple):
    """A way of looking at the pages."""

    language: str
    size: dict[str, int]
    scheme: str


LOOKS = {"phone-en-light": Look("en", PHONE, "light"), "desktop-zh-dark": Look("zh", DESKTOP, "dark")}
Faults = dict[str, list[str]]


@pytest.fixture(scope="module")
def walks() -> dict[str, Faults]:
    """What was found in each look. A walk is long, and its tests come in any order: it is made once all the same."""
    return {}


@pytest.fixture(params=LOOKS)
def faults(
    browser: Browser,
    demo: ServedApplication,
    paths: dict[str, list[str]],
    walks: dict[str, Faults],
    request: pytest.FixtureRequest,
) -> Faults:
    """What is wrong with the pages, by kind of fault."""
    name: str = request.param
    if name not in walks:
        walks[name] = walk(browser, demo, paths, LOOKS[name])
    return walks[name]


def walk(browser: Browser, demo: ServedApplication, paths: dict[str, list[str]], look: Look) -> Faults:
    """Open every page once in a look, as each person who sees it."""
    found: Faults = {"barrier": [], "complaint": [], "width": [], "cut": [], "target": [], "keyboard": []}
    for who in PEOPLE:
        with open_context(browser, demo, language=look.language, viewport=look.size) as context:
            page = context.new_page()
            page.emulate_media(color_scheme=look.scheme)  # type: ignore[arg-type]
            if who != "nobody":
                sign_in(page, who)
            watch = Watch(page)
            for path in paths[who]:
                page.goto(path)
                inspect(page, look, path, found)
                found["complaint"] += [f"{path}: {complaint}" for complaint in watch.take()]
    return found


def inspect(page: Page, look: Look, path: str, found: Faults) -> None:
    """Note what is wrong with the open page. Widths and targets are those of the whole page; the rules are held to a
    page without rows of the same make, of which each takes as long again as the first."""
    page.set_viewport_size(SMALL_DESK)
    found["cut"] += [f"{path}: {table}" for table in page.evaluate(CUT_TABLES)]
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate(WIDEST_CODES)
    if wide := page.evaluate(TOO_WIDE):
        found["width"].append(f"{path}: {wide} px too wide")
    found["target"] += [f"{path}: {target}" for target in page.evaluate(SMALL_TARGETS)]
    page.set_viewport_size(look.size)
    page.evaluate(LEAVE_ALIKE_ROWS_OUT)
    page.evaluate(AXE_SCRIPT)
    found["barrier"] += [f"{path}: {violation}" for violation in json.loads(page.evaluate(VIOLATIONS, LEVELS))]
    if page.evaluate(PRIMARY) and not _reaches_primary(page):
        found["keyboard"].append(path)


def _reaches_primary(page: Page, most: int = 200) -> bool:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED_PRIMARY):
            return True
    return False


def test_axe_finds_no_barrier_on_any_page(faults: Faults) -> None:
    assert faults["barrier"] == []


def test_no_page_fails_or_asks_for_what_the_security_policy_refuses(faults: Faults) -> None:
    assert faults["complaint"] == []


def test_no_page_scrolls_sideways_at_320_pixels(faults: Faults) -> None:
    assert faults["width"] == []


def test_no_table_is_cut_off_at_a_small_desk(faults: Faults) -> None:
    assert faults["cut"] == []


def test_every_control_is_large_enough_for_a_thumb(faults: Faults) -> None:
    assert faults["target"] == []


def test_the_tab_key_reaches_the_primary_action_of_every_page(faults: Faults) -> None:
    assert faults["keyboard"] == []
