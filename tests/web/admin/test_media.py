"""Media for staff: kept redrawn and described, listed, and found where they are used."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.bridges.media.files import photo, picture, wav
from tests.web.admin.conftest import Member
from tests.web.admin.test_questions import URL as QUESTIONS
from tests.web.admin.test_questions import WORDS, make
from web.wires import Wires

URL = "/v1/admin/media"


@pytest.fixture
def editor(employ: Callable[..., Member]) -> Member:
    return employ("editor")


def upload(member: Member, data: bytes, description: str = "Two halves", **query: str) -> Any:
    return send(member, {"file": file(data), "description": description, **query})


def file(data: bytes) -> FileStorage:
    return FileStorage(BytesIO(data), "any")


def send(member: Member, form: dict[str, Any]) -> Any:
    boundary, body = encode_multipart(form)
    return member.send("POST", URL, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_picture_is_redrawn_described_and_audited(
    editor: Member, wires: Wires, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    sent = photo()
    kept = upload(editor, sent, "A half <script>alert(1)</script>beside another")
    assert kept.status_code == 201, kept.text
    assert (kept.json["description"], kept.json["kind"]) == ("A half beside another", "image")
    with wires.media.open(UUID(kept.json["id"])) as file:
        assert file.read() != sent
    assert editor.get(f"{URL}/{kept.json['id']}").json == kept.json
    assert upload(editor, sent).json["id"] == kept.json["id"]
    assert [row["action"] for row in audited(editor.staff.id)] == ["media.upload"] * 2


@pytest.mark.parametrize(
    ("data", "query", "code"),
    [
        (b"<svg onload='alert(1)'/>", {}, "media_type"),
        (b"", {}, "media_empty"),
        (b"MZ not a picture", {}, "media_type"),
        (picture("PNG")[:-40], {}, None),
        (picture("PNG"), {"description": "<b></b>"}, "description_faulty"),
        (picture("PNG"), {"description": "d" * 501}, "description_faulty"),
        (picture("PNG"), {"description": ""}, "invalid"),
        (picture("PNG"), {"lang": "no such"}, "invalid"),
    ],
)
def test_a_wrong_upload_says_what_to_change(editor: Member, data: bytes, query: dict[str, str], code: str) -> None:
    response = upload(editor, data, **query)
    assert response.status_code == 422, response.text
    assert code is None or response.json["code"] == code


@pytest.mark.parametrize("words", ["d" * 4_999, "ض" * 4_999, "𝒳" * 4_999])
def test_a_transcript_is_as_long_as_its_recording_needs_whatever_it_is_written_in(editor: Member, words: str) -> None:
    kept = upload(editor, wav(rate=8_000 + ord(words[0]) % 1_000), words)
    assert kept.status_code == 201, kept.text
    assert kept.json["description"] == words


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"description": "d"}, "file"),
        ({"file": "no file", "description": "d"}, "file"),
        ({"file": file(b"x"), "description": "d", "more": "x"}, "more"),
        ({"file": file(b"x"), "description": "d", "other": file(b"x")}, "other"),
        ({"file": file(b"x"), "description": "a\0b"}, "description"),
    ],
)
def test_a_form_that_is_none_of_ours_names_the_field(editor: Member, form: dict[str, Any], field: str) -> None:
    refused = send(editor, form)
    assert (refused.status_code, refused.json["code"]) == (422, "invalid"), refused.text
    assert field in [fault.get("field", fault.get("pointer", "")).strip("/") for fault in refused.json["errors"]]


def test_a_file_that_is_no_form_is_refused(editor: Member) -> None:
    refused = editor.send("POST", URL, data=picture("PNG"), content_type="image/png")
    assert (refused.status_code, refused.json["code"]) == (415, "unsupported_media_type")


def test_too_much_is_refused(editor: Member) -> None:
    assert upload(editor, b"\0" * (5 * 2**20 + 1)).json["code"] == "media_too_big"
    assert upload(editor, b"\0" * (6 * 2**20)).status_code == 413


def test_where_a_medium_is_used(editor: Member) -> None:
    medium = upload(editor, picture("PNG"), "A flag").json["id"]
    made = make(editor, media_id=medium)
    assert (made["media"]["id"], made["wordings"][0]["description"]) == (medium, "A flag")
    used = editor.get(f"{URL}/{medium}/questions").json["items"]
    assert [item["id"] for item in used] == [made["id"]]
    assert editor.get(f"{URL}/{medium}").json["questions"] == 1
    path = f"{QUESTIONS}/{made['id']}"
    spanish = {"lang": "es", "stem": "¿Cuál?", "options": ["a", "b"]}
    missing = editor.patch(path, {"wordings": [WORDS, spanish]}, headers={"If-Match": '"e1"'})
    pointers = {error["pointer"] for error in missing.json["errors"]}
    assert (missing.json["code"], pointers) == ("question_faulty", {"/wordings/1/description"})
    gone = editor.patch(path, {"media_id": None}, headers={"If-Match": '"e1"'})
    assert gone.json["media"] is None


def test_media_come_in_pages_by_kind(editor: Member) -> None:
    for data in (picture("PNG"), wav(), photo()):
        upload(editor, data)
    first = editor.get(f"{URL}?limit=1&kind=image").json
    second = editor.get(f"{URL}?limit=1&kind=image&cursor={first['next']}").json
    assert first["items"][0]["id"] != second["items"][0]["id"]
    assert {item["kind"] for page in (first, second) for item in page["items"]} == {"image"}
    assert {item["kind"] for item in editor.get(f"{URL}?kind=audio").json["items"]} == {"audio"}
