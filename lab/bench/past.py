"""A past of players for benches, made by SQL: sessions with answers, battles, tokens and messages, over some days."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text

from models import partitions

DAYS = 90
_SHIFT = "interval '1 day' * (-:days * random())"


class Past(NamedTuple):
    """How much each player has of everything."""

    sessions: int
    answers: int
    """Of each session."""
    battles: int
    """As the first of two."""
    transfers: int
    messages: int
    written: int
    """In a thread of support, and as many letters of the staff."""
    campaigns: int
    """That told them something."""

    def times(self, factor: int) -> "Past":
        """So many times as much, with as many answers a session."""
        return Past(*(self.sessions * factor, self.answers), *(each * factor for each in self[2:]))


def make(connection: Connection, players: list[UUID], past: Past) -> None:
    """Give players, who stand in no table yet, that past."""
    today = datetime.now(UTC).date()
    partitions.ensure(connection, today - timedelta(days=DAYS), days_ahead=DAYS + 1)
    values: Mapping[str, object] = {"players": players, "days": DAYS, **past._asdict()}
    for statement in (_PLAYERS, _SESSIONS, _BATTLES, _TRANSFERS, _MESSAGES, _THREADS, _LETTERS, _CAMPAIGNS, _TOLD):
        connection.execute(text(statement), values)


def count(connection: Connection) -> int:
    """How many events there are: what a timeline tells, each side of a battle and each answer by itself."""
    tables = (
        *("sessions", "answers", "battles", "battles", "transfers", "notifications"),
        *("thread_messages", "player_messages", "campaign_recipients"),
    )
    counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    return int(connection.execute(text(f"SELECT {counts}")).scalar_one())


_EACH = "unnest(CAST(:players AS uuid[])) WITH ORDINALITY AS p(id, n)"
_PLAYERS = f"INSERT INTO players (id, name, registered) SELECT id, 'Player ' || n, true FROM {_EACH}"
_SESSIONS = f"""
WITH begun AS (
    INSERT INTO sessions (id, player_id, category_id, mode, started_at, expires_at, time_limit_ms, question_ids,
                          correct, base_points, answered_on, ended_at, learned_at)
    SELECT uuidv7({_SHIFT}), p.id, 1, 'ranked', now(), now(), 15000, '{{}}', '{{}}', '{{}}', '{{}}', now(), now()
    FROM {_EACH}, generate_series(1, :sessions) RETURNING id)
INSERT INTO answers SELECT b.id, no, 'k7mp2', 700, 2500, uuid_extract_timestamp(b.id), 0, 0
FROM begun b, generate_series(0, :answers - 1) no
"""
_BATTLES = f"""
INSERT INTO battles (id, mode, kind, ranked, category_id, category, lang, first_id, second_id, state, started_at)
SELECT uuidv7({_SHIFT}), 'quiz', 'match', true, 0, '', 'en', p.id,
       (CAST(:players AS uuid[]))[p.n % cardinality(CAST(:players AS uuid[])) + 1], 'settled', now()
FROM {_EACH}, generate_series(1, :battles) WHERE cardinality(CAST(:players AS uuid[])) > 1
"""
_TRANSFERS = f"""
INSERT INTO transfers (kind, scope, key, player_id, amount, source, house, at)
SELECT 'credit', 'bench', p.id || ' ' || no, p.id, 5, 'level', 'minted', now() + {_SHIFT}
FROM {_EACH}, generate_series(1, :transfers) no
"""
_MESSAGES = f"""
INSERT INTO notifications (id, player_id, category, title, body, lang, created_at, expires_at)
SELECT uuidv7(), p.id, 'level', 'A level', 'There you are.', 'en', now() + {_SHIFT}, now() + interval '1 year'
FROM {_EACH}, generate_series(1, :messages)
"""
_THREADS = f"""
WITH begun AS (INSERT INTO threads (id, player_id, subject) SELECT uuidv7({_SHIFT}), p.id, 'My streak' FROM {_EACH}
               RETURNING id, player_id)
INSERT INTO thread_messages (id, thread_id, player_id, staff_id, text)
SELECT uuidv7({_SHIFT}), b.id, b.player_id, CASE WHEN no % 2 = 0 THEN b.id END, 'It is gone.'
FROM begun b, generate_series(1, :written) no
"""
_LETTERS = f"""
INSERT INTO player_messages (id, player_id, staff_id, lang, title, markup)
SELECT uuidv7({_SHIFT}), p.id, p.id, 'en', 'Your streak', 'It is back.' FROM {_EACH}, generate_series(1, :written)
"""
_CAMPAIGNS = """
INSERT INTO campaigns (id, name, template_id, given, segment_id, rate, state, category, content, audience, begun_at,
                       sent_to, created_by)
SELECT CAST(lpad(to_hex(no), 32, '0') AS uuid), 'Spring ' || no, uuidv7(), '{}', uuidv7(), 100, 'sent', 'news', '{}',
       '{}', now() - interval '1 hour' * no, 'ffffffff-ffff-ffff-ffff-ffffffffffff', uuidv7()
FROM generate_series(1, :campaigns) no ON CONFLICT DO NOTHING
"""
_TOLD = f"""
INSERT INTO campaign_recipients (campaign_id, player_id, notification_id)
SELECT CAST(lpad(to_hex(no), 32, '0') AS uuid), p.id, uuidv7() FROM {_EACH}, generate_series(1, :campaigns) no
"""
