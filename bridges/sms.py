"""SMS; in the lab, into a file. A provider's adapter is one more class with `send`, and one more scheme here."""

from urllib.parse import urlsplit

from bridges.outbound import Port, open_sink


def open_sms(url: str) -> Port:
    """The way out for SMS: `file:///path` is the lab's. Raises ValueError for another one."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return open_sink(parts)
    raise ValueError("SMS_URL must be file://")
