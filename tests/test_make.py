"""`make test` without ARGS runs every test: those that are not of whole systems, and two folders of those that are."""

import re

from lab.folder import ROOT


def test_tests_of_whole_systems_are_where_make_looks_for_them() -> None:
    [folders] = re.findall(r"^WHOLE := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    marked = [file for file in (ROOT / "tests").rglob("test_*.py") if re.search(r"\bmark\.e2e\b", file.read_text())]
    assert marked
    assert [file for file in marked if not any(file.is_relative_to(ROOT / one) for one in folders.split())] == []


def test_each_of_them_that_needs_the_lab_is_in_a_group() -> None:
    """Or `--dist loadgroup` would spread a module over the workers, and its fixtures with it."""
    loose = [
        file.name
        for file in (ROOT / "tests" / "e2e").glob("test_*.py")
        if "xdist_group(" not in file.read_text()
        and re.search(r"\b(urls|visit|owner|staffer|editor)\b: ", file.read_text())
    ]
    assert loose == []
