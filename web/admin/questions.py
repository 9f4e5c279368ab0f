"""Questions for staff: listed, read, made, changed, and deleted while nobody was ever asked them."""

from collections.abc import Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import bank, editing, question_lists
from models.bank import NewQuestion
from models.editing import Sheet
from models.question_lists import Filter
from rules.content import origin_faults
from rules.diffs import changes as differences
from web.admin import question_content, question_shown
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonIfAnySchema
from web.admin.guard import staff, staff_required
from web.admin.question_schemas import (
    ListSchema,
    NewQuestionSchema,
    QuestionChangesSchema,
    QuestionItemsSchema,
    QuestionSheetSchema,
    SavedQuestionSchema,
)
from web.admin.repeats import REUSED, once
from web.admin.texts import Typist
from web.bodies import BATCH_BODY_MOST, Blueprint
from web.contract import View
from web.errors import Problem, document_problems
from web.pages import paged_in_time, read_place
from web.wires import wires

blueprint = Blueprint("admin_questions", __name__, url_prefix="/v1/admin/questions", description="Staff: questions.")

_LOCATION = {"Location": {"schema": {"type": "string"}}}
FAULTY = (
    "`question_faulty`: `errors` name what must be changed; `category_unknown`, `media_unknown`; `invalid`: the form"
)
_FILTERS = {"id": "ids", "q": "text", "media": "has_media"}


def _roomy(view: View) -> View:
    """Take a larger body than other views do: a question in fifty languages."""

    @wraps(view)
    def roomy(*args: Any, **kwargs: Any) -> Any:
        request.max_content_length = BATCH_BODY_MOST
        return view(*args, **kwargs)

    return roomy


@blueprint.route("")
@staff_required("content.read")
@blueprint.arguments(ListSchema, location="query")
@blueprint.response(200, QuestionItemsSchema)
@document_problems(422, 503, s422="`bad_cursor`; `invalid`: `errors` name the parameters, unknown ones too")
def list_questions(query: dict[str, Any]) -> dict[str, Any]:
    """Questions by whatever filters, latest change first if nothing else is said"""
    order, limit = query.pop("sort"), query.pop("limit")
    descending, place = query.pop("order") == "desc", read_place(query.pop("cursor"))
    with wires().postgres.connect() as connection:
        found = question_lists.page(connection, filter_of(query), order, descending, place, limit + 1)
        sheets, after = paged_in_time(found, limit, order)
        return {"items": question_shown.listed(connection, sheets), "next": after}


@blueprint.route("", methods=["POST"])
@staff_required("content.write")
@_roomy
@blueprint.arguments(NewQuestionSchema)
@blueprint.response(201, SavedQuestionSchema, headers=_LOCATION | ETAG)
@document_problems(400, 413, 415, 422, 503, s422=FAULTY + REUSED)
@once(lambda connection, id_: _made(connection, _found(editing.one(connection, UUID(id_))), Typist()))
def make_question(body: dict[str, Any]) -> Answer:
    """Make a question, as a draft or for review

    Texts are plain: HTML is taken away and told in `notes`; `&lt;b&gt;` means the characters. Translations are drafts.
    """
    id_, typist = uuid7(), Typist()
    with acting("questions.create", "question", id_) as act:
        question_content.check_category(act.connection, body["category_id"])
        question_content.refuse(origin_faults(body["tags"], body["source"], body["licence"]))
        content = question_content.new_content(act.connection, body, typist)
        names = ("category_id", "difficulty", "source", "licence", "tags", "time_limit_ms", "state")
        made = NewQuestion(id_, content=content, staff_id=staff().id, **{name: body[name] for name in names})
        bank.add(act.connection, [made])
        sheet = _found(editing.one(act.connection, id_))
        act.after = document(sheet)
        return _made(act.connection, sheet, typist)


@blueprint.route("/<uuid:question_id>")
@staff_required("content.read")
@blueprint.response(200, QuestionSheetSchema, headers=ETAG)
@document_problems(404, 503)
def show_question(question_id: UUID) -> Answer:
    """A question with all translations, what its answers say, flags, and how many reports are open"""
    with wires().postgres.connect() as connection:
        sheet = _found(editing.one(connection, question_id))
        return question_shown.whole(connection, sheet), 200, etag(sheet.edition)


@blueprint.route("/<uuid:question_id>", methods=["PATCH"])
@staff_required("content.write")
@guarded(QuestionSheetSchema)
@_roomy
@blueprint.arguments(QuestionChangesSchema)
@blueprint.response(200, SavedQuestionSchema, headers=ETAG)
@document_problems(400, 404, 413, 415, 422, 428, 503, s422=FAULTY)
def change_question(body: dict[str, Any], question_id: UUID) -> Answer:
    """Change a question; other words are another revision, and what was asked before stays what it was

    A published one is asked in its new words from now on, but in sessions and quizzes that were made before.
    """
    with acting("questions.change", "question", question_id) as act:
        sheet = locked(act.connection, question_id)
        typist = Typist(question_content.kept_texts(sheet.content))
        wanted = question_content.changes(act.connection, sheet, body, typist)
        changed = editing.change(act.connection, sheet, wanted, staff().id)
        act.before, act.after = told(document(sheet), document(changed))
        return _saved(act.connection, changed, typist, 200)


@blueprint.route("/<uuid:question_id>", methods=["DELETE"])
@staff_required("content.write")
@guarded(QuestionSheetSchema, required=False)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(204)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503), s409="`question_in_use`: it is no draft, or was published once: retire it"
)
def delete_question(given: dict[str, Any], question_id: UUID) -> None:
    """Delete a draft that was never published"""
    with acting("questions.delete", "question", question_id, given.get("reason")) as act:
        sheet = locked(act.connection, question_id, required=False)
        act.before = document(sheet)
        if not editing.remove(act.connection, sheet):
            raise Problem(409, "question_in_use", "Only a draft that was never published is deleted: retire it.")


def filter_of(query: Mapping[str, Any]) -> Filter:
    """The filter that parameters of a QuestionFilterSchema ask for."""
    return Filter(**{_FILTERS.get(name, name): value for name, value in query.items()})


def locked(connection: Connection, question_id: UUID, *, required: bool = True) -> Sheet:
    """The question, for nobody else to change, as the request has seen it. Raises Problem 404, 412, 428."""
    sheet = _found(editing.lock(connection, question_id))
    check(
        sheet.edition,
        lambda: QuestionSheetSchema().dump(question_shown.whole(connection, sheet)),
        required=required,
    )
    return sheet


def document(sheet: Sheet) -> dict[str, Any]:
    """A question for the audit log and for differences: words by their language."""
    words = question_shown.words(sheet.content)
    by_lang = {words.pop("lang"): words for words in map(dict, words.pop("wordings"))}
    names = ("state", "category_id", "difficulty", "tags", "source", "licence", "time_limit_ms")
    return {name: getattr(sheet, name) for name in names} | {**words, "wordings": by_lang}


def told(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the audit log shows of a change: what differs, by its pointer, as it was and as it is."""
    found = list(differences(before, after))
    return {one.pointer: one.before for one in found}, {one.pointer: one.after for one in found}


def _saved(connection: Connection, sheet: Sheet, typist: Typist, status: int) -> Answer:
    return question_shown.whole(connection, sheet) | {"notes": typist.notes}, status, etag(sheet.edition)


def _made(connection: Connection, sheet: Sheet, typist: Typist) -> Answer:
    shown, status, headers = _saved(connection, sheet, typist, 201)
    return shown, status, headers | {"Location": f"/v1/admin/questions/{sheet.id}"}


def _found(sheet: Sheet | None) -> Sheet:
    if sheet is None:
        raise Problem(404, "question_unknown", "There is no such question; GET /v1/admin/questions lists them.")
    return sheet
