"""What a session or a battle gives its player at its end: XP, a day of the streak, counters, achievements, grants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from rules import streaks
from rules.achievements import Achievement, Metric, Tier, earned, is_perfect
from rules.levels import Counted, Mode, capped, level_of, xp_of
from rules.streaks import Moment, Streak

DAILY_TOKENS = 10
QUIZ_SOURCES: Mapping[Mode, str] = {"scheduled": "quiz", "live": "live_quiz"}
QUIZ_TOKENS = 10
"""For such a quiz, if no question was left open."""
WINNER_TOKENS = 40
"""For the first place of a live quiz that others have points in, too."""
STREAK_TOKENS = 25
STREAK_STEP = 7
"""Days of the best streak ever from one grant to the next."""
TIER_TOKENS: Mapping[Tier, int] = {"bronze": 10, "silver": 25, "gold": 100}


@dataclass(frozen=True)
class Fought:
    """What a battle is worth in XP, and whether it was won."""

    xp: int
    won: bool


@dataclass(frozen=True)
class Played:
    """A session that is over. `day` is the player's own date of their last answer; None: they gave none."""

    category_id: int
    """0: of all categories."""
    mode: Mode
    on_boards: bool
    challenge: date | None
    """The day whose challenge it is, of a daily one."""
    questions: int
    answered: int
    right: int
    fast_right: int
    day: date | None
    won: bool = False
    """Whether it has the first place of a quiz that others played too."""
    moment: Moment | None = None
    """Of their last answer, which `day` is the date of."""
    counted: Counted | None = None
    """Those of its questions that XP is of; None: all."""
    quiz: UUID | None = None
    """The scheduled or live quiz that it is of."""
    battle: Fought | None = None
    """It was no session but a battle: `ranked`, or one that gives what `practice` does."""


@dataclass(frozen=True)
class Progress:
    """What a player has come to. `practice_xp` is what practice gave on `practice_day`, for its cap."""

    xp: int = 0
    counters: Mapping[Metric, int] = field(default_factory=dict)
    categories: frozenset[int] = frozenset()
    streak: Streak = Streak()  # noqa: RUF009 - frozen
    practice_day: date | None = None
    practice_xp: int = 0
    achievements: frozenset[str] = frozenset()
    practised: Mapping[str, int] = field(default_factory=dict)
    """What practice gave of `counters`, and of XP as `xp`: it is for no tokens."""
    practised_categories: frozenset[int] = frozenset()
    """Those played in by practice alone."""
    challenges: int = 0
    """Days whose challenge was answered to its end: bit i is FIRST_DAY + i."""


@dataclass(frozen=True)
class Grant:
    """What will be tokens, once for each (source, key) of a player."""

    source: str
    key: str
    tokens: int


@dataclass(frozen=True)
class Reward:
    """What one session gave. `level` is None unless it is a new one."""

    xp: int
    level: int | None
    achievements: Sequence[Achievement]
    grants: Sequence[Grant]


def settle(before: Progress, played: Played, known: Played | None = None) -> tuple[Progress, Reward]:
    """The progress with a session in it, and what that gave. A session without an answer gives nothing.

    `known` is the same session as the progress has it already: what is more since then is added.
    """
    if played.day is None:
        return before, Reward(0, None, (), ())
    known = known if known and known.day else None
    xp, after = _with_xp(before, played, played.day, known)
    streak = streaks.play(before.streak, played.day, played.moment, played.mode == "practice")
    after = replace(after, streak=streak, categories=before.categories | _here(played))
    after = replace(after, challenges=before.challenges | _challenge_bit(played))
    after = _practised(before, replace(after, counters=_count(before, after, played, known)), played)
    news = earned(after.counters, before.achievements)
    after = replace(after, achievements=before.achievements | {achievement.code for achievement in news})
    level = level_of(after.xp).number
    is_new = level > level_of(before.xp).number
    return after, Reward(xp, level if is_new else None, news, _grants(before, after, played))


def paid(progress: Progress) -> dict[Metric, int]:
    """The counters without what practice gave: tokens of achievements are for these."""
    return {
        **{metric: count - progress.practised.get(metric, 0) for metric, count in progress.counters.items()},
        "best_streak_days": streaks.best_paid(progress.streak),
        "categories_played": len(progress.categories - progress.practised_categories),
        "level": level_of(progress.xp - progress.practised.get("xp", 0)).number,
    }


def quiz_tokens(mode: Mode, won: bool, is_whole: bool) -> int:
    """What an attempt at a quiz for all gives that is no day's challenge: for its end, and for its first place."""
    return is_whole * QUIZ_TOKENS + (won and mode == "live") * WINNER_TOKENS


def _with_xp(before: Progress, played: Played, day: date, known: Played | None) -> tuple[int, Progress]:
    """A practice session that we hear of late counts to the latest day: changing the zone gives no day twice."""
    if played.mode != "practice":
        xp = _xp(played, 0, known)
        return xp, replace(before, xp=before.xp + xp)
    latest = max(day, before.practice_day or day)
    earlier = before.practice_xp if latest == before.practice_day else 0
    xp = _xp(played, earlier, known)
    return xp, replace(before, xp=before.xp + xp, practice_day=latest, practice_xp=earlier + xp)


def _xp(played: Played, earned_today: int, known: Played | None) -> int:
    if played.battle:
        return capped(played.mode, played.battle.xp, earned_today)
    worth = xp_of(played.mode, *_xp_counts(known)) if known else 0
    return xp_of(played.mode, *_xp_counts(played), earned_today, worth)


def _xp_counts(played: Played) -> tuple[int, int, int]:
    return played.counted or (played.questions, played.answered, played.right)


def _counts(played: Played) -> dict[Metric, int]:
    """What a session adds to counters; it counts as one if no question was left open. A battle is none."""
    is_session = played.battle is None
    return {
        "answered": played.answered,
        "right": played.right,
        "sessions": int(is_session and _is_whole(played)),
        "perfect_sessions": int(is_session and is_perfect(played.questions, played.right)),
        "fast_right": played.fast_right,
        "live_wins": int(played.mode == "live" and played.won),
        "battles_won": int(played.battle is not None and played.battle.won),
    }


def _here(played: Played) -> frozenset[int]:
    """The category it was played in, if it was one."""
    return frozenset({played.category_id} if played.category_id else ())


def _is_whole(played: Played) -> bool:
    """Whether no question was left open."""
    return played.answered == played.questions


def _challenge_bit(played: Played) -> int:
    if played.challenge is None or not _is_whole(played):
        return 0
    return 1 << (played.challenge - streaks.FIRST_DAY).days


def _count(before: Progress, now: Progress, played: Played, known: Played | None) -> dict[Metric, int]:
    """The counters with a session in them."""
    there = _counts(known) if known else {}
    summed = {
        metric: now.counters.get(metric, 0) + count - there.get(metric, 0) for metric, count in _counts(played).items()
    }
    return {
        **now.counters,
        **summed,
        "daily_played": now.counters.get("daily_played", 0) + (now.challenges != before.challenges),
        "best_streak_days": streaks.best(now.streak),
        "categories_played": len(now.categories),
        "level": level_of(now.xp).number,
    }


def _practised(before: Progress, after: Progress, played: Played) -> Progress:
    """The progress with what practice gave of it noted."""
    here = _here(played)
    if played.mode != "practice":
        return replace(after, practised_categories=before.practised_categories - here)
    gained = {metric: after.counters[metric] - before.counters.get(metric, 0) for metric in _counts(played)}
    practised = {
        name: before.practised.get(name, 0) + more for name, more in [*gained.items(), ("xp", after.xp - before.xp)]
    }
    only_here = before.practised_categories | here - before.categories
    return replace(after, practised=practised, practised_categories=only_here)


def _grants(before: Progress, after: Progress, played: Played) -> list[Grant]:
    was_paid = {one.code for one in earned(paid(before))}
    grants = [Grant("achievement", one.code, TIER_TOKENS[one.tier]) for one in earned(paid(after), was_paid)]
    if played.challenge and played.on_boards and _is_whole(played):
        grants.append(Grant("daily", str(played.challenge), DAILY_TOKENS))
    if tokens := quiz_tokens(played.mode, played.won, _is_whole(played)) if played.quiz and played.on_boards else 0:
        grants.append(Grant(QUIZ_SOURCES[played.mode], str(played.quiz), tokens))
    was, now = (streaks.best_paid(one.streak) // STREAK_STEP for one in (before, after))
    grants += [Grant("streak", str(n * STREAK_STEP), STREAK_TOKENS) for n in range(was + 1, now + 1)]
    return grants
