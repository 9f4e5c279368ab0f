"""SECURITY.md 2, 17 and 19: every operation under /v1/admin has a rule, and every role is held to it.

The operations come from the OpenAPI document: what is added to it is tried here, or fails for want of a rule.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Blueprint, Flask
from sqlalchemy import Engine

from rules.permissions import PERMISSIONS, ROLES, allows
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest
from tests.web.test_contract import METHODS
from web.admin.acting import acting
from web.admin.guard import PROOF_GOOD, staff, staff_required

Employ = Callable[..., Member]
Operation = tuple[str, str, dict[str, Any]]
_OLD = timedelta(seconds=1)
_ABSENT = {"date": "2031-01-01"}


@pytest.fixture(scope="module")
def operations(app: Flask) -> list[Operation]:
    """Method, path and what the document says, of everything for staff."""
    client: Any = app.test_client()
    paths = client.get("/v1/openapi.json").json["paths"]
    return [
        (method.upper(), path, {**operation, "parameters": _parameters(methods) + _parameters(operation)})
        for path, methods in paths.items()
        for method, operation in methods.items()
        if path.startswith("/v1/admin") and method in METHODS
    ]


def _parameters(node: dict[str, Any]) -> list[Any]:
    """Those of a path, or of an operation on it."""
    found: list[Any] = node.get("parameters", [])
    return found


def ruled(operations: list[Operation], session: str | None = "whole") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Those that take such a session, with their rule; ids in the path are of nothing."""
    for method, path, operation in operations:
        rule = operation.get("x-staff")
        if rule and rule["session"] == session:
            yield method, _of_nothing(path, operation), rule


def _of_nothing(path: str, operation: dict[str, Any]) -> str:
    """The path with ids, of the types that it takes, of things that are not there."""
    for one in operation.get("parameters", []):
        if one["in"] == "path":
            absent = {"integer": str(2**31 - 1)}.get(one["schema"]["type"]) or _ABSENT.get(one["schema"].get("format"))
            path = path.replace("{" + one["name"] + "}", absent or str(uuid4()))
    return path


def tried(member: Any, method: str, path: str) -> Any:
    """With an empty body, where there may be one."""
    return member.send(method, path, **({} if method in ("GET", "DELETE") else {"json": {}}))


def test_security_02_every_operation_has_a_rule(operations: list[Operation]) -> None:
    assert len(operations) > 15
    for method, path, operation in operations:
        rule = operation.get("x-staff")
        assert rule, f"{method} {path} has no rule: staff_required, half_session_required or open_to_all gives one"
        assert set(rule) == {"session", "permission", "step_up", "sensitive"}, path
        assert rule["permission"] is None or rule["permission"] in PERMISSIONS
        assert operation["security"] == ([] if rule["session"] is None else [{"staff": []}]), path
        assert "403" in operation["responses"], path


def test_security_02_what_is_open_is_the_way_in_alone(operations: list[Operation]) -> None:
    paths = {(method, path) for method, path, operation in operations for rule in [operation.get("x-staff")]
             if rule and rule["session"] is None}  # fmt: skip
    assert paths == {
        ("POST", "/v1/admin/session"),
        ("POST", "/v1/admin/staff/invitations/{invitation_id}/accept"),
    }


@pytest.mark.parametrize("role", ROLES)
def test_security_02_a_role_does_what_the_table_says(role: Any, operations: list[Operation], employ: Employ) -> None:
    wrong = []
    for method, path, rule in ruled(operations):
        response = tried(employ(role), method, path)
        allowed = rule["permission"] is None or allows([role], rule["permission"])
        is_forbidden = response.status_code == 403 and response.json["code"] == "forbidden"
        if is_forbidden == allowed or response.status_code in (401, 500):
            wrong.append((method, path, rule, response.status_code, response.text))
    assert not wrong


def test_security_02_players_and_nobody_get_nowhere(operations: list[Operation], guest: Guest) -> None:
    for method, path, operation in operations:
        if operation["x-staff"]["session"] is None:
            continue
        address = _of_nothing(path, operation)
        told = {
            401: ({}, {"Cookie": f"__Host-staff={guest.token}"}),
            403: ({"Authorization": f"Bearer {guest.token}"},),
        }
        for status, tries in told.items():
            for headers in tries:
                response = guest.client.open(address, method=method, headers=headers)
                assert response.status_code == status, (method, path, headers)


def test_security_02_a_staff_session_is_no_players_token(employ: Employ, guest: Guest) -> None:
    owner = employ("owner")
    for headers in ({"Authorization": f"Bearer {owner.token}"}, {}):
        assert owner.send("GET", "/v1/me", headers=headers).status_code == 401
    assert guest.get("/v1/me").status_code == 200


def test_security_17_a_step_up_is_asked_for_where_the_rule_says_so(operations: list[Operation], employ: Employ) -> None:
    rules = list(ruled(operations))
    assert {rule["step_up"] for _, _, rule in rules} == {True, False}
    for method, path, rule in rules:
        stale = employ("owner", proven_at=datetime.now(UTC) - PROOF_GOOD - _OLD)
        response = tried(stale, method, path)
        asked = response.status_code == 403 and response.json["code"] == "step_up_required"
        assert asked == rule["step_up"], (method, path)


@pytest.mark.parametrize("named", ["staff.manage", "exports.make", "approvals.read"])
def test_security_17_who_manages_staff_and_agrees_has_stepped_up(operations: list[Operation], named: str) -> None:
    found = [rule for method, _, rule in ruled(operations) if rule["permission"] == named and method != "GET"]
    assert all(rule["step_up"] for rule in found)


def test_security_17_prizes_are_changed_by_who_has_stepped_up(operations: list[Operation]) -> None:
    found = {
        method: operation["x-staff"]["step_up"]
        for method, path, operation in operations
        if path.startswith("/v1/admin/seasons") and method != "GET"
    }
    assert found == {"POST": True, "PATCH": True, "DELETE": True}


def test_security_15_every_change_takes_our_header_and_our_origin(operations: list[Operation], employ: Employ) -> None:
    for session in ("whole", "half"):
        for method, path, _ in ruled(operations, session):
            if method == "GET":
                continue
            member = employ("owner")
            for headers in ({"X-CSRF-Token": "x"}, {"Origin": "https://evil.test"}):
                response = member.send(method, path, json={}, headers=headers)
                assert (response.status_code, response.json["code"]) == (403, "csrf"), (method, path)


views = Blueprint("tests_matrix", __name__)


@views.post("/v1/admin/tests/silent")
@staff_required(None)
def change_silently() -> dict[str, str]:
    """A change that tells the log nothing."""
    return {}


@views.get("/v1/admin/tests/shown")
@staff_required(None, sensitive=True)
def show_silently() -> dict[str, str]:
    """Something sensitive, of which the log hears nothing."""
    return {}


@views.post("/v1/admin/tests/told")
@staff_required(None)
def change_and_tell() -> dict[str, str]:
    """A change that does."""
    with acting("tests.change", "staff", staff().id):
        return {}


@views.post("/v1/admin/tests/failing")
@staff_required(None)
def fail() -> dict[str, str]:
    """A change that fails after it was made."""
    with acting("tests.fail", "staff", staff().id) as act:
        act.connection.exec_driver_sql("INSERT INTO categories (id, slug, name) VALUES (77, 'half-done', 'x')")
        raise RuntimeError("half way")


def test_security_19_a_change_without_an_entry_is_a_mistake_of_ours(
    make_app: Callable[..., Flask], employ: Employ, audited: Any, engine: Engine
) -> None:
    app = make_app()
    app.register_blueprint(views)
    member = employ("viewer")
    member.client = app.test_client(use_cookies=False)
    assert member.post("/v1/admin/tests/silent", {}).status_code == 500
    assert member.get("/v1/admin/tests/shown").status_code == 500
    assert member.post("/v1/admin/tests/told", {}).status_code == 200
    assert member.post("/v1/admin/tests/failing", {}).status_code == 500
    assert [row["action"] for row in audited(member.staff.id)] == ["tests.change"]
    with engine.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM categories WHERE id = 77").scalar_one()
    assert count == 0, "the change goes with its entry"
