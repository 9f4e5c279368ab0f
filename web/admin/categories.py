"""Categories for staff: the tree, its order and names."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma
from sqlalchemy import Connection

from models import category_tree
from models.category_tree import Branch, Misplaced
from rules.content import CATEGORY_MOST
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonIfAnySchema
from web.admin.guard import staff_required
from web.admin.repeats import REUSED, once
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LANG_TAG, Matches, Whole
from web.wires import wires

blueprint = Blueprint("admin_categories", __name__, url_prefix="/v1/admin/categories", description="Staff: categories.")

_SLUG = Matches(r"[a-z0-9]+(-[a-z0-9]+)*", error="Small letters, digits and single hyphens between them.")
_POSITION = ma.validate.Range(0, 32_767)
_PARENT = {"description": "the category above it; null: none"}


def _names(**options: Any) -> ma.fields.Dict:
    about = {"description": "by language, the others than English", "example": {"es": "Música"}}
    keys = ma.fields.String(validate=LANG_TAG)
    return ma.fields.Dict(keys, Line(CATEGORY_MOST), validate=ma.validate.Length(max=100), metadata=about, **options)


class CategoryChangesSchema(ma.Schema):
    """What is to be another way."""

    name = Line(CATEGORY_MOST, metadata={"description": "in English", "example": "Music"})
    names = _names()
    parent_id = Whole(allow_none=True, validate=ma.validate.Range(1, 32_767), metadata=_PARENT)
    position = Whole(validate=_POSITION, metadata={"description": "among its siblings, from 0; others make room"})


class NewCategorySchema(ma.Schema):
    """A category to be made, as the last of its siblings."""

    name = Line(CATEGORY_MOST, required=True, metadata={"description": "in English", "example": "Music"})
    names = _names(load_default=dict)
    parent_id = Whole(load_default=None, allow_none=True, validate=ma.validate.Range(1, 32_767), metadata=_PARENT)
    slug = ma.fields.String(
        load_default=None,
        validate=[ma.validate.Length(1, 40), _SLUG],
        metadata={"description": "boards and sessions name it so, for ever; made from the name without it"},
    )


class BranchSchema(ma.Schema):
    """A category."""

    id = ma.fields.Integer(required=True)
    slug = ma.fields.String(required=True, metadata={"example": "music"})
    name = ma.fields.String(required=True, metadata={"description": "in English", "example": "Music"})
    names = ma.fields.Dict(ma.fields.String(), ma.fields.String(), required=True)
    parent_id = ma.fields.Integer(required=True, allow_none=True)
    position = ma.fields.Integer(required=True)
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`"})
    questions = ma.fields.Integer(required=True, metadata={"description": "of its own, in whatever state"})
    is_open = ma.fields.Boolean(
        required=True, metadata={"description": "it could be played once, and is never deleted"}
    )


class BranchesSchema(ma.Schema):
    """The whole tree, each category after the one above it."""

    items = ma.fields.List(ma.fields.Nested(BranchSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


_MISPLACED = "`category_unknown`, `category_below_itself`; `invalid`: `errors` name the fields, unknown ones too"
_TAKEN = "`category_exists`: one of that name is in the same place; `slug_taken`"


@blueprint.route("")
@staff_required("content.read")
@blueprint.response(200, BranchesSchema)
@document_problems(503)
def list_all_categories() -> dict[str, Any]:
    """The tree of categories"""
    with wires().postgres.connect() as connection:
        return {"items": category_tree.every(connection)}


@blueprint.route("", methods=["POST"])
@staff_required("content.write")
@blueprint.arguments(NewCategorySchema)
@blueprint.response(201, BranchSchema, headers={"Location": {"schema": {"type": "string"}}} | ETAG)
@document_problems(400, 409, 413, 415, 422, 503, s409=_TAKEN, s422=_MISPLACED + REUSED)
@once(lambda connection, id_: _made(_branch(connection, int(id_))))
def make_category(body: dict[str, Any]) -> Answer:
    """Make a category"""
    with acting("categories.create", "category", "new") as act:
        category_tree.lock(act.connection)
        given = (body["name"], body["names"], body["parent_id"], body["slug"])
        made = _placed(lambda: category_tree.make(act.connection, *given))
        branch = _branch(act.connection, made)
        act.subject_id, act.after = str(made), vars(branch)
    return _made(branch)


@blueprint.route("/<int:category_id>")
@staff_required("content.read")
@blueprint.response(200, BranchSchema, headers=ETAG)
@document_problems(404, 503)
def show_category(category_id: int) -> Answer:
    """One category"""
    with wires().postgres.connect() as connection:
        branch = _branch(connection, category_id)
    return branch, 200, etag(branch.edition)


@blueprint.route("/<int:category_id>", methods=["PATCH"])
@staff_required("content.write")
@guarded(BranchSchema)
@blueprint.arguments(CategoryChangesSchema)
@blueprint.response(200, BranchSchema, headers=ETAG)
@document_problems(400, 404, 409, 413, 415, 422, 428, 503, s409=_TAKEN, s422=_MISPLACED)
def change_category(body: dict[str, Any], category_id: int) -> Answer:
    """Rename a category, translate its name, move it, or put it in another place among its siblings

    Questions of a category that is moved are drawn under those that are above it then.
    """
    with acting("categories.change", "category", category_id) as act:
        branch = _locked(act.connection, category_id)
        _placed(lambda: category_tree.change(act.connection, branch, body))
        changed = _branch(act.connection, category_id)
        act.before = {name: getattr(branch, name) for name in body}
        act.after = {name: getattr(changed, name) for name in body}
    return changed, 200, etag(changed.edition)


@blueprint.route("/<int:category_id>", methods=["DELETE"])
@staff_required("content.write")
@guarded(BranchSchema, required=False)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(204)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s409="`category_in_use`: it has questions, categories or quizzes, or was played once",
)
def delete_category(given: dict[str, Any], category_id: int) -> None:
    """Delete a category that is empty and never could be played"""
    with acting("categories.delete", "category", category_id, given.get("reason")) as act:
        branch = _locked(act.connection, category_id, required=False)
        act.before = vars(branch)
        if not category_tree.remove(act.connection, branch):
            detail = "It has questions, categories or quizzes, or was played once; move what is in it, and leave it."
            raise Problem(409, "category_in_use", detail)


def _locked(connection: Connection, category_id: int, *, required: bool = True) -> Branch:
    """The category as the request has seen it, in a tree that nobody else changes. Raises Problem 404, 412, 428."""
    category_tree.lock(connection)
    branch = _branch(connection, category_id)
    check(branch.edition, lambda: BranchSchema().dump(branch), required=required)
    return branch


def _placed(act: Callable[[], Any]) -> Any:
    """Raises Problem 409, 422 where a category cannot be as it is wanted."""
    try:
        return act()
    except Misplaced as error:
        status = 409 if error.code in ("category_exists", "slug_taken") else 422
        errors = [{"pointer": error.pointer, "detail": str(error)}]
        raise Problem(status, error.code, str(error), errors=errors) from None


def _made(branch: Branch) -> Answer:
    return branch, 201, etag(branch.edition) | {"Location": f"/v1/admin/categories/{branch.id}"}


def _branch(connection: Connection, category_id: int) -> Branch:
    branch = category_tree.one(connection, category_id)
    if branch is None:
        raise Problem(404, "category_unknown", "There is no such category; GET /v1/admin/categories lists them.")
    return branch
