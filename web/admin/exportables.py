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
from web.admin.battles import SoughtBattlesSchema
from web.admin.breaks import BreaksQuerySchema
from web.admin.campaign_schemas import CampaignListSchema
from web.admin.catalogue import SoughtProductsSchema
from web.admin.guard import must_be_allowed
from web.admin.ledger import TransfersQuerySchema
from web.admin.media import MediaListSchema
from web.admin.prompts import PromptListSchema
from web.admin.question_schemas import QuestionFilterSchema
from web.admin.redemption_schemas import RedemptionsQuerySchema
from web.admin.referral_schemas import AdminReferralsQuerySchema
from web.admin.registry import QUEUES
from web.admin.threads import StaffThreadListSchema
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


def _all_of(query: type[ma.Schema], *less: str) -> Callable[[], ma.Schema]:
    """The filters of a list's own GET, without its pages."""
    return lambda: query(exclude=("limit", "cursor", *less))


def _of_players(filters: Mapping[str, Any]) -> Permission:
    return "players.contacts" if filters["contacts"] else "players.read"


EXPORTABLE: Mapping[str, Exportable] = {
    QUESTIONS: Exportable(QuestionFilterSchema, QUESTION_FORMS),
    "categories": Exportable(NoFilterSchema),
    "quizzes": Exportable(QuizFilterSchema),
    "media": Exportable(_all_of(MediaListSchema)),
    "seasons": Exportable(NoFilterSchema),
    "achievements": Exportable(NoFilterSchema),
    "players": Exportable(PlayerFilterSchema, permission=_of_players),
    "staff": Exportable(NoFilterSchema, permission="staff.manage"),
    "cases": Exportable(CaseFilterSchema, permission=lambda filters: QUEUES[filters["queue"]].permission),
    "approvals": Exportable(_all_of(RequestsSchema), permission="approvals.read"),
    "audit": Exportable(_all_of(FilterSchema), permission="audit.read"),
    "battles": Exportable(_all_of(SoughtBattlesSchema), permission="battles.read"),
    "breaks": Exportable(_all_of(BreaksQuerySchema), permission="finance.read"),
    "redemptions": Exportable(_all_of(RedemptionsQuerySchema), permission="finance.read"),
    "referrals": Exportable(_all_of(AdminReferralsQuerySchema), permission="referrals.read"),
    "campaigns": Exportable(_all_of(CampaignListSchema), permission="campaigns.read"),
    "segments": Exportable(NoFilterSchema, permission="campaigns.read"),
    "templates": Exportable(NoFilterSchema, permission="campaigns.read"),
    "prompts": Exportable(_all_of(PromptListSchema)),
    "budgets": Exportable(NoFilterSchema, permission="finance.read"),
    "imports": Exportable(NoFilterSchema),
    "transfers": Exportable(_all_of(TransfersQuerySchema), permission="finance.read"),
    "threads": Exportable(_all_of(StaffThreadListSchema, "mine"), permission="players.message"),
    "catalogue": Exportable(_all_of(SoughtProductsSchema), permission="finance.read"),
    "token_rates": Exportable(NoFilterSchema, permission="finance.read"),
}
"""The registry, beside bridges.listings.LISTINGS: a list that stands in both can be exported."""
assert EXPORTABLE.keys() == {QUESTIONS, *LISTINGS}
