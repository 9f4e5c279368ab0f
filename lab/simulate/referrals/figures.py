"""How well verdicts tell farmed invitations from honest ones."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from lab.simulate.referrals.world import HONEST, Kind

Verdict = Literal["reject", "review", "pass", "clawed_back", "unqualified"]
"""`pass`: paid, and kept; `clawed_back`: paid, and taken back; `unqualified`: never played enough to be judged."""
Figures = dict[str, float | int | str]


def figures(outcomes: Iterable[tuple[Kind, Verdict]]) -> list[Figures]:
    """Of each kind, how many had which verdict; then, of each verdict that acts, precision and recall over all.

    Of `reject` and `review` the farmed are meant; of `pass` the honest, of those that came to a verdict.
    """
    counts: dict[Kind, Counter[Verdict]] = {}
    for kind, verdict in outcomes:
        counts.setdefault(kind, Counter())[verdict] += 1
    return [_kind(kind, counts[kind]) for kind in sorted(counts, key=lambda kind: (kind not in HONEST, kind))]


def _kind(kind: Kind, counts: Mapping[Verdict, int]) -> Figures:
    total = sum(counts.values())
    return {
        "kind": kind,
        "label": "honest" if kind in HONEST else "farmed",
        "invitations": total,
        **{verdict: counts.get(verdict, 0) for verdict in ("reject", "review", "pass", "clawed_back", "unqualified")},
        "not_paid_share": round(1 - counts.get("pass", 0) / total, 4),
    }


def quality(rows: Sequence[Figures]) -> list[Figures]:
    """Precision and recall of rejecting (claw-backs among it), of reviewing and of passing."""

    def total(label: str, *verdicts: str) -> int:
        return sum(int(row[verdict]) for row in rows if row["label"] == label for verdict in verdicts)

    found: list[Figures] = []
    judged = ("reject", "review", "pass", "clawed_back")
    for name, label, verdicts in (
        ("reject", "farmed", ("reject", "clawed_back")),
        ("review", "farmed", ("review",)),
        ("reject_or_review", "farmed", ("reject", "clawed_back", "review")),
        ("pass", "honest", ("pass",)),
    ):
        right = total(label, *verdicts)
        other = total("honest" if label == "farmed" else "farmed", *verdicts)
        found.append(
            {
                "verdict": name,
                "precision": round(right / max(1, right + other), 4),
                "recall": round(right / max(1, total(label, *judged)), 4),
            }
        )
    return found
