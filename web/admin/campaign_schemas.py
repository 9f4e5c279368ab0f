"""Campaigns as staff send and see them."""

from typing import Any

import marshmallow as ma

from rules.campaigns import HALTS, RATES, STATES, verbs
from web.admin.audiences import AudienceSchema
from web.admin.template_schemas import NAME_MOST, values_field
from web.admin.texts import Line
from web.fields import Whole
from web.pages import PageSchema

RATE_UNSET = 200


def _rate(**options: Any) -> Whole:
    told = {"description": "messages a second", "example": RATE_UNSET}
    return Whole(validate=ma.validate.Range(*RATES), metadata=told, **options)


class CampaignListSchema(PageSchema):
    """Which campaigns."""

    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))


class NewCampaignSchema(ma.Schema):
    """A draft: a template with its values, for a segment or, in place of one, a filter."""

    name = Line(NAME_MOST, required=True, metadata={"example": "Autumn prizes"})
    template_id = ma.fields.UUID(required=True)
    values = values_field(load_default=dict)
    segment_id = ma.fields.UUID(load_default=None, allow_none=True)
    filter = ma.fields.Nested(AudienceSchema, load_default=None, allow_none=True, metadata={"example": None})
    rate = _rate(load_default=RATE_UNSET)


class CampaignChangesSchema(ma.Schema):
    """What of a draft is to be another way. A segment takes the place of a filter, and a filter that of a segment."""

    name = Line(NAME_MOST)
    template_id = ma.fields.UUID()
    values = values_field()
    segment_id = ma.fields.UUID(allow_none=True)
    filter = ma.fields.Nested(AudienceSchema, allow_none=True)
    rate = _rate()


class CampaignStartSchema(ma.Schema):
    """When it is to begin."""

    at = ma.fields.AwareDateTime(
        load_default=None, allow_none=True, metadata={"description": "without: now", "example": None}
    )


class CampaignSchema(ma.Schema):
    """A campaign, and how far it has come."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    template_id = ma.fields.UUID(required=True)
    values = ma.fields.Dict(ma.fields.String(), ma.fields.Raw(), required=True)
    segment_id = ma.fields.UUID(required=True, allow_none=True)
    filter = ma.fields.Nested(AudienceSchema, required=True, allow_none=True)
    rate = ma.fields.Integer(required=True, metadata={"description": "messages a second"})
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    halted = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.OneOf(HALTS),
        metadata={"description": "why it was paused by itself"},
    )
    verbs = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(verbs("draft") + verbs("scheduled") + verbs("paused"))),
        required=True,
        metadata={"description": "what can be done with it now"},
    )
    scheduled_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    begun_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    planned_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "since when all its recipients are known"}
    )
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    planned = ma.fields.Integer(required=True, metadata={"description": "recipients"})
    sent = ma.fields.Integer(required=True)
    skipped = ma.fields.Integer(
        required=True, metadata={"description": "recipients who are banned when their turn comes"}
    )
    delivered = ma.fields.Integer(required=True, metadata={"description": "that are in inboxes, as of `counted_at`"})
    read = ma.fields.Integer(required=True, metadata={"description": "of them"})
    counted_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    edition = ma.fields.Integer(
        required=True,
        metadata={"description": "its ETag is `e<edition>`; a draft's goes on with its template and segment, too"},
    )
    author = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class CampaignsSchema(ma.Schema):
    """A page of campaigns, latest first."""

    items = ma.fields.List(ma.fields.Nested(CampaignSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)
