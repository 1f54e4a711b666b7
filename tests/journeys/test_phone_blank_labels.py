"""A blank label is put on goods without a signal; a phone without its key keeps what it could not send."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.journeys.phone import WAIT, Dock, device, signed_in

pytestmark = pytest.mark.browser

FORGET_KEY = """() => new Promise((resolve) => {
  const open = indexedDB.open('evernormal-phone'); open.onsuccess = () => {
  const all = open.result.transaction('meta', 'readwrite'); const meta = all.objectStore('meta');
  meta.getAllKeys().onsuccess = ({target}) => target.result.filter((key) => key.startsWith('device-key'))
    .forEach((key) => meta.delete(key));
  all.oncomplete = () => { open.result.close(); resolve(); }; }; })"""
KEPT = """() => new Promise((resolve) => {
  const open = indexedDB.open('evernormal-phone'); open.onsuccess = () => {
  const all = open.result.transaction('actions').objectStore('actions').getAll();
  all.onsuccess = () => { open.result.close();
    resolve(all.result.map(({kind, status}) => `${kind} ${status}`)); }; }; })"""


def test_a_blank_label_is_put_on_a_box_without_a_signal_and_known_at_once(
    playwright: Playwright, served: Dock, tmp_path: Path
) -> None:
    server, books = served
    blank = books.rows("SELECT code FROM label_code WHERE kind = 'unbound' AND status = 'active' ORDER BY roll_place")
    code, box = str(blank[0][0]), books.batch("FOOD-RICE", "B1")
    with device(playwright, server, tmp_path / "phone") as context:
        phone = signed_in(context)
        phone.visit()
        context.set_offline(True)
        phone.use("move")
        phone.read(code)
        phone.page.locator("#answer").get_by_role("button", name="It is a blank label").click(timeout=WAIT)
        phone.read(box)
        phone.press()
        phone.says("The label is on", "Rice")
        phone.use("look_up")
        phone.read(code)
        phone.says("Rice")
        context.set_offline(False)
        phone.sent(1)
        assert phone.complaints == []
    found = books.rows("SELECT b.code FROM label_code c JOIN batch b ON b.id = c.batch_id WHERE c.code = ?", code)
    assert found == [(box,)]


def test_a_phone_without_its_key_keeps_what_it_could_not_send_when_its_access_ends(
    playwright: Playwright, served: Dock, tmp_path: Path
) -> None:
    server, books = served
    with device(playwright, server, tmp_path / "phone") as context:
        phone = signed_in(context)
        phone.visit()
        context.set_offline(True)
        phone.count(books.batch("WATER-BOTTLE", "B1"), books.stock()[books.batch("WATER-BOTTLE", "B1"), "B1"])
        phone.page.evaluate(FORGET_KEY)
        with closing(sqlite3.connect(books.file)) as database, database:
            database.execute("UPDATE phone_device SET ended_at = seen_at")
            database.execute("UPDATE sign_in SET ended_at = made_at")
        context.set_offline(False)
        notice = phone.page.locator("#notices")
        expect(notice).to_contain_text("1 action could not be left for a manager", timeout=30_000)
        assert phone.page.evaluate(KEPT) == ["count waiting"]
        assert phone.complaints == []
    assert books.outcomes() == []
