"""docs/mechanisms.md names tests that there are."""

import re

from lab.folder import ROOT


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", (ROOT / "docs" / "mechanisms.md").read_text())
    assert named
    assert [(file, name) for file, name in named if f"\ndef {name}(" not in (ROOT / file).read_text()] == []
