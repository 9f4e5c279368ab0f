"""The queue `moderation`: what players and machines say of a player, one case a player."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import entries, notices, player_reports, players, sanctions
from models.player_reports import QUEUE as NAME
from rules.notices import Notice
from rules.sanctions import Kind
from web.admin import sanctioning, submissions
from web.admin.acting import Act, write_down
from web.admin.casework import Decision, Effect, Queue, Stale
from web.admin.guard import staff
from web.admin.integrity import suspected
from web.errors import Problem
from web.names import friendly_name

_OPEN_MOST, _PAST_MOST = 100, 20


def _show(connection: Connection, player: UUID) -> dict[str, Any] | None:
    found = players.by_id(connection, player)
    if found is None:
        return None
    names = ("id", "name", "country", "registered", "created_at")
    reports = player_reports.against(connection, player, True, _OPEN_MOST)
    reported = dict.fromkeys(one["about"] for one in reports if one["kind"] == "entry")
    shown = [submissions.show(connection, entry) for entry in reported]
    return {
        **{name: getattr(found, name) for name in names},
        "score": suspected(connection, player)["score"],
        "reports": [report(one) for one in reports],
        "entries": [entry for entry in shown if entry],
        "past": [report(one) for one in player_reports.against(connection, player, False, _PAST_MOST)],
        "sanctions": sanctions.of_player(connection, player, _PAST_MOST),
    }


def report(one: Mapping[str, Any]) -> dict[str, Any]:
    """A report about a player as AccusationSchema has it."""
    by = {"id": one["player_id"], "name": one["reporter"] or ""}
    counts = {"closed": one["reporter_closed"], "acted": one["reporter_acted"]}
    return {**one, "reporter": {**by, **counts} if one["player_id"] else None}


def _dismiss(connection: Connection, player: UUID, _given: Mapping[str, Any]) -> Effect:
    return {"reports": player_reports.close(connection, player, acted=False)}


def _reopen(connection: Connection, _player: UUID, effect: Effect) -> None:
    player_reports.reopen(connection, effect["reports"])


def _rename(connection: Connection, player: UUID, given: Mapping[str, Any]) -> Effect:
    """The player is called otherwise from now on, and may choose another name."""
    found, name = players.by_id(connection, player), friendly_name()
    if found is None:
        raise sanctioning.unknown_player()
    _call(connection, player, found.name, name, given["reason"])
    notices.tell(connection, [Notice(uuid7(), player, "renamed", {"name": name})])
    return {"before": found.name, "after": name, "reports": player_reports.close(connection, player, acted=True)}


def _name_again(connection: Connection, player: UUID, effect: Effect) -> None:
    found = players.by_id(connection, player)
    if found is None or found.name != effect["after"]:
        raise Stale("The player has chosen another name since.")
    _call(connection, player, found.name, effect["before"], "the decision was undone")
    _reopen(connection, player, effect)


def _call(connection: Connection, player: UUID, before: str, name: str, reason: str) -> None:
    players.change(connection, player, name=name)
    act = Act(connection, "players.rename", "player", str(player), {"name": before}, {"name": name}, reason)
    write_down(act, staff())


def _sanction(kind: Kind) -> Callable[[Connection, UUID, Mapping[str, Any]], Effect]:
    def do(connection: Connection, player: UUID, given: Mapping[str, Any]) -> Effect:
        imposed = [sanctioning.by_case(connection, player, kind, {"ground": "conduct", **given})]
        return {"sanctions": imposed, "reports": player_reports.close(connection, player, acted=True)}

    return do


def _hide(connection: Connection, player: UUID, given: Mapping[str, Any]) -> Effect:
    """Every entry that is reported, and not hidden already."""
    reported = player_reports.against(connection, player, True, _OPEN_MOST)
    found = [entries.one(connection, one["about"]) for one in reported if one["kind"] == "entry"]
    due = {entry.id for entry in found if entry and not entry.hidden and entry.state != "withdrawn"}
    if not due:
        raise Problem(409, "state_reached", "No entry of theirs is reported that is shown: decide otherwise.")
    terms = {"ground": "conduct", **given}
    imposed = [
        sanctioning.by_case(connection, player, "hide_entry", {**terms, "entry_id": entry}) for entry in sorted(due)
    ]
    return {"sanctions": imposed, "reports": player_reports.close(connection, player, acted=True)}


def _lift(connection: Connection, player: UUID, effect: Effect) -> None:
    reason = "the decision was undone"
    lifted = [sanctioning.lift_by_case(connection, player, UUID(one), reason) for one in effect["sanctions"]]
    if not any(lifted):
        raise Stale("The sanction does not hold any more.")
    _reopen(connection, player, effect)


_TERMS = frozenset({"ground", "until"})

QUEUE = Queue(
    name=NAME,
    permission="cases.moderation",
    subject="accused",
    decisions=(
        Decision("dismiss", _dismiss, _reopen),
        Decision("warn", _sanction("warn"), None, frozenset({"ground", "message"})),
        Decision("rename", _rename, _name_again),
        Decision("hide_entry", _hide, _lift, _TERMS),
        Decision("ban_redemption", _sanction("ban_redemption"), _lift, _TERMS),
        Decision("ban_ranked", _sanction("ban_ranked"), _lift, _TERMS),
        Decision("ban", _sanction("ban"), _lift, _TERMS),
    ),
    show=_show,
    player=lambda _connection, player: player,
)
