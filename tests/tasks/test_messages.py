"""Messages: recorded once, sent at least once with one id, and gone from the table afterwards."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.outbound import Outbound, Refused, Undelivered
from models import messages
from tasks.messages import give_up_messages, send_one
from tasks.retention import forget_old
from tests.pipeline import Log
from tests.processes import dies, kill_me

SOON = datetime.now(UTC) + timedelta(minutes=15)


class Out:
    """A way out that fails as it is told to."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)
        self.sent: list[Outbound] = []

    def send(self, message: Outbound) -> None:
        """Send, or fail."""
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        self.sent.append(message)


@pytest.fixture
def message(engine: Engine, log: Log) -> UUID:  # noqa: ARG001 - the engine of tasks
    """A mail that is due; nothing else is."""
    id_ = uuid7()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM messages"))
        for _ in range(2):
            messages.write(connection, id_, "mail", "ada@example.com", "Hello", "123456", SOON, uuid7())
    return id_


def due_at_once(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE messages SET next_attempt_at = now()"))


def test_a_message_is_sent_and_its_text_and_address_are_forgotten(message: UUID, log: Log) -> None:
    out = Out()
    assert send_one("mail", out)
    assert not send_one("mail", out)
    assert not send_one("sms", out)
    assert out.sent == [Outbound(message, "ada@example.com", "Hello", "123456")]
    row = log.one("SELECT * FROM messages")
    assert (row.recipient, row.subject, row.body, row.error, row.attempts) == ("", "", "", None, 1)
    assert row.settled_at


def test_what_was_not_taken_waits_and_goes_with_the_same_id(message: UUID, log: Log, engine: Engine) -> None:
    out = Out(Undelivered("busy"), Undelivered("busy"))
    assert not send_one("mail", out)
    assert not send_one("mail", out), "it was tried again at once"
    wait = log.one("SELECT next_attempt_at - now() AS wait, error FROM messages")
    assert timedelta(seconds=3) < wait.wait <= timedelta(seconds=5)
    assert wait.error == "busy"
    for _ in range(2):
        due_at_once(engine)
        send_one("mail", out)
    assert [sent.id for sent in out.sent] == [message]


def test_a_worker_that_dies_after_sending_leaves_it_to_the_next(message: UUID, log: Log, engine: Engine) -> None:
    class Deadly(Out):
        def send(self, _: Outbound) -> None:
            kill_me()

    def send() -> None:
        engine.dispose(close=False)
        send_one("mail", Deadly())

    assert dies(send)
    out = Out()
    assert not send_one("mail", out), "it was not leased"
    row = log.one("SELECT attempts, next_attempt_at - now() AS wait FROM messages")
    assert row.attempts == 1
    assert row.wait > timedelta(seconds=30)
    due_at_once(engine)
    assert send_one("mail", out)
    assert [sent.id for sent in out.sent] == [message]


@pytest.mark.usefixtures("message")
def test_what_is_refused_is_given_up(log: Log) -> None:
    out = Out(Refused("refused with 550"))
    assert send_one("mail", out)
    assert log.one("SELECT error, recipient FROM messages") == ("refused with 550", "")
    assert not send_one("mail", out)


@pytest.mark.usefixtures("message")
def test_what_expired_is_not_sent_and_forgotten_later(log: Log, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE messages SET expires_at = now() - interval '1 s'"))
    assert not send_one("mail", Out())
    give_up_messages()
    forget_old()
    assert log.one("SELECT error, body FROM messages") == ("expired", "")
    with engine.begin() as connection:
        connection.execute(text("UPDATE messages SET settled_at = now() - interval '8 days'"))
    forget_old()
    assert log.one("SELECT count(*) FROM messages")[0] == 0


@pytest.mark.usefixtures("message")
def test_what_has_expired_is_given_up_in_slices_and_a_tick_does_all(
    engine: Engine, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.messages._EXPIRED_AT_ONCE", 2)
    with engine.begin() as connection:
        for _ in range(4):
            messages.write(connection, uuid7(), "mail", "ada@example.com", "Hello", "123456", SOON)
        connection.execute(text("UPDATE messages SET expires_at = now() - interval '1 s'"))
    open_ones = "SELECT count(*) FROM messages WHERE settled_at IS NULL"
    with engine.connect() as connection:
        assert messages.give_up(connection, 2) == 2
        assert connection.execute(text(open_ones)).scalar() == 3, "a slice, however many have expired"
    give_up_messages()
    assert log.one(open_ones)[0] == 0


def test_a_message_that_one_leases_is_passed_over_by_another_who_does_not_wait(message: UUID, engine: Engine) -> None:
    other = uuid7()
    with engine.begin() as connection:
        messages.write(connection, other, "mail", "ada@example.com", "Hello", "123456", SOON)
        earlier = text("UPDATE messages SET next_attempt_at = now() - interval '1 s' WHERE id = :id")
        connection.execute(earlier, {"id": message})
    with engine.begin() as one, engine.begin() as two:
        two.execute(text("SET LOCAL lock_timeout = '500ms'"))
        found = [messages.lease(connection, "mail", 60) for connection in (one, two)]
    assert [due and due.id for due in found] == [message, other]
