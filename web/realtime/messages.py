"""Every frame of `/v1/realtime`, from clients and from us, declared once and told apart by `type`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from web.depicting import Media
from web.realtime.battle_messages import BattleClient, BattleServer
from web.realtime.creative_messages import CreativeServer
from web.realtime.framing import ClientFrame, Id, ServerFrame
from web.realtime.queue_messages import QueueClient, QueueServer
from web.realtime.redemption_messages import RedemptionChanged
from web.realtime.referral_messages import ReferralChanged
from web.realtime.wallet_messages import WalletChanged


class Hello(ClientFrame, tag="hello", frozen=True):
    """The first frame: the token of `POST /v1/realtime/tokens`, good once and for 30 seconds."""

    token: Annotated[str, msgspec.Meta(max_length=2_048)]
    protocol: Literal[1]
    id: Id | None = None


class Subscribe(ClientFrame, tag="subscribe", frozen=True):
    """Ask for `board:<board>`, `quiz:<id>` or `battle:<id>`: a snapshot follows, then changes; asked again, another."""

    topic: Annotated[str, msgspec.Meta(max_length=100)]
    id: Id | None = None


class Unsubscribe(ClientFrame, tag="unsubscribe", frozen=True):
    """No more of a topic."""

    topic: Annotated[str, msgspec.Meta(max_length=100)]
    id: Id | None = None


Client = Hello | Subscribe | Unsubscribe | BattleClient | QueueClient


class Player(msgspec.Struct, frozen=True):
    """Who the token says the client is."""

    id: str
    name: str


class RunningQuiz(msgspec.Struct, frozen=True):
    """A live quiz that the client has entered and that is not over: subscribe to its `topic`."""

    topic: str
    title: str
    starts_at: datetime


class RunningBattle(msgspec.Struct, frozen=True):
    """The quiz battle that the client is in: subscribe to its `topic`, and go on."""

    topic: str
    battle_id: UUID


class Welcome(ServerFrame, tag="welcome", frozen=True):
    """The answer to `hello`; `quiz` and `battle` are null if there is none, or if that cannot be told now."""

    player: Player
    server_time: datetime
    quiz: RunningQuiz | None
    battle: RunningBattle | None


class Result(msgspec.Struct, frozen=True):
    """What was done; `topic` for those that name one."""

    topic: str | None = None


class Ok(ServerFrame, tag="ok", frozen=True):
    """A frame was done; only one with an `id` is told so."""

    id: Id
    result: Result


class Error(ServerFrame, tag="error", omit_defaults=True, frozen=True):
    """A frame was refused; the connection goes on unless it is closed with a code."""

    code: str
    title: str
    detail: str
    id: Id | None = None
    retry_after_ms: int | None = None


class Entry(msgspec.Struct, frozen=True):
    """One place on a board."""

    rank: int
    player_id: str
    name: str
    points: int


class Me(msgspec.Struct, frozen=True):
    """The client's own place."""

    rank: int
    points: int


class BoardSnapshot(ServerFrame, tag="board.snapshot", frozen=True):
    """A board as it stands at `version`: its first ten, and the client's own place, null if it has none."""

    topic: str
    version: int
    entries: list[Entry]
    me: Me | None


class BoardChange(ServerFrame, tag="board.change", frozen=True):
    """What changed since the version `since`, which is the one this client was last told.

    `entries` are the first ten anew, or empty if they are the same; `me` is null if it is the same.
    A client that holds another version than `since` subscribes again.
    """

    topic: str
    since: int
    version: int
    entries: list[Entry]
    me: Me | None


class QuizLobby(ServerFrame, tag="quiz.lobby", frozen=True):
    """A live quiz that has not begun; `players` have entered it (`POST /v1/sessions`)."""

    topic: str
    title: str
    of: int
    players: int
    starts_at: datetime


class Choice(msgspec.Struct, frozen=True):
    """An option; its id is the same for everyone in a live quiz, its place is not: see `quiz.token`."""

    id: str
    text: str


class QuizQuestion(ServerFrame, tag="quiz.question", frozen=True):
    """A question, as it is put to all at once: times to answer count from `opens_at`, also for who comes late.

    `quiz.token` follows for who may answer, with the order in which they see the options.
    """

    topic: str
    no: int
    of: int
    kind: str
    stem: str
    media: Media | None
    options: list[Choice]
    lang: str
    dir: str
    opens_at: datetime
    deadline_at: datetime


class QuizToken(ServerFrame, tag="quiz.token", frozen=True):
    """Goes with this client's answer, `POST /v1/answers`; `response` is what was answered and applied already.

    `order` has the ids of the question's options in the order in which this player sees them, wherever they come.
    """

    topic: str
    no: int
    token: str
    response: str | None
    order: list[str]


class OwnResult(msgspec.Struct, frozen=True):
    """The client's own answer: null if none was applied in time. `rank` is null while there are no points."""

    response: str | None
    correct: bool | None
    points: int
    total: int
    rank: int | None


class QuizReveal(ServerFrame, tag="quiz.reveal", frozen=True):
    """What was right, and who stands where. `complete`: every answer that was accepted is in the figures.

    `distribution` counts answers by option id; it is empty for kinds that are typed or put in order.
    """

    topic: str
    no: int
    of: int
    solution: list[str]
    explanation: str
    answered: int
    right: int
    distribution: dict[str, int]
    top: list[Entry]
    me: OwnResult | None
    eliminated: bool
    complete: bool


class QuizEnded(ServerFrame, tag="quiz.ended", frozen=True):
    """It is over; `me` is null for who has no points."""

    topic: str
    players: int
    top: list[Entry]
    me: Me | None


class Draining(ServerFrame, tag="draining", frozen=True):
    """This process ends: close code 1012 follows; come back after that time."""

    reconnect_after_ms: int


class Revoked(ServerFrame, tag="revoked", frozen=True):
    """The player was blocked, or the login has ended: close code 4403 follows."""

    reason: Literal["blocked", "logged_out"]


class Notification(ServerFrame, tag="notification", frozen=True):
    """A new message in the player's inbox, and how many wait there to be read."""

    id: str
    category: str
    lang: str
    dir: Literal["ltr", "rtl"]
    title: str
    body: str
    link: str | None
    created_at: datetime
    unread: int


Server = (
    Welcome
    | WalletChanged
    | RedemptionChanged
    | ReferralChanged
    | Ok
    | Error
    | BoardSnapshot
    | BoardChange
    | QuizLobby
    | QuizQuestion
    | QuizToken
    | QuizReveal
    | QuizEnded
    | Draining
    | Revoked
    | Notification
    | CreativeServer
    | BattleServer
    | QueueServer
)
