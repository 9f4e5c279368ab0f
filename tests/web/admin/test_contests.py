"""Creative battles as the staff see them, and made void by who may."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from models import creative, entries
from tasks import creative as ticks
from tests.contests import PROMPT, PROMPT_ID, TEXTS, Contest, contest
from tests.web.admin.conftest import Member
from tests.web.admin.reviewing import CASES, claim, decide, empty, worker
from tests.web.admin.test_battles import show, void
from tests.web.conftest import Guest

__all__ = ["empty", "worker"]
Employ = Callable[..., Member]


@pytest.fixture
def battle(guest: Guest, become: Callable[..., Guest], engine: Engine) -> Contest:
    """The guest's, against somebody."""
    return contest(engine, (guest.id, become().id))


def given(engine: Engine, battle: Contest) -> list[int]:
    """Tokens that the battle grants."""
    with engine.connect() as connection:
        statement = text("SELECT tokens FROM grants WHERE source_key = :key ORDER BY tokens")
        return list(connection.execute(statement, {"key": str(battle.id)}).scalars())


def voted(battle: Contest, *votes: int) -> Contest:
    """Votes by side, applied."""
    battle.open()
    battle.change("votes = :votes", votes=list(votes))
    return battle


def closed(engine: Engine, battle: Contest) -> Contest:
    """As the tick closes it once its votes are all there."""
    with engine.begin() as connection:
        row = creative.lock(connection, battle.id)
        assert row is not None
        ticks._end(connection, row, entries.of_battles(connection, [battle.id])[battle.id], (), datetime.now(UTC))
    return battle


def test_seen_whole_while_it_is_voted_on(employ: Employ, battle: Contest) -> None:
    battle.write(0, faults=["word"])
    battle.write(1)
    seen = show(employ("viewer"), battle.id)
    assert (seen["mode"], seen["rounds"], seen["moves"]) == ("creative", [], [])
    told = seen["creative"]
    assert (told["phase"], told["prompt_id"], told["prompt"]) == (
        *("writing", str(PROMPT_ID)),
        {"text": PROMPT, "lang": "en", "dir": "ltr"},
    )
    assert [(one["side"], one["text"], one["state"], one["faults"], one["file"]) for one in told["entries"]] == [
        (0, TEXTS[0], "pending", ["word"], None),
        (1, TEXTS[1], "approved", [], None),
    ]
    battle.change("votes = '{3,1}'")
    assert show(employ("viewer"), battle.id)["creative"]["votes"] == [3, 1]


def test_one_that_is_voted_on_is_closed_as_void_and_keeps_its_votes(
    employ: Employ, battle: Contest, guest: Guest, engine: Engine
) -> None:
    voted(battle, 3, 1)
    response = void(employ("moderator"), battle.id)
    assert response.status_code == 200, response.text
    told = response.json["creative"]
    assert (response.json["state"], response.json["result"], told["phase"], told["votes"]) == (
        *("void", None, "closed"),
        [3, 1],
    )
    assert told["result"] == {"how": "void", "winner": None, "votes": [3, 1], "shares": [0.0, 0.0]}
    seen = guest.get(f"/v1/battles/{battle.id}").json
    assert (seen["state"], seen["creative"]["result"]["how"]) == ("void", "void")
    battle.change("voting_until = now() - interval '1 hour'")
    assert ticks.step(battle.id, datetime.now(UTC), []) == "elsewhere"
    assert ticks.move(battle.id, datetime.now(UTC)) == "elsewhere"
    assert given(engine, battle) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM exposures")).scalar() == 0


def test_of_one_that_is_settled_its_grants_are_taken_back_once(
    employ: Employ, battle: Contest, guest: Guest, engine: Engine
) -> None:
    closed(engine, voted(battle, 3, 1))
    assert given(engine, battle) == [5, 25]
    other = closed(engine, voted(contest(engine, battle.players), 0, 2))
    member, stored = employ("moderator"), show(employ("viewer"), battle.id)
    voided = void(member, battle.id).json
    assert (voided["state"], voided["creative"]["votes"], voided["result"]) == ("void", [3, 1], stored["result"])
    assert (given(engine, battle), given(engine, other)) == ([], [5, 25])
    again = void(member, battle.id)
    assert (again.status_code, again.json["code"]) == (409, "battle_void")
    assert guest.get(f"/v1/battles/{other.id}").json["state"] == "settled"


def test_who_still_looks_at_an_entry_of_a_void_one_is_done_with_it(employ: Employ, battle: Contest) -> None:
    battle.write(0, faults=["word"])
    battle.write(1)
    battle.change("writing_until = now() - interval '1 minute'")
    assert ticks.move(battle.id, datetime.now(UTC) + timedelta(seconds=5)) == "moderating"
    moderator = employ("moderator")
    case = claim(moderator, "entries").json["id"]
    assert void(moderator, battle.id).status_code == 200
    decided: Any = decide(moderator, case, "reject")
    assert (decided.status_code, decided.json["entry"]["state"]) == (200, "rejected")
    undone = moderator.post(f"{CASES}/{case}/undo", json={"reason": "a mistake"})
    assert (undone.status_code, undone.json["code"]) == (409, "changed_since")
