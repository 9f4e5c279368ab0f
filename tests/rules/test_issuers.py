"""Issuers are declared as data, and nothing is believed that was not meant."""

import json

import pytest

from rules.issuers import parse

GOOD = {"issuers": ["https://id.example"], "audiences": ["c"], "jwks_url": "https://id.example/keys"}


def test_of_the_known_ones_only_the_audience_is_to_be_said() -> None:
    google, apple = parse('{"google": {"audiences": ["a", "b"]}, "apple": {"audiences": ["c"]}}')
    assert google.issuers == {"https://accounts.google.com", "accounts.google.com"}
    assert google.audiences == {"a", "b"}
    assert google.jwks_url == "https://www.googleapis.com/oauth2/v3/certs"
    assert apple.jwks_url == "https://appleid.apple.com/auth/keys"
    assert parse("") == parse("{}") == ()


def test_an_issuer_vouches_for_its_own_addresses() -> None:
    (google,) = parse('{"google": {"audiences": ["a"]}}')
    assert google.owns("x@Gmail.com", None)
    assert google.owns("x@firm.example", "Firm.example")
    assert not google.owns("x@firm.example", None)
    assert not google.owns("x@firm.example", True)
    assert not google.owns("x@evil-gmail.com", "")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"x": 1}', "object"),
        ({"x": {}}, "must have"),
        ({"google": {}}, "audiences"),
        ({"x": GOOD | {"audiences": []}}, "audiences"),
        ({"x": GOOD | {"audiences": "c"}}, "list"),
        ({"x": GOOD | {"issuers": [""]}}, "list"),
        ({"x": GOOD | {"jwks_url": "http://id.example/keys"}}, "https"),
        ({"x": GOOD | {"jwks_url": "http://id.example/keys", "loopback": True}}, "https"),
        ({"x": GOOD | {"jwks_url": "http://127.0.0.1/keys"}}, "https"),
        ({"x": GOOD | {"jwks_url": "http://127.0.0.1/keys", "loopback": "yes"}}, "https"),
        ({"x": GOOD | {"jwks": "https://id.example"}}, "jwks"),
        ({"": GOOD}, "must have"),
        ({"x": GOOD, "y": GOOD}, "two"),
    ],
)
def test_what_cannot_be_meant_is_refused(given: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(given if isinstance(given, str) else json.dumps(given))


def test_plain_http_of_this_machine_may_be_allowed() -> None:
    (lab,) = parse(json.dumps({"lab": GOOD | {"jwks_url": "http://127.0.0.1:8000/keys", "loopback": True}}))
    assert lab.loopback
