"""Every page of the demo, as each person sees it: axe, the security policy, small screens, the keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.journeys.conftest import DESKTOP, PHONE, open_context
from tests.support.crawl import pages_of, sign_in
from tests.support.served import ServedApplication

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PEOPLE = ("manager", "staff", "village", "admin", "auditor", "nobody")
"""A kind of page is looked at by the first who can open it; the start page is looked at by everybody."""
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          "resultTypes": ["violations"]}
SMALL_TARGETS = """() => [...document.querySelectorAll('button, .btn, .tab, summary, input:not([type=hidden]), select')]
  .filter((element) => element.checkVisibility({visibilityProperty: true}) && !element.closest('.visually-hidden'))
  .filter((element) => !element.matches('.visually-hidden'))
  .map((element) => element.matches('input[type=checkbox], input[type=radio]') ? element.closest('label') : element)
  .filter((element) => element && element.getBoundingClientRect().height < 43.5)
  .map((element) => `${Math.round(element.getBoundingClientRect().height)} px: ${element.outerHTML.slice(0, 120)}`)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
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
            pages = pages_of(context)
        found[who] = [path for kind, path in pages.items() if kind == "/" or kind not in seen]
        seen |= pages.keys()
    return found


@pytest.fixture
def visits(browser: Browser, demo: ServedApplication, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page signed in as the test's person, with the size, language and colours that the test asks for."""
    who, language, viewport, scheme = request.param
    with open_context(browser, demo, language=language, viewport=viewport) as context:
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)
        if who != "nobody":
            sign_in(page, who)
        yield page


def looks(*wanted: tuple[str, dict[str, int], str]) -> list[pytest.param]:
    return [pytest.param((who, language, viewport, scheme), id=f"{who}-{language}-{scheme}")
            for language, viewport, scheme in wanted for who in PEOPLE]


@pytest.mark.parametrize("visits", looks(("en", PHONE, "light"), ("zh", DESKTOP, "dark")), indirect=True)
def test_no_page_has_a_barrier_an_error_or_anything_the_policy_refuses(
    visits: Page, paths: dict[str, list[str]], request: pytest.FixtureRequest
) -> None:
    who = request.node.callspec.params["visits"][0]
    watch, axe, faults = Watch(visits), Axe(), []
    for path in paths[who]:
        visits.goto(path)
        result = axe.run(visits, options=LEVELS)
        found = [f"{rule['id']}: {node['html'][:160]}" for rule in result.response["violations"]
                 for node in rule["nodes"]]
        faults += [f"{path}: {fault}" for fault in found + watch.take()]
    assert faults == []


@pytest.mark.parametrize("visits", looks(("zh", PHONE, "light")), indirect=True)
def test_every_page_fits_a_small_phone_and_a_thumb(
    visits: Page, paths: dict[str, list[str]], request: pytest.FixtureRequest
) -> None:
    who = request.node.callspec.params["visits"][0]
    visits.set_viewport_size({"width": 320, "height": 700})
    faults = []
    for path in paths[who]:
        visits.goto(path)
        if wide := visits.evaluate(TOO_WIDE):
            faults.append(f"{path}: {wide} px too wide at 320 px")
        faults += [f"{path}: {target}" for target in visits.evaluate(SMALL_TARGETS)]
    assert faults == []


@pytest.mark.parametrize("visits", looks(("en", DESKTOP, "light")), indirect=True)
def test_the_keyboard_reaches_the_primary_action_of_every_page(
    visits: Page, paths: dict[str, list[str]], request: pytest.FixtureRequest
) -> None:
    who = request.node.callspec.params["visits"][0]
    faults = []
    for path in paths[who]:
        visits.goto(path)
        if visits.evaluate(PRIMARY) and not _reaches_primary(visits):
            faults.append(path)
    assert faults == []


def _reaches_primary(page: Page, most: int = 200) -> bool:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED_PRIMARY):
            return True
    return False
