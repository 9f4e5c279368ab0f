"""How commands behave in trouble: they wait, and say in a line what is away, with an exit code of its own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, text

from bridges.postgres import PATIENCE_S
from models import deadletters
from web.app import create_app
from web.commands import COMMANDS, audit
from web.commands.manners import Command, Group

Run = Callable[..., Result]


def test_every_command_has_manners() -> None:
    assert {type(command) for command in COMMANDS} == {Command, Group}


@pytest.mark.parametrize("words", [("resume", "--let-fail"), ("accept-gap", "--yes")])
def test_without_kafka_a_command_says_so(run: Run, words: tuple[str, str]) -> None:
    _check(run("carried", words[0], "quiz.submissions", "99", words[1]), "Kafka")


@pytest.mark.parametrize("words", ["audit --json", "carried status", "deadletters list", "apps create Quizly"])
def test_without_postgres_a_command_says_so_and_no_invariant_is_called_broken(app: Flask, words: str) -> None:
    nowhere = create_app(replace(app.config["SETTINGS"], database_url="postgresql+psycopg://127.0.0.1:1/none"))
    _check(nowhere.test_cli_runner().invoke(args=words.split()), "Postgres")


def _check(result: Result, away: str) -> None:
    assert result.exit_code == 3, result.output
    assert result.output.startswith(f"Error: {away}: ")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "place"), [("audit", (audit, "check")), ("deadletters list", (deadletters, "latest"))]
)
def test_commands_wait_longer_than_requests(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str, place: tuple[Any, str]
) -> None:
    def slowly(connection: Connection, *_: object) -> list[Any]:
        connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": PATIENCE_S + 0.5})
        return []

    monkeypatch.setattr(*place, slowly)
    monkeypatch.setattr(audit, "check_battles", lambda _: [])
    monkeypatch.setattr(audit, "check_ledger", lambda _: [])
    result = run(*words.split())
    assert (result.exit_code, result.output) == (0, "nothing\n")


@pytest.mark.parametrize(("words", "said"), [("deadletters list --limit -1", "--limit"), ("apps create \t", "NAME")])
def test_what_cannot_be_meant_is_refused(run: Run, words: str, said: str) -> None:
    result = run(*words.split(" "))
    assert result.exit_code == 2
    assert said in result.output
