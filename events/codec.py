"""Bytes to event and back, the only place that does. JSON: `type` and `v`, then the event's own fields."""

from functools import cache

import msgspec

from events.catalog import EVENTS, Event


class CodecError(Exception):
    """Base of what can be wrong with an event's bytes."""


class MalformedEvent(CodecError):
    """The bytes are the event's own fault: not JSON, or not the fields of its type and version."""


class UnknownEvent(CodecError):
    """A type or version newer than this worker: the event is good, the worker is old."""


class _Head(msgspec.Struct):
    type: str
    v: int
    event_id: str = ""


_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_encode_fields = msgspec.json.Encoder().encode
_read_head = msgspec.json.Decoder(_Head).decode


@cache
def _prefix(event: type[Event]) -> bytes:
    """The first bytes of every event of a type: its name and version, before its own fields."""
    return b'{"type":"%s","v":%d,' % (event.__name__.encode(), event.version)


@cache
def _decoders() -> dict[bytes, "msgspec.json.Decoder[Event]"]:
    return {_prefix(event): msgspec.json.Decoder(event) for event in EVENTS.values()}


def encode(event: Event) -> bytes:
    """An event as bytes, the same bytes for the same event."""
    return _prefix(type(event)) + _encode_fields(event)[1:]


def decode(raw: bytes) -> Event:
    """The event that bytes mean. Raises MalformedEvent (dead letter) or UnknownEvent (wait for a newer worker)."""
    start = raw.find(b'"event_id"')
    decoder = _decoders().get(raw[:start]) if start > 0 else None
    try:
        if decoder is not None:
            return _sane(decoder.decode(b"{" + raw[start:]))
        head = _read_head(raw)
    except _UNREADABLE as error:
        raise MalformedEvent(str(error)) from error
    if (head.type, head.v) in EVENTS:
        raise MalformedEvent("type, v and event_id must come first")
    raise UnknownEvent(f"{head.type} version {head.v}")


def event_id_of(raw: bytes) -> str:
    """The id that even a malformed event may still tell, else an empty string."""
    try:
        return _read_head(raw).event_id.replace("\0", "")
    except _UNREADABLE:
        return ""


def _sane(event: Event) -> Event:
    """An id is looked up before anything else of the event is: it must be one that Postgres can hold."""
    if "\0" in event.event_id:
        raise MalformedEvent("event_id holds a NUL")
    return event
