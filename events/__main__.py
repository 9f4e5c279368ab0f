"""`python -m events`: the catalogue as a page, docs/events.md."""

import re
import sys
from collections.abc import Iterator

import msgspec

from events.catalog import EVENTS, TOPICS, Event


def page() -> str:
    """The whole page, ending in a line break."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Events"
    yield ""
    yield "Generated from `events/catalog.py` by `python -m events > docs/events.md`; a test fails when it is stale."
    yield "Bytes are JSON: `type` and `v`, then the fields. Golden bytes of every version: `tests/events/golden/`."
    yield ""
    yield "| topic | carries | task | queue | a slice, at most |"
    yield "|---|---|---|---|---|"
    for topic in TOPICS.values():
        most = f"{topic.max_events:,} events, {topic.max_bytes:,} bytes"
        yield f"| `{topic.name}` | {topic.carries} | `{topic.task}` | `{topic.queue}` | {most} |"
    for event in EVENTS.values():
        yield ""
        yield from _event(event)


def _event(event: type[Event]) -> Iterator[str]:
    yield f"## {event.__name__}, version {event.version}"
    yield ""
    yield " ".join((event.__doc__ or "").split())
    yield ""
    key = " ".join((event.key.__doc__ or "").split())
    yield f"Topic `{event.topic.name}`. Key: {key[0].lower()}{key[1:]}"
    yield ""
    yield "| field | type |"
    yield "|---|---|"
    for field in msgspec.structs.fields(event):
        yield f"| `{field.name}` | {_type(field.type)} |"


def _type(kind: object) -> str:
    """`datetime`, `Sequence[ChangedTotals]`: without the modules."""
    return kind.__name__ if isinstance(kind, type) else re.sub(r"[a-z_]+\.", "", str(kind))


if __name__ == "__main__":
    sys.stdout.write(page())
