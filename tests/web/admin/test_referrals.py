"""Referrals for staff: what speaks against one, what happened, and the word of people, which the log keeps."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import cases, erasure, referral_steps
from rules.referral import Judgement, Reason
from tasks import runtime
from tests.crossing import is_held, noting
from tests.referring import NOW, ReferralLog, claim, inviting, of, player
from tests.web.admin.conftest import Member
from tests.web.conftest import refusal

URL = "/v1/admin/referrals"


@pytest.fixture
def referee(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """Somebody who was brought, and is being looked at."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM referral_codes"))
    log, brought = ReferralLog(engine), player(engine, "Boris")
    log.values.append(claim(brought, inviting(engine)))
    log.follow()
    with engine.begin() as connection:
        one = of(engine, brought)
        judged = Judgement("review", 40, (Reason("fingerprint", 40),))
        referral_steps.judge(connection, one, judged)
        referral_steps.take(connection, one, "qualified", "rules", reasons=[["fingerprint", 40]])
        referral_steps.look(connection, one, judged)
    return brought


def test_staff_see_why_and_decide(
    referee: UUID, engine: Engine, employ: Callable[..., Member], audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    mo, viewer = employ("moderator"), employ("viewer")
    one = of(engine, referee)
    listed = mo.get(f"{URL}?state=qualified&reason=fingerprint&player_id={referee}").json["items"]
    assert [(item["id"], item["referee"], item["reasons"]) for item in listed] == [
        (str(one.id), "Boris", [{"code": "fingerprint", "points": 40}])
    ]
    shown = viewer.get(f"{URL}/{one.id}").json
    assert [step["after"] for step in shown["steps"]] == ["joined", "qualified"]
    assert shown["decisions"] == ["pass", "refuse"]
    body = {"decision": "pass", "reason": "They are sisters."}
    assert viewer.post(f"{URL}/{one.id}/override", body).status_code == 403
    assert refusal(mo.post(f"{URL}/{one.id}/override", body | {"decision": "claw_back"})) == (409, "outcome_unfit")
    done = mo.post(f"{URL}/{one.id}/override", body)
    assert (done.status_code, done.json["state"], done.json["cleared"]) == (200, "held", ["fingerprint"])
    assert datetime.fromisoformat(done.json["due_at"]) > NOW + timedelta(days=13), "the hold is not cut short"
    [row] = [row for row in audited(mo.staff.id) if row["action"] == "referrals.override"]
    assert (row["before"], row["reason"]) == ({"state": "qualified"}, "They are sisters.")
    assert row["after"] == {"state": "held", "decision": "pass"}
    assert refusal(mo.get(f"{URL}/{referee}")) == (404, "referral_unknown")


def test_its_case_is_decided_in_the_queue(
    app: Flask, referee: UUID, engine: Engine, employ: Callable[..., Member]
) -> None:
    mo = employ("moderator")
    with engine.connect() as connection:
        case = connection.execute(
            text("SELECT id FROM cases WHERE queue = 'referrals' AND subject = :s"), {"s": of(engine, referee).id}
        ).scalar_one()
    with engine.begin() as connection:
        cases.hold(connection, case, mo.staff.id)
    dismissed = mo.post(f"/v1/admin/cases/{case}/decision", {"decision": "dismiss", "reason": "It is fine."})
    assert refusal(dismissed) == (409, "outcome_unfit"), "it would wait for ever"
    shown = mo.get(f"/v1/admin/cases/{case}").json
    assert (shown["subject_kind"], shown["referral"]["referee"]) == ("referral", "Boris")
    assert [one["name"] for one in shown["decisions"]] == ["pass", "refuse", "claw_back", "dismiss"]
    with noting(
        app.extensions["wires"].postgres.engine,
        "FOR NO KEY UPDATE OF c",
        lambda: is_held(engine, "players", "id", referee),
    ) as found_held:
        done = mo.post(f"/v1/admin/cases/{case}/decision", {"decision": "refuse", "reason": "One person."})
    assert done.status_code == 200, done.text
    assert found_held == [True], "an erasure has its player before the case"
    found = of(engine, referee)
    assert (found.state, found.codes) == ("ineligible", ["fingerprint", "staff"])
    assert mo.get(f"/v1/admin/cases/{case}").json["decision"] == "refuse"


@pytest.mark.parametrize("side", ["referrer", "referee"])
def test_of_who_is_erased_staff_have_said_nothing(
    side: str, referee: UUID, engine: Engine, employ: Callable[..., Member]
) -> None:
    mo, one = employ("moderator"), of(engine, referee)
    done = mo.post(f"{URL}/{one.id}/override", {"decision": "pass", "reason": "Boris is her brother."})
    assert done.json["steps"][-1]["note"] == f"{mo.staff.email}: Boris is her brother."
    query = text("SELECT id, reason FROM cases WHERE queue = 'referrals' AND subject = :s")
    with engine.begin() as connection:
        case = connection.execute(query, {"s": one.id}).one()
        assert "Boris" in case.reason
        erasure.erase(connection, one.referee_id if side == "referee" else one.referrer_id)
        assert connection.execute(query, {"s": one.id}).one().reason == ""
    steps = mo.get(f"{URL}/{one.id}").json["steps"]
    assert [step["note"] for step in steps if step["by"] == "staff"] == [mo.staff.email], "who decided stays"
    with engine.connect() as connection:
        note = text("SELECT string_agg(note, ' ') FROM referral_steps WHERE referral_id = :s")
        assert "Boris" not in connection.execute(note, {"s": one.id}).scalar_one()
    shown = mo.get(f"/v1/admin/cases/{case.id}")
    assert "brother" not in shown.text
