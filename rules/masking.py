"""Contacts as they are shown to who may not see them: enough to recognise one's own."""


def mask_email(email: str) -> str:
    """`ada@example.com` -> `a…@e….com`."""
    local, _, domain = email.rpartition("@")
    host, _, top = domain.rpartition(".")
    return f"{local[:1]}…@{host[:1]}….{top}"


def mask_phone(phone: str) -> str:
    """`+4915112345678` -> `+49…78`."""
    return f"{phone[:3]}…{phone[-2:]}"
