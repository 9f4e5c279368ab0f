"""Appeals: once a decision, by who is blocked, too, never for who decided first; and what is left of the erased."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Engine, text

from models import erasure, sanctions
from rules.reporting import APPEAL_WITHIN
from tasks import creative as ticks
from tests.contests import contest
from tests.crossing import is_held, noting
from tests.processes import until
from tests.web.admin.accusing import (
    APPEALS,
    appeal,
    decisions,
    one,
    report,
    rogue,
    states,
    undo,
    unreported,
    voted,
)
from tests.web.admin.reviewing import CASES, Employ, claim, decide, empty, worker
from tests.web.admin.test_sanctions import impose, path, visible
from tests.web.conftest import Guest, refusal

__all__ = ["empty", "rogue", "unreported", "voted", "worker"]

Become = Callable[..., Guest]


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


def test_a_referral_that_was_refused_is_appealed_by_either_side_and_held_again(
    app: Flask, guest: Guest, rogue: Guest, employ: Employ, engine: Engine
) -> None:
    first, second = employ("moderator"), employ("moderator")
    values = {"id": uuid4(), "by": guest.id, "who": rogue.id, "note": f"{first.staff.email}: one household"}
    one(
        engine,
        "WITH r AS (INSERT INTO referrals (id, referee_id, referrer_id, event_id, state, referrer_tokens, "
        "referee_tokens, claimed_at, played_at) VALUES (:id, :who, :by, 'e', 'ineligible', 50, 50, now(), now()) "
        "RETURNING id) INSERT INTO referral_steps (referral_id, number, before, after, by, note) "
        "SELECT id, 1, 'qualified', 'ineligible', 'staff', :note FROM r RETURNING 1",
        **values,
    )
    for side in (guest, rogue):
        [found] = decisions(side)
        assert (found["kind"], found["what"], found["id"]) == ("referral", "referral_refused", str(values["id"]))
        assert "household" not in found["text"]
    assert appeal(guest, decisions(guest)[0]).status_code == 201
    assert claim(first, "appeals").status_code == 204, "they refused it"
    case = claim(second, "appeals").json
    with noting(
        app.extensions["wires"].postgres.engine,
        "FOR NO KEY UPDATE OF c",
        lambda: all(is_held(engine, "players", "id", side.id) for side in (guest, rogue)),
    ) as held:
        heard = decide(second, case["id"], "overturn")
    assert heard.status_code == 200, heard.text
    assert held == [True], "an erasure has its player before the case"
    assert one(engine, "SELECT state FROM referrals WHERE id = :id", id=values["id"]) == "held"
    assert decisions(rogue) == []


def test_a_decision_is_appealed_within_its_time_and_a_ban_that_ended_holds_nobody(
    rogue: Guest, employ: Employ, engine: Engine
) -> None:
    imposed = impose(employ("owner"), rogue.id, "ban_ranked").json["id"]
    ago = "UPDATE sanctions SET since = now() - CAST(:ago AS interval) WHERE id = :id RETURNING 1"
    one(engine, ago, id=imposed, ago=APPEAL_WITHIN + timedelta(minutes=1))
    [found] = decisions(rogue)
    assert refusal(appeal(rogue, found)) == (409, "decision_over")
    one(engine, ago, id=imposed, ago=APPEAL_WITHIN - timedelta(minutes=1))
    assert appeal(rogue, found).status_code == 201
    with engine.begin() as connection:
        assert [id_ for id_, _ in sanctions.holding(connection, rogue.id, "ban_ranked")] == [UUID(imposed)]
        connection.execute(text("UPDATE sanctions SET until = now() WHERE id = :id"), {"id": imposed})
        assert sanctions.holding(connection, rogue.id, "ban_ranked") == [], "hiding still, and over"
