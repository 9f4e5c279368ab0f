"""Pushes over Firebase Cloud Messaging's HTTP v1 API; in the lab, into a file. Another service is one more scheme."""

from collections.abc import Mapping
from time import time
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import jwt
import msgspec

from bridges.access_tokens import AccessToken, is_token
from bridges.calls import Answer, Host, Unanswered
from bridges.outbound import Outbound, Port, Refused, Undelivered, Unregistered, open_sink
from rules.push_accounts import PushAccount

_USAGE = "PUSH_URL must be file:// or fcm://fcm.googleapis.com, with PUSH_ACCOUNT"
_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTED_S = 3600
_GOOD_S = 86_400
"""How long the service keeps a push for a device that is away."""
_GONE = frozenset({"UNREGISTERED", "SENDER_ID_MISMATCH"})
"""Of a token that is none any more, or was never ours."""


def open_push(url: str, account: PushAccount | None) -> Port:
    """The way out for pushes.

    `fcm://host` speaks FCM's HTTP v1 API over TLS; `fcm+plain://` the same in plain HTTP to this machine alone, as
    `token_uri` of the account may then be; `file:///path` is the lab's. Raises ValueError.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return open_sink(parts)
    if parts.scheme in ("fcm", "fcm+plain") and account is not None:
        return Fcm(parts, account)
    raise ValueError(_USAGE)


class Fcm:
    """FCM. A push whose answer was lost may come twice: by its id a device shows the second in the first's place."""

    def __init__(self, url: SplitResult, account: PushAccount) -> None:
        """Raises ValueError."""
        plain = url.scheme.endswith("+plain")
        if not url.hostname or url.username or url.path not in ("", "/") or url.query:
            raise ValueError(_USAGE)
        place = f"{'http' if plain else 'https'}://{url.netloc}/v1/projects/{account.project_id}/messages:send"
        try:
            self._host = Host(place, loopback=plain)
            self._account = _Account(account, loopback=plain)
        except ValueError:
            raise ValueError(f"{_USAGE}; fcm+plain:// is of this machine alone") from None
        self._access = AccessToken(self._account.fetch)

    def send(self, message: Outbound) -> None:
        """Hand a push over. Raises Undelivered, Refused or Unregistered."""
        body = msgspec.json.encode({"message": _document(message)})
        try:
            token = self._access.get()
            answer = self._call(body, token)
            if answer.status == 401:  # taken back before its time
                answer = self._call(body, self._access.get(instead_of=token))
        except Unanswered as error:
            raise Undelivered(f"the push service did not answer: {error}") from None
        _judge(answer)

    def _call(self, body: bytes, token: str) -> Answer:
        return self._host.call("POST", body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})


def _document(message: Outbound) -> Mapping[str, Any]:
    """The push as FCM has it. The id is what a device, and the app, know a copy by."""
    id_ = str(message.id)
    data = {"id": id_, "category": message.category or "", "link": message.link or ""}
    return {
        "token": message.recipient,
        "notification": {"title": message.subject, "body": message.body},
        "data": data,
        "android": {"ttl": f"{_GOOD_S}s", "notification": {"tag": id_}},
        "apns": {"headers": {"apns-collapse-id": id_, "apns-expiration": str(int(time()) + _GOOD_S)}},
        "webpush": {"headers": {"TTL": str(_GOOD_S)}, "notification": {"tag": id_}},
    }


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: float = 0.0


class _Account:
    """A service account (RFC 7523), which asserts itself for access tokens."""

    def __init__(self, account: PushAccount, loopback: bool) -> None:
        """Raises ValueError."""
        self._account = account
        self._host = Host(account.token_uri, loopback)

    def fetch(self) -> tuple[str, float]:
        """A new token, and for how many seconds it is good. Raises Undelivered or Unanswered."""
        form = urlencode({"grant_type": _GRANT, "assertion": self._assertion()})
        answer = self._host.call("POST", form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        try:
            granted = msgspec.json.decode(answer.body, type=_Granted)
        except msgspec.MsgspecError:
            raise Undelivered(f"no access token: status {answer.status}") from None
        if answer.status != 200 or not is_token(granted.access_token):
            raise Undelivered(f"no access token: status {answer.status}")
        return granted.access_token, granted.expires_in

    def _assertion(self) -> str:
        now, account = int(time()), self._account
        claims = {
            "iss": account.client_email,
            "scope": _SCOPE,
            "aud": account.token_uri,
            "iat": now,
            "exp": now + _ASSERTED_S,
        }
        try:
            return jwt.encode(claims, account.private_key, algorithm="RS256", headers={"kid": account.private_key_id})
        except (ValueError, TypeError, jwt.InvalidKeyError):
            raise Undelivered("the private key of PUSH_ACCOUNT cannot be used") from None


class _Violation(msgspec.Struct, frozen=True):
    field: str = ""


class _Detail(msgspec.Struct, frozen=True, rename="camel"):
    error_code: str = ""
    field_violations: tuple[_Violation, ...] = ()


class _Fault(msgspec.Struct, frozen=True):
    status: str = ""
    details: tuple[_Detail, ...] = ()


class _Reply(msgspec.Struct):
    """What we read of an answer (google.rpc.Status, with FcmError and BadRequest among its details)."""

    name: str = ""
    error: _Fault = _Fault()


def _judge(answer: Answer) -> None:
    """What an answer means. Raises Unregistered, Refused or Undelivered, with the service's code and no words."""
    try:
        reply = msgspec.json.decode(answer.body, type=_Reply)
    except msgspec.MsgspecError:
        reply = _Reply()
    if answer.status == 200 and reply.name:
        return
    details = reply.error.details
    code = next((one.error_code for one in details if one.error_code), reply.error.status)[:40]
    fields = {one.field for detail in details for one in detail.field_violations}
    if code in _GONE or "message.token" in fields:
        raise Unregistered(f"the token is none: {code}")
    if code == "INVALID_ARGUMENT" and answer.status == 400:
        raise Refused(f"refused with {code}")
    # Of us or of them, and not of the message: an access token, a quota, a project that is none.
    raise Undelivered(f"not taken: status {answer.status}" + (f", {code}" if code.isprintable() and code else ""))
