"""Breaks as staff see and resolve them: above a threshold, or where nobody knows what it is worth, by two."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import breaks, partner_lines, partner_state
from rules.reconciliation import Break, drift
from tests.redeeming import Scripted
from tests.web.admin.conftest import Member

Employ = Callable[..., Member]
URL = "/v1/admin/breaks"
SAID = {"resolution": "explained", "reason": "Their mail of Monday."}


@pytest.fixture
def found(engine: Engine) -> Callable[..., UUID]:
    """Makes a break, the only one there is."""

    def make(tokens: int | None = 50, kind: Any = "status", subject: str = "", partner: Any = "tremendous") -> UUID:
        made = Break(kind, subject or str(uuid7()), tokens=tokens, theirs="succeeded", ours="refunded")
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM breaks"))
            breaks.note(connection, partner, [made._replace(reference=made.subject)])
            return breaks.page(connection, True, None, None, None, 1)[0].id

    return make


def test_a_break_is_resolved_with_a_reason_once(
    employ: Employ, found: Callable[..., UUID], audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    member, one = employ("finance"), found()
    (item,) = member.get(URL).json["items"]
    assert (item["id"], item["kind"], item["age"], item["tokens"]) == (str(one), "status", "1h", 50)
    assert employ("editor").get(URL).status_code == 403
    done = member.post(f"{URL}/{one}/resolve", json=SAID)
    assert (done.status_code, done.json["resolution"], done.json["resolved_by"]) == (
        200,
        "explained",
        str(member.staff.id),
    )
    assert member.get(f"{URL}?state=open").json["items"] == []
    assert member.get(f"{URL}?state=resolved&kind=status&partner=tremendous").json["items"] == [done.json]
    assert member.post(f"{URL}/{one}/resolve", json=SAID).json["code"] == "break_resolved"
    assert member.post(f"{URL}/{uuid7()}/resolve", json=SAID).json["code"] == "break_unknown"
    row = audited(member.staff.id)[0]
    assert (row["action"], row["reason"], row["before"]["theirs"]) == ("breaks.resolve", SAID["reason"], "succeeded")


@pytest.mark.parametrize("tokens", [5_001, None])
def test_17_what_is_worth_much_or_nobody_knows_what_takes_two(
    employ: Employ, found: Callable[..., UUID], tokens: int | None
) -> None:
    first, second, one = employ("finance"), employ("finance"), found(tokens)
    asked = first.post(f"{URL}/{one}/resolve", json=SAID)
    assert (asked.status_code, asked.json["action"]) == (202, "breaks.resolve"), asked.text
    assert [item["id"] for item in first.get(URL).json["items"]] == [str(one)]
    assert first.post(f"{URL}/{one}/resolve", json=SAID).json["code"] == "approval_open"
    assert first.post(f"/v1/admin/approvals/{asked.json['id']}/approve", json={}).status_code == 403
    agreed = second.post(f"/v1/admin/approvals/{asked.json['id']}/approve", json={})
    assert agreed.status_code == 200, agreed.text
    (done,) = first.get(f"{URL}?state=resolved").json["items"]
    assert (done["resolution"], done["reason"], done["resolved_by"]) == (*SAID.values(), str(first.staff.id))
    for member in (first, second):
        assert member.post(f"{URL}/{found(5_000)}/resolve", json=SAID).status_code == 200, "agreed is nobody's own"


def test_what_a_break_said_when_it_was_asked_for_is_what_is_agreed_on(
    employ: Employ, found: Callable[..., UUID], engine: Engine
) -> None:
    first, second, one = employ("finance"), employ("finance"), found(None)
    asked = first.post(f"{URL}/{one}/resolve", json=SAID)
    with engine.begin() as connection:
        connection.execute(text("UPDATE breaks SET theirs = 'much more'"))
    agreed = second.post(f"/v1/admin/approvals/{asked.json['id']}/approve", json={})
    assert (agreed.status_code, agreed.json["code"]) == (409, "break_changed")


def test_a_drift_that_is_explained_is_the_new_sum(employ: Employ, found: Callable[..., UUID], engine: Engine) -> None:
    """Whether one says so, or two, while orders go on: the sum moves by what is rounded, or by what is under way."""

    def reads(*amounts: Decimal) -> list[Decimal]:
        with engine.begin() as connection:
            return [partner_lines.float_of(connection, "tremendous", one, "USD")[0] for one in amounts]

    for tokens, left in ((5, Decimal(90)), (None, Decimal(80))):
        reads(Decimal(100), left, left, left - 7)
        one = found(tokens, "balance_drift", "tremendous")
        says(engine, left)
        done = employ("finance").post(f"{URL}/{one}/resolve", json=SAID)
        assert (done.status_code == 202) is (tokens is None)
        if tokens is None:
            says(engine, left + Decimal("0.04"))
            approved = employ("finance").post(f"/v1/admin/approvals/{done.json['id']}/approve")
            assert approved.status_code == 200, approved.text
        assert reads(left) == [left]


def says(engine: Engine, left: Decimal) -> None:
    """What the drift is now."""
    with engine.begin() as connection:
        theirs, ours = drift(left, Decimal(100), "USD")
        connection.execute(text("UPDATE breaks SET theirs = :theirs, ours = :ours"), {"theirs": theirs, "ours": ours})


@pytest.fixture
def operated(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The app with a partner whose statement is empty."""
    monkeypatch.setitem(app.extensions["wires"].partners, "tremendous", Scripted())
    return app


def test_a_frozen_partner_is_thawed_once_its_statement_is_matched_and_nothing_is_lost(
    operated: Flask, engine: Engine, found: Callable[..., UUID]
) -> None:
    run = operated.test_cli_runner()
    found(None, "missing_here")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE partner_statements SET since = '2026-01-01', matched_until = now() - interval '8 hours'")
        )
        partner_state.freeze(connection, "tremendous", "restored by hand")
    thaw = ["redemptions", "thaw", "tremendous", "--reason", "All is there."]
    early = run.invoke(args=thaw)
    assert (early.exit_code, "is not matched up to" in early.output) == (1, True), early.output
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET frozen_at = frozen_at - interval '1 hour'"))
    for _ in range(2):
        matched = run.invoke(args=["redemptions", "reconcile", "tremendous", "--json"])
        assert (matched.exit_code, '"matched":true' in matched.output) == (0, True), matched.output
    lost = run.invoke(args=thaw)
    assert (lost.exit_code, "missing_here" in lost.output) == (1, True), lost.output
    with engine.begin() as connection:
        connection.execute(text("UPDATE breaks SET resolved_at = now()"))
    done = run.invoke(args=thaw)
    assert done.exit_code == 0, done.output
    with engine.connect() as connection:
        states = {one.partner: one.frozen_reason for one in partner_state.every(connection)}
    assert states["tremendous"] is None
    again = run.invoke(args=["redemptions", "reconcile"])
    assert again.exit_code == 0, again.output
