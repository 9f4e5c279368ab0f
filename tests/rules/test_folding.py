"""What is typed in many ways and means the same, and what only looks alike."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.folding import fold_answer, fold_text, read_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  ÉCOLE-normale ", "ecole normale"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "ıstanbul"),
        ("Straße", "STRASSE"),
        ("Tromsø", "tromso"),
        ("القَاهِرَة", "القاهرة"),
        ("أحمد", "احمد"),
        ("محـــمد", "محمد"),
        ("١٩٤٥", "1945"),
        ("९ अगस्त", "9 अगस्त"),
        ("O’Neill", "o'neill"),
        ("Ｔｏｋｙｏ", "tokyo"),
        ("cafe\u0301", "café"),
    ],
)
def test_the_same(typed: str, meant: str) -> None:
    assert fold_text(typed) == fold_text(meant) != ""
    assert fold_answer(typed) == fold_answer(meant) != ""


@pytest.mark.parametrize(("one", "other"), [("C#", "C"), ("C++", "C"), ("कि", "की"), ("น้ำ", "นำ"), ("10", "1 0")])
def test_not_the_same(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)
    assert fold_answer(one) != fold_answer(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("New York", "newyork"),
        ("NEW-YORK", "new york"),
        ("ice  cream", "icecream"),
        ("Ｎｅｗ\u3000Ｙｏｒｋ", "newyork"),
        ("القاهرة الكبرى", "القاهرةالكبرى"),
        ("U.S.A.", "usa"),
        ("world war 2", "WorldWar2"),
        ("−5", "-5"),
        ("- 5", "-5"),
        ("－５", "-5"),
        ("-٥ °C", "-5 °c"),
        ("(-5)", "-5"),
        ("3,14", "3.14"),
        ("٣٫١٤", "3.14"),
        (".5", "0,5"),
        ("-.5", "-0.5"),
        ("1 000 000 km", "1000000km"),
        ("1914–1918", "1914-1918"),
        ("- Paris", "paris"),
        ("نیم\u200cفاصله", "نیمفاصله"),
        ("نیم\u200cفاصله", "نیم فاصله"),
        ("\u200fالقاهرة\u200f", "القاهرة"),
        ("क्\u200dष", "क्ष"),
        ("co\xadoperate", "cooperate"),
        ("\u2068Paris\u2069", "paris"),
        ("caf\u034fe\u0301", "café"),
        ("❤\ufe0f", "❤"),
        ("👩\u200d🚀", "👩🚀"),
        ("\u200e-5", "-5"),
        ("\u061c-٥", "-5"),
        ("1\u200b 000", "1000"),
    ],
)
def test_the_same_answer(typed: str, meant: str) -> None:
    assert fold_answer(typed) == fold_answer(meant) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-5", "5"),
        ("−٥", "٥"),
        ("-5 °C", "5 °C"),
        ("-.5", ".5"),
        (".5", "5"),
        ("3.14", "314"),
        ("3.141", "3141"),
        ("6 4", "64"),
        ("1914-1918", "19141918"),
    ],
)
def test_another_answer(one: str, other: str) -> None:
    assert fold_answer(one) != fold_answer(other)


def test_stems_are_compared_by_their_words() -> None:
    """As they are stored: another fold would take what is there for new."""
    assert fold_text("Who is the rapist, -5?") == "who is the rapist 5" != fold_text("Who is therapist 5")
    assert fold_text("نیم\u200cفاصله") == "نیم\u200cفاصله"


@given(st.text(max_size=40) | st.text("0123456789 .,-−'\u0665\u200c\xad", max_size=12))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
    assert fold_answer(fold_answer(text)) == fold_answer(text)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("3.14", {"3.14"}),
        ("3,14", {"3.14"}),
        ("٣٫١٤", {"3.14"}),
        ("1,234", {"1234", "1.234"}),
        ("1.234.567", {"1234567"}),
        ("1 234,5", {"1234.5"}),
        ("1'000'000", {"1000000"}),
        ("1,234.56", {"1234.56"}),
        ("1.234,56", {"1234.56"}),
        ("−5", {"-5"}),
        ("+7", {"7"}),
        ("१२", {"12"}),
        (".5", {"0.5"}),
        ("-.5", {"-0.5"}),
        ("+,5", {"0.5"}),
        ("٫٥", {"0.5"}),
        (".500", {"0.5"}),
        ("5.", {"5"}),
        ("-5,", {"-5"}),
        ("1,234.", {"1234"}),
        (".", set()),
        ("-.", set()),
        (".5.", set()),
        ("..5", set()),
        ("5..", set()),
        (".5,5", set()),
        ("1.2.", set()),
        ("\u200f-٥\u200f", {"-5"}),
        ("3\u2060.14", {"3.14"}),
        ("\u200f", set()),
        ("1.2.3", set()),
        ("1,2,3.4", set()),
        ("12 34", set()),
        ("five", set()),
        ("1e9", set()),
        ("", set()),
        ("NaN", set()),
        ("²", set()),
    ],
)
def test_numbers(typed: str, numbers: set[str]) -> None:
    assert read_number(typed) == set(map(Decimal, numbers))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_as_python_writes_it(number: Decimal) -> None:
    assert number in read_number(f"{number:f}")


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    assert all(number.is_finite() for number in read_number(text))
