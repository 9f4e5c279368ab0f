"""What is being watched in this process, boards and live quizzes, and the one ear that hears of boards' changes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec
import structlog
from redis import Redis

from bridges import battles, told
from bridges.boards import CHANNEL
from rules.boards import UnknownBoard
from web.realtime import inboxes
from web.realtime.arena import Arena
from web.realtime.battlefeed import BattleFeed
from web.realtime.connection import Connection
from web.realtime.feeds import Feed
from web.realtime.inboxes import Inboxes
from web.realtime.limits import Limits
from web.realtime.quizfeed import QuizFeed
from web.realtime.script import Script
from web.realtime.stage import Stage
from web.scoreboard import FACES, Scoreboard

log = structlog.get_logger()

_KIND = "board:"
_QUIZ = "quiz:"
_BATTLE = "battle:"
_ID = 36
"""The length of an id as text."""
_LISTEN_S = 1.0


class UnknownTopic(Exception):
    """There is no such topic; the message says what there is."""


class _Hint(msgspec.Struct):
    """A change on the channel; its players are read only if somebody here wants to know."""

    board: str
    version: int
    players: msgspec.Raw


_read_hint = msgspec.json.Decoder(_Hint).decode
_read_players = msgspec.json.Decoder(list[str]).decode


class Topics:
    """A feed for each topic that has subscribers."""

    def __init__(
        self,
        redis: "Redis",
        scoreboard: Scoreboard,
        stage: Stage,
        limits: Limits,
        inboxes_here: Inboxes,
        arena: Arena,
    ) -> None:
        self._arena = arena
        self._redis = redis
        self._scoreboard = scoreboard
        self._stage = stage
        self._limits = limits
        self._inboxes = inboxes_here
        self._heard: Mapping[str, Callable[[bytes], None]] = {
            CHANNEL: self._hear_board,
            inboxes.CHANNEL: inboxes_here.hear,
            told.CHANNEL: self._hear_player,
            battles.CHANNEL: self._hear_battle,
            FACES: scoreboard.forget,
        }
        """What is done with the messages of each channel."""
        self._feeds: dict[str, Feed | QuizFeed | BattleFeed] = {}

    def check(self, topic: str) -> None:
        """Raises UnknownTopic, or Away if that cannot be told."""
        if topic.startswith(_QUIZ):
            self._script(topic)
        elif topic.startswith(_BATTLE):
            self._battle(topic)
        elif topic.startswith(_KIND):
            try:
                self._scoreboard.board(topic.removeprefix(_KIND))
            except UnknownBoard as error:
                raise UnknownTopic(str(error)) from None
        else:
            raise UnknownTopic("topics are `board:<board>`, `quiz:<id>` and `battle:<id>`")

    def join(self, topic: str, connection: Connection, player: str) -> None:
        """Subscribe a connection to a topic that was checked; a snapshot follows, also when it was subscribed."""
        feed = self._feeds.get(topic)
        if feed is None:
            feed = self._feeds[topic] = self._feed(topic)
        connection.topics.add(topic)
        feed.join(connection, player)

    def _feed(self, topic: str) -> Feed | QuizFeed | BattleFeed:
        if topic.startswith(_BATTLE):
            return self._battle(topic)
        if topic.startswith(_QUIZ):
            return QuizFeed(self._script(topic), self._stage)
        return Feed(topic, topic.removeprefix(_KIND), self._scoreboard, self._limits)

    def _script(self, topic: str) -> Script:
        try:
            script = self._stage.script(UUID(topic.removeprefix(_QUIZ)))
        except ValueError:
            script = None
        if script is None or script.topic != topic:
            raise UnknownTopic("there is no such live quiz; GET /v1/quizzes lists them")
        return script

    def _battle(self, topic: str) -> BattleFeed:
        try:
            battle = UUID(topic.removeprefix(_BATTLE))
            feed = self._arena.feed(battle) if str(battle) == topic.removeprefix(_BATTLE) else None
        except ValueError:
            feed = None
        if feed is None:
            raise UnknownTopic("there is no such battle that runs; GET /v1/battles/{id} tells of one that is over")
        return feed

    def leave(self, topic: str, connection: Connection) -> bool:
        """No more of a topic; False: it was not subscribed."""
        if topic not in connection.topics:
            return False
        connection.topics.remove(topic)
        feed = self._feeds[topic]
        feed.leave(connection)
        if not feed:
            del self._feeds[topic]
        return True

    def listen(self) -> None:
        """Hear of changes until something goes wrong. What is missed then is made good by snapshots."""
        channel: Any
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]  # redis-py's is not
            channel.subscribe(*self._heard)
            for feed in list(self._feeds.values()):
                if not isinstance(feed, QuizFeed):
                    feed.begin_anew()
            while True:
                message = channel.get_message(timeout=_LISTEN_S)
                if message:
                    self._heard[message["channel"].decode()](message["data"])

    def _hear_player(self, raw: bytes) -> None:
        player, document = told.read(raw)
        self._arena.lobby.hear(player, document)
        self._inboxes.pass_on(player, document)

    def _hear_battle(self, raw: bytes) -> None:
        feed = self._feeds.get(_BATTLE + raw[:_ID].decode(errors="replace"))
        if isinstance(feed, BattleFeed):
            feed.hear(raw[_ID:])

    def _hear_board(self, raw: bytes) -> None:
        try:
            hint = _read_hint(raw)
            feed = self._feeds.get(_KIND + hint.board.partition("@")[0])
            if isinstance(feed, Feed):
                feed.hear(_read_players(hint.players))
        except msgspec.MsgspecError:
            log.warning("a hint that is none", hint=raw[:200])
