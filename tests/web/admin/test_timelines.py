"""A player's timeline: everything that happened, page by page, none twice and none left out."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import ledger
from models.base import least_id
from models.ledger import Wanted
from tests.campaigning import run_out
from tests.redeeming import redeemed, sell
from tests.web.admin.conftest import Member
from tests.web.admin.seeing import PLAYERS, Employ, played
from tests.web.admin.test_campaigns import act, draft, prize, support, told
from tests.web.conftest import Guest

__all__ = ["prize", "support"]


def put_sessions(engine: Engine, player: UUID, starts: Sequence[datetime]) -> list[str]:
    """A session at each of these times, to the millisecond; their ids."""
    own = 7 << 76 | 2 << 62 | (player.int & 0xFFFFFFFF) << 16
    ids = [UUID(int=least_id(at).int | own | number) for number, at in enumerate(starts)]
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO sessions (id, player_id, category_id, mode, started_at, expires_at, time_limit_ms, "
                "question_ids, correct, base_points, answered_on) VALUES (:i, :p, 1, 'practice', "
                "CAST(:at AS timestamptz) + interval '3 ms', :at, 15000, '{}', '{a}', '{NULL}', '{NULL}')"
            ),
            [{"i": id_, "p": player, "at": at} for id_, at in zip(ids, starts, strict=True)],
        )
    return [str(id_) for id_ in ids]


def note(engine: Engine, player: UUID, at: datetime, words: str) -> None:
    """A note of that time."""
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO player_notes VALUES (:id, :p, :s, :t, :at)"),
            {"id": uuid7(), "p": player, "s": uuid7(), "t": words, "at": at},
        )


def timeline(member: Member, player: UUID, limit: int, kind: str = "") -> list[dict[str, Any]]:
    """All of it, or of a kind, page by page."""
    seen: list[dict[str, Any]] = []
    cursor = ""
    while cursor is not None:
        page = member.get(
            f"{PLAYERS}/{player}/timeline?limit={limit}{kind and '&kind=' + kind}{cursor and '&cursor=' + cursor}"
        ).json
        seen += page["items"]
        cursor = page["next"]
    return seen


def test_the_timeline_has_everything_and_goes_page_by_page(
    employ: Employ, guest: Guest, apply_answers: Callable[..., Any]
) -> None:
    member, session = employ("moderator"), played(guest, apply_answers)
    words = "Wrote in twice.\n<script>alert(1)</script> \u202egnp"
    assert member.post(f"{PLAYERS}/{guest.id}/notes", json={"text": words}).status_code == 201
    sanction = member.post(f"{PLAYERS}/{guest.id}/sanctions", json={"kind": "ban", "reason": "a test"}).json["id"]
    member.delete(f"{PLAYERS}/{guest.id}/sanctions/{sanction}", json={"reason": "over"})
    seen = timeline(member, guest.id, 2)
    assert [one["kind"] for one in seen] == ["lift", "sanction", "note", "session", "login", "network"]
    assert (seen[0]["reason"], seen[1]["who"], seen[2]["words"]) == ("over", "Test", words)
    assert (seen[3]["id"], seen[3]["words"]) == (session, "practice")
    assert [(one["no"], one["right"]) for one in seen[3]["answers"]] == [(0, True), (1, False)]
    assert all(one["elapsed_ms"] >= 0 for one in seen[3]["answers"])
    assert seen[4]["reason"] == "guest"
    assert seen[5]["words"] == "127.0.0.0/24", "and no more of the address"


@pytest.mark.parametrize(("apart_ms", "limit"), [(7_000, 70), (10, 5), (0, 5)])
def test_a_timeline_of_very_many_sessions_is_read_page_by_page(
    employ: Employ, guest: Guest, engine: Engine, apart_ms: int, limit: int
) -> None:
    """In the order of time, none twice and none left out, however close together they were begun."""
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    ids = put_sessions(engine, guest.id, [begun + timedelta(milliseconds=apart_ms * number) for number in range(300)])
    seen = [one["id"] for one in timeline(employ("viewer"), guest.id, limit) if one["kind"] == "session"]
    assert seen == [*reversed(ids)]


@pytest.mark.parametrize("micros", [0, 1])
def test_a_session_and_a_note_of_one_millisecond_are_both_in_the_timeline_once(
    employ: Employ, guest: Guest, engine: Engine, micros: int
) -> None:
    member, at = employ("moderator"), datetime(2026, 1, 1, tzinfo=UTC)
    ids = put_sessions(engine, guest.id, [at - timedelta(seconds=1), *[at] * 3])
    note(engine, guest.id, at.replace(microsecond=micros), "then")
    seen = [(one["kind"], one["id"]) for one in timeline(member, guest.id, 1) if one["kind"] in ("session", "note")]
    assert sorted(id_ for kind, id_ in seen if kind == "session") == ids
    assert [kind for kind, _ in seen].count("note") == 1


def test_the_clock_of_a_cursor_is_kept_to_the_microsecond(employ: Employ, guest: Guest, engine: Engine) -> None:
    """Two things of one millisecond are neither lost nor shown twice between pages."""
    member, at = employ("moderator"), datetime(2026, 1, 1, tzinfo=UTC)
    for micros in (1, 2, 3):
        note(engine, guest.id, at.replace(microsecond=micros), str(micros))
    notes = [one["words"] for one in timeline(member, guest.id, 1) if one["kind"] == "note"]
    assert notes == ["3", "2", "1"]


def crowd(engine: Engine, player: UUID, at: datetime) -> dict[str, list[str]]:
    """Three of each kind that come by the thousand, all at one time; their ids by kind, the least first."""
    messages = sorted(str(uuid7()) for _ in range(3))
    with engine.begin() as connection:
        posted = ledger.post(connection, [Wanted("t", f"{player} {n}", player, "credit", 5, "test") for n in range(3)])
        numbers = [one.id for one in posted]
        connection.execute(
            text(
                "INSERT INTO notifications (id, player_id, category, title, body, lang, created_at, expires_at) "
                "SELECT unnest(CAST(:ids AS uuid[])), :player, 'news', 'News', '', 'en', :at, :at"
            ),
            {"ids": messages, "player": player, "at": at},
        )
    return {"message": messages, "tokens": [str(UUID(int=number)) for number in numbers]}


def test_tokens_and_messages_are_in_it_and_it_is_read_by_kind(employ: Employ, guest: Guest, engine: Engine) -> None:
    member, at = employ("viewer"), datetime.now(UTC) - timedelta(hours=1)
    wanted = crowd(engine, guest.id, at) | {"session": put_sessions(engine, guest.id, [at] * 3)}
    every = timeline(member, guest.id, 2)
    assert [(one["at"], one["kind"], one["id"]) for one in every] == sorted(
        ((one["at"], one["kind"], one["id"]) for one in every), reverse=True
    )
    for kind, ids in wanted.items():
        assert [one["id"] for one in every if one["kind"] == kind] == ids[::-1]
        assert [one["id"] for one in timeline(member, guest.id, 1, kind)] == ids[::-1]
    assert {(one["reason"], one["amount"]) for one in every if one["kind"] == "tokens"} == {("credit", 5)}
    assert member.get(f"{PLAYERS}/{guest.id}/timeline?kind=nothing").status_code == 422


def test_a_redemption_is_in_the_timeline_with_what_it_cost(employ: Employ, engine: Engine) -> None:
    redemption = redeemed(engine, sell(engine))
    with engine.connect() as connection:
        statement = text("SELECT player_id FROM redemptions WHERE id = :id")
        player: UUID = connection.execute(statement, {"id": redemption}).scalar_one()
    seen = timeline(employ("viewer"), player, 2)
    assert {(one["kind"], one["words"], one["reason"], one["amount"]) for one in seen} == {
        ("redemption", "Market", "held", 5_000),
        ("tokens", "redemption", "hold", 5_000),
        ("tokens", "test", "credit", 5_000),
    }


def test_referrals_reports_and_appeals_are_in_it_on_both_sides(
    employ: Employ, guest: Guest, become: Callable[..., Guest], engine: Engine
) -> None:
    other = become()
    with engine.begin() as connection:
        values = {"me": guest.id, "other": other.id}
        for statement in (
            "INSERT INTO referrals (id, referee_id, referrer_id, event_id, state, referrer_tokens, referee_tokens, "
            "claimed_at, due_at) VALUES (uuidv7(), :me, :other, 'e', 'joined', 200, 100, now(), now())",
            "INSERT INTO player_reports (id, player_id, kind, about, accused_id, ground) "
            "VALUES (uuidv7(), :me, 'name', :other, :other, 'spam')",
            "INSERT INTO appeals (id, player_id, kind, subject, text) "
            "VALUES (uuidv7(), :other, 'sanction', uuidv7(), '')",
        ):
            connection.execute(text(statement), values)
    member, wanted = employ("viewer"), {"referral", "report", "accused", "appeal"}
    seen = {
        (who, one["kind"], one["words"], one["reason"], one["amount"])
        for who, player in (("me", guest.id), ("other", other.id))
        for one in timeline(member, player, 3)
        if one["kind"] in wanted
    }
    assert seen == {
        ("me", "referral", "referee", "joined", 100),
        ("other", "referral", "referrer", "joined", 200),
        ("me", "report", "name", "spam", None),
        ("other", "accused", "name", "spam", None),
        ("other", "appeal", "sanction", None, None),
    }


def test_what_staff_and_players_wrote_and_campaigns_are_in_it_for_who_may_read_them(
    employ: Employ, guest: Guest, engine: Engine, prize: dict[str, Any]
) -> None:
    member = employ("support")
    thread = guest.post("/v1/threads", {"subject": "My streak", "text": "It is gone."}).json["id"]
    member.post(f"/v1/admin/threads/{thread}/messages", {"text": "It is back."})
    letter = {"player_id": str(guest.id), "lang": "en", "title": "Your streak", "body": "Sorry."}
    assert member.post("/v1/admin/messages", letter).status_code == 201
    campaign = draft(member, prize, filter={"players": [str(guest.id)]}).json
    assert act(member, campaign, "schedule", {}).status_code == 200
    assert timeline(member, guest.id, 3, "campaign") == [], "nobody is told yet"
    run_out(engine)
    [event] = [one for one in told(engine, guest) if one.kind == "news"]
    wanted = {
        "support": [("It is back.", "My streak", "Test"), ("It is gone.", "My streak", None)],
        "letter": [("Your streak", None, "Test")],
        "campaign": [("Autumn", "news", "Test")],
    }
    every = timeline(member, guest.id, 1)
    for kind, said in wanted.items():
        found = [one for one in every if one["kind"] == kind]
        assert [(one["words"], one["reason"], one["who"]) for one in found] == said
        assert timeline(member, guest.id, 1, kind) == found
    assert [one["id"] for one in every if one["kind"] == "campaign"] == [str(event.event_id)]
    viewer = employ("viewer")
    assert {one["kind"] for one in timeline(viewer, guest.id, 30)} & set(wanted) == {"campaign"}
    assert viewer.get(f"{PLAYERS}/{guest.id}/timeline?kind=support").status_code == 403
    with engine.begin() as connection:
        notice = (
            "INSERT INTO notifications (id, player_id, category, lang, title, body, created_at, expires_at) "
            "SELECT id, player_id, 'support', 'en', title, '', now(), now() + interval '1 day' FROM player_messages "
            "WHERE player_id = :p"
        )
        connection.execute(text(notice), {"p": guest.id})
    for reader, words in ((viewer, ""), (member, "Your streak")):
        assert [one["words"] for one in timeline(reader, guest.id, 30, "message")] == [words], "it is theirs to read"
