"""Battles that are over and were left: who settles and who rebuilds one at once, and the sweep."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine

from models import battles as table
from models.carried import Tally
from tasks import battles
from tasks.battle_settling import settle
from tasks.battles import apply, settle_overdue
from tasks.slices import Batch
from tests.crossing import wait_for_one_to_wait
from tests.fighting import Fight, Moves, log
from tests.tasks.test_battles import row

__all__ = ["log"]


def only_store(connection: Connection, batch: Batch) -> Tally:
    """As `apply`, without what follows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(battles, "settle", lambda *_: [])
        return apply([], connection, batch)


def test_who_rebuilds_a_battle_that_is_being_settled_waits_and_begins_no_life(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play()
    log.values = fight.events
    log.apply(apply=only_store)

    def rebuild() -> list[table.Begun]:
        with engine.begin() as connection:
            return table.claim(connection, [fight.id])

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            assert settle(connection, [fight.id]) == [fight.id]
            begun = pool.submit(rebuild)
            wait_for_one_to_wait(engine)
        assert begun.result(30) == []
    assert (row(log, fight).state, row(log, fight).life) == ("settled", 1)


def test_who_settles_a_battle_that_is_being_rebuilt_waits_and_leaves_it_to_the_new_life(
    log: Moves, engine: Engine
) -> None:
    fight = Fight(engine).play()
    log.values = fight.events
    log.apply(apply=only_store)

    def finish() -> list[UUID]:
        with engine.begin() as connection:
            return settle(connection, [fight.id])

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            assert [begun.life for begun in table.claim(connection, [fight.id])] == [2]
            settled = pool.submit(finish)
            wait_for_one_to_wait(engine)
        assert settled.result(30) == []
    assert (row(log, fight).state, row(log, fight).life) == ("running", 2)


def test_two_that_settle_at_once_settle_it_once(log: Moves, engine: Engine) -> None:
    fight = Fight(engine).play()
    log.values = fight.events
    log.apply(apply=only_store)

    def one(_: int) -> list[UUID]:
        with engine.begin() as connection:
            return settle(connection, [fight.id])

    with ThreadPoolExecutor(4) as pool:
        settled = [id_ for found in pool.map(one, range(4)) for id_ in found]
    assert settled == [fight.id]
    assert log.one("SELECT count(*) FROM rating_changes WHERE battle_id = :b", b=fight.id)[0] == 2


def test_the_sweep_settles_what_was_left_once(log: Moves, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    fight, running = Fight(engine).play(), Fight(engine)
    running.tick()
    log.values = [*fight.events, *running.events]
    log.apply(apply=only_store)
    assert row(log, fight).state == "running"
    monkeypatch.setattr(battles, "tell_settled", lambda _: None)
    settle_overdue()
    found = row(log, fight)
    assert found.state == "settled"
    settle_overdue()
    assert row(log, fight) == found
    assert row(log, running).state == "running"


def test_the_sweep_leaves_what_has_just_ended_to_its_slice(
    log: Moves, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fight = Fight(engine, at=datetime.now(UTC)).play()  # whose moves go on until a minute from now
    log.values = fight.events
    log.apply(apply=only_store)
    monkeypatch.setattr(battles, "tell_settled", lambda _: None)
    monkeypatch.setattr(battles, "_round", battles._Round())
    settle_overdue()
    assert row(log, fight).state == "running"
    monkeypatch.setattr(battles, "OVERDUE", timedelta(hours=-1))
    settle_overdue()
    assert row(log, fight).state == "settled"


def test_the_sweep_goes_on_where_it_stopped(log: Moves, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one has a hole and waits: it keeps no other from its turn, and has its own again."""
    holed, whole = Fight(engine).play(), Fight(engine).play()
    log.values = [*holed.events[:3], *holed.events[4:], *whole.events]
    log.apply(apply=only_store)
    monkeypatch.setattr(battles, "tell_settled", lambda _: None)
    monkeypatch.setattr(battles, "_LOOKED_AT", 1)
    monkeypatch.setattr(battles, "_round", battles._Round())
    battles._round._after = UUID(int=holed.id.int - 1)  # of other tests some run, too
    settle_overdue()
    assert row(log, whole).state == "running"
    settle_overdue()
    assert (row(log, holed).state, row(log, whole).state) == ("running", "settled")
    log.values.append(holed.events[3])
    log.apply(len(log.values) - 1, apply=only_store)
    monkeypatch.setattr(battles, "_LOOKED_AT", 1_000)
    for _ in range(2):
        settle_overdue()
    assert row(log, holed).state == "settled"
