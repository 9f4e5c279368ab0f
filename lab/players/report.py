"""What the players know of their answers, for the home page: `players.json`, renewed twice a second."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec

from lab.folder import write

_WINDOW_S = 60.0
LOST_S = 60.0
"""An answer acknowledged this long ago, without an outcome, is lost if a later one has got its own."""


@dataclass
class Report:
    """Counts by event id: acknowledged, and seen once the player has got the final outcome."""

    accepted: int = 0
    seen: int = 0
    _waiting: dict[str, float] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _latencies: deque[tuple[float, float]] = field(default_factory=deque)
    _newest_seen: float = 0.0
    """When the latest of the answers that were seen had been acknowledged."""

    def accept(self, event_id: str) -> None:
        """An answer was acknowledged, just now."""
        self.accepted += 1
        self._waiting[event_id] = monotonic()
        self._recent.append(monotonic())

    def see(self, event_id: str) -> None:
        """Its player has got the final outcome."""
        at = self._waiting.pop(event_id, None)
        if at is not None:
            self.seen += 1
            self._newest_seen = max(self._newest_seen, at)

    def took(self, seconds: float) -> None:
        """So long after the acknowledgement a player's own line on the board had moved."""
        self._latencies.append((monotonic(), seconds))

    def document(self) -> dict[str, Any]:
        """What the file holds: totals since the start; speed and latency of the last minute."""
        now = monotonic()
        while self._recent and self._recent[0] < now - _WINDOW_S:
            self._recent.popleft()
        while self._latencies and self._latencies[0][0] < now - _WINDOW_S:
            self._latencies.popleft()
        lost = sum(at < min(now - LOST_S, self._newest_seen) for at in self._waiting.values())
        took = sorted(1000 * seconds for _, seconds in self._latencies)
        return {
            "accepted": self.accepted,
            "seen": self.seen,
            "waiting": len(self._waiting) - lost,
            "lost": lost,
            "latency_ms": {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)},
            "events_per_s": round(len(self._recent) / _WINDOW_S, 1),
            "updated_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }

    async def keep_writing(self, path: Path, every_s: float = 0.5) -> None:
        """Renew the file until cancelled."""
        while True:
            write(path, msgspec.json.encode(self.document()).decode())
            await asyncio.sleep(every_s)


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile of values in ascending order, to 0.1; None of nothing."""
    if not ordered:
        return None
    return round(ordered[max(0, -int(-share * len(ordered) // 1) - 1)], 1)
