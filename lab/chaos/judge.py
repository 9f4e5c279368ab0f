"""The verdict: what the players were promised against what the system holds. It believes only the journals.

acknowledged = applied + refused (disjoint, each refusal explained) + exactly the poison that was put in; applied is a
subset of what was attempted; each event once; the pipeline's own counters. Then what follows from answers: points,
totals and boards (`books`), ends of sessions (`ends`), what they give (`rewards`), what players are told (`inboxes`,
`campaigns`), quizzes for many (`contests`), seasons (`closings`), battles (`fights`) and referrals (`brought`). The
docstrings there say what cannot be judged exactly, and why.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from events.identity import answer_event_id, read_ended_event_id
from lab.chaos import books, brought, campaigns, closings, contests, ends, fights, inboxes, rewards
from lab.chaos.evidence import Evidence, SessionRow
from lab.players.journal import Intent, Moved, Revealed
from rules.levels import MODES

REASONS = ("answered", "finished", "expired", "closed")


@dataclass
class Verdict:
    """Counts, and every complaint; no complaint means that the promise held."""

    accepted: int = 0
    applied: int = 0
    refused: int = 0
    dead_lettered: int = 0
    lost: int = 0
    doubled: int = 0
    why: list[str] = field(default_factory=list)
    judged: dict[str, int] = field(default_factory=dict)
    """How much of each kind there was: what did not happen proves nothing."""

    @property
    def verdict(self) -> Literal["held", "broken"]:
        """In a word."""
        return "broken" if self.why or self.lost or self.doubled else "held"

    def complain(self, what: str, cases: Collection[object]) -> int:
        """Add a complaint if there is a case of it, with up to three of them; how many there are."""
        if cases:
            shown = ", ".join(str(case) for case in list(cases)[:3])
            self.why.append(f"{len(cases)} {what}: {shown}")
        return len(cases)


def judge(evidence: Evidence) -> Verdict:
    """Judge what a drained system holds."""
    verdict = Verdict()
    _judge_events(evidence, verdict)
    _judge_refusals(evidence, verdict)
    _judge_poison(evidence, verdict)
    _judge_pipeline(evidence, verdict)
    for part in (books, ends, rewards, inboxes, campaigns, contests, closings, fights, brought):
        for what, cases in part.complaints(evidence):
            verdict.complain(what, cases)
    verdict.judged = _count(evidence)
    return verdict


def _count(evidence: Evidence) -> dict[str, int]:
    """Sessions that ended, by mode and by reason; reveals that said they were complete; and what was given."""
    ended = [one for one in evidence.sessions.values() if one.ended_at]
    return {
        **{mode: sum(one.mode == mode for one in ended) for mode in MODES},
        **{reason: sum(one.end_reason == reason for one in ended) for reason in REASONS},
        "settled": sum(quiz.settled for quiz in evidence.quizzes.values()),
        "reveals": sum(isinstance(line, Revealed) and line.complete for line in evidence.journal),
        "achievements": len(evidence.achievements),
        "notices": len(evidence.inboxes),
        "mails": len(evidence.mails),
        "grants": len(evidence.grants),
        "battles": evidence.settled_battles,
        "moves": sum(isinstance(line, Moved) for line in evidence.journal),
        "transfers": evidence.transfers,
        "referrals": len(evidence.referrals),
        "referrals_paid": sum(row.state == "paid" for row in evidence.referrals),
        "campaigned": sum(one.sent for one in evidence.campaigns if one.state == "sent"),
        "season_grants": sum(grant.source == "season" for grant in evidence.grants),
        "after_seal": sum(code == "after_seal" for _, code in evidence.refused),
    }


def _judge_events(evidence: Evidence, verdict: Verdict) -> None:
    attempted = {intent.event_id for intent in evidence.intents}
    accepted = {told.event_id for told in evidence.told if told.said == "accepted"}
    ended = {line.event_id for line in evidence.endings if _has_ended(evidence, line.session_id)}
    ends = {event_id for event_id in accepted if read_ended_event_id(event_id)}
    accepted -= ends
    applied = Counter(answer_event_id(row.session_id, row.question_no, row.response) for row in evidence.answers)
    refused = Counter(event_id for event_id, _ in evidence.refused)
    verdict.accepted, verdict.applied, verdict.refused = len(accepted), len(applied), len(refused)
    verdict.lost = verdict.complain("acknowledged answers have no outcome", accepted - applied.keys() - refused.keys())
    verdict.lost += verdict.complain("acknowledged ends of sessions have no outcome", ends - ended)
    verdict.complain("applied answers that nobody gave", applied.keys() - attempted)
    verdict.complain("refused answers that nobody gave", refused.keys() - attempted)
    twice = [event_id for outcomes in (applied, refused) for event_id, count in outcomes.items() if count > 1]
    verdict.doubled = verdict.complain("events have their outcome twice", twice)
    verdict.doubled += verdict.complain("events are both applied and refused", applied.keys() & refused.keys())
    places = Counter((row.session_id, row.question_no) for row in evidence.answers)
    verdict.complain("questions have two answers", [place for place, count in places.items() if count > 1])
    verdict.complain(
        "answers were rejected for no reason",
        [(told.event_id, told.code) for told in evidence.told if told.said == "rejected"],
    )


def _has_ended(evidence: Evidence, session_id: UUID) -> bool:
    session = evidence.sessions.get(session_id)
    return session is not None and session.ended_at is not None


def _judge_refusals(evidence: Evidence, verdict: Verdict) -> None:
    """A refusal needs another answer to the same question by the same player, and that one must stand; or a session
    that its player or its time has ended with the question open, and not after the answer was acknowledged; or a season
    that was sealed before."""
    by_place: defaultdict[tuple[UUID, int], set[str]] = defaultdict(set)
    places: dict[str, Intent] = {}
    for line in evidence.intents:
        by_place[(line.session_id, line.question_no)].add(line.response)
        places[line.event_id] = line
    standing = {(row.session_id, row.question_no): row.response for row in evidence.answers}
    acknowledged = {told.event_id: told.at for told in evidence.told if told.said == "accepted"}

    unexplained = []
    for event_id, code in evidence.refused:
        intent = places.get(event_id)
        place = (intent.session_id, intent.question_no) if intent else None
        winner = standing.get(place) if place else None
        others = by_place[place] - {intent.response} if intent and place else set()
        session = evidence.sessions.get(intent.session_id) if intent else None
        is_closed = session is not None and session.end_reason in ("finished", "expired", "closed")
        explained = {
            "superseded": winner in others,
            "session_closed": is_closed and winner is None and not _is_before(acknowledged.get(event_id), session),
            "after_seal": evidence.long_stop is not None and event_id in evidence.long_stop.late,
        }
        if not explained.get(code):
            unexplained.append((event_id, code))
    verdict.complain("refusals do not follow from the journals", unexplained)


def _is_before(at: datetime | None, session: SessionRow | None) -> bool:
    """Whether a session's end is known to be later."""
    return at is not None and session is not None and session.ended_at is not None and at < session.ended_at


def _judge_poison(evidence: Evidence, verdict: Verdict) -> None:
    dead, poison = Counter(evidence.dead), Counter(evidence.poison)
    verdict.dead_lettered = dead.total()
    verdict.lost += verdict.complain("poisoned events are not dead letters", list((poison - dead).elements()))
    more = dead - poison
    verdict.doubled += verdict.complain("dead letters are there twice", [raw for raw in more if raw in poison])
    verdict.complain("dead letters were no poison", [raw for raw in more if raw not in poison])


def _judge_pipeline(evidence: Evidence, verdict: Verdict) -> None:
    uneven, behind = [], []
    for row in evidence.carried:
        place = f"{row.topic}/{row.partition}"
        counted = row.applied_n + row.copies + row.refused + row.dead + row.skipped
        if row.applied - row.first != counted:
            uneven.append(f"{place} moved {row.applied - row.first}, counted {counted}")
        end = evidence.ends.get((row.topic, row.partition))
        if row.halted or (end is not None and row.applied != end):
            behind.append(f"{place} at {row.applied} of {end}{f', halted: {row.halted}' if row.halted else ''}")
    verdict.complain("partitions are not applied to their end", behind)
    verdict.complain("partitions do not add up", uneven)
    verdict.complain("times `applied` went back", evidence.went_back)
    verdict.complain("answers are in the DEFAULT partition", range(evidence.default_rows))
    verdict.complain("events are left in the outbox", range(evidence.outbox_rows))
