"""Every topic and every event, each declared once. `docs/events.md` is generated from this page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec


@dataclass(frozen=True)
class Topic:
    """A Kafka topic and the one task that does what its events ask for, in the queue that task has."""

    name: str
    task: str
    queue: str
    carries: str
    gather: float = 0.05
    """Least seconds from one slice of a partition to the next, unless that is full. Most of what a small slice costs is
    there whatever its size: so players see more of the cores, and wait half of this more."""
    follows: str | None = None
    """The topic whose slices make its events: while that is late, it is done rarely (rules.carrying)."""
    pause: float = 1.5
    """Least rest after a slice, as a multiple of how long that took, unless the next is full: the busier the cores are,
    the fewer and the larger slices become. What follows another topic coalesces, and rests even if it is full."""
    partitions: int | None = None
    """How many it has; None: as many as the settings say."""
    max_events: int = 2_000
    max_bytes: int = 640_000


SUBMISSIONS = Topic(
    "quiz.submissions",
    "tasks.scoring.score_answers",
    "scoring",
    "answers, ends of sessions, settled attempts, corrections",
)
LEADERBOARD = Topic(
    "leaderboard.updates",
    "tasks.ranking.rank_players",
    "ranking",
    "the players whose totals changed, one event a slice",
    gather=0.1,  # as often as a board may be told
    follows=SUBMISSIONS.name,
    partitions=1,  # what all partitions of answers changed is ranked together
    max_events=200,
    max_bytes=4_000_000,
)
BATTLES = Topic(
    "battle.moves",
    "tasks.battles.fold_moves",
    "battles",
    "what happens in battles, move by move",
    max_events=1_000,
)
NOTIFICATIONS = Topic(
    "player.notifications",
    "tasks.inbox.fill_inboxes",
    "notifications",
    "messages to players",
    max_events=500,
)
VOTES = Topic(
    "battle.votes",
    "tasks.votes.count_votes",
    "battles",
    "votes on creative battles",
)
REDEMPTIONS = Topic(
    "rewards.redemptions",
    "tasks.redemptions.wake_redemptions",
    "redemptions",
    "redemptions that were asked for: they are due anyway, and so are sooner",
    max_events=500,
)
REFERRALS = Topic(
    "referral.events",
    "tasks.referrals.follow_referrals",
    "notifications",
    "claims of codes, players who have played enough, those who redeem for the first time",
    max_events=500,
)
TOPICS: dict[str, Topic] = {
    topic.name: topic for topic in (SUBMISSIONS, LEADERBOARD, BATTLES, VOTES, NOTIFICATIONS, REDEMPTIONS, REFERRALS)
}


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened, named in the past tense. A changed field is a new version, beside the old one."""

    topic: ClassVar[Topic]
    version: ClassVar[int]
    event_id: str

    @property
    def key(self) -> str:
        """Kafka's key: events of one key keep their order."""
        raise NotImplementedError

    def __init_subclass__(cls) -> None:
        EVENTS[(cls.__name__, cls.version)] = cls


EVENTS: dict[tuple[str, int], type[Event]] = {}


class AnswerSubmitted(Event, frozen=True, kw_only=True):
    """A player answered a question, in time by the server's clock; `event_id` names session, question, response."""

    topic = SUBMISSIONS
    version = 1
    session_id: UUID
    question_no: int
    player_id: UUID
    response: str
    delivered_at: datetime
    received_at: datetime

    @property
    def key(self) -> str:
        """The player: one player's answers stay in order."""
        return str(self.player_id)


class SessionEnded(Event, frozen=True, kw_only=True):
    """A player ended a session, or its time did; `event_id` names the session, as it ends once."""

    topic = SUBMISSIONS
    version = 1
    session_id: UUID
    player_id: UUID
    ended_at: datetime
    reason: Literal["finished", "expired"]

    @property
    def key(self) -> str:
        """The player: the end comes after the answers given before it."""
        return str(self.player_id)


class AttemptSettled(Event, frozen=True, kw_only=True):
    """A quiz that many play is over and all its answers are applied: what an attempt gives may be given, and be seen.

    `event_id` derives from the session, as it is settled once.
    """

    topic = SUBMISSIONS
    version = 1
    session_id: UUID
    player_id: UUID
    opened_at: datetime
    closed_at: datetime
    settled_at: datetime
    """When word of it was put into the outbox."""
    won: bool
    """Whether it has the first place, and others have points too: for all attempts decided at once."""

    @property
    def key(self) -> str:
        """The player: totals are added to between that player's answers, never beside them."""
        return str(self.player_id)


class PointsCorrected(Event, frozen=True, kw_only=True):
    """An operator added points to (or took them from) a player's total in a category on a day."""

    topic = SUBMISSIONS
    version = 1
    player_id: UUID
    category_id: int
    day: date
    points: int
    reason: str

    @property
    def key(self) -> str:
        """The player: a correction is applied between that player's answers, never beside them."""
        return str(self.player_id)


class BattleMoved(Event, frozen=True, kw_only=True):
    """Something happened in a quiz battle: a player did it, or the clock; `event_id` names battle, life and seq."""

    topic = BATTLES
    version = 1
    battle_id: UUID
    life: int
    seq: int
    """From 1, over all lives that count (rules.lives)."""
    move: str
    """rules.battle.Move as JSON."""
    at: datetime
    over: bool
    """Whether the battle was over with it."""

    @property
    def key(self) -> str:
        """The battle: its moves stay in order."""
        return str(self.battle_id)


class ChangedTotals(msgspec.Struct, frozen=True):
    """The players whose totals in one category (0: all of them) changed on one day."""

    category_id: int
    day: date
    players: Sequence[UUID]


class StandingsChanged(Event, frozen=True, kw_only=True):
    """One slice, or one operator's act, changed these players' totals; the boards must follow."""

    topic = LEADERBOARD
    version = 1
    source: str
    """The cause in words: `quiz.submissions/3 1200-1350`, or an operator's act."""
    changes: Sequence[ChangedTotals]

    @property
    def key(self) -> str:
        """The source partition: what one partition changed is ranked in order."""
        return self.source.partition(" ")[0]


class PlayerTold(Event, frozen=True, kw_only=True):
    """There is something to tell a player; `event_id` derives from the cause and is the notification's id too.

    It has no words: they are found when it is put into the inbox, in the language that the player has then.
    """

    topic = NOTIFICATIONS
    version = 1
    player_id: UUID
    kind: str
    """One of `rules.notices.KINDS`,"""
    values: Mapping[str, str | int]
    """with the values that it has places for."""
    lang: Literal["en", "es", "ar"] | None
    """The language that people wrote the values in; null: the player's."""
    created_at: datetime

    @property
    def key(self) -> str:
        """The player: a player's messages stay in order."""
        return str(self.player_id)


class NotificationWritten(Event, frozen=True, kw_only=True):
    """What `PlayerTold` was before: words, in English, in place of a kind. Read as long as there are any."""

    topic = NOTIFICATIONS
    version = 1
    player_id: UUID
    category: str
    """What it is about: `achievement`, `level`, `warning`."""
    title: str
    body: str
    link: str | None
    """A path in the app."""
    created_at: datetime

    @property
    def key(self) -> str:
        """The player: a player's messages stay in order."""
        return str(self.player_id)


class VoteCast(Event, frozen=True, kw_only=True):
    """A voter chose one of a creative battle's two entries; `event_id` names battle, voter and entry."""

    topic = VOTES
    version = 1
    battle_id: UUID
    voter_id: UUID
    entry_id: UUID
    received_at: datetime

    @property
    def key(self) -> str:
        """The battle: what is counted on one row comes one after the other."""
        return str(self.battle_id)


class RedemptionRequested(Event, frozen=True, kw_only=True):
    """A player wants something for tokens, which are held; `event_id` is the redemption's. It only wakes."""

    topic = REDEMPTIONS
    version = 1
    redemption_id: UUID
    requested_at: datetime

    @property
    def key(self) -> str:
        """The redemption, which is our reference with the partner: what is said of it stays in order."""
        return str(self.redemption_id)


class PartnerHinted(Event, frozen=True, kw_only=True):
    """A partner's webhook: there is news of an order. It only wakes, and what is true is asked of the partner.

    `event_id` derives from the webhook's own id. The order is named by theirs, or by our reference, or is none of ours.
    """

    topic = REDEMPTIONS
    version = 1
    partner: str
    partner_id: str | None
    reference: str | None
    says: str | None
    received_at: datetime

    @property
    def key(self) -> str:
        """The order, as far as it is named: what is said of it stays in order."""
        return self.reference or f"{self.partner}:{self.partner_id}"


class ReferralClaimed(Event, frozen=True, kw_only=True):
    """A player claimed another's code; `event_id` names the player and the code."""

    topic = REFERRALS
    version = 1
    referral_id: UUID
    """What the referral is to be called, if this is what makes it."""
    referee_id: UUID
    referrer_id: UUID
    received_at: datetime

    @property
    def key(self) -> str:
        """The referee: what happens to one referral stays in order."""
        return str(self.referee_id)


class RefereePlayed(Event, frozen=True, kw_only=True):
    """A player who was brought has played enough, or has proved who they are since; `event_id` derives from both."""

    topic = REFERRALS
    version = 1
    referral_id: UUID
    referee_id: UUID

    @property
    def key(self) -> str:
        """The referee."""
        return str(self.referee_id)


class RefereeRedeemed(Event, frozen=True, kw_only=True):
    """A side of a referral wants to redeem for the first time, and its facts have something against it.

    `event_id` derives from the redemption and the referral.
    """

    topic = REFERRALS
    version = 1
    referral_id: UUID
    referee_id: UUID
    redemption_id: UUID

    @property
    def key(self) -> str:
        """The referee, whichever side redeems."""
        return str(self.referee_id)
