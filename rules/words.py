"""Numbers, days and counted things as each language writes them."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

Language = Literal["en", "es", "ar"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""What our own words are written in; the first for who reads none of them."""

Forms = Mapping[str, str]
"""A text by plural category, with `{n}` for the number; `other` is always there."""

_MONTHS: Mapping[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_TOKENS: Mapping[Language, Forms] = {
    "en": {"one": "{n} token", "other": "{n} tokens"},
    "es": {"one": "{n} ficha", "many": "{n} de fichas", "other": "{n} fichas"},
    "ar": {"one": "رمز واحد", "two": "رمزان", "few": "{n} رموز", "many": "{n} رمزًا", "other": "{n} رمز"},
}


def number(lang: Language, value: int) -> str:
    """12480 -> `12,480`; in Spanish `12.480`, and four digits stand together (CLDR). Latin digits in Arabic too."""
    if lang == "es":
        return str(value) if abs(value) < 10_000 else f"{value:,}".replace(",", ".")
    return f"{value:,}"


def day(lang: Language, iso: str) -> str:
    """`2026-11-24` -> `24 November 2026`. Raises ValueError for what is no day."""
    found = date.fromisoformat(iso)
    month, of = _MONTHS[lang].split()[found.month - 1], " de " if lang == "es" else " "
    return f"{found.day}{of}{month}{of}{found.year}"


def plural(lang: Language, n: int) -> str:
    """The plural category of a whole number, as CLDR has it."""
    if lang == "ar":
        return {0: "zero", 1: "one", 2: "two"}.get(n) or _arabic(n % 100)
    if lang == "es" and n and n % 1_000_000 == 0:
        return "many"
    return "one" if n == 1 else "other"


def _arabic(hundredth: int) -> str:
    if 3 <= hundredth <= 10:
        return "few"
    return "many" if hundredth >= 11 else "other"


def counted(lang: Language, forms: Forms, n: int) -> str:
    """So many of something."""
    return forms.get(plural(lang, n), forms["other"]).format(n=number(lang, n))


def tokens(lang: Language, n: int) -> str:
    """`1,250 tokens`."""
    return counted(lang, _TOKENS[lang], n)
