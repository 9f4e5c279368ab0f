"""Redemptions in the hands of staff: seen, retried, decided by one or two; partners paused."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import breaks, ledger, redemption_steps
from rules.ledger import Standing
from rules.reconciliation import Break
from rules.redemption import Step
from tests.redeeming import redeemed, sell
from tests.web.admin.conftest import Member
from tests.web.conftest import refusal

Employ = Callable[..., Member]
URL = "/v1/admin/redemptions"


@pytest.fixture(scope="module")
def product(engine: Engine) -> UUID:
    return sell(engine)


@pytest.fixture
def finance(employ: Employ) -> Member:
    return employ("finance")


def in_state(engine: Engine, product: UUID, state: str, tokens: int = 5_000) -> UUID:
    """One that waits for people."""
    id_ = redeemed(engine, product, tokens=tokens, review="suspicion 60" if state == "in_review" else None)
    if state == "in_review":
        return id_
    with engine.begin() as connection:
        for now in ("submitting", "unknown", state):
            one = redemption_steps.lock(connection, id_)
            assert one
            after = redemption_steps.standing(one)._replace(state=now)  # type: ignore[arg-type]  # as they are
            redemption_steps.take(connection, one, Step(after, None, (now,)), "test")  # type: ignore[arg-type]  # a state
    return id_


def resolve(member: Member, id_: UUID, outcome: str) -> Any:
    return member.post(f"{URL}/{id_}/resolve", {"outcome": outcome, "reason": "asked by phone"})


def tokens(engine: Engine, id_: UUID) -> tuple[str, Standing]:
    with engine.connect() as connection:
        row = connection.execute(text("SELECT state, player_id FROM redemptions WHERE id = :id"), {"id": id_}).one()
        return row.state, ledger.standing(connection, row.player_id)


@pytest.mark.parametrize(
    ("state", "outcome", "after", "standing"),
    [
        ("in_review", "order", "held", Standing(5_000, 5_000)),
        ("in_review", "decline", "cancelled", Standing(5_000)),
        ("manual_review", "succeeded", "succeeded", Standing(0)),
        ("manual_review", "failed", "refunded", Standing(5_000)),
    ],
)
def test_17_people_decide_what_is_theirs_and_two_on_what_the_partner_may_have(
    employ: Employ, engine: Engine, product: UUID, state: str, outcome: str, after: str, standing: Standing
) -> None:
    finance, id_ = employ("finance"), in_state(engine, product, state)
    done, takes_two = resolve(finance, id_, outcome), state == "manual_review"
    if takes_two:
        assert (done.status_code, tokens(engine, id_)) == (202, (state, Standing(5_000, 5_000)))
        assert employ("finance").post(f"/v1/admin/approvals/{done.json['id']}/approve").status_code == 200
    assert takes_two or (done.status_code, done.json["state"]) == (200, after)
    assert tokens(engine, id_) == (after, standing)
    assert finance.get(f"{URL}/{id_}").json["transitions"][-1]["cause"] == "staff"
    assert refusal(resolve(finance, id_, outcome)) == (409, "outcome_unfit")
    with engine.connect() as connection:
        statement = text("SELECT decision FROM cases WHERE subject = :id")
        assert connection.execute(statement, {"id": id_}).scalar() == after


def test_17_above_the_threshold_it_takes_two(employ: Employ, engine: Engine, product: UUID) -> None:
    id_, (one, other) = in_state(engine, product, "in_review", 5_001), (employ("finance"), employ("finance"))
    asked = resolve(one, id_, "order")
    assert (asked.status_code, asked.json["action"]) == (202, "redemptions.resolve")
    assert tokens(engine, id_)[0] == "in_review"
    approve = f"/v1/admin/approvals/{asked.json['id']}/approve"
    assert refusal(one.post(approve)) == (403, "own_request")
    assert other.post(approve).status_code == 200
    assert tokens(engine, id_) == ("held", Standing(5_001, 5_001))
    assert resolve(other, in_state(engine, product, "in_review"), "order").status_code == 200, "agreed is not one's own"


def test_17_many_small_ones_are_a_large_one_wherever_one_decides_on_them(
    employ: Employ, engine: Engine, product: UUID
) -> None:
    member, small = employ("finance"), [in_state(engine, product, "in_review", 2_000) for _ in range(3)]
    with engine.begin() as connection:
        breaks.note(connection, "tremendous", [Break("status", str(small[0]), tokens=1_500, theirs="x", ours="y")])
        unlike = breaks.page(connection, True, "tremendous", "status", None, 1)[0].id
    assert decide(member, engine, small[0], "order").status_code == 200
    assert (
        member.post(f"/v1/admin/breaks/{unlike}/resolve", {"resolution": "explained", "reason": "x"}).status_code == 200
    )
    assert resolve(member, small[1], "decline").status_code == 202
    assert refusal(decide(member, engine, small[1], "order")) == (409, "takes_two")
    assert resolve(employ("finance"), small[2], "order").status_code == 200


def decide(member: Member, engine: Engine, id_: UUID, decision: str) -> Any:
    """Decide on a redemption's case."""
    with engine.connect() as connection:
        statement = text("SELECT id FROM cases WHERE queue = 'redemptions' AND subject = :id")
        case = connection.execute(statement, {"id": id_}).scalar_one()
    assert member.get(f"/v1/admin/cases/{case}").json["redemption"]["id"] == str(id_)
    return member.post(f"/v1/admin/cases/{case}/decision", {"decision": decision, "reason": "seen"})


def test_a_case_is_decided_in_its_queue(finance: Member, engine: Engine, product: UUID) -> None:
    small, unproved = in_state(engine, product, "in_review"), in_state(engine, product, "manual_review", 1)
    assert decide(finance, engine, small, "order").json["decision"] == "order"
    assert tokens(engine, small)[0] == "held"
    assert refusal(decide(finance, engine, unproved, "dismiss")) == (409, "outcome_unfit")
    assert refusal(decide(finance, engine, unproved, "failed")) == (409, "takes_two")


def test_one_is_looked_up_now(finance: Member, engine: Engine, product: UUID) -> None:
    id_ = in_state(engine, product, "manual_review")
    for _ in range(2):
        shown = finance.post(f"{URL}/{id_}/retry", {"reason": "the player asks"})
        assert shown.status_code == 200
        assert shown.json["next_attempt_at"]
    assert refusal(finance.post(f"{URL}/{uuid4()}/retry", {"reason": "x"})) == (404, "redemption_unknown")
    waits = in_state(engine, product, "in_review")
    assert refusal(finance.post(f"{URL}/{waits}/retry", {"reason": "x"})) == (409, "not_retryable")


def test_all_is_seen_but_codes_and_phones(finance: Member, engine: Engine) -> None:
    product = sell(engine, "341", partner="reloadly-airtime", kind="recharge", country="NG")
    id_ = redeemed(engine, product, phone="+2348031234567", phone_hash=b"h")
    shown = finance.get(f"{URL}/{id_}").json
    assert (shown["recipient"], shown["value"]) == ("+23…67", {"amount": "5.00", "currency": "USD"})
    assert [one["after"] for one in shown["transitions"]] == ["held"]
    found = finance.get(URL, query_string={"partner": "reloadly-airtime", "state": "held"}).json["items"]
    assert [one["id"] for one in found] == [str(id_)]
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET partner_id = '7 7' WHERE id = :id"), {"id": id_})
    assert [one["id"] for one in finance.get(URL, query_string={"partner_id": "7 7"}).json["items"]] == [str(id_)]
    for sought in (str(id_), "7 7 "):
        items = finance.post("/v1/admin/search", {"q": sought}).json["items"]
        assert [(one["kind"], one["id"], one["note"]) for one in items] == [("redemption", str(id_), "held")]
    page = finance.get(URL, query_string={"limit": 1}).json
    assert finance.get(URL, query_string={"limit": 1, "cursor": page["next"]}).json["items"] != page["items"]


def test_a_partner_is_paused_with_a_reason_and_goes_on(
    finance: Member, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    url = "/v1/admin/partners"
    paused = finance.post(f"{url}/tremendous/pause", {"reason": "their site is down"}).json
    assert (paused["submits"], paused["paused_reason"]) == (False, "their site is down")
    assert finance.post(f"{url}/tremendous/resume", {"reason": "it is up"}).json["paused_reason"] is None
    assert [one["action"] for one in audited(finance.staff.id)] == ["partners.pause", "partners.resume"]
    assert refusal(finance.post(f"{url}/nobody/pause", {"reason": "x"})) == (404, "partner_unknown")
    names = [one["name"] for one in finance.get(url).json["items"]]
    assert names == ["reloadly-airtime", "reloadly-giftcards", "tremendous"]


def test_commands_show_and_retry(app: Flask, engine: Engine, product: UUID) -> None:
    id_ = redeemed(engine, product)
    run = app.test_cli_runner().invoke
    assert str(id_) in run(args=["redemptions", "show", str(id_), "--json"]).output
    assert "submitting" not in run(args=["redemptions", "show", str(id_)]).output
    assert '"partners"' in run(args=["redemptions", "status", "--json"]).output
    assert run(args=["redemptions", "status"]).exit_code == 0
    for _ in range(2):
        assert '"asked":true' in run(args=["redemptions", "retry", str(id_), "--reason", "x", "--json"]).output
    assert str(id_) in run(args=["due", "--kind", "redemptions"]).output
    assert run(args=["due", "--json"]).exit_code == 0
    assert "lost an hour" in run(args=["redemptions", "freeze", "tremendous", "--reason", "lost an hour"]).output
