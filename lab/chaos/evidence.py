"""What the judge judges by: the players' journals, and everything that Postgres and the boards hold after a drain."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from lab.players.journal import Ending, Intent, Line, Told
from models.audit import Finding
from models.carried import Standing
from rules.boards import Board, Season
from rules.levels import Mode
from rules.lifelines import skipped
from rules.live import Timetable
from rules.scoring import fold
from rules.seasons import Prizes


@dataclass(frozen=True)
class AnswerRow:
    """An applied answer."""

    session_id: UUID
    question_no: int
    response: str
    base_points: int
    elapsed_ms: int
    received_at: datetime


@dataclass(frozen=True)
class SessionRow:
    """A session, with what scoring says it is worth."""

    id: UUID
    player_id: UUID
    category_id: int
    time_limit_ms: int
    correct: Sequence[str]
    worth: Sequence[bool] | None
    on_boards: bool
    points: int
    end_reason: str | None = None
    mode: Mode = "ranked"
    quiz_id: UUID | None = None
    ended_at: datetime | None = None
    told_of_end: bool = False
    """Whether word of its expiry was put into the outbox."""
    xp: int | None = None
    lifelines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def fold(self, rows: Iterable[AnswerRow]) -> list[int]:
        """The points that each question gives."""
        return fold(self.base(rows), self.worth, skipped(self.lifelines))

    def base(self, rows: Iterable[AnswerRow]) -> list[int | None]:
        """The points before streaks that its answers have, None where there is none."""
        base: list[int | None] = [None] * len(self.correct)
        for row in rows:
            base[row.question_no] = row.base_points
        return base


@dataclass(frozen=True)
class ProgressRow:
    """What a player has come to."""

    player_id: UUID
    xp: int
    counters: Mapping[str, int]
    categories: Collection[int]
    days: int
    """Those played, as rules.streaks has them."""
    practice_xp: int


class GrantRow(NamedTuple):
    """Tokens that are due to a player for one thing."""

    player_id: UUID
    source: str
    source_key: str
    tokens: int


class ReferralRow(NamedTuple):
    """Who brought whom; `round` is how often it may have been paid."""

    id: UUID
    referrer_id: UUID
    referee_id: UUID
    state: str
    round: int


class BroughtRow(NamedTuple):
    """A transfer for a referral: `grant` or `clawback`."""

    scope: str
    referral: UUID
    player: UUID


@dataclass(frozen=True)
class QuizRow:
    """A quiz for many; only a live one has a timetable."""

    id: UUID
    mode: Mode
    category_id: int
    opens_at: datetime
    timetable: Timetable | None = None
    settled: bool = False
    """Whether word was put into the outbox that its attempts may give what they give."""


@dataclass(frozen=True)
class AttemptRow:
    """A player's one attempt at a quiz."""

    quiz_id: UUID
    player_id: UUID
    session_id: UUID
    points: int
    reached_at: datetime | None


class FinalRow(NamedTuple):
    """A line of a season's final standings."""

    season_id: int
    rank: int
    player_id: UUID
    points: int


@dataclass(frozen=True)
class LongStop:
    """The closing that the bridges were stopped across: its season, and the answers that were put in for it.

    `in_time` were in Kafka before the season was over, `late` came after its seal had been seen.
    """

    season_id: int
    in_time: Collection[str]
    late: Collection[str]


@dataclass(frozen=True)
class DayRow:
    """A player's totals in a category (0: all) at the end of a day."""

    player_id: UUID
    category_id: int
    day: date
    season_id: int
    points: int
    week_points: int
    season_points: int
    total_points: int
    answered: int
    reached_at: datetime | None


@dataclass(frozen=True)
class BoardSeen:
    """A whole board as the API showed it: (player, points) from the first to the last."""

    board: Board
    source: str
    entries: Sequence[tuple[UUID, int]]
    is_past: bool = False
    """Whether its time is over: those stay with Postgres once Redis has lost them."""


@dataclass(frozen=True)
class InboxRow:
    """A message in an inbox."""

    id: UUID
    player_id: UUID
    category: str
    created_at: datetime


@dataclass(frozen=True)
class MailRow:
    """A mail that carries one."""

    id: UUID
    player_id: UUID
    sent: bool


@dataclass(frozen=True)
class CampaignRow:
    """What staff told many players."""

    id: UUID
    state: str
    planned: int
    sent: int
    skipped: int


@dataclass(frozen=True)
class RecipientRow:
    """A player whom a campaign means, and the message's id."""

    campaign_id: UUID
    player_id: UUID
    notification_id: UUID


@dataclass
class Evidence:
    """All of it. `poison` are the bytes that were put into the topic and acknowledged, each once."""

    journal: Sequence[Line] = ()
    poison: Sequence[bytes] = ()
    answers: Sequence[AnswerRow] = ()
    sessions: Mapping[UUID, SessionRow] = field(default_factory=dict)
    refused: Sequence[tuple[str, str]] = ()
    """(event id, code)"""
    dead: Sequence[bytes] = ()
    days: Sequence[DayRow] = ()
    seasons: Sequence[Season] = ()
    countries: Mapping[UUID, str | None] = field(default_factory=dict)
    boards: Sequence[BoardSeen] = ()
    carried: Sequence[Standing] = ()
    ends: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """Where Kafka's logs end, by topic and partition."""
    went_back: Sequence[str] = ()
    """Every time that a partition's `applied` was seen lower than before."""
    default_rows: int = 0
    outbox_rows: int = 0
    running: Sequence[UUID] = ()
    """Quiz battles that have not ended."""
    counted_moves: Collection[tuple[UUID, str]] = ()
    """(battle, move id) of the moves that count."""
    audited: Sequence[Finding] = ()
    """What the audits of battles and of the ledger found broken."""
    unpaid: int = 0
    """Grants of players who have proved an address."""
    transfers: int = 0
    settled_battles: int = 0
    zones: Mapping[UUID, str] = field(default_factory=dict)
    progress: Mapping[UUID, ProgressRow] = field(default_factory=dict)
    achievements: Sequence[tuple[UUID, str]] = ()
    """(player, code)"""
    grants: Sequence[GrantRow] = ()
    referrals: Sequence[ReferralRow] = ()
    brought: Sequence[BroughtRow] = ()
    owing: Sequence[UUID] = ()
    """Referrals that were played for, by who is known, and that nothing became of."""
    notices: Sequence[tuple[UUID, UUID]] = ()
    """(id, player) of what is in the inboxes, of the progress of who did not battle."""
    inboxes: Sequence[InboxRow] = ()
    """Everybody's, as are:"""
    earned: Sequence[tuple[UUID, str]] = ()
    """(player, code)"""
    reached: Mapping[UUID, int] = field(default_factory=dict)
    """XP by player."""
    creative_ends: Sequence[tuple[UUID, UUID]] = ()
    """(battle, player) of creative battles that are over."""
    mails: Sequence[MailRow] = ()
    wanting: Mapping[UUID, datetime] = field(default_factory=dict)
    """Since when players want mail of their progress."""
    sunk: Collection[UUID] = ()
    """Mails that came out."""
    campaigns: Sequence[CampaignRow] = ()
    recipients: Sequence[RecipientRow] = ()
    quizzes: Mapping[UUID, QuizRow] = field(default_factory=dict)
    attempts: Sequence[AttemptRow] = ()
    sealed: Mapping[int, Prizes] = field(default_factory=dict)
    """What the sealed seasons pay."""
    standings: Sequence[FinalRow] = ()
    long_stop: LongStop | None = None
    sealed_early: Sequence[str] = ()
    """Every time that a season was seen sealed with something of it not applied."""

    def by_session(self) -> Mapping[UUID, Sequence[AnswerRow]]:
        """The answers to questions that there are, of every session."""
        found: dict[UUID, list[AnswerRow]] = {id_: [] for id_ in self.sessions}
        for row in self.answers:
            session = self.sessions.get(row.session_id)
            if session and row.question_no < len(session.correct):
                found[row.session_id].append(row)
        return found

    def gives(self, session: SessionRow) -> bool:
        """Whether what a session gives is due: it ended, or the quiz that it is an attempt at was settled."""
        if session.quiz_id is None:
            return session.ended_at is not None
        quiz = self.quizzes.get(session.quiz_id)
        return quiz is not None and quiz.settled

    @property
    def endings(self) -> Iterable[Ending]:
        """Sessions that the players set out to end."""
        return (line for line in self.journal if isinstance(line, Ending))

    @property
    def intents(self) -> Iterable[Intent]:
        """What the players set out to say."""
        return (line for line in self.journal if isinstance(line, Intent))

    @property
    def told(self) -> Iterable[Told]:
        """What they were told of it."""
        return (line for line in self.journal if isinstance(line, Told))
