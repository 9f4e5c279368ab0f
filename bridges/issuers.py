"""The keys of issuers: fetched from where the setting says, kept, and fetched again when a new one is named."""

from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import Any

import jwt
import msgspec
import structlog

from bridges.breaker import Away
from bridges.calls import Host, Unanswered
from rules.issuers import ALGORITHMS, Issuer

log = structlog.get_logger()

FRESH_S = 3600
"""After this they are fetched again at the next use: an issuer takes back what was stolen."""
_BELIEVED_S = 24 * 3600
"""So long they are believed while the issuer cannot be asked."""
REST_S = 60
"""Between two fetches, whatever unknown keys tokens name."""
_RETRY_S = 5
"""The same while nothing is known at all."""


class _KeySet(msgspec.Struct):
    keys: list[Any]


class Keys:
    """The public keys of one issuer, of this process."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._host = Host(issuer.jwks_url, issuer.loopback)
        self._lock = Lock()
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")

    def find(self, kid: str) -> jwt.PyJWK | None:
        """The key of that id; None: the issuer has none such. Raises Away when it cannot be asked."""
        is_known = kid in self._known()
        wanted = not is_known or monotonic() - self._fetched_at >= FRESH_S
        # Who needs an unknown key waits for whoever fetches; with a known one nobody waits.
        if wanted and self._lock.acquire(blocking=not is_known):
            try:
                self._fetch_unless_rested(kid)
            finally:
                self._lock.release()
        known = self._known()
        if not known:
            raise Away(f"the keys of {self._issuer.name}")
        return known.get(kid)

    def _known(self) -> Mapping[str, jwt.PyJWK]:
        return self._keys if monotonic() - self._fetched_at < _BELIEVED_S else {}

    def _fetch_unless_rested(self, kid: str) -> None:
        known, now = self._known(), monotonic()
        wanted = kid not in known or now - self._fetched_at >= FRESH_S
        if wanted and now - self._tried_at >= (REST_S if known else _RETRY_S):
            self._fetch()

    def _fetch(self) -> None:
        self._tried_at = monotonic()
        try:
            answer = self._host.call("GET", headers={"Accept": "application/json"})
            if answer.status != 200:
                raise Unanswered(f"status {answer.status}")
            found = _usable(answer.body)
        except (Unanswered, msgspec.MsgspecError) as error:
            log.warning("keys were not fetched", issuer=self._issuer.name, error=str(error))
            return
        self._keys, self._fetched_at = found, monotonic()


def _usable(body: bytes) -> dict[str, jwt.PyJWK]:
    """Keys for signatures, by id; what we have no use for is passed over. Raises MsgspecError, Unanswered."""
    found = {}
    for data in msgspec.json.decode(body, type=_KeySet).keys:
        if not isinstance(data, dict) or not isinstance(data.get("kid"), str) or data.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(data)
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        if key.algorithm_name in ALGORITHMS:
            found[data["kid"]] = key
    if not found:
        raise Unanswered("no key that could be used")
    return found
