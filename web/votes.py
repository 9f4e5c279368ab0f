"""Votes on creative battles: two entries are shown, one is chosen; accepted as answers are."""

from datetime import UTC, datetime, timedelta
from random import random, shuffle
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from flask import Response
from sqlalchemy import Connection

from models import creative, entries, players, votes
from models.votes import Candidate
from rules.creative import JUST, TOKEN_GOOD, choose
from web import accepting
from web.accepting import Admitted
from web.answers import LOCATION, AcceptedSchema, accept
from web.auth import living, player_id, player_required
from web.bodies import Blueprint, read
from web.contract import documented
from web.creative import ContentSchema, PromptTextSchema, content, prompt
from web.errors import Problem, document_problems
from web.events import EventSchema
from web.preferences import PARAMETER
from web.tokens import VoteToken
from web.wires import wires

blueprint = Blueprint("votes", __name__, url_prefix="/v1/votes", description="Votes on creative battles.")

_LEAST_S = timedelta(seconds=2)
"""A voting that is over sooner is not shown any more."""
_CANDIDATES = 16


class BallotSchema(ma.Schema):
    """A battle's two entries, in an order of chance, without their authors."""

    battle_id = ma.fields.UUID(required=True)
    prompt = ma.fields.Nested(PromptTextSchema, required=True)
    entries = ma.fields.List(ma.fields.Nested(ContentSchema), required=True, validate=ma.validate.Length(equal=2))
    token = ma.fields.String(required=True, metadata={"description": "goes with the vote"})
    expires_at = ma.fields.AwareDateTime(required=True, metadata={"description": "until when the vote may be cast"})


class VoteSchema(ma.Schema):
    """The entry that one likes better."""

    token = ma.fields.String(required=True, metadata={"description": "`token` of `GET /v1/votes/next`"})
    entry_id = ma.fields.UUID(required=True)


class Vote(msgspec.Struct, forbid_unknown_fields=True):
    """VoteSchema, as it is read."""

    token: str
    entry_id: UUID


_read_vote = msgspec.json.Decoder(Vote).decode


@blueprint.route("/next")
@player_required
@blueprint.response(200, BallotSchema)
@document_problems(404, 429, 503, s404="`nothing_to_vote_on`: ask again after `Retry-After`")
def show_next() -> dict[str, Any]:
    """Two entries to choose from

    Of all battles that are voted on, those that were shown least come first; none of one's own, none that one has voted
    on, and none that one was shown within a minute.
    """
    wires().serve_rates.take(player_id().bytes)
    now = datetime.now(UTC)
    with wires().postgres.begin() as connection:
        living(players.hold(connection, player_id()))
        found = votes.candidates(connection, player_id(), now + _LEAST_S, _CANDIDATES)
        if not found:
            wait = {"Retry-After": str(round(JUST.total_seconds() / 4))}
            raise Problem(404, "nothing_to_vote_on", "There is nothing for you to vote on just now.", headers=wait)
        chosen = found[choose([one.servings for one in found], random())]
        ballot = _ballot(connection, chosen, now)
        votes.serve(connection, player_id(), chosen.battle_id, now)
    return ballot


def _ballot(connection: Connection, chosen: Candidate, now: datetime) -> dict[str, Any]:
    battle = creative.one(connection, chosen.battle_id)
    assert battle is not None
    both = entries.of_battles(connection, [battle.id])[battle.id]
    shuffle(both)
    expires_at = min(now + TOKEN_GOOD, chosen.voting_until)
    token = VoteToken(
        battle.id.bytes,
        player_id().bytes,
        (both[0].id.bytes, both[1].id.bytes),
        int(expires_at.timestamp() * 1000),
    )
    return {
        "battle_id": battle.id,
        "prompt": prompt(battle),
        "entries": [content(battle, entry, wires().media.url) for entry in both],
        "token": wires().tokens.sign_vote(token),
        "expires_at": expires_at,
    }


@blueprint.route("", methods=["POST"])
@documented(
    Blueprint.doc(security=[{"player": []}], parameters=[PARAMETER]),
    blueprint.arguments(VoteSchema),
    blueprint.response(202, AcceptedSchema, description="Accepted.", headers=LOCATION),
    blueprint.alt_response(200, schema=EventSchema, success=True, description="With `Prefer: wait`: its outcome."),
    document_problems(
        *(400, 401, 403, 409, 413, 415, 422, 429, 503),
        s401="`unauthenticated`, or `vote_token_invalid`: the vote token was not signed by us",
        s403="`vote_token_foreign`: the entries were shown to another player; `blocked`: you may not play any more",
        s409="`vote_late`: the time for this vote is over; an earlier copy, `event_id`, may count",
        s422="`invalid`: `errors` name the fields; `entry_unknown`: none of the two entries",
    ),
)
def cast_vote() -> Response:
    """Vote for one of two entries

    One vote a voter and battle, for ever: the first applied wins, another one is refused as `superseded`. The same vote
    sent again is the same event. How the votes stand, the battle tells who has voted; its authors when it is closed.
    """
    received_at = accepting.now()

    def admit(player: UUID) -> Admitted:
        body = read(_read_vote)
        return accepting.vote(wires(), body.token, body.entry_id, player, received_at)

    return accept(admit)
