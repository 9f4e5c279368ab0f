"""`Prefer: wait=N` (RFC 7240): the client would rather have the result than the promise of one."""

from flask import request

WAIT_MOST_S = 5

PARAMETER = {
    "in": "header",
    "name": "Prefer",
    "schema": {"type": "string"},
    "example": "wait=2",
    "description": f"`wait=N`: up to N (at most {WAIT_MOST_S}) seconds for the outcome, then 200 with it; else 202",
}


def preferred_wait() -> int:
    """Seconds the client would wait for the outcome, 0..5. What cannot be understood is ignored, as the RFC says."""
    stated = request.environ.get("HTTP_PREFER")
    for preference in stated.split(",") if stated else ():
        name, _, value = preference.partition(";")[0].partition("=")
        value = value.strip().strip('"')
        if name.strip().lower() == "wait" and value.isascii() and value.isdigit():
            return min(int(value[:9]), WAIT_MOST_S)
    return 0
