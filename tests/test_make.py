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
    folder = tmp_path / "tests" / "e2e"
    folder.mkdir(parents=True)
    for name in names:
        (folder / f"{name}.py").write_text(_PROBE)
    argv = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "-v", "-p", "tests.streams"]
    done = subprocess.run(
        [*argv, "--rootdir", str(tmp_path), "tests/e2e"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    ran = set(re.findall(r"\[(gw\d)\].*PASSED tests/e2e/(\w+)\.py", done.stdout))
    workers = {name: {worker for worker, of in ran if of == name} for name in names}
    assert all(len(found) == 1 for found in workers.values()), done.stdout
    assert workers["test_cms_one"] == workers["test_cms_two"]
