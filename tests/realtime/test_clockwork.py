"""Clockwork goes through however many battles in slices, and each has its turn."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from web.realtime import clockwork
from web.realtime.clockwork import Clockwork

ALL = [UUID(int=number) for number in range(1, 8)]


class Broken(Exception):
    """It cannot be rebuilt."""


class Stores:
    """Seven battles that run, of which Redis has none."""

    def __init__(self) -> None:
        self.slices: list[list[UUID]] = []
        self.rebuilt: list[list[UUID]] = []
        self.broken: set[UUID] = set()

    @contextmanager
    def begin(self) -> Iterator[None]:
        yield

    def running(self, _connection: object, after: UUID, most: int) -> dict[UUID, int]:
        found = [battle for battle in ALL if battle > after][:most]
        self.slices.append(found)
        return dict.fromkeys(found, 1)

    @staticmethod
    def missing(battles: Mapping[UUID, int]) -> list[UUID]:
        return list(battles)

    def rebuild(self, battles: Collection[UUID], _now: object) -> int:
        if self.broken & set(battles):
            raise Broken
        self.rebuilt.append(list(battles))
        return len(battles)

    def forget(self, _battle: UUID) -> None:
        """Nothing is remembered."""


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Stores:
    made = Stores()
    monkeypatch.setattr(clockwork, "SLICE", 3)
    monkeypatch.setattr(clockwork, "sleep", lambda _: None)
    monkeypatch.setattr(clockwork, "stored", made)
    monkeypatch.setattr(clockwork, "leases", SimpleNamespace(take=lambda *_: 1))
    return made


@pytest.fixture
def work(stores: Any) -> Clockwork:
    return Clockwork("one", stores, stores, stores, stores)


def test_a_sweep_goes_through_all_in_slices_and_begins_again(work: Clockwork, stores: Stores) -> None:
    for _ in range(4):
        work._sweep()
    assert stores.slices == [ALL[:3], ALL[3:6], ALL[6:], ALL[:3]]


def test_what_is_wanted_is_rebuilt_in_slices(work: Clockwork, stores: Stores) -> None:
    for battle in ALL:
        work.want(battle)
    for _ in range(3):
        work._rebuild()
    assert stores.rebuilt == [ALL[:3], ALL[3:6], ALL[6:]]
    assert not work._wake.is_set()


def test_what_cannot_be_rebuilt_keeps_no_other_from_its_turn(work: Clockwork, stores: Stores) -> None:
    stores.broken = {ALL[0]}
    for battle in ALL:
        work.want(battle)
    with pytest.raises(Broken):
        work._rebuild()
    work._rebuild()
    assert stores.rebuilt == [ALL[3:6]]
    stores.broken.clear()
    work._rebuild()
    work._rebuild()
    assert stores.rebuilt == [ALL[3:6], [ALL[6], *ALL[:2]], [ALL[2]]]
