"""Cases: claimed by one at a time, decided with what the decision does, undone, and opened again only by more."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models import cases, erasure, players, suspicion
from models.base import REQUEST_LIMITS, open_engine
from tests.crossing import wait_for_one_to_wait
from tests.processes import until
from tests.web.admin.reviewing import CASES, QUEUES, Employ, age, claim, decide, empty, open_cases, suspect
from tests.web.conftest import Guest

__all__ = ["empty"]


@pytest.fixture
def crowd(engine: Engine) -> Iterator[Engine]:
    """The database for twenty at once, as requests use it."""
    crowd = open_engine(engine.url.render_as_string(hide_password=False), REQUEST_LIMITS, pool_size=20)
    yield crowd
    crowd.dispose()


def at_once(count: int, do: Callable[[], None]) -> None:
    """Does something so many times at the same moment."""
    start = Barrier(count)

    def one() -> None:
        start.wait()
        do()

    threads = [Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_twenty_who_claim_at_once_each_get_another_case(engine: Engine, crowd: Engine) -> None:
    subjects = open_cases(engine, 20)
    got: list[UUID | None] = []

    def claim_one() -> None:
        with crowd.begin() as connection:
            got.append(cases.claim_next(connection, "integrity", uuid7()))

    at_once(20, claim_one)
    with engine.connect() as connection:
        found = Counter(cases.by_id(connection, case).subject for case in got if case)  # type: ignore[union-attr]
    assert found == Counter(subjects)


def test_one_who_claims_eight_times_at_once_holds_one(engine: Engine, crowd: Engine) -> None:
    open_cases(engine, 20)
    member = uuid7()

    def claim_one() -> None:
        with crowd.begin() as connection:
            cases.claim_next(connection, "integrity", member)

    at_once(8, claim_one)
    with engine.connect() as connection:
        assert cases.counts(connection, ["integrity"], member)["integrity"]["mine"] == 1


def test_the_oldest_comes_first_and_a_released_one_last(employ: Employ, engine: Engine) -> None:
    first, second = open_cases(engine, 2)
    ada, bob = employ("moderator"), employ("moderator")
    got = claim(ada).json
    assert (got["subject_id"], got["mine"], got["weight"]) == (str(first), True, 50)
    assert claim(ada).json["id"] == got["id"], "what one holds comes again"
    assert claim(bob).json["subject_id"] == str(second)
    assert ada.post(f"{CASES}/{got['id']}/release").status_code == 200
    assert claim(ada).json["subject_id"] == str(first), "there is nothing else"
    ada.post(f"{CASES}/{got['id']}/release")
    third = uuid7()
    with engine.begin() as connection:
        cases.signal(connection, "integrity", "score", {third: 45})
    assert claim(ada).json["subject_id"] == str(third)
    assert claim(employ("owner")).json["subject_id"] == str(first)
    assert claim(employ("owner")).status_code == 204


def test_nobody_decides_what_another_has_claimed(employ: Employ, engine: Engine) -> None:
    open_cases(engine, 1)
    ada, bob = employ("moderator"), employ("moderator")
    case = claim(ada).json["id"]
    for path in ("claim", "release"):
        assert bob.post(f"{CASES}/{case}/{path}").json["code"] == "case_claimed"
    assert decide(bob, case, "dismiss").json["code"] == "case_claimed"
    assert not bob.get(f"{CASES}/{case}").json["mine"]
    assert decide(ada, case, "dismiss").status_code == 200
    assert decide(bob, case, "dismiss").json["code"] == "case_decided"


def test_a_claim_ends_after_a_quarter_of_an_hour_unless_it_is_renewed(employ: Employ, engine: Engine) -> None:
    open_cases(engine, 1)
    ada, bob = employ("moderator"), employ("moderator")
    case = claim(ada).json["id"]
    age(engine, "claimed_until", timedelta(minutes=14))
    assert ada.post(f"{CASES}/{case}/claim").json["mine"]
    age(engine, "claimed_until", timedelta(minutes=14))
    assert claim(bob).status_code == 204
    age(engine, "claimed_until", timedelta(minutes=2))
    assert claim(bob).json["id"] == case
    assert decide(ada, case, "dismiss").json["code"] == "case_claimed"


def test_a_case_is_handed_over_to_who_may_work_on_it(employ: Employ, engine: Engine) -> None:
    open_cases(engine, 1)
    ada, bob, editor = employ("moderator"), employ("moderator"), employ("editor")
    case = claim(ada).json["id"]
    path, why = f"{CASES}/{case}/hand-over", {"reason": "you know them"}
    assert ada.post(path, json={**why, "staff_id": str(editor.staff.id)}).json["code"] == "staff_unfit"
    assert ada.post(path, json={**why, "staff_id": str(uuid4())}).json["code"] == "staff_unfit"
    members = {one["id"] for one in ada.get(f"{QUEUES}/integrity/members").json["items"]}
    assert str(bob.staff.id) in members
    assert str(editor.staff.id) not in members
    assert ada.post(path, json={**why, "staff_id": str(bob.staff.id)}).status_code == 200
    assert claim(bob).json["id"] == case
    assert decide(ada, case, "dismiss").json["code"] == "case_claimed"


def test_queues_are_counted_for_those_who_work_on_them(employ: Employ, engine: Engine) -> None:
    open_cases(engine, 3)
    open_cases(engine, 2, "questions")
    ada, editor, viewer = employ("moderator"), employ("editor"), employ("viewer")
    case = claim(ada).json["id"]
    queue, entries = ada.get(QUEUES).json["items"]
    assert (entries["queue"], entries["open"]) == ("entries", 0)
    assert (queue["queue"], queue["open"], queue["waiting"], queue["mine"]) == ("integrity", 3, 2, 1)
    assert queue["oldest_at"] is not None
    assert [one["name"] for one in queue["decisions"]] == ["dismiss", "warn", "ban_ranked", "ban"]
    [other] = editor.get(QUEUES).json["items"]
    assert (other["queue"], other["open"]) == ("questions", 2)
    assert viewer.get(QUEUES).json["items"] == []
    for member in (editor, viewer):
        assert claim(member).status_code == 403
        assert member.get(f"{CASES}/{case}").status_code == 403
        assert decide(member, case, "dismiss").status_code == 403
    assert claim(ada, "nonsense").json["code"] == "queue_unknown"


def test_lists_go_page_by_page(employ: Employ, engine: Engine) -> None:
    subjects = [str(subject) for subject in open_cases(engine, 5)]
    ada, seen, cursor = employ("moderator"), [], ""
    while cursor is not None:
        page = ada.get(f"{CASES}?limit=2{cursor and '&cursor=' + cursor}").json
        seen += [case["subject_id"] for case in page["items"]]
        cursor = page["next"]
    assert seen == subjects
    for _ in range(3):
        decide(ada, claim(ada).json["id"], "dismiss")
    decided = ada.get(f"{CASES}?state=decided&limit=2").json
    assert [case["subject_id"] for case in decided["items"]] == subjects[2:0:-1]
    rest = ada.get(f"{CASES}?state=decided&limit=2&cursor={decided['next']}").json
    assert [case["subject_id"] for case in rest["items"]] == subjects[:1]
    assert ada.get(f"{CASES}?cursor=AAAA").json["code"] == "bad_cursor"


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
