"""What bots write into creative battles may be written there."""

from random import Random

import pytest

from lab.players.creative import text
from rules.decency import faults
from web.entry_texts import check


@pytest.mark.parametrize("lang", ["en", "es", "de"])
def test_what_bots_write_is_taken_and_needs_no_look(lang: str) -> None:
    written = {text(Random(seed), lang) for seed in range(200)}
    assert len(written) > 100
    for said in written:
        check(said)
        assert faults(said) == ()
