"""What is done with a campaign: scheduled, paused, resumed, cancelled."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from models import approvals, campaigns, segments, thresholds
from models.campaigns import Sheet
from rules.campaigns import State, Verb, covered, may, resumed
from rules.segments import Filter
from rules.templates import value_faults
from web.admin.acting import Act, acting
from web.admin.approvals import ApprovalSchema, asked_for
from web.admin.audiences import count, known_season, must_match
from web.admin.campaign_schemas import CampaignSchema, CampaignStartSchema
from web.admin.campaigns import UNFIT, campaign_of, locked, shown
from web.admin.editions import ETAG, etag, guarded
from web.admin.guard import staff_required
from web.admin.pairs import ask, takes_two
from web.admin.repeats import REUSED, once
from web.admin.template_schemas import refuse
from web.admin.templates import template_of
from web.bodies import Blueprint
from web.errors import Problem, document_problems

blueprint = Blueprint(
    "admin_campaign_states", __name__, url_prefix="/v1/admin/campaigns", description="Staff: campaigns under way."
)

ACTION = "campaigns.schedule"
RESUME = "campaigns.resume"
_FORBIDDEN = "`state_forbidden`: not from the state it is in"


@blueprint.route("/<uuid:campaign_id>/schedule", methods=["POST"])
@staff_required("campaigns.write")
@guarded(CampaignSchema)
@blueprint.arguments(CampaignStartSchema)
@blueprint.response(200, CampaignSchema, headers=ETAG)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(
    *(400, 404, 409, 413, 415, 422, 428, 503),
    s409=f"{_FORBIDDEN}; `approval_open`: somebody has asked for it already",
    s422=f"`schedule_past`; `segment_empty`: nobody fits now; `season_unknown`; {UNFIT}{REUSED}",
)
@once(lambda connection, id_: _again(connection, UUID(id_)))
def schedule_campaign(body: dict[str, Any], campaign_id: UUID) -> Any:
    """Have a draft begin, now or later

    It is for those who fit when it begins, in the words that its template has now, and of the season that runs now
    where its filter names none. For more recipients than a threshold another member has to approve it.
    """
    try:
        with acting(ACTION, "campaign", campaign_id) as act:
            campaign = locked(act.connection, campaign_id)
            matched, audience = _schedule(act, campaign, body["at"])
            if not covered(matched, thresholds.read(act.connection).campaign_second_person_above, None):
                raise _TakesTwoError(campaign, matched, audience.season_id)
            return _answer(act.connection, campaign_id)
    except _TakesTwoError as wide:
        return wide.ask(ACTION, at=body["at"] and body["at"].isoformat())


class _TakesTwoError(Exception):
    """More recipients than one member decides about: rolls back what would be done, and asks for it."""

    def __init__(self, campaign: Sheet, matched: int, season: int | None) -> None:
        self._id, self._name = campaign.id, campaign.draft.name
        self._meant = {"recipients": matched, "edition": campaign.edition, "season_id": season}

    def ask(self, action: str, **payload: Any) -> tuple[Response, int]:
        """Ask another member; the answer. Raises Problem 409."""
        reason = f"{self._name}: {self._meant['recipients']:,} recipients"
        return asked_for(ask(action, "campaign", self._id, reason, payload | self._meant))


@takes_two(ACTION, "campaigns.write")
def schedule_as_agreed(act: Act, payload: Mapping[str, Any]) -> Callable[[], None] | None:
    """What two agreed on, at that time, or at once if that has passed: these words, for these and about as many.

    A draft's edition goes on with its template and its segment, too.
    """
    campaign = _as_asked(act, payload)
    at = datetime.fromisoformat(payload["at"]) if payload["at"] else None
    approved = payload["recipients"]
    matched, audience = _schedule(act, campaign, at if at and at > datetime.now(UTC) else None, approved)
    if not covered(matched, 0, approved) or audience.season_id != payload.get("season_id"):
        raise _changed(f"{matched:,} recipients fit by now, and {approved:,} were told; reject this and ask again.")
    return None


@takes_two(RESUME, "campaigns.write")
def resume_as_agreed(act: Act, payload: Mapping[str, Any]) -> Callable[[], None] | None:
    """What two agreed on: as many recipients as are planned."""
    campaign = _as_asked(act, payload)
    campaigns.approve(act.connection, campaign.id, payload["recipients"])
    _move(act, campaign, "resume")
    return None


def _as_asked(act: Act, payload: Mapping[str, Any]) -> Sheet:
    """The campaign that was asked for, locked. Raises Problem 404, 409."""
    campaign = campaign_of(act.connection, UUID(act.subject_id), lock=True)
    if campaign.edition != payload["edition"]:
        raise _changed("It, its template or its segment was changed since it was asked for; reject this and ask again.")
    return campaign


def _changed(detail: str) -> Problem:
    return Problem(409, "campaign_changed", detail)


def _schedule(act: Act, campaign: Sheet, wanted: datetime | None, approved: int | None = None) -> tuple[int, Filter]:
    """Schedule a locked campaign; how many fit now, and what. Raises Problem 404, 409, 422."""
    _must(campaign, "schedule")
    now = datetime.now(UTC)
    if wanted is not None and wanted <= now:
        detail = f"{wanted.isoformat()} has passed; name a time to come, or none to begin now."
        raise Problem(422, "schedule_past", detail, errors=[{"pointer": "/at", "detail": detail}])
    template = template_of(act.connection, campaign.draft.template_id)
    refuse(value_faults(template.content.variables, campaign.draft.given))
    with known_season():
        audience = segments.settled(act.connection, _audience(act.connection, campaign))
    matched = count(act.connection, audience)
    must_match(matched)
    at = wanted or now
    campaigns.schedule(act.connection, campaign.id, at, template.category, template.content, audience, approved)
    act.before, act.after = {"state": campaign.state}, {"state": "scheduled", "at": at.isoformat(), "matched": matched}
    return matched, audience


def _audience(connection: Connection, campaign: Sheet) -> Filter:
    if campaign.draft.filter is not None:
        return campaign.draft.filter
    assert campaign.draft.segment_id is not None, "of a draft one of them is there"
    segment = segments.one(connection, campaign.draft.segment_id)
    assert segment is not None, "a segment that a draft is for is not deleted"
    return segment.filter


@blueprint.route("/<uuid:campaign_id>/pause", methods=["POST"])
@staff_required("campaigns.write")
@guarded(CampaignSchema, required=False)
@blueprint.response(200, CampaignSchema, headers=ETAG)
@document_problems(404, 409, 503, s409=_FORBIDDEN)
def pause_campaign(campaign_id: UUID) -> Any:
    """Stop a campaign for now, after the slice that is under way"""
    with acting("campaigns.pause", "campaign", campaign_id) as act:
        return _move(act, locked(act.connection, campaign_id, required=False), "pause")


@blueprint.route("/<uuid:campaign_id>/resume", methods=["POST"])
@staff_required("campaigns.write")
@guarded(CampaignSchema, required=False)
@blueprint.response(200, CampaignSchema, headers=ETAG)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(404, 409, 503, s409=f"{_FORBIDDEN}; `approval_open`: somebody has asked for it already")
def resume_campaign(campaign_id: UUID) -> Any:
    """Have a paused campaign go on where it stopped

    One that was halted as `recipients_many` another member has to approve.
    """
    try:
        with acting(RESUME, "campaign", campaign_id) as act:
            campaign = locked(act.connection, campaign_id, required=False)
            if campaign.halted == "recipients_many":
                raise _TakesTwoError(campaign, campaign.planned, None)
            return _move(act, campaign, "resume")
    except _TakesTwoError as wide:
        return wide.ask(RESUME)


@blueprint.route("/<uuid:campaign_id>/cancel", methods=["POST"])
@staff_required("campaigns.write")
@guarded(CampaignSchema, required=False)
@blueprint.response(200, CampaignSchema, headers=ETAG)
@document_problems(404, 409, 503, s409=_FORBIDDEN)
def cancel_campaign(campaign_id: UUID) -> Any:
    """End a campaign; what was sent stays where it is"""
    with acting("campaigns.cancel", "campaign", campaign_id) as act:
        return _move(act, locked(act.connection, campaign_id, required=False), "cancel")


def _move(act: Act, campaign: Sheet, verb: Verb) -> Any:
    _must(campaign, verb)
    going_on = resumed(begun=campaign.begun_at is not None, planned=campaign.planned_at is not None)
    after: State = {"pause": "paused", "resume": going_on, "cancel": "cancelled"}[verb]
    campaigns.move(act.connection, campaign.id, after)
    act.before, act.after = {"state": campaign.state}, {"state": after, "sent": campaign.sent}
    return _answer(act.connection, campaign.id)


def _must(campaign: Sheet, verb: Verb) -> None:
    if not may(verb, campaign.state):
        raise Problem(409, "state_forbidden", f"It is {campaign.state}; `verbs` says what can be done with it now.")


def _answer(connection: Connection, campaign_id: UUID) -> Any:
    campaign = campaign_of(connection, campaign_id)
    return shown(campaign), 200, etag(campaign.edition)


def _again(connection: Connection, id_: UUID) -> Any:
    asked = approvals.by_id(connection, id_)
    return _answer(connection, id_) if asked is None else asked_for(asked)
