"""What a player sees, shown to staff: the same as the player's own requests are answered, and nothing done by it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from models import player_exports
from rules.permissions import PERMISSIONS
from tests.redeeming import redeemed, sell
from tests.web.admin.seeing import PLAYERS, Audited, Employ, played
from tests.web.conftest import Guest

WHY = {"reason": "cannot find the gift card"}
PHONE = "+4915112345678"


@pytest.fixture
def busy(guest: Guest, engine: Engine, apply_answers: Callable[..., Any]) -> Guest:
    """A guest who has played, been written to, and asked for something."""
    played(guest, apply_answers)
    product = sell(engine, f"P{guest.id.hex[-8:]}")
    redeemed(engine, product, by=guest.id, phone=PHONE)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO notifications (id, player_id, category, lang, title, body, created_at, expires_at) "
                "VALUES (:id, :player, 'rewards', 'en', 'On its way', '', now(), now() + interval '1 day')"
            ),
            {"id": uuid4(), "player": guest.id},
        )
    return guest


def test_staff_see_what_the_player_is_answered_and_nothing_is_done_by_it(
    employ: Employ, busy: Guest, audited: Audited
) -> None:
    member = employ("support")
    seen = member.post(f"{PLAYERS}/{busy.id}/view", json=WHY)
    assert seen.status_code == 200, seen.text
    own = {
        "blocked": False,
        "me": busy.get("/v1/me").json,
        "wallet": busy.get("/v1/wallet").json,
        "entries": busy.get("/v1/wallet/entries").json["items"],
        "redemptions": busy.get("/v1/redemptions").json["items"],
        "inbox": busy.get("/v1/notifications").json["items"],
        "unread": 1,
        "sessions": busy.get("/v1/sessions").json["items"],
    }
    assert {name: seen.json[name] for name in own} == own
    assert all(value for name, value in own.items() if name != "blocked")
    assert own["inbox"][0]["read_at"] is None
    assert [one["how"] for one in seen.json["devices"]] == ["guest"]
    [row] = audited(member.staff.id)
    assert (row["action"], row["subject_id"], row["reason"]) == ("players.view", str(busy.id), WHY["reason"])


def test_staff_are_told_that_a_banned_player_sees_nothing_of_it(employ: Employ, guest: Guest) -> None:
    owner = employ("owner")
    owner.post(f"{PLAYERS}/{guest.id}/sanctions", json={"kind": "ban", "reason": "a test"})
    assert owner.post(f"{PLAYERS}/{guest.id}/view", json=WHY).json["blocked"] is True


def test_who_looks_through_a_players_eyes_may_see_contacts_and_read_what_they_write() -> None:
    assert PERMISSIONS["players.view"] <= PERMISSIONS["players.contacts"] & PERMISSIONS["players.message"]


def test_nobody_looks_through_a_players_eyes_without_a_reason(employ: Employ, guest: Guest, audited: Audited) -> None:
    member = employ("support")
    assert member.post(f"{PLAYERS}/{guest.id}/view", json={"reason": " "}).status_code == 422
    assert member.post(f"{PLAYERS}/{uuid4()}/view", json=WHY).json["code"] == "player_unknown"
    assert audited(member.staff.id) == []


@pytest.mark.parametrize(("role", "phone"), [("support", PHONE), ("viewer", "+49…78")])
def test_redemptions_have_the_phone_for_who_may_see_contacts(
    employ: Employ, busy: Guest, role: str, phone: str
) -> None:
    member = employ(role)
    [one] = member.get(f"{PLAYERS}/{busy.id}/redemptions").json["items"]
    assert (one["name"], one["state"], one["phone"]) == ("Market", "held", phone)
    assert member.get(f"{PLAYERS}/{uuid4()}/redemptions").json["code"] == "player_unknown"


def test_exports_of_a_player_are_listed_however_they_were_asked_for(
    employ: Employ, guest: Guest, engine: Engine, audited: Audited
) -> None:
    with engine.begin() as connection:
        player_exports.begin(connection, UUID(int=7), guest.id)
    member = employ("support")
    [job] = member.get(f"{PLAYERS}/{guest.id}/exports").json["items"]
    assert (job["id"], job["state"]) == (str(UUID(int=7)), "waiting")
    member.get(f"{PLAYERS}/{guest.id}/exports", headers={"X-Poll": "1"})
    assert [row["after"] for row in audited(member.staff.id)] == [{"player_id": str(guest.id)}]


def test_an_answer_that_counted_for_nothing_is_told_with_its_reason(
    employ: Employ, guest: Guest, apply_answers: Callable[..., Any]
) -> None:
    """The second of two that cross: support is asked why it gave no points."""
    session = guest.start(count=1)
    asked = guest.next(session)
    assert guest.answer(asked, right=False).status_code == 202
    assert guest.answer(asked, right=True).status_code == 202
    apply_answers(2)
    [question] = employ("viewer").get(f"{PLAYERS}/{guest.id}/sessions/{session}").json["questions"]
    assert question["answer"]["right"] is False
    assert [one["code"] for one in question["unapplied"]] == ["superseded"]
