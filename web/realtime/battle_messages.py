"""The frames of battles, from clients and from us. Sides are 0 and 1; `seq` numbers what happened in a battle."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from rules.battle_state import Emote, Phase, Reason
from web.depicting import Media
from web.realtime.framing import ClientFrame, Id, ServerFrame

Response = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Round = Annotated[int, msgspec.Meta(ge=0, le=255)]


class BattleAnswer(ClientFrame, tag="battle.answer", frozen=True):
    """Answer the round that is open by an option's id: the first answer counts, and a move once by its `move_id`."""

    battle_id: UUID
    round: Round
    move_id: Id
    response: Response
    id: Id | None = None


class BattleSurrender(ClientFrame, tag="battle.surrender", frozen=True):
    """Give up: the other wins."""

    battle_id: UUID
    move_id: Id
    id: Id | None = None


class BattleEmote(ClientFrame, tag="battle.emote", frozen=True):
    """Show the opponent something: one in two seconds, twenty a battle."""

    battle_id: UUID
    move_id: Id
    emote: Emote
    id: Id | None = None


class BattleRematch(ClientFrame, tag="battle.rematch", frozen=True):
    """Ask for another battle with the same opponent, within a minute of them; when both have, it begins.

    Asking again is asking once, whatever the `move_id`.
    """

    battle_id: UUID
    move_id: Id
    id: Id | None = None


BattleClient = BattleAnswer | BattleSurrender | BattleEmote | BattleRematch


class Opponent(msgspec.Struct, frozen=True):
    """Whom the client fights; `ghost`: a recorded run of theirs. `rating` is null if they have none in this mode."""

    id: str
    name: str
    rating: int | None
    provisional: bool
    ghost: bool


class QueueMatched(ServerFrame, tag="queue.matched", frozen=True):
    """A battle begins: subscribe to `battle:<battle_id>`. Sent as well for a duel, a rematch and a ghost."""

    battle_id: UUID
    mode: Literal["quiz", "creative"]
    kind: Literal["match", "duel", "rematch", "ghost"]
    ranked: bool
    category: str | None
    lang: str
    side: int
    opponent: Opponent
    starts_at: datetime


class BattleOption(msgspec.Struct, frozen=True):
    """An option of a question; its place is the client's own."""

    id: str
    text: str


class BattleQuestion(msgspec.Struct, frozen=True):
    """What is asked, the same of both."""

    kind: str
    stem: str
    media: Media | None
    options: list[BattleOption]
    lang: str
    dir: Literal["ltr", "rtl"]


class BattleResponse(msgspec.Struct, frozen=True):
    """What a side answered, in how many milliseconds, and what it gave."""

    response: str
    elapsed_ms: int
    points: int


class BattlePlayer(msgspec.Struct, frozen=True):
    """A side as everyone may see it."""

    id: str
    name: str
    points: int
    away: bool
    answered: bool


class BattleOutcome(msgspec.Struct, frozen=True):
    """How it ended: the side that won, null: neither."""

    winner: int | None
    reason: Reason


class BattleRevealed(msgspec.Struct, frozen=True):
    """A round that is over: what was right, what both answered (null: nothing), by side."""

    round: int
    correct: list[str]
    explanation: str
    responses: list[BattleResponse | None]


class BattleState(ServerFrame, tag="battle.state", frozen=True):
    """A battle as it stands at `seq`, after `subscribe`. `side` is null for who watches; times count down from it.

    `question` is there while a round is open, or being revealed; `own` is the client's response to it.
    """

    topic: str
    battle_id: UUID
    seq: int
    phase: Phase
    round: int
    of: int
    side: int | None
    players: list[BattlePlayer]
    question: BattleQuestion | None
    opens_at: datetime | None
    deadline_at: datetime | None
    left_ms: int
    """Until the next phase, or the round's deadline."""
    multiplier: int
    own: str | None
    past: list[BattleRevealed]
    result: BattleOutcome | None


class BattleRound(ServerFrame, tag="battle.round", frozen=True):
    """A round is open: times count from `opens_at`."""

    battle_id: UUID
    seq: int
    round: int
    of: int
    question: BattleQuestion
    opens_at: datetime
    deadline_at: datetime
    multiplier: int


class BattleProgress(ServerFrame, tag="battle.progress", frozen=True):
    """A side has answered; what, is told by the reveal."""

    battle_id: UUID
    seq: int
    round: int
    side: int


class BattlePeer(ServerFrame, tag="battle.peer", frozen=True):
    """A side has lost its connection, or is back. Away at the end of two rounds in a row forfeits."""

    battle_id: UUID
    seq: int
    side: int
    away: bool


class BattleReveal(ServerFrame, tag="battle.reveal", frozen=True):
    """A round is over."""

    battle_id: UUID
    seq: int
    revealed: BattleRevealed
    totals: list[int]


class BattleEnded(ServerFrame, tag="battle.ended", frozen=True):
    """The battle is over; `battle.settled` follows when what it gives was applied."""

    battle_id: UUID
    seq: int
    result: BattleOutcome
    totals: list[int]


class BattleReward(msgspec.Struct, frozen=True):
    """What a battle gave a side: rating (null if it was unranked), XP, tokens that are due."""

    rating_before: int | None
    rating_after: int | None
    provisional: bool
    xp: int
    tokens: int


class BattleSettled(ServerFrame, tag="battle.settled", frozen=True):
    """What the battle gave is applied; to each player their own."""

    battle_id: UUID
    result: BattleOutcome
    totals: list[int]
    reward: BattleReward


class BattleVoided(ServerFrame, tag="battle.voided", frozen=True):
    """It was made void while it ran: it ends without a result and gives nothing, and its players are free at once."""

    battle_id: UUID


class BattleEmoted(ServerFrame, tag="battle.emote", frozen=True):
    """The opponent shows something."""

    battle_id: UUID
    seq: int
    side: int
    emote: Emote


class BattleRematchAsked(ServerFrame, tag="battle.rematch", frozen=True):
    """The opponent asks for another battle: send `battle.rematch`, too, and it begins."""

    battle_id: UUID
    side: int


class ChallengeAccepted(ServerFrame, tag="challenge.accepted", frozen=True):
    """Somebody took the client's duel by link; `queue.matched` comes with it."""

    code: str
    battle_id: UUID
    opponent: Opponent


BattleServer = (
    QueueMatched
    | BattleState
    | BattleRound
    | BattleProgress
    | BattlePeer
    | BattleReveal
    | BattleEnded
    | BattleSettled
    | BattleVoided
    | BattleEmoted
    | BattleRematchAsked
    | ChallengeAccepted
)
