"""SECURITY 10 and 26: id tokens are believed for their signature alone; keys come from where the settings say."""

import hmac
import socket
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from time import time
from typing import Any

import jwt
import msgspec
import pytest

from bridges import issuers
from bridges.breaker import Away
from bridges.calls import BODY_MOST, Host, Unanswered
from bridges.identities import Identities, Identity, IdentityRefused
from bridges.issuers import REST_S
from lab.issuer import Key, make_pem
from tests.issuing import AUDIENCE, NONCE, OWN_DOMAIN, Outside, ec_key


@pytest.fixture
def outside() -> Iterator[Outside]:
    """An issuer that answers."""
    with Outside().running() as outside:
        yield outside


@pytest.fixture
def identities(outside: Outside) -> Identities:
    """Who believes it."""
    return Identities([outside.issuer])


class Clock:
    """Time that passes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the keys."""
    clock = Clock()
    monkeypatch.setattr(issuers, "monotonic", clock)
    return clock


def part(value: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()


def refused(identities: Identities, token: str, why: str) -> None:
    with pytest.raises(IdentityRefused, match=why):
        identities.verify(token, NONCE)


def test_a_good_token_says_who_it_is_of(identities: Identities, outside: Outside) -> None:
    found = identities.verify(outside.token(sub="s-1", email="Ada@x.example", email_verified=True), NONCE)
    assert found[:4] == ("outside", "s-1", "Ada@x.example", False)
    both = identities.verify(outside.token(aud=[AUDIENCE, "else"], azp="our-phone", sub="s-2"), NONCE)
    assert (both.subject, both.email) == ("s-2", None)
    assert outside.asked == ["/keys"]


def test_security_10_none_and_a_key_that_the_world_knows_are_refused(identities: Identities, outside: Outside) -> None:
    claims = outside.claims()
    kid = outside.key.kid
    for alg in ("none", "None", "NONE"):
        refused(identities, f"{part({'alg': alg, 'kid': kid})}.{part(claims)}.", "not signed by one of")
    head = f"{part({'alg': 'HS256', 'kid': kid, 'typ': 'JWT'})}.{part(claims)}"
    for secret in (outside.public_pem(), msgspec.json.encode(outside.jwks["keys"][0])):
        mac = urlsafe_b64encode(hmac.digest(secret, head.encode(), "sha256")).rstrip(b"=").decode()
        refused(identities, f"{head}.{mac}", "not signed by one of")
    body = outside.token().rpartition(".")[0]
    refused(identities, f"{body}.", "signature")


def test_security_10_the_keys_own_algorithm_counts_and_symmetric_keys_are_none(
    identities: Identities, outside: Outside
) -> None:
    key, public = ec_key("ec")
    shared = {"kty": "oct", "kid": "shared", "k": urlsafe_b64encode(b"k" * 32).rstrip(b"=").decode(), "alg": "HS256"}
    outside.jwks = {"keys": [*outside.key.jwks["keys"], public, shared, {"kty": "??", "kid": "x"}, "no key"]}
    good = jwt.encode(outside.claims(sub="by-ec"), key, "ES256", {"kid": "ec"})
    assert identities.verify(good, NONCE).subject == "by-ec"
    wrong = jwt.encode(outside.claims(), key, "ES256", {"kid": outside.key.kid})
    refused(identities, wrong, "signature")
    refused(identities, outside.token({"kid": "ec"}), "signature")
    refused(identities, outside.token({"kid": "shared"}), "no such key")


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk", "x5c", "crit"])
def test_security_10_a_token_does_not_say_where_its_key_is(
    identities: Identities, outside: Outside, header: str
) -> None:
    thief = Key(make_pem().encode())
    with Outside().running() as theirs:
        theirs.jwks = thief.jwks
        value: Any = {"jwk": thief.jwks["keys"][0], "x5c": ["MII"], "crit": ["exp"]}.get(header, f"{theirs.url}/keys")
        refused(identities, thief.sign(outside.claims(), **{header: value}), "header says|no JWT")
        refused(identities, thief.sign(outside.claims(), kid=outside.key.kid, **{header: value}), "header says|no JWT")
        refused(identities, thief.sign(outside.claims(), kid=outside.key.kid), "signature")
        assert theirs.asked == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://accounts.google.com"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "another-client"}, "audience"),
        ({"aud": None}, "claims"),
        ({"aud": [AUDIENCE, "else"]}, "another party"),
        ({"aud": [AUDIENCE, "else"], "azp": "else"}, "another party"),
        ({"exp": 1_000_000}, "expired"),
        ({"exp": None}, "claims"),
        ({"exp": "never"}, "claims"),
        ({"iat": int(time()) + 4000}, "claims"),
        ({"nbf": int(time()) + 4000}, "claims"),
        ({"sub": None}, "claims"),
        ({"sub": ""}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"sub": "a\0b"}, "subject"),
        ({"nonce": None}, "nonce"),
        ({"nonce": NONCE}, "nonce"),
        ({"nonce": 5}, "nonce"),
    ],
)
def test_security_10_a_claim_that_is_wrong_is_refused(
    identities: Identities, outside: Outside, changes: dict[str, Any], why: str
) -> None:
    refused(identities, outside.token(**changes), why)


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "e30.e30.", "é.e30.e30", "." * 5, f"{part([])}.{part([])}.x"])
def test_security_10_what_is_no_token_is_refused(identities: Identities, token: str) -> None:
    refused(identities, token, "no JWT|issuer")


def test_the_token_alone_is_of_no_use_without_the_nonce(identities: Identities, outside: Outside) -> None:
    token = outside.token()
    seen = jwt.decode(token, options={"verify_signature": False})["nonce"]
    assert seen == sha256(NONCE.encode()).hexdigest()
    with pytest.raises(IdentityRefused, match="nonce"):
        identities.verify(token, seen)


@pytest.mark.parametrize(
    ("said", "email", "owned"),
    [
        ({"email": f"a@{OWN_DOMAIN}", "email_verified": True}, f"a@{OWN_DOMAIN}", True),
        ({"email": f"a@{OWN_DOMAIN.upper()}", "email_verified": "true"}, f"a@{OWN_DOMAIN.upper()}", True),
        ({"email": "a@firm.example", "email_verified": True, "hd": "firm.example"}, "a@firm.example", True),
        ({"email": "a@firm.example", "email_verified": True, "hd": "other.example"}, "a@firm.example", False),
        ({"email": "a@firm.example", "email_verified": True}, "a@firm.example", False),
        ({"email": f"a@{OWN_DOMAIN}", "email_verified": False}, None, False),
        ({"email": f"a@{OWN_DOMAIN}", "email_verified": "false"}, None, False),
        ({"email": f"a@{OWN_DOMAIN}", "email_verified": 1.5}, None, False),
        ({"email": f"a@{OWN_DOMAIN}"}, None, False),
        ({"email": "no address", "email_verified": True}, None, False),
        ({"email": ["a@x.example"], "email_verified": True}, None, False),
    ],
)
def test_an_address_counts_only_as_far_as_the_issuer_vouches(
    identities: Identities, outside: Outside, said: dict[str, Any], email: str | None, owned: bool
) -> None:
    found: Identity = identities.verify(outside.token(**said), NONCE)
    assert (found.email, found.owned) == (email, owned)


def test_security_26_unknown_keys_have_them_fetched_once_a_minute(
    identities: Identities, outside: Outside, clock: Clock
) -> None:
    identities.verify(outside.token(), NONCE)
    for number in range(5):
        refused(identities, outside.token({"kid": f"new-{number}"}), "no such key")
    assert len(outside.asked) == 1
    outside.key = Key(make_pem().encode())
    outside.jwks = outside.key.jwks
    refused(identities, outside.token(), "no such key")
    clock.now += REST_S
    identities.verify(outside.token(), NONCE)
    identities.verify(outside.token(), NONCE)
    assert len(outside.asked) == 2


def test_security_26_known_keys_outlive_an_issuer_that_is_away_for_a_day(
    identities: Identities, outside: Outside, clock: Clock
) -> None:
    token = outside.token(exp=int(time()) + 10)
    identities.verify(token, NONCE)
    outside.status = 500
    clock.now += issuers.FRESH_S
    identities.verify(token, NONCE)
    identities.verify(token, NONCE)
    assert len(outside.asked) == 2
    clock.now += 24 * 3600
    with pytest.raises(Away):
        identities.verify(token, NONCE)


def test_security_26_a_key_that_was_taken_back_is_none(identities: Identities, outside: Outside, clock: Clock) -> None:
    token = outside.token()
    identities.verify(token, NONCE)
    outside.jwks = Key(make_pem().encode()).jwks
    clock.now += issuers.FRESH_S
    refused(identities, token, "no such key")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_security_26_no_redirect_is_followed(outside: Outside, status: int) -> None:
    with Outside().running() as elsewhere:
        elsewhere.jwks = outside.key.jwks
        outside.status, outside.headers = status, {"Location": f"{elsewhere.url}/keys"}
        with pytest.raises(Away):
            Identities([outside.issuer]).verify(outside.token(), NONCE)
        assert (outside.asked, elsewhere.asked) == (["/keys"], [])


def test_security_26_an_answer_without_end_is_not_read(outside: Outside) -> None:
    outside.jwks = b" " * (BODY_MOST + 1)
    with pytest.raises(Unanswered, match="bytes"):
        Host(f"{outside.url}/keys", loopback=True).call("GET")


def test_security_26_nothing_is_waited_for_long(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridges.calls._READ_S", 0.2)
    began = time()
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unanswered):
        Host(f"http://127.0.0.1:{silent.getsockname()[1]}/", loopback=True).call("GET")
    assert time() - began < 3
    outside.headers = {"Content-Length": "1000"}
    with pytest.raises(Unanswered, match=r"cut short|Incomplete|Protocol"):
        Host(f"{outside.url}/keys", loopback=True).call("GET")


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{}", b"no JSON", b'{"keys": 5}', b'{"keys": [{"kid": "x"}]}', b"\xff"]
)
def test_security_26_what_are_no_keys_is_an_issuer_that_is_away(
    identities: Identities, outside: Outside, answer: bytes
) -> None:
    outside.jwks = answer
    with pytest.raises(Away):
        identities.verify(outside.token(), NONCE)


@pytest.mark.parametrize(
    "url",
    [
        "http://keys.example/x",
        "http://127.0.0.1.keys.example/x",
        "ftp://keys.example",
        "https://",
        "https://a:b@c/x",
        "",
    ],
)
def test_security_26_keys_come_over_https_and_from_this_machine_only_where_a_setting_says_so(
    outside: Outside, url: str
) -> None:
    with pytest.raises(ValueError, match="https"):
        Identities([replace(outside.issuer, jwks_url=url)])
    with pytest.raises(ValueError, match="https"):
        Identities([replace(outside.issuer, loopback=False)])
