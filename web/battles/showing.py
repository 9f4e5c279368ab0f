"""What of a battle is told to whom: frames by audience, and nothing before it may be known."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from uuid import UUID

import msgspec

from bridges.battles import Standing
from bridges.scripts import Asked, Script
from rules.battle import deadline, multiplier
from rules.battle_state import Answer, Answered, Emoted, Ended, Message, Opened, Peer, Result, Revealed, State
from rules.options import own_order
from web import composing
from web.depicting import MediaUrl, shown
from web.realtime.battle_messages import (
    BattleEmoted,
    BattleEnded,
    BattleOption,
    BattleOutcome,
    BattlePeer,
    BattleProgress,
    BattleQuestion,
    BattleResponse,
    BattleReveal,
    BattleRevealed,
    BattleRound,
)
from web.realtime.framing import ServerFrame


class Audience(IntEnum):
    """Who is told: one side, those who watch, or all of them."""

    FIRST = 0
    SECOND = 1
    WATCHERS = 2
    ALL = 3


class Told(msgspec.Struct, array_like=True):
    """Frames of one move, by audience. `again`: it was rebuilt, or moves may not have been told: all see it anew."""

    seq: int
    frames: list[tuple[int, msgspec.Raw]]
    again: bool = False
    away: int | None = None
    """Which side went away with it."""
    voided: bool = False
    """It ends with this, which those who watch are told at once: there is nothing left to be late for."""


_encode = msgspec.json.Encoder().encode
read = msgspec.json.Decoder(Told).decode


class Show:
    """Makes frames; `media_url` is where clients get media."""

    def __init__(self, media_url: MediaUrl) -> None:
        self._media_url = media_url

    def frames(self, battle: UUID, script: Script, now: Standing, messages: Sequence[Message]) -> bytes:
        """Everything that a move is told by, as it goes over the channel."""
        made = (frame for message in messages for frame in self._of(battle, script, now, message))
        away = next((message.side for message in messages if isinstance(message, Peer) and message.away), None)
        return _encode(Told(now.seq, [(int(to), msgspec.Raw(_encode(frame))) for to, frame in made], away=away))

    @staticmethod
    def again(seq: int) -> bytes:
        """That everyone wants to see the battle anew."""
        return _encode(Told(seq, [], again=True))

    @staticmethod
    def voided(frame: bytes) -> bytes:
        """That it was made void. Its players are told on all their sockets."""
        return _encode(Told(0, [(int(Audience.WATCHERS), msgspec.Raw(frame))], voided=True))

    def _of(
        self, battle: UUID, script: Script, now: Standing, message: Message
    ) -> Iterator[tuple[Audience, ServerFrame]]:
        seq, state = now.seq, now.state
        match message:
            case Opened():
                for to in (Audience.FIRST, Audience.SECOND, Audience.WATCHERS):
                    yield to, self._round(battle, script, seq, state, to)
            case Answered(side):
                yield Audience.ALL, BattleProgress(battle, seq, state.round, side)
            case Peer(side, away):
                yield Audience.ALL, BattlePeer(battle, seq, side, away)
            case Emoted(side, emote):
                yield Audience.ALL, BattleEmoted(battle, seq, side, emote)
            case Revealed(no):
                yield Audience.ALL, BattleReveal(battle, seq, revealed(script, state, no), totals(state))
            case Ended(result):
                yield Audience.ALL, BattleEnded(battle, seq, outcome(result), totals(state))

    def _round(self, battle: UUID, script: Script, seq: int, state: State, to: Audience) -> BattleRound:
        side = int(to) if to in (Audience.FIRST, Audience.SECOND) else None
        return BattleRound(
            battle,
            seq,
            state.round,
            len(script.questions),
            self.question(script, state.round, side),
            time_of(state.opened_at),
            time_of(deadline(script.plan, state)),
            multiplier(script.plan, state.round),
        )

    def question(self, script: Script, no: int, side: int | None) -> BattleQuestion:
        """A question as a side sees it: its options in an order of that side's own."""
        asked = script.questions[no]
        return BattleQuestion(
            asked.kind,
            asked.stem,
            shown(asked.medium, asked.description, self._media_url),
            _options(script, asked, no, side),
            script.lang,
            composing.direction(script.lang),
        )


def _options(script: Script, asked: Asked, no: int, side: int | None) -> list[BattleOption]:
    texts = {option.id: option.text for option in asked.options}
    ids = list(texts)
    if side is not None:
        ids = own_order(bytes.fromhex(script.seed), no, script.players[side].bytes, ids)
    return [BattleOption(id_, texts[id_]) for id_ in ids]


def revealed(script: Script, state: State, no: int) -> BattleRevealed:
    """A round that is over."""
    asked = script.questions[no]
    return BattleRevealed(no, [asked.key], asked.explanation, [response(answer) for answer in state.past[no]])


def response(answer: Answer | None) -> BattleResponse | None:
    """What a side answered, in a round that is over."""
    return None if answer is None else BattleResponse(answer.response, answer.elapsed_ms, answer.points)


def totals(state: State) -> list[int]:
    """Points by side, of the rounds that are over."""
    return [side.points for side in state.sides]


def outcome(result: Result) -> BattleOutcome:
    """How it ended."""
    return BattleOutcome(result.winner, result.reason)


def time_of(ms: int) -> datetime:
    """A time from Unix milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC)
