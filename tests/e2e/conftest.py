"""The whole system in one go, and a real browser to look at it with."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from lab import state
from lab.control import stop
from lab.folder import LAB
from tests.e2e.visitor import Opener, Visit, lab

_SOON = 20_000
"""Milliseconds a figure has to change in: a time-out of a failure, no measurement."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def urls() -> Iterator[dict[str, str]]:
    """Where everything is. A lab that runs already is used and left running."""
    ours = state.running(LAB, "lab") is None
    yield json.loads(lab("up", "--json", BOTS="20"))
    if ours:
        stop("lab")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium with an empty profile. Missing, it is a failure: a page that nobody looked at is not tested."""
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        pytest.fail("no Chromium on this machine: `apt-get install chromium`, or Google Chrome, puts one on the PATH")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=_QUIET) as chromium:
        yield chromium


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    expect.set_options(timeout=_SOON)


@pytest.fixture
def visit(browser: Browser, urls: dict[str, str]) -> Iterator[Opener]:
    """Opens the home page as a new visitor; the keyword arguments are the browser context's."""
    opened = []

    def visitor(path: str = "", **options: Any) -> Visit:
        context = browser.new_context(**options)
        opened.append(context)
        found = Visit(context.new_page()).listen()
        found.page.goto(urls["home"] + path)
        return found

    yield visitor
    for context in opened:
        context.close()
