"""Waiting until nothing is on its way any more, and reading the boards as players do."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from time import monotonic, sleep
from uuid import UUID

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bridges.kafka import log_bounds, topic_ids
from events.catalog import TOPICS
from lab.chaos import known, news
from lab.chaos.evidence import BoardSeen, Evidence
from lab.chaos.gathering import gather, outbox_length
from lab.players.client import Client
from models import battles, carried, closings, seasons, settling
from models.carried import Standing
from rules.boards import ALL_CATEGORIES, PERIODS, Board, board, season_on

_AGAIN_S = 0.5
_STILL = 4
"""So many looks in a row must find everything applied: a producer may still be trying."""
_LIVE_S = 60.0
_PAGE = 100

Ends = dict[tuple[str, int], int]


def collect(engine: Engine, kafka: str, patience_s: float, found: Evidence) -> None:
    """Drain, and fill in what Postgres holds then; again if something came meanwhile, as the clock still ends sessions.

    Whether all was applied when patience was over is for the judge to see.
    """
    deadline = monotonic() + patience_s
    is_still = False
    while not is_still:
        found.ends = _drain(engine, kafka, deadline)
        gather(engine, found)
        is_still = monotonic() > deadline or _is_still(found.carried, found.outbox_rows, found.ends)


def _is_still(rows: Iterable[Standing], outbox: int, ends: Ends) -> bool:
    return not outbox and all(row.applied == ends.get((row.topic, row.partition)) for row in rows)


def _drain(engine: Engine, kafka: str, deadline: float) -> Ends:
    """Wait until all is applied, the outbox empty, every season that is over sealed, every such quiz settled, no
    battle under way, every grant and referral paid that can be, and every campaign sent.

    Returns where the logs end.
    """
    client = AdminClient({"bootstrap.servers": kafka, "log_level": 0})
    still, ends = 0, Ends()
    while still < _STILL and monotonic() < deadline:
        try:
            with engine.connect() as connection:
                rows, waiting = carried.standings(connection), outbox_length(connection)
                now = datetime.now(UTC)
                closing = [
                    *closings.due(connection, now),
                    *settling.over(connection, now),
                    *battles.running(connection),
                    *["grants"][: known.unpaid(connection)],
                    *known.owing(connection),
                    *news.running(connection),
                ]
            found = topic_ids(client, TOPICS)
            bounds = log_bounds(client, [(name, n) for name, (_, count) in found.items() for n in range(count)])
        except (SQLAlchemyError, KafkaException):
            still = 0
        else:
            ends = {place: end for place, (_, end) in bounds.items()}
            still = still + 1 if not closing and _is_still(rows, waiting, ends) else 0
        sleep(_AGAIN_S)
    return ends


def boards_of_now(connection: Connection) -> list[Board]:
    """Every board that the days played so far belong to: of all, of each category, of each country."""
    every = seasons.every(connection)
    days = list(connection.execute(text("SELECT DISTINCT day FROM player_days ORDER BY day")).scalars())
    categories = connection.execute(text("SELECT id, slug FROM categories WHERE id > 0")).tuples()
    countries = connection.execute(text("SELECT DISTINCT country FROM players WHERE country IS NOT NULL")).scalars()
    scopes: list[tuple[str, int, str | None]] = [("global", ALL_CATEGORIES, None)]
    scopes += [(f"category.{slug}", number, None) for number, slug in categories]
    scopes += [(f"country.{country}", ALL_CATEGORIES, country) for country in countries]
    found = {
        (made := board(scope, period, category, country, day, season_on(every, day))).key: made
        for day in days
        for scope, category, country in scopes
        for period in PERIODS
    }
    return list(found.values())


async def read_boards(client: Client, wanted: Iterable[Board]) -> list[BoardSeen]:
    """Whole boards, page by page, each once it is served live; or as it is when patience with all of them is over.

    Past ones are read as they are.
    """
    deadline = monotonic() + _LIVE_S
    today = datetime.now(UTC).date()
    boards = []
    for one in wanted:
        is_past = one.last < today
        while (seen := await _read_pages(client, one, is_past)).source != "live":
            if is_past or monotonic() > deadline:
                break
            await asyncio.sleep(_AGAIN_S)
        boards.append(seen)
    return boards


async def _read_pages(client: Client, wanted: Board, is_past: bool) -> BoardSeen:
    entries: list[tuple[UUID, int]] = []
    at = "" if wanted.period == "all" else f"&at={wanted.at}"
    path = f"/v1/boards/{wanted.name}?limit={_PAGE}{at}"
    cursor = ""
    while True:
        page = await client.call("GET", f"{path}{cursor}")
        entries += [(UUID(item["player_id"]), item["points"]) for item in page["items"]]
        if not page["next"]:
            return BoardSeen(wanted, page["source"], entries, is_past)
        cursor = f"&cursor={page['next']}"
