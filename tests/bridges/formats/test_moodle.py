"""Moodle XML: its kinds, its categories, its files."""

from base64 import b64encode
from decimal import Decimal

import pytest

from bridges.formats import FileRefused
from rules.content import Attachment, Content, Draft, Span, Wording
from tests.bridges.formats.reading import codes, draft, only, rows

PIXEL = b"\x89PNG pixel"
FILE = f'<file name="a/p.png" path="/" encoding="base64">{b64encode(PIXEL).decode()}</file>'


def quiz(*questions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>'


def question(kind: str, inside: str, stem: str = "Q", more: str = "") -> str:
    text = f'<questiontext format="html"><text><![CDATA[{stem}]]></text>{more}</questiontext>'
    return f'<question type="{kind}">{text}{inside}</question>\n'


def answer(fraction: str, text: str, inside: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{inside}</answer>'


def options(single: str = "true", *fractions: str) -> str:
    letters = "".join(answer(fraction, letter) for fraction, letter in zip(fractions, "abcdef", strict=False))
    return f"<single>{single}</single>{letters}"


def choice(*correct: int, several: bool = False, of: int = 2) -> Content:
    letters = tuple("abcdef"[:of])
    return Content("multiple_choice" if several else "single_choice", (Wording("en", "Q", letters),), correct)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (question("multichoice", options("true", "100", "0")), choice(0)),
        (question("multichoice", answer("0", "a") + answer("100.00000", "b")), choice(1)),
        (question("multichoice", options("false", "50", "50", "0")), choice(0, 1, several=True, of=3)),
        (question("multichoice", options("0", *["33.33333"] * 3)), choice(0, 1, 2, several=True, of=3)),
        (
            question("truefalse", answer("0", "true") + answer("100", "false")),
            Content("true_false", (Wording("en", "Q", ("True", "False")),), (1,)),
        ),
        (
            question("shortanswer", answer("100", "a &amp;lt; b") + answer("100", "c")),
            Content("short_text", (Wording("en", "Q", accepted=("a < b", "c")),)),
        ),
        (
            question("numerical", answer("100", "3.14", "<tolerance>0.01</tolerance>") + answer("100", "7")),
            Content(
                "numeric",
                (Wording("en", "Q"),),
                spans=(Span(Decimal("3.13"), Decimal("3.15")), Span(Decimal(7), Decimal(7))),
            ),
        ),
        (
            question("ordering", answer("2", "b") + answer("1", "a") + "<selecttype>ALL</selecttype>"),
            Content("ordering", (Wording("en", "Q", ("a", "b")),)),
        ),
        (
            question("ordering", answer("100", "a") + answer("100", "b")),
            Content("ordering", (Wording("en", "Q", ("a", "b")),)),
        ),
    ],
)
def test_kinds_of_ours(text: str, wanted: Content) -> None:
    assert draft(quiz(text)).content == wanted


@pytest.mark.parametrize("kind", ["matching", "cloze", "essay", "description", "ddwtos", ""])
def test_other_kinds_are_rows_of_their_own(kind: str) -> None:
    bad, good = rows(quiz(question(kind, ""), question("multichoice", options("true", "100", "0"))))
    assert (bad.line, bad.draft, codes(bad)) == (3, None, ["kind_unsupported"])
    assert (good.line, good.problems) == (4, ())


def test_the_whole_of_a_question() -> None:
    image = 'Who? <img src="@@PLUGINFILE@@/p.png" alt="A &quot;pixel&quot;">'
    details = (
        "<name><text>T</text></name><generalfeedback format='moodle_auto_format'><text>why</text></generalfeedback>"
        "<tags><tag><text>one</text></tag><tag><text>two</text></tag></tags><defaultgrade>1.0000000</defaultgrade>"
    )
    category = "<question type='category'><category><text>$course$/top/Art/A//B</text></category></question>"
    row = only(quiz(category, question("multichoice", options("true", "100", "0") + details, image, FILE)))
    wording = Wording("en", "Who?", ("a", "b"), explanation="why", description='A "pixel"')
    content = Content("single_choice", (wording,), (0,))
    wanted = Draft(content, ("Art", "A/B"), tags=("one", "two"), title="T", attachment=Attachment("p.png", PIXEL))
    assert row.draft == wanted
    assert codes(row) == ["markup_dropped"]


RIGHT = options("true", "100", "0")
AUDIO = '<audio controls aria-label="Two tones"><source src="@@PLUGINFILE@@/t.mp3"></audio>'
ELSEWHERE = '<audio aria-label="Two tones" src="https://elsewhere.test/t.mp3"></audio>'


@pytest.mark.parametrize(("stem", "said"), [(AUDIO, "Two tones"), (ELSEWHERE, "")])
def test_a_recording_is_described_by_its_label(stem: str, said: str) -> None:
    row = only(quiz(question("multichoice", RIGHT, f"Q {stem}", FILE)))
    assert row.draft is not None
    assert row.draft.content.wordings[0].description == said


FEEDBACK = "<feedback><text>x</text></feedback>"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (question("multichoice", answer("100", "a", FEEDBACK) + answer("0", "b")), "feedback_dropped"),
        (question("multichoice", RIGHT + "<correctfeedback><text>x</text></correctfeedback>"), "feedback_dropped"),
        (question("multichoice", RIGHT + "<hint><text>x</text></hint>"), "hints_dropped"),
        (question("multichoice", RIGHT + "<idnumber>7</idnumber>"), "id_dropped"),
        (question("multichoice", RIGHT + "<defaultgrade>2.0000</defaultgrade>"), "grade_dropped"),
        (question("multichoice", RIGHT + "<defaultgrade>10</defaultgrade>"), "grade_dropped"),
        (question("multichoice", RIGHT + "<penalty>1.0</penalty>"), "penalty_dropped"),
        (question("multichoice", RIGHT + "<answernumbering>none</answernumbering>"), "element_dropped"),
        (question("multichoice", RIGHT + "<image_base64>cA==</image_base64>"), "element_dropped"),
        (question("multichoice", answer("100", "a", "<note>x</note>") + answer("0", "b")), "element_dropped"),
        (
            question("ordering", answer("1", "a") + answer("2", "b") + "<gradingtype>LCS</gradingtype>"),
            "element_dropped",
        ),
        (question("multichoice", RIGHT + "<shuffleanswers>false</shuffleanswers>"), "order_dropped"),
        (question("multichoice", options("true", "100", "50")), "weights_dropped"),
        (question("multichoice", options("true", "100", "100")), "weights_dropped"),
        (question("multichoice", options("false", "50", "50", "-50")), "weights_dropped"),
        (question("multichoice", RIGHT, "Q", FILE + FILE), "media_dropped"),
        (question("multichoice", answer("100", "a", FILE) + answer("0", "b")), "media_dropped"),
        (question("multichoice", RIGHT, "Q", '<file name="x" encoding="base64">#</file>'), "media_dropped"),
        (question("multichoice", RIGHT, "Q", '<file name="x">x</file>'), "media_dropped"),
        (question("multichoice", RIGHT, 'Q<img src="http://x/y.png">'), "media_dropped"),
        (question("shortanswer", answer("100", "a") + answer("50", "b")), "weights_dropped"),
        (question("shortanswer", answer("100", "a") + answer("100", "b*")), "wildcard_dropped"),
        (question("shortanswer", answer("100", "a") + "<usecase>1</usecase>"), "case_dropped"),
        (
            question("numerical", answer("100", "1") + "<units><unit><multiplier>1</multiplier></unit></units>"),
            "units_dropped",
        ),
        (question("ordering", answer("1", "a") + answer("2", "b") + "<selecttype>1</selecttype>"), "selection_dropped"),
        (question("multichoice", RIGHT).replace('format="html"', 'format="markdown"', 1), "markup_kept"),
        (question("multichoice", RIGHT, "<p>Q</p>"), "markup_dropped"),
    ],
)
def test_what_is_lost_is_said(text: str, lost: str) -> None:
    row = only(quiz(text))
    assert row.draft is not None
    assert row.draft.content.wordings[0].stem == "Q"
    assert lost in codes(row)


def test_an_element_is_told_of_by_its_name() -> None:
    row = only(quiz(question("multichoice", RIGHT + "<x><y>some</y> words</x><answernumbering>123</answernumbering>")))
    assert [problem.detail for problem in row.problems] == [
        "No place for <x>: 'some words'",
        "No place for <answernumbering>: '123'",
    ]


def test_what_moodle_writes_of_itself_is_nothing_lost() -> None:
    usual = (
        "<name><text>n</text></name><generalfeedback format='html'><text></text></generalfeedback><idnumber></idnumber>"
        "<defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>"
        "<shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering><shownumcorrect/>"
        "<showstandardinstruction>0</showstandardinstruction>"
        "<correctfeedback format='html'><text></text></correctfeedback>"
    )
    assert draft(quiz(question("multichoice", RIGHT + usual))).state is None
    truth = answer("100", "true") + answer("0", "false")
    draft(quiz(question("truefalse", truth + "<penalty>1.0000000</penalty>")))


def test_a_hidden_question_is_a_draft() -> None:
    row = only(quiz(question("multichoice", RIGHT + "<hidden>1</hidden>")))
    assert row.draft is not None
    assert (row.draft.state, codes(row)) == ("draft", ["hidden_as_draft"])


def test_what_a_category_says_of_itself_is_told_with_its_first_question() -> None:
    said = "<category><text>$course$/top/Art</text></category><info format='html'><text>About art</text></info>"
    asked = question("multichoice", RIGHT)
    found = rows(quiz(f"<question type='category'>{said}<idnumber>7</idnumber></question>", asked, asked))
    assert [codes(row) for row in found] == [["element_dropped", "id_dropped"], []]


def test_plain_text_is_no_html() -> None:
    text = question("multichoice", RIGHT, "<b>&amp;</b>").replace('format="html"', 'format="plain_text"', 1)
    assert draft(quiz(text)).content.wordings[0].stem == "<b>&amp;</b>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (question("multichoice", options("true", "50", "50")), "no_right_answer"),
        (question("multichoice", options("false", "0", "0")), "no_right_answer"),
        (question("multichoice", ""), "no_right_answer"),
        (question("multichoice", options("true", "all", "0")), "not_a_number"),
        (question("truefalse", answer("100", "yes") + answer("0", "no")), "no_right_answer"),
        (question("truefalse", answer("100", "true") + answer("100", "false")), "no_right_answer"),
        (question("numerical", answer("100", "*")), "not_a_number"),
        (question("shortanswer", answer("100", "*")), "wildcard_unsupported"),
        ("<question type='multichoice'/>", "no_right_answer"),
        (question("multichoice", RIGHT, ""), "faulty"),
        ("<other/>", "kind_unsupported"),
    ],
)
def test_rows_at_fault(text: str, code: str) -> None:
    row = only(quiz(text))
    assert row.draft is None
    assert codes(row)[-1] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed"),
        ("<quiz>", "malformed"),
        ("<quiz></quiz><quiz/>", "malformed"),
        ("<other/>", "malformed"),
        ('<?xml version="1.0" encoding="nonsense"?><quiz/>', "malformed"),
        ("<quiz><question>\x00</question></quiz>", "malformed"),
        ("<quiz>&#xD800;</quiz>", "malformed"),
        ('<!DOCTYPE quiz SYSTEM "http://x/y"><quiz/>', "xml_bomb"),
        ('<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "xml_bomb"),
        (
            '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><quiz>&c;</quiz>',
            "xml_bomb",
        ),
        ("<quiz><question>" + "<a>" * 100 + "</a>" * 100 + "</question></quiz>", "too_deep"),
        ("<quiz><question>" + "<a/>" * 10_000 + "</question></quiz>", "too_deep"),
    ],
)
def test_a_file_that_is_none(text: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(text, "moodle")
    assert refused.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    text = quiz(question("multichoice", RIGHT, "Où?")).replace("UTF-8", encoding.removesuffix("-sig"))
    assert draft(text.encode(encoding)).content.wordings[0].stem == "Où?"
