"""Battles over REST: one's own, what others may see, replays, and two players against each other."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from models import creative
from rules.battle_state import Move
from rules.creative import Result
from tests.contests import contest
from tests.web.battling import Table, make, settled
from tests.web.conftest import Guest
from tests.web.friendly import profile
from web.wires import Wires

Become = Callable[..., Guest]


@pytest.fixture
def other(become: Become) -> Guest:
    """The opponent."""
    return become()


def show(guest: Guest, battle: UUID, more: str = "") -> Any:
    response = guest.get(f"/v1/battles/{battle}{more}")
    assert response.status_code == 200, response.text
    return response.json


def refusal(guest: Guest, battle: UUID, more: str = "") -> tuple[int, str]:
    response = guest.get(f"/v1/battles/{battle}{more}")
    return response.status_code, response.json["code"]


def test_a_battle_that_runs_as_its_players_see_it(guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    battle = make(wires, guest.id, other.id)
    seen = show(guest, battle)
    assert (seen["state"], seen["mode"], seen["category"], seen["lang"]) == ("running", "quiz", "maths", "en")
    assert [player["id"] for player in seen["players"]] == [str(guest.id), str(other.id)]
    assert (seen["side"], seen["points"], seen["result"]) == (0, [0, 0], None)
    table = Table(engine, battle).play([(True, False)])
    table.tick()
    table.answer(0, True, 10)
    table.store()
    theirs = show(other, battle)
    assert (theirs["side"], theirs["points"]) == (1, [19, 0]), "an answer shows when its round is revealed"
    assert "solution" not in str(theirs)


def test_01_who_has_the_id_sees_who_is_in_it_while_it_runs_and_nothing_after(
    guest: Guest, other: Guest, become: Become, wires: Wires, engine: Engine
) -> None:
    stranger, battle = become(), make(wires, guest.id, other.id)
    table = Table(engine, battle).play([(True, False)] * 7).store()
    seen = show(stranger, battle)
    assert (seen["state"], len(seen["players"])) == ("running", 2)
    assert (seen["side"], seen["points"], seen["result"]) == (None, None, None)
    assert refusal(stranger, battle, "/replay") == (404, "battle_unknown")
    table.tick()
    table.settle()
    assert refusal(stranger, battle) == (404, "battle_unknown")
    assert refusal(stranger, battle, "/replay") == (404, "battle_unknown")
    assert stranger.get("/v1/battles").json == {"items": [], "next": None}
    assert stranger.client.get(f"/v1/battles/{battle}").status_code == 401


@pytest.mark.parametrize("more", ["", "/replay"])
def test_a_battle_that_is_none(guest: Guest, more: str) -> None:
    assert refusal(guest, uuid4(), more) == (404, "battle_unknown")


def test_04_what_was_right_is_told_after_the_end_alone(
    guest: Guest, other: Guest, wires: Wires, engine: Engine
) -> None:
    battle = make(wires, guest.id, other.id)
    table = Table(engine, battle).play([(True, False)] * 7).store()
    response = guest.get(f"/v1/battles/{battle}/replay")
    assert (response.status_code, response.json["code"]) == (409, "battle_not_over")
    table.tick()
    table.settle()
    assert show(guest, battle, "/replay")["rounds"][0]["solution"] == [table.script.questions[0].key]


def test_the_replay_folds_to_the_stored_result(guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    """Through a rebuild: what the life before it made, and never confirmed, counts for nothing."""
    table = Table(engine, make(wires, guest.id, other.id))
    table.emote(0, "hello")
    table.play([(True, False), (True, True)])
    table.do(Move("away", 1), 100)
    lost = [(1, len(table.moves) + 1, Move("surrender", 0, "lost"), table.now + 50)]
    table.life = 2
    table.do(Move("rebuilt", after=(1, len(table.moves))), 4_000)
    table.do(Move("back", 1), 100)
    table.play([(False, True), (True, True), (True, False), (True, True), (True, False)])
    table.tick()
    table.store(lost)
    result = table.settle()
    told = show(guest, table.battle, "/replay")
    assert told["points"] == result["points"] == [told["points"][0], told["points"][1]]
    assert (told["result"]["winner"], told["result"]["reason"]) == (result["winner"], result["reason"]) == (0, "points")
    answers = [one["answers"] for one in told["rounds"]]
    assert [sum(pair[side]["points"] for pair in answers) for side in (0, 1)] == result["points"]
    first = told["rounds"][0]
    assert first["question"]["stem"] == table.script.questions[0].stem
    assert (first["answers"][0]["elapsed_ms"], first["answers"][1]["correct"]) == (1_000, False)
    assert [one["multiplier"] for one in told["rounds"]] == [1] * 6 + [2]
    assert [(one["kind"], one["side"], one["round"]) for one in told["moments"]] == [
        ("emote", 0, None),
        ("away", 1, 1),
        ("rebuilt", None, 1),
        ("back", 1, 1),
    ]
    assert told["moments"][0]["emote"] == "hello"


def test_of_rounds_that_were_never_open_nothing_is_told(
    guest: Guest, other: Guest, wires: Wires, engine: Engine
) -> None:
    table = Table(engine, make(wires, guest.id, other.id)).play([(True, True)])
    table.tick()
    table.surrender(1)
    table.settle()
    told = show(other, table.battle, "/replay")
    assert [(one["no"], one["closed_ms"] is None) for one in told["rounds"]] == [(0, False), (1, True)]
    assert told["rounds"][1]["answers"] == [None, None]
    assert (told["side"], told["result"]["winner"], told["result"]["reason"]) == (1, 0, "surrender")
    assert table.script.questions[2].stem not in str(told)


def test_what_it_gave_is_each_ones_own(guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    battle = settled(wires, engine, guest.id, other.id)
    mine, theirs = show(guest, battle)["result"], show(other, battle)["result"]
    assert mine["reward"] == {"rating_before": 1500, "rating_after": 1522, "provisional": True, "xp": 70, "tokens": 5}
    assert theirs == {"winner": 0, "reason": "points", "reward": None}


def test_a_ghosts_owner_is_not_in_its_battle(guest: Guest, become: Become, wires: Wires, engine: Engine) -> None:
    owner = become()
    run = settled(wires, engine, become().id, owner.id)
    battle = make(wires, guest.id, owner.id, "ghost", ghost_of=run)
    [ghost] = [player for player in show(guest, battle)["players"] if player["ghost"]]
    assert ghost["id"] == str(owner.id)
    assert show(owner, battle)["side"] is None
    table = Table(engine, battle)
    table.surrender(0)
    table.settle()
    assert refusal(owner, battle) == (404, "battle_unknown")
    assert str(battle) not in str(owner.get("/v1/battles").json)
    assert profile(guest, owner)["head_to_head"]["lost"] == 0


def test_history_page_by_page_and_by_mode(guest: Guest, become: Become, wires: Wires, engine: Engine) -> None:
    battles = [settled(wires, engine, guest.id, become().id) for _ in range(3)]
    battles += [settled(wires, engine, become().id, guest.id) for _ in range(2)]
    battles.append(contest(engine, [guest.id, become().id]).id)
    seen, cursor = [], ""
    while cursor is not None:
        page = guest.get(f"/v1/battles?limit=4{cursor and '&cursor=' + cursor}").json
        seen += page["items"]
        cursor = page["next"]
    assert [item["id"] for item in seen] == [str(battle) for battle in reversed(battles)]
    assert {item["side"] for item in seen} == {0, 1}
    of_mode = guest.get("/v1/battles?mode=creative").json["items"]
    assert [item["id"] for item in of_mode] == [str(battles[-1])]
    assert len(guest.get("/v1/battles?state=settled").json["items"]) == 5


def test_a_creative_battle_as_its_players_see_it(guest: Guest, other: Guest, become: Become, engine: Engine) -> None:
    battle = contest(engine, [guest.id, other.id])
    battle.write(1)
    mine, theirs = show(guest, battle.id), show(other, battle.id)
    assert (mine["category"], mine["points"], mine["creative"]["phase"]) == (None, None, "writing")
    assert (mine["creative"]["entries"], len(theirs["creative"]["entries"])) == ([], 1)
    assert refusal(guest, battle.id, "/replay") == (404, "battle_unmoved")
    assert refusal(become(), battle.id) == (404, "battle_unknown")


def test_who_has_voted_sees_the_votes_and_not_whose_entries_they_are(
    guest: Guest, other: Guest, become: Become, engine: Engine
) -> None:
    battle, voter = contest(engine, [guest.id, other.id]).open(), become()
    assert refusal(voter, battle.id) == (404, "battle_unknown")
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO votes VALUES (:v, :b, :e, gen_random_uuid(), now(), 0, 0)"),
            {"v": voter.id, "b": battle.id, "e": battle.entries[0]},
        )
    battle.change("votes = '{1,0}'")
    seen = show(voter, battle.id)
    assert (seen["players"], seen["side"], seen["creative"]["votes"]) == ([], None, [1, 0])
    assert str(guest.id) not in str(seen)
    assert show(guest, battle.id)["creative"]["votes"] is None
    unrated = {"rating_before": None, "rating_after": None, "provisional": False, "xp": 0}
    rewards = [unrated | {"tokens": tokens} for tokens in (5, 0)]
    with engine.begin() as connection:
        creative.close(connection, battle.id, Result("votes", 0, (1, 0), (1.0, 0.0)), rewards, datetime.now(UTC))
    seen = show(voter, battle.id)
    assert [player["id"] for player in seen["players"]] == [str(guest.id), str(other.id)]
    mine = show(guest, battle.id)
    assert (mine["result"]["reason"], mine["points"], mine["creative"]["votes"]) == ("votes", [1, 0], [1, 0])
    assert mine["result"]["reward"]["tokens"] == 5


@pytest.mark.parametrize(
    "query", [{"mode": "live"}, {"state": "over"}, {"limit": "0"}, {"cursor": "x"}, {"player_id": "1"}]
)
def test_03_a_bad_question(guest: Guest, query: dict[str, str]) -> None:
    response = guest.get("/v1/battles", query_string=query)
    assert (response.status_code, response.json["errors"][0]["field"]) == (422, next(iter(query)))


def test_two_against_each_other(guest: Guest, other: Guest, become: Become, wires: Wires, engine: Engine) -> None:
    for first, second, winner in ((guest, other, 0), (other, guest, 1), (other, guest, 0), (guest, other, None)):
        battle = settled(wires, engine, first.id, second.id, winner)
    settled(wires, engine, guest.id, become().id)
    make(wires, guest.id, other.id)
    mine, theirs = profile(guest, other)["head_to_head"], profile(other, guest)["head_to_head"]
    assert (mine["won"], mine["lost"], mine["tied"]) == (2, 1, 1)
    assert (theirs["won"], theirs["lost"], theirs["tied"]) == (1, 2, 1)
    assert (len(mine["last"]), mine["last"][0]["id"]) == (4, str(battle))
    assert profile(guest, guest)["head_to_head"] is None


def test_ratings_are_shown_rounded_with_a_mark(guest: Guest, other: Guest, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO ratings VALUES (:p, 'quiz', 1, 1612.5001, 80, 0.06, :g, now())"),
            [{"p": guest.id, "g": 10}, {"p": other.id, "g": 9}],
        )
    assert profile(other, guest)["ratings"] == [{"mode": "quiz", "rating": 1613, "provisional": False, "games": 10}]
    assert other.get("/v1/me/progress").json["ratings"][0]["provisional"] is True


def test_a_void_battle_gave_nothing(guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    battle = settled(wires, engine, guest.id, other.id)
    with engine.begin() as connection:
        connection.execute(text("UPDATE battles SET state = 'void' WHERE id = :id"), {"id": battle})
    seen = show(guest, battle)
    assert (seen["state"], seen["points"], seen["result"]) == ("void", None, None)
    assert show(guest, battle, "/replay")["points"][1] == 0
    assert profile(guest, other)["head_to_head"]["won"] == 0
