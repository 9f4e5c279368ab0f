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
        ("numeric", "-.5", "-.5"),
        ("numeric", "5.", "5."),
        ("short_text", "نیم\u200cفاصله", "نیم\u200cفاصله"),
        ("short_text", "co\xadop", "co\xadop"),
        ("short_text", "\u0600٥", "\u0600٥"),
        ("numeric", "\u200f-٥", "\u200f-٥"),
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
        ("short_text", "escape\x1b"),
        ("short_text", "\x7f"),
        ("short_text", "\u200c\u200f"),
        ("short_text", "\u200c \u200f"),
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


PERSIAN = "نیم\u200cفاصله"


@pytest.mark.parametrize("accepted", [PERSIAN, "نیمفاصله", "a\xadb", "\u200f؟", "👩\u200d🚀"])
def test_what_is_shown_as_the_solution_can_be_typed_with_and_without_what_is_invisible(accepted: str) -> None:
    key = key_of(Content("short_text", (Wording("fa", "?", accepted=(accepted,)),)), ())
    plain = "".join(letter for letter in accepted if letter not in "\u200c\u200d\u200f\xad")
    for typed in (accepted, plain, f"\u2067{plain}\u2069"):
        assert is_right(key, canonical("short_text", (), typed))


def test_a_session_from_before_what_is_invisible_was_folded_away() -> None:
    for key in (f"typed:a\x1f{PERSIAN}", f"text:a\x1f{PERSIAN}"):
        assert is_right(key, PERSIAN)
        assert is_right(key, "نیمفاصله")
        assert not is_right(key, "نیم")


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
