"""What clients say, and what is done and answered. Nothing that a client sends can raise."""

from datetime import UTC, datetime

from bridges.breaker import Away
from bridges.denials import Denials
from bridges.sockets import Knock
from models.greeting import Running
from web.realtime.answering import Handlers, confirm
from web.realtime.connection import DENIED, TOO_MANY, TRY_AGAIN, UNAUTHENTICATED, Connection
from web.realtime.door import Door
from web.realtime.frames import BadFrame, decode
from web.realtime.inboxes import Inboxes
from web.realtime.limits import Limits
from web.realtime.messages import (
    Client,
    Error,
    Hello,
    Player,
    Result,
    RunningBattle,
    RunningQuiz,
    Subscribe,
    Unsubscribe,
    Welcome,
)
from web.realtime.rates import Rates
from web.realtime.topics import Topics, UnknownTopic
from web.tokens import InvalidToken, RealtimeToken, Tokens

_CLOCKS_S = 5
"""A token is remembered so much longer than it is good for: the clocks of two servers differ."""


class Conversation:
    """Answers the clients of one process."""

    def __init__(
        self,
        tokens: Tokens,
        door: Door,
        topics: Topics,
        inboxes: Inboxes,
        limits: Limits,
        denials: Denials,
        handlers: Handlers,
    ) -> None:
        self._handlers: Handlers = {Subscribe: self._subscribe, Unsubscribe: self._unsubscribe, **handlers}
        self._denials = denials
        self._tokens = tokens
        self._door = door
        self._topics = topics
        self._inboxes = inboxes
        self._limits = limits
        self._rates = Rates(limits.player_frames)

    def read(self, connection: Connection, messages: list[str]) -> None:
        """Answer what has come, unless the connection is being closed."""
        while messages and not connection.closing:
            try:
                self._answer(connection, decode(messages.pop(0)))
            except BadFrame as bad:
                self._refuse(connection, bad.error)

    def end(self, connection: Connection) -> None:
        """The connection is no more."""
        if connection.player is not None:
            self._inboxes.close(connection.player, connection)
            self._door.leave(connection.player, connection.id)
        for topic in list(connection.topics):
            self._topics.leave(topic, connection)

    def _answer(self, connection: Connection, message: Client) -> None:
        player = connection.player
        if isinstance(message, Hello) and player is None:
            self._welcome(connection, message)
        elif isinstance(message, Hello) or player is None:
            detail = "`hello` comes once, first of all."
            self._refuse(connection, Error("out_of_turn", "Not now", detail, message.id))
        else:
            self._handlers[type(message)](connection, player, message)

    def _refuse(self, connection: Connection, error: Error) -> None:
        connection.tell(error)
        if connection.player is None:
            connection.close(UNAUTHENTICATED, "the first frame must be hello")

    def _welcome(self, connection: Connection, hello: Hello) -> None:
        try:
            token = self._tokens.read_realtime(hello.token)
            connection.greeted = True
        except InvalidToken as error:
            return self._turn_away(connection, hello, UNAUTHENTICATED, "unauthenticated", f"{error}.")
        # Before it is counted: who is turned away has used no token, and takes no socket's place.
        if not self._denials.loaded:
            return self._turn_away(connection, hello, TRY_AGAIN, "unavailable", "Try again in a moment.")
        if self._denials.kind(token.player_id, token.device):
            return self._turn_away(connection, hello, DENIED, "denied", "You may not connect any more.")
        return self._admit(connection, hello, token)

    def _admit(self, connection: Connection, hello: Hello, token: RealtimeToken) -> None:
        player = str(token.player_id)
        seconds = token.expires_at - int(datetime.now(UTC).timestamp()) + _CLOCKS_S
        entry = self._door.enter(Knock(player, connection.id, token.id, seconds))
        if entry.verdict in ("away", "busy"):
            return self._turn_away(connection, hello, TRY_AGAIN, "unavailable", "Try again in a moment.")
        if entry.verdict == "used":
            return self._turn_away(connection, hello, UNAUTHENTICATED, "token_used", "A token opens one socket.")
        if entry.verdict == "many":
            detail = f"At most {self._limits.sockets_a_player} sockets a player."
            return self._turn_away(connection, hello, TOO_MANY, "too_many_sockets", detail)
        connection.admit(token.player_id, token.device, self._rates.of(player))
        self._inboxes.open(player, connection)
        connection.tell(Welcome(Player(player, entry.name), datetime.now(UTC), *_shown(entry.running)))
        return confirm(connection, hello)

    def _turn_away(self, connection: Connection, hello: Hello, close: int, code: str, detail: str) -> None:
        retry = self._limits.reconnect_ms[0] if close == TRY_AGAIN else None
        connection.tell(Error(code, "Not let in", detail, hello.id, retry))
        connection.close(close, code)

    def _subscribe(self, connection: Connection, player: str, message: Subscribe) -> None:
        topic = message.topic
        try:
            self._topics.check(topic)
        except UnknownTopic as error:
            return connection.tell(Error("topic_unknown", "No such topic", f"{error}.", message.id))
        except Away:
            detail = "Try again in a moment."
            return connection.tell(Error("unavailable", "Not available", detail, message.id, 1_000))
        if topic not in connection.topics and len(connection.topics) >= self._limits.subscriptions:
            detail = f"At most {self._limits.subscriptions} topics a socket."
            return connection.tell(Error("too_many_topics", "Too many topics", detail, message.id))
        confirm(connection, message, Result(topic))
        return self._topics.join(topic, connection, player)

    def _unsubscribe(self, connection: Connection, _player: str, message: Unsubscribe) -> None:
        if self._topics.leave(message.topic, connection):
            confirm(connection, message, Result(message.topic))
        else:
            connection.tell(Error("not_subscribed", "Not subscribed", "There is no such subscription.", message.id))


def _shown(running: Running | None) -> tuple[RunningQuiz | None, RunningBattle | None]:
    """What a player is in the middle of, as topics."""
    quiz, battle = (running.quiz, running.battle) if running else (None, None)
    return (
        RunningQuiz(f"quiz:{quiz.id}", quiz.title, quiz.opens_at) if quiz else None,
        RunningBattle(f"battle:{battle}", battle) if battle else None,
    )
