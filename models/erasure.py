"""Erasure: what is a person's is deleted, what counts for others stays, under no name."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection

from models import notifications, redemption_steps, referral_erasure
from models.base import sql
from models.forfeits import forfeit
from rules.redemption import cancelled

NOBODY = "Deleted player"
PERSONAL = (
    *("accounts", "identities", "phones", "devices", "device_keys", "codes", "messages", "notifications", "uploads"),
    *("player_exports", "question_reports", "player_skills", "suspicion_signals", "player_suspicion", "player_notes"),
    "vote_servings",
    *("player_reports", "appeals"),
    "notification_preferences",
    "push_tokens",
    *("player_tags", "campaign_recipients", "player_messages", "threads", "thread_messages"),
    "gift_cards",
    "expiry_notices",
    "ratings",
    "challenges",
    "player_networks",
    "referral_codes",
)
"""Tables whose rows are a player's own, by `player_id`."""
PAIRS = ("friendships", "pair_restrictions")
"""Tables whose rows are of two players, by `low_id` and `high_id`: gone with either."""

NAMED: Mapping[str, str] = MappingProxyType(
    {
        "cases.subject": "reviews of a player",
        "player_reports.accused_id": "what others say of them",
        "player_reports.about": "the same, where it is about their name or behaviour",
        "referral_plays.referee_id": "games that qualified them",
        "friendships.asked_by": "goes with the pair",
        "pair_restrictions.by_player": "goes with the pair",
    }
)
"""Other columns with a player's id whose rows are gone, by what they are."""
STAYING: Mapping[str, Collection[str]] = MappingProxyType(
    {
        "points, ranks and results count for others, under no name": (
            *("sessions.player_id", "player_days.player_id", "corrections.player_id", "player_progress.player_id"),
            *("player_achievements.player_id", "attempts.player_id", "season_standings.player_id", "seen.player_id"),
            *("rating_changes.player_id", "quizzes.winner_id", "battles.first_id", "battles.second_id"),
            *("creative_battles.player_ids", "entries.player_id", "votes.voter_id", "challenges.accepted_by"),
        ),
        "money has to add up": (
            *("transfers.player_id", "ledger_accounts.player_id", "earned_days.player_id", "redemptions.player_id"),
            *("gift_card_views.player_id", "purchases.player_id", "grants.player_id"),
            *("referrals.referee_id", "referrals.referrer_id"),
        ),
        "that they were sanctioned, without a word": ("sanctions.player_id",),
        "who was active is counted, and forgotten by its time": (
            *("activity_marks.player_id", "activity_players.player_id", "activity_weeks.player_id"),
        ),
        "how far something has come": (
            "campaigns.planned_to",
            "campaigns.sent_to",
            "expiries.reached",
            "quizzes.settled_to",
        ),
        "a request is not done twice; gone after a day": ("idempotency_keys.owner_id",),
        "until the battle they left is over": ("in_battle.player_id",),
        "it is the player": ("players.id",),
    }
)
"""Columns whose rows stay with a player's id, by why: nothing else in those rows says who that was.

What staff wrote of them is emptied, but in what nobody can change: the audit log, which owners alone read, and the
steps of redemptions, which are books.
"""


def erase(connection: Connection, player: UUID) -> None:
    """Forget who a player is. Their points stand on boards and in quizzes as before, under the country and no name."""
    redemption_steps.cancel_all(connection, player, cancelled)
    referral_erasure.erase(connection, player)
    forfeit(connection, player, str(player))
    redemption_steps.forget(connection, player)  # after the ledger's lock: whoever was settling one is done
    connection.execute(_PICTURES, {"player": player})
    connection.execute(_CASES, {"player": player})
    connection.execute(_REASONS, {"player": player})
    connection.execute(_ABOUT, {"player": player})
    removed = {
        table: connection.execute(sql(f"DELETE FROM {table} WHERE player_id = :player"), {"player": player}).rowcount
        for table in PERSONAL
    }
    for table in PAIRS:
        connection.execute(sql(f"DELETE FROM {table} WHERE low_id = :player OR high_id = :player"), {"player": player})
    words = sql(
        "UPDATE sanctions SET reason = '', message = NULL, lift_reason = NULL, ground = 'rules' "
        "WHERE player_id = :player"
    )
    connection.execute(words, {"player": player})
    connection.execute(_ENTRIES, {"player": player})
    statement = sql(
        "UPDATE players SET name = :name, device_key_hash = NULL, languages = '{en}', zone = 'UTC', birth_year = NULL, "
        "terms_version = NULL, presence = 'nobody', erased_at = now(), version = version + 1 WHERE id = :player"
    )
    connection.execute(statement, {"player": player, "name": NOBODY})
    notifications.count_removed(connection, "erased", removed["notifications"])


_CASES = sql(
    "DELETE FROM cases WHERE subject = :player OR (queue = 'entries' AND subject IN "
    "(SELECT id FROM entries WHERE player_id = :player)) OR (queue = 'appeals' AND subject IN "
    "(SELECT id FROM appeals WHERE player_id = :player))"
)
# That they were decided stays, with the money that it was about.
_REASONS = sql(
    "UPDATE cases SET reason = '' WHERE reason <> '' AND ((queue = 'referrals' AND subject IN "
    "(SELECT id FROM referrals WHERE :player IN (referrer_id, referee_id))) OR (queue = 'redemptions' AND subject IN "
    "(SELECT id FROM redemptions WHERE player_id = :player)))"
)
_ABOUT = sql("DELETE FROM player_reports WHERE accused_id = :player")
# That there was one stays: votes were given for it.
_ENTRIES = sql(
    "UPDATE entries SET state = 'withdrawn', text = NULL, upload_id = NULL, faults = '{}' WHERE player_id = :player"
)
# What they sent and others see: the file is a stray without its row. A file that was there before is not theirs.
_PICTURES = sql(
    "DELETE FROM media m USING uploads u WHERE u.player_id = :player AND u.state = 'approved' AND m.id = u.medium_id "
    "AND m.created_at >= u.created_at AND NOT EXISTS (SELECT FROM questions q WHERE q.media_id = m.id) AND NOT EXISTS "
    "(SELECT FROM uploads o WHERE o.medium_id = m.id AND o.state = 'approved' AND o.player_id IS DISTINCT FROM :player)"
)


def erased(connection: Connection, players: Collection[UUID]) -> set[UUID]:
    """Those of the players who were erased; none of the others will be before the transaction ends.

    For who writes into PERSONAL tables from what was received earlier: first of all its locks, as an erasure takes
    that of the player first.
    """
    statement = sql(
        "SELECT id, erased_at IS NOT NULL AS gone FROM players WHERE id = ANY(:players) ORDER BY id FOR SHARE"
    )
    return {row.id for row in connection.execute(statement, {"players": list(players)}) if row.gone}
