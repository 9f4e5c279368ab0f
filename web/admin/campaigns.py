"""Campaigns, for staff: drafts, and what is done with them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import campaigns, segments
from models.campaigns import Draft, Sheet
from rules.campaigns import verbs
from rules.templates import value_faults
from web.admin.acting import acting
from web.admin.audiences import meet, read
from web.admin.campaign_schemas import (
    CampaignChangesSchema,
    CampaignListSchema,
    CampaignSchema,
    CampaignsSchema,
    NewCampaignSchema,
)
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.guard import staff, staff_required
from web.admin.repeats import REUSED, once
from web.admin.template_schemas import refuse
from web.admin.templates import template_of
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import paged, read_cursor
from web.wires import wires

blueprint = Blueprint("admin_campaigns", __name__, url_prefix="/v1/admin/campaigns", description="Staff: campaigns.")

UNFIT = (
    "`audience_unclear`: give a segment or a filter; `segment_unknown`, `segment_impossible`, `players_unknown`; "
    "`value_missing`, `value_invalid`, `variable_unknown`: `errors` name the template's variables; "
    "`invalid`: `errors` name the fields"
)
_NOT_FOUND = "`campaign_unknown`; `template_unknown`"


@blueprint.route("")
@staff_required("campaigns.read")
@blueprint.arguments(CampaignListSchema, location="query")
@blueprint.response(200, CampaignsSchema)
@document_problems(422, 503)
def list_campaigns(query: dict[str, Any]) -> dict[str, Any]:
    """Campaigns, latest first"""
    with wires().postgres.connect() as connection:
        found = campaigns.page(connection, query["state"], read_cursor(query["cursor"]), query["limit"] + 1)
    page = paged(found, query["limit"])
    return page | {"items": list(map(shown, page["items"]))}


@blueprint.route("", methods=["POST"])
@staff_required("campaigns.write")
@blueprint.arguments(NewCampaignSchema)
@blueprint.response(201, CampaignSchema, headers={"Location": {"schema": {"type": "string"}}} | ETAG)
@document_problems(400, 404, 413, 415, 422, 503, s404="`template_unknown`", s422=UNFIT + REUSED)
@once(lambda connection, id_: _made(campaign_of(connection, UUID(id_))))
def make_campaign(body: dict[str, Any]) -> Answer:
    """Draft a campaign; nobody is told anything before it is scheduled"""
    id_ = uuid7()
    with acting("campaigns.create", "campaign", id_) as act:
        draft = _draft(act.connection, body)
        campaigns.add(act.connection, id_, draft, staff().id)
        made = campaign_of(act.connection, id_)
        act.after = _document(draft)
    return _made(made)


@blueprint.route("/<uuid:campaign_id>")
@staff_required("campaigns.read")
@blueprint.response(200, CampaignSchema, headers=ETAG)
@document_problems(404, 503)
def show_campaign(campaign_id: UUID) -> Answer:
    """One campaign, and how far it has come"""
    with wires().postgres.connect() as connection:
        campaign = campaign_of(connection, campaign_id)
    return shown(campaign), 200, etag(campaign.edition)


@blueprint.route("/<uuid:campaign_id>", methods=["PATCH"])
@staff_required("campaigns.write")
@guarded(CampaignSchema)
@blueprint.arguments(CampaignChangesSchema)
@blueprint.response(200, CampaignSchema, headers=ETAG)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 428, 503),
    s404=_NOT_FOUND,
    s409="`state_forbidden`: only drafts change",
    s422=UNFIT,
)
def change_campaign(body: dict[str, Any], campaign_id: UUID) -> Answer:
    """Change a draft"""
    with acting("campaigns.change", "campaign", campaign_id) as act:
        before = locked(act.connection, campaign_id)
        _must_be_draft(before)
        draft = _draft(act.connection, _merged(before.draft, body))
        campaigns.change(act.connection, campaign_id, draft)
        changed = campaign_of(act.connection, campaign_id)
        act.before, act.after = _document(before.draft), _document(draft)
    return shown(changed), 200, etag(changed.edition)


@blueprint.route("/<uuid:campaign_id>", methods=["DELETE"])
@staff_required("campaigns.write")
@guarded(CampaignSchema, required=False)
@blueprint.response(204)
@document_problems(404, 409, 503, s409="`state_forbidden`: only drafts are deleted; cancel it instead")
def delete_campaign(campaign_id: UUID) -> None:
    """Delete a draft"""
    with acting("campaigns.delete", "campaign", campaign_id) as act:
        campaign = locked(act.connection, campaign_id, required=False)
        _must_be_draft(campaign)
        act.before = _document(campaign.draft)
        campaigns.remove(act.connection, campaign_id)


def _must_be_draft(campaign: Sheet) -> None:
    if campaign.state != "draft":
        detail = f"It is {campaign.state}: only drafts change. What was told cannot be told otherwise."
        raise Problem(409, "state_forbidden", detail)


def _merged(before: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """The whole draft as it is wanted."""
    kept = {**vars(before), "values": before.given}
    kept["filter"] = None if before.filter is None else segments.dump(before.filter)
    for one, other in (("segment_id", "filter"), ("filter", "segment_id")):
        if body.get(one) is not None:
            kept[other] = None
    return kept | body


def _draft(connection: Connection, wanted: dict[str, Any]) -> Draft:
    """What a body makes of a draft. Raises Problem 404, 422."""
    if (wanted["segment_id"] is None) == (wanted["filter"] is None):
        detail = "Give either `segment_id` or `filter`: whom it is for."
        raise Problem(422, "audience_unclear", detail, errors=[{"pointer": "/segment_id", "detail": detail}])
    if wanted["segment_id"] and segments.one(connection, wanted["segment_id"]) is None:
        detail = "There is no such segment; GET /v1/admin/segments lists them."
        raise Problem(422, "segment_unknown", detail, errors=[{"pointer": "/segment_id", "detail": detail}])
    template = template_of(connection, wanted["template_id"])
    refuse(value_faults(template.content.variables, wanted["values"]))
    return Draft(
        name=wanted["name"],
        template_id=template.id,
        given=wanted["values"],
        segment_id=wanted["segment_id"],
        filter=None if wanted["filter"] is None else meet(connection, read(wanted["filter"])),
        rate=wanted["rate"],
    )


def locked(connection: Connection, campaign_id: UUID, *, required: bool = True) -> Sheet:
    """The campaign as the request has seen it, for nobody else to change. Raises Problem 404, 412, 428."""
    campaign = campaign_of(connection, campaign_id, lock=True)
    check(campaign.edition, lambda: CampaignSchema().dump(shown(campaign)), required=required)
    return campaign


def campaign_of(connection: Connection, campaign_id: UUID, *, lock: bool = False) -> Sheet:
    """The campaign of that id. Raises Problem 404."""
    campaign = campaigns.one(connection, campaign_id, lock=lock)
    if campaign is None:
        raise Problem(404, "campaign_unknown", "There is no such campaign; GET /v1/admin/campaigns lists them.")
    return campaign


def shown(campaign: Sheet) -> dict[str, Any]:
    """A campaign as CampaignSchema shows it."""
    draft = campaign.draft
    wanted = None if draft.filter is None else segments.dump(draft.filter)
    return {**vars(draft), **vars(campaign), "values": draft.given, "filter": wanted, "verbs": verbs(campaign.state)}


def _document(draft: Draft) -> dict[str, Any]:
    """What the log keeps of it."""
    kept = {**vars(draft), "filter": None if draft.filter is None else segments.dump(draft.filter)}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in kept.items()}


def _made(campaign: Sheet) -> Answer:
    return shown(campaign), 201, etag(campaign.edition) | {"Location": f"/v1/admin/campaigns/{campaign.id}"}
