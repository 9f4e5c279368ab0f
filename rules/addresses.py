"""Mail addresses, as they are compared; IP addresses, as far as they are kept."""

from ipaddress import IPv6Address, ip_address, ip_network
from unicodedata import normalize

_HOME = {4: 24, 6: 48}
"""Bits of an address that are kept: those of a provider's block of lines, and not the line."""


def email_key(email: str) -> str:
    """The same for every way to write an address: no server of today tells letters' case apart."""
    return normalize("NFKC", email).strip().casefold()


def network_of(address: str) -> str | None:
    """The network of an IP address, as 203.0.113.0/24 or 2001:db8:1::/48; None: it is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return None
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or IPv6Address(int(ip))  # without its zone
    return str(ip_network(f"{ip}/{_HOME[ip.version]}", strict=False))
