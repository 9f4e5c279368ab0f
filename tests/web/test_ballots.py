"""What voters are shown: which battles, how often each, and to whom not."""

from collections import Counter
from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import Engine, text

from models import erasure, players
from tests.contests import Contest, contest
from tests.crossing import before, waits
from tests.processes import until
from tests.web.conftest import Guest, refusal
from tests.web.voting import Booth, ballot, battle, booth, vote
from web.wires import Wires

__all__ = ["battle", "booth"]

Become = Callable[..., Guest]
pytestmark = pytest.mark.usefixtures("booth")


def test_sides_come_by_chance(battle: Contest, become: Become) -> None:
    first = Counter(ballot(become())["entries"][0]["id"] for _ in range(40))
    assert set(first) == set(map(str, battle.entries))
    assert min(first.values()) > 5


def test_01_nobody_is_shown_their_own_battle_nor_one_they_voted_on(
    booth: Booth, battle: Contest, guest: Guest, become: Become, engine: Engine
) -> None:
    own = contest(engine, (guest.id, battle.players[0])).open()
    shown = ballot(guest)
    assert shown["battle_id"] == str(battle.id)
    assert refusal(guest.get("/v1/votes/next")) == (404, "nothing_to_vote_on"), "it was shown just now"
    vote(guest, shown)
    booth.count()
    with engine.begin() as connection:
        connection.execute(text("UPDATE vote_servings SET served_at = now() - interval '1 hour'"))
    nothing = guest.get("/v1/votes/next")
    assert refusal(nothing) == (404, "nothing_to_vote_on")
    assert int(nothing.headers["Retry-After"]) > 0
    assert {ballot(other)["battle_id"] for other in [become() for _ in range(8)]} == {str(battle.id), str(own.id)}


def test_what_was_not_voted_on_is_shown_again_later(battle: Contest, guest: Guest, engine: Engine) -> None:
    first = ballot(guest)
    with engine.begin() as connection:
        connection.execute(text("UPDATE vote_servings SET served_at = now() - interval '61 seconds'"))
    again = ballot(guest)
    assert first["battle_id"] == again["battle_id"] == str(battle.id)


@pytest.mark.parametrize("setting", ["phase = 'moderating'", "voting_until = now()", "marks = '[]'"])
def test_what_is_not_voted_on_is_not_shown(battle: Contest, guest: Guest, setting: str) -> None:
    battle.change(setting)
    assert refusal(guest.get("/v1/votes/next")) == (404, "nothing_to_vote_on")


def test_entries_of_the_erased_are_not_shown(battle: Contest, guest: Guest, become: Become, engine: Engine) -> None:
    author = become()
    theirs = contest(engine, (author.id, battle.players[0])).open()
    with engine.begin() as connection:
        assert players.lock(connection, author.id)
        erasure.erase(connection, author.id)
    assert {ballot(voter)["battle_id"] for voter in (guest, become(), become())} == {str(battle.id)}
    assert theirs.row.phase == "voting"


def test_nothing_is_noted_of_who_is_erased_while_they_are_shown_something(
    battle: Contest, guest: Guest, wires: Wires, engine: Engine
) -> None:
    """Their erasure waits for the request, and takes what that noted with it."""

    def erase() -> None:
        with engine.begin() as connection:
            assert players.lock(connection, guest.id)
            erasure.erase(connection, guest.id)

    erasing = Thread(target=erase)

    def begin() -> None:
        erasing.start()
        until(lambda: not erasing.is_alive() or waits(engine), what="the erasure to be done, or to wait")

    with before(wires.postgres.engine, "INSERT INTO vote_servings", begin):
        assert ballot(guest)["battle_id"] == str(battle.id)
    erasing.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM vote_servings")).scalar() == 0


def test_battles_in_ones_own_languages_come_first(battle: Contest, guest: Guest, engine: Engine) -> None:
    spanish = contest(engine)
    spanish.change("lang = 'es'")
    spanish.open()
    with engine.begin() as connection:
        connection.execute(text("UPDATE players SET languages = '{es}' WHERE id = :id"), {"id": guest.id})
    assert [ballot(guest)["battle_id"] for _ in range(2)] == [str(spanish.id), str(battle.id)]


def test_every_battle_is_shown_and_voted_on_about_as_often(booth: Booth, become: Become, engine: Engine) -> None:
    """Twelve battles, thirty voters who choose five each: within twice the median, none left out."""
    battles = [contest(engine).open() for _ in range(12)]
    cast = 0
    for voter in [become() for _ in range(30)]:
        for _ in range(5):
            assert vote(voter, ballot(voter)).status_code == 202
            cast += 1
    booth.count_all(cast)
    counts = sorted(sum(battle.row.votes) for battle in battles)
    median = counts[6]
    assert sum(counts) == 150
    assert median / 2 <= counts[0] <= counts[-1] <= median * 2


def test_those_that_were_shown_less_are_caught_up_with(battle: Contest, become: Become, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE exposures SET servings = 40"))
    fresh = contest(engine).open()
    assert {ballot(become())["battle_id"] for _ in range(12)} == {str(fresh.id)}
    assert battle.row.phase == "voting"
