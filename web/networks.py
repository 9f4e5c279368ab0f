"""Networks by a number that says nothing of them: who is on one has the same, a household or a school of thousands."""

import hmac
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_PREFIXES = {4: 24, 6: 48}


class Networks:
    """Makes with the first key: after another has taken its place, logins of before match none of after."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._key = hmac.digest(keys[0], b"buzzline network 1", "sha256")

    def hash(self, remote: str | None) -> bytes | None:
        """Of an address; None: it is none."""
        found = network(remote)
        return None if found is None else hmac.digest(self._key, str(found).encode(), "sha256")[:16]


def network(remote: str | None) -> IPv4Network | IPv6Network | None:
    """An address' /24, or /48 of IPv6."""
    try:
        address = ip_address(remote or "")
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return ip_network(f"{address}/{_PREFIXES[address.version]}", strict=False)
