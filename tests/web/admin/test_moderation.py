"""Reports of players, the queue they open, what its decisions do, and appeals against those."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import entries, erasure, player_reports, redemption_claims, sanction_effects
from models import staff as members
from rules.creative import result
from rules.permissions import ROLES, outranks
from tasks import creative as ticks
from tasks.sanctions import end_sanctions
from tests.contests import Contest, contest
from tests.processes import until
from tests.redeeming import able, check_books, sell
from tests.web.admin.reviewing import CASES, Employ, claim, decide, empty, worker
from tests.web.admin.test_sanctions import impose, path, soon, visible
from tests.web.conftest import Guest, refusal
from web.config import TERMS_VERSION
from web.creative import shown

__all__ = ["empty", "worker"]

Become = Callable[..., Guest]
URL = "/v1/reports"
APPEALS = "/v1/appeals"


@pytest.fixture(autouse=True)
def unreported(engine: Engine) -> None:
    """Nobody has said anything of anybody."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM player_reports"))


@pytest.fixture
def rogue(become: Become) -> Guest:
    """Somebody whom others report."""
    return become()


@pytest.fixture
def voted(engine: Engine, rogue: Guest) -> Contest:
    """The rogue's battle, which is voted on."""
    return contest(engine, (rogue.id, uuid4())).open()


def report(guest: Guest, kind: str, id_: object, ground: str = "offensive", **more: Any) -> Any:
    return guest.post(URL, {"kind": kind, "id": str(id_), "ground": ground, **more})


def undo(member: Any, case: str) -> Any:
    return member.post(f"{CASES}/{case}/undo", json={"reason": "a mistake"})


def one(engine: Engine, query: str, **values: Any) -> Any:
    with engine.begin() as connection:
        return connection.execute(text(query), values).scalar()


def decisions(guest: Guest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = guest.get(APPEALS).json["items"]
    return found


def appeal(guest: Guest, of: dict[str, Any]) -> Any:
    return guest.post(APPEALS, {"kind": of["kind"], "id": of["id"], "text": "It was <b>not</b> me."})


# Reports


def test_one_open_report_a_reporter_and_subject_and_one_case_a_player(
    guest: Guest, rogue: Guest, become: Become, employ: Employ
) -> None:
    first = report(guest, "name", rogue.id, text="It is rude.")
    again = report(guest, "name", rogue.id, "impersonation")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json["id"], again.json["ground"], again.json["text"]) == (first.json["id"], "impersonation", None)
    assert report(guest, "behaviour", rogue.id, "cheating").status_code == 201
    other = become()
    assert report(other, "name", rogue.id).status_code == 201
    assert [one["kind"] for one in guest.get(URL).json["items"]] == ["behaviour", "name"], "one's own alone"
    case = claim(employ("moderator"), "moderation").json
    assert (case["subject_kind"], case["subject_id"], case["weight"]) == ("accused", str(rogue.id), 3)
    said = {(one["reporter"]["id"], one["kind"], one["shown"]) for one in case["accused"]["reports"]}
    assert len(said) == 3
    assert {one["shown"] for one in case["accused"]["reports"]} == {case["accused"]["name"]}


def test_what_cannot_be_reported_is_said_and_opens_nothing(
    guest: Guest, rogue: Guest, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = contest(engine, (rogue.id, uuid4()))
    entry = hidden.write(0)
    assert refusal(report(guest, "name", guest.id)) == (422, "report_unfit")
    assert refusal(report(guest, "name", rogue.id, "cheating")) == (422, "report_unfit")
    assert refusal(report(guest, "name", rogue.id, "rude")) == (422, "invalid")
    assert refusal(report(guest, "name", uuid4())) == (404, "player_unknown")
    assert refusal(report(guest, "entry", entry)) == (404, "entry_unknown"), "it is being written"
    met = {"battle_id": str(hidden.id)}
    assert refusal(report(guest, "behaviour", rogue.id, "cheating", **met)) == (404, "battle_unknown")
    assert one(engine, "SELECT count(*) FROM cases") == 0
    monkeypatch.setattr(player_reports, "OPEN_MOST", 1)
    assert report(guest, "name", rogue.id).status_code == 201
    assert report(guest, "name", rogue.id).status_code == 200, "the same one may be changed"
    assert refusal(report(guest, "behaviour", rogue.id, "cheating")) == (409, "reports_waiting")


def test_a_name_that_a_machine_doubts_is_looked_at_and_one_that_is_nobodys_is_refused(
    rogue: Guest, employ: Employ
) -> None:
    assert refusal(rogue._send("PATCH", "/v1/me", {"json": {"name": "F.U.C.K"}})) == (422, "invalid")
    assert rogue._send("PATCH", "/v1/me", {"json": {"name": "Miss Fick"}}).status_code == 200
    assert rogue._send("PATCH", "/v1/me", {"json": {"name": "Mr Fick"}}).status_code == 200
    case = claim(employ("moderator"), "moderation").json
    [said] = case["accused"]["reports"]
    assert (case["opened_by"], said["reporter"], said["shown"]) == ("flag", None, "Mr Fick")


# Decisions


def test_dismissed_the_reporter_learns_that_nothing_was_done_and_undone_it_waits_again(
    guest: Guest, rogue: Guest, employ: Employ
) -> None:
    report(guest, "name", rogue.id)
    member = employ("moderator")
    case = claim(member, "moderation").json["id"]
    assert decide(member, case, "dismiss").status_code == 200
    [own] = guest.get(URL).json["items"]
    assert (own["acted"], own["closed_at"] is None) == (False, False)
    assert undo(member, case).json["accused"]["reports"][0]["acted"] is None
    decide(member, case, "dismiss")
    assert report(guest, "name", rogue.id).status_code == 201, "what is said anew is a new report"
    case = claim(member, "moderation").json
    [past] = case["accused"]["past"]
    assert (past["acted"], past["reporter"]["closed"], past["reporter"]["acted"]) == (False, 1, 0)


def test_a_name_is_taken_away_and_given_back(
    guest: Guest, rogue: Guest, employ: Employ, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    before = rogue.get("/v1/me").json["name"]
    report(guest, "name", rogue.id)
    member = employ("moderator")
    case = claim(member, "moderation").json["id"]
    effect = decide(member, case, "rename")
    assert effect.status_code == 200, effect.text
    assert rogue.get("/v1/me").json["name"] != before
    assert undo(member, case).status_code == 200
    assert rogue.get("/v1/me").json["name"] == before
    decide(member, case, "rename")
    rogue._send("PATCH", "/v1/me", {"json": {"name": "Ada"}})
    assert refusal(undo(member, case)) == (409, "changed_since")
    assert [row["action"] for row in audited(member.staff.id)].count("players.rename") == 3


def test_a_hidden_entry_is_served_to_nobody_and_loses_and_is_back_when_that_is_undone(
    guest: Guest, rogue: Guest, voted: Contest, employ: Employ, engine: Engine
) -> None:
    entry = voted.entries[0]
    assert report(guest, "entry", entry, text="Stolen.").status_code == 201
    member = employ("moderator")
    case = claim(member, "moderation").json
    assert [one["id"] for one in case["accused"]["entries"]] == [str(entry)]
    assert guest.get("/v1/votes/next").status_code == 200
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM vote_servings"))
    hidden = decide(member, case["id"], "hide_entry")
    assert hidden.status_code == 200, hidden.text
    assert guest.get("/v1/votes/next").json["code"] == "nothing_to_vote_on"
    with engine.connect() as connection:
        told = shown(connection, voted.id, guest.id, str) or {}
    assert [one["side"] for one in told["entries"]] == [1]
    assert states(engine, voted) == ["rejected", "approved"]
    [own] = decisions(rogue)
    assert (own["what"], own["entry_id"], own["may_appeal"]) == ("hide_entry", str(entry), True)
    assert undo(member, case["id"]).status_code == 200
    assert guest.get("/v1/votes/next").status_code == 200
    assert states(engine, voted) == ["approved", "approved"]


def states(engine: Engine, battle: Contest) -> list[str]:
    """Of both entries, as the closing judges them."""
    with engine.connect() as connection:
        found = entries.of_battles(connection, [battle.id])[battle.id]
    return [entry.state for entry in found]


def test_an_entry_hidden_for_a_time_is_back_by_the_tick(
    rogue: Guest, voted: Contest, employ: Employ, engine: Engine
) -> None:
    entry = voted.entries[0]
    member = employ("moderator")
    imposed = impose(member, rogue.id, "hide_entry", entry_id=str(entry), until=soon(3600))
    assert imposed.status_code == 201, imposed.text
    assert visible(engine, rogue.id), "boards are another thing"
    assert refusal(impose(member, rogue.id, "hide_entry", entry_id=str(entry), until=soon(60))) == (
        409,
        "sanctioned_already",
    )
    assert result(["rejected", "approved"], (9, 1)).winner == 1
    one(engine, "UPDATE sanctions SET until = now() WHERE entry_id = :e RETURNING 1", e=entry)
    end_sanctions()
    assert states(engine, voted) == ["approved", "approved"]
    for wrong in ({}, {"entry_id": str(voted.entries[1])}, {"kind": "ban", "entry_id": str(entry)}):
        refused = impose(member, rogue.id, **{"kind": "hide_entry", **wrong})
        assert refused.json["code"] in ("sanction_unfit", "entry_unknown")


def test_12_who_may_not_redeem_has_what_is_held_wait_for_people_and_it_goes_on_when_that_ends(
    rogue: Guest, employ: Employ, engine: Engine
) -> None:
    card = sell(engine, f"C{uuid4().hex[:8]}")
    able(engine, rogue.id, 20_000)
    first = redeem(rogue, card)
    assert first.json["state"] == "held"
    member = employ("moderator")
    kept = impose(member, rogue.id, "ban_redemption", until=soon(3600), ground="accounts")
    assert kept.status_code == 201, kept.text
    assert rogue.get(f"/v1/redemptions/{first.json['id']}").json["state"] == "in_review"
    refused = redeem(rogue, card)
    assert (refusal(refused), refused.json["ground"]) == ((403, "redemption_blocked"), "accounts")
    assert visible(engine, rogue.id)
    assert rogue.get("/v1/me").json["sanctions"][0]["kind"] == "ban_redemption"
    finance = employ("finance")
    ordered = finance.post(
        f"/v1/admin/redemptions/{first.json['id']}/resolve", json={"outcome": "order", "reason": "it is fine"}
    )
    assert refusal(ordered) == (409, "outcome_unfit")
    member.delete(path(rogue.id, kept.json["id"]), json={"reason": "cleared"})
    assert rogue.get(f"/v1/redemptions/{first.json['id']}").json["state"] == "held"
    assert one(engine, "SELECT count(*) FROM cases WHERE queue = 'redemptions' AND decided_at IS NULL") == 0
    assert redeem(rogue, card).status_code == 202
    check_books(engine)


def redeem(guest: Guest, product: UUID) -> Any:
    body = {"product_id": str(product), "value": "5.00", "terms": TERMS_VERSION}
    return guest.post("/v1/redemptions", body, headers={"Idempotency-Key": str(uuid4())})


def test_what_comes_back_from_a_partner_during_a_ban_is_not_sent_and_waits_by_the_tick(
    rogue: Guest, employ: Employ, engine: Engine
) -> None:
    card = sell(engine, f"C{uuid4().hex[:8]}")
    able(engine, rogue.id, 10_000)
    id_ = redeem(rogue, card).json["id"]
    impose(employ("owner"), rogue.id, "ban", until=soon(3600))
    back = "UPDATE redemptions SET state = 'held', next_attempt_at = now() - interval '1 s' WHERE id = :id RETURNING 1"
    one(engine, back, id=id_)
    with engine.begin() as connection:
        claimed = redemption_claims.claim(connection, "tremendous", 100, 10.0, [], may_submit=True)
        assert UUID(id_) not in {claim.id for claim in claimed}
        assert sanction_effects.overlooked(connection, 10) == [rogue.id]
    end_sanctions()
    assert one(engine, "SELECT state FROM redemptions WHERE id = :id", id=id_) == "in_review"


def test_18_staff_are_sanctioned_by_a_higher_rank_alone(rogue: Guest, employ: Employ, engine: Engine) -> None:
    moderator, other = employ("moderator"), employ("moderator")
    email = "INSERT INTO accounts (player_id, email, email_key) VALUES (:p, :e, :e) RETURNING 1"
    one(engine, email, p=rogue.id, e=other.staff.email)
    refused = impose(moderator, rogue.id, "ban")
    assert refusal(refused) == (403, "outranked")
    assert "higher rank" in refused.json["detail"]
    assert visible(engine, rogue.id)
    assert impose(employ("owner"), rogue.id, "ban_ranked").status_code == 201
    with engine.begin() as connection:
        members.change(connection, other.staff.id, "Gone", other.staff.roles, disabled=True)
    assert impose(moderator, rogue.id, "warn").status_code == 201


def test_ranks() -> None:
    assert all(outranks(["owner"], [role]) for role in ROLES)
    assert outranks(["moderator"], ["support", "viewer"])
    assert not outranks(["moderator"], ["moderator"])
    assert not outranks(["moderator", "support"], ["owner"])
    assert not outranks([], ["viewer"])


# Appeals


def test_12_who_is_banned_appeals_once_and_overturned_they_are_back(
    rogue: Guest, employ: Employ, engine: Engine
) -> None:
    first, second = employ("moderator"), employ("moderator")
    impose(first, rogue.id, "ban", ground="conduct")
    until(lambda: rogue.get("/v1/me").status_code == 403, what="the ban")
    [found] = decisions(rogue)
    assert (found["what"], found["holds"], found["may_appeal"], found["appeal"]) == ("ban", True, True, None)
    assert "called yourself" in found["text"]
    assert "90 ms" not in found["text"], "the staff's reason is not the player's to read"
    made = appeal(rogue, found)
    assert made.status_code == 201, made.text
    assert (made.json["appeal"]["outcome"], made.json["may_appeal"]) == (None, False)
    assert refusal(appeal(rogue, found)) == (409, "appealed_already")
    assert claim(first, "appeals").status_code == 204, "it is about what they decided"
    [waiting] = second.get(CASES, query_string={"queue": "appeals"}).json["items"]
    assert refusal(first.post(f"{CASES}/{waiting['id']}/claim")) == (409, "case_barred")
    assert refusal(decide(first, waiting["id"], "uphold")) == (409, "case_barred")
    handed = second.post(
        f"{CASES}/{waiting['id']}/hand-over", json={"staff_id": str(first.staff.id), "reason": "yours"}
    )
    assert refusal(handed) == (422, "staff_unfit")
    case = claim(second, "appeals").json
    told = case["appeal"]
    assert (told["text"], told["first"]["by"], told["sanction"]["kind"]) == ("It was <b>not</b> me.", "Test", "ban")
    assert decide(second, case["id"], "overturn").status_code == 200
    until(lambda: rogue.get("/v1/me").status_code == 200, what="the ban's end")
    assert visible(engine, rogue.id)
    [found] = decisions(rogue)
    assert (found["appeal"]["outcome"], found["holds"], found["may_appeal"]) == ("overturn", False, False)
    assert refusal(undo(second, case["id"])) == (409, "irreversible")


def test_an_appeal_that_is_not_heard_leaves_all_as_it_is(rogue: Guest, employ: Employ, engine: Engine) -> None:
    impose(employ("moderator"), rogue.id, "ban_ranked")
    appeal(rogue, decisions(rogue)[0])
    member = employ("owner")
    assert decide(member, claim(member, "appeals").json["id"], "uphold").status_code == 200
    assert decisions(rogue)[0]["appeal"]["outcome"] == "uphold"
    assert not visible(engine, rogue.id)


def test_a_login_that_is_refused_tells_a_token_that_opens_appeals_alone(app: Flask, employ: Employ) -> None:
    key = {"device_key": uuid4().hex + uuid4().hex}
    client: Any = app.test_client()
    made = client.post("/v1/players", json=key).json
    impose(employ("owner"), UUID(made["player"]["id"]), "ban")
    until(lambda: client.post("/v1/players", json=key).status_code == 403, what="the ban")
    for refused in (
        client.post("/v1/players", json=key),
        client.post("/v1/auth/refresh", json={"refresh_token": made["refresh_token"]}),
    ):
        assert refusal(refused) == (403, "blocked")
        said = Guest(client, UUID(made["player"]["id"]), refused.json["appeal_token"])
        [found] = decisions(said)
        assert found["may_appeal"]
        assert refusal(said.get("/v1/me")) == (401, "unauthenticated")
    assert appeal(said, found).status_code == 201
    assert Guest(client, said.id, "no token").get(APPEALS).status_code == 401


def test_a_refused_entry_is_appealed_and_shown_though_its_battle_stays_decided(
    guest: Guest, employ: Employ, engine: Engine
) -> None:
    began = datetime.now(UTC) - timedelta(hours=2)
    battle = contest(engine, (guest.id, uuid4()), now=began)
    battle.write(0, faults=["word"])
    battle.write(1)
    now = datetime.now(UTC)
    assert ticks.move(battle.id, now) == "moderating"
    first, second = employ("moderator"), employ("moderator")
    decide(first, claim(first, "entries").json["id"], "reject")
    assert ticks.move(battle.id, now + timedelta(hours=1)) == "closed"
    [found] = decisions(guest)
    assert (found["kind"], found["what"]) == ("entry", "entry_refused")
    assert appeal(guest, found).status_code == 201
    assert claim(first, "appeals").status_code == 204
    case = claim(second, "appeals").json
    assert case["appeal"]["entry"]["state"] == "rejected"
    assert decide(second, case["id"], "overturn").status_code == 200
    assert states(engine, battle) == ["approved", "approved"]
    assert (battle.row.result or {})["winner"] == 1


def test_what_is_nobodys_or_over_cannot_be_appealed(guest: Guest, rogue: Guest, employ: Employ) -> None:
    member = employ("owner")
    imposed = impose(member, rogue.id, "ban_redemption").json
    of = {"kind": "sanction", "id": imposed["id"]}
    assert refusal(appeal(guest, of)) == (404, "decision_unknown")
    member.delete(path(rogue.id, imposed["id"]), json={"reason": "over"})
    assert refusal(appeal(rogue, of)) == (409, "decision_over")
    warned = impose(member, rogue.id, "warn").json
    assert refusal(appeal(rogue, {"kind": "sanction", "id": warned["id"]})) == (404, "decision_unknown")
    assert claim(member, "appeals").status_code == 204


# What is left


def test_of_who_is_erased_no_report_appeal_or_case_is_left(
    guest: Guest, rogue: Guest, employ: Employ, engine: Engine
) -> None:
    report(guest, "name", rogue.id)
    report(rogue, "name", guest.id)
    impose(employ("owner"), rogue.id, "ban_ranked")
    appeal(rogue, decisions(rogue)[0])
    with engine.begin() as connection:
        erasure.erase(connection, rogue.id)
    assert one(engine, "SELECT count(*) FROM player_reports") == 0
    assert one(engine, "SELECT count(*) FROM appeals WHERE player_id = :p", p=rogue.id) == 0
    assert one(engine, "SELECT count(*) FROM cases WHERE subject <> :g", g=guest.id) == 0
