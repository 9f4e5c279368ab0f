"""What a machine sees in a text that players write for others: addresses, which are refused, and words to look at.

A listed word refuses nothing by itself: it may be a name, or be quoted. It has somebody look (queue `entries`).
"""

import re
import unicodedata
from typing import Literal

from rules.folding import fold_text, visible

Fault = Literal["link", "word"]

# Domains of countries that are words, as `it` or `in`, are left out: a point without a space after it is no address.
# No prose has a space before a point: what follows is a domain. One after it alone may begin a sentence.
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|[^\s@]{1,64}@[^\s@]+\.[a-z]{2,}|"
    r"\b[a-z0-9][a-z0-9-]*(?:\.|\s{1,9}\.\s{0,9})(?:com|net|org|info|biz|io|co|gg|ly|tv|app|dev|link|shop|site|online|xyz|top|club|"
    r"ru|fr|uk|br|cn|jp|pl|tk)\b",
    re.IGNORECASE,
)
_STANDS_FOR = str.maketrans("013457@$", "oieastas")
_SPELT_MOST = 16
_REPEATED = re.compile(r"(.)\1+")

WORDS = {
    "en": "fuck fucker fucking motherfucker shit bullshit cunt bitch bastard asshole dickhead whore slut wanker twat",
    "es": "puta puto mierda cabron gilipollas coño pendejo maricon hijoputa",
    "fr": "merde putain salope connard connasse enculé pute bordel encule nique",
    "de": "scheiße scheisse arschloch fotze hurensohn wichser schlampe missgeburt fick ficken",
    "pt": "merda caralho porra puta buceta viado foder cuzao",
    "it": "cazzo merda stronzo puttana troia vaffanculo coglione",
    "pl": "kurwa chuj pizda jebac skurwysyn",
    "tr": "orospu siktir amcik yarrak",
    "ru": "блядь сука хуй пизда ебать мудак ублюдок",
    "ar": "شرموطة كس زب عاهرة قحبة",
    "hi": "चूतिया मादरचोद भोसड़ी",
}
"""A small list, kept by hand: whole words, as they are when folded."""


def _plain(text: str) -> str:
    """Letters alone: digits and signs as what they stand for, doubled letters once."""
    return _REPEATED.sub(r"\1", fold_text(visible(text).translate(_STANDS_FOR)))


_LISTED = frozenset(_plain(word) for words in WORDS.values() for word in words.split())


def faults(text: str) -> tuple[Fault, ...]:
    """What is to be seen in a text, each kind once."""
    plain = unicodedata.normalize("NFKC", visible(text))
    found: list[Fault] = []
    if _LINK.search(plain):
        found.append("link")
    if not _LISTED.isdisjoint(_words(text)):
        found.append("word")
    return tuple(found)


def _words(text: str) -> list[str]:
    """The words of a text, and what its single letters in a row spell: `f.u.c.k`."""
    found, run = [], ""
    for word in _plain(text).split():
        found.append(word)
        run = (run + word)[-_SPELT_MOST:] if len(word) == 1 else ""
        found += [_REPEATED.sub(r"\1", run[start:]) for start in range(len(run))]
    return found


_VOWELS = str.maketrans("", "", "aeiouy")
_SKELETONS = frozenset(
    bones for word in _LISTED if word.isascii() for bones in [word.translate(_VOWELS)] if len(bones) >= 3
) | {"kkk", "wtf", "stfu"}
"""What is left of listed words without vowels: people read it all the same."""


def is_decent_code(code: str) -> bool:
    """Whether a code without vowels reminds nobody of a listed word."""
    return not any(bones in code for bones in _SKELETONS)
