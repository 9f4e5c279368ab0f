"""Battles that others see: watched by their link, five seconds late; and recorded, to be played against as ghosts."""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.e2e.access import PHONE, find_faults, find_faults_in_all
from tests.e2e.backstage import has_recorded, rate
from tests.e2e.battling import answer, asked, give_up, theirs
from tests.e2e.duellists import record
from tests.e2e.visitor import Opener, Visit
from tests.processes import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
_BETTER_THAN_ALL = 3_000
"""Nobody who waits is so near to this that they were matched within a minute."""
_TOPIC = "general-knowledge"


@pytest.fixture(scope="module", autouse=True)
def recording(urls: dict[str, str], database: Engine) -> Iterator[Future[None]]:
    """A battle that is played meanwhile, unless one was."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(lambda: None if has_recorded(database, _TOPIC) else record(urls["api"], database, _TOPIC))


def test_a_battle_is_watched_by_its_link_and_late(visit: Opener) -> None:
    one = visit("#battle", permissions=["clipboard-read", "clipboard-write"])
    one.page.get_by_label("Topic").first.select_option(_TOPIC)
    one.page.get_by_role("button", name="Find an opponent").click()
    one.page.get_by_role("button", name="Link to watch").click()
    expect(one.page.get_by_role("button", name="Copied")).to_be_visible()
    link = one.page.evaluate("() => navigator.clipboard.readText()")
    watcher = visit(re.sub("^[^#]*", "", link), locale="ar", color_scheme="dark", reduced_motion="reduce")
    _looks_on(watcher.page)
    _is_told_late(one, watcher)
    watcher.page.set_viewport_size(PHONE)
    faults = find_faults(watcher.page, "watched")
    give_up(one.page)
    expect(watcher.page.locator(".ending[data-outcome=over]")).to_be_visible()
    assert [*faults, *find_faults_in_all(watcher.page, "over", ".ending", switch=False)] == []


def _is_told_late(one: Visit, watcher: Visit) -> None:
    """When the watcher is told what was right, the players, who look at that for three seconds, are a round further."""
    rounds: list[int] = []

    def hear(frame: dict[str, Any]) -> None:
        if frame["type"] == "battle.reveal":
            past = [old["round"] for old in one.heard if old["type"] == "battle.round"]
            rounds.append(max(past) - frame["revealed"]["round"])

    watcher.hearers.append(hear)
    while not rounds:
        watcher.page.wait_for_timeout(50)
    assert rounds[0] >= 1


def _looks_on(page: Page) -> None:
    """Who watches can do nothing but that."""
    expect(page.locator(".verdict")).to_contain_text("تشاهد بتأخير خمس ثوانٍ.")
    expect(page.locator(".option:not([aria-disabled=true])")).to_have_count(0)
    page.keyboard.press("1")
    expect(page.locator(".option.sent")).to_have_count(0)
    expect(page.locator(".emotes")).to_have_count(0)
    expect(page.locator(".corner button")).to_have_count(0)


def test_a_ghost_is_played_when_nobody_comes_and_counts_for_nothing(
    visit: Opener, database: Engine, recording: Future[None]
) -> None:
    recording.result()
    until(lambda: has_recorded(database, _TOPIC), what="a settled battle")
    visitor = visit("#battle", reduced_motion="reduce")
    page = visitor.page
    rate(database, visitor.player, _BETTER_THAN_ALL)
    page.get_by_role("radio", name="Ranked").check()
    page.get_by_label("Topic").first.select_option(_TOPIC)
    page.get_by_role("button", name="Find an opponent").click()
    expect(page.locator(".seeking")).to_contain_text("Opponents within")
    expect(page.locator(".ghost .tag")).to_have_text("recording")
    expect(page.locator(".ghost")).to_contain_text("Unranked, no tokens")
    faults = find_faults_in_all(page, "offer", ".ghost")
    page.get_by_role("button", name="Play the recording").click()
    expect(theirs(page).locator(".tag")).to_have_text("recording")
    asked(page, 1)
    answer(page)
    expect(page.locator(".verdict b")).to_have_text(re.compile("^Right, "))
    expect(page.locator(".emotes")).to_have_count(0)
    faults += find_faults_in_all(page, "fight", ".fighter.me")
    give_up(page)
    facts = page.locator(".ending .facts")
    expect(facts).to_contain_text(re.compile(r"Tokens\s*\+0"))
    expect(facts).not_to_contain_text("Rating")
    expect(page.get_by_role("button", name="Rematch")).to_have_count(0)
    faults += find_faults_in_all(page, "ending", ".ending", switch=False)
    page.get_by_role("link", name="Round by round").click()
    expect(page.locator(".total .eyebrow")).to_contain_text("Against a recording")
    faults += find_faults_in_all(page, "replay", ".replayed")
    page.get_by_role("link", name="All battles").click()
    expect(page.locator(".history li").first).to_contain_text("recording")
    assert faults == []
