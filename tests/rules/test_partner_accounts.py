"""Partners are declared as data; what cannot be meant is refused, and no secret is shown."""

import json

import pytest

from rules.partner_accounts import ReloadlyAccount, TremendousAccount, parse

RELOADLY = {
    "url": "https://topups.reloadly.com",
    "auth_url": "https://auth.reloadly.com",
    "client_id": "our-id",
    "client_secret": "s3cret-of-client",
    "webhook_secret": "s3cret-of-hooks",
}
TREMENDOUS = {
    "url": "https://www.tremendous.com/api/v2",
    "api_key": "s3cret-of-api",
    "funding_source_id": "F1",
    "webhook_key": "s3cret-of-hooks",
}


def test_accounts_are_declared_by_their_partners_names() -> None:
    assert parse("") == parse("{}") == {}
    found = parse(json.dumps({"tremendous": TREMENDOUS, "reloadly-airtime": RELOADLY | {"hold_s": 5}}))
    assert list(found) == ["reloadly-airtime", "tremendous"]
    assert isinstance(found["tremendous"], TremendousAccount)
    assert isinstance(airtime := found["reloadly-airtime"], ReloadlyAccount)
    assert (airtime.hold_s, airtime.read_s, airtime.loopback) == (5.0, 20.0, False)
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"tremendous": 1}', "object"),
        ({"tango": TREMENDOUS}, "tango; there are"),
        ({"tremendous": TREMENDOUS | {"url": "http://www.tremendous.com"}}, "https"),
        ({"tremendous": TREMENDOUS | {"url": "http://127.0.0.1/x"}}, "https"),
        ({"tremendous": TREMENDOUS | {"url": "http://evil.example/x", "loopback": True}}, "https"),
        ({"reloadly-airtime": RELOADLY | {"auth_url": "http://auth.reloadly.com"}}, "auth_url"),
        ({"tremendous": TREMENDOUS | {"api_key": ""}}, "api_key"),
        ({"tremendous": TREMENDOUS | {"api_key": "s3cret\r\nX: y"}}, "api_key"),
        ({"tremendous": TREMENDOUS | {"webhook_key": 5}}, "webhook_key"),
        ({"tremendous": TREMENDOUS | {"client_id": "x"}}, "client_id"),
        ({"reloadly-giftcards": RELOADLY | {"hold_s": 0}}, "hold_s"),
        ({"reloadly-giftcards": RELOADLY | {"read_s": True}}, "read_s"),
        ({"reloadly-giftcards": {"url": "https://x.example"}}, "auth_url"),
    ],
)
def test_what_cannot_be_meant_is_refused(given: object, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        parse(given if isinstance(given, str) else json.dumps(given))
    assert "s3cret" not in str(caught.value)


def test_plain_http_of_this_machine_may_be_allowed() -> None:
    found = parse(json.dumps({"tremendous": TREMENDOUS | {"url": "http://127.0.0.1:8000/api/v2", "loopback": True}}))
    assert found["tremendous"].loopback
