"""The inbox over all queues: what is due first comes first, to one member; what was decided is counted, and undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import breaks, claims, inbox
from rules.inbox import targets
from rules.reconciliation import Break
from rules.thresholds import Thresholds
from tests.web.admin.conftest import Member
from tests.web.admin.reviewing import CASES, QUEUES, Employ, age, crowd, decide, empty, open_cases
from tests.web.admin.test_cases import at_once
from tests.web.admin.test_threads import write
from tests.web.conftest import Guest, refusal

__all__ = ["crowd", "empty"]

INBOX = "/v1/admin/inbox"
SAID = {"resolution": "explained", "reason": "Their mail of Monday."}


@pytest.fixture(autouse=True)
def nothing(engine: Engine) -> None:
    """Nothing waits, and nothing was decided."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE threads SET waiting_since = NULL"))
        for table in ("breaks", "claims", "work_done"):
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def broken(engine: Engine) -> Callable[[], str]:
    """Makes a break, worth 50 tokens."""

    def make() -> str:
        made = Break("status", str(uuid7()), tokens=50, theirs="succeeded", ours="refunded")
        with engine.begin() as connection:
            breaks.note(connection, "tremendous", [made._replace(reference=made.subject)])
            return str(breaks.page(connection, True, None, None, None, 1)[0].id)

    return make


def wait(engine: Engine, table: str, column: str, id_: str, by: timedelta) -> None:
    """It has waited for longer than it did."""
    with engine.begin() as connection:
        connection.execute(
            text(f"UPDATE {table} SET {column} = now() - CAST(:by AS interval) WHERE id = :id"), {"by": by, "id": id_}
        )


def claim(member: Member) -> Any:
    return member.post(f"{INBOX}/claim")


def names(answer: Any) -> list[str]:
    return [item["queue"] for item in answer.json["items"]]


def test_what_breaches_its_target_first_comes_first_whatever_its_queue(
    employ: Employ, engine: Engine, guest: Guest, broken: Callable[[], str]
) -> None:
    owner = employ("owner")
    open_cases(engine, 1)
    age(engine, "opened_at", timedelta(hours=18))  # older than the thread, and due later
    wait(engine, "threads", "waiting_since", write(guest)["id"], timedelta(hours=11.5))
    wait(engine, "breaks", "opened_at", broken(), timedelta(hours=49))
    found = owner.get(INBOX)
    assert names(found) == ["breaks", "threads", "integrity"]
    assert [item["late"] for item in found.json["items"]] == [True, False, False]
    assert [queue["queue"] for queue in found.json["queues"]][:3] == ["breaks", "threads", "integrity"]
    assert found.json["queues"][0].items() >= {"late": 1, "open": 1, "waiting": 1, "target_hours": 48}.items()
    assert names(owner.get(f"{INBOX}?queue=threads")) == ["threads"]
    first = owner.get(f"{INBOX}?limit=1").json
    assert names(owner.get(f"{INBOX}?limit=1&cursor={first['next']}")) == ["threads"]
    assert names(employ("moderator").get(INBOX)) == ["integrity"], "each sees what they may work on"
    got = [claim(owner).json["queue"]]
    while owner.post(f"{INBOX}/{got[-1]}/{claim(owner).json['id']}/release").status_code == 200:
        got.append(claim(owner).json["queue"])
    assert got == ["breaks", "threads", "integrity"]


def test_nine_who_claim_at_once_each_get_another(
    engine: Engine, crowd: Engine, become: Callable[..., Guest], broken: Callable[[], str]
) -> None:
    open_cases(engine, 3)
    for _ in range(3):
        write(become())
        broken()
    hours = targets(Thresholds(), ["integrity", "threads", "breaks"])
    got: list[UUID | None] = []

    def claim_one() -> None:
        member = uuid7()
        with crowd.begin() as connection:
            heads = inbox.heads(connection, hours, member)
            got.append(next(filter(None, (inbox.claim_next(connection, head.queue, member) for head in heads)), None))

    at_once(9, claim_one)
    assert None not in got
    assert len(set(got)) == 9


def test_a_thread_that_somebody_has_is_answered_by_them_alone_and_handed_over_by_name(
    employ: Employ, guest: Guest, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    ada, bob, viewer = employ("support"), employ("support"), employ("viewer")
    thread = f"/v1/admin/threads/{write(guest)['id']}"
    mine = claim(ada).json
    assert (mine["about"], mine["mine"], mine["claimed_by"]["id"]) == ("My streak", True, str(ada.staff.id))
    assert claim(ada).json["id"] == mine["id"], "what one has comes again"
    assert claim(bob).status_code == 204
    path = f"{INBOX}/threads/{mine['id']}"
    for refused in (f"{path}/claim", f"{path}/release", f"{thread}/close"):
        assert refusal(bob.post(refused)) == (409, "work_claimed")
    assert refusal(bob.post(f"{thread}/messages", {"text": "x"})) == (409, "work_claimed")
    assert refusal(viewer.post(f"{path}/claim")) == (403, "forbidden")
    over = {"staff_id": str(viewer.staff.id), "reason": "Yours."}
    assert refusal(ada.post(f"{path}/hand-over", over)) == (422, "staff_unfit")
    colleagues = [one["id"] for one in ada.get(f"{QUEUES}/threads/members").json["items"]]
    assert [str(one.staff.id) in colleagues for one in (bob, viewer)] == [True, False]
    given = ada.post(f"{path}/hand-over", over | {"staff_id": str(bob.staff.id)}).json
    assert given["claimed_by"]["id"] == str(bob.staff.id)
    row = audited(ada.staff.id)[-1]
    assert (row["action"], row["reason"], row["after"]) == ("inbox.hand_over", "Yours.", {"to": bob.staff.email})
    assert refusal(ada.post(f"{thread}/close")) == (409, "work_claimed")
    assert bob.post(f"{thread}/messages", {"text": "It is back."}).status_code == 201
    assert refusal(bob.post(f"{path}/claim")) == (404, "work_unknown"), "nothing waits any more"


def test_who_leaves_something_to_others_is_given_it_last(employ: Employ, engine: Engine, guest: Guest) -> None:
    owner = employ("owner")
    wait(engine, "threads", "waiting_since", write(guest)["id"], timedelta(hours=20))
    second = write(guest)["id"]
    open_cases(engine, 1)
    first = claim(owner).json
    assert first["queue"] == "threads"
    owner.post(f"{INBOX}/threads/{first['id']}/release")
    assert claim(owner).json["id"] == second, "it is due before the case"
    owner.post(f"/v1/admin/threads/{second}/close")
    assert claim(owner).json["queue"] == "integrity"
    assert claim(employ("owner")).json["id"] == first["id"]


def test_what_is_another_s_is_taken_by_nobody_until_it_is_handed_over(engine: Engine) -> None:
    work, ada, bob = uuid7(), uuid7(), uuid7()
    with engine.begin() as connection:
        assert claims.take(connection, "threads", work, ada)
        assert not claims.take(connection, "threads", work, bob)
        assert claims.take(connection, "threads", work, ada), "to have it longer"
        claims.hand_over(connection, "threads", work, bob)
        assert not claims.take(connection, "threads", work, ada)


def test_a_break_is_resolved_by_who_has_it_and_undone(employ: Employ, broken: Callable[[], str]) -> None:
    ada, bob = employ("finance"), employ("finance")
    path = f"/v1/admin/breaks/{broken()}"
    assert claim(ada).json["queue"] == "breaks"
    assert refusal(bob.post(f"{path}/resolve", SAID)) == (409, "work_claimed")
    assert ada.post(f"{path}/resolve", SAID).json["resolution"] == "explained"
    assert claim(bob).status_code == 204
    why = {"reason": "A slip."}
    again = bob.post(f"{path}/undo", why).json
    assert (again["resolution"], again["resolved_by"], again["resolved_at"]) == (None, None, None)
    assert refusal(bob.post(f"{path}/undo", why)) == (409, "break_open")
    assert claim(bob).json["mine"], "it is theirs who undid it"
    [queue, by_ada] = ada.get(f"{INBOX}/figures?period=week").json["items"]
    assert (queue["member"], queue["decided"], queue["undone"], queue["waited_s"]) == (None, 1, 1, None)
    assert by_ada["member"]["id"] == str(ada.staff.id)


def test_a_resolution_is_undone_for_ten_minutes(employ: Employ, engine: Engine, broken: Callable[[], str]) -> None:
    ada, id_ = employ("finance"), broken()
    ada.post(f"/v1/admin/breaks/{id_}/resolve", SAID)
    wait(engine, "breaks", "resolved_at", id_, timedelta(minutes=11))
    assert refusal(ada.post(f"/v1/admin/breaks/{id_}/undo", {"reason": "x"})) == (409, "undo_too_late")


def test_a_break_that_waits_for_a_second_member_is_nobody_s_next(
    employ: Employ, engine: Engine, broken: Callable[[], str]
) -> None:
    ada, id_ = employ("finance"), broken()
    with engine.begin() as connection:
        connection.execute(text("UPDATE breaks SET tokens = NULL"))
    assert ada.post(f"/v1/admin/breaks/{id_}/resolve", SAID).status_code == 202
    assert claim(ada).status_code == 204
    assert ada.get(INBOX).json["items"] == []


def test_figures_tell_who_decided_what_and_in_what_time(employ: Employ, engine: Engine) -> None:
    ada, bob = employ("moderator"), employ("moderator")
    open_cases(engine, 3)  # the first waits for 100 minutes
    for member in (ada, bob, ada):
        case = claim(member).json["id"]
        assert decide(member, case, "dismiss").status_code == 200
    assert ada.post(f"{CASES}/{case}/undo", {"reason": "A slip."}).status_code == 200
    [queue, *members] = ada.get(f"{INBOX}/figures").json["items"]
    assert (queue["queue"], queue["decided"], queue["undone"], queue["in_time"]) == ("integrity", 3, 1, 2)
    assert 99 * 60 < queue["waited_s"] < 101 * 60
    assert queue["took_s"] < 60
    assert {one["member"]["id"]: (one["decided"], one["undone"]) for one in members} == {
        str(ada.staff.id): (2, 1),
        str(bob.staff.id): (1, 0),
    }
    with engine.begin() as connection:
        connection.execute(text("UPDATE work_done SET at = at - interval '8 days'"))
    assert ada.get(f"{INBOX}/figures?period=week").json["items"] == []
    assert employ("finance").get(f"{INBOX}/figures").json["items"] == []
