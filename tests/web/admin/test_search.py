"""The search over everything that has an id: each kind is found by who may see it, and by nobody else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.identity import answer_event_id
from models import cases, ledger
from models.ledger import Wanted
from tests.referring import joined
from tests.web.admin.conftest import Member
from tests.web.admin.test_threads import write
from tests.web.conftest import Guest
from web.admin.search import SEARCHES

Employ = Callable[..., Member]


def found(member: Member, sought: object) -> list[tuple[str, str, str]]:
    """Kind, id and title of what is found."""
    items = member.post("/v1/admin/search", {"q": str(sought)}).json["items"]
    return [(item["kind"], item["id"], item["title"]) for item in items]


def kinds(member: Member, sought: object) -> set[str]:
    return {kind for kind, *_ in found(member, sought)}


@pytest.fixture
def letter(engine: Engine) -> str:
    """The id of an event that lies dead."""
    event = str(uuid7())
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dead_letters (event_id, topic, topic_id, kafka_partition, kafka_offset, code, detail, "
                "value) VALUES (:event, 'submissions', 't', 0, :at, 'unreadable', 'x', '')"
            ),
            {"event": event, "at": uuid7().int >> 80},
        )
    return event


def test_each_kind_is_found_by_its_id_by_who_may_see_it(
    employ: Employ, engine: Engine, guest: Guest, letter: str
) -> None:
    owner, viewer, editor = employ("owner"), employ("viewer"), employ("editor")
    referral, subject = joined(engine, guest.id), uuid7()
    with engine.begin() as connection:
        cases.signal(connection, "integrity", "score", {subject: 50})
        case = connection.execute(text("SELECT id FROM cases WHERE subject = :id"), {"id": subject}).scalar_one()
    thread = write(guest)["id"]
    assert kinds(owner, referral) == kinds(viewer, referral) == {"referral"}
    assert found(owner, case) == found(owner, subject) == [("case", str(case), "integrity")]
    assert kinds(editor, case) == kinds(viewer, case) == set(), "the queue is not theirs"
    assert found(owner, thread) == [("thread", thread, "My streak")]
    assert kinds(editor, thread) == set()
    assert found(viewer, letter) == [("event", letter, "submissions")]
    answer = answer_event_id(uuid7(), 3, "B")
    assert found(viewer, f" {answer} ") == [("event", answer, "answer")]
    assert kinds(owner, uuid7()) == set()


def test_staff_are_found_by_name_and_address_by_owners(employ: Employ) -> None:
    owner, editor = employ("owner"), employ("editor")
    address = editor.staff.email.upper()
    assert found(owner, address[:20]) == [("staff", str(editor.staff.id), "Test")]
    assert found(owner, editor.staff.id) == [("staff", str(editor.staff.id), "Test")]
    assert "staff" not in kinds(editor, address[:20])


def test_a_transfer_is_found_by_its_number_by_who_may_see_money(employ: Employ, engine: Engine, guest: Guest) -> None:
    with engine.begin() as connection:
        [made] = ledger.post(connection, [Wanted("grant", str(uuid7()), guest.id, "credit", 5, "daily")])
    number = made.id
    assert ("transfer", str(number), "grant · credit") in found(employ("finance"), number)
    assert "transfer" not in kinds(employ("viewer"), number)


def test_every_role_searches_what_it_may(employ: Employ) -> None:
    wanted: dict[Any, int] = {role: len(found(employ(role), "zzzz-nothing")) for role in ("viewer", "finance")}
    assert wanted == {"viewer": 0, "finance": 0}
    assert len({search.kind for search in SEARCHES}) == 13


def test_the_log_says_who_was_found_and_not_what_was_looked_for(
    employ: Employ, guest: Guest, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    owner = employ("owner")
    assert kinds(owner, guest.id) == {"player"}
    [row] = audited(owner.staff.id)
    assert (row["action"], row["after"]) == ("content.search", {"found": [str(guest.id)]})
