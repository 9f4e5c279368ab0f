"""What players type, reduced to what they mean: text without case, accents and spacing, numbers in any script."""

import re
import unicodedata
from decimal import Decimal

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
"""Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt) and anchors of interlinear annotations: joiners,
marks of direction, soft hyphens, selectors of variants. Formats that are seen, as Arabic's number sign, are left."""
_SPACES = re.compile(r"[\s.,;:!?'\"`´‘’“”«»()\-–—…¿¡؟،؛]+")
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ـ": None})
"""Letters that no decomposition takes apart, Turkish's dotless i among them; Arabic's tatweel goes."""
_MARKED = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")
"""Scripts whose combining marks are accents or vocalisation; in Devanagari or Thai they are vowels and stay."""
_SIGNS = str.maketrans({"−": "-", "–": "-", "٫": ".", "٬": ",", "’": "'", "\xa0": " ", "\u202f": " "})
_BETWEEN_WORDS = re.compile(r"(?<!\d) | (?!\d)")
_NUMBER = re.compile(r"[+-]?[.,]?\d[\d.,' ]*\Z")
_MINUS = re.compile(r"[\s\"'“”«»(]*-\s*(?=[.,]?\d)")
_POINT = re.compile(r"[\s\"'“”«»(]*-?\s*[.,]\d")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\s\d{3})+(?!\d)")
_GROUPS = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+\Z")


def visible(text: str) -> str:
    """Without what shows nothing by itself: keyboards put it in unasked, or nobody can type it."""
    return _INVISIBLE.sub("", text)


def fold_answer(text: str) -> str:
    """Text that is equal for answers that mean the same: `"New-York"` and `"newyork"`, but neither `-5` and `5` nor
    `3.14` and `314`.

    As `fold_text`, and words may be run together. A minus before a number counts if it comes first, and so does a point
    or comma between digits, or before the first (`.5` is `0.5`). What is invisible does not. May be empty.
    """
    plain = unicodedata.normalize("NFKC", visible(text)).translate(_SIGNS)
    sign = "-" if _MINUS.match(plain) else ""
    whole = "0." if _POINT.match(plain) else ""
    plain = _THOUSANDS.sub(lambda number: "".join(number[0].split()), plain)
    joined = _BETWEEN_WORDS.sub("", fold_text(plain))
    return sign + whole + fold_text(joined).replace(" ", ".")  # marks may have met letters


def fold_text(text: str) -> str:
    """Text that is equal for texts of the same words: `"  ÉCOLE-normale "` and `"ecole normale"`.

    What it makes of a question's stem is stored, so it stays as it is.

    Case (Turkish i's too), accents, Arabic and Hebrew vocalisation, digits of any script, spacing and punctuation
    between words do not count. May be empty.
    """
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_LETTERS)
    letters = []
    marked = False
    for letter in lowered:
        if unicodedata.combining(letter):
            if not marked:
                letters.append(letter)
            continue
        marked = unicodedata.name(letter, "").startswith(_MARKED)
        letters.append(_ascii_digit(letter))
    folded = unicodedata.normalize("NFC", "".join(letters))
    return _SPACES.sub(" ", folded).strip()


def read_number(text: str) -> frozenset[Decimal]:
    """Every number that a text may mean; empty if it is none.

    Digits of any script; a decimal point or comma, which may come first or last; thousands set apart by point, comma,
    apostrophe or space. `1,234` may mean 1.234 or 1234, as it does in one country or another.
    """
    plain = "".join(map(_ascii_digit, visible(text))).translate(_SIGNS).strip()
    if not _NUMBER.match(plain):
        return frozenset()
    sign = "-" if plain.startswith("-") else ""
    digits = plain.lstrip("+-")
    return frozenset(Decimal(sign + reading) for reading in _readings(digits))


def _readings(digits: str) -> set[str]:
    """Readings of an unsigned number as Python writes it."""
    found = set()
    if digits.isdigit():
        found.add(digits)
    if _GROUPS.match(digits) and len(set(re.findall(r"\D", digits))) == 1:
        found.add(re.sub(r"\D", "", digits))
    whole, mark, fraction = _split(digits)
    if mark and mark not in whole and re.fullmatch(r"\d*", fraction) and (whole.isdigit() or _GROUPS.match(whole)):
        found.add(f"{re.sub(r'[^0-9]', '', whole)}.{fraction}")
    if mark and not whole and fraction.isdigit():
        found.add(f"0.{fraction}")
    return found


def _split(digits: str) -> tuple[str, str, str]:
    """Before the last point or comma, that mark, and what follows it."""
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits, "", "") if at < 0 else (digits[:at], digits[at], digits[at + 1 :])


def _ascii_digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
