"""A connection at a battle: what it is told leaves in the order of `seq`, and after its snapshot."""

from collections.abc import Sequence

from web.realtime.connection import Connection


class Viewer:
    """`side` is None for who watches. Moves that are heard before their turn wait for those before them."""

    def __init__(self, connection: Connection, side: int | None) -> None:
        self.connection = connection
        self.side = side
        self._last: int | None = None
        """The `seq` that it was told last; None: its snapshot is on the way."""
        self._early: dict[int, Sequence[bytes]] = {}
        self._ended = False
        self.wants = False
        """A snapshot, or another one."""
        self.shown = True
        """None is on its way: whoever wants one has to see to it."""

    @property
    def watches(self) -> bool:
        """Whether it is nobody's who plays."""
        return self.side is None

    @property
    def misses(self) -> bool:
        """Whether something was heard that comes after what was not."""
        return self._last is not None and bool(self._early)

    def await_snapshot(self) -> bool:
        """What is heard until it is shown follows it. Whether somebody has to begin to see to it."""
        self._last, self.wants = None, True
        begin, self.shown = self.shown, False
        return begin

    def show(self, seq: int, snapshot: bytes) -> None:
        """The battle as it stands at `seq`."""
        if self._ended or (self._last is not None and seq < self._last):
            return  # another was faster
        self.connection.put(snapshot)
        self._last = seq
        self._early = {no: frames for no, frames in self._early.items() if no > seq}
        self._go_on()

    def hear(self, seq: int, frames: Sequence[bytes]) -> None:
        """What a move is told by here, be it nothing."""
        if not self._ended and (self._last is None or seq > self._last):
            self._early[seq] = frames
            self._go_on()

    def end(self, frames: Sequence[bytes]) -> None:
        """The last that it is told."""
        self._ended = True
        for frame in frames:
            self.connection.put(frame)

    def _go_on(self) -> None:
        while self._last is not None and self._last + 1 in self._early:
            self._last += 1
            for frame in self._early.pop(self._last):
                self.connection.put(frame)
