"""Cases: claimed by one at a time, for a while, and handed over; queues are counted, and listed page by page."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models import cases
from tests.web.admin.reviewing import CASES, QUEUES, Employ, age, claim, crowd, decide, empty, open_cases

__all__ = ["crowd", "empty"]


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
        found = Counter(cases.by_id(connection, case).subject for case in got if case)  # type: ignore[union-attr]  # they are there
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
    queue, *others = ada.get(QUEUES).json["items"]
    assert [one["queue"] for one in others] == ["entries", "referrals", "moderation", "appeals"]
    assert {one["open"] for one in others} == {0}
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
