"""Sessions: what is asked, and the clock of each question, whatever happens to a store."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from lab.stack import Stack
from models import drawing
from tests.processes import until
from tests.statements import statements
from tests.web.conftest import QUESTIONS, Guest, frozen, option
from web.wires import Wires


def test_a_session_asks_different_questions_once_each(guest: Guest) -> None:
    session = guest.start(count=20)
    questions = [guest.next(session)] + [guest.next(session, after=no) for no in range(19)]
    assert [question["no"] for question in questions] == list(range(20))
    assert {question["of"] for question in questions} == {20}
    assert len({question["stem"] for question in questions}) == 20
    end = guest.post(f"/v1/sessions/{session}/next", {"after": 19})
    assert (end.status_code, end.json["code"]) == (409, "session_finished")


def test_a_new_session_avoids_the_questions_of_the_last(guest: Guest) -> None:
    seen = set()
    for _ in range(QUESTIONS // 10):
        session = guest.start(count=10)
        seen |= {guest.next(session)["stem"]} | {guest.next(session, after=no)["stem"] for no in range(9)}
    assert len(seen) == QUESTIONS


def test_a_question_counts_once_in_a_season_though_it_is_practised_meanwhile(guest: Guest, engine: Engine) -> None:
    asked, now = uuid7(), datetime.now(UTC)
    with engine.begin() as connection:
        found = [drawing.see(connection, guest.id, 1, [asked], now, season) for season in (1, 1, None, 1, 2)]
    assert found == [[True], [False], [False], [False], [True]]


def test_a_small_category_gives_a_short_session(guest: Guest) -> None:
    response = guest.post("/v1/sessions", {"category": "tiny", "mode": "practice", "count": 10})
    assert response.json["count"] == 3
    assert response.headers["Location"] == f"/v1/sessions/{response.json['id']}"


def test_options_are_named_and_placed_at_random(guest: Guest) -> None:
    questions = [guest.next(guest.start(category="tiny", count=1)) for _ in range(12)]
    ids = [option["id"] for question in questions for option in question["options"]]
    assert len(set(ids)) == len(ids)
    places = {[option["text"][0] for option in question["options"]].index("r") for question in questions}
    assert len(places) > 1


def test_asking_again_gives_the_same_question_and_the_same_clock(guest: Guest, wires: Wires) -> None:
    session = guest.start()
    first, again = guest.next(session), guest.next(session)
    assert again == first
    other = guest.next(session, after=0)
    assert other["no"] == 1
    assert guest.next(session) == other, "the one delivered last"
    claims = wires.tokens.read_answer(first["token"])
    assert claims.delivered_ms == _ms(first["delivered_at"])
    assert claims.deadline_ms == claims.delivered_ms + first["time_limit_ms"]


def test_the_next_comes_when_the_answer_is_applied(guest: Guest, apply_answers: Callable[[], Any]) -> None:
    session = guest.start()
    guest.answer(guest.next(session))
    apply_answers()
    assert guest.next(session)["no"] == 1


def test_the_next_comes_when_the_time_is_over(guest: Guest, engine: Engine) -> None:
    session = guest.start()
    guest.next(session)
    _deliver_earlier(engine, session, 60)
    assert guest.next(session)["no"] == 1


def _deliver_earlier(engine: Engine, session: str, seconds: int) -> None:
    """As if the first question had been delivered so much earlier, which one store knows."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE session_plans SET delivered_at[1] = delivered_at[1] - make_interval(secs => :s) "
                "WHERE session_id = :id"
            ),
            {"s": seconds, "id": session},
        )


def test_the_earlier_delivery_counts_and_every_store_learns_it(guest: Guest, engine: Engine, wires: Wires) -> None:
    session = guest.start()
    first = guest.next(session)
    _deliver_earlier(engine, session, 5)
    again = guest.next(session)
    assert _ms(again["delivered_at"]) == _ms(first["delivered_at"]) - 5_000
    assert int(wires.redis.hget(f"play:{session}", "d0") or 0) == _ms(again["delivered_at"])


def test_a_wiped_redis_renews_no_clock_and_gets_the_session_back(guest: Guest, wires: Wires) -> None:
    session = guest.start()
    guest.next(session)
    second = guest.next(session, after=0)
    wires.redis.flushall()
    assert guest.next(session) == second
    found = wires.redis.hgetall(f"play:{session}")
    assert set(found) == {b"plan", b"d0", b"d1"}
    assert wires.redis.ttl(f"play:{session}") > 3_600


def test_postgres_alone_serves_next(guest: Guest, make_app: Callable[..., Flask]) -> None:
    session = guest.start()
    first = guest.next(session)
    blind = make_app(boards_url="redis://127.0.0.1:9/0")
    same = Guest(blind.test_client(), guest.id, guest.token)
    assert same.next(session) == first
    new = same.next(session, after=0)
    assert guest.next(session) == new, "Redis learns what only Postgres was told"


def _elsewhere(guest: Guest, make_app: Callable[..., Flask]) -> Guest:
    """The guest at a process that knows whom to refuse, and has read nothing else."""
    other = make_app()
    until(lambda: other.extensions["wires"].denials.loaded, what="the deny-list")
    return Guest(other.test_client(), guest.id, guest.token)


def test_the_next_question_costs_one_trip_to_each_store(guest: Guest, wires: Wires) -> None:
    session = guest.start()
    guest.next(session)
    before = wires.redis.info("commandstats")["cmdstat_evalsha"]["calls"]
    with statements(wires.postgres.engine) as asked:
        assert guest.next(session, after=0)["no"] == 1
    assert wires.redis.info("commandstats")["cmdstat_evalsha"]["calls"] == before + 1
    assert len(asked) == 1


def test_what_a_process_missed_starts_no_clock(
    guest: Guest, make_app: Callable[..., Flask], engine: Engine, wires: Wires
) -> None:
    session = guest.start()
    guest.next(session)
    sixth = _elsewhere(guest, make_app).next(session, after=4)
    _remember_earlier(wires, session, 60)
    assert guest.next(session) == sixth, "by what it remembers alone it would be the second"
    assert wires.redis.hget(f"play:{session}", "d1") is None
    with engine.connect() as connection:
        statement = text("SELECT delivered_at[2] FROM session_plans WHERE session_id = :id")
        assert connection.execute(statement, {"id": session}).scalar_one() is None


def _remember_earlier(wires: Wires, session: str, seconds: int) -> None:
    """As if this process remembered the first question as delivered so much earlier."""
    known = wires.play.known(UUID(session))
    assert known is not None
    known.delivered[0] = (known.delivered[0] or 0) - 1_000 * seconds


def test_redis_alone_serves_next(services: Stack, guest: Guest, make_app: Callable[..., Flask]) -> None:
    session = guest.start()
    first = guest.next(session)
    same = _elsewhere(guest, make_app)
    with frozen(services.postgres):
        assert same.next(session) == first
        new = same.next(session, after=0)
    assert new["no"] == 1
    until(lambda: guest.get("/v1/me").status_code == 200)
    assert guest.next(session) == new, "Postgres learns what only Redis was told"


def test_memory_alone_serves_next(services: Stack, guest: Guest, wires: Wires) -> None:
    session = guest.start()
    first = guest.next(session)
    with frozen(services.postgres), frozen(services.valkey):
        assert guest.next(session) == first
        assert guest.next(session, after=0)["no"] == 1
    until(lambda: guest.get("/v1/me").status_code == 200)
    until(lambda: guest.next(session)["no"] == 1 and wires.redis.hget(f"play:{session}", "d1"))


def test_a_session_that_no_store_can_tell_is_503_not_404(
    services: Stack, guest: Guest, make_app: Callable[..., Flask]
) -> None:
    session = guest.start()
    same = _elsewhere(guest, make_app)
    with frozen(services.postgres), frozen(services.valkey):
        response = same.post(f"/v1/sessions/{session}/next")
    assert (response.status_code, response.json["code"]) == (503, "unavailable")
    assert response.headers["Retry-After"]
    until(lambda: guest.get("/v1/me").status_code == 200)


def test_an_expired_session_asks_no_more(guest: Guest, engine: Engine, make_app: Callable[..., Flask]) -> None:
    session = guest.start()
    with engine.begin() as connection:
        connection.execute(
            text("""UPDATE session_plans SET plan = jsonb_set(plan, '{expires_at}', '"2020-01-01T00:00:00Z"')
                    WHERE session_id = :id"""),
            {"id": session},
        )
    elsewhere = make_app(boards_url="redis://127.0.0.1:9/0")
    response = Guest(elsewhere.test_client(), guest.id, guest.token).post(f"/v1/sessions/{session}/next")
    assert (response.status_code, response.json["code"]) == (409, "session_expired")


@pytest.mark.parametrize("path", ["", "/next"])
def test_another_players_session_is_not_there(guest: Guest, become: Callable[..., Guest], path: str) -> None:
    session, stranger = guest.start(), become()
    url = f"/v1/sessions/{session}{path}"
    response = stranger.post(url) if path else stranger.get(url)
    assert (response.status_code, response.json["code"]) == (404, "session_unknown")
    url = f"/v1/sessions/{uuid4()}{path}"
    response = stranger.post(url) if path else stranger.get(url)
    assert (response.status_code, response.json["code"]) == (404, "session_unknown")


def test_history_is_paged_latest_first(guest: Guest) -> None:
    sessions = [guest.start(count=1) for _ in range(5)]
    first = guest.get("/v1/sessions?limit=3").json
    second = guest.get(f"/v1/sessions?limit=3&cursor={first['next']}").json
    assert [item["id"] for item in first["items"] + second["items"]] == sessions[::-1]
    assert second["next"] is None


def test_a_session_shows_what_applied_answers_gave(guest: Guest, apply_answers: Callable[[int], Any]) -> None:
    session = guest.start(count=3)
    guest.answer(guest.next(session))
    wrong = guest.next(session, after=0)
    guest.answer(wrong, right=False)
    before = guest.get(f"/v1/sessions/{session}").json
    assert before["answered"] == 0
    assert all(set(question) == {"no", "answered"} for question in before["questions"])
    apply_answers(2)
    after = guest.get(f"/v1/sessions/{session}").json
    assert (after["answered"], after["correct"]) == (2, 1)
    assert after["questions"][0]["correct"]
    given = option(wrong, right=False)
    assert after["questions"][1] == {"no": 1, "answered": True, "response": given, "correct": False, "points": 0}
    assert after["questions"][2] == {"no": 2, "answered": False}
    assert after["points"] == after["questions"][0]["points"] > 0


def test_another_device_finds_phase_time_left_and_own_answers(
    guest: Guest, make_app: Callable[..., Flask], apply_answers: Callable[[int], Any], engine: Engine
) -> None:
    """In another process, and without starting a clock."""
    session = guest.start(count=2)
    device = _elsewhere(guest, make_app)

    def seen() -> tuple[str, Any]:
        found = device.get(f"/v1/sessions/{session}").json
        return found["phase"], found["current"]

    assert seen() == ("between", None)
    put = guest.next(session)
    assert seen() == ("question", {"no": 0, "deadline_at": put["deadline_at"]})
    guest.answer(put)
    apply_answers(1)
    assert seen() == ("between", None)
    assert device.get(f"/v1/sessions/{session}").json["questions"][0]["response"] == option(put)
    last = guest.next(session, after=0)
    assert seen() == ("question", {"no": 1, "deadline_at": last["deadline_at"]})
    with engine.connect() as connection:
        query = text("SELECT delivered_at[2] FROM session_plans WHERE session_id = :id")
        assert connection.execute(query, {"id": session}).scalar_one() == datetime.fromisoformat(last["delivered_at"])
    guest.post(f"/v1/sessions/{session}/finish")
    assert seen() == ("ended", None)
    apply_answers(1)
    assert seen() == ("ended", None)


def _ms(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1000)
