"""What players are told: every kind has its words in every language, and refuses values that are not its own."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.errors import Rejected
from rules.notice_forms import CATEGORIES, DAY, Variable
from rules.notices import KINDS, check, language, render
from rules.reporting import OUTCOMES
from rules.sanctions import APPEALABLE, GROUNDS
from rules.words import LANGUAGES, counted, day, number, plural, tokens

_ARABIC = re.compile(r"[\u0600-\u06ff]")


def example(variable: Variable) -> list[Any]:
    """Values that a variable may have: of a closed set all of them."""
    if variable.codes:
        return list(variable.codes)
    if variable is DAY:
        return ["2026-11-24"]
    return [0, 1, 2, 3, 11, 100, 1_234_567] if variable.type is int else ["word"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_in_every_language_whatever_its_values(kind: str) -> None:
    form = KINDS[kind]
    assert form.category in CATEGORIES
    assert set(form.texts) == set(LANGUAGES)
    examples = {name: example(variable) for name, variable in form.values.items()}
    most = max((len(found) for found in examples.values()), default=1)
    for index in range(most):
        values = {name: found[index % len(found)] for name, found in examples.items()}
        told = {lang: render(kind, values, lang) for lang in LANGUAGES}
        for lang, words in told.items():
            assert words.title
            assert words.body
            assert len(words.title) <= 120
            assert "{" not in f"{words.title}{words.body}{words.link}"
            if form.texts[lang].title != "{achievement}" and "{" not in form.texts[lang].title:
                assert bool(_ARABIC.search(words.title)) == (lang == "ar")


def test_every_ground_kind_and_outcome_can_be_told() -> None:
    assert set(KINDS["warning"].values["ground"].codes) == set(GROUNDS)
    assert set(KINDS["sanctioned"].values["what"].codes) == set(APPEALABLE)
    assert set(KINDS["appeal_decided"].values["outcome"].codes) == set(OUTCOMES)


def test_values_are_those_of_the_kind_and_of_their_types() -> None:
    for values in ({}, {"level": "2"}, {"level": True}, {"level": 2, "more": 1}, {"other": 2}):
        with pytest.raises(Rejected, match="level has other values"):
            check("level", values)
    with pytest.raises(Rejected, match="no notice of kind"):
        check("unheard", {})
    check("level", {"level": 2})


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("achievement", {"achievement": "unheard"}),
        ("warning", {"ground": "unheard"}),
        ("tokens_expire", {"tokens": 1, "last": "tomorrow"}),
    ],
)
def test_a_value_that_no_language_can_say_is_the_notices_own_fault(kind: str, values: dict[str, Any]) -> None:
    with pytest.raises(Rejected, match=kind):
        render(kind, values, "es")


def test_what_people_wrote_is_never_read_as_a_place() -> None:
    told = render("credit_words", {"tokens": 1_250, "message": "{tokens} {0} {tokens.type} %s"}, "en")
    assert (told.title, told.body) == ("1,250 tokens for you", "{tokens} {0} {tokens.type} %s")


def test_a_player_is_told_in_the_first_of_their_languages_that_is_ours() -> None:
    assert [language(wanted) for wanted in (["de", "es-419", "en"], ["ar-EG"], ["EN-gb"], ["fr"], [])] == [
        *("es", "ar", "en", "en", "en"),
    ]
    assert render("level", {"level": 2}, "es").title == "Nivel 2"
    assert render("achievement", {"achievement": "answers_100"}, "ar").body == "أجب عن 100 سؤال."


def test_tokens_of_a_creative_battle_are_named_if_there_are_any() -> None:
    values: dict[str, Any] = {"battle": "b", "prompt": "Rhyme.", "votes": 2, "of": 3}
    assert render("creative_won", values | {"paid": 25}, "en").body.endswith("your entry. You get 25 tokens.")
    assert render("creative_won", values | {"paid": 0}, "en").body.endswith("your entry.")


@pytest.mark.parametrize(
    ("lang", "found"),
    [
        ("en", ("one", "other", "other", "other", "other", "other", "other")),
        ("es", ("one", "other", "other", "other", "other", "other", "many")),
        ("ar", ("one", "two", "few", "few", "many", "other", "other")),
    ],
)
def test_plurals_are_those_of_cldr(lang: Any, found: tuple[str, ...]) -> None:
    assert tuple(plural(lang, n) for n in (1, 2, 3, 110, 111, 101, 2_000_000)) == found


def test_numbers_days_and_tokens_are_written_as_the_language_does() -> None:
    assert [number(lang, 12_480) for lang in LANGUAGES] == ["12,480", "12.480", "12,480"]
    assert number("es", 1_234) == "1234"
    assert [day(lang, "2026-11-24") for lang in LANGUAGES] == [
        "24 November 2026",
        "24 de noviembre de 2026",
        "24 نوفمبر 2026",
    ]
    assert [tokens("ar", n) for n in (1, 2, 3, 11, 100)] == ["رمز واحد", "رمزان", "3 رموز", "11 رمزًا", "100 رمز"]
    assert counted("en", {"other": "{n} of them"}, 1) == "1 of them"


def test_what_is_kept_is_kept_for_a_time() -> None:
    assert all(form.kept.days >= 1 for form in KINDS.values())
    assert datetime(2026, 1, 1, tzinfo=UTC) + KINDS["warning"].kept > datetime(2026, 12, 1, tzinfo=UTC)
