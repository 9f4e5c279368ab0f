"""The audit log, read: who did what, when, and what it changed."""

from typing import Any

import marshmallow as ma

from models import audit_log
from models.audit_log import Filter
from web.admin.acting import looking
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import document_problems
from web.fields import LINE
from web.pages import PageSchema, read_cursor, write_cursor

blueprint = Blueprint("admin_audit", __name__, url_prefix="/v1/admin/audit", description="Staff: what was done.")


class FilterSchema(PageSchema):
    """Which entries; all that is named must hold."""

    staff_id = ma.fields.UUID(load_default=None)
    actor = ma.fields.String(
        load_default=None,
        validate=[ma.validate.Length(1, 254), LINE],
        metadata={"description": "how a member's address as it was then begins; `flask` for commands"},
    )
    action = ma.fields.String(
        load_default=None,
        validate=[ma.validate.Length(1, 60), LINE],
        metadata={"description": "how it begins: `sanctions` finds `sanctions.impose`"},
    )
    subject_kind = ma.fields.String(load_default=None, validate=[ma.validate.Length(1, 30), LINE])
    subject_id = ma.fields.String(load_default=None, validate=[ma.validate.Length(1, 200), LINE])
    since = ma.fields.AwareDateTime(load_default=None)
    until = ma.fields.AwareDateTime(load_default=None, metadata={"description": "and not this moment itself"})


class AuditEntrySchema(ma.Schema):
    """One action."""

    id = ma.fields.UUID(required=True)
    at = ma.fields.AwareDateTime(required=True)
    staff_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "null: a command"})
    actor = ma.fields.String(required=True, metadata={"example": "ada@buzzline.test"})
    action = ma.fields.String(required=True, metadata={"example": "staff.change"})
    subject_kind = ma.fields.String(required=True, metadata={"example": "staff"})
    subject_id = ma.fields.String(required=True)
    before = ma.fields.Raw(required=True, allow_none=True, metadata={"description": "what changed, as it was"})
    after = ma.fields.Raw(required=True, allow_none=True, metadata={"description": "and as it was made"})
    reason = ma.fields.String(required=True, allow_none=True)
    address = ma.fields.String(required=True, allow_none=True)
    agent = ma.fields.String(required=True, allow_none=True)
    request_id = ma.fields.String(required=True, allow_none=True)


class AuditSchema(ma.Schema):
    """A page of entries, latest first."""

    items = ma.fields.List(ma.fields.Nested(AuditEntrySchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("")
@staff_required("audit.read", sensitive=True)
@blueprint.arguments(FilterSchema, location="query")
@blueprint.response(200, AuditSchema)
@document_problems(422, 503)
def list_entries(page: dict[str, Any]) -> dict[str, Any]:
    """What was done, latest first"""
    limit, cursor = page["limit"], read_cursor(page["cursor"])
    wanted = Filter(**{name: value for name, value in page.items() if name not in ("limit", "cursor")})
    with looking("audit", page) as connection:
        items = audit_log.page(connection, wanted, cursor, limit + 1)
    more = len(items) > limit
    items = items[:limit]
    return {"items": items, "next": write_cursor(items[-1]["id"]) if more else None}
