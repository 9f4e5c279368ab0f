"""Thousands of bad requests and files, on every operation: a problem with a code each time, never a 5xx."""

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from tasks import runtime
from tasks.importing import work_on_one
from tests.bridges.formats.samples import NASTY, SAMPLES, mutated
from tests.web.admin.conftest import Member, hire
from tests.web.conftest import Guest

_A_KIND = 12
_FILES_EACH = 40
_REFUSED_LEAST = 5_000

BROKEN: list[bytes] = [
    *(b"", b"{", b"}", b"[", b'{"a":}', b"{,}", b'{"a" 1}', b"{'a':1}", b'{"a":1,}', b"nonsense", b"tru", b"\x00\x01"),
    *(
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":01}',
        b'{"a":.5}',
        b'{"a":1e}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{}",
    ),
    *(b'{"a":"\\ud800"}', b'{"a":"\\udc00\\ud800"}', b'{"a":"\\u12"}', b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}'),
    *(b"[" * 30_000, b'{"a":' * 10_000, b"[" * 600 + b"]" * 600, b"9" * 20_000, b'{"a":1e99999}', b'{"a":"\n"}'),
    *(b"{}" * 2, b"{} x", b"<a/>", b"a=1&b=2", b"--x\r\n\r\n--x--", b'{"a":1' + b"0" * 5_000 + b"}"),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, -0.0, 10**30, -(10**400), 2**63, 1e308, "", " ", "x", "x" * 70_000, "\0", "a\0b"),
    *("\u202e", "\ufeff", "é" * 300, "🦆", "'; DROP TABLE players;--", "${7*7}", "../../etc/passwd", "null", "NaN"),
    *([], [[]], [None], [[[[[]]]]], {}, {"": {}}, {"a": 1}, {"$ne": None}, ["x"] * 1_000, [1, "1", None, {}]),
]
CONTENT_TYPES = [
    *("", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=", "application/jso"),
    *("application/x-www-form-urlencoded", "application/json; charset=\xff", "; ;", "application/", "/", "json", "*/*"),
    *("application/octet-stream; x=\x7f", "image/png", "application/json5", "a" * 5_000),
]
LENGTHS = ["", "-1", "x", "1", "99", "9" * 9, "9" * 30, "\xb2", "1, 1"]
METHODS = ["PUT", "DELETE", "PATCH", "POST", "GET", "TRACE", "CONNECT", "BREW", "get", "PROPFIND", "\xff", "X" * 500]
IDS = [
    *(
        "x",
        "-1",
        "0",
        "1e9",
        "NaN",
        "%00",
        "%ff",
        "%",
        "%zz",
        "..",
        "..%2f..",
        "%2e%2e",
        "🦆",
        "x" * 5_000,
        "a b",
        "a;b",
    ),
    *("01a20a3b-4faa-734c-a73a-648ee2e60bc", "{01a20a3b-4faa-734c-a73a-648ee2e60bc0}", "00000000-0000-0000-0000-", "*"),
    *("A" * 32, "_" * 32, "-" * 32, "%F0%9F%A6%86" * 20, "global.", ".week", "category..week", "country.XX.week", "'"),
    *("9" * 30, "-9223372036854775809", "1.5", "\u0661", "null", "undefined", "[]", "global.week%00", "$where"),
]
QUERIES = [
    *("limit=0", "limit=-1", "limit=101", "limit=1e3", "limit=NaN", "limit=", "limit=%00", "limit=9" + "9" * 5_000),
    *("cursor=", "cursor=x", "cursor=%ff", "cursor=%00", "cursor=" + "A" * 21, "cursor=" + "A" * 5_000, "cursor=%F0"),
    *("cursor=" + "=" * 22, "at=x", "at=2026-W99", "at=%00", "at=" + "9" * 40, "around=you", "after=-1", "after=x"),
    *("mode=x", "x=1", "limit=1&limit=x", "%ff=1", "%00=1", "limit[]=1", "=", "&&&", "a" * 3_000, "format=word"),
    *("category=%00", "lang=e", "lang=%00", "state=gone", "source=%0a", "licence=" + "x" * 81, "limit=%D9%A1"),
]
HEADERS: list[tuple[str, str]] = [
    *(("Authorization", value) for value in ("", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5", "App \xff")),
    *(("Authorization", value) for value in ("Bearer " + "x" * 9_000, "Bearer e30.e30.e30", "Bearer \x7f", "x" * 300)),
    *(
        ("Authorization", f"{scheme} eyJhbGciOiJub25lIn0.{'e' * size}.")
        for scheme in ("App", "Bearer")
        for size in (1, 99)
    ),
]
BESIDE: list[tuple[str, str]] = [
    *(("Prefer", value) for value in ("wait=-1", "wait=\xb2", "wait=" + "9" * 400, "wait", "=,;=", "a, wait=x")),
    *(("Origin", value) for value in ("null", "\xff", "https://play.test\\@evil")),
    *(
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "gzip"),
        ("Expect", "x"),
        ("Range", "bytes=9-1"),
        ("TE", "x"),
    ),
    *(
        ("If-None-Match", '"'),
        ("If-Modified-Since", "x"),
        ("Accept", "*;q=x"),
        ("Accept-Language", "\xff;q=9"),
        ("Cookie", "="),
    ),
    *(("X-Request-Id", "\xff" * 99), ("X-Forwarded-For", "::1, x"), ("X-HTTP-Method-Override", "DELETE"), ("Host", "")),
]


class Operation:
    """One of the document: how to ask for it, well but for what a test makes bad."""

    def __init__(self, app: Flask, guest: Guest, owner: Member, path: str, method: str, told: dict[str, Any]) -> None:
        self.client: Any = app.test_client(use_cookies=False)  # or it would replace the header Cookie
        self.name = f"{method} {path}"
        self.path, self.method = path, method.upper()
        self.parameters = re.findall(r"{\w+}", path)
        is_admin = path.startswith("/v1/admin")
        self.headers = owner.headers if is_admin else {"Authorization": f"Bearer {guest.token}"}
        content = told.get("requestBody", {}).get("content", {})
        self.is_private = bool(told.get("security"))
        self.kind = next(iter(content), None)

    def send(self, place: str | None = None, **changes: Any) -> Any:
        """Send it, with something that is bad; `place` in place of every parameter of the path."""
        path = re.sub(r"{\w+}", lambda _: place or str(uuid7()), self.path)
        query = changes.pop("query", None)
        headers = self.headers | changes.pop("headers", {})
        sent = {"method": self.method, "data": b"{}" if self.kind else None, "content_type": self.kind} | changes
        with self.client.open(f"{path}?{query}" if query else path, headers=headers, **sent) as response:
            response.get_data()
            return response


def _bad(operation: Operation, fields: list[str], random: Random) -> Iterator[Any]:
    """The answers to requests of every kind that an operation can be asked in badly."""
    pick = random.choice
    for _ in range(_A_KIND):
        yield operation.send(method=pick([method for method in METHODS if method != operation.method]))
        yield operation.send(query=pick(QUERIES) + pick(["", "&" + pick(QUERIES)]))
        yield operation.send(headers=dict([pick(BESIDE)]))
        if operation.is_private:
            yield operation.send(headers=dict([pick(HEADERS)]))
        if operation.parameters:
            yield operation.send(place=pick(IDS))
        if operation.kind == "application/json":
            yield operation.send(data=pick(BROKEN))
            yield operation.send(data=_odd(fields, random))
            yield operation.send(data=_cut(_odd(fields, random), random))
            yield operation.send(data=_odd(fields, random), headers=dict([pick(BESIDE)]))
        if operation.kind:
            yield operation.send(environ_overrides={"CONTENT_LENGTH": pick(LENGTHS)})
            yield operation.send(content_type=pick(CONTENT_TYPES))


def _odd(fields: list[str], random: Random) -> bytes:
    """JSON with the names of fields, and values that they do not have."""
    odd = {random.choice([*fields, "x", ""]): random.choice(VALUES) for _ in range(random.randrange(5))}
    return json.dumps(random.choice([odd, odd, odd, [odd], random.choice(VALUES)])).encode()


def _cut(body: bytes, random: Random) -> bytes:
    at = random.randrange(len(body) + 1)
    return body[:at] + random.choice([b"", random.choice(NASTY), random.randbytes(3) + body[at + 1 :]])


def assert_told(response: Any, what: str) -> bool:
    """Whether it was refused; then it says so as a problem with a code, and is no fault of ours."""
    assert response.status_code < 500, f"{what}: {response.text[:500]}"
    if response.status_code < 400:
        return False
    assert response.content_type == "application/problem+json", f"{what}: {response.text[:500]}"
    assert response.json["code"], what
    assert response.json["request_id"] == response.headers["X-Request-Id"], what
    return True


@pytest.fixture
def owner(app: Flask, engine: Engine) -> Member:
    """A member of staff who may do everything."""
    return hire(app, engine, "owner")


@pytest.mark.timeout(600)
def test_thousands_of_bad_requests_are_told_so(app: Flask, become: Callable[..., Guest], engine: Engine) -> None:
    document = app.test_client().get("/v1/openapi.json").json
    assert document
    fields = sorted({name for schema in _nodes(document["components"]) for name in schema.get("properties", {})})
    refused = {
        f"{method} {path}": sum(
            assert_told(response, f"{method} {path} ({number})")
            for number, response in enumerate(
                # Another owner for each: one of the operations ends their session.
                _bad(
                    Operation(app, become(), hire(app, engine, "owner"), path, method, told),
                    fields,
                    Random(f"{method} {path}"),
                )
            )
        )
        for path, methods in document["paths"].items()
        for method, told in methods.items()
        if isinstance(told, dict)
    }
    assert min(refused.values()) > _A_KIND // 2, refused
    assert sum(refused.values()) >= _REFUSED_LEAST, refused


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(child)


def _bombs() -> Iterator[bytes]:
    yield b'<!DOCTYPE q [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>'
    yield b"<quiz>" + b"<question>" * 10_000
    yield b'{"results":' + b"[" * 100_000
    yield b"Q{" + b"=a " * 100_000
    yield b"kind,stem\n" + b'"' * 200_001
    out = BytesIO()
    with ZipFile(BytesIO(SAMPLES["kahoot"])) as good, ZipFile(out, "w", ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, b" " * 2**24 if "sheet1" in name else good.read(name))
    yield out.getvalue()


@pytest.mark.timeout(600)
def test_hundreds_of_bad_files_are_checked_or_refused(
    engine: Engine, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    client: Any = owner.client
    headers = owner.headers
    random = Random(4)
    while work_on_one():  # what other tests left
        pass
    files = [(name, mutated(good, random)) for name, good in SAMPLES.items() for _ in range(_FILES_EACH)]
    files += [(name, good[: random.randrange(len(good))]) for name, good in SAMPLES.items() for _ in range(5)]
    files += [("auto", bomb) for bomb in _bombs()]
    found = set()
    for name, data in files:
        form = random.choice([name, name, "auto"])
        made = client.post(
            f"/v1/admin/imports?format={form}&source=s&licence=l",
            data=data,
            headers=headers,
            content_type="application/octet-stream",
        )
        assert made.status_code == 202, made.text
        assert work_on_one()
        place = made.headers["Location"]
        told = client.post(f"{place}/commit", json={"skip_faulty": random.random() < 0.7}, headers=headers)
        assert_told(told, f"{name} {data[:300]!r}")
        work_on_one()
        assert client.get(f"{place}/rows", headers=headers).status_code == 200
        found.add(client.get(place, headers=headers).json["state"])
    assert found == {"refused", "checked", "committed"}
