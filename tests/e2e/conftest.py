"""The whole system in one go, and a real browser to look at it with."""

import secrets
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import Engine

from lab.cms.visit import browser_path, owner_link, set_up
from lab.folder import LabError
from models.base import REQUEST_LIMITS, open_engine
from rules.permissions import Role
from settings import Settings
from tests.e2e.cms import Member, Staffer, cms_context, join
from tests.e2e.programme import environment
from tests.e2e.together import shared_lab, turn
from tests.e2e.visitor import Opener, Visit

_SOON = 20_000
"""Milliseconds a figure has to change in: a time-out of a failure, no measurement."""
_SHOWN = 3_000
"""Characters of a page in the report of a failure."""
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure tells what stood on the pages that were open."""
    report = yield
    chromium = getattr(item, "funcargs", {}).get("browser")
    if report.failed and isinstance(chromium, Browser):
        for page in (page for context in chromium.contexts for page in context.pages):
            report.sections.append((f"On {page.url}", _standing(page)))
    return report


def _standing(page: Page) -> str:
    try:
        return page.locator("body").inner_text(timeout=1_000)[:_SHOWN]
    except PlaywrightError as error:
        return f"It does not answer: {error}"


@pytest.fixture(scope="session")
def urls() -> Iterator[dict[str, str]]:
    """Where everything is. A lab that runs already is used and left running."""
    with shared_lab() as urls:
        yield urls


@pytest.fixture(scope="session")
def database(urls: dict[str, str]) -> Iterator[Engine]:
    """The lab's own, for what would take too long by the pages."""
    assert urls, "the lab runs"
    engine = open_engine(Settings.from_environ(environment()).database_url, REQUEST_LIMITS)
    yield engine
    engine.dispose()


@pytest.fixture
def undisturbed(urls: dict[str, str]) -> Iterator[None]:
    """For who kills a process of the lab, and for who would notice: one of them at a time."""
    assert urls, "the lab runs"
    with turn("processes"):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium with an empty profile. Missing, it is a failure: a page that nobody looked at is not tested."""
    try:
        path = browser_path()
    except LabError as error:
        pytest.fail(str(error))
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


@pytest.fixture(scope="session")
def owner(browser: Browser, urls: dict[str, str]) -> Iterator[Member]:
    """The owner, who went through the set-up link by its pages."""
    assert urls["home"], "the lab runs"
    with ExitStack() as stack:
        context = stack.enter_context(cms_context(browser))
        email = f"owner-{secrets.token_hex(4)}@buzzline.test"
        page = context.new_page()
        yield Member(page, email, set_up(page, owner_link(email), "Olga"))


@pytest.fixture(scope="module")
def staffer(browser: Browser, owner: Member) -> Iterator[Staffer]:
    """Members with roles, whom the owner invites."""
    with ExitStack() as stack:

        def make(*roles: Role, **options: Any) -> Member:
            email = f"{roles[0]}-{secrets.token_hex(4)}@buzzline.test"
            answer = owner.ask("POST", "/v1/admin/staff/invitations", {"email": email, "roles": list(roles)})
            assert answer["status"] == 201, answer
            page = stack.enter_context(cms_context(browser, **options)).new_page()
            return Member(page, email, join(page, answer["body"]["link"], roles[0].capitalize()))

        yield make


@pytest.fixture(scope="module")
def editor(staffer: Staffer) -> Member:
    """Somebody who may change the content."""
    return staffer("editor")
