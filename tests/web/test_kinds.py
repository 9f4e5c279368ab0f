"""A question of each kind, from the bank to its verdict and its review, in the player's language."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text

from models import bank
from rules.content import Content, Kind, Span, Wording
from tests.web.conftest import Guest, question

Apply = Callable[[int], Any]

KINDS: Mapping[Kind, Content] = {
    "single_choice": Content("single_choice", (Wording("en", "one of", ("r1", "w1", "w2")),), correct=(0,)),
    "multiple_choice": Content("multiple_choice", (Wording("en", "some of", ("r1", "w1", "r2")),), correct=(0, 2)),
    "true_false": Content("true_false", (Wording("en", "is it so", ("r1", "w1")),), correct=(0,)),
    "short_text": Content("short_text", (Wording("en", "which town", accepted=("Zürich", "Zurich")),)),
    "numeric": Content("numeric", (Wording("en", "how many"),), spans=(Span(Decimal("9.5"), Decimal("10.5")),)),
    "ordering": Content("ordering", (Wording("en", "in order", ("r1", "r2", "r3")),)),
}
EXPLAINED = "because it is so"


@pytest.fixture(scope="module", autouse=True)
def kinds(engine: Engine) -> None:
    """A category for each kind with one question of it, and one with a question in three languages."""
    with engine.begin() as connection:
        for id_, (kind, content) in enumerate(KINDS.items(), 20):
            slug = kind.replace("_", "-")
            connection.execute(text("INSERT INTO categories VALUES (:id, :slug, :slug)"), {"id": id_, "slug": slug})
            words = Wording(**{**content.wordings[0].__dict__, "explanation": EXPLAINED})
            explained = Content(content.kind, (words,), content.correct, content.spans)
            bank.add(connection, [question(id_, kind, content=explained)])
        connection.execute(text("INSERT INTO categories VALUES (30, 'tongues', 'Tongues')"))
        tongues = (
            Wording("en", "hello", accepted=("hello",)),
            Wording("es", "hola", accepted=("hola",)),
            Wording("ar", "مرحبا", accepted=("مرحبا",)),
        )
        bank.add(connection, [question(30, "tongues", content=Content("short_text", tongues))])


def test_config_names_the_languages_that_questions_are_in(guest: Guest) -> None:
    assert guest.client.get("/v1/config").json["languages"] == ["en", "ar", "es"]


def given(kind: Kind, asked: dict[str, Any], right: bool) -> str | Sequence[str]:
    """What to hand in."""
    ids = {option["text"]: option["id"] for option in asked["options"]}
    match kind:
        case "short_text":
            return " ZURICH " if right else "Bern"
        case "numeric":
            return "10,2" if right else "11"
        case "ordering":
            return [ids[name] for name in (("r1", "r2", "r3") if right else ("r2", "r1", "r3"))]
        case "multiple_choice":
            return [ids["r2"], ids["r1"]] if right else [ids["r1"]]
    return str(ids["r1" if right else "w1"])


def asked(guest: Guest, category: str, **wanted: Any) -> tuple[str, dict[str, Any]]:
    session = guest.start(mode="practice", category=category, **wanted)
    return session, guest.next(session)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_from_the_bank_to_the_review(guest: Guest, apply_answers: Apply, kind: Kind, right: bool) -> None:
    session, put = asked(guest, kind.replace("_", "-"))
    assert put["kind"] == kind
    assert not {"correct", "solution", "explanation", "accepted", "key"} & put.keys()
    accepted = guest.post("/v1/answers", {"token": put["token"], "response": given(kind, put, right)})
    assert accepted.status_code == 202, accepted.text
    assert "solution" not in guest.get(f"/v1/sessions/{session}/review").json["questions"][0]
    apply_answers(1)
    outcome = guest.get(f"/v1/events/{accepted.json['event_id']}").json
    assert outcome["result"]["correct"] is right
    reviewed = guest.get(f"/v1/sessions/{session}/review").json["questions"][0]
    assert (reviewed["correct"], reviewed["kind"], reviewed["explanation"]) == (right, kind, EXPLAINED)
    texts = {option["id"]: option["text"] for option in reviewed["options"]}
    shown = [texts.get(one, one) for one in reviewed["solution"]]
    assert shown == {
        "short_text": ["Zürich"],
        "numeric": ["10"],
        "ordering": ["r1", "r2", "r3"],
        "multiple_choice": shown if set(shown) == {"r1", "r2"} else None,
    }.get(kind, ["r1"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_answer_is_refused_before_it_is_accepted(guest: Guest, kind: Kind) -> None:
    _, put = asked(guest, kind.replace("_", "-"))
    bad: str | list[str] = ["a", "b"] if kind in ("short_text", "numeric") else "no-option"
    response = guest.post("/v1/answers", {"token": put["token"], "response": bad})
    assert (response.status_code, response.json["code"]) == (422, "response_unknown")
    assert response.json["errors"][0]["pointer"] == "/response"


def test_the_same_answer_said_otherwise_is_the_same_event(guest: Guest) -> None:
    _, put = asked(guest, "multiple-choice")
    ids = [option["id"] for option in put["options"]]
    events = {
        guest.post("/v1/answers", {"token": put["token"], "response": response}).json["event_id"]
        for response in (ids, ids[::-1])
    }
    assert len(events) == 1


@pytest.mark.parametrize(
    ("lang", "stem", "way"), [("en", "hello", "ltr"), ("es", "hola", "ltr"), ("ar", "مرحبا", "rtl")]
)
def test_a_question_comes_in_the_language_asked_for(guest: Guest, lang: str, stem: str, way: str) -> None:
    _, put = asked(guest, "tongues", lang=lang)
    assert (put["stem"], put["lang"], put["dir"]) == (stem, lang, way)


def test_a_language_without_questions_gives_the_players_own(guest: Guest) -> None:
    _, put = asked(guest, "tongues", lang="de")
    assert put["lang"] == "en"


def test_options_are_shuffled_for_each_session_and_their_names_mean_nothing(guest: Guest) -> None:
    orders, names = set(), set()
    for _ in range(12):
        _, put = asked(guest, "single-choice")
        orders.add(tuple(option["text"] for option in put["options"]))
        names |= {option["id"] for option in put["options"]}
    assert len(orders) > 2
    assert len(names) == 36
