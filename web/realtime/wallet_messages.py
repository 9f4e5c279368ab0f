"""The frame of a player's tokens."""

from web.realtime.framing import ServerFrame


class WalletChanged(ServerFrame, tag="wallet.changed", frozen=True):
    """My tokens have changed: what `GET /v1/wallet` has now, unless I know a later `version`."""

    version: int
    posted: int
    held: int
    free: int
    owed: int
