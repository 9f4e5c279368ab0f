"""`flask boards`: look at boards, make them anew, correct points, hide a player."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import click
from flask import current_app
from sqlalchemy import Engine

from bridges.board_audit import audit as check
from bridges.boards import Boards
from bridges.rebuild import Superseded, rebuild
from events.catalog import PointsCorrected
from events.codec import encode
from events.identity import caused_event_id
from models import boards as stored
from models import outbox, players, sanctions
from models.base import open_engine
from models.sanctions import Wish
from rules.boards import Board, UnknownBoard
from rules.directory import Directory
from rules.places import Window
from web.boards import scoreboard
from web.commands.acting import acting
from web.commands.checking import keep, tell
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.wires import wires

commands = Group("boards", help="Boards, and who stands on them.")


@commands.command("rebuild")
@click.argument("names", metavar="[BOARD]...", nargs=-1)
@as_json
def rebuild_(names: tuple[str, ...], as_json: bool) -> None:
    """Make boards anew from Postgres: those named, or all of now. Until one is ready, Postgres serves it."""
    # Not the requests' engine: a large board takes longer than they may.
    engine = open_engine(current_app.config["SETTINGS"].database_url, {})
    try:
        results = [_rebuild(engine, board) for board in _chosen(engine, names)]
    finally:
        engine.dispose()
    show(results, as_json)
    if not all(result["rebuilt"] for result in results):
        raise click.ClickException("some were taken over by another rebuild, or Redis was restarted; run it again")


def _chosen(engine: Engine, names: Sequence[str]) -> list[Board]:
    with engine.connect() as connection:
        directory = stored.directory(connection)
        if names:
            return [_find(directory, name) for name in names]
        return list(directory.current(_today(), stored.countries(connection)))


def _rebuild(engine: Engine, board: Board) -> dict[str, Any]:
    try:
        rows = rebuild(engine, Boards(wires().redis), board, force=True)
    except Superseded:
        rows = None
    return {"board": board.key, "rebuilt": rows is not None, "rows": rows}


@commands.command("show")
@click.argument("name", metavar="BOARD")
@click.option("--at", help="a past one: 2026-11-23, 2026-W47, a season's number")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@as_json
def show_board(name: str, at: str | None, limit: int, as_json: bool) -> None:
    """The first places of a board, and where they come from."""
    board = _find(scoreboard().directory(), name, at)
    look = scoreboard().look(board, Window(limit))
    faces = scoreboard().faces(place.player for place in look.view.places)
    where = {"board": board.key, "source": look.source, "version": look.view.version}
    rows = [
        {"rank": place.rank, "player": place.player, **faces[place.player]._asdict(), "points": place.points}
        for place in look.view.places
    ]
    if as_json:
        show_one({**where, "places": rows}, as_json)
    else:
        show_one(where, as_json)
        show(rows, as_json)


@commands.command("audit")
@as_json
def audit(as_json: bool) -> None:
    """Compare what Redis serves with what Postgres says; exit code 1 if a board stays wrong."""
    began = monotonic()
    found = check(db.engine.connect, wires().redis)
    keep("boards", began, found)
    tell(found, as_json)


@commands.command()
@click.option("--player", type=click.UUID, required=True)
@click.option("--category", required=True, help="slug")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="UTC; today if not given")
@click.option("--points", type=click.IntRange(-(1 << 24), 1 << 24), required=True, help="to add; below zero to take")
@click.option("--reason", required=True)
@as_json
def correct(player: UUID, category: str, day: datetime | None, points: int, reason: str, as_json: bool) -> None:
    """Add points to a player's total of a day, or take them. Applied once, between the player's own answers."""
    category_id = _category(category)
    event = PointsCorrected(
        event_id=caused_event_id("correction", uuid4()),
        player_id=player,
        category_id=category_id,
        day=day.date() if day else _today(),
        points=points,
        reason=reason,
    )
    with acting("players.correct", "player", player, reason) as act:
        if players.by_id(act.connection, player) is None:
            raise click.ClickException("there is no such player")
        outbox.put(act.connection, event.topic.name, event.key, encode(event))
        act.after = {"category": category, "day": event.day, "points": points, "event_id": event.event_id}
    show_one({"event_id": event.event_id, "player": player, "points": points}, as_json)


@commands.command()
@click.argument("player", type=click.UUID)
@as_json
def hide(player: UUID, as_json: bool) -> None:
    """Take a player off every board."""
    _show_player(player, False, as_json)


@commands.command()
@click.argument("player", type=click.UUID)
@as_json
def unhide(player: UUID, as_json: bool) -> None:
    """Put a player back on the boards, unless they are banned."""
    _show_player(player, True, as_json)


def _show_player(player: UUID, visible: bool, as_json: bool) -> None:
    with acting("players.unhide" if visible else "players.hide", "player", player) as act:
        if players.lock(act.connection, player) is None:
            raise click.ClickException("there is no such player")
        hidden = [sanction for sanction, _ in sanctions.holding(act.connection, player, "hide")]
        if visible:
            for sanction in hidden:
                sanctions.lift(act.connection, player, sanction, None, "by command")
        elif not hidden:
            sanctions.impose(act.connection, player, Wish("hide", "by command"))
        shown = players.lock(act.connection, player)
    show_one({"player": player, "visible": shown is not None and shown.visible}, as_json)


def _find(directory: Directory, name: str, at: str | None = None) -> Board:
    try:
        return directory.find(name, at, _today())
    except UnknownBoard as error:
        raise click.ClickException(str(error)) from None


def _category(slug: str) -> int:
    known: dict[str, Any] = dict(scoreboard().directory().categories)
    if slug not in known:
        raise click.ClickException(f"there is no category {slug!r}; there are: {', '.join(known)}")
    return int(known[slug][0])


def _today() -> date:
    return datetime.now(UTC).date()
