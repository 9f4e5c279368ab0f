"""Nobody of the staff has a say about their own player, nor about that of a colleague whom they do not outrank."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from tests.contests import Contest
from tests.web.admin.accusing import appeal, decisions, one, report, rogue, undo, unreported, voted
from tests.web.admin.reviewing import CASES, Employ, claim, decide, empty, worker
from tests.web.admin.test_sanctions import impose, path
from tests.web.conftest import Guest, refusal

__all__ = ["empty", "rogue", "unreported", "voted", "worker"]

OWN = (403, "own_case")
PLAYERS = "/v1/admin/players"


def own(engine: Engine, player: UUID, member: Any) -> None:
    """A player is a member's: the address of their account is the member's."""
    email = "INSERT INTO accounts (player_id, email, email_key) VALUES (:p, :e, :e) RETURNING 1"
    one(engine, email, p=player, e=member.staff.email)


def referral(engine: Engine, state: str, referrer: UUID, referee: UUID) -> UUID:
    """One of these two."""
    statement = (
        "INSERT INTO referrals (id, referee_id, referrer_id, event_id, state, referrer_tokens, referee_tokens, "
        "claimed_at, played_at) VALUES (gen_random_uuid(), :who, :by, 'e', :state, 50, 50, now(), now()) RETURNING id"
    )
    found: UUID = one(engine, statement, who=referee, by=referrer, state=state)
    return found


def case_of(engine: Engine, subject: UUID, queue: str) -> str:
    """An open case of a subject."""
    statement = (
        "INSERT INTO cases (id, queue, subject, weight, opened_by) "
        "VALUES (gen_random_uuid(), :queue, :subject, 1, 'score') RETURNING id"
    )
    return str(one(engine, statement, queue=queue, subject=subject))


def test_18_nobody_lifts_their_own_ban_nor_hears_their_own_appeal(rogue: Guest, employ: Employ, engine: Engine) -> None:
    moderator, owner = employ("moderator"), employ("owner")
    own(engine, rogue.id, moderator)
    banned = impose(owner, rogue.id, "ban_ranked").json["id"]
    assert refusal(moderator.delete(path(rogue.id, banned), json={"reason": "me"})) == OWN
    assert appeal(rogue, decisions(rogue)[0]).status_code == 201
    assert claim(moderator, "appeals").status_code == 204
    assert moderator.post("/v1/admin/inbox/claim").status_code == 204
    [waiting] = moderator.get(CASES, query_string={"queue": "appeals"}).json["items"]
    assert refusal(moderator.post(f"{CASES}/{waiting['id']}/claim")) == OWN
    assert refusal(decide(moderator, waiting["id"], "overturn")) == OWN
    given = {"staff_id": str(moderator.staff.id), "reason": "yours"}
    assert refusal(employ("owner").post(f"{CASES}/{waiting['id']}/hand-over", json=given)) == (422, "staff_unfit")
    assert one(engine, "SELECT lifted_at FROM sanctions WHERE id = :id", id=banned) is None
    assert claim(employ("moderator"), "appeals").status_code == 200, "it is anybody else's"


def test_18_a_colleague_of_the_same_rank_is_nobodys_to_acquit(rogue: Guest, employ: Employ, engine: Engine) -> None:
    moderator, other, owner = employ("moderator"), employ("moderator"), employ("owner")
    own(engine, rogue.id, other)
    banned = impose(owner, rogue.id, "ban_ranked").json["id"]
    assert refusal(moderator.delete(path(rogue.id, banned), json={"reason": "a friend"})) == (403, "outranked")
    assert owner.delete(path(rogue.id, banned), json={"reason": "enough"}).status_code == 200


@pytest.mark.parametrize("decision", ["dismiss", "rename"])
def test_18_reports_about_a_colleague_are_decided_by_a_higher_rank(
    decision: str, guest: Guest, rogue: Guest, employ: Employ, engine: Engine
) -> None:
    moderator, owner = employ("moderator"), employ("owner")
    own(engine, rogue.id, employ("moderator"))
    report(guest, "name", rogue.id)
    case = claim(moderator, "moderation").json["id"]
    assert refusal(decide(moderator, case, decision)) == (403, "outranked")
    assert moderator.post(f"{CASES}/{case}/release").status_code == 200
    assert decide(owner, case, decision).status_code == 200
    assert refusal(undo(moderator, case)) == (403, "outranked")
    assert undo(owner, case).status_code == 200


@pytest.mark.parametrize("side", ["accused", "reporter"])
def test_18_whoever_is_reported_or_reported_looks_at_no_such_case(
    side: str, guest: Guest, rogue: Guest, employ: Employ, engine: Engine
) -> None:
    moderator = employ("moderator")
    own(engine, (rogue if side == "accused" else guest).id, moderator)
    report(guest, "name", rogue.id)
    assert claim(moderator, "moderation").status_code == 204
    case = claim(employ("moderator"), "moderation").json["id"]
    one(engine, "UPDATE cases SET claimed_until = now() WHERE id = :id RETURNING 1", id=case)
    assert refusal(decide(moderator, case, "dismiss")) == OWN


def test_18_whose_entry_or_suspicion_it_is_looks_at_no_such_case(
    rogue: Guest, voted: Contest, employ: Employ, engine: Engine
) -> None:
    moderator = employ("moderator")
    own(engine, rogue.id, moderator)
    entry = one(engine, "SELECT id FROM entries WHERE battle_id = :b AND player_id = :p", b=voted.id, p=rogue.id)
    for queue, subject in (("entries", entry), ("integrity", rogue.id)):
        case = case_of(engine, subject, queue)
        assert claim(moderator, queue).status_code == 204
        assert refusal(moderator.post(f"{CASES}/{case}/claim")) == OWN


@pytest.mark.parametrize("side", ["referrer", "referee"])
def test_18_nobody_passes_their_own_referral(side: str, become: Any, employ: Employ, engine: Engine) -> None:
    moderator = employ("moderator")
    sides = {"referrer": become().id, "referee": become().id}
    own(engine, sides[side], moderator)
    id_ = referral(engine, "qualified", **sides)
    case = case_of(engine, id_, "referrals")
    body = {"decision": "pass", "reason": "They are sisters."}
    assert refusal(moderator.post(f"/v1/admin/referrals/{id_}/override", body)) == OWN
    assert claim(moderator, "referrals").status_code == 204
    assert refusal(moderator.post(f"{CASES}/{case}/decision", body)) == OWN
    assert one(engine, "SELECT state FROM referrals WHERE id = :id", id=id_) == "qualified"
    assert employ("owner").post(f"{CASES}/{case}/decision", body).status_code == 200


def test_18_an_appeal_about_a_referral_is_neither_sides_to_hear(become: Any, employ: Employ, engine: Engine) -> None:
    moderator, referrer, referee = employ("moderator"), become(), become()
    own(engine, referrer.id, moderator)
    referral(engine, "ineligible", referrer.id, referee.id)
    assert appeal(referee, decisions(referee)[0]).status_code == 201
    assert claim(moderator, "appeals").status_code == 204


def test_18_nobody_gives_tags_notes_tokens_or_years_to_themselves(
    guest: Guest, employ: Callable[..., Any], engine: Engine
) -> None:
    member = employ("owner")
    own(engine, guest.id, member)
    at, why = f"{PLAYERS}/{guest.id}", {"reason": "a test"}
    key = {"Idempotency-Key": str(uuid4())}
    for refused in (
        member.put(f"{at}/tags", {"tags": ["vip"]}),
        member.post(f"{at}/notes", {"text": "Nice."}),
        member.post(f"{at}/credits", {"kind": "credit", "amount": 5, **why}, headers=key),
        member.put(f"{at}/birth-year", {"birth_year": 1990, **why}),
        member.post(f"{at}/sanctions", {"kind": "warn", **why}),
        member.post(f"{at}/erase", why),
    ):
        assert refusal(refused) == OWN
