"""Who gets a token for a question of a live quiz, from what is known of those who entered."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from models.live import Entrant
from web.realtime.cast import Cast

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("over", "response", "signed"),
    [(False, None, True), (False, "aa", True), (True, None, False), (True, "aa", True)],
)
def test_who_has_finished_gets_no_token_but_sees_what_they_said(over: bool, response: str | None, signed: bool) -> None:
    player = uuid4()
    entrant = Entrant(player, uuid4(), "en", NOW, [None], None, response, over=over)
    stage = SimpleNamespace(tokens=None, entrants=lambda *_: {str(player): entrant})
    script = SimpleNamespace(quiz=SimpleNamespace(elimination=False), token=lambda *_: b"frame")
    cast_ = Cast(cast(Any, script), cast(Any, stage), 0, None, 0)
    cast_.sign([str(player)])
    assert cast_.tokens == {str(player): b"frame" if signed else None}
    assert cast_.langs == {str(player): "en"}
