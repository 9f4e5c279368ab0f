"""Who is connected here, by player, to be told of new messages; what is missed waits in the inbox."""

from collections import defaultdict
from datetime import datetime

import msgspec
import structlog

from web.composing import direction
from web.realtime.connection import Connection
from web.realtime.frames import frame
from web.realtime.messages import Notification

log = structlog.get_logger()

CHANNEL = "notifications"


class _Hint(msgspec.Struct):
    """A message on the channel, with how many of its player's wait to be read."""

    id: str
    player_id: str
    category: str
    title: str
    body: str
    link: str | None
    created_at: datetime
    unread: int
    lang: str = "en"


_read_hint = msgspec.json.Decoder(_Hint).decode


class Inboxes:
    """The connections of each player of this process."""

    def __init__(self) -> None:
        self._by_player: defaultdict[str, set[Connection]] = defaultdict(set)

    def open(self, player: str, connection: Connection) -> None:
        """A player is connected."""
        self._by_player[player].add(connection)

    def close(self, player: str, connection: Connection) -> None:
        """And no more."""
        self._by_player[player].discard(connection)
        if not self._by_player[player]:
            del self._by_player[player]

    def pass_on(self, player: str, document: bytes) -> None:
        """Send a frame that is encoded already to all of a player's sockets."""
        connections = self._by_player.get(player)
        if connections:
            sent = frame(document)
            for connection in list(connections):
                connection.put(sent)

    def hear(self, raw: bytes) -> None:
        """Tell the player's sockets of a message."""
        try:
            hint = _read_hint(raw)
        except msgspec.MsgspecError:
            log.warning("a hint that is none", hint=raw[:200])
            return
        message = Notification(
            hint.id,
            hint.category,
            hint.lang,
            direction(hint.lang),
            hint.title,
            hint.body,
            hint.link,
            hint.created_at,
            hint.unread,
        )
        for connection in list(self._by_player.get(hint.player_id, ())):
            connection.tell(message)
