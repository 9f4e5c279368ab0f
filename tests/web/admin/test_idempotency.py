"""`Idempotency-Key`: what is sent again, as its answer was lost, is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from json import dumps
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import audit_log, bank
from tasks import runtime
from tasks.retention import forget_old
from tests.web.admin.conftest import Member
from tests.web.admin.test_questions import NEW, WORDS
from tests.web.conftest import Guest

Employ = Callable[..., Member]
Audited = Callable[[UUID], list[dict[str, Any]]]
QUESTIONS = "/v1/admin/questions"
FILE: dict[str, Any] = {"data": b"Q?\nA. a\nB. b\nANSWER: A\n"}


@pytest.fixture
def owner(employ: Employ) -> Member:
    return employ("owner", "editor")


def asked(stem: str | None = None) -> dict[str, Any]:
    return {**NEW, "correct": [0], "wordings": [{**WORDS, "stem": stem or f"What is fast? {uuid7()}"}]}


def planned() -> dict[str, Any]:
    opens_at = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    return {"mode": "scheduled", "category": "maths", "opens_at": opens_at, "count": 2}


def season() -> dict[str, Any]:
    return {"name": "Spring", "first": str(date(2200, 1, 1)), "last": str(date(2200, 2, 1))}


BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    QUESTIONS: lambda: {"json": asked()},
    "/v1/admin/quizzes": lambda: {"json": planned()},
    "/v1/admin/seasons": lambda: {"json": season()},
    "/v1/admin/categories": lambda: {"json": {"name": f"Category {uuid7()}"}},
    "/v1/admin/imports": lambda: FILE,
    "/v1/admin/exports": lambda: {"json": {"subject": "questions", "filter": {"state": "draft"}}},
}


def send(member: Member, path: str, key: str, **payload: Any) -> Any:
    kind = {"Content-Type": "application/octet-stream"} if "data" in payload else {}
    return member.send("POST", path, headers={"Idempotency-Key": key, **kind}, **payload)


def keys(engine: Engine, member: Member) -> list[str]:
    statement = text("SELECT key FROM idempotency_keys WHERE owner_kind = 'staff' AND owner_id = :id ORDER BY key")
    with engine.connect() as connection:
        return list(connection.execute(statement, {"id": member.staff.id}).scalars())


@pytest.mark.parametrize("path", BODIES)
def test_what_is_sent_again_is_done_once_and_answered_alike(owner: Member, audited: Audited, path: str) -> None:
    key, payload = str(uuid7()), BODIES[path]()
    first, second = (send(owner, path, form, **payload) for form in (key, f'"{key}"'))
    assert first.status_code in (201, 202), first.text
    assert (second.status_code, second.json) == (first.status_code, first.json)
    for name in ("Location", "ETag"):
        assert second.headers.get(name) == first.headers.get(name)
    assert len(audited(owner.staff.id)) == 1


@pytest.mark.parametrize(
    ("what", "body"), [("sanctions", {"kind": "warn", "reason": "rude"}), ("notes", {"text": "Wrote in."})]
)
def test_a_player_is_warned_and_noted_about_once(
    employ: Employ, guest: Guest, audited: Audited, what: str, body: dict[str, Any]
) -> None:
    member, path = employ("moderator"), f"/v1/admin/players/{guest.id}/{what}"
    first, second = (send(member, path, "k", json=body) for _ in range(2))
    assert (first.status_code, second.status_code, second.json) == (201, 201, first.json)
    assert len(audited(member.staff.id)) == 1
    assert [one["id"] for one in member.get(path).json["items"]] == [first.json["id"]]
    other = send(member, path, "l", json=body)
    assert other.json["id"] != first.json["id"]


@pytest.mark.parametrize("path", sorted({*BODIES} - {"/v1/admin/seasons", "/v1/admin/categories"}))
def test_without_a_key_or_under_another_it_is_done_again(owner: Member, path: str) -> None:
    payload = BODIES[path]()
    made = {send(owner, path, str(uuid7()), **payload).headers["Location"] for _ in range(2)}
    kind = {"Content-Type": "application/octet-stream"} if "data" in payload else {}
    made |= {owner.send("POST", path, headers=kind, **payload).headers["Location"] for _ in range(2)}
    assert len(made) == 4


def test_it_shows_what_was_made_as_it_is_now(owner: Member) -> None:
    body = asked()
    made = send(owner, QUESTIONS, "k", json=body)
    place = made.headers["Location"]
    assert owner.patch(place, {"difficulty": "hard"}, headers={"If-Match": '"e1"'}).status_code == 200
    again = send(owner, QUESTIONS, "k", json=body)
    assert (again.status_code, again.json["difficulty"], again.headers["ETag"]) == (201, "hard", '"e2"')
    assert owner.delete(place).status_code == 204
    assert send(owner, QUESTIONS, "k", json=body).json["code"] == "question_unknown"


def test_how_the_json_was_written_does_not_matter(owner: Member) -> None:
    body: dict[str, Any] = {"name": f"Category {uuid7()}", "names": {"es": "Luz", "ar": "ضوء"}}
    turned = {"names": dict(reversed(body["names"].items())), "name": body["name"]}
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    made, again = (
        owner.send("POST", "/v1/admin/categories", headers=headers, data=dumps(written)) for written in (body, turned)
    )
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == again.headers["Location"]


@pytest.mark.parametrize("path", BODIES)
def test_a_key_is_for_one_payload_on_one_route(owner: Member, audited: Audited, engine: Engine, path: str) -> None:
    payload = BODIES[path]()
    changed: dict[str, Any] = {
        "/v1/admin/imports": {"data": FILE["data"] + b"\n"},
        "/v1/admin/exports": {"json": {"subject": "questions", "filter": {"state": "review"}}},
        QUESTIONS: {"json": asked()},
        "/v1/admin/quizzes": {"json": planned() | {"count": 3}},
        "/v1/admin/seasons": {"json": season() | {"name": "Summer", "first": "2201-01-01", "last": "2201-01-02"}},
        "/v1/admin/categories": {"json": {"name": f"Category {uuid7()}"}},
    }[path]
    if path == "/v1/admin/seasons":
        payload["json"] |= {"first": "2202-01-01", "last": "2202-01-02"}
    elsewhere = next(other for other in BODIES if other != path)
    assert send(owner, path, "k", **payload).status_code in (201, 202)
    for refused, what in (
        (send(owner, path, "k", **changed), "with other values"),
        (send(owner, elsewhere, "k", **BODIES[elsewhere]()), f"for POST {path}"),
    ):
        assert (refused.status_code, refused.json["code"]) == (422, "idempotency_key_reused"), refused.text
        assert what in refused.json["detail"]
        assert "Send a new key" in refused.json["detail"]
    assert len(audited(owner.staff.id)) == len(keys(engine, owner)) == 1


def test_the_same_payload_on_another_route_is_another_request(owner: Member, owner_engine: Engine) -> None:
    body = asked()
    assert send(owner, QUESTIONS, "k", json=body).status_code == 201
    statement = text("UPDATE idempotency_keys SET route = 'POST /v1/elsewhere' WHERE owner_id = :id")
    with owner_engine.begin() as connection:  # no other route of today takes the same payload
        connection.execute(statement, {"id": owner.staff.id})
    refused = send(owner, QUESTIONS, "k", json=body)
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency_key_reused")
    assert "for POST /v1/elsewhere" in refused.json["detail"]


def test_another_members_same_key_is_another_key(employ: Employ, owner: Member, engine: Engine) -> None:
    other, body = employ("editor"), asked()
    mine, theirs = (send(member, QUESTIONS, "k", json=body) for member in (owner, other))
    assert mine.status_code == theirs.status_code == 201
    assert mine.headers["Location"] != theirs.headers["Location"]
    assert keys(engine, owner) == keys(engine, other) == ["k"]


def test_while_the_first_is_under_way_the_second_is_told_so(
    owner: Member, audited: Audited, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, inside, go, add = asked(), Event(), Event(), bank.add

    def slow(*given: Any) -> None:
        inside.set()
        assert go.wait(30)
        add(*given)

    monkeypatch.setattr(bank, "add", slow)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(send, owner, QUESTIONS, "k", json=body)
        try:
            assert inside.wait(30)
            early = send(owner, QUESTIONS, "k", json=body)
        finally:
            go.set()
        made = first.result()
    assert (early.status_code, early.json["code"], early.headers["Retry-After"]) == (409, "idempotency_in_flight", "1")
    again = send(owner, QUESTIONS, "k", json=body)
    assert (again.status_code, again.headers["Location"]) == (made.status_code, made.headers["Location"])
    assert len(audited(owner.staff.id)) == 1
    assert keys(engine, owner) == ["k"]


def test_what_failed_leaves_no_key_and_may_be_sent_again(
    owner: Member, audited: Audited, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = asked()

    def fails(*_: Any) -> None:
        raise RuntimeError("the last statement of the transaction fails")

    with monkeypatch.context() as patched:
        patched.setattr(audit_log, "add", fails)
        assert send(owner, QUESTIONS, "k", json=body).status_code == 500
    assert (keys(engine, owner), audited(owner.staff.id)) == ([], [])
    assert send(owner, QUESTIONS, "k", json={**body, "category_id": 999}).json["code"] == "category_unknown"
    assert send(owner, QUESTIONS, "k", json=body).status_code == 201
    assert keys(engine, owner) == ["k"]


@pytest.mark.parametrize("key", ["", "k" * 65, '"k', 'k"', '""', "a b", "a\\b", "é", '"k"; a=1'])
def test_a_malformed_key_is_refused_with_what_to_change(owner: Member, engine: Engine, key: str) -> None:
    refused = send(owner, QUESTIONS, key, json=asked())
    assert (refused.status_code, refused.json["code"]) == (422, "invalid")
    [fault] = refused.json["errors"]
    assert fault["field"] == "Idempotency-Key"
    assert "1 to 64 visible" in fault["detail"]
    assert keys(engine, owner) == []


def test_a_key_is_good_for_a_day(
    owner: Member, engine: Engine, owner_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    body, key = asked(), "k" * 64
    first = send(owner, QUESTIONS, key, json=body)
    aged = text("UPDATE idempotency_keys SET created_at = now() - make_interval(hours => :hours) WHERE owner_id = :id")
    for hours, made_anew in ((23, False), (25, True)):
        with owner_engine.begin() as connection:  # the app's role may not
            connection.execute(aged, {"hours": hours, "id": owner.staff.id})
        forget_old()
        again = send(owner, QUESTIONS, key, json=body)
        assert (again.headers["Location"] != first.headers["Location"]) is made_anew
