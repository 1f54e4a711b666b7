"""The pages of a served demo that a person can reach by links, one of each kind."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import BrowserContext, Page

from operations.demo_teller import PASSWORD

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]+)', re.I)
_IDS = re.compile(r"/\d{6,}(?=/|$)")
_CODES = re.compile(r"/[0-9A-HJKMNP-TV-Z]{14}(?=/|$)")
_NOT_PAGES = re.compile(r"^/(api|static|healthz|sign-out)(/|$)|\.(xlsx|csv|pdf|svg|json)$")


def sign_in(page: Page, username: str) -> None:
    """Sign in through the form as one of the demo's people; the page then shows what comes first for them."""
    page.goto("/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile(r"/$"))


def kind_of(path: str) -> str:
    """A path with its ids and codes left out: pages of one kind look alike."""
    return _CODES.sub("/CODE", _IDS.sub("/ID", path))


def pages_of(context: BrowserContext, *, limit: int = 400) -> dict[str, str]:
    """Kind of page -> the first path of that kind, found by following links from `/` with the context's sign-in.

    Of each kind three are looked into for further links, so that a page which only some documents have is found.
    """
    found: dict[str, str] = {}
    looked: dict[str, int] = {}
    waiting = ["/"]
    seen = {"/"}
    while waiting and len(seen) < limit:
        path = waiting.pop(0)
        kind = kind_of(path)
        if looked.get(kind, 0) >= 3:
            continue
        looked[kind] = looked.get(kind, 0) + 1
        answer = context.request.get(path)
        if not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.setdefault(kind_of(urlsplit(answer.url).path), urlsplit(answer.url).path)
        for link in _links(answer.text(), answer.url):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


def _links(html: str, base: str) -> Iterator[str]:
    for href in _HREF.findall(html):
        parts = urlsplit(urljoin(base, unescape(href)))
        if parts.netloc == urlsplit(base).netloc and not _NOT_PAGES.search(parts.path):
            yield parts.path
