"""The frames of matchmaking, from clients and from us. `queue.matched` is among those of battles."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from web.realtime.framing import ClientFrame, Id, ServerFrame

EndReason = Literal["cancelled", "expired", "replaced", "in_battle", "no_questions", "blocked", "switched_off"]
TicketId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class QueueJoin(ClientFrame, tag="queue.join", frozen=True):
    """Wait for an opponent: `queue.waiting` follows, and `queue.matched`, or `queue.ended`.

    `category` is a slug, null any; `lang` a language to play in, null any of the player's own. A player has one ticket:
    who joins with the same wish from another socket, or once more, holds it too; another wish takes its place only with
    `replace`.
    """

    mode: Literal["quiz", "creative"]
    ranked: bool
    category: Annotated[str, msgspec.Meta(min_length=1, max_length=80)] | None = None
    lang: Annotated[str, msgspec.Meta(min_length=1, max_length=35)] | None = None
    replace: bool = False
    id: Id | None = None


class QueueLeave(ClientFrame, tag="queue.leave", frozen=True):
    """Wait no more: once it is answered with `ok` there is no battle. `ticket_id` null: whichever ticket there is."""

    ticket_id: TicketId | None = None
    id: Id | None = None


class QueueAcceptGhost(ClientFrame, tag="queue.accept_ghost", frozen=True):
    """Play against the recorded run that was offered, rather than wait."""

    ticket_id: TicketId
    id: Id | None = None


QueueClient = QueueJoin | QueueLeave | QueueAcceptGhost


class QueueWaiting(ServerFrame, tag="queue.waiting", frozen=True):
    """The client's place in a queue, every second: opponents may differ by `window` points of rating by now.

    `note` is `unavailable` while no battle can begin; the ticket keeps its age.
    """

    ticket_id: str
    mode: Literal["quiz", "creative"]
    ranked: bool
    category: str | None
    waited_ms: int
    window: int
    note: Literal["unavailable"] | None


class QueueGhostOffer(ServerFrame, tag="queue.ghost_offer", frozen=True):
    """A recorded run of another player's to play against, unranked and for no tokens; the ticket waits on.

    `rating` is null where theirs is not known well yet.
    """

    ticket_id: str
    name: str
    rating: int | None


class QueueEnded(ServerFrame, tag="queue.ended", frozen=True):
    """A ticket is no more, and no battle came of it; `battle_id` is the one that the player is in already."""

    ticket_id: str
    reason: EndReason
    battle_id: UUID | None = None


QueueServer = QueueWaiting | QueueGhostOffer | QueueEnded
