"""Battles on the Play page: two real windows against each other, one of which loses its network; and against bots."""

import json
import secrets

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.e2e.access import find_faults
from tests.e2e.game import known
from tests.e2e.visitor import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.xdist_group("play")]
_ROUNDS = 7


def _named(visit: Opener, name: str) -> Page:
    """A visitor of that name, in the lobby of battles."""
    page = visit().page
    page.get_by_label("You play as").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_label("You play as")).to_have_value(name)
    page.get_by_role("link", name="Battle", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Battles")
    return page


def _asked(page: Page, no: int) -> None:
    """Wait for round `no` (from 1)."""
    expect(page.locator(".versus .middle")).to_contain_text(f"Round {no} of {_ROUNDS}")
    expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of {_ROUNDS}")


def _answer(page: Page, right: bool) -> None:
    """By the keyboard alone."""
    texts = page.locator(".option > span > bdi").all_inner_texts()
    place = texts.index(known(page.locator(".question h1").inner_text()))
    page.keyboard.press(str((place if right else (place + 1) % len(texts)) + 1))


def _theirs(page: Page) -> Locator:
    return page.locator(".fighter:not(.me)")


def test_two_windows_play_a_duel_and_one_comes_back_into_it(visit: Opener) -> None:
    ada, eve = f"Ada {secrets.token_hex(3)}", f"Eve {secrets.token_hex(3)}"
    one, two = _named(visit, ada), _named(visit, eve)
    one.get_by_label("Topic").last.select_option("general-knowledge")
    one.get_by_role("button", name="Make a link").click()
    two.goto(one.get_by_label("Link", exact=True).first.input_value())
    expect(two.get_by_role("heading", level=1)).to_have_text(f"{ada} challenges you")
    two.get_by_role("button", name="Accept").click()
    for no in range(1, _ROUNDS + 1):
        _asked(one, no)
        _asked(two, no)
        if no == 3:
            _drop_and_come_back(one, two)
        if no == 5:
            two.reload()
            _asked(two, no)
        _answer(one, right=True)
        _answer(two, right=no % 2 == 0)
        expect(one.locator(".verdict p.right")).to_be_visible()
        expect(one.locator(".versus .double")).to_have_count(int(no == _ROUNDS))
    expect(one.get_by_role("heading", level=1).last).to_have_text("You won")
    expect(two.get_by_role("heading", level=1).last).to_have_text("You lost")
    points, other = one.locator(".ending .sum").inner_text().split(" : ")
    expect(two.locator(".ending .sum")).to_have_text(f"{other} : {points}")
    for page in (one, two):
        expect(page.locator(".ending .facts")).to_contain_text("XP")
    one.get_by_role("link", name="Round by round").click()
    expect(one.locator(".replayed > li.right")).to_have_count(_ROUNDS)
    assert f"{eve}:" in one.locator(".replayed > li").first.inner_text()


def _drop_and_come_back(one: Page, two: Page) -> None:
    """One has answered when its network goes; it comes back in the same round, with what it had said."""
    _answer(one, right=True)
    expect(one.locator(".verdict")).to_contain_text("Your answer is in")
    one.context.set_offline(True)
    expect(_theirs(two).locator(".state")).to_have_text("away")
    one.context.set_offline(False)
    expect(_theirs(two).locator(".state")).to_have_text("has answered")
    expect(one.locator(".option.sent")).to_have_count(1)


@pytest.mark.parametrize(("scheme", "lang"), [("light", "en"), ("dark", "ar")])
def test_a_bot_waits_and_axe_finds_nothing_from_lobby_to_replay(visit: Opener, scheme: str, lang: str) -> None:
    page = visit("#battle", color_scheme=scheme, locale=lang, reduced_motion="reduce").page
    page.locator(".duels .button").click()
    expect(page.locator(".duels .link")).to_be_visible()
    faults = find_faults(page, "lobby")
    page.locator(".seek .go .button").first.click()
    expect(page.locator(".fighter.me")).to_be_visible()
    expect(page.locator(".question h1")).to_be_visible()
    expect(page.locator(".question h1")).to_have_attribute("lang", lang)
    page.keyboard.press("1")
    expect(page.locator(".option.sent, .option.right, .option.wrong").first).to_be_visible()
    faults += find_faults(page, "round")
    give_up = page.locator(".corner .actions .actions")
    give_up.get_by_role("button").click()
    give_up.get_by_role("button").first.click()
    expect(page.locator(".ending[data-outcome=lost] .facts")).to_contain_text("+")
    faults += find_faults(page, "ending")
    page.locator(".ending a").click()
    expect(page.locator(".replayed > li").first).to_be_visible()
    assert [*faults, *find_faults(page, "replay")] == []


def test_what_was_missed_is_made_good_by_a_snapshot(visit: Opener) -> None:
    page = visit("#battle").page
    lost: list[int] = []

    def lossy(socket: WebSocketRoute) -> None:
        """The second round's question never comes."""
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] == "battle.round" and frame["round"] == 1:
                lost.append(frame["seq"])
            else:
                socket.send(message)

        server.on_message(pass_on)

    page.route_web_socket("**/v1/realtime", lossy)
    page.reload()
    page.get_by_role("button", name="Find an opponent").click()
    _asked(page, 1)
    page.keyboard.press("1")
    _asked(page, 2)
    assert len(lost) == 1
