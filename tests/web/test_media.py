"""Media on a player's page: served as what they are, and shown beside questions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.media import Folder, prepare
from models import bank, revisions
from rules.content import Content, Wording
from rules.media import Medium
from settings import Settings
from tests.bridges.media.files import EVERY, mp4, picture, wav
from tests.web.conftest import Guest, question
from tests.web.keeping import ALT, TRANSCRIPT, Keep, keep
from web.wires import Wires

__all__ = ["keep"]


@pytest.fixture(scope="module", autouse=True)
def shown(keep: Keep, engine: Engine) -> None:
    """A category with one question that shows, and one with one that plays."""
    image, audio = keep(picture("PNG")), keep(wav())
    with engine.begin() as connection:
        for id_, slug, medium, said in ((40, "seen", image, ALT), (41, "heard", audio, TRANSCRIPT)):
            connection.execute(text("INSERT INTO categories VALUES (:id, :slug, :slug)"), {"id": id_, "slug": slug})
            words = tuple(
                Wording(lang, "Which?", ("right", "x"), description=f"{said} {lang}") for lang in ("en", "es")
            )
            content = Content("single_choice", words, (0,), medium=medium)
            bank.add(connection, [question(id_, slug, content=content)])


def path(url: str) -> str:
    assert url.startswith("http://api.test/v1/media/")
    return urlsplit(url).path


# Served


class Browser:
    """A client that reads to the end and closes."""

    def __init__(self, app: Flask) -> None:
        self._client: Any = app.test_client()

    def get(self, path: str, method: str = "GET", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(path, method=method, headers=named, buffered=True)


@pytest.mark.parametrize("mime", EVERY)
def test_a_file_is_served_as_what_its_bytes_are(app: Flask, keep: Keep, mime: str) -> None:
    browser = Browser(app)
    made = prepare(EVERY[mime])
    response = browser.get(f"/v1/media/{keep(EVERY[mime]).id}")
    assert (response.status_code, response.data) == (200, made.data)
    headers = response.headers
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == (made.mime, "nosniff")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "public, max-age=60, s-maxage=1"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Accept-Ranges"] == "bytes"


def test_who_has_it_already_is_told_so(app: Flask, keep: Keep) -> None:
    browser = Browser(app)
    url = f"/v1/media/{keep(picture()).id}"
    tag = browser.get(url).headers["ETag"]
    again = browser.get(url, If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert browser.get(url, If_None_Match='"other"').status_code == 200
    head = browser.get(url, "HEAD")
    assert (head.status_code, head.data, int(head.headers["Content-Length"])) == (200, b"", len(browser.get(url).data))


def test_players_of_sound_and_film_may_ask_for_a_part(app: Flask, keep: Keep) -> None:
    browser = Browser(app)
    url, data = f"/v1/media/{keep(mp4()).id}", prepare(mp4()).data
    part = browser.get(url, Range="bytes=4-7")
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(data)}"
    assert browser.get(url, Range="bytes=-6").data == b"pixels"
    beyond = browser.get(url, Range=f"bytes={len(data)}-")
    assert (beyond.status_code, beyond.json["code"]) == (416, "range_not_satisfiable")
    assert beyond.headers["Content-Range"] == f"bytes */{len(data)}"
    old = browser.get(url, Range="bytes=4-7", If_Range='"old"')
    assert (old.status_code, old.data) == (200, data)


def test_what_is_not_there_is_a_problem(app: Flask) -> None:
    browser = Browser(app)
    response = browser.get(f"/v1/media/{uuid7()}")
    assert (response.status_code, response.json["code"]) == (404, "media_unknown")
    assert response.headers["Cache-Control"] == "no-store"
    for name in ("../settings.py", "%2e%2e%2fsettings.py", "x"):
        assert browser.get(f"/v1/media/{name}").status_code == 404


def test_media_are_served_while_postgres_is_away(make_app: Callable[..., Flask], keep: Keep) -> None:
    away = make_app(database_url="postgresql+psycopg://127.0.0.1:9/none")
    browser = Browser(away)
    assert browser.get(f"/v1/media/{keep(picture()).id}").status_code == 200


# Shown


@pytest.mark.parametrize(
    ("category", "kind", "size", "said"),
    [
        ("seen", "image", (60, 40), {"alt": ALT, "transcript": None}),
        ("heard", "audio", (None, None), {"alt": None, "transcript": TRANSCRIPT}),
    ],
)
def test_a_question_shows_its_medium_in_its_language_and_its_review_does_too(
    app: Flask, guest: Guest, category: str, kind: str, size: tuple[int | None, int | None], said: dict[str, Any]
) -> None:
    session = guest.start(category=category, count=1, lang="es")
    shown = guest.next(session)["media"]
    assert (shown["kind"], (shown["width"], shown["height"])) == (kind, size)
    assert {name: shown[name] for name in said} == {name: text and f"{text} es" for name, text in said.items()}
    assert Browser(app).get(path(shown["url"])).mimetype.startswith(kind)
    assert guest.post(f"/v1/sessions/{session}/finish").status_code == 202


def test_a_review_shows_the_medium_that_was_shown(
    guest: Guest, apply_answers: Callable[[int], Any], engine: Engine
) -> None:
    session = guest.start(category="seen", count=1)
    asked = guest.next(session)
    guest.answer(asked)
    apply_answers(1)
    retire = text("SELECT q.id FROM questions q JOIN categories c ON c.id = q.category_id WHERE c.slug = 'seen'")
    with engine.connect() as connection:
        id_ = connection.execute(retire).scalar_one()
        revisions.transition(connection, id_, "retired")
        connection.commit()
    (reviewed,) = guest.get(f"/v1/sessions/{session}/review").json["questions"]
    assert reviewed["media"] == asked["media"]
    assert reviewed["stem"] == asked["stem"]  # what was asked is kept for ever
    refused = guest.post("/v1/sessions", {"mode": "practice", "category": "seen"})
    assert refused.status_code == 422  # and never drawn again
    for state in ("draft", "review", "published"):
        with engine.begin() as connection:
            revisions.transition(connection, id_, state)


def test_a_question_without_a_medium_says_so(guest: Guest) -> None:
    assert guest.next(guest.start())["media"] is None


def test_no_question_names_a_medium_that_is_not_there(engine: Engine) -> None:
    content = Content("single_choice", (Wording("en", "q", ("a", "b"), description="d"),), (0,))
    lost = replace(content, medium=Medium(UUID(int=5), "image", 1, 1))
    with pytest.raises(Exception, match="questions_media_id_fkey"), engine.begin() as connection:
        bank.add(connection, [question(1, "lost", content=lost)])


def test_the_store_of_an_app_is_where_its_settings_say(settings: Settings, wires: Wires, keep: Keep) -> None:
    medium = keep(picture())
    assert medium.id in set(Folder(settings.media_dir, "").ids()) == set(wires.media.ids())
