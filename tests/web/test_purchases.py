"""What tokens buy from us: the price and the effect come together, once, or neither does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import ledger
from models.ledger import Wanted
from models.ledger_audit import audit
from rules.shop import PRICES
from rules.streaks import FIRST_DAY
from tests.web.conftest import Guest, option
from tests.web.playing import Apply, play

URL = "/v1/purchases"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def rich(become: Callable[..., Guest], engine: Engine) -> Guest:
    """A player with 100 tokens."""
    guest = become()
    give(engine, guest, 100)
    return guest


def give(engine: Engine, guest: Guest, amount: int) -> None:
    with engine.begin() as connection:
        ledger.post(connection, [Wanted("test", str(uuid7()), guest.id, "credit", amount, "achievement")])


def buy(guest: Guest, key: object = None, **wanted: Any) -> Any:
    return guest.post(URL, wanted, headers={"Idempotency-Key": str(key or uuid7())})


def free(guest: Guest) -> int:
    return int(guest.get("/v1/wallet").json["free"])


def broken(engine: Engine) -> list[str]:
    """But for the scope of what tests give."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [one.name for one in audit(connection) if one.broken and "kind that is known" not in one.name]


def test_a_second_lifeline_helps_with_another_question_and_is_paid_once(rich: Guest, engine: Engine) -> None:
    session, key = rich.start(mode="practice", count=4), uuid7()
    rich.next(session)
    wanted = {"item": "fifty_fifty", "session_id": session, "no": 0}
    assert buy(rich, **wanted).json["code"] == "lifeline_free"
    rich.post(f"/v1/sessions/{session}/lifelines", {"kind": "fifty_fifty", "no": 0})
    assert buy(rich, **wanted).json["code"] == "lifeline_unfit"
    put = rich.next(session, after=0)
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: buy(rich, key, **wanted | {"no": 1}), range(4)))
    bought = buy(rich, key, **wanted | {"no": 1})
    assert {one.status_code for one in sent} <= {201, 409}
    assert (bought.status_code, bought.json["free"]) == (201, 100 - PRICES["fifty_fifty"]), bought.text
    assert len(bought.json["hidden"]) == 2
    assert option(put) not in bought.json["hidden"]
    shown = rich.get(f"/v1/sessions/{session}").json["lifelines"]
    assert sorted((one["kind"], one["no"]) for one in shown) == [("fifty_fifty", 0), ("fifty_fifty", 1)]
    rich.next(session, after=1)
    again = buy(rich, key, **wanted | {"no": 1})
    assert (again.status_code, again.json) == (201, bought.json), "though that question can be helped with no more"
    assert buy(rich, **wanted | {"no": 2}).json["code"] == "lifeline_used"
    assert free(rich) == 100 - PRICES["fifty_fifty"]
    assert broken(engine) == []


def test_a_second_skip_keeps_the_run_of_right_answers(rich: Guest, apply_answers: Apply) -> None:
    session = rich.start(mode="practice", count=4)
    rich.answer(rich.next(session))
    rich.next(session, after=0)
    rich.post(f"/v1/sessions/{session}/lifelines", {"kind": "skip", "no": 1})
    rich.next(session, after=1)
    assert buy(rich, item="skip", session_id=session, no=2).status_code == 201
    rich.answer(rich.next(session, after=2))
    apply_answers(2)
    whole = rich.get(f"/v1/sessions/{session}").json
    assert whole["questions"][3]["points"] > 1_000
    assert whole["points"] == sum(one.get("points", 0) for one in whole["questions"]), "as the tasks have it"


def test_who_has_too_little_gets_nothing_and_is_told_what_is_there(
    become: Callable[..., Guest], engine: Engine
) -> None:
    poor = become()
    give(engine, poor, PRICES["streak_freeze"] - 1)
    refused = buy(poor, item="streak_freeze", day=str(TODAY))
    assert (refused.status_code, refused.json["code"], refused.json["free"]) == (422, "tokens_insufficient", 39)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM player_progress WHERE streak_bought <> ''")).scalar() == 0
    assert free(poor) == 39
    assert broken(engine) == []


def test_of_many_that_are_bought_at_once_as_many_as_there_are_tokens_for(rich: Guest, engine: Engine) -> None:
    days = [TODAY + timedelta(days=no) for no in (0, 1, 3, 6)]
    with ThreadPoolExecutor(4) as pool:
        sent = [one.status_code for one in pool.map(lambda day: buy(rich, item="streak_freeze", day=str(day)), days)]
    assert sent.count(201) == 2 == 100 // PRICES["streak_freeze"]
    assert free(rich) == 20
    assert broken(engine) == []


def test_a_frozen_yesterday_joins_the_days_around_it(rich: Guest, engine: Engine, apply_answers: Apply) -> None:
    play(rich, rich.start(mode="practice", count=2), apply_answers)
    days = sum(1 << (TODAY - timedelta(days=ago) - FIRST_DAY).days for ago in (0, 3, 4))
    moved = "UPDATE player_progress SET streak = decode(:days, 'hex') WHERE player_id = :id"
    with engine.begin() as connection:
        connection.execute(text(moved), {"id": rich.id, "days": days.to_bytes(200, "little").hex()})
    assert buy(rich, item="streak_freeze", day=str(TODAY - timedelta(days=1))).status_code == 201
    assert rich.get("/v1/me/progress").json["streak"]["current"] == 3
    assert buy(rich, item="streak_freeze", day=str(TODAY)).json["code"] == "not_sold", "it is played"
    assert broken(engine) == []


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"item": "streak_freeze"}, "/day"),
        ({"item": "streak_freeze", "day": str(TODAY), "no": 1}, "/no"),
        ({"item": "skip", "no": 1}, "/session_id"),
        ({"item": "crown"}, "/item"),
        ({"item": "streak_freeze", "day": str(TODAY), "tokens": 1}, "/tokens"),
    ],
)
def test_what_is_not_sold_like_that_is_refused_by_name(rich: Guest, wanted: dict[str, Any], pointer: str) -> None:
    refused = buy(rich, **wanted)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer), refused.text


def test_it_takes_a_key_and_ones_own_session(rich: Guest, become: Callable[..., Guest]) -> None:
    missing = rich.post(URL, {"item": "streak_freeze", "day": str(TODAY)})
    assert (missing.status_code, missing.json["code"]) == (400, "idempotency_key_missing")
    session = become().start(mode="practice", count=2)
    assert buy(rich, item="skip", session_id=session, no=0).json["code"] == "session_unknown"
