"""A campaign to many takes two, and what the second member agrees to is what was asked for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from models import thresholds
from tests.campaigning import run_out
from tests.web.admin.conftest import Member
from tests.web.admin.test_campaigns import act, draft, state, template
from tests.web.conftest import Guest, refusal

TAG = "autumn"


@pytest.fixture
def support(employ: Callable[..., Member]) -> Member:
    return employ("support")


@pytest.fixture
def other(employ: Callable[..., Member]) -> Member:
    return employ("support")


@pytest.fixture
def above(engine: Engine) -> Iterator[Callable[[int], None]]:
    """Sets how many recipients one member decides about; nothing is left to be sent afterwards."""

    def put(recipients: int) -> None:
        with engine.begin() as connection:
            thresholds.put(connection, "campaign_second_person_above", recipients, "a test", None)

    yield put
    put(10_000)
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaigns SET state = 'cancelled', halted = NULL"))
        connection.execute(text("DELETE FROM player_tags"))


@pytest.fixture
def segment(support: Member, guest: Guest) -> dict[str, Any]:
    """Of one player, so far."""
    tag(support, guest)
    made: dict[str, Any] = support.post("/v1/admin/segments", {"name": "Autumn", "filter": {"tags": [TAG]}}).json
    return made


def tag(member: Member, *guests: Guest) -> None:
    for guest in guests:
        assert member.put(f"/v1/admin/players/{guest.id}/tags", {"tags": [TAG]}).status_code == 200


def approve(member: Member, asked: Any) -> Any:
    assert asked.status_code == 202, asked.text
    return member.post(f"/v1/admin/approvals/{asked.json['id']}/approve", {})


def change(member: Member, nouns: str, one: dict[str, Any], **fields: Any) -> None:
    headers = {"If-Match": f'"e{one["edition"]}"'}
    assert member.patch(f"/v1/admin/{nouns}/{one['id']}", fields, headers=headers).status_code == 200


def test_above_a_threshold_it_takes_two(
    support: Member, other: Member, segment: dict[str, Any], guest: Guest, above: Callable[[int], None]
) -> None:
    above(0)
    campaign = draft(support, template(support), filter={"players": [str(guest.id)]}).json
    asked = act(support, campaign, "schedule", {})
    assert (asked.status_code, state(support, campaign)) == (202, "draft")
    assert refusal(approve(support, asked)) == (403, "own_request")
    assert approve(other, asked).status_code == 200
    assert state(support, campaign) == "scheduled"
    above(1)
    second = draft(support, template(support), filter=None, segment_id=segment["id"]).json
    assert act(support, second, "schedule", {}).status_code == 200, "as many as one decides about"


@pytest.mark.parametrize("what", ["campaigns", "templates", "segments", "recipients"])
def test_what_was_changed_since_it_was_asked_for_is_not_approved(
    support: Member,
    other: Member,
    segment: dict[str, Any],
    become: Callable[..., Guest],
    above: Callable[[int], None],
    what: str,
) -> None:
    above(0)
    words = template(support)
    campaign = draft(support, words, filter=None, segment_id=segment["id"]).json
    asked = act(support, campaign, "schedule", {})
    if what == "campaigns":
        change(support, what, campaign, values={"prize": "Nothing"})
    elif what == "templates":
        change(support, what, words, texts={"en": {"title": "{prize}", "body": "Other"}})
    elif what == "segments":
        change(support, what, segment, filter={"tags": [TAG, "others"]})
    else:
        tag(support, become())
    assert refusal(approve(other, asked)) == (409, "campaign_changed")
    assert state(support, campaign) == "draft"


def test_one_that_more_fit_when_it_begins_waits_for_a_second_member(
    support: Member,
    other: Member,
    segment: dict[str, Any],
    become: Callable[..., Guest],
    above: Callable[[int], None],
    engine: Engine,
) -> None:
    above(1)
    campaign = draft(support, template(support), filter=None, segment_id=segment["id"]).json
    assert act(support, campaign, "schedule", {}).status_code == 200
    tag(support, become())
    run_out(engine)
    halted = support.get(f"/v1/admin/campaigns/{campaign['id']}").json
    assert (halted["state"], halted["halted"], halted["planned"]) == ("paused", "recipients_many", 2)
    asked = act(support, campaign, "resume")
    assert refusal(act(support, campaign, "resume")) == (409, "approval_open")
    assert refusal(approve(support, asked)) == (403, "own_request")
    assert approve(other, asked).status_code == 200
    assert support.get(f"/v1/admin/campaigns/{campaign['id']}").json["halted"] is None
    run_out(engine)
    assert state(support, campaign) == "sent"
