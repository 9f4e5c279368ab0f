"""What players buy from us for tokens: more help in a session, a day that their streak may miss."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import ledger, players, progress, purchases, sessions
from rules import streaks
from rules.ledger import InsufficientTokens
from rules.lifelines import bought
from rules.shop import ITEMS, PRICES, Item, NotSold, check_freeze
from web import asking, repeats
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Whole
from web.repeats import REUSED
from web.wallet import tell
from web.wires import wires

blueprint = Blueprint("purchases", __name__, url_prefix="/v1/purchases", description="What tokens buy from us.")

_FIELDS: dict[str, tuple[str, ...]] = {
    "fifty_fifty": ("session_id", "no"),
    "skip": ("session_id", "no"),
    "streak_freeze": ("day",),
}
"""What each item needs to be told, and nothing else."""


class NewPurchaseSchema(ma.Schema):
    """What I want."""

    item = ma.fields.String(required=True, validate=ma.validate.OneOf(ITEMS), metadata={"example": "fifty_fifty"})
    session_id = ma.fields.UUID(metadata={"description": "of a lifeline: the session"})
    no = Whole(
        validate=ma.validate.Range(0, 255),
        metadata={"description": "of a lifeline: the question that is asked now", "example": 3},
    )
    day = ma.fields.Date(metadata={"description": "of a freeze: a day of my calendar, yesterday or the next six"})

    @ma.validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """Each item with its own fields."""
        names = {"item", *_FIELDS[data["item"]]}
        wrong = names ^ data.keys()
        if wrong:
            name = min(wrong)
            raise ma.ValidationError("Missing." if name in names else f"A {data['item']} has none.", name)

    def together(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same in JSON Schema."""
        return {"oneOf": [_variant(item, found["properties"]) for item in ITEMS]}


def _variant(item: str, fields: dict[str, Any]) -> dict[str, Any]:
    names = ("item", *_FIELDS[item])
    only = {"item": {"type": "string", "enum": [item]}}
    return {
        "title": f"{item.title().replace('_', '')}Purchase",
        "type": "object",
        "properties": {name: fields[name] for name in names} | only,
        "required": list(names),
        "additionalProperties": False,
    }


class PurchaseSchema(ma.Schema):
    """What I bought, and what I have left."""

    id = ma.fields.UUID(required=True)
    item = ma.fields.String(required=True, validate=ma.validate.OneOf(ITEMS))
    tokens = ma.fields.Integer(required=True, metadata={"example": 15})
    bought_at = ma.fields.AwareDateTime(required=True)
    session_id = ma.fields.UUID()
    no = ma.fields.Integer(metadata={"example": 3})
    hidden = ma.fields.List(
        ma.fields.String(), metadata={"description": "options that are wrong", "example": ["k7mp2", "x4tq9"]}
    )
    day = ma.fields.Date()
    free = ma.fields.Integer(required=True, metadata={"description": "tokens that I can spend now", "example": 125})


def _mine() -> tuple[str, UUID]:
    return "player", player_id()


def _shown(connection: Connection, id_: str) -> dict[str, Any]:
    found = purchases.one(connection, UUID(id_))
    assert found is not None, "purchases are never deleted"
    what = dict(found.what)
    if "day" in what:
        what["day"] = date.fromisoformat(what["day"])
    return {**vars(found), **what, "free": ledger.standing(connection, found.player_id).free}


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(NewPurchaseSchema)
@blueprint.response(201, PurchaseSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s400="`malformed_json`; `idempotency_key_missing`",
    s409="`not_sold`: the detail says why; `lifeline_free`: the session's own one of that kind is not used yet; "
    "`lifeline_used`: no third one; `lifeline_unfit`: it cannot help with that question now; `session_over`, "
    "`session_expired`, `quiz_not_open`, `live_quiz`; `idempotency_in_flight`",
    s422=f"`tokens_insufficient`: with what is `free`, and the `price`; `invalid`: `errors` name the fields{REUSED}",
)
@repeats.once(_shown, whose=_mine, required=True)
def buy(wanted: dict[str, Any]) -> dict[str, Any]:
    """Buy a second lifeline for the question that is asked now, or a day that the streak may miss

    `prices` of `GET /v1/config` says what they cost. It has its effect at once, or nothing is taken.
    """
    item: Item = wanted["item"]
    effect = _freeze(wanted["day"]) if item == "streak_freeze" else _help(wanted["session_id"], item, wanted["no"])
    id_ = uuid7()
    with wires().postgres.begin() as connection:
        repeats.must_be_first(connection)
        what = effect(connection)
        try:
            posted = purchases.buy(connection, id_, player_id(), item, what)
        except InsufficientTokens as lack:
            detail = f"It costs {PRICES[item]} tokens; {lack.free} are free."
            raise Problem(422, "tokens_insufficient", detail, free=lack.free, price=PRICES[item]) from None
        repeats.keep(connection, str(id_))
        answer = _shown(connection, str(id_))
    tell([posted])
    return answer


_Effect = Callable[[Connection], dict[str, Any]]
"""What a purchase does, in its transaction; what it was. Raises Problem 409."""


def _help(session_id: UUID, kind: str, no: int) -> _Effect:
    help_: dict[str, Any] = {"no": no}
    unfit: Problem | None = None
    try:
        help_["hidden"] = asking.hidden(session_id, kind, no)
    except Problem as problem:
        unfit = problem  # said in `take`: what was bought before, under the same key, is told first

    def take(connection: Connection) -> dict[str, Any]:
        if unfit is not None:
            raise unfit
        used = sessions.lifelines(connection, session_id)
        if kind not in used:
            raise Problem(409, "lifeline_free", "The first one is free: POST /v1/sessions/{id}/lifelines.")
        if bought(kind) in used:
            raise Problem(409, "lifeline_used", "There are two of a kind a session, and both are used.")
        if used[kind]["no"] == no:
            raise Problem(409, "lifeline_unfit", "It has helped with this question.")
        asking.use(connection, session_id, bought(kind), help_)
        return {"session_id": session_id, **help_}

    return take


def _freeze(day: date) -> _Effect:
    def take(connection: Connection) -> dict[str, Any]:
        player = players.by_id(connection, player_id())
        zone = player.zone if player else "UTC"
        [(whose, standing)] = progress.lock(connection, [player_id()]).items()
        try:
            check_freeze(standing.streak, day, streaks.local_day(datetime.now(UTC), zone))
        except NotSold as error:
            raise Problem(409, "not_sold", str(error)) from None
        progress.save(connection, {whose: replace(standing, streak=streaks.freeze(standing.streak, day))})
        return {"day": day}

    return take
