"""The books, for staff: accounts, transfers, and what audits found."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, get_args

import marshmallow as ma
from sqlalchemy import Connection

from bridges.postgres import patience
from models import audits, ledger_books
from models.ledger import Kind
from models.ledger_books import Wanted
from web.admin.acting import looking
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.cursors import KeyPageSchema, numbered, read_number
from web.errors import document_problems
from web.fields import Matches
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("admin_ledger", __name__, url_prefix="/v1/admin/ledger", description="Staff: the books.")

PATIENCE_S = 30.0
_KINDS = get_args(Kind)
_NAME = Matches(r"[a-z0-9_:-]{1,40}", error="Must be a name, like grant.")


class HouseSchema(ma.Schema):
    """An account of ours."""

    purpose = ma.fields.String(required=True, metadata={"example": "minted"})
    tokens = ma.fields.Integer(required=True, metadata={"example": -140})
    entries = ma.fields.Integer(required=True)


class TheirsSchema(ma.Schema):
    """All players' accounts together."""

    players = ma.fields.Integer(required=True)
    posted = ma.fields.Integer(required=True)
    held = ma.fields.Integer(required=True)
    owed = ma.fields.Integer(required=True)


class LedgerAccountsSchema(ma.Schema):
    """All accounts; ours and theirs add up to 0."""

    ours = ma.fields.List(ma.fields.Nested(HouseSchema), required=True)
    theirs = ma.fields.Nested(TheirsSchema, required=True)


class TransfersQuerySchema(KeyPageSchema):
    """Which transfers."""

    scope = ma.fields.String(load_default=None, validate=_NAME, metadata={"example": "grant"})
    source = ma.fields.String(load_default=None, validate=_NAME, metadata={"example": "daily"})
    kind = ma.fields.String(load_default=None, validate=ma.validate.OneOf(_KINDS))
    house = ma.fields.String(load_default=None, validate=_NAME, metadata={"example": "minted"})
    player_id = ma.fields.UUID(load_default=None)
    since = ma.fields.AwareDateTime(load_default=None)
    until = ma.fields.AwareDateTime(load_default=None)


class LegSchema(ma.Schema):
    """What one account got (gave, below 0), and what that left if it is a player's."""

    account = ma.fields.String(required=True, metadata={"description": "`player`, `debt`, or what one of ours is for"})
    amount = ma.fields.Integer(required=True)
    balance = ma.fields.Integer(required=True, allow_none=True)


class TransferSchema(ma.Schema):
    """A transfer."""

    id = ma.fields.Integer(required=True)
    at = ma.fields.AwareDateTime(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(_KINDS))
    scope = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    source = ma.fields.String(required=True)
    player_id = ma.fields.UUID(required=True)
    amount = ma.fields.Integer(required=True)
    house = ma.fields.String(required=True, allow_none=True)
    pending_id = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "of a capture or release: the hold"}
    )
    cause = ma.fields.Dict(required=True)
    entries = ma.fields.List(ma.fields.Nested(LegSchema), required=True)


class TransfersSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(TransferSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class BrokenSchema(ma.Schema):
    """An invariant that does not hold."""

    name = ma.fields.String(required=True)
    broken = ma.fields.Integer(required=True, metadata={"description": "rows that break it"})
    examples = ma.fields.List(ma.fields.String(), required=True)


class LedgerAuditSchema(ma.Schema):
    """A run of the audit."""

    id = ma.fields.UUID(required=True)
    at = ma.fields.AwareDateTime(required=True)
    took_ms = ma.fields.Integer(required=True)
    checked = ma.fields.Integer(required=True, metadata={"description": "invariants"})
    broken = ma.fields.List(ma.fields.Nested(BrokenSchema), required=True)


class LedgerAuditsSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(LedgerAuditSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@contextmanager
def snapshot() -> Iterator[Connection]:
    """One moment of the books; what is asked of them may take PATIENCE_S."""
    with patience(PATIENCE_S), wires().postgres.begin() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{PATIENCE_S:.0f}s'")
        yield connection


@blueprint.route("/accounts")
@staff_required("finance.read")
@blueprint.response(200, LedgerAccountsSchema)
@document_problems(503)
def list_accounts() -> dict[str, Any]:
    """Our accounts with the sums of their entries, and players' added up"""
    with snapshot() as connection:
        return {"ours": ledger_books.houses(connection), "theirs": ledger_books.theirs(connection)}


@blueprint.route("/transfers")
@staff_required("finance.read", sensitive=True)
@blueprint.arguments(TransfersQuerySchema, location="query")
@blueprint.response(200, TransfersSchema)
@document_problems(422, 503)
def list_transfers(query: dict[str, Any]) -> dict[str, Any]:
    """Transfers with their entries, latest first"""
    cursor, limit = query.pop("cursor"), query.pop("limit")
    before = read_number(cursor)
    with looking("transfers", {**query, "cursor": cursor}) as connection:
        rows = ledger_books.page(connection, Wanted(**query), before, limit + 1)
    return numbered(rows, limit)


@blueprint.route("/audits")
@staff_required("finance.read")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, LedgerAuditsSchema)
@document_problems(422, 503)
def list_audits(page: dict[str, Any]) -> dict[str, Any]:
    """What audits of the ledger found, latest first

    It is audited every six hours; `flask ledger audit` does it at once.
    """
    with wires().postgres.connect() as connection:
        found = audits.runs(connection, "ledger", read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(found, page["limit"])
