"""Messages to bytes on the wire, once for everyone who gets the same; and what clients send, back to messages."""

from collections.abc import Callable

import msgspec
from wsproto.frame_protocol import FrameProtocol

from web.realtime.framing import ServerFrame
from web.realtime.messages import Client, Error

_encode = msgspec.json.Encoder().encode
_decode: Callable[[str], Client] = msgspec.json.Decoder(Client).decode
# Frames of a server are not masked and ours are never compressed, so the same bytes do for every socket.
_framer = FrameProtocol(client=False, extensions=[])


class _Marked(msgspec.Struct):
    id: object = None


_decode_marked = msgspec.json.Decoder(_Marked).decode


class BadFrame(Exception):
    """What a client sent is not one of our messages; `error` is what to tell it."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.detail)
        self.error = error


def encode(message: ServerFrame) -> bytes:
    """A whole WebSocket frame."""
    return frame(_encode(message))


def frame(document: bytes) -> bytes:
    """A whole WebSocket frame of a message that is encoded already."""
    return bytes(_framer.send_data(bytes(document).decode(), fin=True))


def decode(raw: str) -> Client:
    """The message in a text frame. Raises BadFrame, with the client's id if one can be made out."""
    try:
        return _decode(raw)
    except msgspec.ValidationError as error:
        raise BadFrame(Error("invalid", "Not a message of ours", str(error), _id_of(raw))) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadFrame(Error("malformed_json", "Not JSON", str(error))) from None
    except RecursionError:
        raise BadFrame(Error("malformed_json", "Not JSON", "The frame is nested too deeply.")) from None


def _id_of(raw: str) -> str | None:
    """The id of something that is JSON but no message."""
    try:
        found = _decode_marked(raw).id
    except (msgspec.MsgspecError, RecursionError):
        return None
    return found if isinstance(found, str) and len(found) <= 64 else None
