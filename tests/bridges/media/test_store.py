"""A folder keeps files whole, once, and under names that say what is in them."""

import os
from pathlib import Path

import pytest

from bridges.media import Folder
from rules.media import medium_id


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*/*")]


def test_a_file_is_kept_once_and_read_as_it_was(tmp_path: Path) -> None:
    store = Folder(str(tmp_path / "not" / "there"), "http://cdn.test/m/")
    id_ = store.put(b"some")
    assert store.put(b"some") == id_ == medium_id(b"some")
    assert store.url(id_) == f"http://cdn.test/m/{id_}"
    with store.open(id_) as file:
        assert file.read() == b"some"
    assert list(store.ids()) == [id_]
    store.remove(id_)
    store.remove(id_)
    with pytest.raises(FileNotFoundError):
        store.open(id_)


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    store = Folder(str(tmp_path), "")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"some")
    assert names(tmp_path) == []


def test_a_name_appears_only_with_the_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, seen = Folder(str(tmp_path), ""), []
    sync = os.fsync

    def looked(handle: int) -> None:
        seen.append([name for name in names(tmp_path) if len(name) == 32])
        sync(handle)

    monkeypatch.setattr(os, "fsync", looked)
    store.put(b"some")
    assert seen == [[], [medium_id(b"some").hex]]  # the content first, then the name


def test_halves_of_writers_that_died_are_found_and_removed(tmp_path: Path) -> None:
    store, id_ = Folder(str(tmp_path), ""), medium_id(b"some")
    shelf = tmp_path / id_.hex[:2]
    shelf.mkdir()
    (shelf / f"{id_.hex}.x1y2").write_bytes(b"so")
    (shelf / ".nfs1").touch()
    assert list(store.ids()) == [id_]
    store.remove(id_)
    assert names(tmp_path) == [".nfs1"]
