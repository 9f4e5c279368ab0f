"""Cases: claimed by one at a time, decided with what the decision does, undone, and opened again only by more."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank, cases, drawing, erasure, items, players, reviews, revisions, schedules, suspicion
from models.base import REQUEST_LIMITS, open_engine
from models.items import Measured
from models.schedules import Schedule
from models.suspicion import Found
from rules import times
from rules.difficulty import Rating
from rules.items import Stats, version
from rules.suspicion import Signal
from tasks.suspicion import _record
from tests.processes import until
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest, question

Employ = Callable[..., Member]
CASES, QUEUES = "/v1/admin/cases", "/v1/admin/queues"


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> None:
    """No case is open."""
    with engine.begin() as connection:
        for table in ("cases", "suspicion_signals", "player_suspicion", "question_reports", "question_flags"):
            connection.execute(text(f"DELETE FROM {table}"))


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


def open_cases(engine: Engine, count: int, queue: str = "integrity") -> list[UUID]:
    """Subjects of so many cases, the oldest first."""
    subjects = [uuid7() for _ in range(count)]
    with engine.begin() as connection:
        for number, subject in enumerate(subjects):
            cases.signal(connection, queue, "score", {subject: 50})
            statement = text("UPDATE cases SET opened_at = now() - make_interval(mins => :n) WHERE subject = :s")
            connection.execute(statement, {"n": 100 - number, "s": subject})
    return subjects


def suspect(engine: Engine, player: UUID, *codes: Any) -> None:
    with engine.begin() as connection:
        _record(connection, [Found(player, uuid7(), Signal(code, 1.0, {"answers": 10})) for code in codes])


def claim(member: Member, queue: str = "integrity") -> Any:
    return member.post(f"{QUEUES}/{queue}/claim")


def decide(member: Member, case: str, decision: str, **more: Any) -> Any:
    return member.post(f"{CASES}/{case}/decision", json={"decision": decision, "reason": "looked at it", **more})


def age(engine: Engine, column: str, by: timedelta) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE cases SET {column} = {column} - CAST(:by AS interval)"), {"by": by})


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
    [queue] = ada.get(QUEUES).json["items"]
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


@pytest.fixture
def doubted(engine: Engine) -> Any:
    """A published question that looks broken."""
    new = question(1, f"stem {uuid7()}")
    with engine.begin() as connection:
        bank.add(connection, [new])
    return new


def flag(engine: Engine, doubted: Any) -> None:
    stats = Stats(0, (0, 0, 30, 0), (0, 0, 25, 0), n=30, elapsed=times.of([4_000] * 30))
    measured = {(doubted.id, version(doubted.content)): Measured(Rating(2.0, 30), stats)}
    with engine.begin() as connection:
        items.save(connection, measured)
        items.flag(connection, measured)
        cases.signal(connection, "questions", "flag", reviews.weights(connection, [doubted.id]))


def report(engine: Engine, guest: Guest, doubted: Any, kind: str = "wrong") -> Any:
    with engine.begin() as connection:
        drawing.see(connection, guest.id, 1, [doubted.id], datetime.now(UTC), None)
    return guest.post(f"/v1/questions/{doubted.id}/reports", {"kind": kind, "text": "It is <i>x</i>."})


def test_reports_and_flags_of_a_question_are_one_case(
    employ: Employ, engine: Engine, doubted: Any, become: Callable[..., Guest]
) -> None:
    editor, first = employ("editor"), become()
    flag(engine, doubted)
    assert report(engine, first, doubted).status_code == 201
    assert report(engine, become(), doubted).status_code == 201
    assert report(engine, first, doubted, "unclear").status_code == 200
    case = claim(editor, "questions").json
    assert (case["subject_id"], case["opened_by"], case["weight"]) == (str(doubted.id), "flag", 4)
    shown = case["question"]
    assert sorted(one["kind"] for one in shown["reports"]) == ["unclear", "wrong"]
    assert {one["code"] for one in shown["flags"]} == {"nobody_right", "distractor_beats_key"}
    assert (shown["state"], shown["correct"]) == ("published", [0])
    assert claim(employ("editor"), "questions").status_code == 204
    decide(editor, case["id"], "dismiss")
    assert editor.get(f"{CASES}/{case['id']}").json["question"]["reports"] == []
    flag(engine, doubted)
    assert claim(editor, "questions").status_code == 204
    assert report(engine, first, doubted).status_code == 201
    assert claim(editor, "questions").json["id"] == case["id"]


@pytest.mark.parametrize(("decision", "state"), [("retire", "retired"), ("draft", "draft")])
def test_a_question_is_taken_out_and_back_in_when_that_is_undone(
    employ: Employ, engine: Engine, doubted: Any, guest: Guest, decision: str, state: str
) -> None:
    editor = employ("editor")
    report(engine, guest, doubted)
    case = claim(editor, "questions").json["id"]

    def pooled() -> int:
        with engine.connect() as connection:
            statement = text("SELECT count(*) FROM question_pool WHERE question_id = :id")
            return int(connection.execute(statement, {"id": doubted.id}).scalar_one())

    decided = decide(editor, case, decision).json
    assert (decided["question"]["state"], decided["question"]["reports"], pooled()) == (state, [], 0)
    undone = editor.post(f"{CASES}/{case}/undo", json={"reason": "it is right after all"}).json
    assert (undone["question"]["state"], len(undone["question"]["reports"]), pooled()) == ("published", 1, 1)
    decide(editor, case, decision)
    with engine.begin() as connection:
        revisions.transition(connection, doubted.id, "draft" if state == "retired" else "review")
    assert editor.post(f"{CASES}/{case}/undo", json={"reason": "x"}).json["code"] == "changed_since"


def test_a_question_taken_out_by_a_case_is_scheduled_no_more_and_its_own_log_says_so(
    employ: Employ, engine: Engine, doubted: Any, guest: Guest, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    editor = employ("editor")
    report(engine, guest, doubted)
    case = claim(editor, "questions").json["id"]
    with engine.begin() as connection:
        later = datetime.now(UTC) + timedelta(days=1)
        schedules.put(connection, Schedule(doubted.id, "", "retired", later, editor.staff.id))
    decide(editor, case, "draft")
    [row] = [row for row in audited(editor.staff.id) if row["subject_kind"] == "question"]
    assert (row["action"], row["subject_id"], row["reason"]) == (
        "questions.transition",
        str(doubted.id),
        "looked at it",
    )
    assert (row["before"], row["after"]) == ({"state": "published"}, {"state": "draft"})
    with engine.connect() as connection:
        assert schedules.of(connection, [doubted.id]) == {}


def test_a_decision_and_an_erasure_do_not_wait_for_each_other(
    employ: Employ, engine: Engine, crowd: Engine, guest: Guest
) -> None:
    suspect(engine, guest.id, "pace")
    moderator, answers = employ("moderator"), []
    case = claim(moderator).json["id"]
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with crowd.connect() as watch:
        watch = watch.execution_options(isolation_level="AUTOCOMMIT")
        with crowd.begin() as connection:
            assert players.lock(connection, guest.id)
            deciding = Thread(target=lambda: answers.append(decide(moderator, case, "ban", ground="cheating")))
            deciding.start()
            until(lambda: watch.execute(waiting).scalar(), what="the decision's wait for the player")
            erasure.erase(connection, guest.id)
    deciding.join()
    assert (answers[0].status_code, answers[0].json["code"]) == (404, "case_unknown")


def test_suspicion_of_who_is_erased_leaves_no_case(engine: Engine, guest: Guest) -> None:
    suspect(engine, guest.id, "pace")
    assert guest._send("DELETE", "/v1/me", {}).status_code == 204
    with engine.connect() as connection:
        assert cases.of_subject(connection, guest.id) == []
        assert suspicion.score_of(connection, guest.id) == 0
