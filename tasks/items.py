"""Questions and players measured by first attempts, in the transaction that claims them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from models import bands, bank, cases, editing, learning, reviews
from models import items as measures
from models.items import Measured, Version
from rules import difficulty, items
from rules.content import Content
from rules.difficulty import Attempt, Rating, choices
from rules.lessons import First, Lesson, attempts

Contents = Mapping[tuple[UUID, int], Content]


def contents(connection: Connection, lessons: Iterable[Lesson]) -> Contents:
    """What the questions of these sessions said when they were asked."""
    places = {place for lesson in lessons for given in lesson.answers if (place := lesson.place(given.no))}
    return bank.as_asked(connection, sorted(places))


def measure(connection: Connection, lessons: Iterable[Lesson], asked: Contents, gone: Collection[UUID] = ()) -> None:
    """Fold the first attempts of these sessions into ratings, statistics, flags and bands.

    Of the players in `gone` no rating is kept.
    """
    found = attempts(lessons, asked)
    fresh = learning.claim(connection, found)
    firsts = [first for first in found if (first.question_id, first.player_id) in fresh]
    if not firsts:
        return
    keys = {(id_, items.version(content)): content for (id_, _), content in asked.items()}
    standing = measures.measured(
        connection, {key: items.key_of(keys[key]) for key in {(first.question_id, first.version) for first in firsts}}
    )
    after = _fold(connection, firsts, standing, keys, gone)
    measures.save(connection, after)
    _follow(connection, after)


def _fold(
    connection: Connection,
    firsts: Sequence[First],
    standing: Mapping[Version, Measured],
    asked: Mapping[Version, Content],
    gone: Collection[UUID],
) -> dict[Version, Measured]:
    players = measures.skills(connection, {first.player_id for first in firsts})
    ratings, skills = difficulty.fold(
        {key: one.rating for key, one in standing.items()},
        players,
        [Attempt((one.question_id, one.version), one.player_id, one.right, one.options) for one in firsts],
    )
    measures.save_skills(connection, {player: skill for player, skill in skills.items() if player not in gone})
    said: defaultdict[Version, list[items.Attempt]] = defaultdict(list)
    for one in firsts:
        if one.attempt:
            said[(one.question_id, one.version)].append(one.attempt)
    stats = {key: standing[key].stats if key in standing else _empty(asked[key]) for key in ratings}
    return {key: Measured(rating, items.add(stats[key], said[key])) for key, rating in ratings.items()}


def _empty(content: Content) -> items.Stats:
    key = items.key_of(content)
    return items.empty(0 if key is None else len(content.wordings[0].options), key)


def _follow(connection: Connection, after: Mapping[Version, Measured]) -> None:
    """Flags and bands of questions whose key and options are still those that were answered."""
    ids = {question for question, _ in after}
    cases.lock_subjects(connection, "questions", ids)
    now = {one.id: one.content for one in editing.lock_several(connection, ids)}
    current = {key: one for key, one in after.items() if key[0] in now and items.version(now[key[0]]) == key[1]}
    if flagged := measures.flag(connection, current):
        cases.signal(connection, "questions", "flag", reviews.weights(connection, flagged), anew=True)
    bands.place(
        connection,
        {
            question: _band(one.rating, now[question])
            for (question, _), one in current.items()
            if one.rating.n >= difficulty.MEASURED_LEAST
        },
    )


def _band(rating: Rating, content: Content) -> int:
    return difficulty.band(rating.value, choices(content.kind, len(content.wordings[0].options)))
