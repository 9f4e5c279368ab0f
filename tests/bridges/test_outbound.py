"""One contract for every way out: mail to a real SMTP server, mail and SMS into the lab's files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller

from bridges.mail import open_mail
from bridges.outbound import Outbound, Port, Refused, Undelivered, read_sink
from bridges.sms import open_sms
from lab.ports import Ports

FROM = "Buzzline <no-reply@buzzline.test>"


class Server:
    """An SMTP server that keeps what it takes; it answers RCPT with `verdict`."""

    def __init__(self) -> None:
        self.verdict = "250 OK"
        self.taken: list[Outbound] = []
        self.heads: list[Any] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.verdict.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.verdict

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        id_ = UUID(str(mail["Message-ID"]).strip("<>").partition("@")[0])
        [recipient] = envelope.rcpt_tos
        self.heads.append(mail)
        body: Any = mail.get_content()
        self.taken.append(Outbound(id_, recipient, str(mail["Subject"]), body.replace("\r\n", "\n").rstrip("\n")))
        return "250 OK"


@dataclass
class Way:
    """A way out, and what came out of it."""

    port: Port
    recipient: str
    taken: Callable[[], Sequence[Outbound]]

    def message(self, **changes: Any) -> Outbound:
        """A message that may go this way."""
        given: dict[str, Any] = {
            "id": uuid4(),
            "recipient": self.recipient,
            "subject": "Your code — ¡hola!",
            "body": "Zażółć: 123456",
        }
        return Outbound(**given | changes)


@pytest.fixture
def smtp(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server, and its URL."""
    server = Server()
    port = Ports(tmp_path).claim("smtp")
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server, f"smtp+plain://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture(params=["smtp", "mail sink", "sms sink"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Way:
    """Each of them."""
    if request.param == "smtp":
        server, url = request.getfixturevalue("smtp")
        return Way(open_mail(url, FROM), "ada@example.com", lambda: server.taken)
    file = tmp_path / "a sink"
    port = open_mail(file.as_uri(), FROM) if request.param == "mail sink" else open_sms(file.as_uri())
    return Way(port, "+4915112345678" if request.param == "sms sink" else "ada@example.com", lambda: read_sink(file))


def test_a_message_comes_out_whole_with_its_id(way: Way) -> None:
    sent = [way.message(), way.message(body="two\nlines")]
    for message in sent:
        way.port.send(message)
    assert list(way.taken()) == sent


def test_mail_of_a_category_has_one_click_to_end_it(smtp: tuple[Server, str]) -> None:
    server, url = smtp
    link = "https://api.test/v1/unsubscribes/token"
    port = open_mail(url, FROM)
    port.send(Outbound(uuid4(), "ada@example.com", "s", "b", unsubscribe=link))
    port.send(Outbound(uuid4(), "ada@example.com", "s", "b"))
    told, plain = server.heads
    assert (told["List-Unsubscribe"], told["List-Unsubscribe-Post"]) == (f"<{link}>", "List-Unsubscribe=One-Click")
    assert "List-Unsubscribe" not in plain


def test_a_copy_has_the_same_id(way: Way) -> None:
    message = way.message()
    way.port.send(message)
    way.port.send(message)
    assert {taken.id for taken in way.taken()} == {message.id}


@pytest.mark.parametrize("field", ["recipient", "subject"])
def test_a_line_break_in_a_header_is_refused(way: Way, field: str) -> None:
    with pytest.raises(Refused) as caught:
        way.port.send(way.message(**{field: "ada@example.com\r\nBcc: eve@example.com"}))
    assert "@" not in str(caught.value)
    assert not way.taken()


def test_nobody_there_is_for_later(tmp_path: Path) -> None:
    nowhere = (tmp_path / "missing" / "sink").as_uri()
    for port in (open_mail("smtp+plain://127.0.0.1:9", FROM), open_mail(nowhere, FROM), open_sms(nowhere)):
        with pytest.raises(Undelivered):
            port.send(Outbound(uuid4(), "ada@example.com", "s", "b"))


@pytest.mark.parametrize(
    ("verdict", "error"), [("550 no such user", Refused), ("451 later", Undelivered), ("421 closing", Undelivered)]
)
def test_smtp_says_whether_it_is_for_ever(smtp: tuple[Server, str], verdict: str, error: type[Exception]) -> None:
    server, url = smtp
    server.verdict = verdict
    with pytest.raises(error) as caught:
        open_mail(url, FROM).send(Outbound(uuid4(), "ada@example.com", "s", "b"))
    assert "ada" not in str(caught.value)


def test_smtp_without_starttls_gets_nothing(smtp: tuple[Server, str]) -> None:
    server, url = smtp
    with pytest.raises(Undelivered):
        open_mail(url.replace("+plain", ""), FROM).send(Outbound(uuid4(), "ada@example.com", "s", "b"))
    assert not server.taken


def test_a_sink_is_its_owners(tmp_path: Path) -> None:
    open_sms((tmp_path / "s").as_uri()).send(Outbound(uuid4(), "+49", "", "b"))
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp"])
def test_another_address_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        open_mail(url, FROM)
    with pytest.raises(ValueError, match="SMS_URL"):
        open_sms(url)
    with pytest.raises(ValueError, match="MAIL_FROM"):
        open_mail("smtp://host", "nobody")
