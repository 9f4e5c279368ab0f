"""What all frames of `/v1/realtime` have in common."""

from typing import Annotated

import msgspec

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class ClientFrame(msgspec.Struct, tag_field="type", forbid_unknown_fields=True, frozen=True):
    """A frame that a client may send. Exactly one `ok` or `error` comes back with its `id`."""


class ServerFrame(msgspec.Struct, tag_field="type", frozen=True):
    """A frame that we send. Clients ignore fields they do not know."""
