"""Which names may be shown to others: what can be read, is what it looks like, and is nobody else's office."""

from unicodedata import name as unicode_name
from unicodedata import normalize

import marshmallow as ma
import regex
from confusable_homoglyphs.confusables import confusables_data

from rules.decency import judge_name

CHARACTERS_MOST, GRAPHEMES_MOST = 40, 30
_MARKS_MOST = 3
_TONE = "[\U0001f3fb-\U0001f3ff]"
_PICTURE = rf"\p{{Extended_Pictographic}}(?:{_TONE}|\ufe0f)?"
_NATIONS = [word.translate({ord(sign): 0xE0000 + ord(sign) for sign in word}) for word in ("gbeng", "gbsct", "gbwls")]
_EMOJI = regex.compile(
    rf"\U0001f3f4(?:{'|'.join(_NATIONS)})\U000e007f|{_PICTURE}(?:\u200d{_PICTURE}){{0,3}}|[0-9#*]\ufe0f\u20e3"
)
"""With what joins, colours and presents its parts: UTS 51's sequences, of at most four pictures."""
_UNSEEN = regex.compile(r"[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]")
_CURSIVE = "Arabic Syriac Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala"
_JOINED = "[" + "".join(f"\\p{{{script}}}" for script in _CURSIVE.split()) + "]"
_JOINERS = regex.compile(rf"(?<={_JOINED})[\u200c\u200d](?={_JOINED})")
"""Where the scripts that need them to be written right have them."""
_SPACES = regex.compile(r"[\p{Zs}--\u0020]|\u0020{2}", regex.V1)
_READABLE = regex.compile(r"[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]")
_SCRIPTS = "Latin Greek Cyrillic Armenian Cherokee Coptic Canadian_Aboriginal Lisu Tifinagh Deseret Osage Vai"
_ALIKE = [regex.compile(rf"\p{{{script}}}") for script in _SCRIPTS.split()]
"""Scripts whose letters are taken for one another's."""
_FOLD = str.maketrans("0134578@$!|l", "oieastbasiii")
"""Digits and signs as the letters they stand for, and l as the i it is taken for."""
_SMALL_CAPITAL = "LATIN LETTER SMALL CAPITAL "
_BRAND = "buzzline".translate(_FOLD)
_OFFICES = "admin administrator moderator staff support official system owner".translate(_FOLD).split()
_OURS = regex.compile(rf"(?:{'|'.join(_OFFICES)})s?")


def clean(name: str) -> str:
    """As it is kept: composed (NFC)."""
    return normalize("NFC", name)


def check_name(name: str) -> None:
    """Raises ValidationError with what is wrong about a name."""
    fault = _fault(clean(name))
    if fault:
        raise ma.ValidationError(fault)


def _fault(name: str) -> str | None:
    if len(name) > CHARACTERS_MOST:  # composing lets a few letters grow
        return f"Longer than {CHARACTERS_MOST} characters."
    if len(regex.findall(r"\X", name)) > GRAPHEMES_MOST:
        return f"Longer than {GRAPHEMES_MOST} signs."
    if found := unreadable(name):
        return found
    if _SPACES.search(name):
        return "Must have single, plain spaces."
    if sum(bool(script.search(name)) for script in _ALIKE) > 1:
        return "Mixes letters of alphabets that look alike."
    if _is_ours(_looks_like(name)):
        return "Looks like one of ours."
    if judge_name(name) == "refuse":
        return "Holds an address, a number to reach somebody by, or a word that no name has."
    return None


def unreadable(text: str) -> str | None:
    """What cannot be read in a composed text, in words; None: all can. A line break is a character that is not seen."""
    plain = _EMOJI.sub("☺", text)
    if any(_is_overloaded(grapheme) for grapheme in regex.findall(r"\X", plain)):
        return "Has too many marks on one letter."
    if _UNSEEN.search(_JOINERS.sub("", plain)):
        return "Holds a character that cannot be seen."
    return None if _READABLE.search(plain) else "Has nothing to read."


def _is_ours(letters: str) -> bool:
    """Whether it says our name, or an office: as a word, or letter by letter. A digit is a letter, or stands aside."""
    for text in (letters.translate(_FOLD), letters.replace("l", "i")):
        words = regex.split("[^a-z]+", text)
        squeezed = "".join(words)
        if _BRAND in squeezed or any(_OURS.fullmatch(word) for word in (*words, squeezed)):
            return True
    return False


def _is_overloaded(grapheme: str) -> bool:
    return len(regex.findall(r"[\p{Mn}\p{Me}]", grapheme)) > _MARKS_MOST


def _looks_like(name: str) -> str:
    """The Latin letters that a reader takes it for (UTS 39's skeleton, of what matters here)."""
    plain = regex.sub(r"\p{M}", "", normalize("NFKD", name)).casefold()
    return "".join(map(_latin, plain)).replace("rn", "m")


def _latin(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicode_name(letter, "").startswith(_SMALL_CAPITAL):
        return unicode_name(letter).removeprefix(_SMALL_CAPITAL).casefold()
    alike = (str(other["c"]) for other in confusables_data.get(letter, ()))
    return next((other.casefold() for other in alike if other.isascii() and other.isalpha()), letter)
