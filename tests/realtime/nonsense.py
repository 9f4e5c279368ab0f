"""What no client of ours would say: made by chance, the same for the same seed."""

import json
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

from tests.realtime.raw import CLOSE, PING, PONG, TEXT, frame, split

Said = tuple[bytes, str | None]
"""Bytes on the wire, and the id that has to be answered."""

_TYPES = ("hello", "subscribe", "unsubscribe", "welcome", "ok", "queue.join", "battle.answer", "", "x" * 500)
_FIELDS = ("topic", "token", "protocol", "type", "result", "battle_id", "move_id", "response", "__proto__", "\u0000")


class Nonsense:
    """Harmless nonsense is answered, with its id if it has one; the other kind ends the connection."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._number = 0

    def harmless(self) -> Said:
        """Frames that the connection survives."""
        make = self._random.choice((self._document, self._document, self._move, self._text, self._control))
        return make()

    def harmful(self) -> bytes:
        """Bytes that it may not survive."""
        r = self._random
        make: tuple[Callable[[], bytes], ...] = (
            lambda: r.randbytes(r.randint(1, 300)),
            lambda: frame(TEXT, r.randbytes(r.randint(1, 300))),
            lambda: frame(TEXT, b"[" * r.randint(5_000, 60_000)),
            lambda: frame(r.randint(0, 15), r.randbytes(r.randint(0, 130)), r.random() < 0.5, r.randint(0, 7)),
            lambda: frame(CLOSE, r.randbytes(r.randint(0, 125))),
            lambda: frame(TEXT, b"{}", masked=False),
            lambda: (data := self._document()[0])[: r.randint(1, len(data))],
        )
        return r.choice(make)()

    def _document(self) -> Said:
        self._number += 1
        id_ = f"n{self._number}"
        document: dict[str, Any] = {"type": self._random.choice(_TYPES), "id": id_}
        if self._random.random() < 0.5:
            document["topic"] = self._topic()
        for name in self._random.sample(_FIELDS, self._random.randint(0, 3)):
            document[name] = self._value(3)
        return self._cut(json.dumps(document, ensure_ascii=self._random.random() < 0.5).encode()), id_

    def _move(self) -> Said:
        """Right in its form, of a battle or a ticket that there is not."""
        self._number += 1
        id_, r = f"n{self._number}", self._random
        battle = {"battle_id": str(UUID(int=r.getrandbits(128))), "move_id": f"m{r.randint(0, 9)}"}
        move = r.choice(
            (
                {"type": "battle.answer", **battle, "round": r.randint(0, 255), "response": "x" * r.randint(1, 40)},
                {"type": "battle.surrender", **battle},
                {"type": "battle.emote", **battle, "emote": r.choice(("wave", "", "x" * 90))},
                {"type": "battle.rematch", **battle},
                {"type": "queue.leave", "ticket_id": r.choice((None, "t", "x" * 64))},
                {"type": "queue.accept_ghost", "ticket_id": "t"},
                {"type": "subscribe", "topic": f"battle:{battle['battle_id']}"},
            )
        )
        return self._cut(json.dumps({**move, "id": id_}).encode()), id_

    def _topic(self) -> str:
        r = self._random
        board = (
            f"board:{r.choice(('global', 'country.de', 'category.x', 'rating.quiz'))}.{r.choice(('day', 'all', ''))}"
        )
        return r.choice(
            (board, board, f"quiz:{UUID(int=r.getrandbits(128))}", "quiz:x", "battle:x", "admin:queues", "")
        )

    def _value(self, depth: int) -> Any:
        r = self._random
        leaves: tuple[Any, ...] = (None, True, 1, -1, 1 << 70, 1.5e300, "", "€\u202e", "x" * 200, [], {})
        if depth and r.random() < 0.4:
            inner = [self._value(depth - 1) for _ in range(r.randint(1, 4))]
            return inner if r.random() < 0.5 else dict(zip("abcd", inner, strict=False))
        return r.choice(leaves)

    def _text(self) -> Said:
        r = self._random
        texts = (
            "",
            "null",
            "NaN",
            "[" * 1_000,
            '{"id":' * 300,
            '{"type":"subscribe"',
            '{"id":"\\ud800"}',
            "\ufeff{}",
            "7e999",
        )
        return self._cut(r.choice(texts).encode()), None

    def _control(self) -> Said:
        return frame(self._random.choice((PING, PONG)), self._random.randbytes(self._random.randint(0, 125))), None

    def _cut(self, payload: bytes) -> bytes:
        """As one frame, or as several."""
        count = self._random.choice((0, 0, 0, 1, 5))
        return split(TEXT, payload, *sorted(self._random.randint(0, len(payload)) for _ in range(count)))
