"""What sessions gave when they ended, or their quiz was settled: XP, streaks, counters, achievements, grants, notices.

All of it is added up again from the answers.

Formulas are the rules'; `rules.progress.settle` is not used, as that is how the system adds up. Sums and sets do not
depend on the order in which sessions ended, so they are judged exactly, but for two things that do:

- XP of practice is capped by the player's day. Of one session only "at most what it is worth" can be said; the sum is
  exact for players whose practice all lies on one day, since a cap cuts the same from any order. On more days (a run
  across midnight) what is heard of late counts to the latest day, and only "at most a cap a day" is judged.
- Which levels a player passed one by one depends on the order: a session may lift them by two. Judged is that notices
  are of levels they have reached, and that the latest is among them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from events.identity import caused_event_id
from lab.chaos.books import Complaint
from lab.chaos.closings import prizes
from lab.chaos.evidence import AnswerRow, Evidence, GrantRow, ProgressRow, SessionRow
from rules import streaks
from rules.achievements import ACHIEVEMENTS, earned, is_fast, is_perfect
from rules.levels import AWARDS, counted, level_of, xp_of
from rules.progress import DAILY_TOKENS, QUIZ_SOURCES, STREAK_STEP, STREAK_TOKENS, TIER_TOKENS, quiz_tokens
from rules.streaks import Streak, local_day

_TIERS = {achievement.code: achievement.tier for achievement in ACHIEVEMENTS}
_MOST_PRACTICE = AWARDS["practice"].most_a_day or 0


@dataclass
class Due:
    """What a player's ended sessions add up to. `full_practice` is XP as it were without a cap."""

    xp: int = 0
    counters: Counter[str] = field(default_factory=Counter)
    categories: set[int] = field(default_factory=set)
    streak: Streak = Streak()  # noqa: RUF009 - frozen
    practice_days: set[date] = field(default_factory=set)
    full_practice: int = 0
    practice: int = 0
    played: set[date] = field(default_factory=set)
    """Challenges that were answered to their end, by their days."""
    challenges: set[date] = field(default_factory=set)
    """Those of them that count on boards."""
    quizzes: set[tuple[str, str, int]] = field(default_factory=set)
    """Source, key and tokens of the other quizzes that give some."""


def complaints(evidence: Evidence) -> Iterator[Complaint]:
    """Every kind of thing that may be wrong, with its cases."""
    by_session = evidence.by_session()
    due_now = [session for session in evidence.sessions.values() if evidence.gives(session)]
    yield "sessions did not give the XP of their answers", list(_unworthy(evidence, by_session))
    due = _due(evidence, due_now, by_session)
    paying = _due(evidence, [session for session in due_now if session.mode != "practice"], by_session)
    there = {player: evidence.progress.get(player) for player in due.keys() | evidence.progress.keys()}
    pairs = [(player, row, due[player]) for player, row in there.items()]
    yield "players have not the XP of their sessions", [_p(p, r, d.xp) for p, r, d in pairs if _xp(r) != d.xp]
    yield "practice gave more or less than its cap", [_p(p, r, d.practice) for p, r, d in pairs if not _is_capped(r, d)]
    yield "counters are not what the sessions add up to", list(_miscounted(pairs))
    yield (
        "streaks are not the days that were played",
        [_p(p, r, bin(d.streak.days)) for p, r, d in pairs if (r.days if r else 0) != d.streak.days],
    )
    won = _won({player: _counters(one) for player, one in due.items()})
    yield "achievements are not what the counters earn", _unlike(evidence.achievements, won)
    paid = _won({player: _counters(one) | _paid_streak(due[player]) for player, one in paying.items()})
    granted = [*_grants(due, paid), *prizes(evidence)]
    yield "grants are not what they are for", _unlike(evidence.grants, granted)
    yield "notices are not of what was reached", list(_misnoticed(evidence, due, won))


def _due(
    evidence: Evidence, given: Sequence[SessionRow], by_session: Mapping[UUID, Sequence[AnswerRow]]
) -> defaultdict[UUID, Due]:
    """What sessions add up to, by player."""
    winners = _winners(evidence)
    due: defaultdict[UUID, Due] = defaultdict(Due)
    for session in given:
        one, rows = due[session.player_id], by_session[session.id]
        _add(one, session, rows, evidence.zones.get(session.player_id, "UTC"))
        one.counters["live_wins"] += (session.quiz_id, session.player_id) in winners
        quiz = evidence.quizzes.get(session.quiz_id) if session.quiz_id else None
        is_whole = bool(rows) and None not in session.base(rows)
        if quiz and session.mode in QUIZ_SOURCES and session.on_boards and rows:
            tokens = quiz_tokens(session.mode, (quiz.id, session.player_id) in winners, is_whole)
            one.quizzes |= {(QUIZ_SOURCES[session.mode], str(quiz.id), tokens)} if tokens else set()
        if quiz and session.mode == "daily" and is_whole:
            one.played.add(quiz.opens_at.date())
            if session.on_boards:
                one.challenges.add(quiz.opens_at.date())
    return due


def _won(reached: Mapping[UUID, Mapping[str, int]]) -> list[tuple[UUID, str]]:
    """(player, code) of the achievements that counters earn."""
    return [(player, one.code) for player, counters in reached.items() for one in earned(counters)]  # type: ignore[arg-type]  # names of metrics


def _unworthy(evidence: Evidence, by_session: Mapping[UUID, Sequence[AnswerRow]]) -> Iterator[str]:
    for session in evidence.sessions.values():
        due = _worth(session, by_session[session.id]) if evidence.gives(session) else None
        is_capped = session.mode == "practice"
        if session.xp is None or due is None:
            is_wrong = session.xp != due
        else:
            is_wrong = session.xp > due or (session.xp < due and not is_capped)
        if is_wrong:
            yield f"{session.id} ({session.mode}): {session.xp}, not {due}"


def _worth(session: SessionRow, rows: Sequence[AnswerRow]) -> int:
    """XP without a cap; none without an answer."""
    return xp_of(session.mode, *counted(session.base(rows), session.worth)) if rows else 0


def _answered(base: Sequence[int | None]) -> int:
    return sum(points is not None for points in base)


def _right(base: Sequence[int | None]) -> int:
    return sum(bool(points) for points in base)


def _add(due: Due, session: SessionRow, rows: Sequence[AnswerRow], zone: str) -> None:
    """One ended session's share. The XP of practice is taken from its row, which `_unworthy` and the cap bound."""
    if not rows:
        return
    day = local_day(max(row.received_at for row in rows), zone)
    base = session.base(rows)
    due.streak = streaks.play(due.streak, day, is_practice=session.mode == "practice")
    due.categories.add(session.category_id)
    due.counters["answered"] += _answered(base)
    due.counters["right"] += _right(base)
    due.counters["sessions"] += None not in base
    due.counters["perfect_sessions"] += is_perfect(len(base), _right(base))
    due.counters["fast_right"] += sum(is_fast(row.elapsed_ms) for row in rows if row.base_points)
    if session.mode == "practice":
        due.practice_days.add(day)
        due.full_practice += _worth(session, rows)
        due.practice += session.xp or 0
        due.xp += session.xp or 0
    else:
        due.xp += _worth(session, rows)


def _winners(evidence: Evidence) -> set[tuple[UUID | None, UUID]]:
    """(quiz, player) of the first places of live quizzes in which at least two have points."""
    found: set[tuple[UUID | None, UUID]] = set()
    for quiz in (one for one in evidence.quizzes.values() if one.mode == "live"):
        places = [one for one in evidence.attempts if one.quiz_id == quiz.id and one.points and one.reached_at]
        if len(places) > 1:
            first = min(places, key=lambda one: (-one.points, one.reached_at, -one.player_id.int))
            found.add((quiz.id, first.player_id))
    return found


def _p(player: UUID, row: ProgressRow | None, due: object) -> str:
    return f"{player} has {row}, due is {due}"


def _xp(row: ProgressRow | None) -> int:
    return row.xp if row else 0


def _is_capped(row: ProgressRow | None, due: Due) -> bool:
    if len(due.practice_days) > 1:
        return due.practice <= _MOST_PRACTICE * len(due.practice_days)
    return due.practice == min(_MOST_PRACTICE, due.full_practice) == (row.practice_xp if row else 0)


def _counters(due: Due) -> dict[str, int]:
    """All counters."""
    derived = {
        "daily_played": len(due.played),
        "best_streak_days": streaks.best(due.streak),
        "categories_played": len(due.categories),
        "level": level_of(due.xp).number if due.streak.days else 0,
    }
    return {**due.counters, **derived}


def _paid_streak(due: Due) -> dict[str, int]:
    return {"best_streak_days": streaks.best_paid(due.streak)}


def _miscounted(pairs: Sequence[tuple[UUID, ProgressRow | None, Due]]) -> Iterator[str]:
    for player, row, due in pairs:
        expected = _counters(due)
        seen = row.counters if row else {}
        wrong = {name: seen.get(name, 0) for name, count in expected.items() if seen.get(name, 0) != count}
        if wrong or set(row.categories if row else ()) != due.categories:
            yield f"{player}: {wrong or row}, not {expected} in {sorted(due.categories)}"


def _grants(due: dict[UUID, Due], paid: Sequence[tuple[UUID, str]]) -> Iterator[GrantRow]:
    for player, code in paid:
        yield GrantRow(player, "achievement", code, TIER_TOKENS[_TIERS[code]])
    for player, one in due.items():
        for day in one.challenges:
            yield GrantRow(player, "daily", str(day), DAILY_TOKENS)
        for quiz in one.quizzes:
            yield GrantRow(player, *quiz)
        for step in range(STREAK_STEP, streaks.best_paid(one.streak) + 1, STREAK_STEP):
            yield GrantRow(player, "streak", str(step), STREAK_TOKENS)


def _unlike(seen: Sequence[object], due: Sequence[object]) -> list[str]:
    """What is there and should not be, or as often; and what should be there."""
    there, expected = Counter(seen), Counter(due)
    return [f"{one} is there" for one in there - expected] + [f"{one} is not there" for one in expected - there]


def _misnoticed(evidence: Evidence, due: dict[UUID, Due], won: Sequence[tuple[UUID, str]]) -> Iterator[str]:
    left = Counter(evidence.notices)
    for player, code in won:
        place = (UUID(caused_event_id("achievement", player, code)), player)
        if not left[place]:
            yield f"{player} was not told of {code}"
        left[place] -= 1
    for player, one in due.items():
        latest = level_of(one.xp).number
        for level in range(2, latest + 1):
            place = (UUID(caused_event_id("level", player, level)), player)
            if not left[place] and level == latest:
                yield f"{player} was not told of level {level}"
            left[place] -= min(left[place], 1)
    yield from (f"{place} is there {count} times too often" for place, count in left.items() if count > 0)
