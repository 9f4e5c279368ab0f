"""Duels by link: made, shown, and accepted once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, QueuePool, text

from models import players, prompts
from rules.codes import is_code, show
from tasks import runtime
from tasks.retention import forget_old
from tests.crossing import before, wait_for_one_to_wait
from tests.processes import until
from tests.web.battling import make
from tests.web.conftest import Guest, refusal
from tests.web.friendly import block, unblock
from web.battles.challenges import OPEN_MOST
from web.limits import Buckets
from web.wires import DUEL_BURST, Wires

Become = Callable[..., Guest]
URL = "/v1/challenges"


@pytest.fixture
def other(become: Become) -> Guest:
    """Who has the link."""
    return become()


def challenge(guest: Guest, **wanted: Any) -> Any:
    response = guest.post(URL, {"mode": "quiz", "category": "maths", **wanted})
    assert response.status_code == 201, response.text
    assert response.headers["Location"] == f"{URL}/{response.json['code']}"
    return response.json


def accept(guest: Guest, code: str) -> Any:
    return guest.post(f"{URL}/{code}/accept")


def change(engine: Engine, statement: str, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def count(engine: Engine, player: UUID) -> int:
    statement = text("SELECT count(*) FROM battles WHERE first_id = :id OR second_id = :id")
    with engine.connect() as connection:
        return int(connection.execute(statement, {"id": player}).scalar_one())


def test_made_shown_and_accepted(guest: Guest, other: Guest) -> None:
    made = challenge(guest)
    assert is_code(made["code"])
    assert made["link"] == f"/#duel={made['code']}"
    assert (made["state"], made["category"], made["lang"], made["battle_id"]) == ("open", "maths", "en", None)
    seen = other.get(f"{URL}/{made['code']}").json
    assert seen == made
    assert other.get(f"{URL}/{show(made['code']).upper()}").json == made, "as people write it"
    accepted = accept(other, made["code"])
    assert accepted.status_code == 200, accepted.text
    assert accepted.json["state"] == "accepted"
    battle = guest.get(f"/v1/battles/{accepted.json['battle_id']}").json
    assert (battle["kind"], battle["ranked"], battle["category"], battle["side"]) == ("duel", False, "maths", 0)
    assert [player["id"] for player in battle["players"]] == [str(guest.id), str(other.id)]
    assert guest.get(URL).json["items"] == [accepted.json]


def test_who_accepts_again_is_told_the_same(guest: Guest, other: Guest, engine: Engine) -> None:
    code = challenge(guest)["code"]
    assert accept(other, code).json == accept(other, code).json
    assert count(engine, guest.id) == 1


def test_the_battle_is_told_to_the_two_alone(guest: Guest, other: Guest, become: Become) -> None:
    code = challenge(guest)["code"]
    battle = accept(other, code).json["battle_id"]
    stranger = become()
    assert stranger.get(f"{URL}/{code}").json["battle_id"] is None
    assert refusal(accept(stranger, code)) == (409, "challenge_taken")
    assert {one.get(f"{URL}/{code}").json["battle_id"] for one in (guest, other)} == {battle}
    assert stranger.get(URL).json["items"] == []


def test_of_two_who_accept_at_once_one_has_it(
    guest: Guest, other: Guest, become: Become, wires: Wires, engine: Engine
) -> None:
    code, late = challenge(guest)["code"], become()
    answers: list[Any] = []
    with ThreadPoolExecutor(1) as pool:

        def cross() -> None:
            if not answers:
                answers.append(pool.submit(accept, late, code))
                wait_for_one_to_wait(engine)

        with before(wires.postgres.engine, "INSERT INTO battles", cross):
            first = accept(other, code)
        second = answers[0].result(30)
    assert (first.status_code, first.json["state"]) == (200, "accepted")
    assert refusal(second) == (409, "challenge_taken")
    assert count(engine, guest.id) == 1


@contextmanager
def one_connection_left(wires: Wires) -> Iterator[None]:
    """All others of the process are in use, and nothing is remembered that would have to be asked for."""
    pool = cast(QueuePool, wires.postgres.engine.pool)
    wires.bank._categories_until = 0.0
    with ExitStack() as stack:
        for _ in range(pool.size() - 1):
            stack.enter_context(wires.postgres.engine.connect())
        yield


def test_one_connection_is_enough_to_make_and_to_accept_one(guest: Guest, other: Guest, wires: Wires) -> None:
    """Were two taken, one inside the other's transaction, those of a process who all have one would wait in vain."""
    with one_connection_left(wires):
        code = challenge(guest)["code"]
    with one_connection_left(wires):
        assert accept(other, code).status_code == 200


def test_ones_own_is_for_others(guest: Guest) -> None:
    assert refusal(accept(guest, challenge(guest)["code"])) == (409, "challenge_own")


def test_who_never_meets_sees_nothing(guest: Guest, other: Guest) -> None:
    code = challenge(guest)["code"]
    unknown = other.get(f"{URL}/aaaaaaaa")
    for one, another in ((guest, other), (other, guest)):
        block(one, another)
        refused = other.get(f"{URL}/{code}")
        assert (refusal(refused), refused.json["detail"]) == ((404, "challenge_unknown"), unknown.json["detail"])
        assert refusal(accept(other, code)) == (404, "challenge_unknown")
        unblock(one, another)
    assert accept(other, code).status_code == 200


def test_who_may_not_play_challenges_nobody(
    app: Any, guest: Guest, other: Guest, become: Become, engine: Engine
) -> None:
    code = challenge(guest)["code"]
    assert app.test_cli_runner().invoke(args=["players", "block", str(guest.id), "--reason", "x"]).exit_code == 0
    until(lambda: other.get(f"{URL}/{code}").status_code == 404, what="the block")
    assert refusal(accept(other, code)) == (404, "challenge_unknown")
    gone = become()
    theirs = challenge(gone)["code"]
    with engine.begin() as connection:
        assert players.lock(connection, gone.id)
    assert gone._send("DELETE", "/v1/me", {}).status_code == 204
    assert refusal(other.get(f"{URL}/{theirs}")) == (404, "challenge_unknown")


@pytest.mark.parametrize("code", ["aaaaaaaa", "1", "k7mp-2qx!", "%00", "a" * 300])
def test_a_code_that_is_none(guest: Guest, code: str) -> None:
    assert refusal(guest.get(f"{URL}/{code}")) == (404, "challenge_unknown")
    assert refusal(accept(guest, code)) == (404, "challenge_unknown")


def test_an_hour_later_it_is_over_and_a_day_later_forgotten(
    guest: Guest, other: Guest, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = challenge(guest)["code"]
    change(engine, "UPDATE challenges SET expires_at = now() WHERE code = :code", code=code)
    assert other.get(f"{URL}/{code}").json["state"] == "expired"
    assert refusal(accept(other, code)) == (409, "challenge_expired")
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    forget_old()
    assert len(guest.get(URL).json["items"]) == 1
    change(engine, "UPDATE challenges SET expires_at = now() - interval '25 hours' WHERE code = :code", code=code)
    forget_old()
    assert refusal(other.get(f"{URL}/{code}")) == (404, "challenge_unknown")


def test_who_is_in_a_battle_begins_no_other(guest: Guest, other: Guest, become: Become, wires: Wires) -> None:
    code, third = challenge(guest)["code"], become()
    battle = make(wires, third.id, other.id)
    refused = accept(other, code)
    assert refusal(refused) == (409, "in_battle")
    assert str(battle) in refused.json["detail"]
    fourth = become()
    make(wires, guest.id, fourth.id)
    refused = accept(become(), code)
    assert (refusal(refused), refused.headers["Retry-After"]) == ((409, "in_battle"), "30")
    assert "They" in refused.json["detail"], "not which battle the challenger is in"
    assert guest.get(f"{URL}/{code}").json["state"] == "open"


def test_what_has_too_few_questions_begins_nothing(guest: Guest, other: Guest) -> None:
    code = challenge(guest, category="tiny")["code"]
    assert refusal(accept(other, code)) == (409, "no_questions")
    assert other.get(f"{URL}/{code}").json["state"] == "open"


def test_of_any_category(guest: Guest, other: Guest) -> None:
    made = guest.post(URL, {"mode": "quiz"}).json
    assert (made["category"], made["lang"]) == (None, "en")
    battle = accept(other, made["code"]).json["battle_id"]
    assert guest.get(f"/v1/battles/{battle}").json["category"] == "maths"


def test_of_a_creative_battle(guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    code = challenge(guest, mode="creative", category=None)["code"]
    assert refusal(accept(other, code)) == (409, "no_questions"), "there is no prompt"
    with engine.begin() as connection:
        prompts.add(connection, uuid4(), None, "any", {"en": "A shy monster"}, "published")
    with one_connection_left(wires):
        battle = accept(other, code).json["battle_id"]
    seen = guest.get(f"/v1/battles/{battle}").json
    assert (seen["mode"], seen["kind"], seen["creative"]["phase"]) == ("creative", "duel", "writing")
    assert seen["creative"]["prompt"]["text"] == "A shy monster"


def test_a_few_at_a_time(guest: Guest, other: Guest) -> None:
    codes = [challenge(guest)["code"] for _ in range(OPEN_MOST)]
    assert refusal(guest.post(URL, {"mode": "quiz"})) == (409, "challenges_full")
    accept(other, codes[0])
    challenge(guest)
    assert refusal(guest.post(URL, {"mode": "quiz"})) == (409, "challenges_full")


def test_two_made_at_once_are_no_more_than_there_is_room_for(guest: Guest, wires: Wires, engine: Engine) -> None:
    for _ in range(OPEN_MOST - 1):
        challenge(guest)
    answers: list[Any] = []
    with ThreadPoolExecutor(1) as pool:

        def cross() -> None:
            if not answers:
                answers.append(pool.submit(guest.post, URL, {"mode": "quiz"}))
                wait_for_one_to_wait(engine)

        with before(wires.postgres.engine, "INSERT INTO challenges", cross):
            challenge(guest)
        assert refusal(answers[0].result(30)) == (409, "challenges_full")


def test_there_is_a_rate(guest: Guest, monkeypatch: pytest.MonkeyPatch, wires: Wires) -> None:
    answers = [accept(guest, "aaaaaaaa").status_code for _ in range(DUEL_BURST + 1)]
    assert answers == [*[404] * DUEL_BURST, 429]
    assert guest.post(URL, {"mode": "quiz"}).status_code == 429
    monkeypatch.setattr(wires, "duel_rates", Buckets(1e6, 1e6))
    assert accept(guest, "aaaaaaaa").status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"mode": "live"},
        {"mode": "quiz", "category": "none"},
        {"mode": "quiz", "lang": "?"},
        {"mode": "quiz", "x": 1},
    ],
)
def test_03_what_is_no_challenge_is_refused(guest: Guest, wanted: dict[str, Any]) -> None:
    response = guest.post(URL, wanted)
    assert response.status_code == 422
    assert response.json["errors"]
