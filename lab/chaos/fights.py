"""What must hold of battles: each ended, no confirmed move is missing, and all that the audit of battles asks."""

from collections.abc import Iterator

from lab.chaos.books import Complaint
from lab.chaos.evidence import Evidence
from lab.players.journal import Moved


def complaints(evidence: Evidence) -> Iterator[Complaint]:
    """Every kind of thing that may be wrong, with its cases."""
    yield "battles have not ended", list(evidence.running)
    confirmed = (line for line in evidence.journal if isinstance(line, Moved))
    counted = evidence.counted_moves
    yield (
        "confirmed moves are missing in their battles",
        [f"{line.battle_id}: {line.move_id}" for line in confirmed if (line.battle_id, line.move_id) not in counted],
    )
    for finding in evidence.audited:
        yield f"broken: {finding.name}", finding.examples
