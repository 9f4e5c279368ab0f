"""The AsyncAPI document of `/v1/realtime`, made from the message classes: all that `Client` and `Server` name."""

from collections.abc import Iterable, Iterator, Mapping
from inspect import cleandoc
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import inspect

from web.realtime.connection import DENIED, INTERNAL, RESTARTING, TOO_MANY, TRY_AGAIN, UNAUTHENTICATED
from web.realtime.guard import BURST_S
from web.realtime.limits import Limits
from web.realtime.messages import Client, Error, Hello, Ok, Server, Welcome

Node = dict[str, Any]

CLOSE_CODES: Mapping[int, str] = {
    1000: "the answer to the client's own",
    1002: "not RFC 6455",
    1003: "a binary frame",
    1007: "text or a reason that is no UTF-8",
    1008: "too many frames a second, or no answer to a ping",
    1009: "a message that is too long",
    INTERNAL: "a fault of ours; come back",
    RESTARTING: "the process ends; come back after the time in `draining`",
    TRY_AGAIN: "what is needed to let you in is away, or you read too slowly; come back",
    UNAUTHENTICATED: "no `hello` in time, or none that is good: get another token",
    DENIED: "blocked or logged out: do not come back with this login",
    TOO_MANY: "too many sockets of one player",
}
"""What each code of a close frame of ours means."""

_CHANNEL = "realtime"
_SCHEMAS = "#/components/schemas/"
_MESSAGES = "#/components/messages/"

_ABOUT = """The socket: matchmaking, battles, live quizzes, boards as they change, and notifications.

Open it within half a minute of `POST /v1/realtime/tokens`, at the `url` given there, and send `hello` with the `token`
as the first frame, within {hello:g} seconds. A token opens one socket; nothing secret stands in the URL. Pages open
sockets from the origins of the settings alone.

Frames are text, JSON, one message each, told apart by `type`. Unknown fields of a client are refused; a client ignores
unknown fields and types. A client's `id` comes back in exactly one `ok` or `error`; a frame without one is told only
what was refused. After a reconnection nothing is subscribed: subscribe again, and a snapshot follows. Versions and seqs
show a gap; the remedy is the same.

Bounds: {bytes} bytes a message, {frames} frames a second from a socket and {all} from all of a player's, of either as
many at once as in {burst:g} seconds, {sockets} sockets a player, {topics} topics a socket, {outbox} bytes that wait to
be read. A ping comes every {ping:g} seconds and is to be answered. `x-close-codes` has what ends a connection."""


def document(url: str, limits: Limits) -> Node:
    """AsyncAPI 3.0.0, for the socket at a URL."""
    client, server = get_args(Client), get_args(Server)
    everything = (*client, *server)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Buzzline: realtime", "version": "v1", "description": _about(limits)},
        "defaultContentType": "application/json",
        "servers": {_CHANNEL: _server(url)},
        "channels": {_CHANNEL: _channel(url, everything)},
        "operations": {
            **{f"receive.{_tag(kind)}": _received(kind) for kind in client},
            **{f"send.{_tag(kind)}": _operation("send", kind) for kind in server},
        },
        "components": {
            "messages": {kind.__name__: _message(kind) for kind in everything},
            "schemas": _schemas(everything),
        },
    }


def _about(limits: Limits) -> str:
    return _ABOUT.format(
        hello=limits.hello_s,
        bytes=limits.message_bytes,
        frames=limits.frames,
        all=limits.player_frames,
        burst=BURST_S,
        sockets=limits.sockets_a_player,
        topics=limits.subscriptions,
        outbox=limits.outbox_bytes,
        ping=limits.ping_s,
    )


def _server(url: str) -> Node:
    at = urlsplit(url)
    return {"host": at.netloc, "protocol": at.scheme, "protocolVersion": "13", "description": "RFC 6455."}


def _channel(url: str, kinds: Iterable[type]) -> Node:
    return {
        "address": urlsplit(url).path,
        "title": "The socket",
        "servers": [{"$ref": f"#/servers/{_CHANNEL}"}],
        "messages": {kind.__name__: {"$ref": _MESSAGES + kind.__name__} for kind in kinds},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-close-codes": {str(code): meaning for code, meaning in CLOSE_CODES.items()},
    }


def _operation(action: str, kind: type) -> Node:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{_CHANNEL}"},
        "summary": _summary(kind),
        "messages": [_in_channel(kind)],
    }


def _received(kind: type) -> Node:
    answers = [_in_channel(answer) for answer in ((Welcome, Ok, Error) if kind is Hello else (Ok, Error))]
    reply = {"channel": {"$ref": f"#/channels/{_CHANNEL}"}, "messages": answers}
    return {**_operation("receive", kind), "reply": reply}


def _in_channel(kind: type) -> Node:
    return {"$ref": f"#/channels/{_CHANNEL}/messages/{kind.__name__}"}


def _message(kind: type) -> Node:
    return {"name": _tag(kind), "summary": _summary(kind), "payload": {"$ref": _SCHEMAS + kind.__name__}}


def _tag(kind: type) -> str:
    return str(kind.__struct_config__.tag)  # type: ignore[attr-defined]  # every struct of msgspec has one


def _summary(kind: type) -> str:
    return cleandoc(kind.__doc__ or "").partition("\n")[0]


def _schemas(kinds: Iterable[type]) -> Node:
    """msgspec's, with what it leaves out: that times are RFC 3339, and docstrings without their indentation."""
    kinds = tuple(kinds)
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_SCHEMAS + "{name}")
    for struct in _structs(inspect.multi_type_info(kinds)):
        schema = schemas[struct.cls.__name__]
        schema["description"] = cleandoc(schema.get("description", ""))
        for field in struct.fields:
            if inspect.DateTimeType in {type(part) for part in _parts(field.type)}:
                _mark_time(schema["properties"][field.encode_name])
    return schemas


def _mark_time(schema: Node) -> None:
    for choice in schema.get("anyOf", [schema]):
        if choice.get("type") == "string":
            choice["format"] = "date-time"


def _parts(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)


def _structs(kinds: Iterable[inspect.Type]) -> Iterator[inspect.StructType]:
    """Each struct once, those within others too."""
    waiting, seen = list(kinds), set[type]()
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, inspect.StructType) and kind.cls not in seen:
            seen.add(kind.cls)
            waiting += [field.type for field in kind.fields]
            yield kind
        elif isinstance(kind, inspect.UnionType):
            waiting += kind.types
        elif isinstance(kind, inspect.CollectionType):
            waiting.append(kind.item_type)
        elif isinstance(kind, inspect.DictType):
            waiting.append(kind.value_type)
