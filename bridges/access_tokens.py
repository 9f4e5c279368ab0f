"""An access token (OAuth 2): one a process, kept in memory, made anew before it expires."""

from collections.abc import Callable
from threading import Lock
from time import monotonic

_MARGIN_S = 60.0
_LIFE_MOST_S = 24 * 3600.0


class AccessToken:
    """The token of one account, for all threads."""

    def __init__(self, fetch: Callable[[], tuple[str, float]]) -> None:
        """`fetch`: a new token, and for how many seconds it is good. What it raises, `get` raises."""
        self._fetch = fetch
        self._lock = Lock()
        self._token = ""
        self._good_until = float("-inf")

    def get(self, instead_of: str = "") -> str:
        """A token, and another one than that which was refused."""
        with self._lock:
            if monotonic() >= self._good_until or self._token == instead_of:
                self._good_until = float("-inf")
                self._token, seconds = self._fetch()
                life = min(max(seconds, 0.0), _LIFE_MOST_S)
                self._good_until = monotonic() + life - min(_MARGIN_S, life / 10)
            return self._token


def is_token(text: str) -> bool:
    """Whether it can stand in a header."""
    return bool(text) and text.isascii() and text.isprintable()
