"""Prompts of creative battles for staff: written in several languages, published, retired."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import prompts
from models.prompts import Sheet
from rules.creative import PROMPT_MOST, PROMPT_STATES, PROMPT_WAYS, TAKES
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonIfAnySchema
from web.admin.guard import staff_required
from web.admin.quiz_schemas import SLUG
from web.admin.repeats import REUSED, once
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LANG_TAG
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("admin_prompts", __name__, url_prefix="/v1/admin/prompts", description="Staff: prompts.")

_LANGS_MOST = 50


def _texts(**options: Any) -> ma.fields.Dict:
    return ma.fields.Dict(
        ma.fields.String(validate=LANG_TAG),
        Line(PROMPT_MOST),
        validate=ma.validate.Length(1, _LANGS_MOST),
        metadata={
            "description": "by language",
            "example": {"en": "A monster that is afraid of children"},
            "minProperties": 1,
            "maxProperties": _LANGS_MOST,
        },
        **options,
    )


def _category(**options: Any) -> ma.fields.String:
    return ma.fields.String(
        allow_none=True,
        validate=[ma.validate.Length(1, 40), SLUG],
        metadata={"description": "slug of the category it goes with; null: with every one", "example": "science"},
        **options,
    )


class PromptListSchema(PageSchema):
    """Which prompts."""

    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(PROMPT_STATES))


class PromptChangesSchema(ma.Schema):
    """What is to be another way. Battles that asked it keep what they asked."""

    texts = _texts()
    category = _category()
    takes = ma.fields.String(validate=ma.validate.OneOf(TAKES))
    state = ma.fields.String(
        validate=ma.validate.OneOf(PROMPT_STATES), metadata={"description": "draft → published ⇄ retired"}
    )


class NewPromptSchema(ma.Schema):
    """A prompt to be made, as a draft."""

    texts = _texts(required=True)
    category = _category(load_default=None)
    takes = ma.fields.String(load_default="any", validate=ma.validate.OneOf(TAKES))


class PromptSchema(ma.Schema):
    """A prompt."""

    id = ma.fields.UUID(required=True)
    texts = ma.fields.Dict(ma.fields.String(), ma.fields.String(), required=True)
    category = ma.fields.String(required=True, allow_none=True)
    takes = ma.fields.String(required=True, validate=ma.validate.OneOf(TAKES))
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(PROMPT_STATES))
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`"})
    battles = ma.fields.Integer(required=True, metadata={"description": "that it was asked in"})
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)
    published_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class PromptsSchema(ma.Schema):
    """A page of prompts, latest first."""

    items = ma.fields.List(ma.fields.Nested(PromptSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


_UNFIT = "`category_unknown`; `invalid`: `errors` name the fields, unknown ones too"


@blueprint.route("")
@staff_required("content.read")
@blueprint.arguments(PromptListSchema, location="query")
@blueprint.response(200, PromptsSchema)
@document_problems(422, 503)
def list_prompts(query: dict[str, Any]) -> dict[str, Any]:
    """Prompts, latest first"""
    with wires().postgres.connect() as connection:
        found = prompts.page(connection, query["state"], read_cursor(query["cursor"]), query["limit"] + 1)
    return paged(found, query["limit"])


@blueprint.route("", methods=["POST"])
@staff_required("content.write")
@blueprint.arguments(NewPromptSchema)
@blueprint.response(201, PromptSchema, headers={"Location": {"schema": {"type": "string"}}} | ETAG)
@document_problems(400, 413, 415, 422, 503, s422=_UNFIT + REUSED)
@once(lambda connection, id_: _made(_prompt(connection, UUID(id_))))
def make_prompt(body: dict[str, Any]) -> Answer:
    """Make a prompt; nobody is asked it before it is published"""
    id_ = uuid7()
    with acting("prompts.create", "prompt", id_) as act:
        category = _category_id(act.connection, body["category"])
        prompts.add(act.connection, id_, category, body["takes"], body["texts"])
        made = _prompt(act.connection, id_)
        act.after = _document(made)
    return _made(made)


@blueprint.route("/<uuid:prompt_id>")
@staff_required("content.read")
@blueprint.response(200, PromptSchema, headers=ETAG)
@document_problems(404, 503)
def show_prompt(prompt_id: UUID) -> Answer:
    """One prompt"""
    with wires().postgres.connect() as connection:
        prompt = _prompt(connection, prompt_id)
    return prompt, 200, etag(prompt.edition)


@blueprint.route("/<uuid:prompt_id>", methods=["PATCH"])
@staff_required("content.write")
@guarded(PromptSchema)
@blueprint.arguments(PromptChangesSchema)
@blueprint.response(200, PromptSchema, headers=ETAG)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 428, 503),
    s409="`state_forbidden`: what was published once is no draft again",
    s422=_UNFIT,
)
def change_prompt(body: dict[str, Any], prompt_id: UUID) -> Answer:
    """Reword, translate, publish or retire a prompt"""
    with acting("prompts.change", "prompt", prompt_id) as act:
        prompt = _locked(act.connection, prompt_id)
        wanted = body.get("state", prompt.state)
        if wanted != prompt.state and wanted not in PROMPT_WAYS[prompt.state]:
            ways = " or ".join(PROMPT_WAYS[prompt.state])
            raise Problem(409, "state_forbidden", f"A prompt that is {prompt.state} can become {ways}.")
        category = _category_id(act.connection, body.get("category", prompt.category))
        prompts.change(act.connection, prompt, category, body)
        changed = _prompt(act.connection, prompt_id)
        act.before = {name: getattr(prompt, name) for name in body}
        act.after = {name: getattr(changed, name) for name in body}
    return changed, 200, etag(changed.edition)


@blueprint.route("/<uuid:prompt_id>", methods=["DELETE"])
@staff_required("content.write")
@guarded(PromptSchema, required=False)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(204)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503), s409="`prompt_in_use`: it was published once; retire it instead"
)
def delete_prompt(given: dict[str, Any], prompt_id: UUID) -> None:
    """Delete a prompt that was never published"""
    with acting("prompts.delete", "prompt", prompt_id, given.get("reason")) as act:
        prompt = _locked(act.connection, prompt_id, required=False)
        act.before = _document(prompt)
        if not prompts.remove(act.connection, prompt):
            raise Problem(409, "prompt_in_use", "It was published once, and battles may ask it; retire it instead.")


def _locked(connection: Connection, prompt_id: UUID, *, required: bool = True) -> Sheet:
    """The prompt as the request has seen it, for nobody else to change. Raises Problem 404, 412, 428."""
    prompt = _prompt(connection, prompt_id, lock=True)
    check(prompt.edition, lambda: PromptSchema().dump(prompt), required=required)
    return prompt


def _prompt(connection: Connection, prompt_id: UUID, *, lock: bool = False) -> Sheet:
    prompt = prompts.one(connection, prompt_id, lock=lock)
    if prompt is None:
        raise Problem(404, "prompt_unknown", "There is no such prompt; GET /v1/admin/prompts lists them.")
    return prompt


def _category_id(connection: Connection, slug: str | None) -> int | None:
    """Raises Problem 422."""
    found = prompts.category(connection, slug) if slug else None
    if slug and found is None:
        detail = "There is no such category; GET /v1/admin/categories lists them."
        raise Problem(422, "category_unknown", detail, errors=[{"pointer": "/category", "detail": detail}])
    return found


def _document(prompt: Sheet) -> dict[str, Any]:
    """What the log keeps of it."""
    return {name: getattr(prompt, name) for name in ("texts", "category", "takes", "state")}


def _made(prompt: Sheet) -> Answer:
    return prompt, 201, etag(prompt.edition) | {"Location": f"/v1/admin/prompts/{prompt.id}"}
