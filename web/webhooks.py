"""Partners' webhooks: a hint that there is news of an order, which goes to Kafka at once. Nothing in it is believed."""

from typing import Any

import marshmallow as ma
import structlog
from flask import request

from bridges.partners.port import Forged
from events.catalog import PartnerHinted
from events.codec import encode
from events.identity import hint_event_id
from rules.partnering import Hint
from web import accepting
from web.accepting import Admitted
from web.bodies import Blueprint, read
from web.contract import documented
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("webhooks", __name__, url_prefix="/v1/webhooks", description="For partners that issue rewards.")

log = structlog.get_logger()

_ID_MOST = 80
_BODY = {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}


class HintedSchema(ma.Schema):
    """It was taken; a copy is the same event."""

    event_id = ma.fields.String(required=True)


@blueprint.route("/<partner>", methods=["POST"])
@documented(
    Blueprint.doc(requestBody=_BODY),
    blueprint.response(202, HintedSchema, description="Taken. A copy gets the same answer, and has no effect."),
    document_problems(
        *(400, 401, 404, 413, 415, 422, 503),
        s401="`webhook_forged`: its signature is not the partner's, or it is of another time",
        s404="`not_found`: no such partner",
        s422="`invalid`: it is signed, and says nothing that we know of",
    ),
)
def take_webhook(partner: str) -> tuple[Any, int]:
    """Hear from a partner

    Signed by the partner over the raw body, and of a time near enough (docs/partners.md). The partner is asked what is
    true of the order that it names.
    """
    received_at = accepting.now()
    adapter = next((found for name, found in wires().partners.items() if name == partner), None)
    if adapter is None:
        raise Problem(404, "not_found", "We have no account with that partner.")
    body = read(bytes)
    try:
        hint = adapter.read_webhook({name.lower(): value for name, value in request.headers.items()}, body, received_at)
    except Forged as error:
        log.warning("webhook refused", partner=partner, why=str(error))
        raise Problem(401, "webhook_forged", f"{error}.".capitalize()) from None
    except ValueError as error:
        raise Problem(422, "invalid", f"{error}.".capitalize()) from None
    event_id = hint_event_id(partner, hint.event_id)
    if named := _named(hint):
        event = PartnerHinted(
            event_id=event_id,
            partner=partner,
            partner_id=named.partner_id,
            reference=named.reference,
            says=named.says,
            received_at=received_at,
        )
        accepting.send(wires(), Admitted(event_id, event.key, encode(event), event.topic.name))
    return {"event_id": event_id}, 202


def _named(hint: Hint) -> Hint | None:
    """A hint with the names in it that can be some of an order; None: it names no order."""
    partner_id, reference = (_name(text) for text in (hint.partner_id, hint.reference))
    return hint._replace(partner_id=partner_id, reference=reference) if partner_id or reference else None


def _name(text: str | None) -> str | None:
    return text if text and len(text) <= _ID_MOST and text.isprintable() and text.isascii() else None
