"""The demo content keeps its promises: enough of every kind, in three languages, and nothing that gives it away."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from bridges.media import prepare
from lab.content import drafts, files
from lab.content.drawings import DRAWINGS
from rules.content import KINDS, Draft, Wording, faults

DRAFTS = drafts()
WORDINGS = [wording for draft in DRAFTS for wording in draft.content.wordings]
LANGS = ("en", "es", "ar")
SHOWN = {draft.attachment.name: draft for draft in DRAFTS if draft.attachment}


def named(draft: Draft) -> str:
    return draft.content.wordings[0].stem


def texts(wording: Wording) -> tuple[str, ...]:
    return (wording.stem, wording.explanation, *wording.options, *wording.accepted)


def translated(lang: str) -> list[tuple[Draft, Wording]]:
    return [(draft, wording) for draft in DRAFTS for wording in draft.content.wordings if wording.lang == lang]


def test_every_question_can_be_asked() -> None:
    assert {named(draft): found for draft in DRAFTS if (found := faults(draft.content))} == {}
    assert {draft.content.wordings[0].lang for draft in DRAFTS} == {"en"}
    assert [text for wording in WORDINGS for text in texts(wording) if text != text.strip()] == []


def test_every_question_says_whence_it_comes_and_why_it_is_so() -> None:
    assert [named(draft) for draft in DRAFTS if not (draft.source.strip() and draft.licence == "CC0-1.0")] == []
    assert [wording.stem for wording in WORDINGS if not wording.explanation.strip()] == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_question_is_there_twice(lang: str) -> None:
    stems = Counter(wording.stem.casefold() for wording in WORDINGS if wording.lang == lang)
    assert [stem for stem, times in stems.items() if times > 1] == []


def test_there_is_enough_of_every_kind_in_every_category() -> None:
    assert len(DRAFTS) >= 300
    kinds = Counter((draft.category, draft.content.kind) for draft in DRAFTS)
    categories = {draft.category for draft in DRAFTS}
    assert len(categories) >= 8
    least = {"single_choice": 40, "multiple_choice": 2, "true_false": 2, "short_text": 2}
    for category in categories:
        assert [kind for kind in KINDS if kinds[category, kind] < least.get(kind, 1)] == []


@pytest.mark.parametrize("lang", ["es", "ar"])
def test_a_quiz_of_geography_or_science_can_be_played_in_other_languages(lang: str) -> None:
    there = [draft for draft, _ in translated(lang)]
    assert len(there) >= 40
    for category in ("Geography", "Science"):
        kinds = Counter(draft.content.kind for draft in there if draft.category == (category,))
        assert kinds.total() >= 20
        assert set(kinds) == set(KINDS)


def test_arabic_is_written_in_arabic() -> None:
    for draft, wording in translated("ar"):
        assert all(re.search(r"[\u0621-\u064a]", text) for text in (wording.stem, wording.explanation))
        assert not re.search(r"[\u0640?,;]", "".join(texts(wording))), "a tatweel, or another script's punctuation"
        assert wording.stem.endswith("؟") == named(draft).endswith("?")


def test_spanish_is_written_in_spanish() -> None:
    for draft, wording in translated("es"):
        assert wording.stem.casefold() != named(draft).casefold()
        assert ("¿" in wording.stem) == wording.stem.endswith("?") == named(draft).endswith("?")


@pytest.mark.parametrize("lang", LANGS)
def test_the_longest_option_is_not_a_hint(lang: str) -> None:
    choices = [(draft, wording) for draft, wording in translated(lang) if draft.content.kind.endswith("_choice")]
    given_away = [wording.stem for draft, wording in choices if right_is_longest(draft, wording)]
    assert len(given_away) < 0.45 * len(choices)


def right_is_longest(draft: Draft, wording: Wording) -> bool:
    right = [len(wording.options[index]) for index in draft.content.correct]
    wrong = [len(option) for index, option in enumerate(wording.options) if index not in draft.content.correct]
    return max(right) > max(wrong)


def test_every_category_has_a_name_in_every_language() -> None:
    assert [file.slug for file in files() if {*file.names} != {*LANGS} - {"en"}] == []


def test_true_is_not_right_more_often_than_false() -> None:
    verdicts = Counter(draft.content.correct for draft in DRAFTS if draft.content.kind == "true_false")
    assert abs(verdicts[0,] - verdicts[1,]) <= 0.2 * verdicts.total()


def test_some_questions_show_pictures_and_some_play_sounds_and_all_of_them_are_small() -> None:
    assert SHOWN.keys() == DRAWINGS.keys()
    kinds = Counter(prepare(drawing()).medium.kind for drawing in DRAWINGS.values())
    assert (kinds["image"] >= 6, kinds["audio"] >= 1) == (True, True)
    assert [name for name, drawing in DRAWINGS.items() if len(drawing()) > 40_000] == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_what_a_drawing_is_said_to_show_is_enough_and_does_not_give_the_answer_away(name: str) -> None:
    draft = SHOWN[name]
    content = replace(draft.content, medium=prepare(DRAWINGS[name]()).medium)
    assert faults(content) == []
    for wording in content.wordings:
        answers = {*wording.accepted, *(wording.options[index] for index in content.correct)}
        said = wording.description.casefold()
        assert [answer for answer in answers if re.search(rf"\b{re.escape(answer.casefold())}\b", said)] == []
