"""Imposing and lifting sanctions, alike from a player's page and from a case."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from bridges.sanctioned import tell_of
from models import entries, players, sanctions
from models.sanctions import Wish
from rules.sanctions import GROUNDS
from web.admin.acting import Act, write_down
from web.admin.fields import Said
from web.admin.guard import staff
from web.admin.impartial import must_be_impartial
from web.errors import Problem
from web.wires import wires

MESSAGE_MOST = 400


class TermsSchema(ma.Schema):
    """How long a sanction holds, and what its player is told."""

    until = ma.fields.AwareDateTime(
        load_default=None, allow_none=True, metadata={"description": "of a ban: its end; for ever without it"}
    )
    ground = ma.fields.String(
        load_default="rules",
        validate=ma.validate.OneOf(GROUNDS),
        metadata={"description": "why, in general: the player is told this, and not the reason"},
    )
    message = Said(
        MESSAGE_MOST,
        load_default=None,
        allow_none=True,
        metadata={"description": "of a warning: its text, in place of general words", "example": "Please pick a name."},
    )


def impose(connection: Connection, player: UUID, kind: str, given: dict[str, Any]) -> UUID:
    """Impose a sanction with a `reason`, TermsSchema's fields, and an `entry_id` of hide_entry; its id.

    `tell` once it is committed. Raises Problem 403, 404, 409, 422.
    """
    terms = {name: given[name] for name in ("reason", "ground", "until", "message")}
    wish = Wish(kind, **terms, by=staff().id, entry=given.get("entry_id"))
    _check(wish)
    if players.lock(connection, player) is None:
        raise unknown_player()
    must_be_impartial(connection, player)
    _check_entry(connection, player, wish)
    if any(_lasts(end, wish.until) for _, end in sanctions.holding(connection, player, kind, wish.entry)):
        raise Problem(409, "sanctioned_already", "The player has one of this kind that lasts as long.")
    return sanctions.impose(connection, player, wish)


def _check_entry(connection: Connection, player: UUID, wish: Wish) -> None:
    found = entries.one(connection, wish.entry) if wish.entry else None
    if wish.entry and (found is None or found.player_id != player or found.state == "withdrawn"):
        raise Problem(404, "entry_unknown", "The player has no such entry.")


def _lasts(end: datetime | None, until: datetime | None) -> bool:
    return end is None or (until is not None and until <= end)


def _check(wish: Wish) -> None:
    if wish.until is not None and wish.kind == "warn":
        raise _invalid("until", "A warning has no end.")
    if wish.until is not None and wish.until <= datetime.now(UTC):
        raise _invalid("until", "Is over already.")
    if (wish.entry is None) is (wish.kind == "hide_entry"):
        raise _invalid("entry_id", "Names the entry of a `hide_entry`, and of nothing else.")
    if wish.message is not None and wish.kind != "warn":
        raise _invalid("message", "Only a warning has a message.")


def _invalid(field: str, detail: str) -> Problem:
    return Problem(422, "sanction_unfit", detail, errors=[{"pointer": f"/{field}", "detail": detail}])


def lift(connection: Connection, player: UUID, sanction: UUID, reason: str) -> bool:
    """End a sanction before its time; False: none such holds. `tell` once it is committed. Raises Problem 403."""
    if players.lock(connection, player) is None:
        return False
    must_be_impartial(connection, player)
    return sanctions.lift(connection, player, sanction, staff().id, reason)


def by_case(connection: Connection, player: UUID, kind: str, given: Mapping[str, Any]) -> UUID:
    """`impose`, where a case is decided: left-out terms are none, and the log has a row under the player."""
    terms = {"ground": "rules", "until": None, "message": None, "entry_id": None, **given}
    imposed = impose(connection, player, kind, terms)
    told = ("ground", "until", "message", "entry_id")
    _log(connection, "impose", player, {"id": imposed, "kind": kind} | {name: terms[name] for name in told}, terms)
    return imposed


def lift_by_case(connection: Connection, player: UUID, sanction: UUID, reason: str) -> bool:
    """`lift`, likewise."""
    lifted = lift(connection, player, sanction, reason)
    if lifted:
        _log(connection, "lift", player, {"id": sanction}, {"reason": reason})
    return lifted


def _log(connection: Connection, verb: str, player: UUID, after: Any, given: Mapping[str, Any]) -> None:
    act = Act(connection, f"sanctions.{verb}", "player", str(player), after=after, reason=given["reason"])
    write_down(act, staff())


def tell(player: UUID) -> None:
    """Have every process and the player's sockets know at once, after the commit."""
    tell_of(wires().postgres, wires().redis, player)


NO_PLAYER = "`player_unknown`: there is none, or they were erased"


def check_known(connection: Connection, player: UUID) -> None:
    """Refuse to show anything of nobody. Raises Problem 404."""
    if players.by_id(connection, player) is None:
        raise unknown_player()


def unknown_player() -> Problem:
    """404."""
    return Problem(404, "player_unknown", "There is no such player, or they were erased.")
