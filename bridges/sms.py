"""SMS over a provider's HTTP API; in the lab, into a file. Another provider is one more class and one more scheme."""

import re
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qs, unquote, urlencode, urlsplit

import msgspec

from bridges.calls import Answer, Host, Unanswered
from bridges.outbound import Outbound, Port, Refused, Undelivered, open_sink

_USAGE = "SMS_URL must be file:// or twilio://SID:TOKEN@api.twilio.com?from=%2B15550100 (or service=MG...)"
_SID = re.compile(r"[A-Za-z0-9]{2,64}").fullmatch
_NEVER = frozenset({21211, 21214, 21217, 21265, 21408, 21601, 21604, 21610, 21612, 21614, 21617, 30003, 30005, 30006})
"""Twilio's codes for a number that is none, takes no SMS, is not reached, or wants none; and for a text too long."""


def open_sms(url: str) -> Port:
    """The way out for SMS.

    `twilio://sid:token@host?from=number` speaks Twilio's Messages API over TLS, with `from` or a messaging `service`;
    `twilio+plain://` the same in plain HTTP to this machine alone; `file:///path` is the lab's. Raises ValueError.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return open_sink(parts)
    if parts.scheme in ("twilio", "twilio+plain"):
        return Twilio(parts)
    raise ValueError(_USAGE)


class Twilio:
    """A provider that speaks Twilio's Messages API (version 2010-04-01).

    It knows no id of ours, so a message whose answer was lost may come twice: `Idempotency-Key` is the message's id,
    for providers of the same API that heed it. The port promises no more (Undelivered).
    """

    def __init__(self, url: SplitResult) -> None:
        """Raises ValueError."""
        account, token = unquote(url.username or ""), unquote(url.password or "")
        self._sender = _sender(url.query)
        if not _SID(account) or not token or not url.hostname or url.path not in ("", "/"):
            raise ValueError(_USAGE)
        plain = url.scheme.endswith("+plain")
        host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        place = f"{host}:{url.port}" if url.port else host
        scheme = "http" if plain else "https"
        try:
            self._host = Host(f"{scheme}://{place}/2010-04-01/Accounts/{account}/Messages.json", loopback=plain)
        except ValueError:
            raise ValueError(f"{_USAGE}; twilio+plain:// is of this machine alone") from None
        self._authorization = f"Basic {b64encode(f'{account}:{token}'.encode()).decode()}"

    def send(self, message: Outbound) -> None:
        """Hand a message over. Raises Undelivered or Refused."""
        if not re.fullmatch(r"\+[0-9]{6,15}", message.recipient):
            raise Refused("the recipient is no E.164 number")
        headers = {
            "Authorization": self._authorization,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "Idempotency-Key": str(message.id),
        }
        form = urlencode({"To": message.recipient, "Body": message.body, **self._sender})
        try:
            answer = self._host.call("POST", form.encode(), headers)
        except Unanswered as error:
            raise Undelivered(f"the provider did not answer: {error}") from None
        _judge(answer)


def _sender(query: str) -> Mapping[str, str]:
    """Who it comes from, as the API names it."""
    found = {name: values[0] for name, values in parse_qs(query).items()}
    match list(found.items()):
        case [("from", number)] if re.fullmatch(r"\+[0-9]{6,15}|[A-Za-z0-9 ]{1,11}", number):
            return {"From": number}
        case [("service", sid)] if _SID(sid):
            return {"MessagingServiceSid": sid}
    raise ValueError(_USAGE)


class _Reply(msgspec.Struct):
    """What we read of an answer; a message's `code` is named `error_code`."""

    code: int | None = None
    error_code: int | None = None
    status: str | int | None = None


def _judge(answer: Answer) -> None:
    """What an answer means. Raises Undelivered or Refused, with the provider's code and none of its words."""
    try:
        reply = msgspec.json.decode(answer.body, type=_Reply)
    except msgspec.MsgspecError:
        reply = _Reply()
    code = reply.code or reply.error_code
    if code in _NEVER:
        raise Refused(f"refused with {code}")
    if not 200 <= answer.status < 300 or reply.status in ("failed", "undelivered"):
        # Of us, and not of the message: a key, a sender, a balance, a rate. To give the message up would mend nothing.
        raise Undelivered(f"not taken: status {answer.status}" + (f", code {code}" if code else ""))
    if reply.status is None:
        raise Undelivered(f"not taken: status {answer.status} without a message")
