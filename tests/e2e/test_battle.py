"""Battles on the Play page: two real windows against each other, one of which loses its network; and against bots."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.access import find_faults
from tests.e2e.battling import ROUNDS, answer, asked, give_up, theirs
from tests.e2e.visitor import Opener, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def _named(visit: Opener, name: str) -> Visit:
    """A visitor of that name, in the lobby of battles."""
    visitor = visit()
    page = visitor.page
    page.get_by_label("You play as").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_label("You play as")).to_have_value(name)
    page.get_by_role("link", name="Battle", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Battles")
    return visitor


def test_two_windows_play_a_duel_and_one_comes_back_into_it(visit: Opener) -> None:
    ada, eve = f"Ada {secrets.token_hex(3)}", f"Eve {secrets.token_hex(3)}"
    visits = _named(visit, ada), _named(visit, eve)
    one, two = (visitor.page for visitor in visits)
    one.get_by_label("Topic").last.select_option("general-knowledge")
    one.get_by_role("button", name="Make a link").click()
    two.goto(one.get_by_label("Link", exact=True).first.input_value())
    expect(two.get_by_role("heading", level=1)).to_have_text(f"{ada} challenges you")
    two.get_by_role("button", name="Accept").click()
    for no in range(1, ROUNDS + 1):
        asked(one, no)
        asked(two, no)
        if no == 2:
            _says_nothing_to_the_other(one, visits[1], no)
            continue
        if no == 3:
            _drop_and_come_back(one, two)
        if no == 5:
            two.reload()
            asked(two, no)
        answer(one, right=True)
        answer(two, right=no % 2 == 0)
        expect(one.locator(".verdict p.right")).to_be_visible()
        expect(one.locator(".versus .double")).to_have_count(int(no == ROUNDS))
    expect(one.get_by_role("heading", level=1).last).to_have_text("You won")
    expect(two.get_by_role("heading", level=1).last).to_have_text("You lost")
    points, other = one.locator(".ending .sum").inner_text().split(" : ")
    expect(two.locator(".ending .sum")).to_have_text(f"{other} : {points}")
    for page in (one, two):
        expect(page.locator(".ending .facts")).to_contain_text("XP")
    one.get_by_role("link", name="Round by round").click()
    expect(one.locator(".replayed > li.right")).to_have_count(ROUNDS)
    expect(one.locator(".replayed > li").first).to_contain_text(f"{eve}:")


def _says_nothing_to_the_other(one: Page, two: Visit, no: int) -> None:
    """One has answered: the other is told that, and nothing from which the answer, or what is right, follows."""
    card = "card => card.outerHTML"
    before = two.page.locator(".question").evaluate(card)
    answer(one)
    expect(theirs(two.page).locator(".state")).to_have_text("has answered")
    assert two.page.locator(".question").evaluate(card) == before
    heard = [frame for frame in two.heard if frame.get("battle_id")]
    since = next(at for at, frame in enumerate(heard) if frame["type"] == "battle.round" and frame["round"] == no - 1)
    question, progress = heard[since:]
    assert question["question"].keys() == {"kind", "stem", "media", "options", "lang", "dir"}
    assert all(option.keys() == {"id", "text"} for option in question["question"]["options"])
    assert progress.keys() == {"type", "battle_id", "seq", "round", "side"}
    answer(two.page, right=False)
    expect(two.page.locator(".option.right")).to_contain_text("chose this")


def _drop_and_come_back(one: Page, two: Page) -> None:
    """One has answered when its network goes; it comes back in the same round, with what it had said."""
    answer(one, right=True)
    expect(one.locator(".verdict")).to_contain_text("Your answer is in")
    one.context.set_offline(True)
    expect(theirs(two).locator(".state")).to_have_text("away")
    one.context.set_offline(False)
    expect(theirs(two).locator(".state")).to_have_text("has answered")
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
    give_up(page)
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
    asked(page, 1)
    page.keyboard.press("1")
    asked(page, 2)
    assert len(lost) == 1


def test_a_round_that_begins_anew_after_its_time_seemed_over_can_be_answered(visit: Opener) -> None:
    """As when Redis is lost at a round's end: what was said meanwhile is lost with it, and there is time again."""
    page = visit("#battle").page
    seen: dict[str, dict[str, Any]] = {}
    sockets: list[WebSocketRoute] = []

    def hurried(socket: WebSocketRoute) -> None:
        """The first round seems to end after a second."""
        server = socket.connect_to_server()
        sockets.append(socket)

        def pass_on(message: str | bytes) -> None:
            frame = json.loads(message)
            seen.setdefault(frame["type"], frame)
            if frame["type"] == "battle.round" and frame["round"] == 0:
                soon = datetime.fromisoformat(frame["opens_at"]) + timedelta(seconds=1)
                socket.send(json.dumps({**frame, "deadline_at": soon.isoformat()}))
            else:
                socket.send(message)

        server.on_message(pass_on)

    page.route_web_socket("**/v1/realtime", hurried)
    page.reload()
    page.get_by_role("button", name="Find an opponent").click()
    asked(page, 1)
    expect(page.locator(".verdict")).to_contain_text("Time is up")
    state, opened = seen["battle.state"], seen["battle.round"]
    anew = {name: opened[name] for name in ("round", "question", "opens_at", "deadline_at", "multiplier")}
    sockets[-1].send(
        json.dumps({**state, **anew, "seq": opened["seq"], "phase": "open", "own": None, "left_ms": 5_000})
    )
    expect(page.locator(".verdict")).not_to_contain_text("Time is up")
    page.keyboard.press("1")
    expect(page.locator(".option.sent")).to_have_count(1)
    expect(page.locator(".verdict")).to_contain_text("Your answer is in")
