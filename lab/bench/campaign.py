"""A campaign for a segment of 1,000,000 players: how long planning takes, how much memory, and how fast it is sent.

Method. Postgres as `make run` has it (fsync on), filled by `lab.fill` with 1,250,000 players, vacuumed and analysed. A
fifth have a tag. The segment is by country, language and the tag, which are asked of each player: four in five fit. The
campaign is scheduled as staff do it, and worked on by the real beat and the one
worker of `upkeep`. *Planned*: from its beginning until all recipients are known, by Postgres' clock. *Memory*: the
greatest resident set of that worker's process, seen every 50 ms, before (idle) and while planning, for a tenth of the
players first and then for all: constant means that it does not follow their number. *Sent*: recipients a
second into the outbox at the rate of 5,000 that a campaign may have at most, over the first 20 seconds.
"""

from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from uuid_utils.compat import uuid7

from lab import fill
from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from models import campaigns, segments
from models.campaigns import Draft
from rules.campaigns import RATES
from rules.segments import Filter
from rules.templates import Content, Text

_PLAYERS = 1_250_000
_SEGMENT = Filter(countries=("de", "fr", "gb", "in", "jp", "ng", "br", "us"), languages=("en",), without_tags=("left",))
_CONTENT = Content({"prize": "text"}, {"en": Text("Hi {player_name}", "<b>{prize}</b> waits for you.")})
_SEND_S = 20.0
_PATIENCE_S = 600.0
_SECONDS_MOST = 60
_GROWTH_MOST = 1.2


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    count = max(1_000, int(_PLAYERS * options.size))
    with Rig(options.home, say) as rig:
        few = count // 10
        _fill(rig, say, few)
        rig.start("upkeep", "beat")
        sleep(5)
        idle = _memory(rig)
        progress(0.2, "planning, a tenth")
        small = _plan(rig)
        _cancel(rig, small["id"])
        progress(0.4, "filling")
        _fill(rig, say, count - few)
        progress(0.6, "planning, all")
        large = _plan(rig)
        progress(0.8, "sending")
        sent, seconds = _send(rig, large["id"])
    return Result(
        "campaign",
        {
            "players": count,
            "recipients": large["planned"],
            "planned_s": large["seconds"],
            "planned_per_s": round(large["planned"] / large["seconds"]),
            "tenth_planned_s": small["seconds"],
            "idle_mb": idle >> 20,
            "tenth_mb": small["peak"] >> 20,
            "peak_mb": large["peak"] >> 20,
            "sent_per_s": round(sent / seconds),
        },
        {"what": "a worker that plans nothing", "mb": idle >> 20},
        [
            Aim("planned, s", large["seconds"], f"< {_SECONDS_MOST}"),
            Aim("memory of all, times that of a tenth", large["peak"] / small["peak"], f"< {_GROWTH_MOST}"),
        ],
    )


def _fill(rig: Rig, say: Say, players: int) -> None:
    say(f"{players:,} players more")
    with rig.engine.begin() as connection:
        fill.fill(connection, players, 0)
        _tag(connection)
    with rig.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        fill.settle(connection)


def _tag(connection: Connection) -> None:
    """A fifth have left, by their numbers' last digit."""
    statement = (
        "INSERT INTO player_tags (player_id, tag) SELECT id, 'left' FROM "
        "(SELECT id, row_number() OVER (ORDER BY id) AS no FROM players) p WHERE no % 5 = 0 ON CONFLICT DO NOTHING"
    )
    connection.execute(text(statement))


def _plan(rig: Rig) -> dict[str, Any]:
    """Schedule a campaign, and watch it being planned; it is paused before anything more is sent."""
    id_ = uuid7()
    with rig.engine.begin() as connection:
        campaigns.add(connection, id_, Draft("Bench", uuid7(), {"prize": "A badge"}, None, _SEGMENT, RATES[0]), uuid7())
        campaigns.schedule(connection, id_, datetime.now(UTC), "news", _CONTENT, _SEGMENT, _PLAYERS)
    peak, until = 0, monotonic() + _PATIENCE_S
    while monotonic() < until:
        peak = max(peak, _memory(rig))
        with rig.engine.begin() as connection:
            row = connection.execute(_STATE, {"id": id_}).one()
            if row.planned_at is not None:
                campaigns.move(connection, id_, "paused")
                break
        sleep(0.05)
    seconds = (row.planned_at - row.begun_at).total_seconds()
    assert row.planned == _fits(rig), "what was planned is whom the segment means"
    return {"id": id_, "planned": row.planned, "seconds": seconds, "peak": peak}


_STATE = text("SELECT begun_at, planned_at, planned, sent FROM campaigns WHERE id = :id FOR UPDATE")


def _fits(rig: Rig) -> int:
    with rig.engine.connect() as connection:
        return segments.count(connection, _SEGMENT)


def _cancel(rig: Rig, campaign: UUID) -> None:
    with rig.engine.begin() as connection:
        campaigns.move(connection, campaign, "cancelled")


def _send(rig: Rig, campaign: UUID) -> tuple[int, float]:
    with rig.engine.begin() as connection:
        connection.execute(text("UPDATE campaigns SET rate = :rate WHERE id = :id"), {"rate": RATES[1], "id": campaign})
        before = connection.execute(_STATE, {"id": campaign}).one().sent
        campaigns.move(connection, campaign, "sending")
    began = monotonic()
    sleep(_SEND_S)
    with rig.engine.begin() as connection:
        return connection.execute(_STATE, {"id": campaign}).one().sent - before, monotonic() - began


def _memory(rig: Rig) -> int:
    """Bytes that the worker holds resident, its pool's process alone."""
    return sum(rig.workers_rss("upkeep"))
