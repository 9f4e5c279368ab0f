"""The reference client loses no answer, whatever breaks while it thinks, and knows when a battle is over."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from lab.players import battling
from lab.players.battling import Duellist, NoBattle
from tests.lab_players.scripted import BATTLE, Act, Served, scripted

ENOUGH_S = 20


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(battling, "_AGAIN_S", 0.0)


async def right(_no: int, _question: dict[str, Any]) -> str:
    return "right"


def fight(*acts: Act, **habits: Any) -> dict[str, Any]:
    """What a battle against a server that acts like this ends with."""

    async def play() -> dict[str, Any]:
        async with asyncio.timeout(ENOUGH_S), scripted(*acts) as client:
            return await Duellist(client, **{"think": right, **habits}).fight()

    return asyncio.run(play())


def end(served: Served) -> None:
    served.send("battle.ended", result={"winner": 0, "reason": "points"})


def test_what_is_thought_of_while_the_socket_breaks_goes_over_the_new_one() -> None:
    """In the round in which it was asked: there may be no other before it is over."""
    back, states = asyncio.Event(), list[str]()
    noted: list[tuple[UUID, str]] = []

    async def breaks(served: Served) -> None:
        await served.greet()
        served.ask()
        served.cut()

    async def goes_on(served: Served) -> None:
        await served.greet()
        served.ask()
        answer = await served.next("battle.answer")
        assert (answer["round"], answer["response"], answer["battle_id"]) == (0, "right", BATTLE)
        served.send("ok", id=answer["id"], result={"topic": None})
        end(served)

    def watch(frame: dict[str, Any]) -> None:
        states.extend([frame["type"]] if frame["type"] == "battle.state" else [])
        if len(states) == 2:
            back.set()

    async def think(_no: int, _question: dict[str, Any]) -> str:
        await back.wait()
        return "right"

    ended = fight(breaks, goes_on, think=think, watch=watch, confirmed=lambda *move: noted.append(move))
    assert ended["type"] == "battle.ended"
    assert [battle for battle, _ in noted] == [UUID(BATTLE)]


def test_what_is_thought_of_while_no_socket_is_open_is_what_the_next_begins_with() -> None:
    thought = asyncio.Event()

    async def breaks(served: Served) -> None:
        await served.greet()
        served.ask()
        served.cut()

    async def goes_on(served: Served) -> None:
        await thought.wait()
        await served.greet()
        answer = await served.next("battle.answer")
        served.send("ok", id=answer["id"], result={"topic": None})
        end(served)

    async def think(_no: int, _question: dict[str, Any]) -> str:
        await asyncio.sleep(0.05)  # the socket has closed
        thought.set()
        return "right"

    assert fight(breaks, goes_on, think=think)["type"] == "battle.ended"


def test_an_answer_that_was_not_confirmed_is_sent_again_as_the_same_move() -> None:
    moves: list[str] = []

    async def breaks(served: Served) -> None:
        await served.greet()
        served.ask()
        moves.append((await served.next("battle.answer"))["move_id"])
        served.cut()

    async def goes_on(served: Served) -> None:
        await served.greet()
        moves.append((await served.next("battle.answer"))["move_id"])
        end(served)

    fight(breaks, goes_on)
    assert moves[0] == moves[1]


def test_a_battle_that_is_made_void_is_no_battle() -> None:
    async def voids(served: Served) -> None:
        await served.greet()
        served.ask()
        served.send("battle.voided")

    with pytest.raises(NoBattle, match="void"):
        fight(voids)


def refusing(code: str) -> Act:
    """A server that refuses the first answer."""

    async def act(served: Served) -> None:
        await served.greet()
        served.ask()
        answer = await served.next("battle.answer")
        served.send("error", id=answer["id"], code=code, title="", detail="", retry_after_ms=None)
        if code == "battle_over":
            await served.next("subscribe")
            served.send("battle.state", phase="over", result={"winner": 1, "reason": "forfeit"})

    return act


@pytest.mark.parametrize(("code", "said"), [("battle_unknown", "error"), ("battle_over", "battle.state")])
def test_who_hears_that_the_battle_runs_no_more_plays_no_more(code: str, said: str) -> None:
    """How it ended was told while they were away."""
    assert fight(refusing(code))["type"] == said


def test_a_battle_that_was_settled_meanwhile_is_over() -> None:
    async def settled(served: Served) -> None:
        await served.greet()
        served.send("error", id="battle", code="topic_unknown", title="", detail="", retry_after_ms=None)

    assert fight(settled)["code"] == "topic_unknown"
