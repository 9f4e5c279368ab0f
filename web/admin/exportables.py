"""Which lists may be exported: by which filter, in which formats, and by whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from bridges.exports import QUESTION_FORMS, QUESTIONS
from bridges.listings import LISTINGS
from rules.permissions import Permission
from web.admin.approvals import RequestsSchema
from web.admin.audit import FilterSchema
from web.admin.guard import must_be_allowed
from web.admin.media import MediaListSchema
from web.admin.question_schemas import QuestionFilterSchema
from web.admin.registry import QUEUES
from web.fields import LINE
from web.quizzes import MODES, STATES


class QuizFilterSchema(ma.Schema):
    """Which quizzes."""

    mode = ma.fields.String(validate=ma.validate.OneOf(MODES))
    state = ma.fields.String(validate=ma.validate.OneOf(STATES))


class PlayerFilterSchema(ma.Schema):
    """Which players, and how much of them."""

    name = ma.fields.String(
        validate=[ma.validate.Length(1, 40), LINE], metadata={"description": "how it begins, in any case"}
    )
    contacts = ma.fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "addresses and numbers as they are: takes players.contacts; masked without it"},
    )


class CaseFilterSchema(ma.Schema):
    """Which cases: of one queue, as each has a permission of its own."""

    queue = ma.fields.String(required=True, validate=ma.validate.OneOf(list(QUEUES)))
    state = ma.fields.String(load_default="open", validate=ma.validate.OneOf(["open", "decided"]))


class NoFilterSchema(ma.Schema):
    """All of them."""


@dataclass(frozen=True)
class Exportable:
    """What may be exported: by which filter, in which formats, and who may see it at all."""

    filters: Callable[[], ma.Schema]
    forms: tuple[str, ...] = ("csv",)
    permission: Permission | Callable[[Mapping[str, Any]], Permission] = "content.read"
    """That, or what it is by the filter."""

    def must_be_allowed(self, filters: Mapping[str, Any]) -> None:
        """Refuse who may not see the list by that filter. Raises Problem 403."""
        must_be_allowed(self.permission if isinstance(self.permission, str) else self.permission(filters))


def _of_players(filters: Mapping[str, Any]) -> Permission:
    return "players.contacts" if filters["contacts"] else "players.read"


EXPORTABLE: Mapping[str, Exportable] = {
    QUESTIONS: Exportable(QuestionFilterSchema, QUESTION_FORMS),
    "categories": Exportable(NoFilterSchema),
    "quizzes": Exportable(QuizFilterSchema),
    "media": Exportable(lambda: MediaListSchema(exclude=("limit", "cursor"))),
    "seasons": Exportable(NoFilterSchema),
    "achievements": Exportable(NoFilterSchema),
    "players": Exportable(PlayerFilterSchema, permission=_of_players),
    "staff": Exportable(NoFilterSchema, permission="staff.manage"),
    "cases": Exportable(CaseFilterSchema, permission=lambda filters: QUEUES[filters["queue"]].permission),
    "approvals": Exportable(lambda: RequestsSchema(exclude=("limit", "cursor")), permission="approvals.read"),
    "audit": Exportable(lambda: FilterSchema(exclude=("limit", "cursor")), permission="audit.read"),
}
"""The registry, beside bridges.listings.LISTINGS: a list that stands in both can be exported."""
assert EXPORTABLE.keys() == {QUESTIONS, *LISTINGS}
