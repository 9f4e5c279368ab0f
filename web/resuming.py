"""Where a session stands, for another device to go on with it: its phase, and the time left."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from models.outcomes import SessionRow
from rules import live
from rules.asking import Phase, running
from rules.live import Timetable
from web.wires import wires

_Current = tuple[int, int] | None
"""A question and its deadline in Unix milliseconds."""


class CurrentSchema(ma.Schema):
    """The question whose clock runs; asking for it with `next` gives the same deadline."""

    no = ma.fields.Integer(required=True, metadata={"description": "from 0", "example": 3})
    deadline_at = ma.fields.AwareDateTime(required=True)


def place(session: SessionRow) -> dict[str, Any]:
    """Phase and current question; no clock is started."""
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    phase, current = _of_live(session.timetable, now_ms) if session.timetable else _of_own(session, now_ms)
    if current is None:
        return {"phase": phase, "current": None}
    no, deadline_ms = current
    return {"phase": phase, "current": {"no": no, "deadline_at": datetime.fromtimestamp(deadline_ms / 1000, UTC)}}


def _of_live(settings: Mapping[str, int], now_ms: int) -> tuple[Phase, _Current]:
    """By the one clock of its quiz, which runs on for who has answered or was eliminated."""
    timetable = Timetable(**settings)
    kind, no, _, _ = live.phase(timetable, now_ms)
    if kind == "question" and no is not None:
        return kind, (no, timetable.deadline_ms(no))
    return ("lobby" if kind == "scheduled" else kind), None


def _of_own(session: SessionRow, now_ms: int) -> tuple[Phase, _Current]:
    """By the first deliveries of its questions, as all stores know them."""
    view = wires().play.look(session.id) if session.ended_at is None else None
    if view is None or view.over:
        return "ended", None
    plan = view.plan
    current = running(view.delivered, view.answered, plan.time_limit_ms, plan.closes_ms, now_ms)
    if current:
        return "question", current
    if now_ms > plan.expires_at.timestamp() * 1000:
        return "ended", None
    is_before = plan.opens_at is not None and now_ms < plan.opens_at.timestamp() * 1000
    return "lobby" if is_before else "between", None
