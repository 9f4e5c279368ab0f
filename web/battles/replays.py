"""A quiz battle told again: its rounds with what was right, and what happened beside them."""

from collections.abc import Iterable, Sequence
from typing import Any, get_args

import marshmallow as ma

from bridges.scripts import Asked, Script
from models.battle_lists import BattleRow, StoredMove
from rules.battle_state import EMOTES, Answer, unix_ms
from rules.content import KINDS
from rules.replay import MomentKind, Replay, replay
from web import composing
from web.depicting import shown
from web.media import MediaSchema
from web.sessions import OptionSchema
from web.wires import wires


class ReplayedQuestionSchema(ma.Schema):
    """What both were asked."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    stem = ma.fields.String(required=True, metadata={"example": "Which structure is last in, first out?"})
    options = ma.fields.List(
        ma.fields.Nested(OptionSchema), required=True, metadata={"description": "each side saw them in its own order"}
    )
    media = ma.fields.Nested(MediaSchema, required=True, allow_none=True)
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))


class ReplayedAnswerSchema(ma.Schema):
    """What a side answered."""

    response = ma.fields.String(required=True, metadata={"example": "k7mp2"})
    correct = ma.fields.Boolean(required=True)
    elapsed_ms = ma.fields.Integer(required=True, metadata={"example": 2310})
    points = ma.fields.Integer(required=True, metadata={"example": 18})


class ReplayedRoundSchema(ma.Schema):
    """A round. Times count from the battle's beginning."""

    no = ma.fields.Integer(required=True, metadata={"description": "from 0"})
    multiplier = ma.fields.Integer(required=True, metadata={"description": "2 of the last one", "example": 1})
    opened_ms = ma.fields.Integer(required=True, metadata={"example": 3000})
    closed_ms = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "null: the battle was over before", "example": 9120}
    )
    question = ma.fields.Nested(ReplayedQuestionSchema, required=True)
    solution = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "ids of what was right"})
    explanation = ma.fields.String(required=True)
    answers = ma.fields.List(
        ma.fields.Nested(ReplayedAnswerSchema, allow_none=True),
        required=True,
        metadata={"description": "by side; null: none"},
    )


class ReplayedMomentSchema(ma.Schema):
    """What happened beside the answers. `rebuilt`: the battle stood still for a while, and the round began anew."""

    at_ms = ma.fields.Integer(required=True, metadata={"example": 4200})
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(get_args(MomentKind)))
    side = ma.fields.Integer(required=True, allow_none=True)
    round = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "null: before the first"})
    emote = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(EMOTES))


def replayed(row: BattleRow, script: Script, moves: Iterable[StoredMove]) -> Replay:
    """The fold of those of a battle's moves that count."""
    counting = ((one.move, unix_ms(one.at)) for one in moves if one.counts)
    return replay(script.plan, unix_ms(row.started_at), counting)


def rounds(script: Script, told: Replay) -> list[dict[str, Any]]:
    """Rounds as ReplayedRoundSchema shows them: of those that were never open nothing is told."""
    return [
        {
            **{name: getattr(one, name) for name in ("no", "multiplier", "opened_ms", "closed_ms")},
            "question": _question(script.questions[one.no], script.lang),
            "solution": [script.questions[one.no].key],
            "explanation": script.questions[one.no].explanation,
            "answers": [_answer(answer, script.questions[one.no].key) for answer in one.answers],
        }
        for one in told.rounds
    ]


def moments(told: Replay) -> Sequence[dict[str, Any]]:
    """The rest as ReplayedMomentSchema shows it."""
    return [vars(one) for one in told.moments]


def _question(asked: Asked, lang: str) -> dict[str, Any]:
    return {
        "id": asked.question_id,
        "kind": asked.kind,
        "stem": asked.stem,
        "options": asked.options,
        "media": shown(asked.medium, asked.description, wires().media.url),
        "lang": lang,
        "dir": composing.direction(lang),
    }


def _answer(answer: Answer | None, key: str) -> dict[str, Any] | None:
    return None if answer is None else vars(answer) | {"correct": answer.response == key}
