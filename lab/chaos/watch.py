"""An eye on Postgres while things break: `applied` must never go back, and no season be sealed before its time."""

from collections.abc import Mapping
from threading import Event, Thread
from types import MappingProxyType

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from lab.chaos.gathering import sealed
from models import carried
from models.carried import Standing
from models.marks import Ends

_EVERY_S = 0.1
_AWAY_S = 0.5


class Watch:
    """Samples where the partitions stand; Postgres may be away at any time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: dict[tuple[str, int], int] = {}
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self.standings: list[Standing] = []
        self.went_back: list[str] = []
        self.sealed_early: list[str] = []

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def end(self) -> None:
        """Stop looking."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        pause = _EVERY_S
        while not self._stop.wait(pause):
            try:
                with self._engine.connect() as connection:
                    marks = sealed(connection)  # before `applied` is read, which only grows
                    self.note(carried.standings(connection), marks)
                pause = _EVERY_S
            except SQLAlchemyError:
                pause = _AWAY_S

    def note(self, standings: list[Standing], marks: Mapping[int, Ends] = MappingProxyType({})) -> None:
        """Compare with what was seen before, and with what sealed seasons had to wait for."""
        self.standings = standings
        for row in standings:
            before = self._seen.get((row.topic_id, row.partition), row.applied)
            if row.applied < before:
                self.went_back.append(f"{row.topic}/{row.partition} from {before} to {row.applied}")
            self._seen[(row.topic_id, row.partition)] = row.applied
        applied = {(row.topic_id, row.partition): row.applied for row in standings}
        for season, ends in marks.items():
            behind = [place for place, end in ends.items() if applied.get(place, 0) < end]
            if behind:
                self.sealed_early.append(f"season {season}, with {len(behind)} partitions behind its mark")
