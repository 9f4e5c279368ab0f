"""The end of a session at its player's word: accepted as an answer is, applied after the answers before it."""

from uuid import UUID

from flask import Response

from bridges.play import View
from web import accepting
from web.accepting import Admitted
from web.answers import LOCATION, AcceptedSchema, accept
from web.bodies import Blueprint
from web.contract import documented
from web.errors import Problem, document_problems
from web.events import EventSchema
from web.preferences import PARAMETER
from web.wires import wires

blueprint = Blueprint("finishing", __name__, url_prefix="/v1/sessions")


@blueprint.route("/<uuid:session_id>/finish", methods=["POST"])
@documented(
    Blueprint.doc(security=[{"player": []}], parameters=[PARAMETER], tags=["sessions"]),
    blueprint.response(202, AcceptedSchema, description="Accepted.", headers=LOCATION),
    blueprint.alt_response(200, schema=EventSchema, success=True, description="With `Prefer: wait`: its outcome."),
    document_problems(401, 403, 404, 429, 503),
)
def finish_session(session_id: UUID) -> Response:
    """End a session

    Its XP, streak and achievements follow once this is applied. Questions that are open then stay so: an answer that
    is received later is refused as `session_closed`. Answering the last open question ends a session too, and so does
    its time; a session that has ended stays as it is.
    """
    received_at = accepting.now()
    view: View | None = None

    def admit(player: UUID) -> Admitted:
        nonlocal view
        view = wires().play.look(session_id)
        if view is None or view.plan.player_id != player:
            raise Problem(404, "session_unknown", "There is no such session of yours.")
        return accepting.end(session_id, player, received_at)

    response = accept(admit)
    if view is not None:
        wires().play.end(view)
    return response
