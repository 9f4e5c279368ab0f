"""One canonical form an answer, and which of them are right."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from rules.content import Content, Kind, Span, Wording
from rules.responses import BadResponse, canonical, is_right, key_of, solution

IDS = ("aa", "bb", "cc")
EN = Wording("en", "?", ("one", "two", "three"))


def choice(kind: Kind, *correct: int) -> Content:
    return Content(kind, (EN,), correct=correct)


@pytest.mark.parametrize(
    ("kind", "given", "response"),
    [
        ("single_choice", "bb", "bb"),
        ("single_choice", ["bb"], "bb"),
        ("true_false", "aa", "aa"),
        ("multiple_choice", ["cc", "aa"], "aa,cc"),
        ("ordering", ["cc", "aa", "bb"], "cc,aa,bb"),
        ("short_text", "  New \t York ", "New York"),
        ("numeric", " 3,14 ", "3,14"),
    ],
)
def test_one_form(kind: Kind, given: str | list[str], response: str) -> None:
    assert canonical(kind, IDS, given) == response


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("single_choice", "dd"),
        ("single_choice", ["aa", "bb"]),
        ("single_choice", []),
        ("multiple_choice", []),
        ("multiple_choice", ["aa", "aa"]),
        ("multiple_choice", ["aa,bb"]),
        ("ordering", ["aa", "bb"]),
        ("ordering", ["aa", "bb", "bb"]),
        ("short_text", ""),
        ("short_text", "x" * 201),
        ("short_text", "nul\x00"),
        ("short_text", "\ud800"),
        ("short_text", ["Paris"]),
        ("numeric", "about three"),
    ],
)
def test_none_of_them(kind: Kind, given: str | list[str]) -> None:
    with pytest.raises(BadResponse, match="Must"):
        canonical(kind, IDS, given)


@pytest.mark.parametrize(
    ("content", "right", "wrong"),
    [
        (choice("single_choice", 1), ["bb"], ["aa", "cc"]),
        (choice("multiple_choice", 0, 2), ["aa,cc"], ["aa", "cc", "aa,bb,cc"]),
        (choice("ordering"), ["aa,bb,cc"], ["bb,aa,cc"]),
        (
            Content("short_text", (Wording("en", "?", accepted=("Cologne",)), Wording("de", "?", accepted=("Köln",)))),
            ["cologne", "KOLN", "Köln "],
            ["Bonn", "Cologn"],
        ),
        (
            Content("short_text", (Wording("en", "?", accepted=("New York", "-5 °C")),)),
            ["newyork", "NEW-YORK", "−5°c"],
            ["York", "5 °C"],
        ),
        (
            Content("numeric", (EN,), spans=(Span(Decimal(1), Decimal("1.5")), Span(Decimal(1000), Decimal(1000)))),
            ["1", "1,5", "1.25", "1,000", "١٫٢"],
            ["0.99", "1.51", "1001"],
        ),
    ],
)
def test_right_and_wrong(content: Content, right: Sequence[str], wrong: Sequence[str]) -> None:
    key = key_of(content, IDS)
    assert [is_right(key, response) for response in right] == [True] * len(right)
    assert [is_right(key, response) for response in wrong] == [False] * len(wrong)


def test_a_sign_is_not_another() -> None:
    """Folding leaves nothing of either."""
    key = key_of(Content("short_text", (Wording("en", "Which sign asks?", accepted=("?",)),)), ())
    assert is_right(key, " ?")
    assert not is_right(key, "!")


def test_a_session_from_before_words_ran_together_is_judged_as_it_began() -> None:
    assert is_right("text:cologne\x1fnew york", "New  York")
    assert not is_right("text:cologne\x1fnew york", "newyork")
    assert is_right("text:5", "-5")


def test_what_is_shown_as_the_solution() -> None:
    number = Content("numeric", (EN,), spans=(Span(Decimal("99.5"), Decimal("100.5")),))
    text = Content("short_text", (Wording("en", "?", accepted=("Paris", "Lutetia")),))
    assert solution(number, EN, key_of(number, IDS)) == ["100"]
    assert solution(text, text.wordings[0], key_of(text, IDS)) == ["Paris"]
    assert solution(choice("multiple_choice", 0, 2), EN, "aa,cc") == ["aa", "cc"]
