"""The whole of it for one seed: the crowd, the verdicts, the figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from lab.simulate.referrals.figures import figures, quality
from lab.simulate.referrals.judging import Court
from lab.simulate.referrals.people import FARMED_MOST, HONEST_MOST, crowd
from rules.referral import NETWORK
from rules.thresholds import Thresholds

DEFAULTS = Thresholds()
BEATEN = ("patient", "phone_farm")
"""The kinds that were made to beat the rules, and do."""


def simulate(
    seed: int, honest: int = HONEST_MOST, farmed: int = FARMED_MOST, limits: Thresholds = DEFAULTS
) -> dict[str, Any]:
    """Per kind, per verdict, and the two aims: whom the network alone rejected, and how many farmed ones were paid."""
    world = crowd(seed, honest, farmed)
    court = Court(world, limits)
    court.run()
    rows = figures((one.kind, court.verdicts[one.referee]) for one in world.invitations)
    refused = [one for one in world.invitations if court.verdicts[one.referee] in ("reject", "clawed_back")]
    honest_codes = Counter(code for one in refused if one.is_honest for code in court.codes[one.referee])
    rows_farmed = [row for row in rows if row["label"] == "farmed"]
    paid = sum(int(row["pass"]) for row in rows_farmed)
    return {
        "kinds": rows,
        "quality": quality(rows),
        "honest_rejected_by_network_alone": sum(
            one.is_honest and court.codes[one.referee] <= NETWORK for one in refused
        ),
        "honest_rejected_for": dict(honest_codes.most_common()),
        "farmed_not_paid_share": round(1 - paid / sum(int(row["invitations"]) for row in rows_farmed), 4),
    }


def table(found: Mapping[str, Any]) -> str:
    """The same for people."""
    kinds: Sequence[Mapping[str, Any]] = found["kinds"]
    names = ("kind", "label", "invitations", "reject", "review", "pass", "clawed_back", "unqualified", "not_paid_share")
    rows = ["".join(f"{name:>15}" for name in names)]
    rows += ["".join(f"{row[name]:>15}" for name in names) for row in kinds]
    rows += [f"{row['verdict']:>17}: precision {row['precision']}, recall {row['recall']}" for row in found["quality"]]
    rows.append(f"honest rejected by network alone: {found['honest_rejected_by_network_alone']}")
    rows.append(f"farmed not paid: {found['farmed_not_paid_share']:.1%}")
    return "\n".join(rows)
