"""Signatures and photos that a phone could not send: another person signs in and out on it, or its access ends."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.journeys.person import Person
from tests.journeys.phone import WAIT, Books, Phone, device, dock, signed_in
from tests.journeys.screens import DESKTOP
from tests.journeys.test_proof import LEFT, arriving, draw, picture_file, verified
from tests.support.crawl import sign_in
from tests.support.pictures import SECRETS
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

PICTURES = "**/api/v1/phone/proofs"
Dock = tuple[ServedApplication, Books, Path]


@pytest.fixture
def served(county: Path) -> Iterator[Dock]:
    with dock(county) as (server, books):
        yield server, books, books.proofs


@pytest.fixture
def context(playwright: Playwright, served: Dock, tmp_path: Path) -> Iterator[BrowserContext]:
    with device(playwright, served[0], tmp_path / "phone") as context:
        yield context


def sign_and_photograph(phone: Phone, number: str, folder: Path) -> None:
    """Confirm an arrival with both pictures."""
    page = phone.page
    phone.use("deliver")
    page.locator("#body .ph-row", has_text=number).click()
    page.locator("[data-key=signed]").fill("城南村委会")
    draw(page, "canvas.ph-pad")
    page.locator("[data-key='take photo']").set_input_files(picture_file(folder))
    expect(page.locator("img.ph-taken")).to_be_visible()
    phone.press()


def kept_with(served: Dock, number: str) -> list[str]:
    """The pictures that a dispatch's delivery has."""
    statement = (
        "SELECT p.kind FROM proof_picture p JOIN dispatch d ON d.id = p.dispatch_id WHERE d.number = ? ORDER BY 1"
    )
    return [kind for (kind,) in served[1].rows(statement, number)]


def signs_out(phone: Phone) -> None:
    phone.page.goto("/")
    phone.page.locator(".user-menu summary").click()
    phone.page.get_by_role("button", name="Sign out").click()


def test_pictures_outlast_another_person_on_the_phone_and_their_sign_out(
    context: BrowserContext, served: Dock, tmp_path: Path
) -> None:
    """The delivery was answered, its pictures were not: nobody else's coming and going loses them."""
    _dispatch_id, number = arriving(served[1])
    context.route(PICTURES, lambda route: route.abort())
    phone = signed_in(context, "village")
    phone.open()
    sign_and_photograph(phone, number, tmp_path)
    expect(phone.counts).to_contain_text("1 sent · 2 pictures waiting", timeout=WAIT)
    signs_out(phone)
    expect(phone.page.get_by_role("dialog")).to_contain_text("Not sent yet from this phone: 2")
    phone.page.get_by_role("button", name="Stay signed in").click()

    for looks_at_the_phone in (False, True):
        context.clear_cookies()
        sign_in(phone.page, "staff")
        if looks_at_the_phone:
            phone.page.goto("/scan")
            notice = phone.page.locator("#notices")
            expect(notice).to_contain_text("2 pictures of another person wait on this phone", timeout=WAIT)
        signs_out(phone)
        expect(phone.page.get_by_role("link", name="Sign in").first).to_be_visible()
        assert phone.page.evaluate(LEFT) == 2

    context.unroute(PICTURES)
    sign_in(phone.page, "village")
    phone.open()
    expect(phone.counts).not_to_contain_text("picture", timeout=WAIT)
    expect(phone.page.locator("#signal")).to_have_text("All sent", timeout=WAIT)
    assert (kept_with(served, number), phone.page.evaluate(LEFT)) == (["photo", "signature"], 0)
    assert phone.complaints == []


def end_access(books: Books) -> None:
    """As an administrator does with a lost phone."""
    with closing(sqlite3.connect(books.file)) as database, database:
        database.execute("UPDATE phone_device SET ended_at = seen_at")
        database.execute("UPDATE sign_in SET ended_at = made_at")


@pytest.mark.parametrize("action_sent", [False, True])
def test_a_phone_whose_access_has_ended_leaves_its_pictures_too(
    browser: Browser,
    context: BrowserContext,
    served: Dock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    action_sent: bool,
) -> None:
    dispatch_id, number = arriving(served[1])
    context.route(PICTURES, lambda route: route.abort())
    phone = signed_in(context, "village")
    phone.open()
    if not action_sent:
        context.set_offline(True)
    sign_and_photograph(phone, number, tmp_path)
    expect(phone.counts).to_contain_text("2 pictures waiting", timeout=WAIT)
    if action_sent:
        phone.sent(1)
    end_access(served[1])
    context.unroute(PICTURES)
    context.set_offline(False)
    notice = phone.page.locator("#notices")
    expect(notice).to_contain_text("2 pictures that were not sent were left for a manager too", timeout=2 * WAIT)
    assert phone.page.evaluate(LEFT) == 0
    assert phone.complaints == []

    if not action_sent:
        manager = Person(browser, served[0], "manager", "en", DESKTOP)
        manager.open("/conflicts?tab=held")
        manager.page.get_by_role("link", name="Arrival confirmed").first.click()
        expect(manager.page.locator("figure.proof-figure img")).to_have_count(2)
        manager.page.locator("#reason").fill("the driver says so")
        manager.press("Try again now")
        manager.open(f"/dispatches/{dispatch_id}/proof")
        manager.sees("Unchanged since it was confirmed")
        manager.context.close()
    assert kept_with(served, number) == ["photo", "signature"]
    assert [secret for file in served[2].glob("*/*.picture") for secret in SECRETS if secret in file.read_bytes()] == []
    assert verified(served, monkeypatch).startswith("OK ")
