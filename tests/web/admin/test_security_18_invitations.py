"""SECURITY.md 18: who is invited becomes staff, by a link that is theirs alone and ends."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from tests.web.admin.newcomers import INVITATIONS, Arrive, Newcomer, change, command, hire, nobody, owner

__all__ = ["command", "hire", "nobody", "owner"]


def test_invitations_are_shown_mailed_and_taken_back(owner: Newcomer, nobody: Arrive, engine: Engine) -> None:
    found = nobody()
    first = owner.post(INVITATIONS, {"email": found.email, "roles": ["editor", "viewer"]})
    assert first.status_code == 201
    second = owner.post(INVITATIONS, {"email": found.email.upper(), "roles": ["editor"]}).json
    assert found.join(first.json["link"]).status_code == 404, "an earlier one is good no more"
    shown = [one for one in owner.send("GET", INVITATIONS).json["items"] if one["email"] == found.email]
    assert [one["id"] for one in shown] == [second["id"]]
    assert "link" not in shown[0]
    with engine.connect() as connection:
        statement = text("SELECT body FROM messages WHERE recipient = :to ORDER BY id DESC LIMIT 1")
        assert second["link"] in connection.execute(statement, {"to": found.email}).scalar_one()
    assert owner.send("DELETE", f"{INVITATIONS}/{second['id']}").status_code == 204
    assert owner.send("DELETE", f"{INVITATIONS}/{second['id']}").status_code == 404
    assert found.join(second["link"]).status_code == 404


def test_an_invitation_ends_after_three_days_and_takes_its_secret(
    owner: Newcomer, nobody: Arrive, engine: Engine
) -> None:
    found = nobody()
    invited = owner.post(INVITATIONS, {"email": found.email, "roles": ["viewer"]}).json
    wrong = found.post(f"{INVITATIONS}/{invited['id']}/accept", {"secret": "x", "name": "A", "password": "four otters"})
    assert wrong.status_code == 404
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE staff_invitations SET expires_at = expires_at - CAST(:days AS interval) WHERE id = :id"),
            {"days": timedelta(days=3), "id": invited["id"]},
        )
    assert found.join(invited["link"]).status_code == 404


def test_an_invitation_is_good_after_a_password_that_was_the_address(owner: Newcomer, nobody: Arrive) -> None:
    found = nobody()
    link = owner.post(INVITATIONS, {"email": found.email, "roles": ["viewer"]}).json["link"]
    refused = found.join(link, password=found.email.partition("@")[0] + "!")
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/password")
    assert found.join(link).status_code == 201


@pytest.mark.parametrize(
    ("ended", "back"), [({"roles": ["viewer"]}, {"roles": ["owner"]}), ({"disabled": True}, {"disabled": False})]
)
def test_an_invitation_ends_with_the_ownership_of_who_made_it(
    owner: Newcomer, hire: Arrive, nobody: Arrive, ended: Any, back: Any
) -> None:
    second, friends = hire("owner"), (nobody(), nobody())
    maker = str(second.id)
    wish = [{"email": friend.email, "roles": ["owner"]} for friend in friends]
    links = [second.post(INVITATIONS, body).json["link"] for body in wish]
    assert change(owner, maker, ended).status_code == 200
    assert friends[0].join(links[0]).status_code == 404
    assert change(owner, maker, back).status_code == 200
    assert friends[1].join(links[1]).status_code == 201


def test_an_address_is_one_members(owner: Newcomer, hire: Arrive) -> None:
    member = hire("viewer")
    taken = owner.post(INVITATIONS, {"email": member.email, "roles": ["owner"]})
    assert (taken.status_code, taken.json["code"]) == (409, "staff_exists")


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ({"email": "x@y.test", "roles": []}, "/roles"),
        ({"email": "x@y.test", "roles": ["king"]}, "/roles/0"),
        ({"email": "x@y.test"}, "/roles"),
        ({"email": "x\ny@z.test", "roles": ["viewer"]}, "/email"),
        ({"email": "x@y.test", "roles": ["viewer"], "id": "1"}, "/id"),
    ],
)
def test_bad_invitations_say_what_is_wrong(owner: Newcomer, wish: Any, place: str) -> None:
    refused = owner.post(INVITATIONS, wish)
    assert refused.status_code == 422
    assert place in [error["pointer"] for error in refused.json["errors"]]


def test_security_18_an_invitations_secret_is_guessed_at_twenty_times(owner: Newcomer) -> None:
    path = f"{INVITATIONS}/{uuid4()}/accept"
    guess = {"secret": "x", "name": "Eve", "password": "five red herons"}
    found = [owner.post(path, guess).status_code for _ in range(21)]
    assert found == [404] * 20 + [429]
