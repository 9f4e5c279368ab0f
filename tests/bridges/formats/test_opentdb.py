"""Open Trivia Database JSON, in all of its encodings."""

import base64
import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from bridges.formats import FileRefused
from bridges.formats.opentdb import LICENCE, SOURCE
from rules.content import Content, Draft, Wording
from tests.bridges.formats.reading import codes, content, draft, only, rows, written

STEM = "Who said “50% of 1 < 2 + x/y”? ~'Émile'"
PLAIN: dict[str, object] = {
    "type": "multiple",
    "difficulty": "hard",
    "category": "Science: Nature & Gadgets",
    "question": STEM,
    "correct_answer": "A+B",
    "incorrect_answers": ["A B", "A%20B", "<b>"],
}
ANY: dict[str, object] = {**PLAIN, "question": "Q?", "category": "C", "incorrect_answers": ["B", "C"]}
RFC3986 = partial(quote, safe="")
REPOSITORY = Path(__file__).resolve().parents[3]


def file(*questions: dict[str, object], code: int = 0) -> str:
    return json.dumps({"response_code": code, "results": questions})


def encoded(by: Callable[[str], str], question: dict[str, object]) -> dict[str, object]:
    return {key: [*map(by, value)] if isinstance(value, list) else by(str(value)) for key, value in question.items()}


def entities(text: str) -> str:
    return "".join(f"&#{ord(letter)};" if letter in "<>&\"'“”É" else letter for letter in text)


@pytest.mark.parametrize(
    "by",
    [entities, quote_plus, RFC3986, lambda text: base64.b64encode(text.encode()).decode()],
    ids=["entities", "urlLegacy", "url3986", "base64"],
)
def test_every_encoding_of_the_api_says_the_same(by: Callable[[str], str]) -> None:
    wording = Wording("en", STEM, ("A+B", "A B", "A%20B", "<b>"))
    category = ("Science", "Nature & Gadgets")
    wanted = Draft(Content("single_choice", (wording,), (0,)), category, "hard", (), SOURCE, LICENCE)
    assert draft(file(encoded(by, PLAIN))) == wanted


@pytest.mark.parametrize(("right", "index"), [("True", 0), ("False", 1)])
def test_true_and_false(right: str, index: int) -> None:
    wrong = "False" if right == "True" else "True"
    question = {**ANY, "type": "boolean", "correct_answer": right, "incorrect_answers": [wrong]}
    assert content(file(question)) == Content("true_false", (Wording("en", "Q?", ("True", "False")),), (index,))


def test_an_encoding_is_told_by_the_whole_file() -> None:
    first = {**ANY, "question": "100%25", "correct_answer": "1+1", "incorrect_answers": ["2"]}
    assert content(file(first)).wordings[0].stem == "100%"
    both = rows(file(first, {**ANY, "question": "Is it?  Yes"}))
    assert both[0].draft is not None
    assert both[0].draft.content.wordings[0].stem == "100%25"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"type": "essay"}, "kind_unsupported"),
        ({"type": "boolean"}, "kind_unsupported"),
        ({"question": ""}, "faulty"),
        ({"question": 7}, "malformed"),
        ({"incorrect_answers": []}, "faulty"),
        ({"incorrect_answers": ["A+B"]}, "faulty"),
        ({"incorrect_answers": "A"}, "malformed"),
        ({"question": "x\x00"}, "faulty"),
        ({"category": "x\x00"}, "not_text"),
        ({"question": "x" * 1001}, "faulty"),
        ({"question": "x" * 100_001}, "text_too_long"),
    ],
)
def test_a_question_at_fault_is_a_row_and_stops_no_other(changed: dict[str, object], code: str) -> None:
    bad, good = rows(file({**ANY, **changed}, ANY))
    assert (bad.line, bad.draft, codes(bad)[-1]) == (1, None, code)
    assert (good.line, good.problems) == (2, ())


def test_an_encoding_that_breaks_in_one_row() -> None:
    by_url = encoded(RFC3986, PLAIN)
    assert codes(rows(file(by_url, {**by_url, "question": "%FF"}))[1]) == ["bad_encoding"]
    by_base64 = encoded(lambda text: base64.b64encode(text.encode()).decode(), PLAIN)
    assert codes(rows(file(by_base64, {**by_base64, "question": "x"}))[1]) == ["bad_encoding"]


def test_markup_and_strange_difficulties_are_said() -> None:
    row = only(file({**ANY, "question": "<b>Q</b>?", "difficulty": "extreme"}))
    assert row.draft is not None
    assert row.draft.difficulty == "medium"
    assert codes(row) == ["markup_dropped", "difficulty_dropped"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"results":', "malformed"),
        ('{"results": {}}', "malformed"),
        ('{"response_code": 0}', "malformed"),
        ("[]", "malformed"),
        (file({**ANY, "question": "\ud800"}), "malformed"),
        (file(code=1), "no_results"),
        ('{"results":' + "[" * 100_000, "malformed"),
    ],
)
def test_a_file_that_is_none(text: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(text, "opentdb")
    assert refused.value.code == code


def test_what_it_cannot_hold_is_said() -> None:
    wording = Wording("es", "Q?", ("sí", "no"), explanation="e", description="d")
    true = Draft(
        Content("true_false", (wording, Wording("pt", "Q?", ("sim", "não"))), (0,)), tags=("t",), title="t", source="me"
    )
    number = Draft(Content("ordering", (Wording("en", "Q?", ("1", "2")),)))
    data, problems = written("opentdb", [true, number])
    assert set(codes(problems[0])) == {
        *("wordings_dropped", "lang_dropped", "explanation_dropped", "description_dropped"),
        *("options_changed", "tags_dropped", "title_dropped", "source_dropped"),
    }
    assert (problems[1].line, problems[1].draft, codes(problems[1])) == (2, None, ["kind_unsupported"])
    assert content(data).kind == "true_false"


@pytest.mark.parametrize("option", ["C++", "100%25"])
def test_a_file_of_ours_is_never_taken_for_one_in_a_url_encoding(option: str) -> None:
    wording = Wording("en", "Which", (option, "C"))
    question = Draft(Content("single_choice", (wording,), (0,)), (), "easy", (), SOURCE, LICENCE)
    data, problems = written("opentdb", [question])
    assert problems == []
    assert draft(data) == question


def test_the_whole_database_is_read() -> None:
    places = (REPOSITORY.parent / "shared/data/opentdb.json",)
    data = next((place for place in places if place.exists()), None)
    if data is None:
        pytest.skip(f"The Open Trivia Database is in none of {', '.join(map(str, places))}.")
    found = rows(data.read_bytes())
    assert [row for row in found if row.problems] == []
    drafts = [row.draft for row in found if row.draft]
    assert Counter(draft.content.kind for draft in drafts) == {"single_choice": 4467, "true_false": 783}
    assert len({draft.category for draft in drafts}) == 24
    assert ("Science & Nature",) in {draft.category for draft in drafts}
    again, problems = written("opentdb", drafts)
    assert problems == []
    assert [row.draft for row in rows(again)] == drafts


def test_members_that_are_none_of_ours_are_told_of_where_they_hold_something() -> None:
    row = only(file({**ANY, "explanation": "why", "tags": [], "image": None}))
    assert row.draft is not None
    assert [(problem.code, problem.detail) for problem in row.problems] == [
        ("member_dropped", "No place for the members explanation.")
    ]


def test_results_may_stand_there_alone() -> None:
    assert content(json.dumps([ANY])) == content(file(ANY))
    assert content("\ufeff " + json.dumps([ANY], indent=1)) == content(file(ANY))
