"""SECURITY.md 17, what takes two: another person, with the permission, and what was asked for happens once."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Blueprint, Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.web.admin.conftest import Member
from web.admin import pairs
from web.admin.acting import Act
from web.admin.guard import PROOF_GOOD, staff_required
from web.admin.pairs import Pair, ask
from web.errors import Problem

Employ = Callable[..., Member]
APPROVALS = "/v1/admin/approvals"
ACTION = "tests.rename"


def rename(act: Act, payload: Mapping[str, Any]) -> Callable[[], None]:
    """Give a member another name; `fail` says how it goes wrong."""
    if payload.get("fail"):
        raise Problem(409, "not_now", "Not now.")
    statement = text("UPDATE staff SET name = name || :more WHERE id = CAST(:id AS uuid)")
    act.connection.execute(statement, {"more": payload["more"], "id": act.subject_id})
    act.after = {"more": payload["more"]}
    return lambda: TOLD.append(act.subject_id)


TOLD: list[str] = []
views = Blueprint("tests_approvals", __name__)


@views.post("/v1/admin/tests/<uuid:member>")
@staff_required("players.erase", step_up=True)
def ask_for_it(member: UUID) -> dict[str, str]:
    """What a part with an action for two does."""
    from flask import request

    return {"id": str(ask(ACTION, "staff", member, "because", request.json).id)}


@pytest.fixture(scope="module")
def app(make_app: Callable[..., Flask]) -> Flask:
    """An app with such a part."""
    app = make_app()
    app.register_blueprint(views)
    return app


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pairs._PAIRS, ACTION, Pair("players.erase", rename))
    TOLD.clear()


def name_of(engine: Engine, member: Member) -> str:
    """As Postgres has it."""
    with engine.connect() as connection:
        statement = text("SELECT name FROM staff WHERE id = :id")
        return str(connection.execute(statement, {"id": member.staff.id}).scalar_one())


def wanted(asker: Member, whom: Member, **payload: Any) -> str:
    """A request's id."""
    asked = asker.post(f"/v1/admin/tests/{whom.staff.id}", {"more": "!", **payload})
    assert asked.status_code == 200, asked.text
    return str(asked.json["id"])


def approve(who: Member, request: str, verb: str = "approve", **note: Any) -> Any:
    """The second word."""
    return who.post(f"{APPROVALS}/{request}/{verb}", note)


def test_security_17_the_second_person_makes_it_happen_once(employ: Employ, engine: Engine, audited: Any) -> None:
    asker, other, whom = employ("support"), employ("support"), employ("viewer")
    request = wanted(asker, whom)
    assert name_of(engine, whom) == "Test", "nothing happens before"
    done = approve(other, request, note="agreed")
    assert (done.status_code, done.json["state"], done.json["decider"]) == (200, "approved", other.staff.email)
    assert name_of(engine, whom) == "Test!"
    assert [str(whom.staff.id)] == TOLD
    again = approve(employ("owner"), request)
    assert (again.status_code, again.json["code"]) == (409, "decided_already")
    assert name_of(engine, whom) == "Test!"
    rows = {row["action"]: row for row in audited(other.staff.id)}
    assert rows["approvals.approve"]["reason"] == "agreed"
    assert rows[ACTION]["reason"] == "because"
    assert rows[ACTION]["after"]["now"] == {"more": "!"}
    assert rows[ACTION]["after"]["approved"] == {"approval": request, "requested_by": asker.staff.email}
    assert [row["action"] for row in audited(asker.staff.id)] == ["approvals.ask"]


def test_security_17_of_many_who_approve_at_once_one_does(employ: Employ, engine: Engine) -> None:
    asker, whom, others = employ("support"), employ("viewer"), [employ("owner") for _ in range(6)]
    request, start = wanted(asker, whom), Barrier(6)

    def at_once(other: Member) -> int:
        start.wait()
        return int(approve(other, request).status_code)

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(at_once, others))
    assert found == [200, *[409] * 5]
    assert name_of(engine, whom) == "Test!"


def test_security_17_nobody_approves_their_own_request(employ: Employ, engine: Engine) -> None:
    owner, whom = employ("owner"), employ("viewer")
    request = wanted(owner, whom)
    refused = approve(owner, request)
    assert (refused.status_code, refused.json["code"]) == (403, "own_request")
    assert name_of(engine, whom) == "Test"
    assert approve(owner, request, "reject").json["state"] == "rejected", "but may take it back"


def test_security_17_the_database_refuses_an_own_approval_too(employ: Employ, engine: Engine) -> None:
    owner = employ("owner")
    request = wanted(owner, employ("viewer"))
    statement = text("UPDATE approvals SET state = 'approved', decided_by = requested_by WHERE id = :id")
    with engine.connect() as connection, pytest.raises(IntegrityError, match="approvals_two_check"):
        connection.execute(statement, {"id": request})


def test_security_17_the_second_person_needs_the_permission_and_a_step_up(employ: Employ, engine: Engine) -> None:
    request = wanted(employ("support"), whom := employ("viewer"))
    for role in ("editor", "moderator", "finance", "viewer"):
        for verb in ("approve", "reject"):
            refused = approve(employ(role), request, verb)
            assert (refused.status_code, refused.json["code"]) == (403, "forbidden"), (role, verb)
    stale = employ("owner")
    with engine.begin() as connection:
        statement = text("UPDATE staff_sessions SET proven_at = now() - CAST(:ago AS interval) WHERE staff_id = :id")
        connection.execute(statement, {"ago": PROOF_GOOD + timedelta(seconds=1), "id": stale.staff.id})
    assert approve(stale, request).json["code"] == "step_up_required"
    assert name_of(engine, whom) == "Test"


@pytest.mark.parametrize(
    "change",
    ["UPDATE staff SET disabled_at = now() WHERE id = :id", "UPDATE staff SET roles = '{viewer}' WHERE id = :id"],
)
def test_security_17_who_asked_must_still_be_able(employ: Employ, engine: Engine, change: str) -> None:
    asker, other, whom = employ("support"), employ("owner"), employ("viewer")
    request = wanted(asker, whom)
    with engine.begin() as connection:
        connection.execute(text(change), {"id": asker.staff.id})
    refused = approve(other, request)
    assert (refused.status_code, refused.json["code"]) == (409, "requester_gone")
    assert name_of(engine, whom) == "Test"
    assert approve(other, request, "reject").status_code == 200


def test_what_goes_wrong_leaves_the_request_open_and_nothing_in_the_log(employ: Employ, audited: Any) -> None:
    other, whom = employ("owner"), employ("viewer")
    request = wanted(employ("support"), whom, fail=True)
    refused = approve(other, request)
    assert (refused.status_code, refused.json["code"]) == (409, "not_now")
    assert audited(other.staff.id) == []
    assert [one["state"] for one in listed(other) if one["id"] == request] == ["open"]


def test_a_request_expires_and_may_be_made_again(employ: Employ, engine: Engine) -> None:
    asker, other, whom = employ("support"), employ("owner"), employ("viewer")
    request = wanted(asker, whom)
    twice = asker.post(f"/v1/admin/tests/{whom.staff.id}", {"more": "?"})
    assert (twice.status_code, twice.json["code"]) == (409, "approval_open")
    with engine.begin() as connection:
        connection.execute(text("UPDATE approvals SET expires_at = now() WHERE id = :id"), {"id": request})
    assert approve(other, request).json["code"] == "decided_already"
    assert [one["state"] for one in listed(other, state="expired")] == ["expired"]
    assert approve(other, wanted(asker, whom)).status_code == 200


def test_requests_are_listed_with_who_may_decide(employ: Employ) -> None:
    asker, other = employ("support"), employ("owner")
    requests = [wanted(asker, employ("viewer")) for _ in range(3)]
    first = other.get(f"{APPROVALS}?limit=2&state=open").json
    rest = other.get(f"{APPROVALS}?limit=2&state=open&cursor={first['next']}").json
    assert [one["id"] for one in (first["items"] + rest["items"])[:3]] == requests[::-1]
    may = {who: listed(member)[0]["may_decide"] for who, member in
           {"asker": asker, "owner": other, "finance": employ("finance")}.items()}  # fmt: skip
    assert may == {"asker": False, "owner": True, "finance": False}


def test_there_is_no_such_request(employ: Employ) -> None:
    for verb in ("approve", "reject"):
        assert approve(employ("owner"), str(uuid4()), verb).status_code == 404
    assert employ("owner").get(f"{APPROVALS}?state=lost").status_code == 422


def listed(who: Member, state: str = "open") -> list[dict[str, Any]]:
    """Requests in a state, latest first."""
    items: list[dict[str, Any]] = who.get(f"{APPROVALS}?state={state}&limit=100").json["items"]
    return items
