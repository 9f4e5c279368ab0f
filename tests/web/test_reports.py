"""Players' reports of questions, and questions of a player's own level."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import bands, bank
from rules import difficulty
from tests.web.conftest import Guest, question
from web.wires import REPORT_BURST, Wires

WRONG = {"kind": "wrong", "text": "It is two."}


@pytest.fixture
def asked(guest: Guest) -> str:
    """The id of a question that the guest was asked."""
    return str(guest.next(guest.start())["id"])


def test_a_question_that_was_asked_may_be_reported(guest: Guest, asked: str) -> None:
    response = guest.post(f"/v1/questions/{asked}/reports", WRONG)
    assert response.status_code == 201
    assert response.json.items() >= {"question_id": asked, **WRONG}.items()


def test_a_second_report_takes_the_place_of_the_first(guest: Guest, asked: str, engine: Engine) -> None:
    first = guest.post(f"/v1/questions/{asked}/reports", WRONG)
    second = guest.post(f"/v1/questions/{asked}/reports", {"kind": "unclear"})
    assert second.status_code == 200
    assert (second.json["id"], second.json["kind"], second.json["text"]) == (first.json["id"], "unclear", None)
    with engine.begin() as connection:
        connection.execute(text("UPDATE question_reports SET closed_at = now()"))
    assert guest.post(f"/v1/questions/{asked}/reports", WRONG).status_code == 201


def test_two_players_have_a_report_each(guest: Guest, become: Callable[..., Guest], engine: Engine) -> None:
    other = become()
    other.start(category="tiny")  # all of it
    asked = str(guest.next(guest.start(category="tiny"))["id"])
    answers = [player.post(f"/v1/questions/{asked}/reports", WRONG).status_code for player in (guest, other)]
    assert answers == [201, 201]
    with engine.connect() as connection:
        count = text("SELECT count(*) FROM question_reports WHERE question_id = :q AND closed_at IS NULL")
        assert connection.execute(count, {"q": asked}).scalar_one() == 2


def test_what_was_never_asked_is_not_there(guest: Guest, asked: str, become: Callable[..., Guest]) -> None:
    for player, question_id in ((become(), asked), (guest, str(uuid4()))):
        response = player.post(f"/v1/questions/{question_id}/reports", WRONG)
        assert (response.status_code, response.json["code"]) == (404, "question_unknown")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "bad"},
        {"kind": "wrong", "text": ""},
        {"kind": "wrong", "text": " "},
        {"kind": "wrong", "text": "x" * 501},
        {"kind": "wrong", "text": "a\0b"},
        {"kind": "wrong", "more": 1},
    ],
)
def test_what_is_no_report_is_refused(guest: Guest, asked: str, given: dict[str, Any]) -> None:
    assert guest.post(f"/v1/questions/{asked}/reports", given).status_code == 422


def test_reports_have_a_rate(guest: Guest, asked: str) -> None:
    answers = [guest.post(f"/v1/questions/{asked}/reports", WRONG) for _ in range(REPORT_BURST + 1)]
    assert [answer.status_code for answer in answers] == [201, *[200] * (REPORT_BURST - 1), 429]
    assert answers[-1].headers["Retry-After"]


@pytest.fixture(scope="module")
def ladder(engine: Engine, filled: None) -> dict[UUID, int]:  # noqa: ARG001 - the tables are there
    """A category with three questions in each band from -20 to 19; the band of each."""
    made = [question(3, f"rung {number}") for number in range(120)]
    placed = {one.id: number % 40 - 20 for number, one in enumerate(made)}
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (3, 'ladder', 'Ladder')"))
        bank.add(connection, made)
        bands.place(connection, placed)
    return placed


def rate(engine: Engine, player: UUID, rating: float) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO player_skills VALUES (:p, :r, 20)"), {"p": player, "r": rating})


def drawn(engine: Engine, session: str, placed: dict[UUID, int]) -> list[int]:
    with engine.connect() as connection:
        ids = connection.execute(text("SELECT question_ids FROM sessions WHERE id = :s"), {"s": session}).scalar_one()
    return [placed[id_] for id_ in ids]


@pytest.mark.parametrize("skill", [-1.5, 0.0, 1.5])
def test_my_level_is_what_i_should_know_three_times_of_four(
    app: Flask, guest: Guest, engine: Engine, ladder: dict[UUID, int], skill: float
) -> None:
    app.extensions["wires"].bank._categories_until = 0.0
    rate(engine, guest.id, skill)
    own = difficulty.bands(skill)
    found = drawn(engine, guest.start(category="ladder", mode="practice", difficulty="mine", count=8), ladder)
    assert len(found) == 8
    assert set(found) <= set(own)
    again = drawn(engine, guest.start(category="ladder", mode="practice", difficulty="mine", count=8), ladder)
    assert set(again) <= set(own)


def test_where_my_level_is_used_up_the_nearest_come(
    app: Flask, guest: Guest, engine: Engine, ladder: dict[UUID, int]
) -> None:
    app.extensions["wires"].bank._categories_until = 0.0
    own = difficulty.bands(0.0)
    found = drawn(engine, guest.start(category="ladder", mode="practice", difficulty="mine", count=40), ladder)
    assert len(found) == 40
    away = sorted(max(own[0] - band, band - own[-1], 0) for band in found)
    assert away[: 3 * len(own)] == [0] * (3 * len(own))
    assert away[-1] <= (40 - 3 * len(own)) // 6 + 1


def test_in_a_large_category_others_fill_up(
    guest: Guest, engine: Engine, wires: Wires, ladder: dict[UUID, int]
) -> None:
    rate(engine, guest.id, 9.0)
    category = next(one for one in wires.bank.categories() if one.slug == "ladder")
    large = bank.CategoryCount(category.id, category.slug, category.name, None, {}, {"en": 1_000_000})
    with engine.connect() as connection:
        found = wires.bank.draw(connection, guest.id, large, "en", 10, "mine")
    assert len({one.id for one in found}) == 10
    assert {ladder[one.id] for one in found}.isdisjoint(difficulty.bands(9.0))


def test_only_practice_has_a_level(guest: Guest) -> None:
    response = guest.post("/v1/sessions", {"category": "maths", "mode": "ranked", "difficulty": "mine"})
    assert response.status_code == 422
