"""The deny-list: whom this process must not serve, in memory; told by Redis, and read from Postgres.

Redis holds it whole as well, so that a process which starts while Postgres is away knows whom to refuse.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from threading import Lock, Thread
from time import monotonic, sleep
from uuid import UUID

import msgspec
import structlog
from redis import Redis, RedisError
from redis.client import PubSub

from bridges.breaker import Away
from bridges.denials_kept import Kept, Whole
from bridges.postgres import Postgres
from models import denials
from models.denials import Denied, Kind, Rows

log = structlog.get_logger()

CHANNEL = "denials"
_POLL_S = 1.0
"""Between two looks at Postgres: Redis makes it quick, Postgres makes it certain."""
_KEEP_S = 10.0
"""Between two writes of a list that has not changed, in case Redis has lost it."""
_LISTEN_S = 0.2
"""Between two looks at whether to stop."""


class Hint(msgspec.Struct):
    """That a player or login is denied from now on; `kind` None: nothing any more."""

    subject: UUID
    kind: Kind | None
    until: datetime | None = None
    ground: str = "rules"


def publish(redis: "Redis", *hints: Hint) -> None:
    """Tell all processes, after the commit. A lost hint is made up for by the next look at Postgres."""
    try:
        for hint in hints:
            redis.publish(CHANNEL, msgspec.json.encode(hint))
    except RedisError as error:
        log.warning("a denial was not told", error=str(error))


def tell_of(postgres: Postgres, redis: "Redis", player: UUID) -> None:
    """Tell all processes what a player is denied, after a commit that may have changed it."""
    try:
        with postgres.connect() as connection:
            found = denials.of_player(connection, player)
    except Away as error:
        log.warning("a denial was not told", error=str(error))
        return
    # Who stays banned is never let through in between.
    nothing = [] if any(denied.kind == "player" for denied in found) else [Hint(player, None)]
    publish(redis, *nothing, *(Hint(player, *denied) for denied in found))


class _Listed:
    """Who is denied everything, and who may only practise."""

    def __init__(self, rows: Rows | None = None) -> None:
        self.wholly: dict[UUID, Denied] = {}
        self.ranked: dict[UUID, Denied] = {}
        for subject, denied in rows or ():
            self.add(subject, denied)

    def add(self, subject: UUID, denied: Denied) -> None:
        """One more."""
        (self.ranked if denied.kind == "ranked" else self.wholly)[subject] = denied

    def remove(self, subject: UUID) -> None:
        """Somebody who is denied nothing."""
        self.wholly.pop(subject, None)
        self.ranked.pop(subject, None)


class Denials:
    """One a process. `loaded` says whether it was ever read whole: who does not know whom to refuse serves nobody."""

    def __init__(self, postgres: Postgres, redis: "Redis") -> None:
        self._postgres = postgres
        self._redis = redis
        self._listed = _Listed()
        self._read = msgspec.json.Decoder(Hint).decode
        self._lock = Lock()
        self._running = False
        self._thread: Thread | None = None
        self._kept = Kept(redis)
        self._last: Rows | None = None
        """What Postgres said last."""
        self._keep_again = float("-inf")
        self.loaded = False

    def start(self) -> None:
        """Read the list, and follow it from then on; safe to call again."""
        with self._lock:
            if self._running:
                return
            self._running = True
        self._load()
        self._thread = Thread(target=self._follow, name="denials", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Follow it no more; back within a second or so."""
        self._running = False
        if self._thread is not None:
            self._thread.join(2 * _POLL_S)

    def denied(self, *subjects: UUID | None) -> Denied | None:
        """Why one of these may not be served now: a player who is banned, or a login that ended."""
        return _find(self._listed.wholly, subjects)

    def ranked(self, player: UUID) -> Denied | None:
        """Why a player may only practise now."""
        return _find(self._listed.ranked, (player,))

    def kind(self, *subjects: UUID | None) -> Kind | None:
        """The kind of `denied`: `player` or `login`."""
        found = self.denied(*subjects)
        return None if found is None else found.kind

    def _load(self) -> None:
        """From Postgres, and into Redis; from Redis while Postgres is away and was never read."""
        try:
            with self._postgres.connect() as connection:
                at, denied = denials.active(connection)
        except Away as error:
            log.warning("the deny-list could not be read", error=str(error))
            if self._last is None:
                self._take_from_redis()
            return
        self._listed = _Listed(denied)
        self.loaded = True
        if denied != self._last or monotonic() >= self._keep_again:
            self._last, self._keep_again = denied, monotonic() + _KEEP_S
            self._kept.put(Whole(at, denied))

    def _take_from_redis(self) -> None:
        found = self._kept.get()
        if found is not None:
            self._listed = _Listed(found.denied)
            self.loaded = True
            log.warning("the deny-list is that of Redis", read_from_postgres_at=found.at, denied=len(found.denied))

    def _follow(self) -> None:
        while self._running:
            began = monotonic()
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]  # redis-py's is not
                    channel.subscribe(CHANNEL)
                    self._load()  # what was told before we listened
                    self._listen(channel)
            except (RedisError, OSError):
                self._load()
                sleep(max(0.1, began + _POLL_S - monotonic()))
            except Exception:
                log.exception("the deny-list is read again in a moment")
                sleep(_POLL_S)

    def _listen(self, channel: "PubSub") -> None:
        due = monotonic() + _POLL_S
        while self._running:
            message = channel.get_message(timeout=_LISTEN_S)
            if message:
                self._hear(message["data"])
            if monotonic() >= due:
                self._load()
                due = monotonic() + _POLL_S

    def _hear(self, raw: bytes) -> None:
        try:
            hint = self._read(raw)
        except msgspec.MsgspecError:
            log.warning("a hint that is none", hint=raw[:200])
            return
        if hint.kind is None:
            self._listed.remove(hint.subject)
        else:
            self._listed.add(hint.subject, Denied(hint.kind, hint.until, hint.ground))


def _find(denied: dict[UUID, Denied], subjects: Iterable[UUID | None]) -> Denied | None:
    """The first of the subjects' denials whose time is not over, to the moment."""
    for one in subjects if denied else ():
        found = denied.get(one) if one else None
        if found and (found.until is None or datetime.now(UTC) < found.until):
            return found
    return None
