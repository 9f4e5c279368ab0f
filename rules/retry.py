"""When a message that could not be sent is tried again."""

_FIRST_S = 5.0
_FACTOR = 3.0
_MOST_S = 1_800.0


def delay_s(attempts: int) -> float:
    """Seconds to wait after so many attempts, 1 and more: 5, 15, 45 and so on, half an hour at most."""
    return float(min(_FIRST_S * _FACTOR ** min(attempts - 1, 20), _MOST_S))
