"""Votes: one a voter for ever, whatever comes twice, crossed or too late; the tally is what the rows say."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import VOTES
from events.codec import decode
from models import creative, sanctions, traces
from models.audit import audit
from models.sanctions import Wish
from tasks import votes
from tests.contests import Contest, VoteLog, clear, contest
from tests.crossing import before, wait_for_one_to_wait
from tests.pipeline import Log
from tests.statements import statements


@pytest.fixture
def log(engine: Engine) -> Log:
    """An empty partition of votes."""
    clear(engine)
    return VoteLog(engine)


@pytest.fixture
def battle(log: Log, engine: Engine) -> Contest:  # noqa: ARG001 - empties the tables first
    """One that is voted on."""
    return contest(engine).open()


def count(log: Log, lo: int = 0, hi: int | None = None) -> str:
    return log.apply(lo, hi, apply=votes.apply)


def tally(battle: Contest) -> tuple[int, int]:
    first, second = battle.row.votes
    return first, second


def refused(log: Log) -> list[str]:
    return [row[0] for row in log.all("SELECT code FROM refused ORDER BY kafka_offset")]


def ends(log: Log) -> tuple[int, int, int, int]:
    """Events that were applied, copies, refused, dead."""
    row = log.row
    return row.applied_n, row.copies, row.refused, row.dead


def audited(engine: Engine) -> list[str]:
    """What is broken of votes."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [one.name for one in audit(connection) if one.broken and ("vote" in one.name or "carried" in one.name)]


def test_each_voters_first_vote_counts_once(log: Log, battle: Contest, engine: Engine) -> None:
    ada, bob, cy = uuid7(), uuid7(), uuid7()
    log.values += [battle.vote(ada), battle.vote(bob, 1), battle.vote(ada), battle.vote(cy, 1), battle.vote(bob, 0)]
    assert count(log) == "applied"
    assert tally(battle) == (1, 2)
    assert ends(log) == (3, 1, 1, 0)
    assert refused(log) == ["superseded"]
    assert count(log) == "elsewhere", "the same slice again"
    assert audited(engine) == []


def test_a_slice_that_comes_again_later_counts_nothing(log: Log, battle: Contest, engine: Engine) -> None:
    """The outbox may bring what Kafka has had: other offsets, the same events."""
    voters = [uuid7() for _ in range(5)]
    log.values += [battle.vote(voter, number % 2) for number, voter in enumerate(voters)]
    log.values += [battle.vote(voters[0], 1)]
    log.values *= 2
    assert (count(log, 0, 6), count(log, 6)) == ("applied", "applied")
    assert tally(battle) == (3, 2)
    assert ends(log) == (5, 6, 1, 0), "what was refused is refused once"
    assert audited(engine) == []


def test_however_the_log_is_cut_the_same_counts(engine: Engine) -> None:
    random, voters = Random(3), [uuid7() for _ in range(20)]
    cast = [(random.choice(voters), random.randrange(2)) for _ in range(100)]
    seen = []
    for cuts in ([0, 100], [*range(101)], [0, 7, 50, 51, 100]):
        clear(engine)
        log, battle = VoteLog(engine), contest(engine).open()
        log.values = [battle.vote(voter, side) for voter, side in cast]
        for lo, hi in pairwise(cuts):
            assert count(log, lo, hi) == "applied"
        seen.append((tally(battle), log.row.applied_n))
        assert audited(engine) == []
    first: dict[UUID, int] = {}
    for voter, side in cast:
        first.setdefault(voter, side)
    sides = list(first.values())
    assert set(seen) == {((sides.count(0), sides.count(1)), len(sides))}


def test_votes_that_cross_in_two_partitions_wait_for_each_other(log: Log, battle: Contest, engine: Engine) -> None:
    """As where a topic got more partitions, and an older one still has some of a battle's votes."""
    other, voters = VoteLog(engine, 1), [uuid7() for _ in range(20)]
    log.values += [battle.vote(voter) for voter in voters]
    other.values += [battle.vote(voter, 1) for voter in reversed(voters)]
    ended: list[str] = []
    crossing = Thread(target=lambda: ended.append(count(other)))

    def cross() -> None:
        if crossing.ident is None:
            crossing.start()
            wait_for_one_to_wait(engine)

    with before(engine, "INSERT INTO votes", cross):
        ended.append(count(log))
        crossing.join()
    assert ended == ["applied"] * 2
    assert tally(battle) == (20, 0)
    assert refused(log) == ["superseded"] * 20
    assert audited(engine) == []


def test_authors_do_not_vote_on_their_own(log: Log, battle: Contest, engine: Engine) -> None:
    log.values += [battle.vote(battle.players[0], side) for side in (0, 1)] + [battle.vote(battle.players[1])]
    count(log)
    assert tally(battle) == (0, 0)
    assert refused(log) == ["own_battle"] * 3, "each event has an outcome of its own"
    assert ends(log) == (0, 0, 3, 0)
    assert audited(engine) == []


def test_what_was_received_after_the_end_is_refused_and_what_was_before_counts(log: Log, battle: Contest) -> None:
    until = datetime.now(UTC) - timedelta(seconds=5)
    battle.change("voting_until = :until", until=until)
    early, late, both = uuid7(), uuid7(), uuid7()
    log.values += [battle.vote(early, at=until), battle.vote(late, at=until + timedelta(microseconds=1))]
    log.values += [battle.vote(both, 1, until), battle.vote(both, 1, until + timedelta(seconds=1))]
    count(log)
    assert tally(battle) == (1, 1)
    assert refused(log) == ["voting_closed"]
    assert ends(log) == (2, 1, 1, 0), "the same vote sent again too late is a copy of one that counts"


def test_what_comes_of_a_voter_whose_vote_counts_is_a_copy_or_superseded_though_it_is_late(
    log: Log, battle: Contest, engine: Engine
) -> None:
    """One vote stands: whether another one would count now does not matter any more."""
    until = datetime.now(UTC) - timedelta(seconds=5)
    voter, late = uuid7(), until + timedelta(seconds=1)
    log.values += [battle.vote(voter, 0, until), battle.vote(voter, 0, late), battle.vote(voter, 1, late)]
    count(log, 0, 1)
    battle.change("voting_until = :until", until=until)
    count(log, 1)
    assert (tally(battle), refused(log)) == ((1, 0), ["superseded"])
    assert ends(log) == (1, 1, 1, 0)
    assert audited(engine) == []


@pytest.mark.parametrize("phase", ["writing", "moderating"])
def test_nothing_is_voted_on_before_both_entries_stand(log: Log, battle: Contest, phase: str) -> None:
    battle.change("phase = :phase, voting_until = NULL", phase=phase)
    log.values.append(battle.vote(uuid7()))
    count(log)
    assert (tally(battle), refused(log)) == ((0, 0), ["voting_closed"])


def test_votes_of_a_voting_that_was_stopped_count_whenever_they_are_applied(
    log: Log, battle: Contest, engine: Engine
) -> None:
    """Before it begins anew, and after: who was shown it again in between and chooses the same has voted once."""
    early, late, again, changing = uuid7(), uuid7(), uuid7(), uuid7()
    until = battle.row.voting_until
    assert until is not None
    log.values += [battle.vote(early), battle.vote(again), battle.vote(changing)]
    log.values += [battle.vote(uuid7(), at=until + timedelta(microseconds=1)), battle.vote(late, 1)]
    with engine.begin() as connection:
        creative.moderate(connection, battle.id)
    count(log, 0, 4)
    assert (tally(battle), refused(log)) == ((3, 0), ["voting_closed"])
    with engine.begin() as connection:
        creative.open_voting(connection, battle.row, datetime.now(UTC))
    log.values += [battle.vote(again), battle.vote(changing, 1), battle.vote(late, 1)]
    count(log, 4)
    assert (tally(battle), refused(log)) == ((3, 1), ["voting_closed", "superseded"])
    assert ends(log) == (4, 2, 2, 0)
    assert audited(engine) == []


def test_votes_of_the_banned_are_refused_and_earlier_ones_stay(log: Log, battle: Contest, engine: Engine) -> None:
    player = _player(engine)
    before = datetime.now(UTC) - timedelta(minutes=1)
    with engine.begin() as connection:
        sanctions.impose(connection, player, Wish("ban", "help", "cheating"))
    other = contest(engine).open()
    log.values += [battle.vote(player, at=before), other.vote(player, at=datetime.now(UTC) + timedelta(seconds=1))]
    count(log)
    assert (tally(battle), tally(other), refused(log)) == ((1, 0), (0, 0), ["blocked"])


def test_who_may_only_practise_still_votes(log: Log, battle: Contest, engine: Engine) -> None:
    player = _player(engine)
    with engine.begin() as connection:
        sanctions.impose(connection, player, Wish("ban_ranked", "help", "cheating"))
    log.values.append(battle.vote(player, at=datetime.now(UTC) + timedelta(seconds=1)))
    count(log)
    assert tally(battle) == (1, 0)


def _player(engine: Engine) -> UUID:
    player = uuid7()
    with engine.begin() as connection:
        statement = text("INSERT INTO players (id, name, device_key_hash) VALUES (:id, 'Ada', :key)")
        connection.execute(statement, {"id": player, "key": player.bytes})
    return player


def test_a_vote_for_what_is_not_there_is_a_dead_letter_and_the_others_count(log: Log, battle: Contest) -> None:
    elsewhere = Contest(battle.engine, uuid7(), battle.players, battle.entries)
    log.values += [battle.vote(uuid7()), elsewhere.vote(uuid7()), battle.vote(uuid7(), entry=uuid7())]
    log.values.append(battle.vote(uuid7(), 1))
    count(log)
    assert tally(battle) == (1, 1)
    assert ends(log) == (2, 0, 0, 2)
    codes = log.all("SELECT code FROM dead_letters WHERE topic_id = :id ORDER BY kafka_offset", id=log.topic_id)
    assert codes == [("unknown_battle",), ("unknown_entry",)]


def test_a_slice_takes_as_many_statements_for_a_thousand_votes_as_for_three(log: Log, engine: Engine) -> None:
    battles = [contest(engine).open() for _ in range(3)]
    log.values += [battle.vote(uuid7()) for battle in battles]
    log.values += [battle.vote(uuid7(), number % 2) for number in range(300) for battle in battles]
    with statements(engine) as of_three:
        count(log, 0, 3)
    with statements(engine) as of_many:
        count(log, 3)
    assert len(of_many) == len(of_three)
    assert sum(sum(tally(battle)) for battle in battles) == 903


def test_a_vote_is_found_by_its_event(log: Log, battle: Contest, engine: Engine) -> None:
    voter, other = uuid7(), uuid7()
    log.values += [battle.vote(voter), battle.vote(other), battle.vote(other, 1)]
    count(log)
    ids = [decode(value).event_id for value in log.values]
    with engine.connect() as connection:
        found = [traces.outcomes(connection, event_id) for event_id in ids]
    assert [[one["outcome"] for one in each] for each in found] == [["applied"], ["applied"], ["refused"]]
    assert (found[0][0]["topic"], found[0][0]["offset"], found[0][0]["battle_id"]) == (VOTES.name, 0, battle.id)
