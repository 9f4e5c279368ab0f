from pathlib import Path

import pytest

from lab.cms import source
from lab.cms.node import version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sources of a small CMS."""
    for name in (*source.TOP, "src/main.tsx", "src/main.test.ts", "public/mark.svg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", ["src/main.tsx", "public/mark.svg", "package-lock.json", "src/new.tsx"])
def test_a_build_is_of_its_sources(folder: Path, name: str) -> None:
    before = source.digest(folder)
    (folder / name).write_text("changed")
    assert source.digest(folder) != before


@pytest.mark.parametrize("name", ["src/main.test.ts", "README.md"])
def test_what_no_build_depends_on_makes_no_new_one(folder: Path, name: str) -> None:
    before = source.digest(folder)
    (folder / name).write_text("changed")
    assert source.digest(folder) == before


def test_the_preview_is_of_the_play_page_too(folder: Path, tmp_path: Path) -> None:
    play = tmp_path / "play"
    play.mkdir()
    (play / "look.css").write_text("a")
    before = source.digest(folder, play)
    (play / "look.css").write_text("b")
    assert source.digest(folder, play) != before


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (source.FOLDER / "package-lock.json").read_text()


@pytest.mark.parametrize(
    ("told", "number"), [("v20.20.2", (20, 20)), ("v22.1.0-nightly", (22, 1)), ("", (0,)), ("node", (0,))]
)
def test_node_says_its_version(tmp_path: Path, told: str, number: tuple[int, ...]) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho '{told}'\n")
    node.chmod(0o755)
    assert version(str(node)) == number
    assert version(str(tmp_path / "none")) == (0,)
