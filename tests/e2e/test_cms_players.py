"""What staff do in the CMS, as players meet it: a question that is asked, a file that comes in, a ban."""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import pytest
import websocket
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.cms import Member, Staffer, fill_question, held, save_and_publish
from tests.processes import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
_MANY = 5_250
_MANY_READ = "5,?249"
"""As the page may write what is left without the faulty one."""
_JOB = 180_000
"""Milliseconds an import may take: a time-out of a failure."""


@contextmanager
def _guest(api: str) -> Iterator[tuple[httpx.Client, str]]:
    """A guest's client, and who they are."""
    with httpx.Client(base_url=api) as client:
        made = client.post("/v1/players", json={"device_key": secrets.token_urlsafe(24)}).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {made['access_token']}"
        yield client, made["player"]["id"]


@pytest.fixture(scope="module", autouse=True)
def shelf(editor: Member) -> Any:
    """A category of this module's own, made first: the processes know it a minute later."""
    return editor.shelf()


def test_very_many_rows_come_in_but_for_a_faulty_one(editor: Member, tmp_path: Path) -> None:
    shelf, file = f"Import {secrets.token_hex(4)}", tmp_path / "many.json"
    rows = [
        {
            "type": "multiple",
            "difficulty": "easy",
            "category": shelf,
            "question": f"{shelf}: which is number {n}?",
            "correct_answer": f"{n}",
            "incorrect_answers": [f"{n + 1}", f"{n + 2}", f"{n + 3}"],
        }
        for n in range(_MANY)
    ]
    rows[1_000] |= {"correct_answer": ""}
    file.write_text(json.dumps({"response_code": 0, "results": rows}))
    page = editor.open("/imports/create")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Take what is new?")).to_be_visible(timeout=_JOB)
    expect(page.get_by_text("left out", exact=True)).to_have_count(1)
    take = page.get_by_role("button", name=re.compile(rf"Take {_MANY_READ} questions"))
    expect(take).to_be_disabled()
    page.get_by_label("Leave out 1 faulty row").check()
    take.click()
    expect(page.get_by_text(re.compile(rf"{_MANY_READ} questions came in")).first).to_be_visible(timeout=_JOB)


@pytest.fixture(scope="module")
def moderator(staffer: Staffer) -> Member:
    return staffer("moderator")


@pytest.mark.usefixtures("undisturbed")
def test_security_12_a_player_who_is_online_is_banned_and_let_in_again(moderator: Member, urls: dict[str, str]) -> None:
    with _guest(urls["api"]) as (client, player), ExitStack() as stack:
        token = client.post("/v1/realtime/tokens", json={}).raise_for_status().json()
        socket = _connected(token["url"], urls["home"])
        stack.callback(socket.shutdown)  # close() leaves it open once the server has said goodbye
        socket.send(json.dumps({"type": "hello", "token": token["token"], "protocol": 1}))
        assert json.loads(socket.recv())["type"] == "welcome"
        page = moderator.open("/players")
        _find(page, player)
        page.get_by_role("table").get_by_role("link").first.click()
        page.get_by_role("tab", name="Sanctions").click()
        _sanction(page, "Ban: everything is refused", "Ban")
        assert _closed_with(socket) == 4403
        until(lambda: client.get("/v1/me").status_code == 403, what="the ban in every process")
        assert client.get("/v1/me").json()["code"] == "blocked"
        page.get_by_role("button", name="Lift").first.click()
        page.get_by_role("dialog").get_by_label("Reason").fill("A mistake of ours.")
        page.get_by_role("dialog").get_by_role("button", name="Lift").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_text("Lifted").first).to_be_visible()
        until(lambda: client.get("/v1/me").status_code == 200, what="the player's return")


def test_a_sanction_and_a_note_are_made_once_however_often_they_are_sent(
    moderator: Member, urls: dict[str, str]
) -> None:
    with _guest(urls["api"]) as (_, player):
        page = moderator.open(f"/players/{player}")
        page.get_by_role("tab", name="Sanctions").click()
        page.get_by_role("button", name="Sanction…").click()
        reason = page.get_by_role("dialog").get_by_label("Reason")
        reason.fill("Rude.")
        with _held(page, "sanctions") as requests:
            for _ in range(2):
                reason.press("Enter")
            for _ in range(3):  # held down
                page.keyboard.down("Enter")
            page.keyboard.up("Enter")
            _lose(requests, page, page.get_by_role("dialog"))
            reason.press("Enter")
            _let_again(requests, page)
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.get_by_role("tab", name="Notes").click()
        page.get_by_label("New note").fill("Was rude.")
        with _held(page, "notes") as requests:
            page.get_by_role("button", name="Add").click()
            _lose(requests, page, page.locator("main"))
            page.get_by_role("button", name="Add").click()
            _let_again(requests, page)
        expect(page.get_by_label("New note")).to_have_value("")


@contextmanager
def _held(page: Page, path: str) -> Iterator[list[Route]]:
    """What is sent to be made there, until somebody lets it go."""
    requests = list[Route]()
    path = f"**/{path}"
    page.route(path, lambda route: requests.append(route) if route.request.method == "POST" else route.continue_())
    yield requests
    page.unroute(path)


def _lose(requests: list[Route], page: Page, place: Locator) -> None:
    """It was sent once, and no answer comes."""
    expect(place.locator("button[type=submit]")).to_be_disabled()
    held(page, requests).abort()
    expect(place.get_by_role("alert")).to_contain_text("No answer came")


def _let_again(requests: list[Route], page: Page) -> None:
    """It was sent again, as the same."""
    expect(page.get_by_role("alert")).to_have_count(0)
    again = held(page, requests, 2)
    key = "idempotency-key"
    assert again.request.headers[key] == requests[0].request.headers[key]
    again.continue_()


def _find(page: Page, player: str) -> None:
    page.get_by_role("searchbox", name="Find", exact=True).fill(player)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("table").get_by_role("link")).to_have_count(1)


def test_half_a_note_stays_while_one_looks_at_another_tab(moderator: Member, urls: dict[str, str]) -> None:
    with _guest(urls["api"]) as (_, player):
        page = moderator.open(f"/players/{player}")
        page.get_by_role("tab", name="Notes").click()
        page.get_by_label("New note").fill("Half of it")
        page.get_by_role("tab", name="Devices").click()
        expect(page.get_by_label("New note")).to_have_count(0)
        page.get_by_role("tab", name="Notes").click()
        expect(page.get_by_label("New note")).to_have_value("Half of it")


def test_support_sees_what_a_player_sees_and_goes_back_the_way_they_came(
    staffer: Staffer, urls: dict[str, str]
) -> None:
    support = staffer("support")
    with _guest(urls["api"]) as (client, player):
        name = client.get("/v1/me").json()["name"]
        client.post("/v1/threads", json={"subject": "My streak", "text": "It is gone."}).raise_for_status()
        page = support.open(f"/players/{player}")
        page.get_by_role("tab", name="Messages").click()
        expect(page.get_by_role("link", name="My streak")).to_be_visible()
        _ask_to_erase_nobody(page, name)
        page.go_back()
        expect(page.get_by_role("tab", name="Messages", selected=True)).to_be_visible()
        page.get_by_role("link", name="View as the player…").click()
        page.get_by_label("Reason").fill("Says the streak is gone.")
        page.get_by_role("button", name="Look", exact=True).click()
        expect(page.get_by_text(f"You see what {name} sees.")).to_be_visible()
        expect(page.locator("main").get_by_role("button")).to_have_text(["Look again"])
        page.go_back()
        expect(page.get_by_role("tab", name="Messages", selected=True)).to_be_visible()
        page.reload()
        expect(page.get_by_role("link", name="My streak")).to_be_visible()


def _ask_to_erase_nobody(page: Page, name: str) -> None:
    """What it would do stands there first, and without the name typed there is nothing to press."""
    page.get_by_role("tab", name="Their data").click()
    page.get_by_role("button", name="Erase…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Nobody can undo it")).to_be_visible()
    dialog.get_by_label("Reason").fill("Asked by letter.")
    erase = dialog.get_by_role("button", name="Ask for it to be erased")
    expect(erase).to_be_disabled()
    dialog.get_by_label("Their name, typed").fill(name)
    expect(erase).to_be_enabled()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


def test_whom_one_looked_for_is_gone_for_the_next_person_in_the_tab(moderator: Member, urls: dict[str, str]) -> None:
    with _guest(urls["api"]) as (_, player):
        page = moderator.open("/")
        page.get_by_role("combobox", name="Find anything").fill(player)
        page.keyboard.press("Enter")
        expect(page.get_by_role("table").get_by_role("link")).to_have_count(1)
        assert player not in page.evaluate("() => location.href + JSON.stringify(history.state)")
        page.get_by_role("button", name="Your account").click()
        page.get_by_role("button", name="Log out").click()
        moderator.log_in()
        page.get_by_role("link", name="Players", exact=True).click()
        expect(page.get_by_text("Whom are you looking for?")).to_be_visible()
        expect(page.get_by_role("searchbox", name="Find", exact=True)).to_have_value("")


def _connected(url: str, home: str) -> "websocket.WebSocket":
    return websocket.create_connection(url, origin=home.rstrip("/"), timeout=30)


def _sanction(page: Page, kind: str, verb: str) -> None:
    page.get_by_role("button", name="Sanction…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=kind).check()
    dialog.get_by_label("Reason").fill("Seen to have help.")
    dialog.get_by_role("button", name=verb, exact=True).click()
    expect(dialog).to_be_hidden()


def _closed_with(socket: "websocket.WebSocket") -> int:
    """The close code that comes; what comes before is read over."""
    while True:
        opcode, data = socket.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(data[:2])


@pytest.mark.usefixtures("undisturbed")
def test_a_question_that_was_published_is_asked(editor: Member, shelf: Any, urls: dict[str, str]) -> None:
    page, stem = editor.open("/questions/create"), f"Which one? {secrets.token_hex(4)}"
    fill_question(page, shelf["name"], stem, "This", "That", "Both", "None")
    save_and_publish(page, stem)
    with _guest(urls["api"]) as (client, _):
        session = _started(client, shelf["slug"])
        asked = client.post(f"/v1/sessions/{session['id']}/next", json={}).raise_for_status().json()
        assert asked["stem"] == stem
        right = next(option["id"] for option in asked["options"] if option["text"] == "This")
        answer = {"token": asked["token"], "response": right}
        outcome = client.post("/v1/answers", json=answer, headers={"Prefer": "wait=5"}).raise_for_status().json()
        assert outcome["result"]["correct"] is True


def _started(client: httpx.Client, slug: str) -> Any:
    """A session of a category that was made of late."""
    made = list[httpx.Response]()

    def is_known() -> bool:
        sleep(3)  # starts have a rate; gunicorn ends a connection that rests for 2 s
        made.append(client.post("/v1/sessions", json={"mode": "practice", "category": slug, "count": 1}))
        return made[-1].status_code != 422

    until(is_known, 120, f"the category {slug}")
    return made[-1].raise_for_status().json()
