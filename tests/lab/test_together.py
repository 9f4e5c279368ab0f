"""The lab of the browser tests is started by the first who comes and stopped by the last who goes."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e import together
from tests.processes import kill_me

_fork = multiprocessing.get_context("fork")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """What the lab was told, by any process: a letter each, `u` to be up and `s` to stop. None runs yet."""
    told = tmp_path / "said"
    told.touch()

    def tell(letter: str, answer: str) -> str:
        with told.open("a") as file:
            file.write(letter)
        return answer

    monkeypatch.setattr(together, "_FOLDER", tmp_path)
    monkeypatch.setattr(together, "_USERS", tmp_path / "users.json")
    monkeypatch.setattr(together, "lab", lambda *_words, **_environ: tell("u", '{"home": "here"}'))
    monkeypatch.setattr(together, "stop", lambda _who: tell("s", ""))
    monkeypatch.setattr("lab.state.running", lambda _home, _who: None if told.read_text() == "" else object())
    return told


@contextmanager
def another(*, dies: bool = False) -> Iterator[None]:
    """Another process that uses it until the block ends; or one that is killed while it does."""
    come, go = _fork.Event(), _fork.Event()

    def use() -> None:
        with together.shared_lab():
            come.set()
            if dies:
                kill_me()
            go.wait(30)

    child = _fork.Process(target=use, daemon=True)
    child.start()
    assert come.wait(30)
    if dies:
        child.join(30)
    yield
    go.set()
    child.join(30)


def test_who_goes_first_leaves_it_to_the_other(said: Path) -> None:
    with another():
        with together.shared_lab() as urls:
            assert urls == {"home": "here"}
        assert said.read_text() == "uu"
    assert said.read_text() == "uus"


def test_who_was_killed_is_not_waited_for(said: Path) -> None:
    with together.shared_lab(), another(dies=True):
        pass
    assert said.read_text() == "uus"


def test_one_that_ran_before_goes_on(said: Path) -> None:
    said.write_text("u")
    with together.shared_lab():
        pass
    assert said.read_text() == "uu"


def test_a_turn_is_one_at_a_time(said: Path) -> None:
    """Another process waits for it, and has it once it is given back."""
    assert said.read_text() == ""
    go, has = _fork.Event(), _fork.Event()

    def take() -> None:
        go.wait(30)
        with together.turn("something"):
            has.set()

    child = _fork.Process(target=take, daemon=True)
    child.start()  # before it is ours: a fork would have it too
    with together.turn("something"):
        go.set()
        assert not has.wait(0.3)
    assert has.wait(30)
    child.join(30)
