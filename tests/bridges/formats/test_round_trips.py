"""What is written is read back as it was, as far as the format holds it; texts are as odd as texts can be."""

from dataclasses import replace
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridges.formats.opentdb import LICENCE, SOURCE
from bridges.formats.rows import reasons
from rules.content import DIFFICULTIES, KINDS, Attachment, Content, Draft, Kind, Span, Wording
from rules.states import STATES
from tests.bridges.formats.reading import rows, written

MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
_SPECIAL = r"""<b> </p> &amp; &lt; & < { } = ~ # #### : :: \ \n // [html] [plain] %50% -> T * $CATEGORY: ' '' " | ,
    ; + - @ %20 A. ANSWER: / é 日本 😀 <!-- --> <script> ]"""
PIECES = st.sampled_from([*_SPECIAL.split(), " ", "\u00a0", "\u2028", "\x0b", "\x1f", "\u0301", ": "])
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
ANYTHING = st.lists(st.one_of(PIECES, LETTERS, st.sampled_from("\n\t ab")), min_size=1, max_size=8).map("".join)
VERBATIM = ANYTHING.map(lambda text: normalize("NFC", text)).filter(str.strip)
TIDY = ANYTHING.map(lambda text: normalize("NFC", text.replace("\r", "")).strip()).filter(str.strip)


@st.composite
def wordings(draw: st.DrawFn, kind: Kind, texts: st.SearchStrategy[str], langs: list[str], count: int) -> list[Wording]:
    distinct = st.lists(texts, min_size=count, max_size=count, unique_by=str.strip)
    accepted = st.lists(texts, min_size=1, max_size=4, unique_by=str.strip).map(tuple)
    return [
        Wording(
            lang,
            draw(texts),
            tuple(draw(distinct)) if count else (),
            draw(accepted) if kind == "short_text" else (),
            draw(st.just("") | texts),
            draw(st.just("") | texts),
            draw(st.sampled_from(STATES)) if number else "published",
        )
        for number, lang in enumerate(langs)
    ]


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9) | st.sampled_from(
    [Decimal("1E+20"), Decimal("-2.5E-20"), Decimal("0.1"), Decimal("-0")]
)
SPANS = st.lists(st.tuples(NUMBERS, NUMBERS).map(sorted).map(lambda ends: Span(*ends)), min_size=1, max_size=3).map(
    tuple
)


@st.composite
def contents(draw: st.DrawFn, kinds: tuple[Kind, ...], texts: st.SearchStrategy[str], langs: list[str]) -> Content:
    kind = draw(st.sampled_from(kinds))
    count = 0 if kind in ("short_text", "numeric") else 2 if kind == "true_false" else draw(st.integers(2, 8))
    worded = tuple(draw(wordings(kind, texts, langs, count)))
    indexes = st.integers(0, max(count - 1, 0))
    most = count if kind == "multiple_choice" else 1
    chosen = draw(st.sets(indexes, min_size=1, max_size=most)) if kind in KINDS[:3] else set()
    return Content(kind, worded, tuple(sorted(chosen)), draw(SPANS) if kind == "numeric" else ())


@st.composite
def everything(draw: st.DrawFn) -> Draft:
    """What CSV holds: all of it."""
    langs = draw(st.lists(st.sampled_from(["en", "es", "pt-BR", "zh-Hant-TW"]), min_size=1, max_size=3, unique=True))
    lists = st.lists(VERBATIM, max_size=3).map(tuple)
    text = st.just("") | VERBATIM
    media = st.none() | st.builds(Attachment, text, st.binary(min_size=1, max_size=20))
    return Draft(
        draw(contents(KINDS, VERBATIM, langs)),
        *(draw(lists), draw(st.sampled_from(DIFFICULTIES)), draw(lists), draw(text), draw(text), draw(text)),
        *(draw(st.none() | st.integers(0, 10**9 - 1)), draw(media), draw(st.none() | st.uuids())),
    )


def as_gift_holds_it(content: Content) -> Content:
    (wording,) = content.wordings
    options = ("True", "False") if content.kind == "true_false" else wording.options
    return replace(content, wordings=(replace(wording, description="", options=options),))


def fits_gift(draft: Draft) -> bool:
    return not any("->" in text for wording in draft.content.wordings for text in wording.accepted)


NAMES = TIDY.filter(lambda text: not {"\n", "/", "$"} & set(text) and len(text.splitlines()) == 1)
TAGS = TIDY.filter(lambda text: not set(text) & set("<>`\\") and text.isprintable())
GIFT = st.builds(
    Draft,
    contents(("single_choice", "multiple_choice", "true_false", "short_text", "numeric"), TIDY, ["en"]).map(
        as_gift_holds_it
    ),
    category=st.lists(NAMES, max_size=3).map(tuple),
    tags=st.lists(TAGS, max_size=3, unique=True).map(tuple),
    title=st.just("") | TIDY,
).filter(fits_gift)


def as_opentdb_holds_it(content: Content) -> Content:
    """The right option first, and nothing but a stem and options."""
    (wording,) = content.wordings
    if content.kind == "true_false":
        return replace(content, wordings=(Wording("en", wording.stem, ("True", "False")),))
    right = content.correct[0]
    options = (wording.options[right], *wording.options[:right], *wording.options[right + 1 :])
    return replace(content, wordings=(Wording("en", wording.stem, options),), correct=(0,))


OPENTDB = st.builds(
    Draft,
    contents(("single_choice", "true_false"), TIDY, ["en"]).map(as_opentdb_holds_it),
    category=st.lists(TIDY.filter(lambda text: ": " not in text and text[-1] != ":"), max_size=3).map(tuple),
    difficulty=st.sampled_from(DIFFICULTIES),
    source=st.just(SOURCE),
    licence=st.just(LICENCE),
)


def there_and_back(name: str, drafts: list[Draft]) -> None:
    drafts = [draft for draft in drafts if not list(reasons(draft))]
    data, problems = written(name, drafts)
    assert problems == []
    found = rows(data, name)
    assert [row.draft for row in found] == drafts
    assert [row.problems for row in found] == [()] * len(drafts)


@MANY
@given(st.lists(everything(), max_size=3))
def test_csv_holds_everything(drafts: list[Draft]) -> None:
    there_and_back("csv", drafts)


@MANY
@given(st.lists(GIFT, max_size=3))
def test_gift(drafts: list[Draft]) -> None:
    there_and_back("gift", drafts)


@MANY
@given(st.lists(OPENTDB, max_size=3))
def test_opentdb(drafts: list[Draft]) -> None:
    there_and_back("opentdb", drafts)


@pytest.mark.parametrize("name", ["csv", "gift", "opentdb"])
@MANY
@given(st.lists(everything(), min_size=1, max_size=3))
def test_what_does_not_come_back_was_said(name: str, drafts: list[Draft]) -> None:
    """The other way round, for drafts of any shape: whatever is read back as another draft has a problem."""
    data, problems = written(name, drafts)
    said = {row.line: row for row in problems}
    left = [number for number in range(1, len(drafts) + 1) if number not in said or said[number].draft]
    found = rows(data, name)
    assert len(found) == len(left)
    for number, row in zip(left, found, strict=True):
        same = row.draft == as_read(name, drafts[number - 1])
        assert same or number in said


def as_read(name: str, draft: Draft) -> Draft:
    """What a format adds or moves without changing what is asked."""
    content = draft.content
    if name != "opentdb" or len(content.wordings) > 1 or content.kind not in ("single_choice", "true_false"):
        return draft
    if draft.source or draft.licence:
        return draft
    moved = as_opentdb_holds_it(content) if content.kind == "single_choice" else content
    return replace(draft, content=moved, source=SOURCE, licence=LICENCE)
