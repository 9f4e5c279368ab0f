"""The examples of docs/realtime.md are frames of ours."""

import re

import msgspec
import pytest

from lab.folder import ROOT
from web.realtime.messages import Client, Server

_FRAME = re.compile(r"^([→←]) (\{.*\})$", re.MULTILINE)
_FRAMES = _FRAME.findall((ROOT / "docs" / "realtime.md").read_text())


@pytest.mark.parametrize(("way", "document"), _FRAMES, ids=range(len(_FRAMES)))
def test_an_example_is_a_frame(way: str, document: str) -> None:
    """Those with an ellipsis are shortened: they are looked at by their type alone."""
    if "…" in document:
        kind = re.findall(r'"type": "([a-z._]+)"', document)[0]
        assert kind in str(msgspec.json.schema(Client if way == "→" else Server))
        return
    msgspec.json.decode(document, type=Client if way == "→" else Server)


def test_there_are_examples_of_a_whole_battle() -> None:
    told = {msgspec.json.decode(document)["type"] for way, document in _FRAMES if way == "←" and "…" not in document}
    assert {"queue.matched", "battle.state", "battle.round", "battle.reveal", "battle.ended", "battle.settled"} <= told
