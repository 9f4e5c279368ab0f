"""The ends of sessions, from the answers and from what the players set out to end.

That a session ended once at most shows in what ends give (`lab.chaos.rewards`): the row has room for one end only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from lab.chaos.books import Complaint
from lab.chaos.evidence import AnswerRow, Evidence, SessionRow
from lab.players.journal import Aid


def complaints(evidence: Evidence) -> Iterator[Complaint]:
    """Every kind of thing that may be wrong, with its cases."""
    by_session, sessions = evidence.by_session(), evidence.sessions.values()
    complete = {one.id for one in sessions if None not in one.base(by_session[one.id])}
    yield "complete sessions have not ended", [one.id for one in sessions if one.id in complete and not one.ended_at]
    yield (
        "sessions told of their expiry have not ended",
        [one.id for one in sessions if one.told_of_end and not one.ended_at],
    )
    yield (
        "attempts at settled quizzes have not ended",
        [one.id for one in sessions if one.quiz_id and evidence.gives(one) and not one.ended_at],
    )
    yield "sessions ended for no cause", list(_causeless(evidence, complete))
    yield "sessions did not end with their last answer", list(_at_another_time(sessions, by_session))
    yield "lifelines are not what was told", list(_other_aids(evidence))


def _causeless(evidence: Evidence, complete: set[UUID]) -> Iterator[str]:
    finished = {line.session_id for line in evidence.endings}
    for one in evidence.sessions.values():
        causes = {
            None: one.ended_at is None,
            "answered": one.id in complete,
            "finished": one.id in finished,
            "expired": one.told_of_end and one.quiz_id is None,
            "closed": one.quiz_id is not None and evidence.gives(one),
        }
        if not causes.get(one.end_reason) or (one.end_reason and one.ended_at is None):
            yield f"{one.id}: {one.end_reason} at {one.ended_at}"


def _at_another_time(sessions: Iterable[SessionRow], by_session: Mapping[UUID, Sequence[AnswerRow]]) -> Iterator[str]:
    for one in sessions:
        last = max((row.received_at for row in by_session[one.id]), default=None)
        if one.end_reason == "answered" and one.ended_at != last:
            yield f"{one.id} at {one.ended_at}, not {last}"


def _other_aids(evidence: Evidence) -> Iterator[str]:
    for line in (line for line in evidence.journal if isinstance(line, Aid)):
        session = evidence.sessions.get(line.session_id)
        noted = session.lifelines.get(line.kind) if session else None
        if noted is None or noted["no"] != line.no or list(noted["hidden"]) != line.hidden:
            yield f"{line.session_id}: {noted}, not {line}"
