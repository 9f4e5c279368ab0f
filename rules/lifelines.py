"""Lifelines: help that a player may use once a session."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from rules.content import Kind

LIFELINES = ("fifty_fifty", "skip")
_LEFT = 2


class NoLifeline(Exception):
    """It cannot help with this question; the message says why."""


def skipped(used: Mapping[str, Mapping[str, Any]]) -> int | None:
    """The question that `skip` passed over, by what each kind did in a session."""
    return used["skip"]["no"] if "skip" in used else None


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
