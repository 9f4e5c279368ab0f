"""Files that players send: announced, put, checked; theirs alone until somebody has looked at them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from bridges import uploads as files
from bridges.media import prepare
from models import erasure, players, uploads
from models.uploads import Owner
from rules.media import SIZE_MOST
from settings import Settings
from tasks import runtime
from tasks.upkeep import clear_uploads, remove_stray_media
from tests.bridges.media.files import mp4, photo, picture
from tests.crossing import is_held, noting
from tests.web.conftest import Guest
from web.uploads import DAILY_MOST, OPEN_MOST
from web.wires import CHECK_BURST, Wires

URL = "/v1/uploads"


@pytest.fixture(autouse=True)
def worker(engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tasks work on."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    monkeypatch.setattr(runtime, "media", lambda: wires.media)
    monkeypatch.setattr(runtime, "arrivals", lambda: wires.arrivals)


def announce(guest: Guest, data: bytes, kind: str = "image/png") -> Any:
    response = guest.post(URL, {"type": kind, "size": len(data)})
    assert response.status_code == 201, response.text
    assert response.headers["Location"] == f"{URL}/{response.json['id']}"
    return response.json


def put(guest: Guest, announced: Any, data: bytes, **changes: Any) -> Any:
    """At the address that was given, without a token."""
    url = urlsplit(announced["put"]["url"])
    assert f"{url.scheme}://{url.netloc}" == "http://api.test"
    options = {"data": data, "headers": announced["put"]["headers"]} | changes
    return guest.client.open(f"{url.path}?{url.query}", method=announced["put"]["method"], **options)


def complete(guest: Guest, announced: Any) -> Any:
    return guest.post(f"{URL}/{announced['id']}/complete")


def sent(guest: Guest, data: bytes, kind: str = "image/png") -> Any:
    announced = announce(guest, data, kind)
    assert put(guest, announced, data).status_code == 204
    response = complete(guest, announced)
    assert response.status_code == 200, response.text
    return response.json


def command(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["uploads", *words])


def run(engine: Engine, statement: str, **values: Any) -> Any:
    with engine.begin() as connection:
        return connection.execute(text(statement), values)


def statuses(guest: Guest, one: Any) -> tuple[int, int]:
    """Of the owner's view, and of what everybody sees."""
    own = guest.get(f"{URL}/{one['id']}/file").status_code
    with guest.client.get(f"/v1/media/{one['media_id']}") as public:
        return own, public.status_code


def test_sent_seen_by_its_owner_alone_and_by_all_once_it_is_approved(
    app: Flask, guest: Guest, become: Callable[..., Guest]
) -> None:
    data = picture("PNG", (91, 17))
    one, made = sent(guest, data), prepare(data)
    assert (one["state"], one["type"], one["size"]) == ("pending", made.mime, made.size)
    assert (one["media_id"], one["width"], one["height"]) == (str(made.medium.id), 91, 17)
    own = guest.get(f"{URL}/{one['id']}/file")
    assert (own.data, own.headers["Cache-Control"]) == (made.data, "private, no-store")
    assert own.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    other = become()
    for path in (f"{URL}/{one['id']}", f"{URL}/{one['id']}/file"):
        refused = other.get(path)
        assert (refused.status_code, refused.json["code"]) == (404, "upload_unknown")
        assert guest.client.get(path).status_code == 401
    assert other.post(f"{URL}/{one['id']}/complete").status_code == 404
    assert statuses(guest, one) == (200, 404)
    assert one["id"] in command(app, "list").output
    assert command(app, "approve", one["id"]).exit_code == 0
    assert command(app, "approve", one["id"]).exit_code == 1
    with guest.client.get(f"/v1/media/{one['media_id']}") as seen:
        assert seen.data == made.data
    assert guest.get(f"{URL}/{one['id']}/file").data == made.data
    assert guest.get(f"{URL}/{one['id']}").json["state"] == "approved"
    clear_uploads()
    remove_stray_media()
    assert statuses(guest, one) == (200, 200)
    assert other.get(f"{URL}/{one['id']}/file").status_code == 404


def test_what_is_rejected_is_seen_by_nobody_and_removed(app: Flask, guest: Guest, wires: Wires) -> None:
    one = sent(guest, picture("PNG", (92, 17)))
    assert command(app, "reject", one["id"], "--reason", "an advertisement").exit_code == 0
    assert statuses(guest, one) == (404, 404)
    shown = guest.get(f"{URL}/{one['id']}").json
    assert (shown["state"], shown["reason"]) == ("rejected", "an advertisement")
    assert command(app, "approve", one["id"]).exit_code == 1
    clear_uploads()
    assert UUID(one["id"]) not in set(wires.arrivals.ids())


def test_a_picture_is_drawn_anew_and_says_nothing_of_its_maker(guest: Guest) -> None:
    one = sent(guest, photo(), "image/jpeg")
    shown = guest.get(f"{URL}/{one['id']}/file").data
    assert shown == prepare(photo()).data
    assert b"Exif" in photo()
    assert b"Exif" not in shown


def test_films_are_taken_too(guest: Guest) -> None:
    one = sent(guest, mp4(), "video/mp4")
    assert (one["type"], one["width"]) == ("video/mp4", None)


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", "media_type"),
        (b"MZ executable", "image/png", "media_type"),
        (picture("PNG"), "image/jpeg", "media_type"),
        (photo()[:300], "image/jpeg", "media_malformed"),
        (picture("PNG")[:40], "image/png", "media_malformed"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_may_be_put_again(guest: Guest, data: bytes, kind: str, code: str) -> None:
    announced = announce(guest, data, kind)
    put(guest, announced, data)
    refused = complete(guest, announced)
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert guest.get(f"{URL}/{announced['id']}").json["state"] == "expected"
    assert guest.get(f"{URL}/{announced['id']}/file").status_code == 404


def test_security_05_a_file_has_the_size_that_was_announced_and_that_is_limited(guest: Guest, wires: Wires) -> None:
    for size in (0, -1, SIZE_MOST + 1, "7", 1.5):
        refused = guest.post(URL, {"type": "image/png", "size": size})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/size")
    data = picture("PNG")
    announced = announce(guest, data)
    assert put(guest, announced, data + b"x").status_code == 413
    assert put(guest, announced, data[:-1]).status_code == 400
    assert complete(guest, announced).json["code"] == "upload_missing"
    assert put(guest, announced, data, headers={"Content-Type": "image/png"}).status_code == 415
    wires.arrivals.put(UUID(announced["id"]), data + b"x")  # type: ignore[attr-defined]  # past the address
    assert complete(guest, announced).json["code"] == "media_size"
    wires.arrivals.put(UUID(announced["id"]), b"x" * (SIZE_MOST + 9))  # type: ignore[attr-defined]  # past the address
    assert complete(guest, announced).json["code"] == "media_too_big"
    assert put(guest, announced, data).status_code == 204
    assert complete(guest, announced).status_code == 200


@pytest.mark.parametrize("change", ["signature", "size", "expires", "id"])
def test_security_05_an_address_that_was_changed_is_none(guest: Guest, change: str) -> None:
    data = picture("PNG")
    announced = announce(guest, data)
    url = announced["put"]["url"]
    if change == "id":
        url = url.replace(announced["id"], str(uuid4()))
    else:
        given = url.partition(f"{change}=")[2].partition("&")[0]
        changed = {"signature": "0" * 64}.get(change) or str(int(given) + 1)
        url = url.replace(f"{change}={given}", f"{change}={changed}")
    refused = put(guest, {"put": announced["put"] | {"url": url}}, data)
    assert (refused.status_code, refused.json["code"]) == (403, "upload_forbidden")
    assert complete(guest, announced).json["code"] == "upload_missing"


def test_said_twice_it_is_done_once_and_what_comes_later_changes_nothing(guest: Guest) -> None:
    data, later = picture("PNG", (93, 17)), picture("PNG", (17, 93))
    announced = announce(guest, data)
    put(guest, announced, data)
    first = complete(guest, announced)
    put(guest, announced, (later + b"\0" * len(data))[: len(data)])
    assert complete(guest, announced).json == first.json
    assert guest.get(f"{URL}/{announced['id']}/file").data == prepare(data).data


def test_what_never_came_is_forgotten(guest: Guest, engine: Engine, wires: Wires) -> None:
    data = picture("PNG")
    announced, waiting = announce(guest, data), announce(guest, data)
    put(guest, announced, data)
    put(guest, waiting, data)
    run(engine, "UPDATE uploads SET expires_at = now() WHERE id = :id", id=announced["id"])
    assert complete(guest, announced).json["code"] == "upload_expired"
    clear_uploads()
    clear_uploads()
    assert guest.get(f"{URL}/{announced['id']}").status_code == 404
    assert UUID(announced["id"]) not in set(wires.arrivals.ids())
    assert complete(guest, waiting).status_code == 200


def test_a_player_has_so_many_on_their_way_and_so_many_a_day(guest: Guest, engine: Engine) -> None:
    for _ in range(OPEN_MOST):
        announce(guest, b"x")
    refused = guest.post(URL, {"type": "image/png", "size": 1})
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    run(engine, "UPDATE uploads SET expires_at = now() WHERE player_id = :p", p=guest.id)
    with engine.begin() as connection:
        for _ in range(DAILY_MOST - OPEN_MOST - 1):
            uploads.expect(connection, uuid4(), Owner(player=guest.id), "image/png", 1, 0)
    announce(guest, b"x")
    refused = guest.post(URL, {"type": "image/png", "size": 1})
    assert (refused.status_code, int(refused.headers["Retry-After"])) == (429, 86_400)


def test_files_are_counted_one_after_the_other(guest: Guest, engine: Engine, wires: Wires) -> None:
    with noting(
        wires.postgres.engine, "INTO uploads", lambda: is_held(engine, "players", "id", guest.id, alone=True)
    ) as found:
        announce(guest, b"x")
    assert found == [True]


def test_checking_files_has_a_rate_and_being_told_again_has_none(guest: Guest) -> None:
    kept = sent(guest, picture("PNG"))
    announced = announce(guest, b"x")
    checked = [complete(guest, announced).status_code for _ in range(CHECK_BURST)]
    assert checked == [409] * (CHECK_BURST - 1) + [429]
    assert complete(guest, kept).status_code == 200


def test_files_go_with_their_player_but_for_what_was_there_before(
    app: Flask, become: Callable[..., Guest], engine: Engine, wires: Wires
) -> None:
    guest, other = become(), become()
    pending, mine, shared = (picture("PNG", (size, 5)) for size in (95, 96, 97))
    for one in (sent(guest, mine), sent(guest, shared), sent(other, shared)):
        assert command(app, "approve", one["id"]).exit_code == 0
    waits = sent(guest, pending)
    with engine.begin() as connection:
        assert players.lock(connection, guest.id)
        erasure.erase(connection, guest.id)
    clear_uploads()
    remove_stray_media()
    kept = set(wires.media.ids())
    assert prepare(mine).medium.id not in kept
    assert prepare(shared).medium.id in kept
    assert UUID(waits["id"]) not in set(wires.arrivals.ids())


def test_staff_may_be_owners_and_nobody_is_two(engine: Engine, guest: Guest) -> None:
    upload, staff = uuid4(), uuid4()
    with engine.begin() as connection:
        uploads.expect(connection, upload, Owner(staff=staff), "image/png", 1, 60)
        assert uploads.one(connection, Owner(staff=staff), upload) is not None
        assert uploads.one(connection, Owner(staff=uuid4()), upload) is None
        assert uploads.one(connection, Owner(player=staff), upload) is None
    assert guest.get(f"{URL}/{upload}").status_code == 404
    for owner in (Owner(), Owner(player=guest.id, staff=staff)):
        with pytest.raises(Exception, match="uploads_owner_check"), engine.begin() as connection:
            uploads.expect(connection, uuid4(), owner, "image/png", 1, 60)


def test_a_file_that_is_not_kept_is_not_said_to_be(guest: Guest, wires: Wires, monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture("PNG", (98, 5))
    announced = announce(guest, data)
    put(guest, announced, data)
    with monkeypatch.context() as patch:
        patch.setattr(wires.arrivals, "keep", lambda *_: 1 / 0)
        assert complete(guest, announced).status_code == 500
    assert guest.get(f"{URL}/{announced['id']}").json["state"] == "expected"
    assert complete(guest, announced).status_code == 200


def test_an_approval_that_fails_half_way_shows_nothing(guest: Guest, engine: Engine, wires: Wires) -> None:
    one = sent(guest, picture("PNG", (99, 5)))
    with engine.connect() as connection:
        assert files.approve(connection, wires.arrivals, wires.media, UUID(one["id"]))
        connection.rollback()
    remove_stray_media()
    assert statuses(guest, one) == (200, 404)


def test_an_installation_with_a_bucket_knows_no_address_here(
    make_app: Callable[..., Flask], guest: Guest, settings: Settings
) -> None:
    data = picture("PNG")
    announced = announce(guest, data)
    assert not settings.media_dir.startswith("s3:")
    away = Guest(make_app(media_dir="s3://media").test_client(), guest.id, guest.token)
    assert put(away, announced, data).status_code == 404
