"""Campaigns from draft to inbox, as staff make them; what cannot be meant is refused, and changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from events.catalog import PlayerTold
from events.codec import decode
from tasks import inbox
from tasks.slices import Batch, Slice
from tests.campaigning import run_out
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest, refusal

TEXTS = {
    "en": {"title": "Hi {player_name}", "body": "<b>{prize}</b> waits.<script>x</script>"},
    "ar": {"title": "مرحبا", "body": "{prize}"},
}


@pytest.fixture
def support(employ: Callable[..., Member]) -> Member:
    return employ("support")


@pytest.fixture
def prize(support: Member) -> dict[str, Any]:
    return template(support)


def template(member: Member) -> dict[str, Any]:
    body = {"name": "A prize", "variables": {"prize": "text"}, "texts": TEXTS}
    made: dict[str, Any] = member.post("/v1/admin/templates", body).json
    return made


def draft(member: Member, prize: dict[str, Any], **changes: Any) -> Any:
    body = {"name": "Autumn", "template_id": prize["id"], "values": {"prize": "A badge"}, "filter": {}, **changes}
    return member.post("/v1/admin/campaigns", body)


def act(member: Member, campaign: dict[str, Any], verb: str, json: Any = None) -> Any:
    edition = member.get(f"/v1/admin/campaigns/{campaign['id']}").headers["ETag"]
    headers = {"If-Match": edition}
    return member.post(f"/v1/admin/campaigns/{campaign['id']}/{verb}", json, headers=headers)


def state(member: Member, campaign: dict[str, Any]) -> str:
    return str(member.get(f"/v1/admin/campaigns/{campaign['id']}").json["state"])


def told(engine: Engine, guest: Guest) -> list[PlayerTold]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT value FROM outbox WHERE key = :id"), {"id": str(guest.id)})
        found = [decode(bytes(value)) for value in rows.scalars()]
    return [event for event in found if isinstance(event, PlayerTold)]


def arrive(engine: Engine, event: PlayerTold) -> None:
    """Into the inbox, as its task does it."""
    with engine.begin() as connection:
        inbox.apply({}, connection, Batch(Slice(event.topic.name, "id", 0, 0, 1, 0, [b""]), [event], [0]))


def test_a_segment_s_players_are_written_to_and_no_others(
    support: Member, prize: dict[str, Any], guest: Guest, become: Callable[..., Guest], engine: Engine
) -> None:
    other = become()
    tagged = support.put(f"/v1/admin/players/{guest.id}/tags", {"tags": ["autumn", "autumn"]})
    assert tagged.json == {"tags": ["autumn"]}
    wanted = {"tags": ["autumn"]}
    preview = support.post("/v1/admin/segments/preview", {"filter": wanted}).json
    assert (preview["count"], [one["id"] for one in preview["sample"]]) == (1, [str(guest.id)])
    segment = support.post("/v1/admin/segments", {"name": "Autumn", "filter": wanted}).json
    campaign = draft(support, prize, filter=None, segment_id=segment["id"]).json
    assert refusal(support.delete(f"/v1/admin/segments/{segment['id']}")) == (409, "segment_in_use")
    scheduled = act(support, campaign, "schedule", {})
    assert (scheduled.status_code, scheduled.json["state"]) == (200, "scheduled"), scheduled.text
    run_out(engine)
    assert state(support, campaign) == "sent"
    [event] = told(engine, guest)
    assert (event.kind, event.values["body"]) == ("news", "A badge waits.")
    assert not told(engine, other)
    arrive(engine, event)
    [shown] = guest.get("/v1/notifications").json["items"]
    assert (shown["markup"], shown["category"]) == ("<b>A badge</b> waits.", "news")


def test_what_two_saw_of_a_draft_is_what_is_sent(
    support: Member, prize: dict[str, Any], guest: Guest, engine: Engine
) -> None:
    """Words and filter are frozen when it is scheduled; a draft that was changed meanwhile is not what was seen."""
    campaign = draft(support, prize, filter={"players": [str(guest.id)]}).json
    path = f"/v1/admin/campaigns/{campaign['id']}"
    stale = {"If-Match": '"e1"'}
    assert support.patch(path, {"values": {"prize": "A cup"}}, headers=stale).status_code == 200
    assert refusal(support.post(f"{path}/schedule", {}, headers=stale)) == (412, "changed_meanwhile")
    assert refusal(support.post(f"{path}/schedule", {})) == (428, "precondition_required")
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert act(support, campaign, "schedule", {"at": later}).json["state"] == "scheduled"
    changes = {"texts": {"en": {"title": "Other", "body": "Other"}}, "variables": {}}
    assert support.patch(f"/v1/admin/templates/{prize['id']}", changes, headers=stale).status_code == 200
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaigns SET due_at = now() WHERE id = :id"), {"id": campaign["id"]})
    run_out(engine)
    [event] = told(engine, guest)
    assert event.values["body"] == "A cup waits."


def test_a_changed_template_or_segment_makes_another_draft_of_what_was_seen(
    support: Member, prize: dict[str, Any], guest: Guest
) -> None:
    filter_ = {"players": [str(guest.id)]}
    segment = support.post("/v1/admin/segments", {"name": "One", "filter": filter_}).json
    campaign = draft(support, prize, filter=None, segment_id=segment["id"]).json
    other = draft(support, template(support), filter=filter_).json
    paths = [f"/v1/admin/campaigns/{one['id']}" for one in (campaign, other)]
    for path, change in (
        (f"/v1/admin/templates/{prize['id']}", {"texts": {"en": {"title": "{prize}", "body": "Other"}}}),
        (f"/v1/admin/segments/{segment['id']}", {"filter": {}}),
    ):
        seen = support.get(paths[0]).headers["ETag"]
        assert support.patch(path, change, headers={"If-Match": '"e1"'}).status_code == 200
        scheduling = support.post(f"{paths[0]}/schedule", {}, headers={"If-Match": seen})
        assert refusal(scheduling) == (412, "changed_meanwhile")
    assert [support.get(path).json["edition"] for path in paths] == [3, 1]


def test_the_season_that_runs_when_it_is_scheduled_is_meant(
    support: Member, prize: dict[str, Any], guest: Guest, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO seasons (id, name, first, last) SELECT 1, 's', CURRENT_DATE - 9, CURRENT_DATE + 9 "
                "WHERE NOT EXISTS (SELECT FROM seasons WHERE first <= CURRENT_DATE AND last >= CURRENT_DATE)"
            )
        )
        season = connection.execute(
            text("SELECT id FROM seasons WHERE first <= CURRENT_DATE AND last >= CURRENT_DATE")
        ).scalar_one()
        connection.execute(
            text(
                "INSERT INTO player_days (player_id, category_id, day, season_id, points, week_points, season_points, "
                "total_points, answered, reached_at, version, latest) "
                "VALUES (:player, 0, CURRENT_DATE, :season, 9, 9, 9, 9, 1, now(), 1, true)"
            ),
            {"player": guest.id, "season": season},
        )
    campaign = draft(support, prize, filter={"season_rank": 10, "players": [str(guest.id)]}).json
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert act(support, campaign, "schedule", {"at": later}).status_code == 200
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT audience FROM campaigns WHERE id = :id"), {"id": campaign["id"]})
        assert kept.scalar_one()["season_id"] == season
        connection.execute(text("UPDATE campaigns SET state = 'cancelled' WHERE id = :id"), {"id": campaign["id"]})


def test_a_campaign_is_paused_resumed_and_cancelled(support: Member, prize: dict[str, Any], guest: Guest) -> None:
    campaign = draft(support, prize, filter={"players": [str(guest.id)]}).json
    assert refusal(act(support, campaign, "pause")) == (409, "state_forbidden")
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    act(support, campaign, "schedule", {"at": later})
    assert refusal(
        support.patch(f"/v1/admin/campaigns/{campaign['id']}", {"rate": 1}, headers={"If-Match": '"e2"'})
    ) == (
        409,
        "state_forbidden",
    )
    for verb, after in (("pause", "paused"), ("resume", "scheduled"), ("cancel", "cancelled")):
        assert act(support, campaign, verb).json["state"] == after
    assert refusal(act(support, campaign, "resume")) == (409, "state_forbidden")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"values": {}}, (422, "value_missing")),
        ({"values": {"prize": "x", "prise": "y"}}, (422, "variable_unknown")),
        ({"filter": None}, (422, "audience_unclear")),
        ({"filter": None, "segment_id": "0198d3e0-0000-7000-8000-000000000000"}, (422, "segment_unknown")),
        ({"filter": {"level_least": 3, "level_most": 2}}, (422, "segment_impossible")),
        ({"filter": {"shoe_size": 44}}, (422, "invalid")),
        ({"template_id": "0198d3e0-0000-7000-8000-000000000000"}, (404, "template_unknown")),
    ],
)
def test_what_cannot_be_meant_is_refused(
    support: Member, prize: dict[str, Any], changes: dict[str, Any], problem: tuple[int, str]
) -> None:
    before = len(support.get("/v1/admin/campaigns?limit=100").json["items"])
    assert refusal(draft(support, prize, **changes)) == problem
    assert len(support.get("/v1/admin/campaigns?limit=100").json["items"]) == before


def test_players_are_named_by_ids_and_an_unknown_one_by_its_place(
    support: Member, prize: dict[str, Any], guest: Guest, become: Callable[..., Guest], engine: Engine
) -> None:
    """In a draft, in a segment and where who fits is counted; nothing is kept of it."""
    gone = become()
    with engine.begin() as connection:
        connection.execute(text("UPDATE players SET erased_at = now() WHERE id = :id"), {"id": gone.id})
    nobody = "0198d3e0-0000-7000-8000-000000000000"
    wanted = {"players": [str(guest.id), nobody, str(gone.id)]}
    before = len(support.get("/v1/admin/campaigns?limit=100").json["items"])
    segment = support.post("/v1/admin/segments", {"name": "Two", "filter": {"players": [str(guest.id)]}}).json
    headers = {"If-Match": '"e1"'}
    for answer in (
        draft(support, prize, filter=wanted),
        support.post("/v1/admin/segments/preview", {"filter": wanted}),
        support.post("/v1/admin/segments", {"name": "Three", "filter": wanted}),
        support.patch(f"/v1/admin/segments/{segment['id']}", {"filter": wanted}, headers=headers),
    ):
        assert refusal(answer) == (422, "players_unknown")
        assert [one["pointer"] for one in answer.json["errors"]] == ["/filter/players/1", "/filter/players/2"]
    assert len(support.get("/v1/admin/campaigns?limit=100").json["items"]) == before
    known = support.post("/v1/admin/segments/preview", {"filter": {"players": [str(guest.id)]}}).json
    assert (known["count"], known["sample"][0]["id"]) == (1, str(guest.id))


def test_nobody_and_the_past_are_refused_and_nothing_changes(support: Member, prize: dict[str, Any]) -> None:
    campaign = draft(support, prize, filter={"tags": ["nobody-has-this"]}).json
    assert refusal(act(support, campaign, "schedule", {})) == (422, "segment_empty")
    past = {"at": "2020-01-01T00:00:00Z"}
    assert refusal(act(support, campaign, "schedule", past)) == (422, "schedule_past")
    none = draft(support, prize, filter={"season_id": 999, "season_rank": 3}).json
    assert refusal(act(support, none, "schedule", {})) == (422, "season_unknown")
    found = support.get(f"/v1/admin/campaigns/{campaign['id']}").json
    assert (found["state"], found["edition"]) == ("draft", 1)


def test_a_template_is_checked_cleaned_and_previewed_in_each_language(
    support: Member, prize: dict[str, Any], become: Callable[..., Guest]
) -> None:
    assert prize["texts"]["en"]["body"] == "<b>{prize}</b> waits."
    unknown = {"name": "x", "texts": {"en": {"title": "{prise}", "body": "x"}}}
    response = support.post("/v1/admin/templates", unknown)
    assert refusal(response) == (422, "variable_unknown")
    assert response.json["errors"][0]["pointer"] == "/texts/en/title"
    path = f"/v1/admin/templates/{prize['id']}/preview"
    assert refusal(support.post(path, {})) == (422, "value_missing")
    player = become()
    name = player.get("/v1/me").json["name"]
    shown = support.post(path, {"values": {"prize": "A <cup>"}, "player_id": str(player.id)}).json["items"]
    assert [(one["wanted"], one["lang"], one["dir"]) for one in shown] == [
        ("en", "en", "ltr"),
        ("es", "en", "ltr"),
        ("ar", "ar", "rtl"),
    ]
    assert shown[0]["title"] == f"Hi {name}"
    assert shown[0]["markup"] == "<b>A &lt;cup&gt;</b> waits."
    assert [one["players"] for one in shown] == [True, False, False]


def test_who_only_reads_sends_nothing(employ: Callable[..., Member], prize: dict[str, Any]) -> None:
    viewer = employ("viewer")
    assert viewer.get("/v1/admin/campaigns").status_code == 200
    assert refusal(draft(viewer, prize)) == (403, "forbidden")
