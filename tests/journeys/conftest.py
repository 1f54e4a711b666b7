"""A served application on a fresh SQLite database, and a real Chromium in front of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.journeys.phone import SITE_NAME, WAIT, Dock, Phone, dock, signed_in
from tests.journeys.screens import PHONE, open_context
from tests.support.berths import berth, close_berths
from tests.support.chromium import find_chromium, launch_arguments
from tests.support.county import demo_county
from tests.support.served import ROOT, ServedApplication

expect.set_options(timeout=WAIT)  # whatever is awaited may need an answer of the server, on a machine that is busy


def flask(database_url: str, *words: str) -> str:
    """Run a flask command against a database; returns what it printed."""
    environment = {**os.environ, "DATABASE_URL": database_url, "EVERNORMAL_DEMO": "1", "FLASK_APP": "wsgi.py"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"flask {' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo county as it was loaded, for copies."""
    base = tmp_path_factory.getbasetemp()
    yield demo_county(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
    close_berths()


@pytest.fixture(scope="session")
def demo(county: Path) -> Iterator[ServedApplication]:
    """The demo county, served to all tests that leave it as it is."""
    with berth(county) as found:
        found.server.database_url = f"sqlite:///{found.file}"  # type: ignore[attr-defined]
        yield found.server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
    yield browser
    browser.close()


@pytest.fixture
def served(county: Path) -> Iterator[Dock]:
    """A copy of the demo for one test."""
    with dock(county) as both:
        yield both


@pytest.fixture
def phone(browser: Browser, served: Dock) -> Iterator[Phone]:
    """The scan page of the store, chosen by staff with a signal; it has nothing to complain of at the end."""
    with open_context(browser, served[0], viewport=PHONE) as context:
        phone = signed_in(context)
        phone.open(SITE_NAME)
        yield phone
        assert phone.complaints == []
