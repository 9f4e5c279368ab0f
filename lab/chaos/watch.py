"""An eye on `carried` while things break: `applied` must never go back."""

from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models import carried
from models.carried import Standing

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

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def end(self) -> list[str]:
        """Stop looking; every time that `applied` was seen to go back."""
        self._stop.set()
        self._thread.join()
        return self.went_back

    def _run(self) -> None:
        pause = _EVERY_S
        while not self._stop.wait(pause):
            try:
                with self._engine.connect() as connection:
                    self.note(carried.standings(connection))
                pause = _EVERY_S
            except SQLAlchemyError:
                pause = _AWAY_S

    def note(self, standings: list[Standing]) -> None:
        """Compare with what was seen before."""
        self.standings = standings
        for row in standings:
            before = self._seen.get((row.topic_id, row.partition), row.applied)
            if row.applied < before:
                self.went_back.append(f"{row.topic}/{row.partition} from {before} to {row.applied}")
            self._seen[(row.topic_id, row.partition)] = row.applied
