"""What staff write: declared variables, and messages as they are read."""

import pytest

from rules.templates import Content, Text, faults, plain, value_faults, write

CONTENT = Content(
    {"prize": "text", "count": "number", "last": "day"},
    {
        "en": Text("Hi {player_name}", '<b>{prize}</b>, {count} of them, until {last}. <a href="https://x.y">See</a>'),
        "es": Text("Hola {player_name}", "{prize}: {count} hasta el {last} &amp; más"),
    },
)
VALUES: dict[str, str | int] = {"prize": "<b>A</b> & B", "count": 12_480, "last": "2026-11-24"}


def codes(**texts: Text) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults(Content({"prize": "text"}, texts))]  # type: ignore[arg-type]  # of wrong ones too


def test_values_stand_escaped_in_markup_and_as_they_are_in_plain_words() -> None:
    found = write(CONTENT, VALUES, "Ada", "en")
    assert found.title == "Hi Ada"
    assert found.markup == (
        '<b>&lt;b&gt;A&lt;/b&gt; &amp; B</b>, 12,480 of them, until 24 November 2026. <a href="https://x.y">See</a>'
    )
    assert found.body == "<b>A</b> & B, 12,480 of them, until 24 November 2026. See"
    assert write(CONTENT, VALUES, "Ada", "es").body == "<b>A</b> & B: 12.480 hasta el 24 de noviembre de 2026 & más"


def test_who_reads_a_language_that_is_not_there_is_told_in_english() -> None:
    assert write(CONTENT, VALUES, "Ada", "ar").lang == "en"


def test_a_place_for_what_is_not_declared_is_named() -> None:
    assert codes(en=Text("t", "{prize}"), es=Text("{prise}", "x")) == [("/texts/es/title", "variable_unknown")]
    [fault] = faults(Content({"prize": "text"}, {"en": Text("t", "{prise}")}))
    assert fault.detail == "`{prise}` is not declared; there are {player_name}, {prize}."


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ({"es": Text("t", "b")}, [("/texts", "language_missing")]),
        ({"en": Text("t", '<a href="https://x.y/{prize}">x</a>')}, [("/texts/en/body", "variable_in_tag")]),
        ({"en": Text("t", "<b> </b>")}, [("/texts/en/body", "text_empty")]),
        ({"en": Text("t" * 61 + "{prize}", "b")}, [("/texts/en/title", "text_too_long")]),
        ({"en": Text("t" * 60 + "{prize}", "<b>" + "b" * 440 + "</b>{prize}")}, []),
    ],
)
def test_what_keeps_a_template_from_being_one(texts: dict[str, Text], wrong: list[tuple[str, str]]) -> None:
    assert codes(**texts) == wrong


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"prize": ""}, "value_invalid"),
        ({"prize": "x" * 61}, "value_invalid"),
        ({"prize": "two\nlines"}, "value_invalid"),
        ({"count": "12"}, "value_invalid"),
        ({"count": True}, "value_invalid"),
        ({"last": "2026-02-30"}, "value_invalid"),
        ({"prise": "x"}, "variable_unknown"),
    ],
)
def test_values_are_of_their_types(changed: dict[str, str | int], code: str) -> None:
    assert [fault.code for fault in value_faults(CONTENT.variables, VALUES | changed)] == [code]
    assert value_faults(CONTENT.variables, VALUES) == []


def test_every_variable_has_a_value() -> None:
    [fault] = value_faults(CONTENT.variables, {"prize": "x", "count": 1})
    assert (fault.pointer, fault.code) == ("/values/last", "value_missing")


def test_a_tag_ends_where_its_attributes_do() -> None:
    assert plain('<a href="https://x.y/?a>b">in</a> 1 &lt; 2') == "in 1 < 2"
