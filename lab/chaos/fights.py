"""What must hold of battles and of the books: each battle ended, no confirmed move is missing, every grant is paid that
can be, and all that the audits ask."""

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
    yield "grants of known players are not paid", ["of them"] * evidence.unpaid
    for finding in evidence.audited:
        yield f"broken: {finding.name}", finding.examples
