"""What a machine sees in a text that players write for others: addresses and numbers to reach somebody by, and words.

A listed word refuses no entry by itself: it may be a name, or be quoted. It has somebody look. A name is short, and
quotes nothing: it is refused for what is nobody's name.
"""

import re
import unicodedata
from typing import Literal

from rules.folding import fold_text, visible
from rules.indecent import DOUBLED, INNOCENT, NEVER, WITHIN, WORDS

Fault = Literal["link", "contact", "word"]
Verdict = Literal["pass", "flag", "refuse"]
"""`flag`: somebody has to look at it."""

# Domains of countries that are words, as `it` or `in`, are left out: a point without a space after it is no address.
# No prose has a space before a point: what follows is a domain. One after it alone may begin a sentence.
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|[^\s@]{1,64}@[^\s@]+\.[a-z]{2,}|"
    r"\b[a-z0-9][a-z0-9-]*(?:\.|\s{1,9}\.\s{0,9})(?:com|net|org|info|biz|io|co|gg|ly|tv|app|dev|link|shop|site|online|xyz|top|club|"
    r"ru|fr|uk|br|cn|jp|pl|tk)\b",
    re.IGNORECASE,
)
_APPS = r"insta(?:gram)?|ig|snap(?:chat)?|telegram|tg|whats\s?app|discord|tik\s?tok|kik|wechat|viber|onlyfans"
_AT, _DOT = r"(?:\(at\)|\[at\]|\sat\s)", r"(?:\(dot\)|\[dot\]|\sdot\s)"
_CONTACT = re.compile(
    # A number of a phone, but none with thousands set apart.
    r"\+\d(?:[\s().-]{0,2}\d){6,14}(?!\d)|"
    r"(?<![\d.,])(?!\d{1,2}\.\d{6})(?!\d{1,3}(?:[ .]\d{3})+(?!\d))\d(?:[\s().-]{0,2}\d){8,14}(?!\d)|"
    rf"\b(?:{_APPS})\b\s{{0,3}}(?:[:=@]|is\b)\s{{0,3}}@?[a-z0-9_.]{{3,}}|(?<![\w@.])@[a-z0-9_][a-z0-9_.]{{2,29}}\b|"
    r"\b\w{2,32}#\d{4}\b|"
    rf"\b[\w.+-]{{1,64}}\s{{0,3}}{_AT}\s{{0,3}}[\w-]{{1,60}}\s{{0,3}}{_DOT}\s{{0,3}}[a-z]{{2,}}\b",
    re.IGNORECASE,
)
_STANDS_FOR = str.maketrans("013457@$", "oieastas")
_ALIKE = str.maketrans(
    "абвгезіјкмнорсԁһѕтухѵԝαβεικνορτυχωɡɩօս",
    "abbrezijkmhopcdhstyxvwabeikvoptuxwgiou",
)
"""Letters of other scripts as the Latin ones that they are taken for (of UTS 39's confusables the plain ones)."""
_SPELT_MOST = 16
_REPEATED = {1: re.compile(r"(.)\1+"), 2: re.compile(r"(.)\1{2,}")}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|_")


def _plain(text: str, most: int = 1) -> str:
    """Letters alone: digits and signs as what they stand for, repeated letters so often at most."""
    folded = fold_text(visible(text).translate(_STANDS_FOR))
    return _REPEATED[most].sub(lambda run: run[1] * most, folded)


def _listed(*words: str, most: int = 1) -> frozenset[str]:
    return frozenset(_plain(word, most) for each in words for word in each.split())


_LISTED = _listed(*WORDS.values())
_DOUBLED = _listed(DOUBLED, most=2)
_NEVER = _listed(*NEVER.values())
_WITHIN = frozenset(word.translate(_ALIKE) for word in _listed(WITHIN))
_INNOCENT = _listed(INNOCENT)


def faults(text: str) -> tuple[Fault, ...]:
    """What is to be seen in a text, each kind once."""
    plain = unicodedata.normalize("NFKC", visible(text))
    found: list[Fault] = []
    if _LINK.search(plain):
        found.append("link")
    if _CONTACT.search(plain):
        found.append("contact")
    if not _LISTED.isdisjoint(_words(text)) or not _DOUBLED.isdisjoint(_words(text, 2)):
        found.append("word")
    return tuple(found)


def judge_entry(text: str) -> Verdict:
    """What becomes of a text that many are shown: addresses are refused, whatever else is seen is looked at."""
    found = faults(text)
    return "refuse" if "link" in found else "flag" if found else "pass"


def judge_name(name: str) -> Verdict:
    """What becomes of a name. Words that are run together, as names' are, are looked for within it, too."""
    apart = _HUMP.sub(" ", name)
    words = {*_words(name), *_words(apart)}
    doubled = {*_words(name, 2), *_words(apart, 2)}
    if {"link", "contact"} & set(faults(name)) or words & _NEVER or doubled & _DOUBLED:
        return "refuse"
    joined = _latin(_plain(name).replace(" ", ""))
    for innocent in _INNOCENT:
        joined = joined.replace(innocent, "")
    return "flag" if words & _LISTED or any(word in joined for word in _WITHIN) else "pass"


def _words(text: str, most: int = 1) -> set[str]:
    """The words of a text, as they are and as they look, and what its single letters in a row spell: `f.u.c.k`."""
    found, run = set(), ""
    for word in _plain(text, most).split():
        found |= {word, _latin(word)}
        run = (run + word)[-_SPELT_MOST:] if len(word) == 1 else ""
        found |= {_REPEATED[most].sub(lambda one: one[1] * most, run[start:]) for start in range(len(run))}
    return found


_VOWELS = str.maketrans("", "", "aeiouy")
_SKELETONS = frozenset(
    bones for word in _LISTED if word.isascii() for bones in [word.translate(_VOWELS)] if len(bones) >= 3
) | {"kkk", "wtf", "stfu"}
"""What is left of listed words without vowels: people read it all the same."""


def is_decent_code(code: str) -> bool:
    """Whether a code without vowels reminds nobody of a listed word."""
    return not any(bones in code for bones in _SKELETONS)


def _latin(word: str) -> str:
    return word.translate(_ALIKE)
