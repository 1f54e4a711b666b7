"""A person before a screen: finds things by the words on them, in the language of the browser."""

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from core.i18n import merged_catalogue
from tests.journeys.screens import open_context
from tests.support.crawl import sign_in
from tests.support.served import ServedApplication

_CHINESE = {message.id: str(message.string) for message in merged_catalogue("zh") if isinstance(message.id, str)}


class Person:
    """One browser of one person; `username` None is somebody without an account."""

    def __init__(
        self, browser: Browser, server: ServedApplication, username: str | None, language: str, viewport: dict[str, int]
    ) -> None:
        self.language = language
        self.context: BrowserContext = open_context(browser, server, language=language, viewport=viewport)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if username is not None:
            sign_in(self.page, username)

    def word(self, english: str, **values: Any) -> str:
        """The words as this person reads them."""
        words = _CHINESE[english] if self.language == "zh" else english
        return words % values if values else words

    def field(self, english: str, **values: Any) -> Locator:
        """The field under a label, with or without «(optional)»."""
        label, optional = re.escape(self.word(english, **values)), re.escape(self.word("(optional)"))
        return self.page.locator("main").get_by_label(re.compile(rf"^\s*{label}(\s*{optional})?\s*$"))

    def fill(self, english: str, value: object) -> None:
        self.field(english).fill(str(value))

    def choose(self, english: str, containing: str) -> None:
        """Choose the option whose words contain a text."""
        select = self.field(english)
        value = select.locator("option", has_text=containing).first.get_attribute("value")
        select.select_option(value)

    def press(self, english: str, **values: Any) -> None:
        """Press a button of the page by its words."""
        self.page.get_by_role("button", name=self.word(english, **values), exact=True).click()

    def answer_of(self, english: str, address: str) -> bytes:
        """Press a button that answers with a file which the browser may show itself; the file as it was sent."""
        sent: list[bytes] = []

        def pass_on(route: Route) -> None:
            answer = route.fetch()
            sent.append(answer.body())
            route.fulfill(response=answer)

        self.page.route(address, pass_on)
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.press(english)
        self.page.unroute(address)
        return sent[0]

    def follow(self, english: str, **values: Any) -> None:
        """Follow a link of the page by its words, whole: «Move» is no «Movements» of a menu that is not hidden yet."""
        words = re.compile(rf"^\s*{re.escape(self.word(english, **values))}(?!\w)")
        self.page.get_by_role("link", name=words).first.click()

    def open(self, path: str) -> None:
        self.page.goto(path)

    def sees(self, *texts: str) -> None:
        """The page says all of this somewhere visible."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def row(self, *texts: str) -> Locator:
        """The first row of a table that contains all these texts."""
        rows = self.page.get_by_role("row")
        for text in texts:
            rows = rows.filter(has_text=text)
        return rows.first

    def reads(self, pattern: re.Pattern[str]) -> str:
        """What the page shows that looks like this, such as a number or a code."""
        shown = self.page.get_by_text(pattern).first.text_content() or ""
        found = pattern.search(shown)
        assert found, shown
        return found.group()

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong in it."""
        self.context.close()
        assert self.complaints == []
