"""Every invariant that must hold whatever died: each gives the number of rows that break it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import NOTIFICATIONS, SUBMISSIONS, VOTES
from events.identity import read_answer_event_id
from models import progress
from models.base import sql
from models.battle_results import REWARDED
from models.erasure import PAIRS, PERSONAL
from models.sessions import SKIPPED
from rules.achievements import earned
from rules.boards import ALL_CATEGORIES
from rules.levels import AWARDS, counted, xp_of
from rules.progress import paid
from rules.scoring import fold

_AT_ONCE = 5_000
EXAMPLES = 3


@dataclass(frozen=True)
class Finding:
    """One invariant: how many rows break it, and a few of them."""

    name: str
    broken: int
    examples: list[str]


def audit(connection: Connection) -> list[Finding]:
    """Check every invariant in one snapshot. The caller's transaction must be REPEATABLE READ."""
    found = [_count(connection, name, query) for name, query in _QUERIES.items()]
    return [*found, *(check(connection) for check in _CHECKS)]


def _count(connection: Connection, name: str, query: str) -> Finding:
    topics = {"submissions": SUBMISSIONS.name, "notifications": NOTIFICATIONS.name, "votes": VOTES.name}
    rows = connection.execute(sql(query), topics).all()
    return finding(name, rows)


def finding(name: str, rows: Sequence[Iterable[Any]]) -> Finding:
    """What a query found that breaks an invariant."""
    return Finding(name, len(rows), [str(tuple(map(str, row))) for row in rows[:EXAMPLES]])


_QUERIES = {
    "carried adds up": (
        "SELECT topic, partition FROM carried WHERE applied - first <> applied_n + copies + refused + dead + skipped"
    ),
    "no partition is halted": "SELECT topic, partition, halted FROM carried WHERE halted IS NOT NULL",
    "every applied submission left its row": (
        "SELECT n, rows FROM (SELECT sum(applied_n) AS n FROM carried WHERE topic = :submissions) c, "
        "(SELECT (SELECT count(*) FROM answers) + (SELECT count(*) FROM corrections) + "
        "(SELECT count(*) FROM sessions WHERE end_reason IN ('finished', 'expired')) + "
        "(SELECT count(*) FROM sessions WHERE quiz_id IS NOT NULL AND xp IS NOT NULL) AS rows) r WHERE n <> rows"
    ),
    "every applied notification is in an inbox": (
        "SELECT n, rows FROM (SELECT sum(applied_n) AS n FROM carried WHERE topic = :notifications) c, "
        "(SELECT (SELECT count(*) FROM notifications) + (SELECT COALESCE(sum(removed), 0) FROM inbox_removals) "
        "AS rows) r WHERE n <> rows"
    ),
    "every applied vote left its row": (
        "SELECT n, rows FROM (SELECT sum(applied_n) AS n FROM carried WHERE topic = :votes) c, "
        "(SELECT count(*) AS rows FROM votes) r WHERE n <> rows"
    ),
    "creative battles have the votes of their voters": (
        "SELECT c.battle_id, c.votes, v.sides FROM creative_battles c LEFT JOIN (SELECT e.battle_id, "
        "ARRAY[count(*) FILTER (WHERE e.side = 0), count(*) FILTER (WHERE e.side = 1)] AS sides FROM votes v "
        "JOIN entries e ON e.id = v.entry_id GROUP BY 1) v USING (battle_id) "
        "WHERE CAST(c.votes AS bigint[]) <> COALESCE(v.sides, '{0,0}')"
    ),
    "nobody votes on their own battle": (
        "SELECT v.battle_id, v.voter_id FROM votes v JOIN creative_battles c USING (battle_id) "
        "WHERE v.voter_id = ANY(c.player_ids)"
    ),
    "sessions have XP once they have ended, and only then": (
        "SELECT id FROM sessions WHERE quiz_id IS NULL AND (ended_at IS NULL) <> (xp IS NULL)"
    ),
    "attempts at quizzes give nothing before all their answers are applied": (
        "SELECT s.id FROM sessions s LEFT JOIN quizzes q ON q.id = s.quiz_id WHERE s.quiz_id IS NOT NULL "
        "AND s.xp IS NOT NULL AND (s.ended_at IS NULL OR q.marks IS NULL)"
    ),
    "attempts of settled quizzes have given": (
        "SELECT q.id, s.id FROM quizzes q JOIN attempts a ON a.quiz_id = q.id JOIN sessions s ON s.id = a.session_id "
        "WHERE q.settled_at < now() - interval '5 minutes' AND s.xp IS NULL"
    ),
    "players have the XP of their sessions and battles": (
        "SELECT player_id, s.xp, p.xp FROM (SELECT player_id, sum(xp) AS xp FROM (SELECT player_id, xp FROM sessions "
        f"WHERE xp IS NOT NULL UNION ALL SELECT player_id, xp FROM ({REWARDED}) b) g GROUP BY player_id) s "
        "FULL JOIN player_progress p USING (player_id) WHERE s.xp IS DISTINCT FROM p.xp"
    ),
    "every refusal left its row": (
        "SELECT c.topic, n, rows FROM (SELECT topic, sum(refused) AS n FROM carried GROUP BY topic) c "
        "LEFT JOIN (SELECT topic, count(*) AS rows FROM refused GROUP BY topic) r USING (topic) "
        "WHERE n <> COALESCE(rows, 0)"
    ),
    "every dead letter left its row": (
        "SELECT c.topic, n, rows FROM (SELECT topic, topic_id, sum(dead) AS n FROM carried GROUP BY 1, 2) c "
        "LEFT JOIN (SELECT topic_id, count(*) AS rows FROM dead_letters GROUP BY 1) d USING (topic_id) "
        "WHERE n <> COALESCE(rows, 0)"
    ),
    "no answer is in the default partition": "SELECT session_id, question_no FROM answers_default",
    "totals over all categories are the sum of the categories": (
        "SELECT player_id, day FROM player_days GROUP BY player_id, day "
        f"HAVING sum(points) FILTER (WHERE category_id = {ALL_CATEGORIES}) IS DISTINCT FROM "
        f"sum(points) FILTER (WHERE category_id <> {ALL_CATEGORIES}) "
        f"OR sum(answered) FILTER (WHERE category_id = {ALL_CATEGORIES}) IS DISTINCT FROM "
        f"sum(answered) FILTER (WHERE category_id <> {ALL_CATEGORIES})"
    ),
    "running totals are the sums of their days": (
        "SELECT player_id, category_id, day FROM (SELECT *, "
        "sum(points) OVER (PARTITION BY player_id, category_id ORDER BY day) AS total, "
        "sum(points) OVER (PARTITION BY player_id, category_id, season_id ORDER BY day) AS season, "
        "sum(points) OVER (PARTITION BY player_id, category_id, date_trunc('week', day) ORDER BY day) AS week, "
        "lead(day) OVER (PARTITION BY player_id, category_id ORDER BY day) IS NULL AS last FROM player_days) d "
        "WHERE total_points <> total OR season_points <> season OR week_points <> week OR latest <> last"
    ),
    "sessions that were learned from taught all their answers": (
        "SELECT s.id, q.id FROM sessions s CROSS JOIN LATERAL unnest(s.question_ids, s.base_points) AS q(id, points) "
        "JOIN questions k ON k.id = q.id LEFT JOIN seen f ON f.player_id = s.player_id AND f.question_id = q.id "
        "WHERE s.learned_at IS NOT NULL AND q.points IS NOT NULL AND f.learned IS NOT TRUE"
    ),
    "questions are rated by each player's first attempt, once": (
        "SELECT question_id, i.n, f.n FROM (SELECT question_id, sum(rated) AS n FROM item_statistics GROUP BY 1) i "
        "FULL JOIN (SELECT question_id, count(*) AS n FROM seen WHERE learned GROUP BY 1) f USING (question_id) "
        "WHERE i.n IS DISTINCT FROM f.n"
    ),
    "players are rated by their first attempts, once": (
        "SELECT player_id, s.rated, f.n FROM player_skills s FULL JOIN (SELECT player_id, count(*) AS n FROM seen "
        "WHERE learned GROUP BY 1) f USING (player_id) WHERE s.rated IS DISTINCT FROM f.n "
        "AND player_id NOT IN (SELECT id FROM players WHERE erased_at IS NOT NULL)"
    ),
    "nothing personal is kept of erased players": " UNION ALL ".join(
        f"SELECT '{table}', p.id FROM {table} t JOIN players p ON p.id = t.player_id WHERE p.erased_at IS NOT NULL"
        for table in PERSONAL
    )
    + "".join(
        f" UNION ALL SELECT '{table}', p.id FROM {table} t JOIN players p ON p.id IN (t.low_id, t.high_id) "
        "WHERE p.erased_at IS NOT NULL"
        for table in PAIRS
    ),
    "the outbox moves": "SELECT id, topic, created_at FROM outbox WHERE created_at < now() - interval '5 minutes'",
}


def _sessions_match_answers(connection: Connection) -> Finding:
    """Each session's marks are its answers', and its points their fold."""
    broken = []
    for session in _sessions(connection):
        base = list(session.base_points)
        from_answers: list[int | None] = [None] * len(base)
        for number, points in zip(session.numbers, session.marks, strict=True):
            from_answers[number] = points
        if base != from_answers or sum(fold(base, session.worth, session.skipped)) != session.points:
            broken.append(str(session.id))
    return Finding("sessions are the fold of their answers", len(broken), broken[:EXAMPLES])


def _totals_match_sessions(connection: Connection) -> Finding:
    """Each day's points are what the sessions' answers of that day give, and the corrections."""
    due: defaultdict[tuple[UUID, int, date], int] = defaultdict(int)
    for session in filter(lambda session: session.on_boards and session.counts, _sessions(connection)):
        for points, day in zip(
            fold(session.base_points, session.worth, session.skipped), session.answered_on, strict=True
        ):
            if points:
                due[(session.player_id, session.category_id, day)] += points
    for row in connection.execute(sql("SELECT player_id, category_id, day, points FROM corrections")):
        due[(row.player_id, row.category_id, row.day)] += row.points
    query = "SELECT player_id, category_id, day, points FROM player_days WHERE category_id <> :all"
    for row in connection.execute(sql(query), {"all": ALL_CATEGORIES}):
        due[(row.player_id, row.category_id, row.day)] -= row.points
    broken = [str(key) for key, points in due.items() if points]
    return Finding("totals are what answers and corrections give", len(broken), broken[:EXAMPLES])


def _refused_is_not_applied(connection: Connection) -> Finding:
    """No event is both applied and refused: a superseded answer's question has another answer."""
    query = sql("SELECT response FROM answers WHERE session_id = :session AND question_no = :question")
    broken = []
    found = sql("SELECT event_id FROM refused WHERE code = 'superseded' AND topic = :topic")
    for row in connection.execute(found, {"topic": SUBMISSIONS.name}).all():
        parts = read_answer_event_id(row.event_id)
        standing = parts and connection.execute(query, {"session": parts.session_id, "question": parts.question_no})
        first = standing.first() if standing else None
        if parts is None or first is None or parts.is_of(first.response):
            broken.append(row.event_id)
    return Finding("every superseded answer has one that stands", len(broken), broken[:EXAMPLES])


def _xp_is_the_rules(connection: Connection) -> Finding:
    """Each ended session's XP is what its answers are worth; at most that, where there is a cap."""
    query = sql("SELECT id, mode, base_points, worth, xp FROM sessions WHERE xp IS NOT NULL")
    broken = []
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
        due = xp_of(row.mode, *counted(row.base_points, row.worth))
        is_capped = AWARDS[row.mode].most_a_day is not None
        if row.xp > due or (row.xp < due and not is_capped):
            broken.append(f"{row.id}: {row.xp} XP, not {due}")
    return Finding("sessions gave the XP of their answers", len(broken), broken[:EXAMPLES])


def _achievements_match_counters(connection: Connection) -> Finding:
    """Counters are those of the ended sessions and battles, and players have what their counters earn."""
    query = sql(
        "SELECT player_id, sum(answered) FROM (SELECT player_id, cardinality(array_remove(base_points, NULL)) "
        f"AS answered FROM sessions WHERE xp IS NOT NULL UNION ALL SELECT player_id, answered FROM ({REWARDED}) b) g "
        "GROUP BY player_id"
    )
    answered = {row[0]: row[1] for row in connection.execute(query)}
    broken = []
    for player, one in progress.every(connection):
        due = {achievement.code for achievement in earned(one.counters)}
        if due != one.achievements or one.counters.get("answered", 0) != answered.get(player, 0):
            broken.append(str(player))
    return Finding("achievements are what the counters earn", len(broken), broken[:EXAMPLES])


def _achievements_were_granted(connection: Connection) -> Finding:
    """Tokens are for what counters earn without practice, and for no other achievement."""
    query = sql("SELECT player_id, source_key FROM grants WHERE source = 'achievement'")
    seen = {(row[0], row[1]) for row in connection.execute(query)}
    due = {(player, one.code) for player, standing in progress.every(connection) for one in earned(paid(standing))}
    broken = [f"{player}: {code}" for player, code in sorted(seen ^ due)]
    return Finding("achievements were granted as practice does not count", len(broken), broken[:EXAMPLES])


_CHECKS: tuple[Callable[[Connection], Finding], ...] = (
    _sessions_match_answers,
    _totals_match_sessions,
    _refused_is_not_applied,
    _xp_is_the_rules,
    _achievements_match_counters,
    _achievements_were_granted,
)


@dataclass(frozen=True)
class _Session:
    id: UUID
    player_id: UUID
    category_id: int
    on_boards: bool
    counts: bool
    """Whether its points count already: those of a quiz only once it is settled."""
    worth: list[bool] | None
    skipped: Sequence[int]
    base_points: list[int | None]
    answered_on: list[date]
    points: int
    numbers: list[int]
    marks: list[int]


def _sessions(connection: Connection) -> Iterator[_Session]:
    """Sessions with the answers they have, read in pieces."""
    query = sql(
        "SELECT s.id, s.player_id, s.category_id, s.on_boards, s.quiz_id IS NULL OR s.xp IS NOT NULL, s.worth, "
        f"{SKIPPED}, s.base_points, s.answered_on, s.points, "
        "COALESCE(a.numbers, '{}'), COALESCE(a.marks, '{}') FROM sessions s LEFT JOIN "
        "(SELECT session_id, array_agg(question_no) AS numbers, array_agg(base_points) AS marks "
        "FROM answers GROUP BY session_id) a ON a.session_id = s.id"
    )
    for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        yield _Session(*row)
