"""What bots know: the lab's own questions. The API tells nobody which option is right."""

from functools import cache
from pathlib import Path
from random import Random

import msgspec

from lab.players.client import Question

_CONTENT = Path(__file__).parent.parent / "content"


class _Fact(msgspec.Struct):
    stem: str
    correct: str


class _Category(msgspec.Struct):
    questions: list[_Fact]


@cache
def _facts() -> dict[str, str]:
    files = sorted(_CONTENT.glob("*.json"))
    categories = [msgspec.json.decode(path.read_bytes(), type=_Category) for path in files]
    return {fact.stem: fact.correct for category in categories for fact in category.questions}


def choose(question: Question, skill: float, random: Random) -> str:
    """The id of the option a player of that skill takes: the right one if they know it, else any other."""
    right = _facts().get(question.stem)
    known = [option.id for option in question.options if option.text == right]
    if known and random.random() < skill:
        return known[0]
    return random.choice([option.id for option in question.options if option.id not in known])
