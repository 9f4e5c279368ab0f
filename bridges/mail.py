"""Mail over SMTP; in the lab, into a file."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from bridges.outbound import Outbound, Port, Refused, Undelivered, open_sink

_TIMEOUT_S = 5.0
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def open_mail(url: str, sender: str) -> Port:
    """The way out for mail.

    `smtp://user:password@host` speaks STARTTLS or not at all, `smtps://` TLS from the start, `smtp+plain://` neither,
    for a relay of one's own; `file:///path` is the lab's. Raises ValueError for another one.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return open_sink(parts)
    if parts.scheme in _PORTS and parts.hostname and "@" in parseaddr(sender)[1]:
        return Smtp(parts, sender)
    raise ValueError("MAIL_URL must be smtp://, smtps://, smtp+plain:// or file://, and MAIL_FROM an address")


class Smtp:
    """A server that takes our mail; one connection a message."""

    def __init__(self, url: SplitResult, sender: str) -> None:
        self._url = url
        self._sender = sender
        self._domain = parseaddr(sender)[1].rpartition("@")[2]

    def send(self, message: Outbound) -> None:
        """Hand a message over. Raises Undelivered or Refused."""
        try:
            mail = self._mail(message)
        except ValueError:
            raise Refused("a header holds a line break") from None
        try:
            with self._connect() as server:
                self._greet(server)
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(max(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Undelivered(f"the mail server did not take it: {type(error).__name__}") from None

    def _connect(self) -> smtplib.SMTP:
        host, scheme = str(self._url.hostname), self._url.scheme
        port = self._url.port or _PORTS[scheme]
        if scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=_TIMEOUT_S)

    def _greet(self, server: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp":
            server.starttls(context=ssl.create_default_context())
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _mail(self, message: Outbound) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = message.recipient
        mail["Subject"] = message.subject
        mail["Message-ID"] = f"<{message.id}@{self._domain}>"
        mail["Date"] = formatdate(usegmt=True)
        mail["Auto-Submitted"] = "auto-generated"
        if message.unsubscribe:
            mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(message.body)
        return mail


def _refusal(code: int) -> Exception:
    """What a reply to a recipient or to the text means: 5xx is for ever, 4xx is not."""
    return Refused(f"refused with {code}") if code >= 500 else Undelivered(f"put off with {code}")
