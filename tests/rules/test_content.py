"""What keeps a question from being asked."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from rules.content import Content, Kind, Span, Wording, faults
from rules.media import Medium, MediumKind

EN = Wording("en", "Which are primes?", ("2", "3", "4"))
CHOICE = Content("multiple_choice", (EN,), correct=(0, 1))
TEXT = Content("short_text", (Wording("en", "Capital of France?", accepted=("Paris",)),))
NUMBER = Content("numeric", (Wording("en", "Pi?"),), spans=(Span(Decimal("3.13"), Decimal("3.15")),))
ORDER = Content("ordering", (replace(EN, options=("one", "two")),))
TRUE = Content("true_false", (replace(EN, options=("True", "False")),), correct=(0,))


@pytest.mark.parametrize("content", [CHOICE, TEXT, NUMBER, ORDER, TRUE])
def test_what_can_be_asked(content: Content) -> None:
    assert faults(content) == []


def test_a_kind_wants_its_own_parts() -> None:
    kinds: tuple[Kind, ...] = ("single_choice", "true_false", "short_text", "numeric", "ordering")
    assert all(faults(replace(CHOICE, kind=kind)) for kind in kinds)


IMAGE = Medium(UUID(int=1), "image", 60, 40)
SHOWN = replace(TRUE, medium=IMAGE, wordings=(replace(TRUE.wordings[0], description="A flag"),))


def test_a_medium_is_described_in_every_language() -> None:
    assert faults(SHOWN) == []
    bare = replace(SHOWN.wordings[0], lang="es", description=" ")
    (fault,) = faults(replace(SHOWN, wordings=(*SHOWN.wordings, bare)))
    assert (fault.pointer, "alt" in fault.detail) == ("/wordings/1/description", True)
    (fault,) = faults(replace(SHOWN, medium=replace(IMAGE, kind="audio"), wordings=(bare,)))
    assert (fault.pointer, "transcript" in fault.detail) == ("/wordings/0/description", True)


@pytest.mark.parametrize(("kind", "most"), [("image", 500), ("audio", 5_000), ("video", 5_000)])
def test_a_description_has_its_length(kind: MediumKind, most: int) -> None:
    def told(letters: int) -> Content:
        words = replace(SHOWN.wordings[0], description="a" * letters)
        return replace(SHOWN, medium=replace(IMAGE, kind=kind), wordings=(words,))

    assert faults(told(most)) == []
    assert [fault.pointer for fault in faults(told(most + 1))] == ["/wordings/0/description"]


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (replace(CHOICE, wordings=()), "/wordings"),
        (replace(CHOICE, wordings=(EN, EN)), "/wordings"),
        (replace(CHOICE, wordings=(EN, replace(EN, lang="es", options=("2", "3")))), "/wordings/1/options"),
        (replace(CHOICE, wordings=(replace(EN, stem=" "),)), "/wordings/0/stem"),
        (replace(CHOICE, wordings=(replace(EN, stem="\ud800"),)), "/wordings/0/stem"),
        (replace(CHOICE, wordings=(replace(EN, options=("2", "2 ", "4")),)), "/wordings/0/options"),
        (replace(CHOICE, correct=()), "/correct"),
        (replace(CHOICE, correct=(1, 0)), "/correct"),
        (replace(CHOICE, correct=(3,)), "/correct"),
        (replace(TEXT, wordings=(replace(TEXT.wordings[0], accepted=()),)), "/wordings/0/accepted"),
        (replace(NUMBER, spans=()), "/spans"),
        (replace(NUMBER, spans=(Span(Decimal(2), Decimal(1)),)), "/spans"),
        (replace(NUMBER, spans=(Span(Decimal("NaN"), Decimal("NaN")),)), "/spans"),
    ],
)
def test_what_cannot(content: Content, pointer: str) -> None:
    assert pointer in [fault.pointer for fault in faults(content)]
