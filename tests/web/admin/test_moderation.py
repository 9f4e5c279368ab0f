"""Reports of players, the queue they open, and what its decisions do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from models import player_reports, redemption_claims, sanction_effects
from models import staff as members
from rules.creative import result
from rules.permissions import ROLES, outranks
from settings import Settings
from tasks import runtime
from tasks.sanctions import end_sanctions
from tests.contests import Contest, contest
from tests.processes import until
from tests.redeeming import able, check_books, sell
from tests.web.admin.accusing import (
    URL,
    decisions,
    one,
    report,
    rogue,
    states,
    undo,
    unreported,
    voted,
)
from tests.web.admin.reviewing import Employ, claim, decide, empty, worker
from tests.web.admin.test_sanctions import impose, path, soon, visible
from tests.web.conftest import Guest, refusal
from tests.web.test_challengers import Ear, ear
from web.creative import shown
from web.wires import Wires

__all__ = ["ear", "empty", "rogue", "unreported", "voted", "worker"]

Become = Callable[..., Guest]


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
    voted.change("phase = 'writing', writing_until = now() + interval '1 minute'")
    again = rogue._send("PUT", f"/v1/battles/{voted.id}/entry", {"json": {"text": "Another one."}})
    assert refusal(again) == (409, "entry_hidden"), "it would be nobody's to see"
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


def test_12_sockets_are_told_of_what_a_sanction_stops_and_frees(
    rogue: Guest, employ: Employ, engine: Engine, ear: Ear, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "boards", lambda: wires.redis)
    card = sell(engine, f"C{uuid4().hex[:8]}")
    able(engine, rogue.id, 10_000)
    id_ = redeem(rogue, card).json["id"]
    member = employ("moderator")
    kept = impose(member, rogue.id, "ban_redemption", until=soon(3600))
    member.delete(path(rogue.id, kept.json["id"]), json={"reason": "cleared"})
    impose(member, rogue.id, "ban_redemption", until=soon(3600))
    one(engine, "UPDATE sanctions SET until = now() WHERE player_id = :p AND lifted_at IS NULL RETURNING 1", p=rogue.id)
    end_sanctions()

    def told() -> list[Any]:
        frames = [frame for player, frame in ear() if player == str(rogue.id)]
        return [frame for frame in frames if frame["type"] == "redemption.changed"]

    until(lambda: len(told()) >= 5, what="what the player is told")
    assert [(frame["id"], frame["state"], frame["version"]) for frame in told()] == [
        (id_, state, version) for version, state in enumerate(["held", *("in_review", "held") * 2], 1)
    ]


def redeem(guest: Guest, product: UUID) -> Any:
    body = {"product_id": str(product), "value": "5.00", "terms": Settings.terms_version}
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


def test_twenty_open_reports_are_enough_and_the_reporter_is_locked_while_they_are_counted(
    guest: Guest, rogue: Guest, become: Become, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player_reports, "OPEN_MOST", 2)
    others = [become().id for _ in range(2)]
    assert [report(guest, "name", other).status_code for other in others] == [201, 201]
    assert refusal(report(guest, "name", rogue.id)) == (409, "reports_waiting")
    assert report(guest, "name", others[0]).status_code == 200, "another one takes its place"
    locked: list[bool] = []

    def put(connection: Connection, new: player_reports.New) -> Any:
        with engine.connect() as other:
            query = text("SELECT id FROM players WHERE id = :p FOR SHARE SKIP LOCKED")
            locked.append(other.execute(query, {"p": guest.id}).first() is None)
        return put_(connection, new)

    put_ = player_reports.put
    monkeypatch.setattr(player_reports, "put", put)
    report(guest, "name", others[1])
    assert locked == [True]
