"""The queue `entries`: what a machine did not let pass is looked at, decided, and undone while that does no harm."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import cases, creative
from tasks import creative as ticks
from tests.bridges.media.files import picture
from tests.contests import PROMPT, SPANS, Contest, contest
from tests.web.admin.reviewing import CASES, QUEUES, Employ, claim, decide, empty, worker
from tests.web.conftest import Guest
from tests.web.test_uploads import sent

__all__ = ["empty", "worker"]


@pytest.fixture
def battle(guest: Guest, engine: Engine) -> Contest:
    """The guest's, whose text a machine did not let pass."""
    battle = written(engine, guest)
    battle.write(0, faults=["word"])
    battle.write(1)
    assert move(battle) == "moderating"
    return battle


def written(engine: Engine, guest: Guest) -> Contest:
    began = datetime.now(UTC) - SPANS.writing - timedelta(seconds=10)
    return contest(engine, (guest.id, UUID(int=guest.id.int ^ 1)), now=began)


def move(battle: Contest, after: timedelta = timedelta()) -> str:
    return ticks.move(battle.id, datetime.now(UTC) + after)


def undo(member: Any, case: str) -> Any:
    return member.post(f"{CASES}/{case}/undo", json={"reason": "a mistake"})


def test_a_moderator_sees_what_was_written_and_to_what(employ: Employ, battle: Contest, guest: Guest) -> None:
    moderator = employ("moderator")
    (queue,) = [one for one in moderator.get(QUEUES).json["items"] if one["queue"] == "entries"]
    assert (queue["open"], queue["subject_kind"]) == (1, "entry")
    assert [one["name"] for one in queue["decisions"]] == ["approve", "reject"]
    assert all(one["reversible"] for one in queue["decisions"])
    case = claim(moderator, "entries").json
    assert (case["subject_kind"], case["subject_id"], case["opened_by"]) == ("entry", str(battle.entries[0]), "flag")
    assert (case["player"], case["question"]) == (None, None)
    entry = case["entry"]
    assert (entry["text"], entry["prompt"], entry["faults"]) == ("It sleeps with the light on.", PROMPT, ["word"])
    assert (entry["player_id"], entry["lang"], entry["dir"], entry["file"]) == (str(guest.id), "en", "ltr", None)


@pytest.mark.usefixtures("battle")
@pytest.mark.parametrize("role", ["editor", "support", "finance", "viewer"])
def test_it_is_moderators_work(employ: Employ, role: str) -> None:
    member = employ(role)
    assert [one for one in member.get(QUEUES).json["items"] if one["queue"] == "entries"] == []
    assert claim(member, "entries").status_code == 403


def test_approved_it_is_voted_on(employ: Employ, battle: Contest, audited: Any) -> None:
    moderator = employ("moderator")
    case = claim(moderator, "entries").json["id"]
    assert move(battle) == "waiting"
    decided = decide(moderator, case, "approve")
    assert (decided.status_code, decided.json["entry"]["state"]) == (200, "approved")
    assert move(battle) == "voting"
    row = next(row for row in audited(moderator.staff.id) if row["action"] == "cases.decide")
    assert row["after"]["effect"] == {"before": "pending", "after": "approved"}


def test_rejected_it_loses_once_that_can_be_undone_no_more(employ: Employ, battle: Contest, engine: Engine) -> None:
    moderator = employ("moderator")
    case = claim(moderator, "entries").json["id"]
    assert decide(moderator, case, "reject").json["entry"]["state"] == "rejected"
    assert move(battle) == "waiting"
    assert undo(moderator, case).json["entry"]["state"] == "pending"
    assert move(battle) == "waiting"
    assert decide(moderator, case, "reject").status_code == 200
    assert move(battle, cases.UNDO) == "closed"
    assert (battle.row.result or {})["winner"] == 1
    with engine.begin() as connection:
        connection.execute(text("UPDATE cases SET decided_at = now()"))
    late = undo(moderator, case)
    assert (late.status_code, late.json["code"]) == (409, "changed_since")


def test_undone_while_others_vote_the_voting_stops_and_begins_anew(employ: Employ, battle: Contest) -> None:
    moderator = employ("moderator")
    case = claim(moderator, "entries").json["id"]
    decide(moderator, case, "approve")
    assert move(battle) == "voting"
    assert undo(moderator, case).status_code == 200
    assert (battle.row.phase, battle.row.open_until) == ("moderating", None)
    assert move(battle) == "waiting"
    decide(moderator, case, "approve")
    assert move(battle) == "voting"
    assert battle.row.open_until is not None


def test_it_is_not_undone_while_the_battle_is_being_closed(employ: Employ, battle: Contest, engine: Engine) -> None:
    moderator = employ("moderator")
    case = claim(moderator, "entries").json["id"]
    decide(moderator, case, "approve")
    move(battle)
    with engine.begin() as connection:
        creative.mark(connection, battle.id, [])
    late = undo(moderator, case)
    assert (late.status_code, late.json["code"]) == (409, "changed_since")


@pytest.mark.usefixtures("battle")
def test_a_decision_of_another_queue_is_none(employ: Employ) -> None:
    moderator = employ("moderator")
    response = decide(moderator, claim(moderator, "entries").json["id"], "ban")
    assert (response.status_code, response.json["code"]) == (422, "decision_unfit")


def test_a_picture_is_seen_by_who_decides_and_served_once_it_is_approved(
    employ: Employ, guest: Guest, engine: Engine, audited: Any
) -> None:
    battle, one = written(engine, guest), sent(guest, picture("PNG", (81, 17)))
    battle.change("writing_until = now() + interval '1 minute'")
    body = {"json": {"media_id": one["media_id"]}}
    assert guest._send("PUT", f"/v1/battles/{battle.id}/entry", body).json["state"] == "pending"
    battle.change("writing_until = now() - interval '1 minute'")
    battle.write(1)
    move(battle)
    moderator = employ("moderator")
    case = claim(moderator, "entries").json
    assert case["entry"]["faults"] == ["picture"]
    file = case["entry"]["file"]
    shown = moderator.get(file)
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "entries.read" in [row["action"] for row in audited(moderator.staff.id)]
    assert employ("editor").get(file).status_code == 403
    with guest.client.get(f"/v1/media/{one['media_id']}") as public:
        assert public.status_code == 404
    decide(moderator, case["id"], "approve")
    with guest.client.get(f"/v1/media/{one['media_id']}") as public:
        assert public.status_code == 200
    assert moderator.get(file).data == shown.data
    assert undo(moderator, case["id"]).json["entry"]["state"] == "pending"
    assert move(battle) == "waiting", "the picture that was approved does not approve its entry"


def test_pictures_that_were_looked_at_meanwhile_need_no_case(
    employ: Employ, guest: Guest, engine: Engine, app: Any
) -> None:
    battle, one = written(engine, guest), sent(guest, picture("PNG", (82, 17)))
    battle.change("writing_until = now() + interval '1 minute'")
    guest._send("PUT", f"/v1/battles/{battle.id}/entry", {"json": {"media_id": one["media_id"]}})
    assert app.test_cli_runner().invoke(args=["uploads", "approve", one["id"]]).exit_code == 0
    battle.change("writing_until = now() - interval '1 minute'")
    battle.write(1)
    assert move(battle) == "voting"
    assert claim(employ("moderator"), "entries").status_code == 204


def test_with_its_player_erased_the_case_is_gone(employ: Employ, battle: Contest, guest: Guest) -> None:
    moderator = employ("moderator")
    case = claim(moderator, "entries").json["id"]
    assert guest._send("DELETE", "/v1/me", {}).status_code == 204
    assert moderator.get(f"{CASES}/{case}").status_code == 404
    assert move(battle) == "closed"
    assert (battle.row.result or {})["how"] == "default"
