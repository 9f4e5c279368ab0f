"""Which tests of whole systems go one after the other, in `pytest -n 2 --dist loadscope`.

xdist has groups for that; they go by node ids, which pytest lets no plugin change since 9.2.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_CMS = "tests/e2e/test_cms"


class Streams(LoadScopeScheduling):
    """Gives each stream to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        """The CMS' files are one, as their members of staff work on the same queues; others are one each."""
        file = nodeid.partition("::")[0]
        return _CMS if file.startswith(_CMS) else file


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Streams | None:
    """Where scopes are asked for."""
    return Streams(config, log) if config.getvalue("dist") == "loadscope" else None
