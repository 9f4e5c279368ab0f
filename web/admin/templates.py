"""Templates of messages to players, for staff: in several languages, with declared variables."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import campaigns, players, templates
from models.templates import Sheet
from rules.campaigns import CATEGORIES, Category
from rules.notices import language
from rules.templates import TYPES, Content, Value, value_faults, write
from rules.words import LANGUAGES
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.guard import staff_required
from web.admin.repeats import REUSED, once
from web.admin.sanctioning import unknown_player
from web.admin.template_schemas import (
    NAME_MOST,
    TextSchema,
    WrittenSchema,
    category_field,
    content,
    refuse,
    texts_field,
    values_field,
    variables_field,
)
from web.admin.texts import Line
from web.bodies import Blueprint
from web.composing import direction
from web.errors import Problem, document_problems
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("admin_templates", __name__, url_prefix="/v1/admin/templates", description="Staff: templates.")

_SOMEBODY = "Noor"
_UNFIT = (
    "`variable_unknown`: a text has a place for what is not declared; `variable_taken`, `variable_in_tag`, "
    "`language_missing`, `text_too_long`, `text_empty`; `invalid`: `errors` name the fields, unknown ones too"
)


class NewTemplateSchema(ma.Schema):
    """A template to be made."""

    name = Line(NAME_MOST, required=True, metadata={"example": "A prize waits"})
    category = category_field(load_default="news")
    variables = variables_field(load_default=dict)
    texts = texts_field(required=True)


class TemplateChangesSchema(ma.Schema):
    """What is to be another way. Campaigns that are scheduled keep the words they were scheduled with."""

    name = Line(NAME_MOST)
    category = category_field()
    variables = variables_field()
    texts = texts_field()


class TemplateSchema(ma.Schema):
    """A template."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    category = ma.fields.String(required=True, validate=ma.validate.OneOf(CATEGORIES))
    variables = ma.fields.Dict(ma.fields.String(), ma.fields.String(validate=ma.validate.OneOf(TYPES)), required=True)
    texts = ma.fields.Dict(ma.fields.String(), ma.fields.Nested(TextSchema), required=True)
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`"})
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class TemplatesSchema(ma.Schema):
    """A page of templates, latest first."""

    items = ma.fields.List(ma.fields.Nested(TemplateSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class TryTemplateSchema(ma.Schema):
    """What to fill a template with."""

    values = values_field(load_default=dict)
    player_id = ma.fields.UUID(load_default=None, metadata={"description": "as whom; without: as somebody"})


class TemplatePreviewSchema(ma.Schema):
    """The message in each language."""

    items = ma.fields.List(ma.fields.Nested(WrittenSchema), required=True)


@blueprint.route("")
@staff_required("campaigns.read")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, TemplatesSchema)
@document_problems(422, 503)
def list_templates(query: dict[str, Any]) -> dict[str, Any]:
    """Templates, latest first"""
    with wires().postgres.connect() as connection:
        found = templates.page(connection, read_cursor(query["cursor"]), query["limit"] + 1)
    page = paged(found, query["limit"])
    return page | {"items": list(map(_shown, page["items"]))}


@blueprint.route("", methods=["POST"])
@staff_required("campaigns.write")
@blueprint.arguments(NewTemplateSchema)
@blueprint.response(201, TemplateSchema, headers={"Location": {"schema": {"type": "string"}}} | ETAG)
@document_problems(400, 413, 415, 422, 503, s422=_UNFIT + REUSED)
@once(lambda connection, id_: _made(template_of(connection, UUID(id_))))
def make_template(body: dict[str, Any]) -> Answer:
    """Make a template"""
    id_, said = uuid7(), content(body["variables"], body["texts"])
    with acting("templates.create", "template", id_) as act:
        templates.add(act.connection, id_, body["name"], body["category"], said)
        made = template_of(act.connection, id_)
        act.after = _document(made)
    return _made(made)


@blueprint.route("/<uuid:template_id>")
@staff_required("campaigns.read")
@blueprint.response(200, TemplateSchema, headers=ETAG)
@document_problems(404, 503)
def show_template(template_id: UUID) -> Answer:
    """One template"""
    with wires().postgres.connect() as connection:
        template = template_of(connection, template_id)
    return _shown(template), 200, etag(template.edition)


@blueprint.route("/<uuid:template_id>", methods=["PATCH"])
@staff_required("campaigns.write")
@guarded(TemplateSchema)
@blueprint.arguments(TemplateChangesSchema)
@blueprint.response(200, TemplateSchema, headers=ETAG)
@document_problems(400, 404, 413, 415, 422, 428, 503, s422=_UNFIT)
def change_template(body: dict[str, Any], template_id: UUID) -> Answer:
    """Reword or translate a template"""
    with acting("templates.change", "template", template_id) as act:
        template = _locked(act.connection, template_id)
        before = templates.dump(template.content)
        said = content(body.get("variables", before["variables"]), body.get("texts", before["texts"]))
        category: Category = body.get("category", template.category)
        templates.change(act.connection, template_id, body.get("name", template.name), category, said)
        campaigns.remade(act.connection, "template_id", template_id)
        changed = template_of(act.connection, template_id)
        act.before, act.after = _document(template), _document(changed)
    return _shown(changed), 200, etag(changed.edition)


@blueprint.route("/<uuid:template_id>", methods=["DELETE"])
@staff_required("campaigns.write")
@guarded(TemplateSchema, required=False)
@blueprint.response(204)
@document_problems(404, 409, 503, s409="`template_in_use`: a draft of a campaign is of it")
def delete_template(template_id: UUID) -> None:
    """Delete a template that no draft of a campaign is of"""
    with acting("templates.delete", "template", template_id) as act:
        template = _locked(act.connection, template_id, required=False)
        act.before = _document(template)
        if not templates.remove(act.connection, template_id):
            raise Problem(409, "template_in_use", "A draft of a campaign is of it; change or delete that first.")


@blueprint.route("/<uuid:template_id>/preview", methods=["POST"])
@staff_required("campaigns.read", sensitive=True)
@blueprint.arguments(TryTemplateSchema)
@blueprint.response(200, TemplatePreviewSchema)
@document_problems(
    *(400, 404, 413, 415, 422, 503),
    s404="`template_unknown`; `player_unknown`",
    s422="`value_missing`, `value_invalid`, `variable_unknown`: `errors` name the variables; `invalid`",
)
def preview_template(body: dict[str, Any], template_id: UUID) -> dict[str, Any]:
    """See a template filled, in each language, as a player would"""
    with acting("templates.preview", "template", template_id) as act:
        template = template_of(act.connection, template_id)
        name, own = _SOMEBODY, LANGUAGES[0]
        if body["player_id"]:
            player = players.by_id(act.connection, body["player_id"])
            if player is None:
                raise unknown_player()
            name, own = player.name, language(player.languages)
            act.after = {"player": str(player.id)}
    refuse(value_faults(template.content.variables, body["values"]))
    return {"items": [_written(template.content, body["values"], name, lang, lang == own) for lang in LANGUAGES]}


def _written(said: Content, values: dict[str, Value], name: str, wanted: Any, is_own: bool) -> dict[str, Any]:
    found = write(said, values, name, wanted)
    return {**found._asdict(), "wanted": wanted, "dir": direction(found.lang), "players": is_own}


def _locked(connection: Connection, template_id: UUID, *, required: bool = True) -> Sheet:
    """The template as the request has seen it, for nobody else to change. Raises Problem 404, 412, 428."""
    template = template_of(connection, template_id, lock=True)
    check(template.edition, lambda: TemplateSchema().dump(_shown(template)), required=required)
    return template


def template_of(connection: Connection, template_id: UUID, *, lock: bool = False) -> Sheet:
    """The template of that id. Raises Problem 404."""
    template = templates.one(connection, template_id, lock=lock)
    if template is None:
        raise Problem(404, "template_unknown", "There is no such template; GET /v1/admin/templates lists them.")
    return template


def _shown(template: Sheet) -> dict[str, Any]:
    return {**vars(template), **templates.dump(template.content)}


def _document(template: Sheet) -> dict[str, Any]:
    """What the log keeps of it."""
    return {"name": template.name, "category": template.category, **templates.dump(template.content)}


def _made(template: Sheet) -> Answer:
    return _shown(template), 201, etag(template.edition) | {"Location": f"/v1/admin/templates/{template.id}"}
