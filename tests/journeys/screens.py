"""Browsers as people hold them: language, size."""

from playwright.sync_api import Browser, BrowserContext

from tests.support.served import ServedApplication

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def open_context(
    browser: Browser, server: ServedApplication, *, language: str = "en", viewport: dict[str, int] | None = None
) -> BrowserContext:
    """A browser of its own: language, size, downloads."""
    return browser.new_context(
        base_url=server.url,
        viewport=viewport or PHONE,
        locale="zh-CN" if language == "zh" else "en-GB",
        accept_downloads=True,
    )
