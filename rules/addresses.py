"""Mail addresses, as they are compared."""

from unicodedata import normalize


def email_key(email: str) -> str:
    """The same for every way to write an address: no server of today tells letters' case apart."""
    return normalize("NFKC", email).strip().casefold()
