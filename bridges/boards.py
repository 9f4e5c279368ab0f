"""Boards in Redis: written by version, read in one call, rebuilt beside the old one and then renamed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from redis import Redis

from bridges import board_scripts as scripts
from rules.boards import Board
from rules.places import Entries, Place, View, Window

CHANNEL = "boards"
WANTED = "boards:wanted"
_AT_ONCE = 500
"""Members a script call: short enough to hold nobody up, and within what Lua's unpack can take."""
_LEASE_MS = 10_000
"""A rebuild that has written nothing for so long is dead."""

_pack = msgspec.msgpack.Encoder().encode


class Change(msgspec.Struct):
    """A hint on the channel: a board has a new version; its own total changed for these players."""

    board: str
    version: int
    players: list[str]


class _Keys:
    """Where a board is kept."""

    def __init__(self, board: str) -> None:
        self.set = f"board:{board}"
        self.versions = f"{self.set}:v"
        self.meta = f"{self.set}:meta"
        self.building = f"{self.set}:building"
        self.new_set = f"{self.set}:new"
        self.new_versions = f"{self.set}:new:v"


class Boards:
    """The boards of one Redis. Any call may raise RedisError; a board that does not count is None, or not ready."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._write = redis.register_script(scripts.WRITE)
        self._claim = redis.register_script(scripts.CLAIM)
        self._fill = redis.register_script(scripts.FILL)
        self._finish = redis.register_script(scripts.FINISH)
        self._ready = redis.register_script(scripts.READY)
        self._view = redis.register_script(scripts.VIEW)

    def write(self, entries: Mapping[str, Entries]) -> set[str]:
        """Write what is newer to each board, by its key, and tell the channel; the boards that there were not.

        A board that is being rebuilt takes it in its new keys. A player may stand in a board's entries once.
        """
        with self._redis.pipeline(transaction=False) as pipeline:
            written = []
            for board, columns in entries.items():
                keys = _Keys(board)
                names = [keys.set, keys.versions, keys.meta, keys.building, keys.new_set, keys.new_versions]
                for packed in _chunks(columns):
                    self._write(keys=names, args=[board, CHANNEL, packed], client=pipeline)
                    written.append(board)
            results = pipeline.execute()
        return {board for board, there in zip(written, results, strict=True) if not there}

    def view(self, board: Board, window: Window, players: Collection[str] = ()) -> View | None:
        """Part of a board and the places of some players, all at one version; None: it must be had from Postgres."""
        keys = _Keys(board.key)
        mode = "after" if window.after else "around" if window.around else "top"
        score, player = window.after or ("", window.around or "")
        found = self._view(keys=[keys.set, keys.meta], args=[window.count, mode, score, player, *players])
        if found is None:
            return None
        version, first, places, mine = found
        return View(
            int(version),
            tuple(
                Place(first + index, player.decode(), int(float(score)))
                for index, (player, score) in enumerate(_groups(places, 2), 1)
            ),
            {
                player.decode(): Place(rank + 1, player.decode(), int(float(score)))
                for player, rank, score in _groups(mine, 3)
            },
        )

    def ready(self, boards: Sequence[Board]) -> list[bool]:
        """Which of the boards count."""
        if not boards:
            return []
        return [bool(ready) for ready in self._ready(keys=[_Keys(board.key).meta for board in boards])]

    def want(self, keys: Collection[str]) -> None:
        """Ask for boards to be rebuilt at the next tick."""
        if keys:
            self._redis.sadd(WANTED, *keys)

    def wanted(self) -> list[str]:
        """Take what was asked for."""
        keys: Any = self._redis.spop(WANTED, 10_000)
        return [key.decode() for key in keys]

    def claim(self, board: Board, token: str, force: bool = False) -> bool:
        """Begin to rebuild a board: it does not count from now on, and what is written goes into its new keys.

        False: another rebuild is at it, and alive. `force` supersedes it.
        """
        keys = _Keys(board.key)
        names = [keys.meta, keys.building, keys.new_set, keys.new_versions]
        return bool(self._claim(keys=names, args=[token, _LEASE_MS, int(force)]))

    def fill(self, board: Board, token: str, entries: Entries) -> bool:
        """Write to the new keys; False: the claim was superseded, or the server is another one."""
        keys = _Keys(board.key)
        names = [keys.building, keys.new_set, keys.new_versions]
        return all(self._fill(keys=names, args=[token, packed]) for packed in _chunks(entries))

    def finish(self, board: Board, token: str) -> bool:
        """Put the new keys in place of the old, and have the board count; False as for `fill`."""
        keys = _Keys(board.key)
        names = [keys.building, keys.new_set, keys.new_versions, keys.set, keys.versions, keys.meta]
        expiry = board.kept_until(datetime.now(UTC))
        until = int(expiry.timestamp()) if expiry else 0
        return bool(self._finish(keys=names, args=[token, board.key, CHANNEL, until]))


def _chunks(entries: Entries) -> Iterator[bytes]:
    """Entries as the scripts read them, a few hundred at a time."""
    for begin in range(0, len(entries.players), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        yield _pack((entries.players[part], entries.versions[part], entries.scores[part]))


def _groups(flat: Sequence[Any], size: int) -> Iterator[Any]:
    return zip(*(flat[start::size] for start in range(size)), strict=True)
