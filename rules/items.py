"""Statistics of one question from first attempts, as sums that add up, and signs that it is broken.

Rest scores are the player's share of right answers among the *other* questions of the session, in thousandths: whole
numbers, so that sums do not depend on the order they were added in.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

from rules import times
from rules.content import Content

ANSWERS_LEAST = 30
"""Under this nothing is flagged. From 30 on item analysis says something, under 100 with caution (Downing & Yudkowsky,
Assessment in Health Professions Education, 2009)."""
Z = 1.645
"""Standard errors that a negative sign must be away from nothing: one-sided 5 %."""
GOOD_FROM = 700
"""A player with this rest score is a good one. A fixed line, unlike Kelley's upper 27 %, can be drawn before the other
answers are in, so counts of good players merge."""
GOOD_LEAST = 20
"""Choices of good players between the key and a distractor under which their majority means little."""
WRONG_LEAST = 59
"""An option that draws 5 % of the wrong answers (below it a distractor does not function: Tarrant, Ware & Mohammed, BMC
Medical Education 9:40, 2009) is missing among 59 of them with a probability of 0.95^59 < 5 %."""
TOO_FAST_MS = 1_000
"""People read about four words a second (238 a minute: Brysbaert, Journal of Memory and Language 109, 2019): who
answers within a second has not read a stem and its options."""

Code = Literal["negative_discrimination", "distractor_beats_key", "nobody_right", "unchosen_distractor", "too_fast"]


@dataclass(frozen=True)
class Attempt:
    """A player's first attempt at the question, answered."""

    right: bool
    rest: int
    """Rest score in thousandths, see `rest_score`."""
    elapsed_ms: int
    option: int | None = None
    """Index of the option chosen, as stored and not as shuffled; None where nothing single is chosen."""


@dataclass(frozen=True)
class Stats:
    """Sums over first attempts; `chosen` and `chosen_good` have one count an option (none: nothing is chosen from)."""

    key: int | None
    """Index of the right option."""
    chosen: tuple[int, ...]
    chosen_good: tuple[int, ...]
    """As `chosen`, by players whose rest score is at least GOOD_FROM."""
    n: int = 0
    right: int = 0
    x: int = 0
    xx: int = 0
    x_right: int = 0
    """Sums of rest scores, of their squares, and of those with a right answer."""
    elapsed: times.Histogram = times.EMPTY

    @property
    def share_right(self) -> float | None:
        """Right answers, 0..1: the difficulty index of item analysis. None without answers."""
        return self.right / self.n if self.n else None

    @property
    def median_ms(self) -> int | None:
        """Time to answer that half did not exceed, within `times.ERROR`."""
        return times.quantile(self.elapsed, 0.5)

    @property
    def p90_ms(self) -> int | None:
        """Time to answer that nine of ten did not exceed, within `times.ERROR`."""
        return times.quantile(self.elapsed, 0.9)


@dataclass(frozen=True)
class Flag:
    """A reason to look at the question: what was found, and the value it was held against."""

    code: Code
    value: float
    limit: float
    option: int | None = None


def version(content: Content) -> bytes:
    """What two revisions share whose statistics add up: kind, key and options, or accepted answers, of the original.

    A mended stem, a new explanation or another language leave it as it is.
    """
    original = content.wordings[0]
    parts = (content.kind, content.correct, content.spans, original.options, original.accepted)
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def key_of(content: Content) -> int | None:
    """Index of the right option of a question with one; None for other kinds."""
    return content.correct[0] if content.kind in ("single_choice", "true_false") else None


def rest_score(right: int, answered: int, was_right: bool) -> int:
    """Thousandths of a session's other answers that were right, given all of them and this one.

    Raises ValueError if there are no others: then the session says nothing about the question.
    """
    if answered < 2:
        raise ValueError(f"a rest score needs another answer in the session, which has {answered}")
    return round(1000 * (right - was_right) / (answered - 1))


def empty(options: int, key: int | None) -> Stats:
    """The statistics of a question that nobody answered yet. Raises ValueError if the key is not one of the options."""
    if key is not None and not 0 <= key < options:
        raise ValueError(f"the key is {key}, and there are options 0 to {options - 1}")
    return Stats(key, (0,) * options, (0,) * options)


def add(stats: Stats, attempts: Sequence[Attempt]) -> Stats:
    """The statistics with a chunk of attempts in them. Raises ValueError for an option that there is not."""
    return replace(
        stats,
        chosen=_counted(stats.chosen, attempts),
        chosen_good=_counted(stats.chosen_good, [attempt for attempt in attempts if attempt.rest >= GOOD_FROM]),
        n=stats.n + len(attempts),
        right=stats.right + sum(attempt.right for attempt in attempts),
        x=stats.x + sum(attempt.rest for attempt in attempts),
        xx=stats.xx + sum(attempt.rest**2 for attempt in attempts),
        x_right=stats.x_right + sum(attempt.rest for attempt in attempts if attempt.right),
        elapsed=times.merge(stats.elapsed, times.of(attempt.elapsed_ms for attempt in attempts)),
    )


def _counted(counts: Sequence[int], attempts: Iterable[Attempt]) -> tuple[int, ...]:
    more = Counter(attempt.option for attempt in attempts if attempt.option is not None)
    if any(not 0 <= option < len(counts) for option in more):
        raise ValueError(f"the question has options 0 to {len(counts) - 1}, and was answered with {sorted(more)}")
    return tuple(count + more[option] for option, count in enumerate(counts))


def merge(one: Stats, other: Stats) -> Stats:
    """The statistics of both. Raises ValueError if their questions have different keys or numbers of options."""
    if (one.key, len(one.chosen)) != (other.key, len(other.chosen)):
        raise ValueError("statistics of different versions of a question do not add up")
    return Stats(
        one.key,
        tuple(a + b for a, b in zip(one.chosen, other.chosen, strict=True)),
        tuple(a + b for a, b in zip(one.chosen_good, other.chosen_good, strict=True)),
        one.n + other.n,
        one.right + other.right,
        one.x + other.x,
        one.xx + other.xx,
        one.x_right + other.x_right,
        times.merge(one.elapsed, other.elapsed),
    )


def discrimination(stats: Stats) -> float | None:
    """Corrected point-biserial: Pearson's correlation of right (0, 1) with the rest score, -1..1.

    None where it is not defined: all right, all wrong, or all rest scores the same. Corrected as the rest score leaves
    the question itself out (Henrysson, Psychometrika 28, 1963).
    """
    spread = stats.right * (stats.n - stats.right) * (stats.n * stats.xx - stats.x**2)
    if spread <= 0:
        return None
    return max(-1.0, min(1.0, (stats.n * stats.x_right - stats.right * stats.x) / math.sqrt(spread)))


def flags(stats: Stats) -> tuple[Flag, ...]:
    """What looks broken about the question; nothing while it has fewer than ANSWERS_LEAST answers."""
    if stats.n < ANSWERS_LEAST:
        return ()
    return (*_of_discrimination(stats), *_of_right(stats), *_of_distractors(stats), *_of_times(stats))


def _of_discrimination(stats: Stats) -> Iterable[Flag]:
    """Good players fail where weak ones do not: the key is wrong, or the question misleads who knows."""
    limit = -Z / math.sqrt(stats.n - 1)  # the standard error of a correlation of 0 is 1 / sqrt(n - 1)
    value = discrimination(stats)
    if value is not None and value < limit:
        yield Flag("negative_discrimination", value, limit)


def _of_right(stats: Stats) -> Iterable[Flag]:
    """Guessing alone would find one of four options in 30 answers with a probability of 1 - 0.75^30 = 99.98 %."""
    if not stats.right:
        yield Flag("nobody_right", 0.0, 1 / stats.n)


def _of_distractors(stats: Stats) -> Iterable[Flag]:
    if stats.key is None:
        return
    wrong, good = sum(stats.chosen) - stats.chosen[stats.key], stats.chosen_good[stats.key]
    for option, count in enumerate(stats.chosen_good):
        both = count + good
        # A sign test: of two options that are chosen alike, one leads by Z * sqrt(both) in 5 % of all cases.
        if option != stats.key and both >= GOOD_LEAST and count - good > Z * math.sqrt(both):
            yield Flag("distractor_beats_key", count / both, 0.5 + Z / math.sqrt(both) / 2, option)
    for option, count in enumerate(stats.chosen):
        if option != stats.key and not count and wrong >= WRONG_LEAST:
            yield Flag("unchosen_distractor", 0.0, 1 / wrong, option)


def _of_times(stats: Stats) -> Iterable[Flag]:
    """Nine of ten answer before they can have read it: it is known beforehand, or gives itself away at a glance."""
    p90 = stats.p90_ms
    if p90 is not None and p90 < TOO_FAST_MS:
        yield Flag("too_fast", p90, TOO_FAST_MS)
