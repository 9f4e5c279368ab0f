"""Which format a file is in, from its first bytes."""

import re

from bridges.formats.rows import FileRefused
from bridges.formats.source import encoding_of

_XML = re.compile(r"<(\?xml|!--|!DOCTYPE|quiz)\b", re.IGNORECASE)
_JSON = re.compile(r'"(results|response_code)"\s*:')
_RESULTS = re.compile(r'\[\s*\{[^{}]*"(correct_answer|incorrect_answers)"\s*:')
_SEPARATOR = re.compile(r'\A"?sep=[,;|\t]"?\n+', re.IGNORECASE)
_HEADER = re.compile(r"[,;|\t]")
_AIKEN = (re.compile(r"^[ \t]*[A-Z][.)]", re.MULTILINE), re.compile(r"^[ \t]*ANSWER:", re.MULTILINE | re.IGNORECASE))
_GIFT = re.compile(r"^[ \t]*(::|\$CATEGORY:|//)|\{[^{}]*\}", re.MULTILINE)


def detect(head: bytes) -> str:
    """The name of the format; 64 KB are plenty. Raises FileRefused where it is none of ours."""
    if head.startswith(b"PK\x03\x04"):
        return "kahoot"
    text = head.decode(encoding_of(head), "ignore").replace("\r", "\n").lstrip()
    if "\x00" in text:
        raise FileRefused("unknown_format", "Neither a text in UTF-8 nor an XLSX file.")
    if _XML.match(text):
        return "moodle"
    if _RESULTS.match(text) or (text.startswith("{") and _JSON.search(text)):
        return "opentdb"
    first = _SEPARATOR.sub("", text).split("\n", 1)[0]
    if {"kind", "stem"} <= {name.strip(' "\r').lower() for name in _HEADER.split(first)}:
        return "csv"
    if all(pattern.search(text) for pattern in _AIKEN):
        return "aiken"
    if _GIFT.search(text):
        return "gift"
    raise FileRefused("unknown_format", "None of the formats that can be read; see the list of them.")
