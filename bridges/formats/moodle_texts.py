"""Texts and files inside a question of Moodle XML."""

import binascii
import html
import re
from base64 import b64decode
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from bridges.formats.prose import plain, tidy
from bridges.formats.rows import Notes
from rules.content import Attachment

_IMAGE = re.compile(r"<img\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>", re.IGNORECASE)
_RECORDING = re.compile(r"<(?:audio|video)\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>", re.IGNORECASE)
_SAID = re.compile(r"\s(?:alt|aria-label)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_OURS = "@@PLUGINFILE@@"
"""Stands for the folder of the question's own files."""
_NAMED = re.compile(rf"{_OURS}/([^\"'?#>]+)")


def inner(element: Element, path: str) -> str:
    """The text of a part, or nothing."""
    found = element.find(path)
    return "" if found is None else "".join(found.itertext()).strip()


def prose(element: Element | None, notes: Notes) -> str:
    """A text in the format that it names; without one Moodle takes it for HTML."""
    if element is None:
        return ""
    text = inner(element, "text")
    if element.get("format") == "plain_text":
        return tidy(text)
    if element.get("format") == "markdown" and text:
        notes.add("markup_kept", "Markdown is kept as it is written: texts are plain.")
    return plain(text, notes)


def description(element: Element | None) -> str:
    """What the first image or recording of a text shows or says, if it is a file of the question."""
    text = "" if element is None else inner(element, "text")[:100_000]
    image, recording = _IMAGE.search(text), _RECORDING.search(text)
    tag = image if image and _OURS in image.group() else recording if _OURS in text else None
    said = _SAID.search(tag.group()) if tag else None
    return tidy(html.unescape(said[1] or said[2] or "")) if said else ""


def attachment(question: Element, notes: Notes) -> Attachment | None:
    """The first file of the question text; every other one is noted, as are pictures on other servers."""
    taken = question.find("questiontext/file")
    if sum(1 for _ in question.iter("file")) > (taken is not None):
        notes.add("media_dropped", "One medium a question, in its text: other files were left out.")
    there = {tidy(PurePosixPath(file.get("name", "")).name) for file in question.iter("file")}
    for image in _images(question):
        named = _NAMED.search(image)
        if named is None or tidy(PurePosixPath(unquote(html.unescape(named[1]))).name) not in there:
            notes.add("media_dropped", "A picture that is not in the file was left out.")
    if taken is None:
        return None
    name = tidy(PurePosixPath(taken.get("name", "")).name)
    try:
        if taken.get("encoding") != "base64":
            raise ValueError("The encoding is not base64.")
        return Attachment(name, b64decode("".join("".join(taken.itertext()).split()), validate=True))
    except (binascii.Error, ValueError) as error:
        notes.add("media_dropped", f"The file {name[:80]!r} cannot be decoded: {error}")
        return None


def _images(question: Element) -> list[str]:
    texts = ("".join(text.itertext())[:100_000] for text in question.iter("text"))
    return [image.group() for text in texts for image in _IMAGE.finditer(text)]
