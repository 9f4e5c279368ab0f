"""One search for everything that staff work on, by id or text. `SEARCHES` is the registry: a kind is one line."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import marshmallow as ma
from sqlalchemy import Connection

from models import finding
from models.finding import Find
from rules.permissions import Permission, allows
from web.admin.acting import acting
from web.admin.guard import staff, staff_required
from web.admin.registry import QUEUES
from web.bodies import Blueprint
from web.errors import document_problems

blueprint = Blueprint("admin_search", __name__, url_prefix="/v1/admin/search", description="Staff: search.")

_EACH = 5


class Search(NamedTuple):
    """How one kind of thing is found: who may, and what finds at most so many."""

    kind: str
    permission: Permission
    find: Callable[[Connection, str, int], Sequence[Find]]


SEARCHES: tuple[Search, ...] = (
    Search("question", "content.read", finding.questions),
    Search("category", "content.read", finding.categories),
    Search("quiz", "content.read", finding.quizzes),
    Search("battle", "battles.read", finding.battles),
    Search("redemption", "finance.read", finding.redemptions),
    Search("player", "players.read", finding.players),
    Search("player", "players.contacts", finding.contacts),
    Search("referral", "referrals.read", finding.referrals),
    Search("campaign", "campaigns.read", finding.campaigns),
    *(Search("case", queue.permission, finding.cases(queue.name)) for queue in QUEUES.values()),
    Search("thread", "players.message", finding.threads),
    Search("staff", "staff.manage", finding.staff),
    Search("transfer", "finance.read", finding.transfers),
    Search("event", "players.read", finding.events),
)
_KINDS = list(dict.fromkeys(search.kind for search in SEARCHES))


class SoughtSchema(ma.Schema):
    """What is looked for."""

    q = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 200),
        metadata={"description": "an id, or a piece of a text", "example": "capital"},
    )
    kinds = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(_KINDS)),
        load_default=list,
        metadata={"description": "what to look among; everything without it"},
    )


class FoundSchema(ma.Schema):
    """Something that fits."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(_KINDS))
    id = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    note = ma.fields.String(
        required=True,
        metadata={"description": "its state, slug, opening, sanction, country or address", "example": "draft"},
    )


class AllFoundSchema(ma.Schema):
    """At most five of each kind."""

    items = ma.fields.List(ma.fields.Nested(FoundSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


@blueprint.route("", methods=["POST"])
@staff_required(None)
@blueprint.arguments(SoughtSchema)
@blueprint.response(200, AllFoundSchema)
@document_problems(400, 413, 415, 422, 503)
def search_everything(body: dict[str, Any]) -> dict[str, Any]:
    """Find anything by its id or a piece of its text, among what you may see

    Players by the beginning of their name, and exactly by email and phone; redemptions by our reference or their
    partner's id; cases by what they are about, too; transfers by their number. The audit log says who was found, and
    never what was looked for.
    """
    wanted = [
        search
        for search in SEARCHES
        if allows(staff().roles, search.permission) and (not body["kinds"] or search.kind in body["kinds"])
    ]
    kinds = dict.fromkeys(search.kind for search in wanted)
    with acting("content.search", "search", ",".join(kinds) or "-") as act:
        items = [
            {"kind": search.kind, **found._asdict()}
            for search in wanted
            for found in search.find(act.connection, body["q"], _EACH)
        ]
        act.after = {"found": [item["id"] for item in items if item["kind"] == "player"]}
    return {"items": items}
