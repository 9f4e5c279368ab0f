"""Votes through Kafka to the tally: 5,000 a second, then a backlog, then double votes over the API at the same moment.

Method. Fresh services (fsync on), 200 battles in their voting. First votes are put into Kafka at 5,000/s for 30 s, with
`received_at` when they are; 5% of voters send theirs twice, 5% both ways. One bridge, one worker of the queue
`battles`, as `make run` has. Lag: from the moment a vote was produced until its partition is applied beyond it, looked
at twenty times a second. Then 200,000 at once, from the start of the bridge. Last, the API and 64 connections: 2,000
voters send votes for both entries of a battle, all at once. Each part ends when all is applied, and is checked: events
= counted + copies + refused, no dead letter; one row a voter and battle; the tallies are the rows.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from random import Random
from time import monotonic, sleep, time
from urllib.parse import urlsplit

import msgspec
from confluent_kafka import Producer
from sqlalchemy import text

from bridges.kafka import admin, log_bounds, producer_config
from events.catalog import VOTES, VoteCast
from events.codec import encode
from lab.bench.backlog import produce
from lab.bench.ballots import Pair, make, votes
from lab.bench.load import Load
from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.folder import LabError
from models import carried
from web.tokens import Tokens, VoteToken

_BATTLES = 200
_PER_S = 5_000
_PACED_S = 30.0
_BACKLOG = 200_000
_VOTERS = 2_000
_CONNECTIONS = 64
_STEP_S = 0.01
_LOOK_S = 0.05
_STALLED_S = 60.0


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    random = Random(1)
    with Rig(options.home, say) as rig:
        pairs = make(rig.engine, _BATTLES)
        rig.start("bridge", "relay", "battles")
        say(f"{_PER_S:,} votes a second")
        seconds = max(2.0, _PACED_S * options.size)
        paced = _paced(rig, votes(pairs, int(_PER_S * seconds), random), seconds, progress)
        rig.stop("bridge")
        say("a backlog")
        count = produce(rig.settings.kafka_bootstrap_servers, votes(pairs, int(_BACKLOG * options.size), random))
        began = monotonic()
        rig.start("bridge")
        _until_applied(rig, progress)
        drained = count / (monotonic() - began)
        say("double votes over the API")
        rig.start("api")
        doubled = _double(rig, pairs, max(50, int(_VOTERS * options.size)), random)
        _until_applied(rig, progress)
        books = _books(rig)
    wanted = int(_PER_S * seconds) + count + doubled["double_accepted"]
    if books["events"] != wanted:
        raise LabError(f"{wanted} votes were accepted, {books['events']} have an outcome: {books}")
    aims = [
        Aim("votes/s to the tally, p99 lag in s", paced["lag_p99_s"], "< 2"),
        Aim("votes/s of a backlog", round(drained), ">= 5000"),
        Aim("voters with more than one vote", books["doubled"], "< 1"),
    ]
    return Result("votes", {**paced, "backlog_per_s": round(drained), **doubled, **books}, None, aims)


def _paced(rig: Rig, events: Iterator[VoteCast], seconds: float, progress: Progress) -> dict[str, float]:
    """Produce at the pace, and see how far behind the tally is."""
    config = producer_config(rig.settings.kafka_bootstrap_servers, linger_ms=5)
    producer = Producer({**config, "message.timeout.ms": 60_000, "queue.buffering.max.messages": 200_000})
    marks: deque[tuple[float, int]] = deque()
    lags: list[float] = []
    before, began, made, looked_at = _decided(rig), monotonic(), 0, 0.0
    while made < _PER_S * seconds:
        due = min(int((monotonic() - began) * _PER_S), int(_PER_S * seconds))
        for event in islice(events, due - made):
            producer.produce(VOTES.name, key=event.key, value=encode(event))
        made = due
        producer.poll(0)
        marks.append((monotonic(), made))
        if monotonic() - looked_at > _LOOK_S:
            looked_at = monotonic()
            _note(marks, _decided(rig) - before, lags)
            progress(made / (_PER_S * seconds), f"{made:,} votes")
        sleep(_STEP_S)
    producer.flush()
    produced_s, deadline = monotonic() - began, monotonic() + _STALLED_S
    while marks and monotonic() < deadline:
        sleep(_LOOK_S)
        _note(marks, _decided(rig) - before, lags)
    if marks:
        raise LabError(f"{made} votes were produced, {_decided(rig) - before} have an outcome")
    lags.sort()
    return {
        "paced_per_s": round(made / produced_s),
        "paced_events": made,
        "lag_p50_s": round(lags[len(lags) // 2], 3),
        "lag_p99_s": round(lags[int(len(lags) * 0.99)], 3),
        "last_s": round(monotonic() - began - produced_s, 2),
    }


def _note(marks: deque[tuple[float, int]], decided: int, lags: list[float]) -> None:
    """How long ago what is decided by now was produced."""
    while marks and marks[0][1] <= decided:
        lags.append(monotonic() - marks.popleft()[0])


def _double(rig: Rig, pairs: list[Pair], voters: int, random: Random) -> dict[str, int]:
    """Votes for both entries by every voter, each twice, over many connections; how many were accepted."""
    at, tokens = urlsplit(rig.urls["api"]), Tokens(rig.settings.secret_keys)
    requests = [
        request for event in votes(pairs, voters, random) for request in _requests(tokens, at.netloc, event, pairs)
    ]
    random.shuffle(requests)
    load = Load(str(at.hostname), int(at.port or 80), _CONNECTIONS)
    outcome = load.closed(iter(requests), 600)
    load.close()
    if set(outcome.statuses) != {202}:
        raise LabError(f"not every vote was accepted: {dict(outcome.statuses)}")
    return {"double_accepted": outcome.statuses[202], "double_per_s": round(outcome.per_s)}


def _requests(tokens: Tokens, host: str, event: VoteCast, pairs: list[Pair]) -> Iterator[bytes]:
    pair = next(pair for pair in pairs if pair.battle == event.battle_id)
    both = (pair.entries[0].bytes, pair.entries[1].bytes)
    shown = VoteToken(pair.battle.bytes, event.voter_id.bytes, both, int(time() * 1000) + 600_000)
    token, access = tokens.sign_vote(shown), tokens.sign_access(event.voter_id)
    for entry in (*pair.entries, *pair.entries):
        body = msgspec.json.encode({"token": token, "entry_id": entry})
        head = (
            f"POST /v1/votes HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {access}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def _decided(rig: Rig) -> int:
    """Votes that have their outcome."""
    with rig.engine.connect() as connection:
        rows = [row for row in carried.standings(connection) if row.topic == VOTES.name]
    if any(row.halted for row in rows):
        raise LabError(f"a partition is halted: {rows}")
    return sum(row.applied - row.first for row in rows)


def _until_applied(rig: Rig, progress: Progress) -> None:
    """Wait until all of the log, and of the outbox, is applied."""
    client, moved_at, last = admin(rig.settings.kafka_bootstrap_servers), monotonic(), -1
    while True:
        with rig.engine.connect() as connection:
            rows = [row for row in carried.standings(connection) if row.topic == VOTES.name]
            query = text("SELECT count(*) FROM outbox WHERE topic = :topic")
            waiting = connection.execute(query, {"topic": VOTES.name}).scalar_one()
        bounds = log_bounds(client, [(row.topic, row.partition) for row in rows])
        left = sum(bounds[(row.topic, row.partition)][1] - row.applied for row in rows) + waiting
        if not left:
            return
        if left != last:
            last, moved_at = left, monotonic()
        if monotonic() - moved_at > _STALLED_S:
            raise LabError(f"the votes stand still: {rows}")
        progress(0.5, f"{left:,} left")
        sleep(_LOOK_S)


def _books(rig: Rig) -> dict[str, int]:
    """What became of all votes. Raises LabError where the tallies are not what the rows say."""
    with rig.engine.connect() as connection:
        rows = [row for row in carried.standings(connection) if row.topic == VOTES.name]
        query = text("SELECT count(*), count(DISTINCT (voter_id, battle_id)) FROM votes")
        kept, voters = connection.execute(query).one()
        tallied = connection.execute(text("SELECT sum(votes[1] + votes[2]) FROM creative_battles")).scalar_one()
    found = {name: sum(getattr(row, name) for row in rows) for name in ("applied_n", "copies", "refused", "dead")}
    if not kept == tallied == found["applied_n"] or found["dead"]:
        raise LabError(f"{kept} votes are kept, {tallied} tallied: {found}")
    return {"events": sum(found.values()), "counted": kept, **found, "doubled": kept - voters}
