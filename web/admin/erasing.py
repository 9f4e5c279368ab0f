"""Erasing a player for them: one of the staff asks, another agrees, and it is done at once and for ever."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from models import devices, erasure, players
from web import logins
from web.admin.acting import Act
from web.admin.approvals import ApprovalSchema, shown
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.impartial import OUTRANKED, must_be_impartial
from web.admin.pairs import ask, takes_two
from web.admin.sanctioning import NO_PLAYER, unknown_player
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("admin_erasing", __name__, url_prefix="/v1/admin/players", description="Staff: erasing players.")

ACTION = "players.erase"


@blueprint.route("/<uuid:player_id>/erase", methods=["POST"])
@staff_required("players.erase", step_up=True)
@blueprint.arguments(ReasonSchema)
@blueprint.response(202, ApprovalSchema, description="Another member has to approve it.")
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=OUTRANKED,
    s404=NO_PLAYER,
    s409="`approval_open`: somebody has asked for it already",
)
def ask_to_erase(given: dict[str, str], player_id: UUID) -> dict[str, Any]:
    """Ask for a player to be erased

    What is theirs is deleted, and points stay on the boards under no name, as with `DELETE /v1/me`. It is done when
    another member approves it, and cannot be undone.
    """
    with wires().postgres.connect() as connection:
        if players.by_id(connection, player_id) is None:
            raise unknown_player()
        must_be_impartial(connection, player_id)
    return shown(ask(ACTION, "player", player_id, given["reason"]))


@takes_two(ACTION, "players.erase")
def erase(act: Act, _payload: Mapping[str, Any]) -> Callable[[], None]:
    """Forget who a player is, and end their logins."""
    player = UUID(act.subject_id)
    if players.lock(act.connection, player) is None:
        raise unknown_player()
    must_be_impartial(act.connection, player)
    ended = devices.end_all(act.connection, player, "erased")
    logins.deny(act.connection, ended)
    erasure.erase(act.connection, player)
    act.after = {"erased": True}

    def tell() -> None:
        logins.tell(ended)
        wires().scoreboard.tell_changed(player)

    return tell
