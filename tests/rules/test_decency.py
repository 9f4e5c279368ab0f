"""What a machine sees in texts and names: what is refused, what is looked at, and what is let alone."""

import pytest

from rules.decency import faults, judge_entry, judge_name


@pytest.mark.parametrize(
    "text",
    [
        *("call +49 151 2345 678", "0151-2345-6789", "(0151) 234 567 89", "my number: 015123456789"),
        *("snap: bob99", "IG @bob", "my insta is bob.bob", "WhatsApp = bob", "find me @bob_the_cat", "bob#1234"),
        *("bob (at) mail (dot) com", "bob at gmail dot com", "find me \uff20bob_the_cat"),
    ],
)
def test_ways_to_reach_somebody_are_seen(text: str) -> None:
    assert faults(text) == ("contact",)
    assert (judge_entry(text), judge_name(text)) == ("flag", "refuse")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "On 2026-11-27 it rains",
            "3.14159265358979",
            "1 000 000 000 years",
            "10.000.000.000",
            "at noon dot",
            "12:30",
        ),
        *("Instagram is a place", "I discord this", "5 - 4 - 3 - 2 - 1", "C#", "#1234", "a telegram"),
        *("Scunthorpe", "Penistone", "Dickens", "Essex", "cockatoo", "Niger", "Nigeria", "fagot", "classic assassin"),
        *("Reputation", "Computadora", "Hassan", "Kikelomo", "Matsushita", "shiitake", "кот", "суп", "рыба"),
    ],
)
def test_what_is_innocent_is_let_alone(text: str) -> None:
    assert faults(text) == ()
    assert (judge_entry(text), judge_name(text)) == ("pass", "pass")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Fuck You",
            "fuck_you",
            "FuckYou42",
            "F.U.C.K",
            "fuсk",
            "fυck",
            "ｆｕｃｋ",
            "f\u200buck",
            "FÜCK",
            "fuuuuck",
            "f u c k",
        ),
        *(
            "nigger",
            "N1gger",
            "n i g g a",
            "Faggot",
            "Hurensohn",
            "пизда",
            "شرموطة",
            "enculé",
            "write bob@x.de",
            "x.com",
        ),
    ],
)
def test_no_name_is_what_is_nobodys_name(name: str) -> None:
    assert judge_name(name) == "refuse"


@pytest.mark.parametrize("name", ["Fick", "Troia", "Puta Madre", "xXfuckXx", "ihatecunts", "Sh1t", "ѕhіt", "FuckfaceX"])
def test_a_name_that_may_be_meant_well_is_looked_at(name: str) -> None:
    assert judge_name(name) == "flag"


@pytest.mark.parametrize(
    "name", ["Brisk Otter 42", "O'Brien", "张伟", "محمد", "Ольга", "María José", "J. R. R.", "R2D2", "Zoë_K"]
)
def test_names_of_people_pass(name: str) -> None:
    assert judge_name(name) == "pass"


def test_an_entry_is_refused_for_an_address_alone() -> None:
    assert judge_entry("see www.x.com, you shit") == "refuse"
    assert judge_entry("He said shit.") == "flag"
    assert judge_entry("It sleeps with the light on.") == "pass"


@pytest.mark.parametrize("text", ["ѕhіt", "ѕһіt happens", "you сunt", "mіerda"])
def test_letters_of_other_alphabets_do_not_hide_a_word(text: str) -> None:
    assert faults(text) == ("word",)


def test_words_are_looked_for_in_time_that_grows_with_the_text() -> None:
    """No pattern goes back over what it has read: a text of the greatest length takes no longer than its letters."""
    for piece in ("a" * 4_000, "1 " * 2_000, "@ " * 2_000, "a at " * 800, "+1" * 2_000, "f " * 2_000):
        faults(piece)
