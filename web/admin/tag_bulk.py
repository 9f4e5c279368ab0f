"""Tags for all players of a segment: counted first, then given and taken piece by piece."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import g

from models import segments, tags
from rules.segments import LIST_MOST
from web.admin.acting import acting
from web.admin.audiences import TAG_FORM, count, known_season
from web.admin.fields import PieceSchema
from web.admin.guard import staff, staff_required
from web.admin.segments import found_segment
from web.admin.tags import TAGS_MOST
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import read_cursor, write_cursor
from web.wires import wires

blueprint = Blueprint(
    "admin_tag_bulk", __name__, url_prefix="/v1/admin/segments", description="Staff: tags for many players at once."
)

PIECE = 500
"""Players of one transaction, which takes well under a second."""


def _tags(told: str) -> ma.fields.List[Any]:
    return ma.fields.List(
        ma.fields.String(validate=TAG_FORM),
        load_default=list,
        validate=ma.validate.Length(0, LIST_MOST),
        metadata={"description": told, "example": ["vip"]},
    )


class TagManySchema(PieceSchema):
    """What is to be given to all of them, and what taken."""

    add_tags = _tags("given to each")
    remove_tags = _tags("taken from who has it")


class TaggedSchema(ma.Schema):
    """What would be done (dry run: `matched`), or was in this piece (the others)."""

    matched = ma.fields.Integer(metadata={"description": "who fit the segment now"})
    changed = ma.fields.Integer(metadata={"description": "of this piece"})
    unchanged = ma.fields.Integer(metadata={"description": "of this piece, as they were so already"})
    refused = ma.fields.List(
        ma.fields.UUID(), metadata={"description": f"of this piece: they would have more than {TAGS_MOST} tags"}
    )
    next = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": f"`cursor` of the next piece, of at most {PIECE}; null: that was all"},
    )


@blueprint.route("/<uuid:segment_id>/tags", methods=["POST"])
@staff_required("players.note")
@blueprint.arguments(TagManySchema)
@blueprint.response(200, TaggedSchema)
@document_problems(
    *(400, 404, 413, 415, 422, 503),
    s404="`segment_unknown`",
    s422="`change_empty`; `season_unknown`: of the segment; `invalid`: `errors` name the fields",
)
def tag_many(body: dict[str, Any], segment_id: UUID) -> dict[str, Any]:
    """Tag all players of a segment: first a dry run with their number, then piece by piece

    Each piece is done as a whole, and in the audit log with what its players had before. Go on with `next` until it
    is null.
    """
    add, remove = set(body["add_tags"]), set(body["remove_tags"]) - set(body["add_tags"])
    if not add and not remove:
        fault = {"pointer": "/add_tags", "detail": "Say which tags are to be given or taken."}
        raise Problem(422, "change_empty", fault["detail"], errors=[fault])
    if body["dry_run"]:
        g.audited = True  # nothing is changed, and nobody shown
        with wires().postgres.begin() as connection:
            return {"matched": count(connection, found_segment(connection, segment_id).filter), "next": None}
    with acting("players.tag_many", "segment", segment_id, body["reason"]) as act:
        wanted = found_segment(act.connection, segment_id).filter
        with known_season():
            ids = segments.locked(act.connection, wanted, read_cursor(body["cursor"]), PIECE + 1)
        before = tags.of_players(act.connection, ids[:PIECE])
        after = {player: retagged(own, add, remove) for player, own in before.items()}
        refused = [player for player, own in after.items() if len(own) > TAGS_MOST]
        changed = {player: own for player, own in after.items() if own != before[player] and player not in refused}
        tags.put_many(act.connection, changed, staff().id)
        act.before = {str(player): before[player] for player in changed}
        act.after = {"add": sorted(add), "remove": sorted(remove), "changed": len(changed)}
    return {
        "changed": len(changed),
        "unchanged": len(after) - len(changed) - len(refused),
        "refused": refused,
        "next": write_cursor(ids[PIECE - 1]) if len(ids) > PIECE else None,
    }


def retagged(own: Collection[str], add: Collection[str], remove: Collection[str]) -> list[str]:
    """What somebody has of tags then, in the order of letters."""
    return sorted((set(own) | set(add)) - set(remove))
