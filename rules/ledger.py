"""Double-entry bookkeeping of tokens: what a player's standing allows, and the legs that a transfer has.

Every transfer is of one player. Its legs add up to 0: what a player gets, a house account of ours gives. What a player
owes stands on an account of its own, `debt`, at or below 0; whatever they get next pays that first.
"""

from typing import Literal, NamedTuple

House = Literal[
    "minted", "spent", "expired", "clearing:reloadly-airtime", "clearing:reloadly-giftcards", "clearing:tremendous"
]
"""Our accounts, by what they are for. All tokens come from `minted`, which stands below 0 by as many as were made.

`clearing:` is followed by a partner's name: what was redeemed with them.
"""
Account = Literal["player", "debt"] | House
MOST = 1_000_000_000
"""Tokens of one transfer."""


class Leg(NamedTuple):
    """What an account gets, or gives (below 0)."""

    account: Account
    amount: int


class Standing(NamedTuple):
    """A player's tokens: those that are theirs, those of them that are held for something, and what they owe."""

    posted: int = 0
    held: int = 0
    owed: int = 0

    @property
    def free(self) -> int:
        """What can be spent."""
        return self.posted - self.held


class Move(NamedTuple):
    """A transfer as the ledger writes it: the standing after it and its legs; a hold and its release have none."""

    standing: Standing
    legs: tuple[Leg, ...] = ()


class InsufficientTokens(Exception):
    """There are fewer free tokens than that."""

    def __init__(self, free: int, amount: int) -> None:
        super().__init__(f"{amount} tokens are more than the {free} that are free")
        self.free = free
        self.amount = amount


def credit(standing: Standing, amount: int, house: House) -> Move:
    """Tokens for a player; a debt is paid first."""
    _must_be_some(amount)
    paid = min(standing.owed, amount)
    after = standing._replace(posted=standing.posted + amount - paid, owed=standing.owed - paid)
    return _moved(after, player=amount - paid, debt=paid, house=house)


def debit(standing: Standing, amount: int, house: House) -> Move:
    """A player spends tokens, but not those that are owed; what expires may be any. Raises InsufficientTokens."""
    _must_be_some(amount)
    _must_be_free(standing if house == "expired" else _unowed(standing), amount)
    return _moved(standing._replace(posted=standing.posted - amount), player=-amount, debt=0, house=house)


def claw_back(standing: Standing, amount: int, house: House) -> Move:
    """Tokens that should not have been given are taken: what is free, and the rest is owed."""
    _must_be_some(amount)
    taken = min(standing.free, amount)
    after = standing._replace(posted=standing.posted - taken, owed=standing.owed + amount - taken)
    return _moved(after, player=-taken, debt=taken - amount, house=house)


def hold(standing: Standing, amount: int) -> Move:
    """Keep tokens for something that is not certain yet; not those that are owed. Raises InsufficientTokens.

    What is let go again is free whatever is owed, and is not to be kept for something else then.
    """
    _must_be_some(amount)
    _must_be_free(_unowed(standing), amount)
    return Move(standing._replace(held=standing.held + amount))


def capture(standing: Standing, amount: int, house: House) -> Move:
    """What tokens were held for has come about: they are gone."""
    _must_be_held(standing, amount)
    after = standing._replace(posted=standing.posted - amount, held=standing.held - amount)
    return _moved(after, player=-amount, debt=0, house=house)


def release(standing: Standing, amount: int) -> Move:
    """What tokens were held for has not come about: they are free again."""
    _must_be_held(standing, amount)
    return Move(standing._replace(held=standing.held - amount))


def _moved(after: Standing, *, player: int, debt: int, house: House) -> Move:
    legs = (Leg("player", player), Leg("debt", debt), Leg(house, -player - debt))
    return Move(after, tuple(leg for leg in legs if leg.amount))


def _must_be_some(amount: int) -> None:
    if not 1 <= amount <= MOST:
        raise ValueError(f"a transfer is of 1 to {MOST} tokens, not {amount}")


def _unowed(standing: Standing) -> Standing:
    """With what is owed kept back."""
    return standing._replace(held=min(standing.posted, standing.held + standing.owed))


def _must_be_free(standing: Standing, amount: int) -> None:
    if amount > standing.free:
        raise InsufficientTokens(standing.free, amount)


def _must_be_held(standing: Standing, amount: int) -> None:
    if not 1 <= amount <= standing.held:
        raise ValueError(f"{amount} tokens are not held; {standing.held} are")
