"""All that the tables hold about one player, for the player: what is told, and what is not and why."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql

_AT_ONCE = 1_000

WITHHELD: Mapping[str, str] = {
    "codes": "Codes that were sent to prove an address; who could read them here would need no address.",
    "device_keys": "Secrets of devices, by which players who come with one device are known.",
    "suspicion_signals": "Signs of help in games; they name other players, and would tell how to leave none.",
    "player_suspicion": "The sum of those signs.",
    "player_exports": "This file, and others like it.",
    "gift_cards": "Under seal: who has shown again who they are sees them at `POST /v1/redemptions/{id}/reveal`.",
    "player_notes": "What our staff noted for each other; it may name others, so a person looks before it is told.",
}
"""Tables with a `player_id` that are not told."""

RECORDS: Mapping[str, str] = {
    "cases": "Reviews of signs of help, reports and appeals, while they last; a decision is told as a sanction.",
    "reports": "What other players reported about you: it is theirs, and would tell who they are.",
    "audit_log": "What our staff did, for whoever supervises them; ask for it, and a person looks what may be told.",
    "creative_battles": "What creative battles are made of; yours are in `battles`, with your entries and votes.",
    "quizzes": "Who won a quiz; what you reached is in `attempts`.",
    "campaigns": "How far a message to many has come; those that were for you are in `campaign_recipients`.",
    "expiries": "How far it has come that tokens expire; yours are in `transfers`.",
    "idempotency_keys": "That a request was sent twice, for a day.",
}
"""Tables that name players in other columns, and are not told."""

OTHERS: Mapping[str, str] = {
    "player_reports.accused_id": RECORDS["reports"],
    "player_reports.about": RECORDS["reports"],
    "challenges.accepted_by": "What came of it is in `battles`; the challenge is another's.",
    "pair_restrictions.low_id": "What others keep from you is theirs to know; your own are told.",
    "pair_restrictions.high_id": "The same.",
}
"""Columns of tables that are told, by which a row is somebody else's."""

SECRETS: Mapping[str, Mapping[str, str]] = {
    "players": {"device_key_hash": "a secret of the device"},
    "accounts": {"password_hash": "a secret"},
    "devices": {"seed": "a secret of the login"},
    "push_tokens": {"token": "lets others write to the device", "token_hash": "goes with the token"},
    "messages": {"body": "may hold a code that proves an address", "subject": "goes with the body"},
    "sanctions": {
        "reason": "our staff's words, which may name others; the ground is told",
        "lift_reason": "the same",
        "imposed_by": "a member of our staff",
        "lifted_by": "a member of our staff",
        "hiding": "no more than whether it is in force",
    },
    "player_tags": {"added_by": "a member of our staff"},
    "player_messages": {"staff_id": "a member of our staff"},
    "threads": {"assigned_to": "a member of our staff"},
    "thread_messages": {"staff_id": "a member of our staff; null: the player's own words"},
    "player_reports": {"accused_id": "another player, whom `about` tells as far as you know them", "shown": "theirs"},
    "sessions": {"correct": "keys of questions that others are asked", "seed": "a secret that names options"},
    "answers": {"kafka_partition": "a place in our log", "kafka_offset": "a place in our log"},
    "votes": {"kafka_partition": "a place in our log", "kafka_offset": "a place in our log"},
    "battles": {
        "script": "questions with what is right; a replay tells them once the battle is over",
        "question_ids": "go with the script",
        "revisions": "go with the script",
        "result": "with what it gave the other, too; without that it is in `how`",
    },
    "battle_moves": {"kafka_partition": "a place in our log", "kafka_offset": "a place in our log"},
    "referrals": {
        "referee_id": "one of the two, who is somebody else unless it is their own referral",
        "referrer_id": "the other of the two",
        "event_id": "holds the one who was brought",
        "score": "would tell how to go unseen",
        "reasons": "the same; in general terms they are at `GET /v1/referrals`",
        "cleared": "the same",
    },
    "redemptions": {
        "recipient_hash": "a number for machines, of the recipient, which is told",
        "rate": "what our price is made of",
        "cost_amount": "what we pay our partner",
        "cost_currency": "goes with it",
        "review_reason": "would tell how to go unseen",
    },
}
"""Columns that are left out, by table."""

_UNTOLD: Mapping[str, tuple[str, ...]] = {
    "sessions": ("base_points", "points", "xp", "question_ids", "revisions"),
    "answers": ("base_points",),
    "attempts": ("points", "reached_at"),
}
"""Columns that would be a verdict before verdicts are told, or name what a session has still to ask."""

_OWN = (
    *("accounts", "identities", "phones", "devices", "messages", "notifications", "question_reports", "player_skills"),
    *("player_days", "corrections", "player_progress", "player_achievements", "grants", "season_standings"),
    *("sanctions", "uploads", "entries", "vote_servings", "in_battle", "ratings", "rating_changes", "challenges"),
    *("transfers", "ledger_accounts", "earned_days", "redemptions", "gift_card_views", "purchases"),
    *("activity_marks", "activity_players", "activity_weeks", "player_networks"),
    *("player_tags", "campaign_recipients", "player_messages", "threads", "thread_messages"),
    *("notification_preferences", "push_tokens", "expiry_notices", "referral_codes", "player_reports", "appeals"),
)
_ALL = "t.reveals_at IS NULL OR t.reveals_at <= now()"
_OVER = f"({_ALL}) AND (t.ended_at IS NOT NULL OR t.expires_at <= now())"
_SOURCES: Mapping[str, tuple[str, str]] = {
    "players": ("players t WHERE t.id = :player", "true"),
    "sessions": ("sessions t WHERE t.player_id = :player ORDER BY t.id", _OVER),
    "seen": (
        "seen t WHERE t.player_id = :player AND t.question_id NOT IN "
        "(SELECT unnest(s.question_ids) FROM sessions s WHERE s.player_id = :player "
        f"AND NOT ({_OVER.replace('t.', 's.')})) AND t.question_id NOT IN (SELECT unnest(b.question_ids) "
        "FROM battles b WHERE :player IN (b.first_id, b.second_id) AND b.state = 'running')",
        "true",
    ),
    "answers": (
        "answers t JOIN sessions s ON s.id = t.session_id WHERE s.player_id = :player "
        "ORDER BY t.session_id, t.question_no",
        _ALL.replace("t.", "s."),
    ),
    "attempts": (
        "attempts t LEFT JOIN sessions s ON s.id = t.session_id WHERE t.player_id = :player ORDER BY t.session_id",
        _ALL.replace("t.", "s."),
    ),
    "votes": ("votes t WHERE t.voter_id = :player ORDER BY t.battle_id", "true"),
    **{table: (f"{table} t WHERE t.player_id = :player", "true") for table in _OWN},
    # The result without what it gave, which is of both; one's own is in grants and rating_changes.
    "battles": (
        "(SELECT x.*, x.result - 'rewards' AS how FROM battles x WHERE x.first_id = :player OR x.second_id = :player "
        "AND x.kind <> 'ghost') t ORDER BY t.id",
        "true",
    ),
    "battle_moves": (
        "battle_moves t JOIN (SELECT id, 0 AS side FROM battles WHERE first_id = :player UNION ALL "
        "SELECT id, 1 FROM battles WHERE second_id = :player AND kind <> 'ghost') b ON b.id = t.battle_id "
        "AND CAST(t.move AS jsonb) ->> 'side' = CAST(b.side AS text) ORDER BY t.battle_id, t.life, t.seq",
        "true",
    ),
    "referrals": ("referrals t WHERE :player IN (t.referee_id, t.referrer_id) ORDER BY t.id", "true"),
    "referral_plays": ("referral_plays t WHERE t.referee_id = :player ORDER BY t.at", "true"),
    "friendships": ("friendships t WHERE :player IN (t.low_id, t.high_id)", "true"),
    "pair_restrictions": ("pair_restrictions t WHERE t.by_player = :player", "true"),
}
"""By the name of the part: which rows, and when their verdicts may be told."""

PARTS = tuple(_SOURCES)


def rows(connection: Connection, part: str, player: UUID) -> Iterator[dict[str, Any]]:
    """The rows of one part, read in pieces."""
    source, told = _SOURCES[part]
    hidden = ", ".join(f"'{name}'" for name in SECRETS.get(part, ()))
    untold = ", ".join(f"'{name}'" for name in _UNTOLD.get(part, ()))
    statement = sql(
        f"SELECT to_jsonb(t) - ARRAY[{hidden}]::text[] - CASE WHEN {told} THEN '{{}}'::text[] "
        f"ELSE ARRAY[{untold}]::text[] END FROM {source}"
    )
    result = connection.execute(statement, {"player": player}, execution_options={"yield_per": _AT_ONCE})
    return iter(result.scalars())
