"""SECURITY 10 and 11: which accounts an address opens that an issuer outside vouches for."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import identities, phones
from models.identities import Identity
from tests.crossing import is_held, noting
from tests.issuing import Outside
from tests.processes import until
from tests.web.conftest import Guest
from tests.web.outsiders import app, come, count, fresh, outside, own, player
from tests.web.visitors import PASSWORD, Visitor, email, visitor

__all__ = ["app", "email", "outside", "own", "visitor"]


def test_an_unverified_address_never_leads_to_an_account(
    visitor: Visitor, outside: Outside, own: str, engine: Engine
) -> None:
    owner = visitor.sign_up(own)["player"]["id"]
    for said in (False, None, "yes"):
        stranger = player(come(visitor, outside.token(email=own, email_verified=said)))
        assert stranger != owner
        assert count(engine, "accounts", stranger) == 0
    assert visitor.log_in(own).status_code == 200
    assert count(engine, "identities", owner) == 0


def test_a_proved_address_that_is_not_the_issuers_own_asks_for_the_accounts_password(
    visitor: Visitor, outside: Outside, email: str, engine: Engine
) -> None:
    welcome = visitor.sign_up(email)
    owner, access = welcome["player"]["id"], welcome["access_token"]
    token = outside.token(sub=f"of {email}", email=email, email_verified=True)
    refused = come(visitor, token)
    assert (refused.status_code, refused.json["code"]) == (409, "account_exists")
    stale = come(visitor, token, access)
    assert (stale.status_code, stale.json["code"]) == (403, "reauthentication_required")
    assert count(engine, "identities", owner) == 0
    assert player(come(visitor, token, fresh(visitor, access))) == owner, "the same token: nothing had used it up"
    assert visitor.mail(email).subject == "Another way into your Buzzline account"
    assert visitor.log_in(email).status_code == 200, "the password is what it was"
    assert player(come(visitor, outside.token(sub=f"of {email}"))) == owner


def test_the_issuers_word_for_an_address_of_its_own_does_what_a_mailed_code_does(
    visitor: Visitor, outside: Outside, own: str, app: Flask, engine: Engine
) -> None:
    """Who had the address before, knows the password and added identities or a phone, is out."""
    welcome = visitor.sign_up(own)
    owner = welcome["player"]["id"]
    come(visitor, outside.token(sub=f"former of {own}"), fresh(visitor, welcome["access_token"]))
    with engine.begin() as connection:
        assert phones.prove(connection, UUID(owner), "+4915112345678")
    with noting(
        app.extensions["wires"].postgres.engine,
        "SET password_hash = NULL",
        lambda: is_held(engine, "players", "id", owner),
    ) as found:
        response = come(visitor, outside.token(sub=f"now of {own}", email=own.upper(), email_verified=True))
    assert (player(response), found) == (owner, [True])
    assert count(engine, "phones", owner) == 0
    assert visitor.log_in(own).status_code == 401
    assert visitor.post("/refresh", {"refresh_token": welcome["refresh_token"]}).status_code == 401
    old = Guest(visitor.client, UUID(owner), welcome["access_token"])
    until(lambda: old.get("/v1/me").status_code == 401, what="the end of the old login")
    assert player(come(visitor, outside.token(sub=f"former of {own}"))) != owner
    assert "old password is not good" in " ".join(visitor.mail(own).body.split())
    ticket = visitor.post("/password/forgot", {"email": own}).json["ticket"]
    reset = {"ticket": ticket, "code": visitor.code(own), "password": f"{PASSWORD} 2"}
    assert visitor.post("/password/reset", reset).status_code == 200
    assert player(come(visitor, outside.token(sub=f"now of {own}"))) == owner, "whose address it is keeps the identity"
    assert visitor.log_in(own, f"{PASSWORD} 2").status_code == 200, "and coming in so leaves the password"
    assert count(engine, "identities", owner) == 1


def test_an_address_of_the_issuers_own_becomes_the_accounts_and_another_does_not(
    visitor: Visitor, outside: Outside, own: str, email: str, engine: Engine
) -> None:
    mine = player(come(visitor, outside.token(email=own, email_verified=True)))
    assert visitor.log_in(own, "any password at all").status_code == 401
    visitor.post("/sign-up", {"email": own, "password": PASSWORD})
    assert visitor.mail(own).subject == "You have a Buzzline account"
    ticket = visitor.post("/password/forgot", {"email": own}).json["ticket"]
    reset = visitor.post("/password/reset", {"ticket": ticket, "code": visitor.code(own), "password": PASSWORD})
    assert player(reset) == mine
    stranger = player(come(visitor, outside.token(email=email, email_verified=True)))
    assert count(engine, "accounts", stranger) == 0, "an address that was proved elsewhere, once, is not taken"
    assert visitor.sign_up(email)["player"]["id"] != stranger


def test_a_password_that_is_reset_takes_identities_of_others_away(
    visitor: Visitor, outside: Outside, email: str
) -> None:
    welcome = visitor.sign_up(email)
    owner = welcome["player"]["id"]
    come(visitor, outside.token(sub=f"thief of {email}"), fresh(visitor, welcome["access_token"]))
    ticket = visitor.post("/password/forgot", {"email": email}).json["ticket"]
    reset = {"ticket": ticket, "code": visitor.code(email), "password": f"{PASSWORD} 2"}
    assert visitor.post("/password/reset", reset).status_code == 200
    assert player(come(visitor, outside.token(sub=f"thief of {email}"))) != owner


def test_security_11_an_identity_that_a_reset_takes_away_meanwhile_opens_nothing(
    visitor: Visitor, outside: Outside, email: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    welcome, sub = visitor.sign_up(email), f"thief of {email}"
    victim = welcome["player"]["id"]
    come(visitor, outside.token(sub=sub), fresh(visitor, welcome["access_token"]))
    with engine.begin() as connection:  # which the reset leaves
        another = Identity(issuer="another", subject=sub, player_id=UUID(victim), email=email, owned=True)
        identities.link(connection, another)
    ticket = visitor.post("/password/forgot", {"email": email}).json["ticket"]
    reset = {"ticket": ticket, "code": visitor.code(email), "password": f"{PASSWORD} 2"}
    owner = identities.owner

    def slowly(*whose: Any) -> Any:
        found = owner(*whose)
        assert visitor.post("/password/reset", reset).status_code == 200
        return found

    token = outside.token(sub=sub)
    with monkeypatch.context() as patch:
        patch.setattr(identities, "owner", slowly)
        assert come(visitor, token).status_code == 503
    with engine.connect() as connection:
        statement = text("SELECT how FROM devices WHERE player_id = :player AND ended_at IS NULL")
        assert connection.execute(statement, {"player": victim}).scalars().all() == ["password"], "that of the reset"
    assert player(come(visitor, token)) != victim
