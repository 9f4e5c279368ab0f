"""The states of a question, and which may follow which: nothing is asked that was not reviewed."""

from typing import Literal, get_args

State = Literal["draft", "review", "published", "retired"]

STATES: tuple[State, ...] = get_args(State)
NEXT: dict[State, tuple[State, ...]] = {
    "draft": ("review", "retired"),
    "review": ("draft", "published", "retired"),
    "published": ("retired",),
    "retired": ("draft",),
}


class Forbidden(Exception):
    """The state may not follow; the text says which may."""


def check(now: State, wanted: State) -> None:
    """Raise Forbidden unless a question in one state may come into the other."""
    if wanted not in NEXT[now]:
        raise Forbidden(f"A question in {now} can become {' or '.join(NEXT[now])}, and not {wanted}.")
