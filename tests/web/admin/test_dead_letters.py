"""Dead letters in the CMS: seen with their bytes, mended, and replayed once; and one event's life."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import SUBMISSIONS
from events.codec import decode
from events.identity import caused_event_id
from models import notifications
from tests.clearing import clear
from tests.pipeline import NOON, Log, answer
from tests.web.admin.conftest import Member
from tests.web.conftest import refusal

URL, EVENTS = "/v1/admin/dead-letters", "/v1/admin/events"
WHY = {"reason": "The schema was mended."}
Audited = Callable[[UUID], list[dict[str, Any]]]


@pytest.fixture
def owner(employ: Callable[..., Member]) -> Member:
    return employ("owner")


@pytest.fixture
def buried(engine: Engine, log: Log) -> bytes:
    """One answer that could not be read: its time is none."""
    with engine.begin() as connection:
        clear(connection, "dead_letters, outbox, refused")
    player = uuid7()
    good = answer(log.session(player), player, 0)
    log.values += [good.replace(b'"received_at":"', b'"received_at":"on ')]
    assert log.apply(len(log.values) - 1) == "applied"
    return good


def outbox(engine: Engine) -> list[bytes]:
    with engine.connect() as connection:
        return [bytes(value) for value in connection.execute(text("SELECT value FROM outbox ORDER BY id")).scalars()]


def only(owner: Member) -> Any:
    (line,) = owner.get(f"{URL}?replayed=false").json["items"]
    return owner.get(f"{URL}/{line['id']}").json


def test_a_letter_is_replayed_once_and_the_log_knows_who_did(
    owner: Member, buried: bytes, engine: Engine, audited: Audited
) -> None:
    letter = only(owner)
    assert (letter["code"], letter["topic"], letter["replayed_at"]) == ("malformed", SUBMISSIONS.name, None)
    assert letter["unreadable"].startswith("MalformedEvent")
    assert letter["text"].encode() == buried.replace(b'"received_at":"', b'"received_at":"on ')
    answers = [owner.post(f"{URL}/{letter['id']}/replay", WHY) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json["replayed_at"] == answers[1].json["replayed_at"] is not None
    assert outbox(engine) == [letter["text"].encode()]
    assert owner.get(f"{URL}?replayed=false").json["items"] == []
    assert len(owner.get(f"{URL}?why=malformed&topic={SUBMISSIONS.name}").json["items"]) == 1
    rows = [row for row in audited(owner.staff.id) if row["action"] == "letters.replay"]
    assert [(row["reason"], row["after"]) for row in rows] == [
        (WHY["reason"], {"replayed": True, "mended": []}),
        (WHY["reason"], None),
    ]


def test_a_mended_letter_goes_on_as_the_same_event_and_is_applied(
    owner: Member, buried: bytes, engine: Engine, log: Log, audited: Audited
) -> None:
    letter, good = only(owner), msgspec.json.decode(buried)
    url = f"{URL}/{letter['id']}/replay"
    for change in ({"response": "b"}, {"received_at": "now"}, {"event_id": "x"}):
        assert refusal(owner.post(url, {**WHY, "event": {**good, **change}})) == (422, "event_unfit")
    assert outbox(engine) == []
    shown = owner.post(url, {**WHY, "event": {**letter["event"], "received_at": good["received_at"]}})
    assert shown.status_code == 200, shown.json
    (value,) = outbox(engine)
    assert decode(value) == decode(buried)
    log.values.append(value)
    assert log.apply(len(log.values) - 1) == "applied"
    life = owner.get(f"{EVENTS}/{good['event_id']}").json
    assert {record["outcome"] for record in life["records"]} == {"applied", "dead_lettered", "in the outbox"}
    assert life["names"] == {"session_id": good["session_id"], "question_no": 0}
    (row,) = [row for row in audited(owner.staff.id) if row["action"] == "letters.replay"]
    assert row["after"]["mended"] == ["received_at"]


def test_pages_of_letters_go_on_where_the_last_one_ended(owner: Member, engine: Engine) -> None:
    with engine.begin() as connection:
        clear(connection, "dead_letters")
        connection.execute(
            text(
                "INSERT INTO dead_letters (event_id, topic, topic_id, kafka_partition, kafka_offset, code, detail, "
                "value) SELECT '', :topic, 'gone', 0, n, 'malformed', '', '\\x00ff' FROM generate_series(1, 5) n"
            ),
            {"topic": SUBMISSIONS.name},
        )
    seen, cursor = list[str](), ""
    while cursor is not None:
        page = owner.get(f"{URL}?limit=2{cursor and f'&cursor={cursor}'}").json
        seen, cursor = seen + [one["id"] for one in page["items"]], page["next"]
    assert len(seen) == len(set(seen)) == 5
    letter = owner.get(f"{URL}/{seen[0]}").json
    assert (letter["text"], letter["event"]) == ("\\0\N{REPLACEMENT CHARACTER}", None)
    assert refusal(owner.get(f"{URL}/{uuid7()}")) == (404, "letter_unknown")


def test_letters_are_for_owners_and_a_life_is_for_all_but_for_its_words(
    employ: Callable[..., Member], engine: Engine, audited: Audited
) -> None:
    viewer, id_ = employ("viewer"), caused_event_id("level", uuid7(), 2)
    row = {"id": id_, "player_id": uuid7(), "category": "progress", "title": "Level 2", "body": "Well done."}
    with engine.begin() as connection:
        notifications.insert(connection, [row | {"lang": "en", "created_at": NOON, "expires_at": NOON}])
    assert refusal(viewer.get(URL)) == (403, "forbidden")
    (record,) = viewer.get(f"{EVENTS}/{id_}").json["records"]
    assert record["outcome"] == "applied"
    assert record["player_id"] == str(row["player_id"])
    assert not {"title", "body", "link"} & record.keys()
    for unknown in ("nothing", "x" * 65):
        assert refusal(viewer.get(f"{EVENTS}/{unknown}")) == (404, "event_unknown")
    assert [row["subject_id"] for row in audited(viewer.staff.id) if row["action"] == "events.read"] == [id_]
