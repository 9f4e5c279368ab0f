"""Tokens by client credentials: one a process and audience, kept in memory, made anew before it expires."""

from threading import Lock
from time import monotonic

import msgspec

from bridges.calls import Answer as Response
from bridges.partners.http import Api, Stopped, now, read, read_leniently
from rules.partner_accounts import ReloadlyAccount
from rules.partner_answers import code_of, retry_after
from rules.partnering import Answer

_MARGIN_S = 60.0
_LIFE_MOST_S = 24 * 3600.0


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float


class _Fault(msgspec.Struct, rename="camel"):
    error_code: object = None


class Tokens:
    """The token of one account."""

    def __init__(self, account: ReloadlyAccount) -> None:
        self._account = account
        self._api = Api(account.auth_url, account, {"Accept": "application/json"})
        self._lock = Lock()
        self._token = ""
        self._good_until = float("-inf")

    def get(self, instead_of: str = "") -> str:
        """A token, and another one than that which was refused. Raises Stopped: then nothing else was called."""
        with self._lock:
            if monotonic() >= self._good_until or self._token == instead_of:
                self._fetch()
            return self._token

    def _fetch(self) -> None:
        self._good_until = float("-inf")
        try:
            response = self._api.call(
                "POST",
                "/oauth/token",
                data={
                    "client_id": self._account.client_id,
                    "client_secret": self._account.client_secret,
                    "grant_type": "client_credentials",
                    "audience": self._account.url.rstrip("/"),
                },
            )
            if response.status != 200:
                raise _denied(response)
            found = read(response, _Token)
        except Stopped as stopped:
            answer = stopped.answer
            # Whatever became of this call, the one that needed the token was not made.
            kept = answer.verdict if answer.verdict in ("parked", "throttled") else "not_sent"
            raise Stopped(answer._replace(verdict=kept, code=f"token_{answer.code}")) from None
        if not found.access_token.isascii() or not found.access_token.isprintable() or not found.access_token:
            raise Stopped(Answer("not_sent", "token_unreadable"))
        life = min(max(found.expires_in, 0.0), _LIFE_MOST_S)
        self._token, self._good_until = found.access_token, monotonic() + life - min(_MARGIN_S, life / 10)


def _denied(response: Response) -> Stopped:
    code = code_of(read_leniently(response, _Fault, _Fault()).error_code) or f"http_{response.status}"
    if response.status == 429:
        wait = retry_after(response.headers, now())
        return Stopped(Answer("throttled", code, retry_after_s=wait, http_status=response.status))
    lacking = response.status in (400, 401, 402, 403)
    return Stopped(Answer("parked" if lacking else "not_sent", code, http_status=response.status))
