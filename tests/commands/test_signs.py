"""Questions that look broken, and players who may have had help, as operators are shown them."""

from typing import Any

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank, drawing, items, reports, suspicion
from models.items import Measured
from models.reports import Report
from models.suspicion import Found
from rules import times
from rules.difficulty import Rating
from rules.items import Stats, version
from rules.suspicion import Signal
from tests.clearing import clear
from tests.commands.test_operators import Run, app, engine, printed, run
from tests.pipeline import NOON
from tests.tasks.learners import choice

__all__ = ["app", "engine", "run"]


@pytest.fixture
def looked_into(engine: Engine) -> dict[str, Any]:
    """A question that looks broken and was reported, and a player who had help."""
    player, question = uuid7(), choice("Which one?")
    with engine.begin() as connection:
        clear(connection, "question_reports, question_pool, question_revisions, questions")
        connection.execute(text("INSERT INTO categories VALUES (1, 'maths', 'Maths') ON CONFLICT DO NOTHING"))
        connection.execute(
            text("INSERT INTO players (id, name, device_key_hash) VALUES (:id, 'Ada', :key)"),
            {"id": player, "key": player.bytes},
        )
        bank.add(connection, [question])
        stats = Stats(0, (0, 0, 30, 0), (0, 0, 25, 0), n=30, elapsed=times.of([4_000] * 30))
        measured = {(question.id, version(question.content)): Measured(Rating(2.0, 30), stats)}
        items.save(connection, measured)
        items.flag(connection, measured)
        drawing.see(connection, player, 1, [question.id], NOON, None)
        reports.put(connection, Report(uuid7(), question.id, player, "wrong", "It is x."))
        suspicion.add(connection, [Found(player, question.id, Signal("pace", 1.0, {"answers": 10, "fast": 10}))])
    return {"player": str(player), "question": str(question.id)}


def test_flags_are_shown_with_their_evidence(run: Run, looked_into: dict[str, Any]) -> None:
    rows = {row["code"]: row for row in printed(run("questions", "flags", "--json"))}
    assert set(rows) == {"nobody_right", "distractor_beats_key"}
    flag = rows["distractor_beats_key"]
    assert (flag["question_id"], flag["stem"], flag["option"]) == (looked_into["question"], "Which one?", "y")
    assert (flag["answers"], flag["share_right"], flag["chosen"], flag["key"]) == (30, 0.0, [0, 0, 30, 0], 0)
    assert 3_800 <= flag["median_ms"] <= 4_200
    assert "Which one?" in run("questions", "flags").output


def test_reports_are_shown(run: Run, looked_into: dict[str, Any]) -> None:
    (report,) = printed(run("questions", "reports", "--json"))
    assert (report["question_id"], report["player_id"]) == (looked_into["question"], looked_into["player"])
    assert (report["kind"], report["text"], report["stem"]) == ("wrong", "It is x.", "Which one?")
    assert printed(run("questions", "reports", "--question", looked_into["question"], "--json")) == [report]
    assert printed(run("questions", "reports", "--question", uuid7(), "--json")) == []


def test_signs_of_help_are_shown_by_score_and_by_player(run: Run, looked_into: dict[str, Any]) -> None:
    rows = printed(run("players", "suspicion", "--json"))
    (row,) = [row for row in rows if row["player_id"] == looked_into["player"]]
    assert (row["name"], row["score"], row["verdict"], row["codes"]) == ("Ada", 40, "review", ["pace"])
    (signal,) = printed(run("players", "suspicion", looked_into["player"], "--json"))
    assert (signal["code"], signal["points"], signal["evidence"]) == ("pace", 40, {"answers": 10, "fast": 10})
    assert printed(run("players", "suspicion", "--least", 41, "--json")) == []
