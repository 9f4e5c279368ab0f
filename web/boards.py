"""Boards: who stands where."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec

from models import friends
from rules.boards import PERIODS, Board, UnknownBoard
from rules.places import Place, Window, among
from web import quiz_boards, rating_boards
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import PageSchema
from web.scoreboard import Look, Scoreboard
from web.wires import wires

blueprint = Blueprint("boards", __name__, url_prefix="/v1/boards", description="Who stands where.")


class NamedBoardSchema(ma.Schema):
    """A board that there is."""

    name = ma.fields.String(required=True, metadata={"example": "global.week"})
    title = ma.fields.String(required=True, metadata={"example": "Everybody, this week"})
    period = ma.fields.String(required=True, validate=ma.validate.OneOf(PERIODS))


class NamedBoardsSchema(ma.Schema):
    """The boards that concern a player."""

    items = ma.fields.List(ma.fields.Nested(NamedBoardSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


class BoardQuerySchema(PageSchema):
    """Which part of a board, and when."""

    cursor = ma.fields.String(load_default=None, metadata={"description": "`next` of the page before; opaque."})
    at = ma.fields.String(
        load_default=None,
        metadata={"description": "a past one: `2026-11-23`, `2026-W47`, a season's number", "example": "2026-W47"},
    )
    around = ma.fields.String(
        load_default=None,
        validate=ma.validate.OneOf(["me"]),
        metadata={"description": "`me`: the page that has the asking player in its middle"},
    )
    friends = ma.fields.Boolean(
        load_default=False,
        truthy={True, "true"},
        falsy={False, "false"},
        metadata={"description": "only the asking player and their friends, with their ranks among each other"},
    )


OVERALL = {"description": "with `friends=true`: the rank among everybody", "example": 4711}


class PlaceSchema(ma.Schema):
    """One place."""

    rank = ma.fields.Integer(required=True, metadata={"example": 1})
    player_id = ma.fields.String(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Brisk Otter 42"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    points = ma.fields.Integer(required=True, metadata={"example": 4312})
    overall_rank = ma.fields.Integer(metadata=OVERALL)


class MineSchema(ma.Schema):
    """The asking player's own place."""

    rank = ma.fields.Integer(required=True, metadata={"example": 17})
    points = ma.fields.Integer(required=True, metadata={"example": 1200})
    overall_rank = ma.fields.Integer(metadata=OVERALL)


class BoardSchema(ma.Schema):
    """A page of a board. Equal points: who reached them first stands higher."""

    board = ma.fields.String(required=True, metadata={"example": "global.week"})
    at = ma.fields.String(required=True, metadata={"example": "2026-W47"})
    version = ma.fields.Integer(required=True, metadata={"description": "grows whenever the board changes"})
    source = ma.fields.String(required=True, validate=ma.validate.OneOf(["live", "database"]))
    items = ma.fields.List(ma.fields.Nested(PlaceSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)
    me = ma.fields.Nested(MineSchema, required=True, allow_none=True)


@blueprint.route("")
@player_required
@blueprint.response(200, NamedBoardsSchema)
@document_problems(503)
def list_boards() -> dict[str, Any]:
    """Boards there are: of everybody, of the player's country, of each category, of ratings

    Those of other countries can be read as well, as `country.<iso2>.<period>`, and those of quizzes that are over, as
    `quiz.<id>.all`.
    """
    me = str(player_id())
    of_points = scoreboard().directory().names(scoreboard().faces([me])[me].country)
    return {"items": [*of_points, *rating_boards.names()]}


@blueprint.route("/<board>")
@player_required
@blueprint.arguments(BoardQuerySchema, location="query")
@blueprint.response(200, BoardSchema)
@document_problems(404, 409, 422, 503, s409="`quiz_not_over`: the board of a quiz is told when nobody can answer it")
def read_board(query: dict[str, Any], board: str) -> dict[str, Any]:
    """A page of a board, and the asking player's own place

    `board` is `scope.period`: `global.day`, `category.<slug>.week`, `country.<iso2>.season`, `global.all`,
    `quiz.<id>.all`, `rating.<mode>.season`, `rating.<mode>.all` (`points` are ratings then, and provisional ones have
    no place). The first page may be a tenth of a second old. While Redis is away or its boards are being made anew, the
    same places in the same order come from the database (`source`); those of quizzes and ratings always do. With
    `friends=true` each place has two ranks: among friends, and among everybody.
    """
    me = str(player_id())
    found, look, is_live = _find(board, query["at"])
    window, overall = _window(found, query), dict[str, Place]()
    if query["friends"]:
        asked = look(Window(0), [me, *_friends()])
        overall = dict(asked.view.mine)
        seen = mine = Look(among(asked.view, window), asked.source)
    elif not is_live or window.after or window.around:
        seen = mine = look(window, [me])
    else:
        seen, mine = scoreboard().top(found), look(Window(0), [me])
    places = seen.view.places[: query["limit"]]
    return {
        "board": found.name,
        "at": found.at,
        "version": seen.view.version,
        "source": seen.source,
        "items": shown_places(places, overall),
        "next": _write_cursor(found, places[-1]) if len(seen.view.places) > len(places) else None,
        "me": _mine(mine.view.mine.get(me), overall),
    }


def _friends() -> list[str]:
    with wires().postgres.connect() as connection:
        return [str(friend) for friend in friends.of(connection, player_id())]


def _mine(place: Place | None, overall: Mapping[str, Place]) -> dict[str, int] | None:
    return place and {"rank": place.rank, "points": place.points, **_overall(place, overall)}


def _overall(place: Place, overall: Mapping[str, Place]) -> dict[str, int]:
    return {"overall_rank": overall[place.player].rank} if place.player in overall else {}


def scoreboard() -> Scoreboard:
    """The scoreboard of the current app."""
    return wires().scoreboard


def _find(name: str, at: str | None) -> tuple[Board, Callable[[Window, Collection[str]], Look], bool]:
    """A board, how it is looked at, and whether Redis has it. Raises Problem 404, 409."""
    if of_quiz := quiz_boards.find(name, at, datetime.now(UTC)):
        return of_quiz[0], partial(quiz_boards.look, of_quiz[1]), False
    if of_ratings := rating_boards.find(scoreboard(), name, at):
        return of_ratings, partial(rating_boards.look, scoreboard(), of_ratings), False
    try:
        found = scoreboard().board(name, at)
        return found, partial(scoreboard().look, found), True
    except UnknownBoard as error:
        raise Problem(404, "board_unknown", f"{error}.") from None


def _window(board: Board, query: dict[str, Any]) -> Window:
    """One place more than the page shows, to know whether another page follows."""
    count = query["limit"] + 1
    if query["cursor"]:
        return Window(count, after=_read_cursor(board, query["cursor"]))
    return Window(count, around=str(player_id()) if query["around"] else None)


_NOBODYS: Mapping[str, Place] = MappingProxyType({})


def shown_places(places: Sequence[Place], overall: Mapping[str, Place] = _NOBODYS) -> list[dict[str, Any]]:
    """Places as PlaceSchema shows them; `overall`: those among everybody, where they are told too."""
    faces = scoreboard().faces(place.player for place in places)
    return [
        {
            "rank": place.rank,
            "player_id": place.player,
            "points": place.points,
            **_overall(place, overall),
            **faces[place.player]._asdict(),
        }
        for place in places
    ]


class _Cursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Where a page ended, on which board."""

    board: str
    score: int
    player: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Cursor).decode


def _write_cursor(board: Board, place: Place) -> str:
    raw = _encode(_Cursor(board.key, place.score, UUID(place.player).bytes))
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read_cursor(board: Board, cursor: str) -> tuple[int, str]:
    try:
        found = _decode(urlsafe_b64decode(cursor.encode() + b"=="))
        if found.board == board.key and 0 < found.score < 1 << 53:
            return found.score, str(UUID(bytes=found.player))
    except (ValueError, msgspec.MsgspecError):
        pass
    detail = "Not a cursor of this board; take it from `next` of the page before."
    raise Problem(422, "bad_cursor", detail, errors=[{"field": "cursor", "detail": detail}])
