"""The verdict on redemptions: what the partners' witness says was issued against what our books say was paid for.

It believes the witness, and what players were told. Issued and not taken back = captured, each reference once, for the
value and the cost that the witness knows; every redemption has come to its end; each player has what they had, less
what was issued to them; what all of them paid is on the partners' accounts. What a partner held out for a day came to
people, who were shown all that there is to know of it. Each player's inbox says how each ended. Then our own audit must
find nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from uuid import UUID

from events.identity import caused_event_id
from lab.players.redeeming import Told
from rules.redemption import ENDS, State

_CENT = Decimal("0.0001")
Complaint = tuple[str, Collection[object]]


class Row(NamedTuple):
    """A redemption of ours."""

    id: UUID
    player: UUID
    partner: str
    state: State
    tokens: int
    value: Decimal
    currency: str
    cost: Decimal | None
    partner_id: str | None
    owes_card: bool = False
    """Whether it is a gift card that succeeded, and its player has no code."""
    version: int = 1
    cause: str = ""
    """Of its last step."""


class Issued(NamedTuple):
    """An order that the witness has issued."""

    partner: str
    reference: str
    partner_id: str
    value: Decimal
    currency: str
    cost: Decimal
    is_kept: bool
    """Not taken back."""


class Seen(NamedTuple):
    """What people were shown of a redemption that waited for them."""

    id: UUID
    attempts: tuple[tuple[str, str | None], ...]
    """Work and verdict of each, in order."""
    steps: tuple[tuple[str | None, str], ...]
    """States before and after each."""
    said: str | None
    """The partner's last answer."""
    decisions: tuple[str, ...]


@dataclass
class Evidence:
    """What there is once all is still."""

    told: list[Told] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    issued: list[Issued] = field(default_factory=list)
    began_with: Mapping[UUID, int] = field(default_factory=dict)
    """Tokens of each player."""
    wallets: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)
    """Posted and held."""
    clearing: Mapping[str, int] = field(default_factory=dict)
    """By partner."""
    held_out: Mapping[UUID, State] = field(default_factory=dict)
    """What partners held out, in the state it had a day later."""
    for_people: Collection[UUID] = ()
    """All that has ever waited for people."""
    decided: Collection[UUID] = ()
    """Of them, what people decided."""
    seen: list[Seen] = field(default_factory=list)
    cases: list[UUID] = field(default_factory=list)
    """Redemptions of the cases that are open."""
    inboxes: set[tuple[UUID, UUID]] | None = None
    """(id, player) of what players were told of redemptions; None: nobody looked."""
    broken: list[str] = field(default_factory=list)
    """What our own audit found."""


@dataclass
class Verdict:
    """Counts, and every complaint; no complaint means that the promise held."""

    asked: int = 0
    refused: int = 0
    issued: int = 0
    captured: int = 0
    twice: int = 0
    lost: int = 0
    """Tokens that players paid and nothing was issued for, or that are on nobody's account."""
    made: int = 0
    """Tokens that players have though something was issued for them."""
    stuck: int = 0
    people: int = 0
    """That needed people; `decided` of them by their word, the others by the partner's."""
    decided: int = 0
    why: list[str] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    """Of those that were not asked for successfully, by code."""

    @property
    def verdict(self) -> Literal["held", "broken"]:
        """In a word."""
        return "broken" if self.why else "held"

    @property
    def line(self) -> dict[str, Any]:
        """The counts by name."""
        counts = ("asked", "refused", "issued", "captured", "twice", "lost", "made", "stuck", "people", "decided")
        return {name: getattr(self, name) for name in (*counts, "verdict", "why", "states", "refusals")}


def judge(evidence: Evidence) -> Verdict:
    """Judge what a system holds that is still."""
    due = _due(evidence)
    gaps = {player: evidence.wallets.get(player, (0, 0))[0] - tokens for player, tokens in due.items()}
    verdict = Verdict(
        asked=len(evidence.told),
        refused=sum(400 <= one.status < 500 for one in evidence.told),
        issued=sum(one.is_kept for one in evidence.issued),
        captured=sum(row.state == "succeeded" for row in evidence.rows),
        twice=len(_twice(evidence)),
        lost=-sum(gap for gap in gaps.values() if gap < 0),
        made=sum(gap for gap in gaps.values() if gap > 0),
        stuck=sum(row.state not in ENDS for row in evidence.rows),
        people=len(evidence.for_people),
        decided=len(evidence.decided),
        states=dict(sorted(Counter(row.state for row in evidence.rows).items())),
        refusals=dict(sorted(Counter(one.code for one in evidence.told if one.status != 202).items())),
    )
    for what, cases in _complaints(evidence, gaps):
        if cases:
            shown = ", ".join(str(case) for case in list(cases)[:3])
            verdict.why.append(f"{len(cases)} {what}: {shown}")
    return verdict


def _due(evidence: Evidence) -> dict[UUID, int]:
    """What each player must have: what they began with, less what was issued to them for good, once."""
    kept = {one.reference for one in evidence.issued if one.is_kept}
    due = dict(evidence.began_with)
    for row in evidence.rows:
        if str(row.id) in kept:
            due[row.player] = due.get(row.player, 0) - row.tokens
    return due


def _twice(evidence: Evidence) -> list[str]:
    often = Counter((one.partner, one.reference) for one in evidence.issued)
    return [f"{reference} at {partner}: {times}" for (partner, reference), times in often.items() if times > 1]


def _complaints(evidence: Evidence, gaps: Mapping[UUID, int]) -> Iterator[Complaint]:
    rows = {str(row.id): row for row in evidence.rows}
    kept = {one.reference for one in evidence.issued if one.is_kept}
    back = {one.reference for one in evidence.issued} - kept
    yield "references were issued more than once", _twice(evidence)
    yield "were issued that nobody asked for", [one for one in evidence.issued if one.reference not in rows]
    yield (
        "were issued and are not captured",
        [_shown(rows[name]) for name in sorted(kept & rows.keys()) if rows[name].state != "succeeded"],
    )
    yield (
        "are captured and were not issued",
        [_shown(row) for name, row in rows.items() if row.state == "succeeded" and name not in kept],
    )
    yield (
        "were taken back and are not reversed",
        [_shown(rows[name]) for name in sorted(back & rows.keys()) if rows[name].state != "reversed"],
    )
    yield "have not come to an end", [_shown(row) for row in evidence.rows if row.state not in ENDS]
    yield "were held out for a day and did not come to people", list(_forgotten(evidence))
    yield "came to people, who were not shown all of it", list(filter(None, map(_lack, evidence.seen)))
    yield "cases are open of what is over", _left(evidence)
    yield "gift cards are paid for and have no code", [_shown(row) for row in evidence.rows if row.owes_card]
    yield "have another value or cost than the witness says", list(_unlike(evidence, rows))
    yield "players have not what they must have", [f"{one}: {gap:+}" for one, gap in gaps.items() if gap]
    yield "players have tokens held", [one for one, (_, held) in evidence.wallets.items() if held]
    yield "partners' accounts have not what was paid", list(_unpaid(evidence, rows, kept))
    yield "answers are not of a redemption of that player's", list(_untrue(evidence.told, rows))
    yield "redemptions were asked for by nobody", _unasked(evidence)
    yield "inboxes lack how it ended", untold(evidence)
    yield "invariants are broken", evidence.broken


def untold(evidence: Evidence) -> list[str]:
    """Redemptions whose player has not been told of their end, if anybody but they ended it."""
    if evidence.inboxes is None:
        return []
    over = [row for row in evidence.rows if row.state in ENDS and (row.state, row.cause) != ("cancelled", "player")]
    return [_shown(row) for row in over if (_notice(row), row.player) not in evidence.inboxes]


def _notice(row: Row) -> UUID:
    return UUID(caused_event_id("redemption", row.id, row.version))


def _shown(row: Row) -> str:
    return f"{row.id} ({row.partner}, {row.state})"


def _forgotten(evidence: Evidence) -> Iterator[str]:
    seen = {one.id for one in evidence.seen}
    for id_, state in evidence.held_out.items():
        if state not in ENDS and id_ not in seen:
            yield f"{id_} ({state})"


def _lack(seen: Seen) -> str:
    """What they were not shown, who had to decide; nothing, if it was all."""
    befores, afters = [before for before, _ in seen.steps], [after for _, after in seen.steps]
    lacks = {
        "order": not any(work == "submit" for work, _ in seen.attempts),
        "look-up": not any(work == "look_up" and verdict for work, verdict in seen.attempts),
        "way": befores != [None, *afters[:-1]] or afters[-1:] != ["manual_review"],
        "answer": seen.said is None,
        "decisions": not seen.decisions,
    }
    missing = [name for name, lacking in lacks.items() if lacking]
    return f"{seen.id} without {', '.join(missing)}" if missing else ""


def _left(evidence: Evidence) -> list[UUID]:
    states = {row.id: row.state for row in evidence.rows}
    return [one for one in evidence.cases if states.get(one) in ENDS]


def _unlike(evidence: Evidence, rows: Mapping[str, Row]) -> Iterator[str]:
    for one in evidence.issued:
        row = rows.get(one.reference)
        if row is None or row.state != "succeeded":
            continue
        if (row.value, row.currency) != (one.value, one.currency):
            yield f"{row.id}: {row.value} {row.currency}, not {one.value} {one.currency}"
        elif row.cost is None or abs(row.cost - one.cost) > _CENT:
            yield f"{row.id}: cost {row.cost}, not {one.cost}"


def _unpaid(evidence: Evidence, rows: Mapping[str, Row], kept: Collection[str]) -> Iterator[str]:
    due: defaultdict[str, int] = defaultdict(int)
    for name in kept:
        if name in rows:
            due[rows[name].partner] += rows[name].tokens
    for partner in sorted(due.keys() | evidence.clearing.keys()):
        if due[partner] != evidence.clearing.get(partner, 0):
            yield f"{partner} has {evidence.clearing.get(partner, 0)}, due is {due[partner]}"


def _untrue(told: Collection[Told], rows: Mapping[str, Row]) -> Iterator[str]:
    for one in told:
        row = rows.get(str(one.id))
        if one.status == 202 and (row is None or row.player != one.player):
            yield f"{one.key}: {one.id}"
    often = Counter(one.id for one in told if one.id)
    yield from (f"{id_} for {times} keys" for id_, times in often.items() if times > 1)


def _unasked(evidence: Evidence) -> list[str]:
    """Who was told nothing may have been heard: so many may be there without anybody knowing."""
    known = {one.id for one in evidence.told}
    unknown = [str(row.id) for row in evidence.rows if row.id not in known]
    return unknown if len(unknown) > sum(one.status == 0 for one in evidence.told) else []
