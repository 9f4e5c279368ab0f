"""What players write into creative battles: plain text that can be read, and names no address."""

from unicodedata import normalize

import marshmallow as ma
import regex

from rules.creative import GRAPHEMES_MOST
from rules.decency import faults
from web.naming import unreadable

CHARACTERS_MOST = 4_000
"""What 500 graphemes (UAX 29) need at most, for all but those that pile up marks."""
_LINE_ENDS = regex.compile(r"[ \t]*(?:\r\n|[\n\r])")
_GAPS = regex.compile(r"\n{3,}")


def clean(text: str) -> str:
    """As it is kept: composed (NFC), lines without blanks at their ends, one empty line at most between two."""
    lines = _LINE_ENDS.sub("\n", normalize("NFC", text)).replace("\t", " ")
    return _GAPS.sub("\n\n", lines).strip()


def check(text: str) -> None:
    """Raises ValidationError with what is wrong about a text."""
    fault = _fault(clean(text))
    if fault:
        raise ma.ValidationError(fault)


def _fault(text: str) -> str | None:
    count = len(regex.findall(r"\X", text))
    if count > GRAPHEMES_MOST or len(text) > CHARACTERS_MOST:
        return f"Longer than {GRAPHEMES_MOST} characters: it has {count}."
    if fault := unreadable(text.replace("\n", " ")):
        return fault
    if "link" in faults(text):
        return "Names an address: take it out, or put a space behind the point."
    return None
