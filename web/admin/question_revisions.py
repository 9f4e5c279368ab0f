"""What questions said before: revisions with what each changed, and the way back to one."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from models import editing
from models.editing import Revision
from rules.content import faults
from rules.diffs import changes
from web.admin import question_content, question_shown
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, etag, guarded
from web.admin.guard import staff, staff_required
from web.admin.question_schemas import MediumSchema, QuestionSheetSchema, SpanSchema, WordingSchema
from web.admin.questions import document, locked, told
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint(
    "admin_question_revisions", __name__, url_prefix="/v1/admin/questions", description="Staff: what questions said."
)


class RevisionChangeSchema(ma.Schema):
    """A difference; words are named by their language, as `/wordings/en/stem`. What was not there is null."""

    pointer = ma.fields.String(required=True, metadata={"example": "/wordings/en/stem"})
    before = ma.fields.Raw(required=True, allow_none=True)
    after = ma.fields.Raw(required=True, allow_none=True)


class RevisionSchema(ma.Schema):
    """A revision with what it changed of the one before."""

    revision = ma.fields.Integer(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    author = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "name of a member of staff; null: an import or command"},
    )
    changes = ma.fields.List(ma.fields.Nested(RevisionChangeSchema), required=True)
    kind = ma.fields.String(required=True)
    wordings = ma.fields.List(ma.fields.Nested(WordingSchema), required=True)
    correct = ma.fields.List(ma.fields.Integer(), required=True)
    spans = ma.fields.List(ma.fields.Nested(SpanSchema), required=True)
    media = ma.fields.Nested(MediumSchema, required=True, allow_none=True)


class RevisionsSchema(ma.Schema):
    """All revisions, latest first."""

    items = ma.fields.List(ma.fields.Nested(RevisionSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


@blueprint.route("/<uuid:question_id>/revisions")
@staff_required("content.read")
@blueprint.response(200, RevisionsSchema)
@document_problems(404, 503)
def list_revisions(question_id: UUID) -> dict[str, Any]:
    """All that a question said, latest first, with what each revision changed"""
    with wires().postgres.connect() as connection:
        found = editing.revisions(connection, question_id)
    if not found:
        raise Problem(404, "question_unknown", "There is no such question; GET /v1/admin/questions lists them.")
    items = [_shown(one, before) for one, before in zip(found, [*found[1:], None], strict=True)]
    return {"items": items}


@blueprint.route("/<uuid:question_id>/revisions/<int:revision>/restore", methods=["POST"])
@staff_required("content.write")
@guarded(QuestionSheetSchema)
@blueprint.response(200, QuestionSheetSchema, headers=ETAG)
@document_problems(
    *(404, 409, 422, 428, 503),
    s404="`question_unknown`, `revision_unknown`",
    s409="`revision_current`: it says that already",
    s422="`question_faulty`: by the rules of today it could not be asked",
)
def restore(question_id: UUID, revision: int) -> Answer:
    """Have a question say again what it said in a revision, as a new one; its state and category stay"""
    with acting("questions.restore", "question", question_id) as act:
        sheet = locked(act.connection, question_id)
        wanted = next((one for one in editing.revisions(act.connection, question_id) if one.revision == revision), None)
        if wanted is None:
            raise Problem(404, "revision_unknown", "There is no such revision; /revisions lists them.")
        if wanted.content == sheet.content:
            raise Problem(409, "revision_current", "The question says that already.")
        question_content.refuse(faults(wanted.content))
        changed = editing.change(act.connection, sheet, {"content": wanted.content}, staff().id)
        act.before, act.after = told(document(sheet), document(changed))
        act.after["revision"] = revision
        return question_shown.whole(act.connection, changed), 200, etag(changed.edition)


def _shown(one: Revision, before: Revision | None) -> dict[str, Any]:
    differences = changes(_document(before), _document(one)) if before else ()
    return {
        "revision": one.revision,
        "created_at": one.created_at,
        "author": one.author,
        "changes": [change._asdict() for change in differences],
        **question_shown.words(one.content),
    }


def _document(revision: Revision) -> dict[str, Any]:
    """What differences are looked for in: words by their language, media by their id."""
    words = question_shown.words(revision.content)
    medium = revision.content.medium
    by_lang = {one["lang"]: {k: v for k, v in one.items() if k not in ("lang", "dir")} for one in words["wordings"]}
    return {**words, "wordings": by_lang, "media": str(medium.id) if medium else None}
