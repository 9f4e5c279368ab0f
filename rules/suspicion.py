"""Signs that a player has help: each with its evidence for a reviewer, together a score of 0 to 100.

A signal is a suspicion and never a verdict: nothing here rejects an answer, and no signal alone reaches HOLD_FROM, for
each has an innocent reading (a double tap, a family's tablet, a network that came back). Thresholds are where chance or
people rarely get; each says why. Signals of one code do not add up: the strongest counts.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from types import MappingProxyType
from typing import Literal, NamedTuple

Code = Literal["pace", "consistency", "agreement", "shared_device", "deadline", "burst"]
Verdict = Literal["clear", "review", "hold"]

WEIGHTS: Mapping[Code, int] = MappingProxyType(
    {"pace": 40, "agreement": 40, "burst": 35, "consistency": 30, "deadline": 20, "shared_device": 15}
)
"""Points of a signal at full strength: most where people cannot get by themselves, least where families get at once."""
REVIEW_FROM = 40
HOLD_FROM = 80
"""From here on rewards wait for the review; above every single weight, so at least two kinds of signals agree."""
AGAIN_FROM = 10
"""Sessions and quizzes with signs that are more than one bad session: its answers are looked at with the next four."""

ANSWERS_LEAST = 10
"""Fewer answers than a short session has say nothing about a pace or a habit."""
SUPERHUMAN_MS = 250
"""A simple reaction to light takes about 220 ms, recognising what it is about 380 (Laming, Information Theory of
Choice-Reaction Times, 1968), and nothing is read by then. An answer under it is counted, and not refused."""
PACE_SHARE = 0.2
PACE_FULL = 0.5
"""Two of ten answers that fast are no double tap any more; of half of them a person gave none."""
CONSISTENCY_LEAST = 20
"""Answers: the standard error of a coefficient of variation c is about c / sqrt(2 n), here a sixth of it."""
CONSISTENCY_CV = 0.10
"""Times of people spread in proportion to their mean (Wagenmakers & Brown, Psychological Review 114, 2007), and over
questions of different length and difficulty by far more than a tenth of it; a script that waits does not."""
AGREEMENT_CHANCE = 0.01
AGREEMENT_FULL = 1e-6
"""How likely one agreement like this is among all pairs compared (Bonferroni's bound)."""
FAMILY = 5
"""Players of one quiz on a device that a household may have: full strength only from here on."""
LIMIT_LEAST_MS = 15_000
DEADLINE_MS = 500
DEADLINE_SHARE = 0.3
"""Of answers spread evenly over 15 s and the grace 5 % come in the last half second or later: 3 of 10 in 1 % of all
sessions. Who looks answers up uses the time there is, and is right; where there is less, nobody can."""
SILENCE_MS = 5_000
BURST_GAP_MS = 1_000
BURST_LEAST = 4
BURST_FULL = 8
BURST_RIGHT = 0.8
"""Each question is asked after the one before was answered or given up. So answers within a second of one another, to
questions that were all out for 5 s, were found first and sent afterwards; or kept by a phone without a network, which
does not make four of five right."""


class Answer(NamedTuple):
    """One answer by the server's clock, in Unix ms: first delivery, receipt, and the time there was."""

    delivered_ms: int
    received_ms: int
    limit_ms: int
    right: bool
    alone: bool = True
    """Not of a batch, which is received as a whole, later than each of its answers was given."""

    @property
    def elapsed_ms(self) -> int:
        """Time to answer; never below 0."""
        return max(0, self.received_ms - self.delivered_ms)


class Question(NamedTuple):
    """The right option of a question, and how often each option was chosen by everybody."""

    key: int
    chosen: Sequence[int]


@dataclass(frozen=True)
class Signal:
    """A sign: how strong, 0..1, and the numbers it was found in."""

    code: Code
    strength: float
    evidence: Mapping[str, float]

    @property
    def points(self) -> float:
        """Its share of the score."""
        return WEIGHTS[self.code] * self.strength


def of_answers(answers: Sequence[Answer]) -> list[Signal]:
    """The signals in a player's answers. Of those of a batch only pace tells: their times are no more than bounds."""
    timed = [answer for answer in answers if answer.alone]
    found = pace(answers), consistency(timed), deadline(timed), burst(timed)
    return [signal for signal in found if signal]


def pace(answers: Sequence[Answer]) -> Signal | None:
    """Answers faster than anybody reads.

    An answer of a batch took at most the time until receipt; and as a person reads one question after the other, those
    of a batch took on average at most their part of the time since the first of them was delivered.
    """
    batches: dict[int, list[int]] = {}
    for answer in answers:
        if not answer.alone:
            batches.setdefault(answer.received_ms, []).append(answer.delivered_ms)
    part = {at: (at - min(delivered)) / len(delivered) for at, delivered in batches.items()}
    fast = [
        answer for answer in answers if min(answer.elapsed_ms, part.get(answer.received_ms, math.inf)) < SUPERHUMAN_MS
    ]
    share = len(fast) / max(len(answers), 1)
    if len(answers) < ANSWERS_LEAST or share < PACE_SHARE:
        return None
    evidence = {"answers": len(answers), "fast": len(fast), "fast_right": sum(answer.right for answer in fast)}
    return Signal("pace", min(1.0, share / PACE_FULL), {**evidence, "share": share})


def consistency(answers: Sequence[Answer]) -> Signal | None:
    """Times more alike than a person's: the coefficient of variation, standard deviation by mean."""
    if len(answers) < CONSISTENCY_LEAST:
        return None
    times = [answer.elapsed_ms for answer in answers]
    mean, deviation = fmean(times), pstdev(times)
    variation = deviation / mean if mean else 0.0
    if variation >= CONSISTENCY_CV:
        return None
    evidence = {"answers": len(times), "mean_ms": mean, "deviation_ms": deviation, "variation": variation}
    return Signal("consistency", 1 - variation / CONSISTENCY_CV, evidence)


def deadline(answers: Sequence[Answer]) -> Signal | None:
    """Right answers that come when the time is up."""
    right = [answer for answer in answers if answer.right and answer.limit_ms >= LIMIT_LEAST_MS]
    late = [answer for answer in right if answer.elapsed_ms > answer.limit_ms - DEADLINE_MS]
    share = len(late) / max(len(right), 1)
    if len(right) < ANSWERS_LEAST or share < DEADLINE_SHARE:
        return None
    return Signal("deadline", share, {"right": len(right), "late": len(late), "share": share})


def burst(answers: Iterable[Answer]) -> Signal | None:
    """Questions fetched, a silence, then right answers in a row: the burst with the most of them."""
    signals = filter(None, map(_of_burst, _bursts(answers)))
    return max(signals, key=lambda signal: signal.evidence["right"], default=None)


def _of_burst(run: list[Answer]) -> Signal | None:
    waited = [answer for answer in run if answer.delivered_ms <= run[0].received_ms - SILENCE_MS]
    right = sum(answer.right for answer in waited)
    if right < BURST_LEAST or right / len(waited) < BURST_RIGHT:
        return None
    evidence = {
        "answers": len(waited),
        "right": right,
        "silence_ms": run[0].received_ms - max(answer.delivered_ms for answer in waited),
        "lasted_ms": waited[-1].received_ms - waited[0].received_ms,
    }
    return Signal("burst", min(1.0, right / BURST_FULL), evidence)


def _bursts(answers: Iterable[Answer]) -> Iterator[list[Answer]]:
    """Answers in the order of receipt, cut where more than BURST_GAP_MS passed."""
    run: list[Answer] = []
    for answer in sorted(answers, key=lambda answer: answer.received_ms):
        if run and answer.received_ms - run[-1].received_ms > BURST_GAP_MS:
            yield run
            run = []
        run.append(answer)
    if run:
        yield run


def agreement(
    mine: Sequence[int | None], other: Sequence[int | None], questions: Sequence[Question], pairs: int
) -> Signal | None:
    """Wrong answers that two players share, where `pairs` pairs of them were compared.

    Options by their stored index, one item a question, None: no answer; those of several sessions may be joined. Right
    answers do not count: good players share them. For each question that both got wrong, the chance to choose what the
    other chose is that option's share of everybody's wrong answers (one added to each count); the chance of as many
    matches or more is the tail of their sum, the generalized binomial test (van der Linden & Sotaridona, Journal of
    Educational and Behavioral Statistics 31, 2006), seen from either player, the larger of both.
    """
    wrong = [
        (one, two, question)
        for one, two, question in zip(mine, other, questions, strict=True)
        if one is not None and two is not None and question.key not in (one, two)
    ]
    same = sum(one == two for one, two, _ in wrong)
    chance = max(
        _tail([_share(question, one) for one, _, question in wrong], same),
        _tail([_share(question, two) for _, two, question in wrong], same),
    )
    bound = chance * max(pairs, 1)
    if bound >= AGREEMENT_CHANCE:
        return None
    evidence = {"questions": len(questions), "both_wrong": len(wrong), "same": same, "chance": chance, "pairs": pairs}
    return Signal("agreement", min(1.0, math.log(bound or AGREEMENT_FULL) / math.log(AGREEMENT_FULL)), evidence)


def shared_device(players: int) -> Signal | None:
    """Several players of one quiz who came with one device's key, this one included."""
    if players < 2:
        return None
    return Signal("shared_device", min(1.0, (players - 1) / (FAMILY - 1)), {"players": players})


def _share(question: Question, option: int) -> float:
    """A wrong option's share of the wrong answers."""
    wrong = sum(question.chosen) - question.chosen[question.key]
    return (question.chosen[option] + 1) / (wrong + len(question.chosen) - 1)


def _tail(chances: Iterable[float], least: int) -> float:
    """Probability that at least so many of independent events happen."""
    happened = [1.0]
    for chance in chances:
        stays, grows = [*happened, 0.0], [0.0, *happened]
        happened = [a * (1 - chance) + b * chance for a, b in zip(stays, grows, strict=True)]
    return math.fsum(happened[least:])


def score(signals: Iterable[Signal]) -> int:
    """A player's score, 0..100: the points of the strongest signal of each code, added up."""
    strongest: dict[Code, float] = {}
    for signal in signals:
        strongest[signal.code] = max(strongest.get(signal.code, 0.0), signal.points)
    return min(100, round(math.fsum(strongest.values())))


def verdict(points: int) -> Verdict:
    """What a score asks for: nothing, a look, or a look before rewards are paid. People decide the rest."""
    if points >= HOLD_FROM:
        return "hold"
    return "review" if points >= REVIEW_FROM else "clear"


def weight(points: int, subjects: int) -> int:
    """How much points at a player, for their case: the score, and 100 more at 10, 20, 40, ... subjects with signs.

    A score ends at 100, and the same signs found again add nothing to it: who was looked at once would never be again,
    whatever they did. A case that was decided is opened again by a greater weight, so it is when another kind of sign
    is found, or evidence has doubled: never by one more session each time, and a few times at most.
    """
    return points + 100 * (subjects // AGAIN_FROM).bit_length()
