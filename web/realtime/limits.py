"""What one socket, one player and one process may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes and counts; tests make them small."""

    hello_s: float = 5.0
    """From the upgrade to a valid `hello`."""
    entry_s: float = 4.0
    """From a valid `hello` to the moment in which it is looked at, while many come at once."""
    frames: int = 20
    """Frames a second from one socket, control frames too; those of `guard.BURST_S` at once."""
    player_frames: int = 40
    """The same from all sockets of one player in this process, once they have said hello."""
    message_bytes: int = 4_096
    outbox_bytes: int = 262_144
    """What may wait to be read by one client."""
    stall_s: float = 10.0
    """For one write to be taken by the client."""
    goodbye_s: float = 3.0
    """For the last frames to be read and the close to be answered."""
    ping_s: float = 25.0
    sockets_a_player: int = 3
    subscriptions: int = 16
    lease_s: float = 30.0
    """How long a socket is counted after its process was last heard of."""
    change_s: float = 0.1
    """Between two changes of one board."""
    refresh_s: float = 2.0
    """Between two looks at the ranks of those whose own total did not change."""
    poll_s: float = 5.0
    """Between two looks at a board of which nothing is heard."""
    database_s: float = 3.0
    """The same, while boards come from Postgres."""
    reconnect_ms: tuple[int, int] = (500, 5_000)
    """Between which a client of a draining process is asked to come back, so that not all come at once."""
