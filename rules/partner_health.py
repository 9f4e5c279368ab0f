"""When a partner is left alone for a while: its breaker, by what it answers to what is submitted."""

from typing import Literal, NamedTuple

from rules.partnering import Answer

OPENS_AFTER = 5
"""Submissions in a row that were not taken up."""
_FIRST_S, _MOST_S = 2.0, 60.0
_PARKED_S = 60.0
_TURNED_AWAY = 429
_OURS = frozenset({"lease_ran_out", "CUSTOM_IDENTIFIER_ALREADY_USED"})
"""Codes that say nothing of how the partner is."""


class Health(NamedTuple):
    """What an answer says of the partner. `rest_s`: nothing is submitted for so long, whatever came before."""

    sign: Literal["well", "failed", "nothing"]
    rest_s: float | None = None


def health(answer: Answer) -> Health:
    """What an answer to a submission says of the partner, rather than of the order."""
    if answer.code in _OURS:
        return Health("nothing")
    match answer.verdict:
        case "succeeded" | "in_progress" | "refused" | "reversed":
            return Health("well")
        case "throttled":
            return Health("nothing", answer.retry_after_s or 1.0) if answer.http_status == _TURNED_AWAY else _NOTHING
        case "parked":
            return Health("nothing", _PARKED_S)
        case _:
            return Health("failed")


_NOTHING = Health("nothing")


def rest_s(failures: int) -> float | None:
    """How long a partner rests that has not taken up so many in a row; None: it does not."""
    if failures < OPENS_AFTER:
        return None
    return min(_MOST_S, _FIRST_S * 2.0 ** min(failures - OPENS_AFTER, 10))
