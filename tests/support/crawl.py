"""The pages of a served demo that a person can reach by links: one of each kind, and one of it with a query."""

import re
from collections.abc import Collection, Iterator, Sequence
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from playwright.sync_api import BrowserContext, Page

from operations.demo_teller import PASSWORD

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]+)', re.I)
_IDS = re.compile(r"/\d{6,}(?=/|$)")
_CODES = re.compile(r"/[0-9A-HJKMNP-TV-Z]{14}(?=/|$)")
_PLACES_IN_A_LIST = {"after", "before", "page", "sort"}
"""Parts of a query that only turn the pages of a list."""
_NOT_PAGES = re.compile(r"^/(api|static|healthz|sign-out|language)(/|$)|\.(xlsx|csv|pdf|svg|json)$")


def sign_in(page: Page, username: str) -> None:
    """Sign in through the form as one of the demo's people; the page then shows what comes first for them."""
    page.goto("/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile(r"/$"))


def kind_of(address: str) -> str:
    """An address with its ids and codes left out: pages of one kind look alike. What a query asks for is left out too,
    only that it asks is kept: a filtered list, a form that another page filled in."""
    path, asks, _query = address.partition("?")
    return _CODES.sub("/CODE", _IDS.sub("/ID", path)) + asks


def pages_of(
    context: BrowserContext, *, limit: int = 400, known: Collection[str] = (), begin: Sequence[str] = ("/",)
) -> dict[str, str]:
    """Kind of page -> the first address of that kind, found by following links from `begin` with the context's sign-in.

    Of each kind three are looked into for further links, so that a page which only some documents have is found; one of
    those with a query, and of the `known` kinds, which somebody else showed.
    """
    found: dict[str, str] = {}
    looked: dict[str, int] = {}
    waiting = list(begin)
    seen = set(begin)
    while waiting and sum(looked.values()) < limit:
        path = waiting.pop(0)
        kind = kind_of(path)
        if looked.get(kind, 0) >= (1 if "?" in kind or kind in known else 3):
            continue
        looked[kind] = looked.get(kind, 0) + 1
        answer = context.request.get(path)
        if not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        address = _address(answer.url)
        found.setdefault(kind_of(address), address)
        for link in links(answer.text(), answer.url):
            mark = kind_of(link) if "?" in link else link
            if mark not in seen:
                seen.add(mark)
                waiting.append(link)
    return found


def links(html: str, base: str) -> Iterator[str]:
    """The pages of the same site that a page leads to, in its order."""
    for href in _HREF.findall(html):
        parts = urlsplit(urljoin(base, unescape(href)))
        if parts.netloc == urlsplit(base).netloc and not _NOT_PAGES.search(parts.path):
            yield _address(parts.geturl())


def _address(url: str) -> str:
    """Path and query of a URL; without the query when it only turns pages."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query).keys() - _PLACES_IN_A_LIST
    return f"{parts.path}?{parts.query}" if asked else parts.path
