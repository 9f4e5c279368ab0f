"""The programme in the CMS: a season with prizes, a quiz picked by hand, tried, published, and met by a player."""

import asyncio
import re
import secrets
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from lab.cms.seeing import settle
from lab.players.client import ApiError, Client
from tests.e2e.access import find_faults
from tests.e2e.cms import Member, Staffer
from tests.processes import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
_PICTURE = Path(__file__).parents[2] / "lab" / "play" / "mark.svg"


@pytest.fixture(scope="module")
def editor(staffer: Staffer) -> Member:
    return staffer("editor", timezone_id="Asia/Kathmandu", accept_downloads=True)


def _local(at: datetime) -> str:
    """As a field of the page's zone takes it: five hours and three quarters ahead of UTC."""
    return f"{at.astimezone(UTC) + timedelta(hours=5, minutes=45):%Y-%m-%dT%H:%M}"


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=False).first.click()
    page.get_by_role("option", name=option).first.click()


def test_a_season_is_made_with_prizes_that_do_not_overlap(editor: Member) -> None:
    page, name = editor.open("/seasons/create"), f"Season {secrets.token_hex(3)} ربيع"
    first = datetime.now(UTC).date() + timedelta(days=3_000 + secrets.randbelow(20_000))
    page.get_by_label("Name").fill(name)
    page.get_by_label("First day").fill(str(first))
    page.get_by_label("Last day").fill(str(first + timedelta(days=29)))
    for _ in range(2):
        page.get_by_role("button", name="Add ranks").click()
    tokens = page.get_by_label("Tokens each")
    expect(page.get_by_label("From rank").nth(1)).to_be_focused()
    tokens.nth(0).fill("500")
    tokens.nth(1).fill("50")
    page.get_by_label("From rank").nth(1).fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Some of its ranks stand in line 1 too.")).to_be_visible()
    page.get_by_label("From rank").nth(1).fill("2")
    expect(page.get_by_role("status").filter(has_text="With 100 players it pays 950 tokens")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    editor.open("/seasons")
    expect(page.get_by_role("row").filter(has_text=name)).to_contain_text("1: 500 · 2–10: 50")


def test_a_quiz_is_picked_by_hand_tried_published_and_met(editor: Member, urls: dict[str, str]) -> None:
    shelf = _shelf(editor, 4)
    page, title = editor.open("/quizzes/create"), f"Evening {secrets.token_hex(3)} <b>مساء</b>"
    page.get_by_label("Title").fill(title)
    _choose(page, "Category", shelf)
    page.get_by_role("radio", name="Picked by hand").check()
    picked = _pick(page, 3)
    page.get_by_role("button", name=f"Move down: {picked[0]}").click()
    expect(page.get_by_role("button", name=f"Move down: {picked[0]}")).to_be_focused()
    picked[0], picked[1] = picked[1], picked[0]
    _try(page, picked)
    # The next full minute that leaves time to save it.
    opens = (datetime.now(UTC) + timedelta(seconds=75)).replace(second=0, microsecond=0)
    page.get_by_label("Opens").fill(_local(opens))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.sub("<b>|</b>", "", title))
    expect(page.get_by_text("what was announced stays")).to_be_visible()
    id_ = UUID(page.url.rpartition("/")[2])

    async def plays(client: Client) -> list[str]:
        await client.register()
        listed = await client.call("GET", "/v1/quizzes?mode=scheduled&limit=50")
        assert datetime.fromisoformat(_of(listed["items"], id_)["opens_at"]) == opens
        session = await client.enter(id_, "scheduled")
        question = await _first(client, session)
        found = [question.stem]
        while question.no + 1 < question.of:
            question = await client.next(session, question.no)
            found.append(question.stem)
        return found

    met = _played(urls["api"], plays)
    assert met == picked


def _shelf(editor: Member, count: int) -> str:
    """A category with questions that no other quiz asks at the same time; its name."""
    shelf = editor.shelf()
    name, category = str(shelf["name"]), shelf["id"]
    for number in range(count):
        words = {"lang": "en", "stem": f"{name}, {number}?", "options": ["This", "That", "Both"]}
        body = {
            "kind": "single_choice",
            "category_id": category,
            "source": "us",
            "licence": "CC0-1.0",
            "correct": [0],
        }
        question = editor.made("questions", body | {"wordings": [words]})["id"]
        for state in ("review", "published"):
            answer = editor.ask("POST", f"/v1/admin/questions/{question}/transitions", {"to": state})
            assert answer["status"] == 200, answer
    return name


def _pick(page: Page, count: int) -> list[str]:
    """Add the first that the search finds; their stems."""
    finder = page.get_by_role("search", name="Find published questions")
    settle(page)
    before = page.get_by_role("list", name="Picked by hand").get_by_role("listitem").count()
    found = []
    for _ in range(count):
        label = finder.get_by_role("button", name=re.compile("^Add: ")).first.get_attribute("aria-label") or ""
        finder.get_by_role("button", name=label, exact=True).click()
        name = label.removeprefix("Add: ")
        expect(finder.get_by_role("button", name=f"Added: {name}", exact=True)).to_be_focused()
        found.append(name)
    expect(page.get_by_role("list", name="Picked by hand").get_by_role("listitem")).to_have_count(before + count)
    return found


def _try(page: Page, picked: list[str]) -> None:
    """Play it through, with nothing but the keyboard."""
    page.get_by_role("button", name="Try it as a player").press("Enter")
    dialog = page.get_by_role("dialog", name="As a player meets it")
    for no, stem in enumerate(picked, 1):
        expect(dialog.get_by_text(f"Question {no} of {len(picked)}")).to_be_visible()
        expect(dialog.get_by_role("heading", name=stem, exact=True)).to_be_focused()
        page.keyboard.press("Tab")
        dialog.get_by_role("button", name="Answer", exact=True).press("Enter")
        expect(dialog.get_by_text(re.compile("Right|Wrong")).first).to_be_visible()
        page.keyboard.press("Enter")
    expect(dialog.get_by_text(f"of {len(picked)} right")).to_be_visible()
    assert find_faults(page, "try") == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Try it as a player")).to_be_focused()


def _of(items: list[dict[str, Any]], id_: UUID) -> dict[str, Any]:
    return next(one for one in items if one["id"] == str(id_))


async def _first(client: Client, session: Any) -> Any:
    """The first question, once the quiz is open."""
    for _ in range(240):
        with suppress(ApiError):
            return await client.next(session, None)
        await asyncio.sleep(0.5)
    raise AssertionError("it did not open")


def _played(origin: str, plays: Callable[[Client], Coroutine[Any, Any, list[str]]]) -> list[str]:
    """What a guest does, in a loop of its own: the page's runs in this thread."""
    client = Client(origin, secrets.token_hex(16), "Gast", "de", Random(1))

    async def played() -> list[str]:
        try:
            return await plays(client)
        finally:
            client.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(played())).result()


def test_questions_for_a_day_ahead_are_picked_in_the_calendar(editor: Member) -> None:
    day = datetime.now(UTC).date() + timedelta(days=20 + secrets.randbelow(300))
    page = editor.open(f"/daily/{day}?category=music")
    by_chance = page.get_by_role("heading", name="Nothing is picked")
    again = page.get_by_role("button", name="Draw by chance again")
    expect(by_chance.or_(again)).to_be_visible()
    if again.is_visible():
        again.click()
        page.get_by_role("dialog").get_by_role("button", name="Draw by chance again").click()
        expect(by_chance).to_be_visible()
    _pick(page, 9)
    page.get_by_role("button", name="Save these questions").click()
    expect(page.get_by_role("alert").filter(has_text="not valid")).to_be_visible()
    _pick(page, 1)
    page.get_by_role("button", name="Save these questions").click()
    expect(page.get_by_role("button", name="Draw by chance again")).to_be_visible()
    editor.open(f"/daily?month={day:%Y-%m}&category=music")
    expect(page.get_by_role("link", name=re.compile(f"Music.*{day.day} {day:%B %Y}"))).to_be_visible()


def test_two_who_pick_for_one_day_see_each_others_choice(editor: Member) -> None:
    day = datetime.now(UTC).date() + timedelta(days=20 + secrets.randbelow(300))
    page, other = editor.open(f"/daily/{day}?category=science"), editor.beside()
    other.open(f"/daily/{day}?category=science")
    for one in (other.page, page):
        one.bring_to_front()  # A tab behind another draws a frame or two a second.
        picked = _pick(one, 10)
        if one is page:
            page.get_by_role("button", name=f"Move down: {picked[0]}").click()
        one.get_by_role("button", name="Save these questions").click()
        expect(one.get_by_role("button", name="Draw by chance again").or_(one.get_by_role("dialog"))).to_be_visible()
    dialog = page.get_by_role("dialog", name="Somebody else changed this meanwhile")
    expect(dialog).to_contain_text("Questions · 1")
    assert find_faults(page, "two for a day") == []
    dialog.get_by_role("button", name="Save mine over theirs").click()
    expect(page.get_by_role("button", name="Draw by chance again")).to_be_visible()
    # Who saw what is gone drops nothing.
    other.page.bring_to_front()
    gone = other.page.get_by_role("button", name="Draw by chance again")
    gone.click()
    asked = other.page.get_by_role("dialog")
    asked.get_by_role("button", name="Draw by chance again").click()
    expect(asked.get_by_role("alert")).to_contain_text("changed")
    other.page.close()


def test_an_export_asks_for_the_second_factor_and_comes_as_a_file(editor: Member) -> None:
    page = editor.open('/questions?filter={"state":"published","kind":"numeric"}')
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Write it to a file").click()
    code = page.get_by_role("dialog", name="Confirm that it is you").get_by_role("textbox", name="Code")
    exports = page.get_by_role("heading", name="Exports", level=1)
    expect(code.or_(exports)).to_be_visible()
    if code.is_visible():
        code.fill(editor.factor.code())
        page.keyboard.press("Enter")
    expect(exports).to_be_visible()
    button = page.get_by_role("button", name=re.compile("^Download Questions")).first
    expect(button).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        button.click()
    file = download.value
    assert re.fullmatch(r"questions-\d{4}-\d\d-\d\d\.csv", file.suggested_filename)
    text = Path(file.path()).read_text()
    assert "numeric" in text
    assert "single_choice" not in text


def test_a_file_without_words_for_it_is_not_kept(editor: Member, tmp_path: Path) -> None:
    page = editor.open("/media/create")
    picture, words = tmp_path / "shot.png", f"The page of the CMS {secrets.token_hex(3)}"
    page.get_by_label("What it shows or says").fill(words)
    page.screenshot(path=picture)
    page.get_by_label("What it shows or says").fill("")
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="Upload it").click()
    expect(page.get_by_text("Say what it shows or says")).to_be_visible()
    page.get_by_label("What it shows or says").fill(words)
    page.get_by_role("button", name="Upload it").click()
    expect(page.get_by_role("img", name=words)).to_be_visible()
    until(
        lambda: page.get_by_role("img", name=words).evaluate("one => one.complete && one.naturalWidth > 0"),
        10,
        "the picture as the server keeps it",
    )
    editor.open("/media/create")
    page.locator("input[type=file]").set_input_files(_PICTURE)
    page.get_by_label("What it shows or says").fill("Its logo")
    page.get_by_role("button", name="Upload it").click()
    expect(page.get_by_role("alert").filter(has_text="SVG")).to_contain_text("Request id")
    expect(page.get_by_label("What it shows or says")).to_have_value("Its logo")
