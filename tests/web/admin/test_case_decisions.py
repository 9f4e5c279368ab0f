"""Cases that are opened by signs, decided, and undone: by who has claimed them, once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models import cases, erasure, players, suspicion
from tests.crossing import wait_for_one_to_wait
from tests.processes import until
from tests.web.admin.reviewing import CASES, Employ, age, claim, crowd, decide, empty, open_cases, suspect
from tests.web.conftest import Guest

__all__ = ["crowd", "empty"]


def test_a_score_that_asks_for_a_look_opens_a_case_and_the_case_shows_why(
    employ: Employ, engine: Engine, guest: Guest
) -> None:
    suspect(engine, guest.id, "burst")
    assert claim(employ("moderator")).status_code == 204, "35 points ask for nothing"
    suspect(engine, guest.id, "pace")
    case = claim(employ("moderator")).json
    assert (case["subject_id"], case["weight"], case["opened_by"]) == (str(guest.id), 75, "score")
    assert case["player"]["suspicion"]["score"] == 75
    assert [signal["code"] for signal in case["player"]["suspicion"]["signals"]] == ["burst", "pace"]


def test_new_signs_join_an_open_case_and_open_a_dismissed_one_only_above_what_was_seen(
    employ: Employ, engine: Engine, guest: Guest
) -> None:
    ada = employ("moderator")
    suspect(engine, guest.id, "pace")
    case = claim(ada).json
    suspect(engine, guest.id, "deadline")
    assert ada.get(f"{CASES}/{case['id']}").json["weight"] == 60
    decide(ada, case["id"], "dismiss")
    suspect(engine, guest.id, "pace", "deadline")
    assert claim(ada).status_code == 204, "nothing that was not seen"
    suspect(engine, guest.id, "burst")
    again = claim(ada).json
    assert (again["id"], again["weight"], again["decision"]) == (case["id"], 95, None)
    assert [one["action"] for one in again["history"]] == ["cases.decide", "cases.claim"]


def test_more_of_an_open_case_leaves_its_place_and_a_decided_one_begins_anew(employ: Employ, engine: Engine) -> None:
    ada, third = employ("moderator"), uuid7()
    first, second = open_cases(engine, 2)

    def signal(subject: UUID, weight: int) -> None:
        with engine.begin() as connection:
            cases.signal(connection, "integrity", "score", {subject: weight})

    signal(first, 60)
    case = claim(ada).json
    assert case["subject_id"] == str(first)
    ada.post(f"{CASES}/{case['id']}/release")
    decide(ada, case["id"], "dismiss")
    signal(first, 70)
    signal(third, 50)
    for subject in (second, first):
        case = claim(ada).json
        assert case["subject_id"] == str(subject), "who has released it once may be given it as any other"
        decide(ada, case["id"], "dismiss")


@pytest.mark.parametrize("decision", ["ban", "ban_ranked"])
def test_a_ban_by_decision_holds_and_its_undoing_lifts_it(
    employ: Employ, engine: Engine, guest: Guest, decision: str, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    ada = employ("moderator")
    suspect(engine, guest.id, "pace")
    case = claim(ada).json["id"]
    path = "/v1/me" if decision == "ban" else None

    def refused() -> bool:
        start = {"category": "maths", "mode": "ranked"}
        return bool((guest.get(path) if path else guest.post("/v1/sessions", start)).status_code == 403)

    decided = decide(ada, case, decision, until="2100-01-01T00:00:00Z")
    assert decided.json["undo_until"] is not None
    until(refused, what="the ban")
    undone = ada.post(f"{CASES}/{case}/undo", json={"reason": "the wrong one"})
    assert (undone.json["decision"], undone.json["mine"]) == (None, True)
    until(lambda: not refused(), what="its end")
    actions = [(row["action"], row["subject_kind"]) for row in audited(ada.staff.id)]
    assert actions == [
        ("cases.claim", "case"),
        ("sanctions.impose", "player"),
        ("cases.decide", "case"),
        ("sanctions.lift", "player"),
        ("cases.undo", "case"),
    ]
    assert ada.post(f"{CASES}/{case}/undo", json={"reason": "again"}).json["code"] == "case_open"


def test_what_cannot_be_undone_says_so(employ: Employ, engine: Engine, become: Callable[..., Guest]) -> None:
    ada, codes = employ("moderator"), []
    for decision in ("warn", "dismiss", "ban"):
        guest = become()
        suspect(engine, guest.id, "pace")
        case = claim(ada).json["id"]
        assert decide(ada, case, decision).status_code == 200
        if decision == "dismiss":
            age(engine, "decided_at", timedelta(minutes=11))
        if decision == "ban":
            [sanction] = ada.get(f"/v1/admin/players/{guest.id}/sanctions").json["items"]
            ada.delete(f"/v1/admin/players/{guest.id}/sanctions/{sanction['id']}", json={"reason": "x"})
        codes.append(ada.post(f"{CASES}/{case}/undo", json={"reason": "x"}).json["code"])
    assert codes == ["irreversible", "undo_too_late", "changed_since"]


def test_a_decision_takes_what_is_its_own(employ: Employ, engine: Engine, guest: Guest) -> None:
    ada = employ("moderator")
    suspect(engine, guest.id, "pace")
    case = claim(ada).json["id"]
    for decision, more in (
        ("retire", {}),
        ("dismiss", {"until": "2100-01-01T00:00:00Z"}),
        ("ban", {"message": "hello"}),
        ("warn", {"until": "2100-01-01T00:00:00Z"}),
    ):
        assert decide(ada, case, decision, **more).json["code"] == "decision_unfit"
    assert decide(ada, case, "ban", until="2001-01-01T00:00:00Z").json["code"] == "sanction_unfit"
    assert decide(ada, case, "nonsense").status_code == 422
    assert ada.post(f"{CASES}/{case}/decision", json={"decision": "ban"}).status_code == 422
    assert ada.get(f"{CASES}/{case}").json["decision"] is None
    assert guest.get("/v1/me").status_code == 200


@pytest.mark.parametrize("is_decided", [False, True])
def test_a_decision_or_its_undoing_and_an_erasure_do_not_wait_for_each_other(
    employ: Employ, engine: Engine, crowd: Engine, guest: Guest, is_decided: bool
) -> None:
    suspect(engine, guest.id, "pace")
    moderator, answers = employ("moderator"), []
    case = claim(moderator).json["id"]

    def ban() -> Any:
        return decide(moderator, case, "ban", ground="cheating")

    def undo() -> Any:
        return moderator.post(f"{CASES}/{case}/undo", json={"reason": "the wrong one"})

    if is_decided:
        assert ban().status_code == 200
    with crowd.begin() as connection:
        assert players.lock(connection, guest.id)
        deciding = Thread(target=lambda: answers.append(undo() if is_decided else ban()))
        deciding.start()
        wait_for_one_to_wait(crowd)
        erasure.erase(connection, guest.id)
    deciding.join()
    assert (answers[0].status_code, answers[0].json["code"]) == (404, "case_unknown")


def test_suspicion_of_who_is_erased_leaves_no_case(engine: Engine, guest: Guest) -> None:
    suspect(engine, guest.id, "pace")
    assert guest._send("DELETE", "/v1/me", {}).status_code == 204
    with engine.connect() as connection:
        assert cases.of_subject(connection, guest.id) == []
        assert suspicion.score_of(connection, guest.id) == 0
