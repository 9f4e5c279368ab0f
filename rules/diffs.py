"""What two JSON documents differ in: pointers with what stands there before and after."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

ABSENT = None
"""What stands where nothing does: JSON has no word of its own for that."""


class Change(NamedTuple):
    """A difference, at the deepest place where both documents have an object, or a list of the same length."""

    pointer: str
    before: Any
    after: Any


def changes(before: Any, after: Any, pointer: str = "") -> Iterator[Change]:
    """Every difference, in the order of the documents; what one alone has stands against ABSENT."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in (*before, *(key for key in after if key not in before)):
            yield from changes(before.get(key, ABSENT), after.get(key, ABSENT), f"{pointer}/{_escaped(key)}")
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from changes(*pair, f"{pointer}/{index}")
    elif before != after:
        yield Change(pointer, before, after)


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
