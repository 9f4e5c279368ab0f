"""SECURITY.md 19: who looked at people, or at why something was done to them, is in the audit log.

The reads come from the OpenAPI document: one that is added is declared `sensitive`, or stands among `OPEN` below.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.identity import ended_event_id
from models import audit_log, cases, exports, player_exports
from models.audit_log import Entry
from models.base import least_id
from tests.bridges.media.files import picture
from tests.contests import contest
from tests.redeeming import redeemed, sell
from tests.referring import joined
from tests.web.admin.conftest import Member
from tests.web.admin.test_security_02_matrix import Operation, operations
from tests.web.battling import make
from tests.web.conftest import Guest
from tests.web.test_uploads import sent
from web.wires import Wires

__all__ = ["operations"]

Employ = Callable[..., Member]
Audited = Callable[[UUID], list[dict[str, Any]]]
V1 = "/v1/admin"
OPEN = {
    f"{V1}/{path}"
    for path in (
        "session",  # one's own
        "exports",
        "exports/{export_id}",
        "dashboard",  # counts of people, and nobody
        "dashboard/past",
        "integrity",
        "dead-letters",  # why and where, and nobody
        "activity",  # likewise
        "queues",
        "inbox/figures",  # of colleagues
        "views",  # filters, of colleagues
        "views/{view_id}",
        "queues/{queue}/members",  # names of colleagues
        "seasons/{season_id}/standings",  # as on the boards
        "settings",
        "catalogue",
        "catalogue/syncs",
        "catalogue/{product_id}",
        "token-rates",
        "token-rates/{currency}",
        "budgets",  # of campaigns
        "finance/report",  # sums
        "finance/months",
        "ledger/accounts",
        "ledger/audits",
        "partners",  # floats and counts
        "breaks",  # orders, and nobody
        "breaks/{break_id}",
        "achievements",  # content
        "categories",
        "categories/{category_id}",
        "daily",
        "imports",
        "imports/{import_id}",
        "imports/{import_id}/rows",
        "media",
        "media/{medium_id}",
        "media/{medium_id}/questions",
        "prompts",
        "prompts/{prompt_id}",
        "questions",
        "questions/duplicates",
        "questions/{question_id}",
        "questions/{question_id}/revisions",
        "quizzes",
        "quizzes/{quiz_id}",
        "seasons",
        "seasons/{season_id}",
        "campaigns",  # words for many, and counts
        "campaigns/{campaign_id}",
        "segments",
        "segments/{segment_id}",
        "tags",  # counts
        "templates",
        "templates/{template_id}",
    )
}

_LETTER = text(
    "INSERT INTO dead_letters (event_id, topic, topic_id, kafka_partition, kafka_offset, code, detail, value) "
    "VALUES ('', 'quiz.submissions', gen_random_uuid(), 0, 0, 'malformed', '', '') RETURNING id"
)


@pytest.fixture
def owner(employ: Employ) -> Member:
    return employ("owner")


@pytest.fixture
def there(owner: Member, guest: Guest, become: Callable[..., Guest], engine: Engine, wires: Wires) -> dict[str, Any]:
    """Ids of things that are there, by their place in a path."""
    export, own, session = uuid7(), uuid7(), guest.start(mode="daily")
    with engine.begin() as connection:
        exports.create(connection, export, owner.staff.id, "categories", "csv", {})
        exports.finish(connection, export, 0, 0, [])
        player_exports.begin(connection, own, guest.id)
        player_exports.settle(connection, own, b"zip", 60)
        cases.signal(connection, "integrity", "score", {guest.id: 50})
        case = connection.execute(text("SELECT id FROM cases WHERE subject = :id"), {"id": guest.id}).scalar_one()
        quiz = connection.execute(text("SELECT id FROM quizzes LIMIT 1")).scalar_one()
        letter = connection.execute(_LETTER).scalar_one()
    upload = UUID(sent(guest, picture("PNG", (71, 17)))["id"])
    entry = contest(engine, (guest.id, uuid7())).write(0, ["picture"], upload)
    return {
        "{entry_id}": entry,
        "{player_id}/exports/{export_id}": f"{guest.id}/exports/{own}",
        "{player_id}": guest.id,
        "{session_id}": session,
        "{export_id}": export,
        "{letter_id}": letter,
        "{event_id}": ended_event_id(UUID(session)),
        "{case_id}": case,
        "{quiz_id}": quiz,
        "{battle_id}": make(wires, guest.id, become().id),
        "{staff_id}": owner.staff.id,
        "{referral_id}": joined(engine, guest.id),
        "{thread_id}": guest.post("/v1/threads", {"subject": "s", "text": "t"}).json["id"],
        "{redemption_id}": redeemed(engine, sell(engine, f"P{uuid7().hex[:8]}")),
    }


def reads(operations: list[Operation], *, sensitive: bool) -> set[str]:
    return {path for method, path, operation in operations if method == "GET"
            and operation["x-staff"]["sensitive"] == sensitive}  # fmt: skip


def test_security_19_a_read_is_sensitive_or_known_to_be_open(operations: list[Operation]) -> None:
    assert reads(operations, sensitive=False) == OPEN


def test_security_19_a_sensitive_read_is_in_the_log(
    operations: list[Operation], owner: Member, there: dict[str, Any], audited: Audited
) -> None:
    sensitive = sorted(reads(operations, sensitive=True))
    assert len(sensitive) > 15
    for path in sensitive:
        address, before = path, len(audited(owner.staff.id))
        for place, id_ in there.items():
            address = address.replace(place, str(id_))
        response = owner.get(address)
        assert response.status_code == 200, (address, response.text)
        rows = audited(owner.staff.id)[before:]
        assert len(rows) == 1, (path, rows)
        assert rows[0]["before"] is None


def test_security_19_a_page_that_asks_again_is_one_look(owner: Member, audited: Audited) -> None:
    def looks() -> list[Any]:
        return [row["after"] for row in audited(owner.staff.id)]

    path, poll = f"{V1}/cases?state=decided", {"X-Poll": "1"}
    for headers in (poll, {}, poll):
        assert owner.get(path, headers=headers).status_code == 200
    assert looks() == [{"state": "decided"}]
    owner.get(f"{path}&queue=integrity", headers=poll)
    assert looks()[1:] == [{"queue": "integrity", "state": "decided"}]


def test_security_19_a_players_page_that_stays_open_is_one_look(
    owner: Member, guest: Guest, become: Callable[..., Guest], audited: Audited
) -> None:
    """It asks every few seconds whether they are there; another player is another look."""
    other = become()
    for player in (guest.id, guest.id, other.id, guest.id):
        assert owner.get(f"{V1}/players/{player}", headers={"X-Poll": "1"}).status_code == 200
    seen = [(row["action"], row["subject_id"]) for row in audited(owner.staff.id)]
    assert seen == [("players.read", str(guest.id)), ("players.read", str(other.id))]


@pytest.mark.parametrize(("minutes", "looks"), [(9, 1), (11, 2)])
def test_security_19_ten_minutes_later_it_is_another_look(
    owner: Member, audited: Audited, engine: Engine, minutes: int, looks: int
) -> None:
    id_ = least_id(datetime.now(UTC) - timedelta(minutes=minutes))
    with engine.begin() as connection:
        who = owner.staff
        entry = Entry(id_, who.id, who.email, "cases.list", "cases", "list", after={"state": "decided"})
        audit_log.add(connection, entry)
    assert owner.get(f"{V1}/cases?state=decided").status_code == 200
    assert len(audited(owner.staff.id)) == looks
