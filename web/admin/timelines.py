"""What a player did and what was done: one timeline, and each session with its answers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec

from models import bank, outcomes, timelines
from models.timelines import KINDS, Given, Kind, Moment
from models.unapplied import answers_of
from rules.options import option_ids
from rules.permissions import allows
from rules.responses import solution
from web import composing, cursors
from web.admin.acting import acting
from web.admin.guard import must_be_allowed, staff, staff_required
from web.admin.sanctioning import NO_PLAYER, check_known
from web.bodies import Blueprint
from web.cursors import KeyPageSchema
from web.errors import Problem, document_problems

blueprint = Blueprint(
    "admin_timelines", __name__, url_prefix="/v1/admin/players", description="Staff: a player's past."
)


class GivenSchema(ma.Schema):
    """An answer that was applied."""

    no = ma.fields.Integer(required=True, metadata={"description": "the question's number, from 0"})
    response = ma.fields.String(required=True, metadata={"example": "k7mp2"})
    right = ma.fields.Boolean(required=True)
    base_points = ma.fields.Integer(required=True, metadata={"description": "before streaks", "example": 870})
    elapsed_ms = ma.fields.Integer(required=True, metadata={"example": 2310})
    received_at = ma.fields.AwareDateTime(required=True)


class MomentSchema(ma.Schema):
    """Something that happened; a session comes with its answers."""

    at = ma.fields.AwareDateTime(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    id = ma.fields.UUID(required=True)
    words = ma.fields.String(
        required=True,
        metadata={
            "description": "a session's or battle's mode, what tokens were for, what was redeemed, a message's or "
            "letter's title, what was written in a thread, a campaign's name, a player's side of a referral, what a "
            "report or appeal is about, a sanction's kind, a note's text, a login's client, a network",
            "example": "ban",
        },
    )
    reason = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "of a sanction or its lifting; a battle's, redemption's or referral's state; what became of "
            "tokens; a message's or campaign's category; a thread's subject; a report's ground; an appeal's outcome; "
            "how a login began"
        },
    )
    who = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "of the staff; of a word in a thread null: the player's", "example": "Ada"},
    )
    until = ma.fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "when it ended, or ends; when a message was read, a network last used"},
    )
    amount = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "of tokens, of a redemption", "example": 500}
    )
    answers = ma.fields.List(ma.fields.Nested(GivenSchema), required=True, allow_none=True)


class TimelineSchema(ma.Schema):
    """A page of what happened, latest first."""

    items = ma.fields.List(ma.fields.Nested(MomentSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class TimelinePageSchema(KeyPageSchema):
    """Which page, of which kind."""

    kind = ma.fields.String(
        validate=ma.validate.OneOf(KINDS), metadata={"description": "no other; all without it", "example": "battle"}
    )


class LookedAtOptionSchema(ma.Schema):
    """One option as this session named it."""

    id = ma.fields.String(required=True, metadata={"example": "k7mp2"})
    text = ma.fields.String(required=True, metadata={"example": "Stack"})


class UnappliedSchema(ma.Schema):
    """An answer that counts for nothing, and why."""

    code = ma.fields.String(
        required=True,
        metadata={"description": "superseded: another one came first · session_closed: it came after the end"},
    )
    at = ma.fields.AwareDateTime(required=True, metadata={"description": "when that was found"})


class LookedAtQuestionSchema(ma.Schema):
    """A question of a session, what was right and what was said."""

    no = ma.fields.Integer(required=True)
    question_id = ma.fields.UUID(required=True, allow_none=True)
    kind = ma.fields.String(required=True, allow_none=True)
    stem = ma.fields.String(required=True, allow_none=True)
    options = ma.fields.List(ma.fields.Nested(LookedAtOptionSchema), required=True)
    solution = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "option ids, or what to type"}
    )
    answer = ma.fields.Nested(GivenSchema, required=True, allow_none=True)
    unapplied = ma.fields.List(
        ma.fields.Nested(UnappliedSchema),
        required=True,
        metadata={"description": "answers that were accepted and count for nothing"},
    )


class LookedAtSessionSchema(ma.Schema):
    """A session as the staff see it: whole, whoever may still answer the same questions."""

    id = ma.fields.UUID(required=True)
    category = ma.fields.String(required=True, metadata={"example": "programming"})
    mode = ma.fields.String(required=True, metadata={"example": "ranked"})
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    quiz_id = ma.fields.UUID(required=True, allow_none=True)
    started_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    points = ma.fields.Integer(required=True)
    questions = ma.fields.List(ma.fields.Nested(LookedAtQuestionSchema), required=True)


class _After(msgspec.Struct, array_like=True):
    at: datetime
    kind: str
    id: UUID


_read_cursor = cursors.reader(_After)
_WRITTEN: Collection[Kind] = ("support", "letter")
"""Kinds that are for who may read what players write, and are written."""
_OF_SUPPORT = "support"
"""The category of messages whose titles staff write, to one player: those are for the same people."""


@blueprint.route("/<uuid:player_id>/timeline")
@staff_required("players.read", sensitive=True)
@blueprint.arguments(TimelinePageSchema, location="query")
@blueprint.response(200, TimelineSchema)
@document_problems(404, 422, 503, s404=NO_PLAYER)
def show_timeline(page: dict[str, Any], player_id: UUID) -> dict[str, Any]:
    """What happened with a player, latest first: play with its answers, tokens, messages, support, sanctions, logins

    Of a player's address no more than its network is kept, and for a while. What was written to a player and by them
    (`support`, `letter`) is shown to who may write to them; of messages of the category `support` others see no words.
    """
    after = _read_cursor(page["cursor"])
    place = (after.at, after.kind, after.id) if after else None
    kinds = _kinds(page.get("kind"))
    with acting("players.timeline", "player", player_id) as act:
        check_known(act.connection, player_id)
        found = timelines.page(act.connection, player_id, place, page["limit"] + 1, kinds)
        items = found[: page["limit"]]
        given = timelines.answers(act.connection, [one.id for one in items if one.kind == "session"])
    last = items[-1] if len(found) > len(items) else None
    return {
        "items": [_moment(one, given, allows(staff().roles, "players.message")) for one in items],
        "next": cursors.write(_After(last.at, last.kind, last.id)) if last else None,
    }


def _kinds(wanted: Kind | None) -> Collection[Kind]:
    """What is looked for. Raises Problem 403."""
    if wanted in _WRITTEN:
        must_be_allowed("players.message")
    if wanted:
        return [wanted]
    return [kind for kind in KINDS if kind not in _WRITTEN or allows(staff().roles, "players.message")]


def _moment(one: Moment, given: dict[UUID, list[Given]], may_read: bool) -> dict[str, Any]:
    shown = {**vars(one), "answers": given.get(one.id, []) if one.kind == "session" else None}
    hidden = not may_read and one.kind == "message" and one.reason == _OF_SUPPORT
    return shown | {"words": ""} if hidden else shown


@blueprint.route("/<uuid:player_id>/sessions/<uuid:session_id>")
@staff_required("players.read", sensitive=True)
@blueprint.response(200, LookedAtSessionSchema)
@document_problems(404, 503, s404="`session_unknown`: the player has no such session")
def show_played(player_id: UUID, session_id: UUID) -> dict[str, Any]:
    """A session of a player's, question by question, with what was answered and how fast"""
    with acting("players.session", "player", player_id) as act:
        act.after = {"session": session_id}
        session = outcomes.session(act.connection, player_id, session_id)
        if session is None:
            raise Problem(404, "session_unknown", "The player has no such session.")
        given = {one.no: one for one in timelines.answers(act.connection, [session_id]).get(session_id, [])}
        unapplied = answers_of(act.connection, session_id)
        places = list(zip(session.question_ids, session.revisions or [], strict=False))
        contents = bank.as_asked(act.connection, places)
    questions = []
    for no, key in enumerate(session.keys):
        place = places[no] if no < len(places) else None
        content = contents.get(place) if place else None
        shown: dict[str, Any] = {"kind": None, "stem": None, "options": [], "solution": [key]}
        if content is not None:
            words = composing.wording(content, session.lang)
            ids = option_ids(session.seed or b"", no, len(words.options))
            options = [{"id": id_, "text": text} for id_, text in zip(ids, words.options, strict=True)]
            shown = {"kind": content.kind, "stem": words.stem, "options": options}
            shown["solution"] = solution(content, words, key)
        shown["unapplied"] = [one for one in unapplied if one.no == no]
        questions.append(shown | {"no": no, "question_id": place and place[0], "answer": given.get(no)})
    names = [name for name in LookedAtSessionSchema().fields if name != "questions"]
    return {name: getattr(session, name) for name in names} | {"questions": questions}
