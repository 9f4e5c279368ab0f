"""Answers, webhooks, statements and retries in whatever order, late and twice: one end, and one set of books.

What rules alone cannot show (`tests/rules/test_redemption.py`) is here: leases with their numbers, and copies.
"""

from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import redemption_claims, redemption_hints
from models.redemption_claims import Claim
from rules.partnering import Answer, Verdict
from rules.redemption import ENDS, NEXT, State
from tasks import redemptions
from tests.redeeming import check_books, redeemed
from tests.tasks.redeeming import books, card, partner, past, path, row
from tests.tasks.test_partner_hints import HintLog, hint

__all__ = ["card", "partner"]

EVENTS = 16
ENDINGS: dict[Verdict, tuple[State, list[str]]] = {
    "succeeded": ("succeeded", ["hold", "capture"]),
    "refused": ("refunded", ["hold", "release"]),
    "reversed": ("reversed", ["hold", "capture", "credit"]),
}


class World:
    """One redemption, what its partner has of it, and answers that are still on their way."""

    def __init__(self, engine: Engine, card: UUID, destiny: Verdict, random: Random) -> None:
        self.engine, self.destiny, self.random = engine, destiny, random
        self.id = redeemed(engine, card)
        self.log = HintLog(engine)
        self.is_there = False
        self.hints = 0
        self.on_their_way: list[tuple[Claim, Answer]] = []

    def claim(self, *, fails: bool = True) -> None:
        """Whoever is next takes it, and calls; what is answered comes when it comes."""
        if row(self.engine, self.id).next_attempt_at is None:
            return
        past(self.engine, self.id)
        with self.engine.begin() as connection:
            claims = redemption_claims.claim(connection, "tremendous", 1, 60, [], may_submit=True)
        self.on_their_way += [(one, self.called(one, fails=fails)) for one in claims]

    def called(self, claimed: Claim, *, fails: bool) -> Answer:
        if fails and self.random.random() < 0.3:
            return Answer("not_sent" if claimed.work == "submit" else "ambiguous")
        self.is_there = self.is_there or claimed.work == "submit"
        if fails and self.random.random() < 0.3:
            return Answer("ambiguous")
        return self.says()

    def says(self) -> Answer:
        if not self.is_there:
            return Answer("absent")
        first: Verdict = "succeeded" if self.destiny == "reversed" else self.destiny
        return Answer(self.random.choice(("in_progress", first)), partner_id="P1")

    def answer(self) -> None:
        """One comes in, the latest or one of long ago."""
        if self.on_their_way:
            claimed, answer = self.on_their_way.pop(self.random.randrange(len(self.on_their_way)))
            with self.engine.begin() as connection:
                redemption_claims.settle(connection, claimed, answer, claimed.at, 0.0, 0.5)

    def lapse(self) -> None:
        """Whoever has it is given up; what it was answered may still come."""
        with self.engine.begin() as connection:
            statement = (
                "UPDATE redemptions SET lease_until = now(), sent_until = now() WHERE id = :id AND fence = :fence"
            )
            now = row(self.engine, self.id)
            if now.lease_until:
                connection.execute(text(statement), {"id": self.id, "fence": now.fence})
        redemptions.lapse()

    def webhook(self) -> None:
        """One comes, and a copy of it, which does nothing."""
        self.hints += 1
        self.log.applied(hint(self.id, f"{self.id} {self.hints}"))  # type: ignore[arg-type]  # a name is as good
        with self.engine.begin() as connection:
            connection.execute(text("UPDATE redemptions SET tries = tries + 1 WHERE id = :id"), {"id": self.id})
        before = row(self.engine, self.id)
        self.log.applied(hint(self.id, f"{self.id} {self.hints}"))  # type: ignore[arg-type]  # the same
        assert row(self.engine, self.id) == before

    def statement(self, verdict: Verdict | None = None) -> None:
        """The partner's has a line of it, if there is something."""
        said = Answer(verdict, partner_id="P1") if verdict else self.says()
        if self.is_there and said.verdict != "in_progress":
            with self.engine.begin() as connection:
                redemption_hints.state(connection, self.id, said)

    def finish(self) -> None:
        """Nothing goes wrong any more."""
        for _ in range(40):
            while self.on_their_way:
                self.answer()
            self.lapse()
            if row(self.engine, self.id).state in ENDS:
                break
            self.claim(fails=False)
        self.statement(self.destiny)


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize("destiny", ENDINGS)
@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_in_whatever_order_the_end_and_the_books_are_the_same(
    engine: Engine, card: UUID, seed: int, destiny: Any
) -> None:
    world = World(engine, card, destiny, Random(f"{seed} {destiny}"))
    for _ in range(EVENTS):
        world.random.choice((world.claim, world.claim, world.answer, world.lapse, world.webhook, world.statement))()
    world.finish()
    assert world.is_there
    gone = path(engine, world.id)
    assert all(after in NEXT[before] for before, after in pairwise(gone)), gone  # type: ignore[index]  # states
    assert (gone[-1], books(engine, world.id)) == ENDINGS[destiny]
    check_books(engine)
