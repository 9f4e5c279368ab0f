"""Achievements: what a player can earn once, declared as data, and which ones some counters earn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from rules.suspicion import SUPERHUMAN_MS

Metric = Literal[
    "answered",
    "right",
    "sessions",
    "perfect_sessions",
    "best_streak_days",
    "categories_played",
    "live_wins",
    "battles_won",
    "daily_played",
    "fast_right",
    "level",
]
"""What is counted. A counter only grows: the longest streak ever and not the current one, a level and not a rank."""
METRICS: tuple[Metric, ...] = get_args(Metric)
Tier = Literal["bronze", "silver", "gold"]
FAST_MS = 3_000
PERFECT_LEAST = 5
"""Questions of a session under which all of them right is no feat."""


@dataclass(frozen=True)
class Achievement:
    """Something earned when a counter reaches a threshold. Texts are English, shown where there is no translation."""

    code: str
    """Stored with the player: never reused, never renamed."""
    name: str
    description: str
    metric: Metric
    threshold: int
    tier: Tier

    @property
    def name_key(self) -> str:
        """The key a translation of the name is found under."""
        return f"achievements.{self.code}.name"

    @property
    def description_key(self) -> str:
        """The key a translation of the description is found under."""
        return f"achievements.{self.code}.description"


ACHIEVEMENTS = (
    Achievement("first_answer", "Here We Go", "Answer your first question.", "answered", 1, "bronze"),
    Achievement("answers_100", "Warmed Up", "Answer 100 questions.", "answered", 100, "bronze"),
    Achievement("answers_1000", "Inquisitive", "Answer 1,000 questions.", "answered", 1_000, "silver"),
    Achievement("answers_10000", "Insatiable", "Answer 10,000 questions.", "answered", 10_000, "gold"),
    Achievement("right_100", "Well Read", "Give 100 right answers.", "right", 100, "bronze"),
    Achievement("right_1000", "Scholar", "Give 1,000 right answers.", "right", 1_000, "silver"),
    Achievement("right_5000", "Encyclopaedia", "Give 5,000 right answers.", "right", 5_000, "gold"),
    Achievement("sessions_10", "Regular", "Finish 10 sessions.", "sessions", 10, "bronze"),
    Achievement("sessions_100", "Part of the Furniture", "Finish 100 sessions.", "sessions", 100, "silver"),
    Achievement("perfect_1", "Flawless", "Get every question of a session right.", "perfect_sessions", 1, "bronze"),
    Achievement("perfect_10", "Perfectionist", "Play 10 perfect sessions.", "perfect_sessions", 10, "silver"),
    Achievement("perfect_50", "Beyond Reproach", "Play 50 perfect sessions.", "perfect_sessions", 50, "gold"),
    Achievement("streak_7", "A Good Week", "Play 7 days in a row.", "best_streak_days", 7, "bronze"),
    Achievement("streak_30", "A Good Month", "Play 30 days in a row.", "best_streak_days", 30, "silver"),
    Achievement("streak_365", "A Good Year", "Play 365 days in a row.", "best_streak_days", 365, "gold"),
    Achievement("categories_5", "Curious", "Play in 5 categories.", "categories_played", 5, "bronze"),
    Achievement("categories_15", "Renaissance Mind", "Play in 15 categories.", "categories_played", 15, "silver"),
    Achievement("live_win_1", "Centre Stage", "Win a live quiz.", "live_wins", 1, "silver"),
    Achievement("live_win_10", "Showstopper", "Win 10 live quizzes.", "live_wins", 10, "gold"),
    Achievement("battle_win_1", "Challenger", "Win a battle.", "battles_won", 1, "bronze"),
    Achievement("battle_win_10", "Contender", "Win 10 battles.", "battles_won", 10, "silver"),
    Achievement("battle_win_100", "Champion", "Win 100 battles.", "battles_won", 100, "gold"),
    Achievement("daily_7", "Daily Bread", "Finish the daily challenge on 7 days.", "daily_played", 7, "bronze"),
    Achievement("daily_100", "Clockwork", "Finish the daily challenge on 100 days.", "daily_played", 100, "silver"),
    Achievement("fast_50", "Quick Wit", "Answer 50 questions right within 3 seconds.", "fast_right", 50, "bronze"),
    Achievement(
        "fast_1000", "Lightning", "Answer 1,000 questions right within 3 seconds.", "fast_right", 1_000, "gold"
    ),
    Achievement("level_10", "Climber", "Reach level 10.", "level", 10, "bronze"),
    Achievement("level_25", "Mountaineer", "Reach level 25.", "level", 25, "silver"),
    Achievement("level_50", "On the Summit", "Reach level 50.", "level", 50, "gold"),
)


def is_fast(elapsed_ms: int) -> bool:
    """Whether a right answer counts to `fast_right`: too fast to have been read is no wit."""
    return SUPERHUMAN_MS <= elapsed_ms <= FAST_MS


def is_perfect(questions: int, right: int) -> bool:
    """Whether a session counts to `perfect_sessions`."""
    return PERFECT_LEAST <= questions == right


def earned(counters: Mapping[Metric, int], already: Collection[str] = ()) -> list[Achievement]:
    """What the counters earn beyond the codes the player has, in the order declared; a counter not given is 0.

    Codes that are declared no more stay the player's, and do no harm here.
    """
    return [
        achievement
        for achievement in ACHIEVEMENTS
        if counters.get(achievement.metric, 0) >= achievement.threshold and achievement.code not in already
    ]
