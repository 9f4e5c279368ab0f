"""Lifelines: help that a player may use once a session, and once more for tokens."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from rules.content import Kind

LIFELINES = ("fifty_fifty", "skip")
_LEFT = 2


class NoLifeline(Exception):
    """It cannot help with this question; the message says why."""


def bought(kind: str) -> str:
    """What a second one of a kind, for tokens, is known by in its session."""
    return f"{kind}+"


def kind_of(name: str) -> str:
    """The kind of one, by what it is known by."""
    return name.removesuffix("+")


def skipped(used: Mapping[str, Mapping[str, Any]]) -> list[int]:
    """The questions that `skip` passed over, by what each lifeline did in a session."""
    return [what["no"] for name, what in used.items() if kind_of(name) == "skip"]


def helped(used: Mapping[str, Mapping[str, Any]]) -> dict[int, int]:
    """How many options fifty-fifty took away, by question."""
    return {what["no"]: len(what["hidden"]) for name, what in used.items() if kind_of(name) == "fifty_fifty"}


def hide(kind: Kind, options: Sequence[str], right: str, seed: bytes, no: int) -> list[str]:
    """The wrong options of question `no` that fifty-fifty takes away from a single choice: all but one.

    `options` are in the content's order, and which one is left depends on their places and the seed alone. Raises
    NoLifeline for other kinds, and for a question that has only two options.
    """
    if kind != "single_choice":
        raise NoLifeline("Fifty-fifty helps with questions that have one right option.")
    if len(options) <= _LEFT:
        raise NoLifeline("The question has two options only.")
    wrong = [place for place, option in enumerate(options) if option != right]
    wrong.sort(key=lambda place: blake2b(bytes((no, place)), key=seed).digest())
    return sorted(options[place] for place in wrong[1:])
