"""What a player may send over all sockets of theirs in this process."""

from weakref import WeakValueDictionary

from web.realtime.guard import Rate


class Rates:
    """A rate for each player who is here: kept by their connections, and gone with the last of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_player: WeakValueDictionary[str, Rate] = WeakValueDictionary()

    def of(self, player: str) -> Rate:
        """The player's."""
        rate = self._by_player.get(player)
        if rate is None:
            rate = self._by_player[player] = Rate(self._most)
        return rate
