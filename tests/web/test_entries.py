"""Own entries to creative battles: what they may say, until when, and who sees them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from bridges import uploads as files
from models import cases, erasure, players
from tasks import creative as ticks
from tasks import runtime
from tests.bridges.media.files import mp4, picture
from tests.contests import Contest, clear, contest
from tests.crossing import before
from tests.web.conftest import Guest, refusal
from tests.web.test_uploads import sent
from web import creative
from web.wires import ENTRY_BURST, Wires

Become = Callable[..., Guest]
SAID = "It sleeps with the light on."
LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> None:
    """No battle is there."""
    clear(engine)


@pytest.fixture
def battle(guest: Guest, become: Become, engine: Engine) -> Contest:
    """The guest's, against another."""
    return contest(engine, (guest.id, become().id))


def put(guest: Guest, battle: Contest, **body: Any) -> Any:
    return guest._send("PUT", f"/v1/battles/{battle.id}/entry", {"json": body})


def stored(engine: Engine, battle: Contest) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT side, kind, text, state, faults FROM entries WHERE battle_id = :id ORDER BY side"),
            {"id": battle.id},
        )
        return [tuple(row) for row in rows]


def seen(app: Flask, engine: Engine, battle: Contest, viewer: UUID) -> Any:
    with app.app_context(), engine.connect() as connection:
        found = creative.shown(connection, battle.id, viewer, lambda id_: f"http://x/{id_}")
    return creative.CreativeSchema().dump(found)


def test_submitted_and_changed_until_the_time_is_over(guest: Guest, battle: Contest, engine: Engine) -> None:
    first = put(guest, battle, text=SAID)
    assert first.status_code == 200
    assert (first.json["text"], first.json["state"], first.json["kind"]) == (SAID, "approved", "text")
    assert first.json["battle_id"] == str(battle.id)
    assert datetime.fromisoformat(first.json["writing_until"]) == battle.row.writing_until
    second = put(guest, battle, text="It counts humans.")
    assert second.json["id"] == first.json["id"]
    assert second.json["submitted_at"] == first.json["submitted_at"] < second.json["updated_at"]
    battle.change("writing_until = now()")
    assert refusal(put(guest, battle, text="Too late")) == (409, "entry_late")
    assert stored(engine, battle) == [(0, "text", "It counts humans.", "approved", [])]


def test_a_tick_lets_an_entry_that_is_being_submitted_be(
    guest: Guest, battle: Contest, engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would close the battle without the entry, whose player was told that it is in."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    steps: list[str] = []
    with before(wires.postgres.engine, "INSERT INTO entries", lambda: steps.append(ticks.move(battle.id, LATER))):
        assert put(guest, battle, text=SAID).status_code == 200
    assert steps == ["elsewhere"]
    assert battle.row.phase == "writing"
    assert ticks.move(battle.id, LATER) == "closed"
    assert (battle.row.result or {})["winner"] == 0


@pytest.mark.parametrize("phase", ["moderating", "voting"])
def test_nothing_is_changed_once_others_look_at_it(guest: Guest, battle: Contest, phase: str) -> None:
    battle.change("phase = :phase, voting_until = now()", phase=phase)
    assert refusal(put(guest, battle, text=SAID)) == (409, "entry_late")


def test_01_anothers_battle_is_not_there(become: Become, battle: Contest, engine: Engine) -> None:
    stranger = become()
    assert refusal(put(stranger, battle, text=SAID)) == (404, "battle_unknown")
    nowhere = stranger._send("PUT", f"/v1/battles/{uuid4()}/entry", {"json": {"text": SAID}})
    assert refusal(nowhere) == (404, "battle_unknown")
    assert stored(engine, battle) == []


def test_01_the_other_sees_nothing_of_it_before_the_voting(
    guest: Guest, battle: Contest, app: Flask, engine: Engine
) -> None:
    put(guest, battle, text=SAID)
    battle.write(1)
    other, stranger = battle.players[1], uuid4()
    assert [one["text"] for one in seen(app, engine, battle, other)["entries"]] == ["It counts humans to fall asleep."]
    assert seen(app, engine, battle, stranger)["entries"] == []
    mine = seen(app, engine, battle, guest.id)["entries"]
    assert [(one["mine"], one["state"], one["side"]) for one in mine] == [(True, "approved", 0)]
    battle.change("phase = 'moderating', voting_until = now()")
    stopped = seen(app, engine, battle, guest.id)
    assert (stopped["phase"], stopped["voting_until"]) == ("moderating", None)
    battle.change("phase = 'voting'")
    for viewer in (other, stranger, guest.id):
        shown = seen(app, engine, battle, viewer)["entries"]
        assert [one["side"] for one in shown] == [0, 1]
        assert not any("player_id" in one for one in shown), "nobody votes for a name"
    result = '{"how": "tie", "winner": null, "votes": [0, 0], "shares": [0.5, 0.5]}'
    battle.change("phase = 'closed', closed_at = now(), result = CAST(:result AS jsonb)", result=result)
    closed = seen(app, engine, battle, stranger)
    assert [one["player_id"] for one in closed["entries"]] == list(map(str, battle.players))
    assert (closed["result"]["how"], closed["votes"]) == ("tie", [0, 0])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  one\r\ntwo \n\n\n\nthree\t!  ", "one\ntwo\n\nthree !"),
        ("e\u0301tude", "étude"),
        ("👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("می‌خواهم", "می‌خواهم"),
        ("<b>bold</b> & so", "<b>bold</b> & so"),
    ],
)
def test_it_is_plain_text_kept_composed(guest: Guest, battle: Contest, typed: str, kept: str) -> None:
    assert put(guest, battle, text=typed).json["text"] == kept == normalize("NFC", kept)


@pytest.mark.parametrize(
    "typed",
    ["a" * 500, "👩‍👩‍👧‍👦" * 360, "🇩🇪" * 500, "क्षि" * 500, "e\u0301" * 500, ("x" * 49 + "\n") * 10],
)
def test_five_hundred_graphemes_are_taken(guest: Guest, battle: Contest, typed: str) -> None:
    assert put(guest, battle, text=typed).status_code == 200


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("a" * 501, "it has 501"),
        ("🇩🇪" * 501, "it has 501"),
        ("", "1 to 500"),
        ("a" * 4_001, "1 to 500"),
        (" \n\t", "nothing to read"),
        ("\u200b", "cannot be seen"),
        ("a\u202eb", "cannot be seen"),
        ("a\x07b", "cannot be seen"),
        ("e" + "\u0301" * 9, "too many marks"),
        ("come to http://x.test", "address"),
        ("write me: a@b.co", "address"),
        ("buzz.com", "address"),
    ],
)
def test_what_it_may_not_say_is_told(guest: Guest, battle: Contest, engine: Engine, typed: str, why: str) -> None:
    response = put(guest, battle, text=typed)
    assert refusal(response) == (422, "invalid")
    fault = response.json["errors"][0]
    assert fault["pointer"] == "/text"
    assert why in fault["detail"]
    assert stored(engine, battle) == []


@pytest.mark.parametrize("body", [{}, {"text": SAID, "media_id": str(uuid4())}, {"text": None}, {"said": SAID}])
def test_what_is_no_entry(guest: Guest, battle: Contest, body: Any) -> None:
    assert refusal(put(guest, battle, **body)) == (422, "invalid")


def test_a_listed_word_has_somebody_look_and_a_better_text_nobody(
    guest: Guest, battle: Contest, engine: Engine
) -> None:
    assert put(guest, battle, text="What the f.u.c.k?").json["state"] == "pending"
    assert stored(engine, battle)[0][3:] == ("pending", ["word"])
    assert put(guest, battle, text="What on earth?").json["state"] == "approved"
    assert stored(engine, battle)[0][3:] == ("approved", [])


def test_a_picture_of_ones_own(guest: Guest, battle: Contest, engine: Engine, wires: Wires) -> None:
    one = sent(guest, picture("PNG", (91, 17)))
    pending = put(guest, battle, media_id=one["media_id"])
    assert (pending.json["kind"], pending.json["state"], pending.json["picture"]) == ("image", "pending", None)
    with engine.begin() as connection:
        assert files.approve(connection, wires.arrivals, wires.media, UUID(one["id"]))
    approved = put(guest, battle, media_id=one["media_id"]).json
    assert (approved["state"], approved["picture"]["width"]) == ("approved", 91)
    assert approved["picture"]["url"].endswith(one["media_id"])
    assert put(guest, battle, text=SAID).json["picture"] is None
    assert stored(engine, battle) == [(0, "text", SAID, "approved", [])]


def test_01_anothers_picture_is_none_of_ones_own(guest: Guest, battle: Contest, become: Become, engine: Engine) -> None:
    theirs, film, refused = (
        sent(become(), picture("PNG", (92, 17))),
        sent(guest, mp4(), "video/mp4"),
        sent(guest, picture("PNG", (93, 17))),
    )
    with engine.begin() as connection:
        assert files.reject(connection, UUID(refused["id"]), "no")
    for media_id in (theirs["media_id"], film["media_id"], refused["media_id"], str(uuid4())):
        assert refusal(put(guest, battle, media_id=media_id)) == (422, "media_unknown")


def test_what_the_prompt_asks_for(guest: Guest, battle: Contest) -> None:
    battle.change("takes = 'text'")
    one = sent(guest, picture("PNG", (94, 17)))
    assert refusal(put(guest, battle, media_id=one["media_id"])) == (422, "entry_unfit")
    battle.change("takes = 'image'")
    assert refusal(put(guest, battle, text=SAID)) == (422, "entry_unfit")
    assert put(guest, battle, media_id=one["media_id"]).status_code == 200


def test_who_changes_it_all_the_time_is_slowed_down(guest: Guest, battle: Contest) -> None:
    statuses = [put(guest, battle, text=f"{SAID} {number}").status_code for number in range(ENTRY_BURST + 1)]
    assert statuses == [200] * ENTRY_BURST + [429]


def test_of_the_erased_nothing_is_kept_but_that_there_was_one(guest: Guest, battle: Contest, engine: Engine) -> None:
    put(guest, battle, text="What the f.u.c.k?")
    with engine.begin() as connection:
        entry = connection.execute(text("SELECT id FROM entries WHERE battle_id = :id"), {"id": battle.id}).scalar_one()
        cases.signal(connection, "entries", "flag", {entry: 1})
        assert players.lock(connection, guest.id)
        erasure.erase(connection, guest.id)
    assert stored(engine, battle) == [(0, "text", None, "withdrawn", [])]
    with engine.connect() as connection:
        assert cases.of_subject(connection, entry) == []
    assert put(guest, battle, text=SAID).status_code == 401
