"""Signs of help, sought in each session that ended and each quiz that is over; by themselves they only open cases."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

import structlog
from sqlalchemy import Connection

from models import bank, cases, erasure, suspicion
from models import items as measures
from models.suspicion import Found, Played
from rules import items
from rules.lessons import Lesson, option_of
from rules.suspicion import REVIEW_FROM, Answer, Question, Signal, agreement, of_answers, shared_device, weight
from tasks.items import Contents

log = structlog.get_logger()

_SESSIONS = 5
"""A habit shows in several sessions; ten answers alone say little."""
_OTHERS = 20


def examine(connection: Connection, lessons: Iterable[Lesson]) -> None:
    """Look at each session together with its player's last ones; practice gives nothing that help would be worth."""
    played = [lesson for lesson in lessons if lesson.mode != "practice"]
    earlier = suspicion.earlier(connection, {lesson.player_id for lesson in played}, _SESSIONS - 1)
    found = []
    for lesson in played:
        last = [*earlier[lesson.player_id][1 - _SESSIONS :], _answers(lesson)]
        earlier[lesson.player_id] = last
        signals = of_answers([answer for session in last for answer in session])
        found += [Found(lesson.player_id, lesson.session_id, signal) for signal in signals]
    _record(connection, found)


def _record(connection: Connection, found: Collection[Found]) -> None:
    """Keep signs, and have whoever's score asks for it looked at."""
    scores = {player: score for player, score in suspicion.add(connection, found).items() if score >= REVIEW_FROM}
    subjects = suspicion.subjects(connection, scores) if scores else {}
    weights = {player: weight(score, subjects[player]) for player, score in scores.items()}
    cases.signal(connection, "integrity", "score", weights)


def keep_choices(connection: Connection, lessons: Iterable[Lesson], asked: Contents) -> None:
    """Note what was chosen in quizzes, for when they are over."""
    suspicion.choose(
        connection,
        [(lesson.quiz_id, lesson.player_id, _choices(lesson, asked)) for lesson in lessons if lesson.quiz_id],
    )


def _answers(lesson: Lesson) -> list[Answer]:
    """Of a batch all were received at once."""
    together = Counter(given.received_us for given in lesson.answers)
    return [
        Answer(at - given.elapsed_ms, at, lesson.time_limit_ms, given.right, together[given.received_us] == 1)
        for given in lesson.answers
        for at in [given.received_us // 1000]
    ]


def _choices(lesson: Lesson, asked: Contents) -> list[int | None]:
    chosen: list[int | None] = [None] * len(lesson.question_ids)
    for given in lesson.answers:
        place = lesson.place(given.no)
        if place in asked and place is not None:
            chosen[given.no] = option_of(asked[place], lesson.seed, given.no, given.response)
    return chosen


def compare_one(connection: Connection) -> bool:
    """Compare the players of the next quiz that is over; False: there is none.

    Only who chose the same all through is looked at, but every pair counts as compared: that is one look a player. Who
    came with one device is told of together.
    """
    quiz = suspicion.due(connection)
    if quiz is None:
        return False
    players, groups = suspicion.alike(connection, quiz.id)
    questions = _questions(connection, quiz)
    found: list[Found] = []
    for chosen, group in groups:
        signal = agreement(chosen, chosen, questions, players * (players - 1) // 2)
        if signal:
            found += _told_of(connection, group, quiz.id, signal)
    for group in suspicion.on_one_device(connection, quiz.id):
        signal = shared_device(len(group))
        if signal:
            found += _told_of(connection, group, quiz.id, signal)
    _record(connection, found)
    suspicion.compared(connection, quiz.id)
    log.info("quiz compared", quiz=str(quiz.id), players=players, signals=len(found))
    return True


def _told_of(connection: Connection, group: Sequence[UUID], quiz: UUID, signal: Signal) -> list[Found]:
    """A sign that a group shares, of those who are not erased."""
    gone = erasure.erased(connection, set(group))
    living = [one for one in group if one not in gone]
    return [Found(one, quiz, signal, _others(living, one)) for one in living]


def _others(group: Sequence[UUID], player: UUID) -> list[UUID]:
    """Some of the others: not all are looked through, as each player of a large group asks."""
    return [other for other in group[: _OTHERS + 1] if other != player][:_OTHERS]


def _questions(connection: Connection, quiz: Played) -> list[Question]:
    """Keys, and what everybody chose at their first attempt; of other kinds nothing is compared."""
    places = list(zip(quiz.question_ids, quiz.revisions, strict=True))
    contents = bank.as_asked(connection, places)
    versions = {place: (place[0], items.version(content)) for place, content in contents.items()}
    known = measures.measured(connection, {versions[place]: items.key_of(contents[place]) for place in versions})
    found = []
    for place in places:
        key = items.key_of(contents[place]) if place in contents else None
        stats = known[versions[place]].stats if place in versions and versions[place] in known else None
        options = len(contents[place].wordings[0].options) if place in contents else 0
        found.append(Question(key or 0, stats.chosen if stats and stats.chosen else (0,) * max(options, 2)))
    return found
