"""What is kept for good, and why: every table that no category of models.retention is about.

Of a person it is kept for as long as they are a player: models.erasure says what is left of it then.
"""

from collections.abc import Mapping
from types import MappingProxyType

_WHY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "what players are and say of themselves, until they are erased": (
            *("players", "accounts", "identities", "phones", "device_keys", "notification_preferences"),
            *("referral_codes", "friendships", "pair_restrictions", "player_tags", "uploads", "expiry_notices"),
        ),
        "what points, ranks, levels and ratings are the sums of: the audit counts it anew": (
            *("sessions", "answers", "attempts", "corrections", "player_days", "season_standings", "seen"),
            *("player_progress", "player_achievements", "player_skills", "ratings", "rating_changes"),
        ),
        "what results and tokens of battles follow from: the audit folds each again, and players see it again": (
            *("battles", "battle_moves", "creative_battles", "entries", "votes", "exposures", "in_battle"),
        ),
        "money, and the proof of who had it: books are kept for as long as the law wants": (
            *("ledger_accounts", "ledger_entries", "ledger_seals", "transfers", "grants", "earned_days"),
            *("expiries", "purchases", "redemptions", "redemption_attempts", "redemption_transitions", "gift_cards"),
            *("gift_card_views", "referrals", "referral_steps", "referral_words", "referral_plays", "budgets"),
            *("closed_months", "breaks"),
            *("partner_lines", "partner_statements", "partner_state", "partner_floats", "token_rates"),
        ),
        "what staff decided about players and why: who is judged again is judged by all of it": (
            *("sanctions", "cases", "appeals", "player_notes", "player_suspicion"),
        ),
        "who of the staff did what, for whoever supervises them": (
            *("audit_log", "approvals", "staff", "staff_credentials", "staff_recovery_codes", "staff_invitations"),
            *("claims", "work_done", "saved_views"),
        ),
        "what became of each event: without it one could be applied twice, or its count not add up": (
            *("carried", "refused", "dead_letters", "outbox", "inbox_removals", "audits"),
        ),
        "what was rewarded for being brought, of nobody: it is rewarded once in a lifetime": ("referral_rewarded",),
        "content, and how it does; of nobody": (
            *("categories", "questions", "question_revisions", "question_pool", "question_flags", "item_statistics"),
            *("media", "quizzes", "seasons", "prompts", "scheduled_transitions", "imports", "import_findings"),
            *("products", "product_syncs", "campaigns", "message_templates", "segments"),
        ),
        "one row each of what is set, or how far something has come": (
            *("thresholds", "switches", "leases", "learning", "retention", "app_keys"),
        ),
        "sums of days and weeks, of nobody": ("activity_days", "activity_cohorts", "activity_retention"),
        "one row a player, of when they began: weeks are counted by it": ("activity_players",),
        "pieces of exports, which go with them": ("export_pieces",),
    }
)
KEPT: Mapping[str, str] = MappingProxyType({table: why for why, tables in _WHY.items() for table in tables})
"""Why, by table."""
