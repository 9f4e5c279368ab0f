"""A picture that was taken away is nobody's to load any more, at the address that everybody knows; and back as soon."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine

from bridges import uploads as files
from models import erasure, players, sanctions
from models.sanctions import Wish
from tests.bridges.media.files import picture
from tests.contests import Contest, contest
from tests.web.conftest import Guest
from tests.web.test_uploads import sent
from web.wires import Wires


class Clock:
    """What is known of media is as old as this says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("bridges.shown.monotonic", clock)
    return clock


Load = Callable[..., int]


@pytest.fixture
def load(app: Flask, clock: Clock) -> Load:
    """The status of a medium's address, a second later."""

    def load(medium: str, **headers: str) -> int:
        clock.now += 1
        client: Any = app.test_client()
        return int(client.get(f"/v1/media/{medium}", headers=headers, buffered=True).status_code)

    return load


def shown(engine: Engine, wires: Wires, guest: Guest, data: bytes) -> tuple[Contest, UUID, str]:
    """A battle in which a player's picture is seen: with the entry's and the medium's id."""
    upload = sent(guest, data)
    with engine.begin() as connection:
        files.approve(connection, wires.arrivals, wires.media, UUID(upload["id"]))
    battle = contest(engine, (guest.id, uuid4()))
    return battle, battle.write(0, upload=UUID(upload["id"])), upload["media_id"]


def hide(engine: Engine, player: UUID, entry: UUID) -> UUID:
    with engine.begin() as connection:
        players.lock(connection, player)
        return sanctions.impose(connection, player, Wish("hide_entry", "rude", entry=entry))


def test_12_a_hidden_picture_is_gone_within_two_seconds_even_from_who_has_it_and_back_once_lifted(
    engine: Engine, wires: Wires, guest: Guest, load: Load
) -> None:
    _, entry, medium = shown(engine, wires, guest, picture("PNG", (71, 17)))
    tag = f'"{UUID(medium).hex}"'
    assert (load(medium), load(medium, If_None_Match=tag)) == (200, 304)
    sanction = hide(engine, guest.id, entry)
    assert (load(medium), load(medium, If_None_Match=tag), load(medium, Range="bytes=0-1")) == (404, 404, 404)
    with engine.begin() as connection:
        players.lock(connection, guest.id)
        assert sanctions.lift(connection, guest.id, sanction, None, "a mistake")
    assert load(medium) == 200


def test_an_erased_players_picture_is_gone_though_its_file_is_still_there(
    engine: Engine, wires: Wires, become: Callable[..., Guest], load: Load
) -> None:
    guest = become()
    _, _, medium = shown(engine, wires, guest, picture("PNG", (72, 17)))
    assert load(medium) == 200
    with engine.begin() as connection:
        erasure.erase(connection, guest.id)
    with wires.media.open(UUID(medium)):
        assert load(medium) == 404


def test_what_another_shows_too_stays(engine: Engine, wires: Wires, become: Callable[..., Guest], load: Load) -> None:
    """Files are the same by their content: of the one that is hidden and of the one that nobody objected to."""
    data, players_ = picture("PNG", (73, 17)), (become(), become())
    (_, entry, medium), (_, other, same) = (shown(engine, wires, one, data) for one in players_)
    assert medium == same
    hide(engine, players_[0].id, entry)
    assert load(medium) == 200
    hide(engine, players_[1].id, other)
    assert load(medium) == 404


def test_postgres_is_asked_once_a_second_for_a_medium(
    engine: Engine, wires: Wires, guest: Guest, clock: Clock, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, medium = shown(engine, wires, guest, picture("PNG", (74, 17)))
    assert load(medium) == 200
    monkeypatch.setattr("models.media.is_served", lambda *_: False)
    assert UUID(medium) in wires.shown
    clock.now += 1
    assert UUID(medium) not in wires.shown
