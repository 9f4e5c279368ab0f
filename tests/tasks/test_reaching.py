"""Players who are away are reached as they wish: by mail and push, recorded once a cause, not while they sleep."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.outbound import Outbound
from bridges.push import open_push
from models import messages, notification_preferences, push_tokens
from rules.notice_mails import way
from rules.notice_preferences import Quiet, Wishes
from rules.notices import Notice
from rules.unsubscribing import Links, read
from tasks import app, runtime
from tasks.messages import send_one
from tasks.retention import forget_old
from tests.pipeline import Log
from tests.push_service import PushService, fault
from tests.tasks.test_inbox import deliver, told
from tests.tasks.test_messages import Out, due_at_once

KEYS = (b"k" * 32,)


class Person:
    """A player with an account and an app on two devices."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.id = engine, uuid7()
        self.devices = [uuid7() for _ in range(2)]
        values = {"p": self.id, "d": self.devices, "now": datetime.now(UTC), "email": f"{self.id}@example.com"}
        with engine.begin() as connection:
            for statement in (
                "INSERT INTO players (id, name, languages, registered) VALUES (:p, 'n', '{es}', true)",
                "INSERT INTO accounts (player_id, email, email_key) VALUES (:p, :email, :email)",
                "INSERT INTO devices (id, player_id, how, agent, seed, created_at, rotated_at) "
                "SELECT d, :p, 'password', 'a', '\\x00', :now, :now FROM unnest(CAST(:d AS uuid[])) d",
            ):
                connection.execute(text(statement), values)
            for device in self.devices:
                assert push_tokens.put(connection, self.id, device, f"token of {device}")

    def wish(self, wishes: Wishes) -> None:
        with self.engine.begin() as connection:
            notification_preferences.put(connection, self.id, wishes)

    def tell(self, kind: str = "credit", **values: Any) -> Notice:
        """Tell them of something, twice; the notice."""
        notice = Notice(uuid7(), self.id, kind, values or {"tokens": 5})
        deliver(self.engine, told(self.engine, notice) * 2, cuts=2)
        return notice

    def outgoing(self, columns: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            rows = connection.execute(
                text(f"SELECT {columns} FROM messages WHERE player_id = :p ORDER BY channel, recipient"), {"p": self.id}
            )
            return [tuple(row) for row in rows]


@pytest.fixture
def person(engine: Engine, log: Log, monkeypatch: pytest.MonkeyPatch) -> Person:  # noqa: ARG001 - the engine of tasks
    """Nobody else has anything due."""
    monkeypatch.setattr(runtime, "unsubscribe_url", Links("https://api.test", KEYS).to)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM messages"))
    return Person(engine)


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service."""
    with PushService().running() as service:
        yield service


def asleep() -> Quiet:
    """Quiet hours that hold now, in UTC."""
    minute = datetime.now(UTC).hour * 60 + datetime.now(UTC).minute
    return Quiet((minute - 60) % 1440, (minute + 120) % 1440)


def test_mail_and_pushes_are_recorded_once_a_cause_in_the_players_language(person: Person) -> None:
    person.tell()
    found = person.outgoing("channel, recipient, subject, category, lang, settled_at")
    assert [row[:2] for row in found] == [
        ("mail", f"{person.id}@example.com"),
        *(("push", str(device)) for device in sorted(person.devices)),
    ]
    assert {row[2:] for row in found} == {("5 fichas para ti", "rewards", "es", None)}
    assert len(set(person.outgoing("id"))) == 3


def test_what_is_not_wanted_there_is_in_the_inbox_alone(person: Person, log: Log) -> None:
    person.wish(Wishes({"rewards": {"mail": False}}))
    person.tell()
    assert [row[0] for row in person.outgoing("channel")] == ["push", "push"]
    person.wish(Wishes({"rewards": {"mail": False, "push": False}}))
    person.tell()
    person.tell("level", level=2)
    person.wish(Wishes({"account": {"mail": True}}))
    person.tell("friend_asked", by="somebody")
    assert sorted(person.outgoing("channel, category")) == [("push", "account")] * 2 + [("push", "rewards")] * 2
    assert log.one("SELECT count(*) FROM notifications WHERE player_id = :p", p=person.id)[0] == 4


def test_mail_has_one_click_to_end_it_and_a_stable_id(person: Person, engine: Engine) -> None:
    notice = person.tell()
    out = Out()
    assert send_one("mail", out, told=True)
    [sent] = out.sent
    assert sent.unsubscribe
    assert sent.unsubscribe in sent.body
    assert read(KEYS, sent.unsubscribe.rpartition("/")[2]) == (person.id, "rewards")
    assert "tus fichas y recompensas" in sent.body
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM messages"))
        connection.execute(text("DELETE FROM notifications WHERE id = :id"), {"id": notice.id})
    deliver(engine, told(engine, notice))
    assert (sent.id,) in person.outgoing("id"), "its id follows from the cause"


@pytest.mark.parametrize("app_url", ["https://play.test", "https://play.test/#", ""])
def test_mail_leads_into_the_app_if_it_is_known_where_that_is(
    person: Person, monkeypatch: pytest.MonkeyPatch, app_url: str
) -> None:
    monkeypatch.setitem(app.conf, "app_url", app_url)
    person.tell("redemption_issued", redemption="018f", name="Market")
    out = Out()
    assert send_one("mail", out, told=True)
    [sent] = out.sent
    addresses = [line for line in sent.body.splitlines() if "/" in line]
    assert addresses == [*([f"{app_url}/redemptions/018f"] if app_url else []), sent.unsubscribe]


@pytest.mark.parametrize(
    "link", [None, "", "players/1", "//elsewhere.test/x", "https://elsewhere.test", "@elsewhere.test"]
)
def test_mail_leads_nowhere_else(link: str | None) -> None:
    assert way("https://play.test", link) is None
    assert way("https://play.test", "/a b\r\nc?d#e") == "https://play.test/a%20b%0D%0Ac%3Fd%23e"


def test_mail_and_push_wait_while_the_player_sleeps_and_the_inbox_does_not(person: Person, log: Log) -> None:
    person.wish(Wishes(quiet=asleep()))
    person.tell()
    assert log.one("SELECT count(*) FROM notifications WHERE player_id = :p", p=person.id)[0] == 1
    [wait] = set(person.outgoing("next_attempt_at > now() + interval '1 hour'"))
    assert wait == (True,)
    assert not send_one("mail", Out(), told=True)


def test_quiet_hours_are_those_of_the_players_zone(person: Person, engine: Engine) -> None:
    def due() -> list[bool]:
        person.tell()
        with engine.begin() as connection:
            found = connection.execute(
                text(
                    "DELETE FROM messages WHERE channel = 'mail' RETURNING next_attempt_at > now() + interval '1 hour'"
                )
            )
            return list(found.scalars())

    quiet = asleep()
    for zone, sleeps in (("Etc/GMT-9", False), ("UTC", True)):
        with engine.begin() as connection:
            connection.execute(text("UPDATE players SET zone = :z WHERE id = :p"), {"z": zone, "p": person.id})
        person.wish(Wishes(quiet=quiet))
        assert due() == [sleeps], zone


def test_who_sleeps_or_declines_by_the_time_it_goes_is_left_alone(person: Person, engine: Engine) -> None:
    person.tell()
    person.wish(Wishes({"rewards": {"push": False}}, quiet=asleep()))
    out = Out()
    assert send_one("mail", out, told=True), "there was one"
    [(attempts, later)] = [
        row[1:] for row in person.outgoing("channel, attempts, next_attempt_at > now()") if row[0] == "mail"
    ]
    assert (attempts, later) == (0, True)
    due_at_once(engine)
    while send_one("push", out, told=True):
        pass
    assert out.sent == []
    assert {row for row in person.outgoing("channel, error, body") if row[0] == "push"} == {("push", "declined", "")}


def test_a_push_goes_to_the_token_that_the_login_has_then(person: Person, engine: Engine) -> None:
    person.tell()
    first, second = sorted(person.devices)
    with engine.begin() as connection:
        assert push_tokens.put(connection, person.id, first, "another")
        connection.execute(text("UPDATE devices SET ended_at = now() WHERE id = :d"), {"d": second})
    out = Out()
    while send_one("push", out, told=True):
        pass
    [sent] = out.sent
    assert (sent.recipient, sent.category, sent.link, sent.subject) == ("another", "rewards", None, "5 fichas para ti")
    assert {row[1] for row in person.outgoing("channel, error") if row[0] == "push"} == {
        None,
        "the login has no token any more",
    }
    forget_old()
    with engine.connect() as connection:
        assert [one.device_id for one in push_tokens.reached(connection, [person.id])] == [first]
        rows = connection.execute(text("SELECT device_id FROM push_tokens WHERE player_id = :p"), {"p": person.id})
        assert rows.scalars().all() == [first]


def test_a_token_that_the_service_knows_no_more_is_removed(
    person: Person, engine: Engine, service: PushService
) -> None:
    person.tell()
    way = open_push(f"fcm+plain://{service.place}", service.account)
    service.answer = fault(404, "NOT_FOUND", "UNREGISTERED")
    assert send_one("push", way, told=True)
    service.answer = fault(503, "UNAVAILABLE")
    assert not send_one("push", way, told=True)
    service.answer = None
    due_at_once(engine)
    assert send_one("push", way, told=True)
    assert not send_one("push", way, told=True)
    assert len(service.shown) == 1
    with engine.connect() as connection:
        assert len(push_tokens.reached(connection, [person.id])) == 1


def test_a_token_is_of_the_login_that_gave_it_last(person: Person, engine: Engine) -> None:
    other = Person(engine)
    with engine.begin() as connection:
        token = push_tokens.of_device(connection, person.devices[0])
        assert token
        assert push_tokens.put(connection, other.id, other.devices[0], token)
        assert not push_tokens.put(connection, other.id, person.devices[1], "stolen"), "no login of theirs"
        assert push_tokens.of_device(connection, person.devices[0]) is None
        assert push_tokens.of_device(connection, other.devices[0]) == token


def test_nobodys_code_waits_behind_what_others_are_told(person: Person, engine: Engine) -> None:
    for _ in range(3):
        person.tell()
    code = uuid7()
    with engine.begin() as connection:
        later = datetime.now(UTC) + timedelta(minutes=15)
        messages.write(connection, code, "mail", "ada@example.com", "Your code", "123456", later)
    out = Out()
    assert send_one("mail", out)
    assert out.sent == [Outbound(code, "ada@example.com", "Your code", "123456")]
    assert not send_one("mail", out)
    with engine.connect() as connection:
        waiting = messages.waiting(connection)
    assert (waiting["mail"][0], waiting["push"][0], waiting["sms"]) == (3, 6, (0, None))


def test_guests_have_no_address(engine: Engine, person: Person, log: Log) -> None:  # noqa: ARG001 - their links
    guest = UUID(int=uuid7().int)
    deliver(engine, told(engine, Notice(uuid7(), guest, "credit", {"tokens": 1})))
    assert log.all("SELECT FROM messages WHERE player_id = :p", p=guest) == []
