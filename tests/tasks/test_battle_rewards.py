"""What battles give beside ratings: XP, counters, streak days, achievements, tokens, once and within bounds."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.battle_audit import audit as audit_battles
from bridges.scripts import GhostRun
from events.identity import claim_event_id
from models import referral_steps
from models.audit import audit
from models.referral_steps import Claim
from rules.battle_rewards import BATTLES_OF_A_PAIR, WIN_TOKENS, WINS_A_DAY
from rules.battle_state import ROUNDS
from rules.levels import AWARDS
from rules.thresholds import Thresholds
from tests.crossing import before, is_held, noting
from tests.fighting import RIGHT, WRONG, Fight, Moves, log
from tests.pipeline import NOON, Log, answer

__all__ = ["log"]

MIDNIGHT = NOON + timedelta(hours=12)


def fight(log: Moves, players: tuple[UUID, UUID] | None = None, first: int = 7, second: int = 0, **more: Any) -> Fight:
    found = Fight(log.engine, players, **more).play(first, second)
    log.values += found.events
    log.apply(log.row.applied)
    return found


def result(log: Moves, fought: Fight) -> Any:
    return log.one("SELECT result FROM battles WHERE id = :b", b=fought.id).result


def reward(log: Moves, fought: Fight, side: int = 0) -> Any:
    return result(log, fought)["rewards"][side]


def progress(log: Moves, player: UUID) -> Any:
    return log.one(
        "SELECT xp, counters, categories, streak, practised, practice_xp FROM player_progress WHERE player_id = :p",
        p=player,
    )


def tokens(log: Moves, player: UUID) -> list[tuple[Any, ...]]:
    return log.all(
        "SELECT source_key, tokens FROM grants WHERE player_id = :p AND source = 'battle' ORDER BY 1", p=player
    )


def unsound(log: Moves) -> set[str]:
    """What the audits find; of these tests' own tables nothing may be broken."""
    with log.engine.connect() as connection:
        found = [*audit(connection), *audit_battles(connection)]
    return {finding.name for finding in found if finding.broken}


def test_points_and_bonuses_are_xp_and_answers_count(log: Moves) -> None:
    won = fight(log, first=7, second=3)
    winner, loser = won.players
    assert (reward(log, won, 0)["xp"], reward(log, won, 1)["xp"]) == (152 + 40 + 100, 54 + 40)
    found = progress(log, winner)
    assert found.xp == 292
    counted = ("answered", "right", "sessions", "perfect_sessions", "fast_right", "battles_won", "categories_played")
    assert [found.counters[name] for name in counted] == [7, 7, 0, 0, 7, 1, 1]
    assert int.from_bytes(found.streak, "little").bit_count() == 1
    assert progress(log, loser).counters["battles_won"] == 0
    codes = {row[0] for row in log.all("SELECT code FROM player_achievements WHERE player_id = :p", p=winner)}
    assert codes == {"first_answer", "battle_win_1"}
    told = log.all("SELECT value FROM outbox WHERE key = :p", p=str(winner))
    assert any(b"battle_win_1" in bytes(row[0]) for row in told)
    assert unsound(log) == set()


def test_who_brought_whom_earns_no_tokens_of_the_other(log: Moves) -> None:
    one, other = uuid7(), uuid7()
    with log.engine.begin() as connection:
        claim = Claim(uuid7(), other, one, claim_event_id(other, "kx7m2qdc"), NOON - timedelta(days=1))
        assert referral_steps.insert(connection, claim, Thresholds(), timedelta(days=30))
    fight(log, (one, other))
    assert tokens(log, one) == []
    assert log.all("SELECT human FROM referral_plays WHERE referee_id = :p", p=other) == [(False,)]
    fought = fight(log, (other, one))
    assert tokens(log, other) == []
    assert reward(log, fought, 0)["xp"] > 0
    assert log.all("SELECT human FROM referral_plays WHERE referee_id = :p ORDER BY at", p=other) == [(False,), (True,)]


def test_a_tie_is_worth_fifty_and_giving_up_nothing(log: Moves) -> None:
    tie = fight(log, first=0, second=0)
    assert [reward(log, tie, side)["xp"] for side in (0, 1)] == [40 + 50, 40 + 50]
    left = Fight(log.engine)
    left.round(RIGHT, RIGHT)
    left.do("surrender", 0)
    log.values += left.events
    log.apply(log.row.applied)
    assert [reward(log, left, side)["xp"] for side in (0, 1)] == [0, 18 + 40 + 100]
    assert progress(log, left.players[0]).counters["answered"] == 1, "who gave up had answered all the same"


def test_an_answer_in_a_round_that_never_closed_counts(log: Moves) -> None:
    left = Fight(log.engine)
    left.tick()
    left.answer(1)
    left.do("surrender", 0)
    log.values += left.events
    log.apply(log.row.applied)
    assert result(log, left)["answered"] == [0, 1]
    assert progress(log, left.players[1]).counters["answered"] == 1
    assert unsound(log) == set()


def test_who_answered_nothing_gets_nothing(log: Moves) -> None:
    left = Fight(log.engine)
    left.do("surrender", 0)
    log.values += left.events
    log.apply(log.row.applied)
    assert result(log, left)["winner"] == 1
    assert (reward(log, left, 1)["xp"], reward(log, left, 1)["tokens"]) == (0, 0)
    assert tokens(log, left.players[1]) == []


def test_what_is_not_ranked_is_practice_and_capped(log: Moves) -> None:
    player = uuid7()
    first = fight(log, (player, uuid7()), ranked=False)
    most = AWARDS["practice"].most_a_day
    assert reward(log, first)["xp"] == most
    second = fight(log, (player, uuid7()), ranked=False, at=NOON + timedelta(minutes=5))
    assert reward(log, second)["xp"] == 0
    found = progress(log, player)
    assert (found.xp, found.practice_xp, found.practised["battles_won"]) == (most, most, 2)
    assert (tokens(log, player), reward(log, first)["rating_after"]) == ([], None)
    grants = log.all("SELECT source FROM grants WHERE player_id = :p", p=player)
    assert grants == [], "achievements of practice are for no tokens"
    assert unsound(log) == set()


def test_a_battle_over_all_categories_is_in_none(log: Moves) -> None:
    won = fight(log, category=0)
    assert progress(log, won.players[0]).categories == []


def test_wins_give_tokens_up_to_fifty_a_utc_day(log: Moves) -> None:
    player = uuid7()
    wins = [
        fight(log, (player, uuid7()), at=MIDNIGHT - timedelta(minutes=3 * (WINS_A_DAY + 3)) + timedelta(minutes=3 * no))
        for no in range(WINS_A_DAY + 2)
    ]
    assert [reward(log, win)["tokens"] for win in wins] == [WIN_TOKENS] * WINS_A_DAY + [0, 0]
    assert tokens(log, player) == sorted((str(win.id), WIN_TOKENS) for win in wins[:WINS_A_DAY])
    assert reward(log, fight(log, (player, uuid7()), at=MIDNIGHT + timedelta(minutes=3)))["tokens"] == WIN_TOKENS
    assert unsound(log) == set()


def test_wins_of_one_slice_are_bounded_as_well(log: Moves) -> None:
    player = uuid7()
    for no in range(WINS_A_DAY + 2):
        won = Fight(log.engine, (player, uuid7()), at=NOON + timedelta(minutes=3 * no)).play()
        with log.engine.begin() as connection:
            connection.execute(text("DELETE FROM in_battle WHERE player_id = :p"), {"p": player})
        log.values += won.events
    log.apply()
    assert sum(given for _, given in tokens(log, player)) == WIN_TOKENS * WINS_A_DAY


def test_the_third_battle_of_the_same_two_on_a_day_gives_no_tokens(log: Moves) -> None:
    a, b = uuid7(), uuid7()
    given = []
    for no in range(BATTLES_OF_A_PAIR + 2):
        pair = (a, b) if no % 2 else (b, a)  # whichever side
        won = fight(log, pair, *((0, 7) if pair[0] == b else (7, 0)), at=NOON + timedelta(minutes=3 * no))
        given.append(reward(log, won, pair.index(a))["tokens"])
    assert given == [WIN_TOKENS] * BATTLES_OF_A_PAIR + [0, 0]
    assert reward(log, fight(log, (a, uuid7()), at=NOON + timedelta(hours=1)))["tokens"] == WIN_TOKENS
    assert reward(log, fight(log, (a, b), at=MIDNIGHT + timedelta(hours=1)))["tokens"] == WIN_TOKENS


def test_battles_against_a_ghost_of_somebody_are_none_with_them(log: Moves) -> None:
    a, b = uuid7(), uuid7()
    for no in range(BATTLES_OF_A_PAIR + 1):
        at = NOON + timedelta(minutes=3 * no)
        ghost = Fight(log.engine, (a, b), ranked=False, at=at, ghost=[GhostRun(WRONG, 500)] * ROUNDS)
        for _ in range(ROUNDS):
            ghost.round(RIGHT)
        ghost.tick()
        log.values += ghost.events
        log.apply(log.row.applied)
    assert reward(log, fight(log, (a, b), at=NOON + timedelta(hours=1)))["tokens"] == WIN_TOKENS


def test_battles_of_the_same_two_are_counted_within_one_slice_as_well(log: Moves) -> None:
    pair = uuid7(), uuid7()
    for no in range(BATTLES_OF_A_PAIR + 2):
        won = Fight(log.engine, pair, at=NOON + timedelta(minutes=3 * no)).play()
        with log.engine.begin() as connection:
            connection.execute(text("DELETE FROM in_battle WHERE player_id = ANY(:p)"), {"p": list(pair)})
        log.values += won.events
    log.apply()
    assert sum(given for _, given in tokens(log, pair[0])) == WIN_TOKENS * BATTLES_OF_A_PAIR


def test_paid_wins_and_meetings_are_counted_while_their_players_progress_is_locked(log: Moves) -> None:
    """Two partitions that settle battles of a player at once would each give the last tokens of the day."""
    players = uuid7(), uuid7()
    fight(log, players)

    def is_locked() -> bool:
        return is_held(log.engine, "player_progress", "player_id", players[0])

    assert not is_locked()
    with (
        noting(log.engine, "g.source = 'battle'", is_locked) as paid,
        noting(log.engine, "FROM battles m", is_locked) as met,
    ):
        fight(log, players, at=NOON + timedelta(minutes=3))
    assert (paid, met) == ([True], [True])


def crossed(log: Moves, first: Callable[[], object], second: Callable[[], object], word: str) -> None:
    """Two slices at once: each begins while the other holds the rows that `word`'s statement locked before it."""
    begun: list[Future[object]] = []
    with ThreadPoolExecutor(1) as pool:

        def begin() -> None:
            if not begun:
                begun.append(pool.submit(second))

        with before(log.engine, word, begin):
            first()
        assert begun, f"no statement says {word}"
        begun[0].result(30)


def test_answers_and_battles_of_the_same_players_do_not_deadlock(engine: Engine) -> None:
    """Both lock players' progress in the order of their ids, and nothing of the other's before."""
    for _ in range(5):
        players = [uuid7() for _ in range(8)]
        moves, answers = Moves(engine), Log(engine)
        for one, other in zip(players[::2], players[1::2], strict=True):
            moves.values += Fight(engine, (other, one)).play().events
        for player in reversed(players):
            session = answers.session(player, count=2)
            answers.values += [answer(session, player, no) for no in range(2)]
        crossed(moves, moves.apply, answers.apply, "UPDATE player_progress")
        again = Moves(engine)
        for one, other in zip(players[::2], reversed(players[1::2]), strict=True):
            again.values += Fight(engine, (one, other), at=NOON + timedelta(minutes=9)).play().events
        more = Log(engine)
        for player in players:
            session = more.session(player, count=2)
            more.values += [answer(session, player, no) for no in range(2)]
        crossed(again, more.apply, again.apply, "UPDATE player_progress")
        for player in players:
            assert progress(moves, player).counters["answered"] == 2 * ROUNDS + 4


def test_two_partitions_settle_battles_of_the_same_players_at_once(engine: Engine) -> None:
    a, b, c = (uuid7() for _ in range(3))
    one, other = Moves(engine), Moves(engine, partition=1)
    one.values = Fight(engine, (a, b)).play().events
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM in_battle"))
    other.values = Fight(engine, (b, a), at=NOON + timedelta(minutes=5)).play().events
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM in_battle"))
    other.values += Fight(engine, (c, a), at=NOON + timedelta(minutes=9)).play().events
    crossed(one, one.apply, other.apply, "INSERT INTO rating_changes")
    games = dict(one.all("SELECT player_id, games FROM ratings WHERE player_id = ANY(:p)", p=[a, b, c]))
    assert games == {a: 3, b: 2, c: 1}
    assert "each change of a rating begins where the one before it ended" not in unsound(one)
