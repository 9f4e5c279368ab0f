"""Which tests go one after the other, and which first, in `pytest -n 2 --dist loadscope --no-loadscope-reorder`.

xdist has groups for the former; they go by node ids, which pytest lets no plugin change since 9.2.
"""

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_CMS = "tests/e2e/test_cms"


class Streams(LoadScopeScheduling):
    """Gives each stream to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return stream(nodeid)


def stream(nodeid: str) -> str:
    """The CMS' files are one, as their members of staff work on the same queues; others are one each."""
    file = nodeid.partition("::")[0]
    return _CMS if file.startswith(_CMS) else file


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Streams | None:
    """Where scopes are asked for."""
    return Streams(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A worker begins with the streams whose tests may take long, so that none is left to one worker at the end."""
    if not hasattr(config, "workerinput"):
        return
    count, longest = Counter(stream(item.nodeid) for item in items), Counter[str]()
    for item in items:
        mark = item.get_closest_marker("timeout")
        longest[stream(item.nodeid)] = max(longest[stream(item.nodeid)], int(mark.args[0]) if mark else 0)

    def turn(item: pytest.Item) -> tuple[int, int, str]:
        name = stream(item.nodeid)
        return (-longest[name], -count[name], name) if longest[name] >= _LONG else (0, 0, "")

    items.sort(key=turn)


_LONG = 300
"""Seconds of a time-out, which say of a test that it is long."""
