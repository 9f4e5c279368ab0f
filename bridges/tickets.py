"""Tickets of those who wait for an opponent, in Redis; `rules.matchmaking` pairs them.

What the sockets of a player hold together is one ticket. Socket processes renew those that they hold, and so put them
back, with their age, where Redis was wiped. Two tickets are taken for a battle in one step, in which both must wait:
who was answered that they have left is never taken.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import msgspec
from redis import Redis

from bridges import ticket_scripts as scripts
from rules.matchmaking import Mode, Pair, Ticket

Reason = Literal["cancelled", "expired", "replaced", "matched", "in_battle", "no_questions", "blocked", "switched_off"]
"""How a ticket ends."""
Joined = Literal["new", "shared", "other", "taken", "many"]
Left = Literal["left", "none"] | Reason

_KEYS = ["queue:tickets", "queue:taken", "queue:players", "queue:due", "queue:seen"]
_AT_ONCE = 1_000
"""Ids a call."""

_Arguments = list[str | bytes | int]


class Wish(msgspec.Struct, frozen=True, array_like=True):
    """What a player waits for: another wish is another ticket."""

    mode: Mode
    category: str | None
    ranked: bool
    langs: tuple[str, ...]


class _Rest(msgspec.Struct, frozen=True, array_like=True):
    rating: float
    last_opponent: str | None


_encode = msgspec.json.Encoder().encode
_read_wish = msgspec.json.Decoder(Wish).decode
_read_rest = msgspec.json.Decoder(_Rest).decode


class Joining(NamedTuple):
    """What became of a wish to join. `ticket` is the player's, whatever its wish; None where they join too often."""

    what: Joined
    ticket: str | None
    since_ms: int
    now_ms: int
    replaced: str | None = None


@dataclass(frozen=True)
class Crowd:
    """Who waits, at a time (Unix seconds of Redis' clock), and whose time was over: players by ticket."""

    now: float
    tickets: Sequence[Ticket]
    expired: Mapping[str, str]


class Tickets:
    """The tickets of one Redis. Any call may raise RedisError."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        script = redis.register_script
        self._join, self._renew, self._leave = script(scripts.JOIN), script(scripts.RENEW), script(scripts.LEAVE)
        self._release, self._take, self._done = script(scripts.RELEASE), script(scripts.TAKE), script(scripts.DONE)
        self._put_back, self._read = script(scripts.PUT_BACK), script(scripts.READ)
        self._known: dict[str, Ticket] = {}
        """Those that were read; nothing of a ticket ever changes."""

    def join(self, wanted: Iterable[tuple[Ticket, str, bool]]) -> list[Joining]:
        """Have tickets wait from now on; with each a socket that holds it, and whether one with another wish ends."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for ticket, socket, replace in wanted:
                arguments: _Arguments = [ticket.player, ticket.id, socket, *_lines(ticket), int(replace)]
                self._join(keys=_KEYS, args=arguments, client=pipeline)
            answers = pipeline.execute()
        return [_joining(answer) for answer in answers]

    def renew(self, held: Iterable[tuple[Ticket, Collection[str]]]) -> list[str]:
        """Tell that these are held by these sockets: `waiting`, `taken` or the Reason of its end, for each."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for ticket, sockets in held:
                arguments: _Arguments = [
                    ticket.id,
                    ticket.player,
                    round(ticket.since * 1000),
                    *_lines(ticket),
                    *sockets,
                ]
                self._renew(keys=_KEYS, args=arguments, client=pipeline)
            return [answer.decode() for answer in pipeline.execute()]

    def leave(self, player: str, ticket: str | None) -> tuple[Left, str]:
        """End a player's ticket; what became of it, and its id. `left`: they are not paired any more."""
        what, id_ = self._leave(keys=_KEYS, args=[player, ticket or ""])
        return cast(Left, what.decode()), id_.decode()

    def release(self, player: str, ticket: str, socket: str) -> None:
        """A socket has closed; with a ticket's last one it ends, one that is taken if no battle comes of it."""
        self._release(keys=_KEYS, args=[player, ticket, socket])

    def take(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Those of the pairs of which both tickets waited; they are taken now: `done` or `put_back` follows."""
        done = self._take(keys=_KEYS, args=[ticket.id for pair in pairs for ticket in pair])
        return [pair for pair, taken in zip(pairs, done, strict=True) if taken]

    def take_one(self, ticket: Ticket) -> bool:
        """Take a ticket alone; False: it did not wait."""
        return bool(self._take(keys=_KEYS, args=[ticket.id, ticket.id])[0])

    def done(self, ended: Iterable[tuple[Ticket, Reason]]) -> None:
        """Tickets have come to an end, waiting or taken."""
        arguments = [part for ticket, reason in ended for part in (ticket.id, ticket.player, reason)]
        if arguments:
            self._done(keys=_KEYS, args=arguments)

    def put_back(self, tickets: Sequence[Ticket]) -> list[Ticket]:
        """What they were taken for came to nothing. Those that end now: their players left meanwhile, or closed."""
        if not tickets:
            return []
        gone = {id_.decode() for id_ in self._put_back(keys=_KEYS, args=[ticket.id for ticket in tickets])}
        return [ticket for ticket in tickets if ticket.id in gone]

    def read(self) -> Crowd:
        """All that wait; who waits too long has ended with this."""
        now_ms, raw_ids, expired = self._read(keys=_KEYS)
        ids = [id_.decode() for id_ in raw_ids]
        known = self._known
        new = [id_ for id_ in ids if id_ not in known]
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            found = cast(list[bytes | None], self._redis.hmget(_KEYS[0], some))
            known.update((id_, _ticket(id_, raw)) for id_, raw in zip(some, found, strict=True) if raw)
        self._known = {id_: known[id_] for id_ in ids if id_ in known}
        gone = [part.decode() for part in expired]
        return Crowd(now_ms / 1000, list(self._known.values()), dict(zip(gone[::2], gone[1::2], strict=True)))


def _lines(ticket: Ticket) -> tuple[bytes, bytes]:
    wish = Wish(ticket.mode, ticket.category, ticket.ranked, ticket.langs)
    return _encode(wish), _encode(_Rest(ticket.rating, ticket.last_opponent))


def _ticket(id_: str, raw: bytes) -> Ticket:
    since_ms, player, wish, rest = raw.split(b"\n")
    wished, more = _read_wish(wish), _read_rest(rest)
    return Ticket(
        id_,
        player.decode(),
        wished.mode,
        wished.category,
        wished.ranked,
        wished.langs,
        more.rating,
        int(since_ms) / 1000,
        more.last_opponent,
    )


def _joining(answer: Sequence[bytes | int]) -> Joining:
    what, id_, since, now, *replaced = answer
    texts = [part.decode() if isinstance(part, bytes) else "" for part in (what, id_, *replaced)]
    return Joining(cast(Joined, texts[0]), texts[1] or None, int(since), int(now), "".join(texts[2:]) or None)
