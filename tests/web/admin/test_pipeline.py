"""The Integrity page's figures, and how often the game is looked at for those who watch."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bridges.lag import Lag
from events.catalog import SUBMISSIONS
from models import audits, figures
from models.audit import Finding
from models.ledger_audit import SEALS
from tests.clearing import clear
from tests.web.admin.conftest import Member
from tests.web.conftest import refusal
from web.remembered import Remembered
from web.wires import LOOK_S, Wires

URL, DASHBOARD = "/v1/admin/integrity", "/v1/admin/dashboard"


@pytest.fixture
def viewer(employ: Callable[..., Member], wires: Wires, monkeypatch: pytest.MonkeyPatch) -> Member:
    """Who sees what is there, and not what was there a second ago."""
    monkeypatch.setattr(wires, "looks", Remembered(0))
    return employ("viewer")


@pytest.fixture
def partition(engine: Engine) -> Callable[..., None]:
    """Makes a partition in `carried`, alone there at first."""
    with engine.begin() as connection:
        clear(connection, "carried, dead_letters")

    def make(number: int, **counts: Any) -> None:
        names = ", ".join(counts)
        values = ", ".join(f":{name}" for name in counts)
        with engine.begin() as connection:
            statement = text(
                f"INSERT INTO carried (topic_id, partition, topic, first, {names}) "
                f"VALUES ('t', :n, :topic, 0, {values})"
            )
            connection.execute(statement, {"n": number, "topic": SUBMISSIONS.name, **counts})

    return make


def test_what_was_accepted_is_the_sum_of_what_became_of_it(
    viewer: Member, partition: Callable[..., None], wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    partition(0, applied=20, applied_n=14, copies=3, refused=2, dead=1)
    partition(1, applied=5, applied_n=5, halted="it stands")
    behind = {(SUBMISSIONS.name, 0): 4, (SUBMISSIONS.name, 1): 0}
    monkeypatch.setattr(wires.lag, "read", lambda: Lag(behind, outbox_rows=2))
    shown = viewer.get(URL).json
    counts = ("accepted", "applied", "copies", "refused", "dead", "skipped", "waiting", "adds_up")
    assert [shown["all"][name] for name in counts] == [29, 19, 3, 2, 1, 0, 4, True]
    assert [(one["accepted"], one["offset"], one["halted"]) for one in shown["partitions"]] == [
        (24, 20, None),
        (5, 5, "it stands"),
    ]
    assert shown["outbox_events"] == 2
    monkeypatch.setattr(wires.lag, "read", Lag)
    away = viewer.get(URL).json
    assert (away["all"]["accepted"], away["all"]["waiting"], away["all"]["applied"]) == (None, None, 19)


def test_a_partition_that_does_not_add_up_is_seen(viewer: Member, partition: Callable[..., None]) -> None:
    partition(0, applied=20, applied_n=20)
    partition(1, applied=20, applied_n=19)
    shown = viewer.get(URL).json
    assert ([one["adds_up"] for one in shown["partitions"]], shown["all"]["adds_up"]) == ([True, False], False)


def test_the_last_audits_are_shown_without_what_they_found_of_whom(viewer: Member, engine: Engine) -> None:
    with engine.begin() as connection:
        for broken in (0, 3):
            findings = [Finding("holds", 0, []), Finding(SEALS, broken, ["seal 7"])]
            audits.keep(connection, "ledger", 0.012, findings)
        connection.execute(
            text("INSERT INTO ledger_seals VALUES (7, 1, 1, '') ON CONFLICT DO NOTHING"),
        )
    shown = viewer.get(URL).json
    (ledger,) = [one for one in shown["audits"] if one["kind"] == "ledger"]
    assert (ledger["checked"], ledger["broken"]) == (2, [{"name": SEALS, "broken": 3}])
    assert (shown["seals"]["number"], shown["seals"]["hold"]) == (7, False)


def test_however_many_watch_a_process_looks_once_a_second(
    viewer: Member, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = count(1)
    monkeypatch.setattr(wires, "looks", Remembered(3_600))
    monkeypatch.setattr(figures, "open_cases", lambda _: next(looks))
    assert {viewer.get(DASHBOARD).json["cases"] for _ in range(5)} == {1}
    assert len({viewer.get(URL).json["at"] for _ in range(5)}) == 1
    assert LOOK_S <= 1, "who asks every second sees figures within two"


def test_the_past_is_told_by_span(viewer: Member, engine: Engine) -> None:
    with engine.begin() as connection:
        clear(connection, "figures")
        connection.execute(text("INSERT INTO figures (minute, lag_ms) VALUES (date_trunc('minute', now()), 1250)"))
    for span, step_s in (("1h", 60), ("30d", 21_600)):
        shown = viewer.get(f"{DASHBOARD}/past?span={span}").json
        assert shown["step_s"] == step_s
        assert [(one["lag_s"], one["events_per_s"]) for one in shown["items"]] == [(1.2, None)]
    assert refusal(viewer.get(f"{DASHBOARD}/past?span=2h")) == (422, "invalid")
