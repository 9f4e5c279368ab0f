"""The way in of answers and votes: judged by a token alone, then to Kafka, or else the same bytes to the outbox."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import time
from typing import NamedTuple
from uuid import UUID

from bridges.producer import Place
from events.catalog import AnswerSubmitted, SessionEnded, VoteCast
from events.codec import encode
from events.identity import answer_event_id, ended_event_id, vote_event_id
from rules.responses import BadResponse, canonical
from rules.scoring import GRACE_MS
from web import metrics
from web.errors import Problem, unavailable
from web.tokens import AnswerToken, InvalidToken
from web.wires import Wires

BATCH_MOST = 500
QUEUED_MOST = 8_000
"""Events a process may have in its Kafka client's queue (of 10,000) before a batch is shed."""
TOPIC = AnswerSubmitted.topic.name


class Admitted(NamedTuple):
    """What may be accepted: an event's id, key, bytes and topic."""

    event_id: str
    key: str
    value: bytes
    topic: str = TOPIC


def now() -> datetime:
    """The time an answer is received at, stamped before anything else is done."""
    return datetime.fromtimestamp(time(), UTC)


def admit(wires: Wires, token: str, given: str | Sequence[str], player: UUID | None, received_at: datetime) -> Admitted:
    """Judge an answer by its token. `player` is who sends it; None: someone trusted to send for any player.

    Raises Problem 401 `answer_token_invalid`, 403 `answer_token_foreign`, 422 `response_unknown`, 409 `answer_late`.
    """
    try:
        asked = wires.tokens.read_answer(token)
    except InvalidToken as error:
        raise Problem(401, "answer_token_invalid", f"{error}.".capitalize()) from None
    if player is not None and player.bytes != asked.player:
        raise Problem(403, "answer_token_foreign", "The question was put to another player.")
    try:
        response = canonical(asked.kind, asked.options, given)
    except BadResponse as error:
        detail = str(error)
        raise Problem(422, "response_unknown", detail, errors=[{"pointer": "/response", "detail": detail}]) from None
    session_id = UUID(bytes=asked.session)
    event_id = answer_event_id(session_id, asked.question_no, response)
    if received_at.timestamp() * 1000 > asked.deadline_ms + GRACE_MS:
        raise _late(event_id)
    return _event(asked, session_id, event_id, response, received_at)


def _event(asked: AnswerToken, session_id: UUID, event_id: str, response: str, received_at: datetime) -> Admitted:
    event = AnswerSubmitted(
        event_id=event_id,
        session_id=session_id,
        question_no=asked.question_no,
        player_id=UUID(bytes=asked.player),
        response=response,
        delivered_at=datetime.fromtimestamp(asked.delivered_ms / 1000, UTC),
        received_at=received_at,
    )
    return Admitted(event_id, event.key, encode(event))


def end(session_id: UUID, player: UUID, at: datetime) -> Admitted:
    """A player's word that a session of theirs is over."""
    event = SessionEnded(
        event_id=ended_event_id(session_id), session_id=session_id, player_id=player, ended_at=at, reason="finished"
    )
    return Admitted(event.event_id, event.key, encode(event))


def _late(event_id: str) -> Problem:
    detail = (
        "The question's time was over when this arrived. If you sent the same answer before, that copy may count: "
        f"GET /v1/events/{event_id} tells."
    )
    return Problem(409, "answer_late", detail, event_id=event_id)


def vote(wires: Wires, token: str, entry_id: UUID, voter: UUID, received_at: datetime) -> Admitted:
    """Judge a vote by its token.

    Raises Problem 401 `vote_token_invalid`, 403 `vote_token_foreign`, 422 `entry_unknown`, 409 `vote_late`.
    """
    try:
        shown = wires.tokens.read_vote(token)
    except InvalidToken as error:
        raise Problem(401, "vote_token_invalid", f"{error}.".capitalize()) from None
    if voter.bytes != shown.voter:
        raise Problem(403, "vote_token_foreign", "The entries were shown to another player.")
    if entry_id.bytes not in shown.entries:
        detail = "It is none of the two entries that this token is for."
        raise Problem(422, "entry_unknown", detail, errors=[{"pointer": "/entry_id", "detail": detail}])
    battle = UUID(bytes=shown.battle)
    event_id = vote_event_id(battle, voter, entry_id)
    if received_at.timestamp() * 1000 > shown.expires_ms:
        detail = "The time for this vote was over when it arrived. If you sent it before, that copy may count."
        raise Problem(409, "vote_late", detail, event_id=event_id)
    event = VoteCast(event_id=event_id, battle_id=battle, voter_id=voter, entry_id=entry_id, received_at=received_at)
    return Admitted(event_id, event.key, encode(event), event.topic.name)


def send(wires: Wires, given: Admitted) -> Place | None:
    """Accept one event; where in Kafka it stands, None: in the outbox. Raises Problem 503 if both are away."""
    pending = wires.producer.submit(given.topic, given.key, given.value)
    place = pending.wait()[0] if pending else None
    if place is not None:
        metrics.ACCEPTED_BY_KAFKA.inc()
        return place
    if wires.spool.put([(given.topic, given.key, given.value)]):
        metrics.ACCEPTED_BY_OUTBOX.inc()
        return None
    raise unavailable("Nothing can be taken just now; send the same again.")


def send_all(wires: Wires, answers: Sequence[Admitted]) -> list[bool]:
    """Accept many; which ones were. Those that Kafka did not acknowledge go to the outbox in one transaction."""
    if not answers:
        return []
    pending = wires.producer.submit_all(TOPIC, [(answer.key, answer.value) for answer in answers])
    accepted = [place is not None for place in pending.wait()] if pending else [False] * len(answers)
    metrics.ACCEPTED_BY_KAFKA.inc(sum(accepted))
    rest = [(TOPIC, answer.key, answer.value) for answer, done in zip(answers, accepted, strict=True) if not done]
    if not rest:
        return accepted
    if wires.spool.put(rest):
        metrics.ACCEPTED_BY_OUTBOX.inc(len(rest))
        return [True] * len(answers)
    if len(rest) == len(answers):
        raise unavailable("No answers can be taken just now; send the same ones again.")
    return accepted
