"""Tokens by client credentials, one for each audience."""

import msgspec

from bridges.access_tokens import AccessToken, is_token
from bridges.calls import Answer as Response
from bridges.partners.http import Api, Stopped, now, read, read_leniently
from rules.partner_accounts import ReloadlyAccount
from rules.partner_answers import code_of, retry_after
from rules.partnering import Answer


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
        self._token = AccessToken(self._fetch)

    def get(self, instead_of: str = "") -> str:
        """A token, and another one than that which was refused. Raises Stopped: then nothing else was called."""
        return self._token.get(instead_of)

    def _fetch(self) -> tuple[str, float]:
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
        if not is_token(found.access_token):
            raise Stopped(Answer("not_sent", "token_unreadable"))
        return found.access_token, found.expires_in


def _denied(response: Response) -> Stopped:
    code = code_of(read_leniently(response, _Fault, _Fault()).error_code) or f"http_{response.status}"
    if response.status == 429:
        wait = retry_after(response.headers, now())
        return Stopped(Answer("throttled", code, retry_after_s=wait, http_status=response.status))
    lacking = response.status in (400, 401, 402, 403)
    return Stopped(Answer("parked" if lacking else "not_sent", code, http_status=response.status))
