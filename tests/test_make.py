"""`make test` without ARGS runs every test: those that are not of whole systems, and two folders of those that are."""

import os
import re
import subprocess
import sys
from pathlib import Path

from lab.folder import ROOT


def test_tests_of_whole_systems_are_where_make_looks_for_them() -> None:
    [folders] = re.findall(r"^WHOLE := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    marked = [file for file in (ROOT / "tests").rglob("test_*.py") if re.search(r"\bmark\.e2e\b", file.read_text())]
    assert marked
    assert [file for file in marked if not any(file.is_relative_to(ROOT / one) for one in folders.split())] == []


_PROBE = """
import time, pytest
@pytest.mark.parametrize("number", range(8))
def test_it(number, worker_id):
    time.sleep(0.05)
"""


def test_a_stream_stays_with_one_worker(tmp_path: Path) -> None:
    """All files of the CMS are one, each other file is one."""
    names = ("test_cms_one", "test_cms_two", "test_page_one", "test_page_two")
    ran = _ran(tmp_path, 2, dict.fromkeys(names, _PROBE))
    workers = {name: {worker for worker, of in ran if of == name} for name in names}
    assert all(len(found) == 1 for found in workers.values()), ran
    assert workers["test_cms_one"] == workers["test_cms_two"]


def test_what_may_take_long_is_begun_first(tmp_path: Path) -> None:
    """The larger stream before the smaller one; the others stay as they were."""
    long = _PROBE + "pytestmark = pytest.mark.timeout(600)\n"
    files = {"test_a": _PROBE, "test_b": long, "test_c": _PROBE, "test_cms_one": long, "test_cms_two": _PROBE}
    order = list(dict.fromkeys(name for _, name in _ran(tmp_path, 1, files)))
    assert order == ["test_cms_one", "test_cms_two", "test_b", "test_a", "test_c"]


def _ran(root: Path, workers: int, files: dict[str, str]) -> list[tuple[str, str]]:
    """By which worker a test of which file was run, in turn."""
    folder = root / "tests" / "e2e"
    folder.mkdir(parents=True)
    for name, source in files.items():
        (folder / f"{name}.py").write_text(source)
    argv = [sys.executable, "-m", "pytest", "-n", str(workers), "--dist", "loadscope", "--no-loadscope-reorder"]
    done = subprocess.run(
        [*argv, "-v", "-p", "tests.streams", "--rootdir", str(root), "tests/e2e"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return re.findall(r"\[(gw\d)\].*PASSED tests/e2e/(\w+)\.py", done.stdout)
