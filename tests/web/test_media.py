"""Media from a file to a player's page: taken in, put beside questions, served, and never half there."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges import imports as files
from bridges.media import Folder, prepare
from bridges.strays import remove_strays
from models import bank, media, revisions
from models.media import NewMedium
from rules.content import Content, Wording
from rules.media import Medium
from settings import Settings
from tasks import runtime
from tasks.importing import work_on_one
from tasks.upkeep import remove_stray_media
from tests.bridges.media.files import EVERY, mp4, photo, picture, wav
from tests.bridges.media.swept import Swept
from tests.processes import dies, kill_me
from tests.web.admin.test_imports import Send, count, hand_in, send
from tests.web.conftest import Guest, question
from web.wires import Wires

__all__ = ["send"]

Keep = Callable[..., Medium]
ALT, TRANSCRIPT = "A white half beside a black one", "Two tones"


@pytest.fixture(scope="module")
def keep(engine: Engine, wires: Wires) -> Keep:
    """Keeps a file; its medium."""

    def keep(data: bytes, description: str = "") -> Medium:
        made = prepare(data)
        with engine.begin() as connection:
            media.hold(connection)
            wires.media.put(made.data)
            media.add(connection, [NewMedium(made.medium, made.mime, made.sha256, made.size, description)])
        return made.medium

    return keep


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


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).all())


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
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
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


# Imported


def moodle(name: str, data: bytes, shown: str = f'<img src="@@PLUGINFILE@@/a.png" alt="{ALT}">') -> bytes:
    return f"""<?xml version="1.0"?><quiz><question type="truefalse"><questiontext format="html">
        <text><![CDATA[Is this {name}? {shown}]]></text>
        <file name="a.png" encoding="base64">{b64encode(data).decode()}</file></questiontext>
        <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
        </question></quiz>""".encode()


def checked(send: Send, data: bytes) -> tuple[str, dict[str, Any], list[str]]:
    job = hand_in(send, data)
    assert work_on_one()
    faults = [row["detail"] for row in send("GET", f"/{job}/rows").json["items"] if row["fatal"]]
    return job, send("GET", f"/{job}").json, faults


def test_an_import_brings_its_pictures(send: Send, engine: Engine, wires: Wires) -> None:
    before = set(wires.media.ids())
    job, report, faults = checked(send, moodle("yellow", photo()))
    assert (report["new"], report["media"], faults) == (1, 1, [])
    assert set(wires.media.ids()) == before  # a dry run keeps nothing
    send("POST", f"/{job}/commit")
    assert work_on_one()
    made = prepare(photo())
    assert made.medium.id in set(wires.media.ids())
    query = "SELECT m.sha256, m.mime FROM questions q JOIN media m ON m.id = q.media_id WHERE stem_key LIKE '%yellow%'"
    assert rows(engine, query) == [(made.sha256, "image/jpeg")]
    with engine.connect() as connection:
        (draft,) = (draft for draft in bank.drafts(connection, None) if "yellow" in draft.content.wordings[0].stem)
    assert (draft.content.medium, draft.content.wordings[0].description) == (made.medium, ALT)


def test_the_same_words_with_another_picture_are_another_question(send: Send) -> None:
    _, report, _ = checked(send, moodle("green", picture("PNG")))
    assert (report["new"], report["duplicates"]) == (1, 0)
    twice = moodle("green", picture("PNG")).replace(b"</quiz>", b"")
    other = moodle("green", picture("GIF", (30, 30))).partition(b"<quiz>")[2]
    _, report, _ = checked(send, twice + other)
    assert (report["new"], report["duplicates"], report["media"]) == (2, 0, 2)
    _, report, _ = checked(send, twice + moodle("green", picture("PNG")).partition(b"<quiz>")[2])
    assert (report["new"], report["duplicates"]) == (1, 1)


@pytest.mark.parametrize(
    ("data", "shown", "said"),
    [
        (picture("PNG"), '<img src="@@PLUGINFILE@@/a.png">', "(alt)"),
        (wav(), '<audio src="@@PLUGINFILE@@/a.wav"></audio>', "transcript"),
        (b"<svg/>", "", "PNG"),
        (b"MZ executable", "", "none of the types"),
        (photo()[:300], "", "cannot be read"),
    ],
)
def test_a_picture_that_cannot_be_shown_keeps_its_row_out_and_says_what_to_do(
    send: Send, data: bytes, shown: str, said: str
) -> None:
    _, report, (fault,) = checked(send, moodle("odd", data, shown))
    assert (report["new"], report["media"], report["fatal"]) == (0, 0, 1)
    assert said in fault


def test_csv_names_media_that_are_there(send: Send, engine: Engine, keep: Keep) -> None:
    medium = keep(picture("PNG", (33, 44)), "What it shows itself")
    head = "kind,stem,option_1,option_2,correct,media_id,description\n"
    named = f"single_choice,Is it named?,a,b,1,{medium.id},\nsingle_choice,Is it told?,a,b,1,{medium.id},Told\n"
    job, report, faults = checked(send, (head + named).encode())
    assert (report["media"], faults) == (2, [])
    send("POST", f"/{job}/commit")
    work_on_one()
    with engine.connect() as connection:
        drafts = {draft.content.wordings[0].stem: draft for draft in bank.drafts(connection, None)}
    described = {stem: drafts[stem].content.wordings[0].description for stem in ("Is it named?", "Is it told?")}
    assert described == {"Is it named?": "What it shows itself", "Is it told?": "Told"}
    assert drafts["Is it told?"].medium_id == medium.id == drafts["Is it told?"].content.medium.id  # type: ignore[union-attr]
    _, _, (fault,) = checked(send, f"{head}single_choice,Whence?,a,b,1,{uuid7()},Told\n".encode())
    assert "no medium" in fault


def test_an_import_that_dies_half_way_leaves_no_row_and_a_file_that_upkeep_removes(
    send: Send, engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture("PNG", (77, 11))
    id_ = prepare(data).medium.id
    job, _, _ = checked(send, moodle("halved", data))
    send("POST", f"/{job}/commit")
    take = files.take

    def take_and_die(*arguments: Any) -> None:
        take(*arguments)
        kill_me()

    with monkeypatch.context() as patch:
        patch.setattr(files, "take", take_and_die)
        engine.dispose()
        assert dies(work_on_one)
    assert count(engine, "halved") == 0
    assert rows(engine, f"SELECT FROM media WHERE id = '{id_}'") == []
    named = {row[0] for row in rows(engine, "SELECT id FROM media")}
    assert id_ in set(wires.media.ids())
    remove_stray_media()
    assert set(wires.media.ids()) == named  # all that rows name, and nothing else
    assert work_on_one()
    assert count(engine, "halved") == 1
    assert id_ in set(wires.media.ids())


def test_a_file_whose_row_is_to_come_is_no_stray(engine: Engine, wires: Wires) -> None:
    made = prepare(picture("PNG", (12, 34)))
    with engine.begin() as connection:
        media.hold(connection)
        wires.media.put(made.data)
        assert remove_strays(engine, wires.media) == 0
        media.add(connection, [NewMedium(made.medium, made.mime, made.sha256, made.size)])
    assert remove_strays(engine, wires.media) == 0
    wires.media.open(made.medium.id).close()


def test_a_file_is_no_stray_while_its_import_goes_on(
    send: Send, engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture("PNG", (61, 16))
    job, _, _ = checked(send, moodle("swept", data))
    send("POST", f"/{job}/commit")
    swept = Swept(wires.media, engine)
    monkeypatch.setattr(runtime, "media", lambda: swept)
    assert work_on_one()
    assert (swept.sweeps, send("GET", f"/{job}").json["state"]) == (1, "committed")
    wires.media.open(prepare(data).medium.id).close()


def test_no_question_names_a_medium_that_is_not_there(engine: Engine) -> None:
    content = Content("single_choice", (Wording("en", "q", ("a", "b"), description="d"),), (0,))
    lost = replace(content, medium=Medium(UUID(int=5), "image", 1, 1))
    with pytest.raises(Exception, match="questions_media_id_fkey"), engine.begin() as connection:
        bank.add(connection, [question(1, "lost", content=lost)])


def test_the_store_of_an_app_is_where_its_settings_say(settings: Settings, wires: Wires, keep: Keep) -> None:
    medium = keep(picture())
    assert medium.id in set(Folder(settings.media_dir, "").ids()) == set(wires.media.ids())
