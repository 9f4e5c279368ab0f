"""Reading from Postgres, in one snapshot, what the judge judges by."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from bridges import battle_audit
from bridges.battle_fold import counted
from lab.chaos import known
from lab.chaos.evidence import (
    AnswerRow,
    AttemptRow,
    BroughtRow,
    CampaignRow,
    DayRow,
    Evidence,
    FinalRow,
    GrantRow,
    InboxRow,
    MailRow,
    ProgressRow,
    QuizRow,
    RecipientRow,
    ReferralRow,
    SessionRow,
)
from models import battle_moves, battles, carried, ledger_audit, outbox, partitions, seasons
from models.marks import Ends
from rules.live import Timetable
from rules.seasons import Prize, Prizes

_ANSWERS = "SELECT session_id, question_no, response, base_points, elapsed_ms, received_at FROM answers"
_SESSIONS = (
    "SELECT id, player_id, category_id, time_limit_ms, correct, worth, on_boards, points, end_reason, mode, quiz_id, "
    "ended_at, end_sent_at IS NOT NULL, xp, lifelines FROM sessions"
)
_REFUSED = "SELECT event_id, code FROM refused WHERE topic = 'quiz.submissions'"
_OTHERS = "player_id NOT IN (SELECT unnest(ARRAY[first_id, second_id]) FROM battles)"
"""What those were given who battled is the audit's to judge: it is not of sessions."""
_BROUGHT = (
    "SELECT scope, CAST(split_part(key, ':', CASE scope WHEN 'grant' THEN 3 ELSE 2 END) AS uuid), player_id "
    "FROM transfers WHERE source = 'referral'"
)
_DAYS = (
    "SELECT player_id, category_id, day, season_id, points, week_points, season_points, total_points, answered, "
    "reached_at FROM player_days"
)
_PROGRESS = f"SELECT player_id, xp, counters, categories, streak, practice_xp FROM player_progress WHERE {_OTHERS}"
_QUIZZES = "SELECT id, mode, category_id, opens_at, settings -> 'timetable', settled_at IS NOT NULL FROM quizzes"
_CREATIVE_ENDS = "SELECT battle_id, unnest(player_ids) FROM creative_battles WHERE phase = 'closed'"
_SEALED = "SELECT id, prizes FROM seasons WHERE sealed_at IS NOT NULL"


def gather(engine: Engine, evidence: Evidence) -> None:
    """Fill in what Postgres holds."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        _gather_answers(connection, evidence)
        _gather_progress(connection, evidence)
        _gather_inboxes(connection, evidence)
        _gather_contests(connection, evidence)
        _gather_battles(connection, evidence)
        evidence.carried = carried.standings(connection)
        evidence.default_rows = partitions.default_rows(connection)
        evidence.outbox_rows = outbox_length(connection)


def _gather_battles(connection: Connection, evidence: Evidence) -> None:
    evidence.running = list(battles.running(connection))
    audited = [*battle_audit.audit(connection), *ledger_audit.audit(connection)]
    evidence.audited = [finding for finding in audited if finding.broken]
    evidence.unpaid = known.unpaid(connection)
    evidence.transfers = int(connection.execute(text("SELECT count(*) FROM transfers")).scalar_one())
    states = _rows(connection, "SELECT id, life FROM battles WHERE mode = 'quiz' AND state = 'settled'")
    lives: dict[UUID, int] = {row[0]: row[1] for row in states}
    evidence.settled_battles = len(lives)
    evidence.counted_moves = {
        (battle, one.move.move_id)
        for battle, moves in groupby(battle_moves.of(connection, lives), key=lambda move: move.battle_id)
        for one in counted(list(moves), lives[battle]) or ()
    }


def outbox_length(connection: Connection) -> int:
    """Rows that the relay has still to carry."""
    return int(connection.execute(text(f"SELECT count(*) FROM {outbox.OutboxRow.__tablename__}")).scalar_one())


def sealed(connection: Connection) -> Mapping[int, Ends]:
    """How far everything had to be applied before each sealed season was."""
    statement = "SELECT id, marks FROM seasons WHERE sealed_at IS NOT NULL"
    return {
        id_: {(topic_id, partition): end for topic_id, partition, end in marks or ()}
        for id_, marks in _rows(connection, statement)
    }


def _rows(connection: Connection, statement: str) -> Sequence[Sequence[Any]]:
    return [tuple(row) for row in connection.execute(text(statement))]


def _gather_answers(connection: Connection, evidence: Evidence) -> None:
    evidence.answers = [AnswerRow(*row) for row in _rows(connection, _ANSWERS)]
    evidence.sessions = {row[0]: SessionRow(*row) for row in _rows(connection, _SESSIONS)}
    evidence.refused = [(row[0], row[1]) for row in _rows(connection, _REFUSED)]
    evidence.dead = [bytes(row[0]) for row in _rows(connection, "SELECT value FROM dead_letters")]
    evidence.days = [DayRow(*row) for row in _rows(connection, _DAYS)]
    evidence.countries = {row[0]: row[1] for row in _rows(connection, "SELECT id, country FROM players")}


def _gather_progress(connection: Connection, evidence: Evidence) -> None:
    evidence.zones = {row[0]: row[1] for row in _rows(connection, "SELECT id, zone FROM players")}
    evidence.progress = {
        player: ProgressRow(player, xp, counters, categories, int.from_bytes(days, "little"), practice_xp)
        for player, xp, counters, categories, days, practice_xp in _rows(connection, _PROGRESS)
    }
    statement = f"SELECT player_id, code FROM player_achievements WHERE {_OTHERS}"
    evidence.achievements = [(row[0], row[1]) for row in _rows(connection, statement)]
    statement = f"SELECT player_id, source, source_key, tokens FROM grants WHERE {_OTHERS} AND source <> 'referral'"
    evidence.grants = [GrantRow(*row) for row in _rows(connection, statement)]
    statement = "SELECT id, referrer_id, referee_id, state, round FROM referrals"
    evidence.referrals = [ReferralRow(*row) for row in _rows(connection, statement)]
    evidence.brought = [BroughtRow(*row) for row in _rows(connection, _BROUGHT)]
    evidence.owing = known.owing(connection)
    statement = f"SELECT id, player_id FROM notifications WHERE {_OTHERS} AND category = 'progress'"
    evidence.notices = [(row[0], row[1]) for row in _rows(connection, statement)]


def _gather_inboxes(connection: Connection, evidence: Evidence) -> None:
    statement = "SELECT id, player_id, category, created_at FROM notifications"
    evidence.inboxes = [InboxRow(*row) for row in _rows(connection, statement)]
    evidence.earned = [(row[0], row[1]) for row in _rows(connection, "SELECT player_id, code FROM player_achievements")]
    evidence.reached = {row[0]: row[1] for row in _rows(connection, "SELECT player_id, xp FROM player_progress")}
    evidence.creative_ends = [(row[0], row[1]) for row in _rows(connection, _CREATIVE_ENDS)]
    statement = (
        "SELECT id, player_id, settled_at IS NOT NULL AND error IS NULL FROM messages "
        "WHERE channel = 'mail' AND category IS NOT NULL"
    )
    evidence.mails = [MailRow(*row) for row in _rows(connection, statement)]
    statement = "SELECT id, state, planned, sent, skipped FROM campaigns"
    evidence.campaigns = [CampaignRow(*row) for row in _rows(connection, statement)]
    statement = "SELECT campaign_id, player_id, notification_id FROM campaign_recipients"
    evidence.recipients = [RecipientRow(*row) for row in _rows(connection, statement)]
    evidence.wanting = {row[0]: row[1] for row in _rows(connection, known.WANTING)}


def _gather_contests(connection: Connection, evidence: Evidence) -> None:
    evidence.quizzes = {
        id_: QuizRow(id_, mode, category, opens_at, timetable and Timetable(**timetable), settled)
        for id_, mode, category, opens_at, timetable, settled in _rows(connection, _QUIZZES)
    }
    statement = "SELECT quiz_id, player_id, session_id, points, reached_at FROM attempts"
    evidence.attempts = [AttemptRow(*row) for row in _rows(connection, statement)]
    evidence.seasons = seasons.every(connection)
    evidence.sealed = {
        id_: Prizes(tuple(Prize(**prize) for prize in prizes)) for id_, prizes in _rows(connection, _SEALED)
    }
    statement = "SELECT season_id, rank, player_id, points FROM season_standings"
    evidence.standings = [FinalRow(*row) for row in _rows(connection, statement)]
