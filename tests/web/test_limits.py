"""How many guests an address may make, and whose word for an address is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from uuid_utils.compat import uuid7

from web.limits import address

FEW = 5


def _become(app: Flask, count: int = FEW + 1, **environ: Any) -> list[Any]:
    client: Any = app.test_client()
    headers = environ.pop("headers", None) or [{}] * count
    return [
        client.post("/v1/players", json={"device_key": str(uuid7())}, headers=one, environ_overrides=environ)
        for one in headers
    ]


def _statuses(responses: list[Any]) -> list[int]:
    return [response.status_code for response in responses]


def test_a_school_behind_one_address_gets_in(make_app: Callable[..., Flask]) -> None:
    app = make_app(guests_a_minute=600)
    assert set(_statuses(_become(app, 300))) == {201}


def test_one_too_many_is_told_when_to_come_again(make_app: Callable[..., Flask]) -> None:
    app = make_app(guests_a_minute=FEW)
    *taken, refused = _become(app)
    assert set(_statuses(taken)) == {201}
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60 / FEW
    assert refused.headers["RateLimit-Policy"] == f'"default";q={FEW};w=60'
    assert refused.headers["RateLimit"].startswith('"default";r=0;t=')
    assert _statuses(_become(app, 1, REMOTE_ADDR="192.0.2.7")) == [201]


def test_a_forwarded_address_is_nothing_without_a_proxy(make_app: Callable[..., Flask]) -> None:
    spoofed = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(FEW + 1)]
    assert _statuses(_become(make_app(guests_a_minute=FEW), headers=spoofed))[-1] == 429


def test_a_proxy_is_believed_as_far_as_it_goes(make_app: Callable[..., Flask]) -> None:
    app = make_app(guests_a_minute=FEW, proxies=1)
    spoofed = [{"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9"} for number in range(FEW + 1)]
    assert _statuses(_become(app, headers=spoofed))[-1] == 429
    other = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(10, 16)]
    assert set(_statuses(_become(app, headers=other))) == {201}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("x", "y", False),
        (None, "", True),
    ],
)
def test_addresses_of_one_home_share_a_bucket(one: str | None, other: str, same: bool) -> None:
    assert (address(one) == address(other)) == same
