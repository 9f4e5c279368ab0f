"""One change of many questions: counted first, then made piece by piece; and questions that are there twice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import g

from models import editing, question_lists, revisions, schedules
from models.editing import Sheet
from rules import states
from rules.content import DIFFICULTIES, LICENCE_MOST, SOURCE_MOST, TAG_MOST, TAGS_MOST, TIME_LIMITS_MS, Fault, faults
from rules.states import NEXT, STATES, Forbidden
from web.admin import question_content, question_shown
from web.admin.acting import Act, acting
from web.admin.fields import PieceSchema
from web.admin.guard import staff, staff_required
from web.admin.question_schemas import QuestionFilterSchema, QuestionItemSchema
from web.admin.questions import filter_of
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Whole
from web.pages import PageSchema, read_cursor, write_cursor
from web.wires import wires

blueprint = Blueprint(
    "admin_question_bulk", __name__, url_prefix="/v1/admin/questions", description="Staff: many questions at once."
)

PIECE = 200
"""Questions of one transaction, which takes well under a second."""
_EXAMPLES = 20
_GROUP_SHOWN = 20


class BulkChangeSchema(ma.Schema):
    """What is to be another way with each of them."""

    state = ma.fields.String(validate=ma.validate.OneOf(STATES))
    category_id = Whole(validate=ma.validate.Range(1, 32_767))
    difficulty = ma.fields.String(validate=ma.validate.OneOf(DIFFICULTIES))
    time_limit_ms = Whole(validate=ma.validate.Range(*TIME_LIMITS_MS))
    source = Line(SOURCE_MOST)
    licence = Line(LICENCE_MOST)
    add_tags = ma.fields.List(Line(TAG_MOST), validate=ma.validate.Length(1, TAGS_MOST))
    remove_tags = ma.fields.List(Line(TAG_MOST), validate=ma.validate.Length(1, TAGS_MOST))


class BulkSchema(PieceSchema):
    """A change of all questions that a filter finds."""

    filter = ma.fields.Nested(QuestionFilterSchema, required=True)
    change = ma.fields.Nested(BulkChangeSchema, required=True)


class RefusalSchema(ma.Schema):
    """A question that could not be changed, and stayed as it was."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True, validate=ma.validate.OneOf(["state_forbidden", "question_faulty"]))
    detail = ma.fields.String(required=True)


class BulkResultSchema(ma.Schema):
    """What would be done (dry run: `matched`, `fit`, `examples`), or was in this piece (the others)."""

    matched = ma.fields.Integer(metadata={"description": "by the filter"})
    fit = ma.fields.Integer(metadata={"description": "of them: that may come into the state, if one is wanted"})
    examples = ma.fields.List(ma.fields.Nested(QuestionItemSchema))
    changed = ma.fields.Integer(metadata={"description": "of this piece"})
    unchanged = ma.fields.Integer(metadata={"description": "of this piece, as they were so already"})
    refused = ma.fields.List(ma.fields.Nested(RefusalSchema))
    next = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": f"`cursor` of the next piece, of at most {PIECE}; null: that was all"},
    )


class DuplicatesSchema(ma.Schema):
    """Questions whose original says the same."""

    count = ma.fields.Integer(required=True)
    questions = ma.fields.List(
        ma.fields.Nested(QuestionItemSchema), required=True, metadata={"description": f"at most {_GROUP_SHOWN}"}
    )


class DuplicateGroupsSchema(ma.Schema):
    """A page of groups."""

    items = ma.fields.List(ma.fields.Nested(DuplicatesSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("/bulk", methods=["POST"])
@staff_required("content.write")
@blueprint.arguments(BulkSchema)
@blueprint.response(200, BulkResultSchema)
@document_problems(
    *(400, 413, 415, 422, 503),
    s422="`change_empty`; `category_unknown`; `invalid`: `errors` name the fields, unknown ones too",
)
def change_many(body: dict[str, Any]) -> dict[str, Any]:
    """Change all questions that a filter finds: first a dry run with their number, then piece by piece

    Each piece is done as a whole, and in the audit log with the ids. Go on with `next` until it is null.
    """
    change = body["change"]
    if not change:
        fault = {"pointer": "/change", "detail": "Say what is to be another way."}
        raise Problem(422, "change_empty", fault["detail"], errors=[fault])
    if body["dry_run"]:
        return _preview(body["filter"], change)
    with acting("questions.bulk", "questions", "bulk", body["reason"]) as act:
        if "category_id" in change:
            question_content.check_category(act.connection, change["category_id"])
        return _piece(act, body["filter"], change, read_cursor(body["cursor"]))


@blueprint.route("/duplicates")
@staff_required("content.read")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, DuplicateGroupsSchema)
@document_problems(422, 503)
def list_duplicates(query: dict[str, Any]) -> dict[str, Any]:
    """Questions that are there more than once, by the original's stem and medium; retired ones are left out"""
    with wires().postgres.connect() as connection:
        groups = question_lists.duplicates(connection, read_cursor(query["cursor"]), query["limit"] + 1)
        more, groups = len(groups) > query["limit"], groups[: query["limit"]]
        shown = {id_ for group in groups for id_ in group.ids[:_GROUP_SHOWN]}
        items = {item["id"]: item for item in question_shown.listed(connection, editing.several(connection, shown))}
    return {
        "items": [
            {"count": len(group.ids), "questions": [items[id_] for id_ in group.ids if id_ in items]}
            for group in groups
        ],
        "next": write_cursor(groups[-1].key) if more else None,
    }


def _preview(query: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    g.audited = True  # nothing is changed
    wanted = filter_of(query)
    with wires().postgres.connect() as connection:
        if "category_id" in change:
            question_content.check_category(connection, change["category_id"])
        matched = question_lists.count(connection, wanted)
        fit = matched
        if "state" in change:
            fitting = [state for state in STATES if change["state"] in (state, *NEXT[state])]
            fit = question_lists.count(connection, replace(wanted, states=fitting))
        ids = question_lists.ids(connection, wanted, None, _EXAMPLES)
        examples = question_shown.listed(connection, editing.several(connection, ids))
    return {"matched": matched, "fit": fit, "examples": examples, "next": None}


def _piece(act: Act, query: Mapping[str, Any], change: Mapping[str, Any], after: UUID | None) -> dict[str, Any]:
    ids = question_lists.ids(act.connection, filter_of(query), after, PIECE + 1)
    changed: dict[str, Any] = {}
    refused = []
    for id_ in ids[:PIECE]:
        sheet = editing.lock(act.connection, id_)
        if sheet is None:
            continue
        refusal = _refusal(sheet, change)
        if refusal:
            refused.append({"id": id_, "code": refusal[0], "detail": refusal[1]})
        elif was := _change(act, sheet, change):
            changed[str(id_)] = was
    act.before, act.after = changed, {"filter": query, "change": change, "ids": list(changed)}
    return {
        "changed": len(changed),
        "unchanged": len(ids[:PIECE]) - len(changed) - len(refused),
        "refused": refused,
        "next": write_cursor(ids[PIECE - 1]) if len(ids) > PIECE else None,
    }


def _refusal(sheet: Sheet, change: Mapping[str, Any]) -> tuple[str, str] | None:
    """Why a question may not be changed like this."""
    wanted = change.get("state", sheet.state)
    try:
        if wanted != sheet.state:
            states.check(sheet.state, wanted)
    except Forbidden as error:
        return "state_forbidden", str(error)
    wrong = faults(sheet.content) if wanted in ("review", "published") and wanted != sheet.state else ()
    wrong = [*wrong, *([] if len(_tags(sheet, change)) <= TAGS_MOST else [_TOO_MANY])]
    return ("question_faulty", "; ".join(f"{pointer}: {detail}" for pointer, detail in wrong)) if wrong else None


_TOO_MANY = Fault("/tags", f"At most {TAGS_MOST}.")


def _change(act: Act, sheet: Sheet, change: Mapping[str, Any]) -> dict[str, Any]:
    """Change one; what stood there before, empty if it is so already."""
    wanted = {name: change[name] for name in change if name in editing.ORIGIN} | {"tags": _tags(sheet, change)}
    changed = editing.change(act.connection, sheet, wanted, staff().id)
    was = {name: getattr(sheet, name) for name in wanted if getattr(changed, name) != getattr(sheet, name)}
    if change.get("state", sheet.state) != sheet.state:
        revisions.transition(act.connection, sheet.id, change["state"])
        schedules.drop(act.connection, sheet.id, "")
        was["state"] = sheet.state
    return was


def _tags(sheet: Sheet, change: Mapping[str, Any]) -> list[str]:
    gone, more = change.get("remove_tags", ()), change.get("add_tags", ())
    return list(dict.fromkeys((*(tag for tag in sheet.tags if tag not in gone), *more)))
