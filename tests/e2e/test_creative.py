"""Creative battles on the Play page: one writes, the other sends a picture, an audience votes by the keyboard."""

import re
import secrets

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import Engine

from tests.bridges.media.files import picture
from tests.e2e.access import find_faults_in_all, tab_to
from tests.e2e.backstage import Battle
from tests.e2e.programme import approve
from tests.e2e.visitor import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
_COUNTS = re.compile(r"\d+ votes?|\d+%")
_MOST = 30
"""Battles that may be voted on at once."""


def test_two_write_an_audience_votes_and_nobody_knows_how_it_stands_before(visit: Opener, database: Engine) -> None:
    one, two = (visit("#battle", reduced_motion="reduce").page for _ in range(2))
    battle = _meet(one, two, database)
    words = f"It sleeps with the light on. {secrets.token_hex(4)}"
    faults = find_faults_in_all(one, "writing", ".write")
    _write(one, words)
    _send_picture(two)
    faults += find_faults_in_all(two, "written", ".write")

    battle.end_writing()
    for page in (one, two):
        expect(page.locator(".phase")).to_contain_text("Being looked at")
        expect(page.locator(".entry")).to_have_count(1)
    expect(one.locator(".entry blockquote")).to_have_text(words)
    expect(two.locator(".entry")).to_contain_text("it is shown once somebody has looked at it")
    faults += find_faults_in_all(two, "looked at", ".entry")

    approve(battle.picture)
    battle.settle_pictures()
    for page in (one, two):
        expect(page.locator(".phase")).to_contain_text("Others vote")
        expect(page.locator(".entry blockquote")).to_have_text(words)
        _has_loaded(page)
    faults += find_faults_in_all(one, "voting", ".entry img")
    faults += _vote(visit, words) + _look_in_arabic(visit)
    for page in (one, two):
        expect(page.locator("main")).not_to_contain_text(_COUNTS)

    battle.end_voting()
    for page in (one, two):
        expect(page.locator(".entry").last).to_contain_text(_COUNTS, timeout=60_000)
    fates = [page.locator(".total h2").inner_text() for page in (one, two)]
    assert sorted(fates) in (["A tie", "A tie"], ["You lost", "You won"])
    faults += find_faults_in_all(one, "closed", ".total h2")
    one.get_by_role("link", name="Inbox").click()
    one.get_by_role("link", name="Look at the battle").click()
    expect(one.locator(".total h2")).to_have_text(fates[0])
    assert faults == []


def _meet(one: Page, two: Page, database: Engine) -> Battle:
    """Find each other: no bot writes for nothing. The prompt of their battle takes both kinds."""
    for page in (one, two):
        page.get_by_role("radio", name="Creative").check()
        page.get_by_role("radio", name="Casual").check()
        page.get_by_role("button", name="Find an opponent").click()
    for page in (one, two):
        expect(page.locator(".creative .phase")).to_contain_text("Time to create")
    battle = Battle(database, one.url.rpartition("/")[2])
    battle.take_both()
    for page in (one, two):
        page.reload()
        expect(page.locator(".write")).to_have_count(2)
    return battle


def _write(page: Page, words: str) -> None:
    expect(page.locator(".noted")).to_contain_text("Nothing is in yet")
    page.get_by_label("Your text").fill(" ")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".write .fault").first).to_have_text("Write something, of at most 500 characters.")
    page.get_by_label("Your text").fill(words)
    expect(page.locator("#entry-count")).to_have_text(f"{len(words)} of 500 characters")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".noted")).to_contain_text("It is in.")


def _send_picture(page: Page) -> None:
    file: FilePayload = {"name": "monster.png", "mimeType": "image/png", "buffer": picture(size=(640, 400))}
    page.get_by_label("Your picture").set_input_files(file)
    page.get_by_role("button", name="Send the picture").click()
    expect(page.locator(".noted")).to_contain_text("somebody looks at it")


def _has_loaded(page: Page) -> None:
    """The picture is there."""
    expect(page.locator(".entry img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.entry img').naturalWidth > 0")


def _vote(visit: Opener, words: str) -> list[str]:
    """Two of the audience vote on the battle with these words, and on whatever they are shown before it."""
    page = visit("#vote", reduced_motion="reduce").page
    faults: list[str] = []
    for _ in range(_MOST):
        expect(page.locator("[data-entry]")).to_have_count(2)
        expect(page.locator("main")).not_to_contain_text(_COUNTS)
        ours = page.locator("blockquote", has_text=words).count() > 0
        faults += find_faults_in_all(page, "ballot", "[data-entry]", switch=False) if ours else []
        tab_to(page, "Vote for entry 1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Next one")).to_be_focused()
        expect(page.locator("[data-entry].chosen")).to_contain_text("your vote")
        expect(page.locator("[data-entry].chosen")).to_contain_text(re.compile(r"[1-9]\d* votes?"))
        expect(page.get_by_role("meter")).to_have_count(2)
        faults += find_faults_in_all(page, "voted", ".chosen", switch=False) if ours else []
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Next one")).to_have_count(0)
        expect(page.locator("main h1:focus, main h2:focus")).to_have_count(1)
        if ours:
            return faults
    raise AssertionError("the battle was never shown")


def _look_in_arabic(visit: Opener) -> list[str]:
    """What another of the audience sees before and after a vote."""
    page = visit("#vote", locale="ar", reduced_motion="reduce").page
    expect(page.locator("[data-entry]")).to_have_count(2)
    faults = find_faults_in_all(page, "ballot, ar", "[data-entry]", switch=False)
    page.locator("[data-entry] .button").first.click()
    expect(page.get_by_role("meter")).to_have_count(2)
    return [*faults, *find_faults_in_all(page, "voted, ar", ".chosen", switch=False)]
