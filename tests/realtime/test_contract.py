"""The AsyncAPI document: valid by AsyncAPI's own schema, whole, and of the messages that are really sent."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import jsonschema_rs
import msgspec
import pytest

from lab.cms.node import find
from lab.cms.source import FOLDER, install
from lab.folder import ROOT
from lab.start import print_line
from web.realtime import connection, contract
from web.realtime.framing import ClientFrame, Id
from web.realtime.limits import Limits
from web.realtime.messages import (
    BoardChange,
    BoardSnapshot,
    Client,
    Entry,
    Error,
    Me,
    Player,
    RunningBattle,
    RunningQuiz,
    Server,
    Subscribe,
    Welcome,
)

URL = "wss://play.example/v1/realtime"
SPECS = FOLDER / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ID = UUID(int=7)
Document = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Document:
    """The document."""
    return contract.document(URL, Limits())


def complaints(document: Document) -> list[str]:
    """What AsyncAPI's schema has against it."""
    install(find(print_line), print_line)
    validator = jsonschema_rs.validator_for(json.loads(SPECS.read_text()))
    return [f"{error.instance_path}: {error.message[:300]}" for error in validator.iter_errors(document)]


def test_it_is_asyncapi_3(document: Document) -> None:
    assert complaints(document) == []


@pytest.mark.parametrize("part", ["asyncapi", "info", "channels/realtime/address", "operations/send.ok/action"])
def test_what_is_not_asyncapi_is_complained_of(document: Document, part: str) -> None:
    broken = json.loads(json.dumps(document))
    *way, last = part.split("/")
    inner = broken
    for name in way:
        inner = inner[name]
    inner[last] = 7
    assert complaints(broken)


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(child)


def test_every_reference_leads_somewhere(document: Document) -> None:
    found = [node["$ref"] for node in nodes(document) if isinstance(node, dict) and "$ref" in node]
    assert found
    for reference in found:
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target


def test_every_message_is_there_with_its_way_and_its_words(document: Document) -> None:
    for action, union in (("receive", Client), ("send", Server)):
        for kind in get_args(union):
            operation = document["operations"][f"{action}.{kind.__struct_config__.tag}"]
            assert operation["messages"] == [{"$ref": f"#/channels/realtime/messages/{kind.__name__}"}]
            assert operation["action"] == action
            assert operation["summary"]
            assert ("reply" in operation) == (action == "receive")
    assert len(document["operations"]) == len(get_args(Client)) + len(get_args(Server))


class Wave(ClientFrame, tag="wave", frozen=True):
    """Say hello
    to somebody."""

    at: datetime
    id: Id | None = None


def test_a_new_message_is_in_it_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "Client", Client | Wave)
    document = contract.document(URL, Limits())
    assert document["operations"]["receive.wave"]["summary"] == "Say hello"
    wave = document["components"]["schemas"]["Wave"]
    assert wave["description"] == "Say hello\nto somebody."
    assert wave["properties"]["at"] == {"type": "string", "format": "date-time"}
    assert complaints(document) == []


def schema_of(document: Document, kind: type) -> jsonschema_rs.Validator:
    reference = {"$ref": f"#/components/schemas/{kind.__name__}", "components": document["components"]}
    return jsonschema_rs.validator_for(reference, validate_formats=True)


@pytest.mark.parametrize(
    "message",
    [
        Welcome(Player("p", "Ada"), NOW, None, None),
        Welcome(Player("p", "Ada"), NOW, RunningQuiz("quiz:1", "Music", NOW), RunningBattle(f"battle:{ID}", ID)),
        BoardSnapshot("board:global.day", 3, [Entry(1, "p", "Ada", 10)], Me(1, 10)),
        BoardChange("board:global.day", 3, 4, [], None),
        Error("invalid", "Not a message of ours", "why"),
        Error("unavailable", "Not available", "why", "1", 1_000),
    ],
)
def test_what_is_sent_is_what_the_document_says(document: Document, message: msgspec.Struct) -> None:
    sent = json.loads(msgspec.json.encode(message))
    schema = schema_of(document, type(message))
    assert schema.is_valid(sent)
    assert not schema.is_valid({**sent, "type": "another"})
    for name in sent:
        assert not schema.is_valid({**sent, name: [7]})


@pytest.mark.parametrize(
    ("changes", "valid"),
    [({}, True), ({"id": "x" * 65}, False), ({"topic": "x" * 101}, False), ({"more": 1}, False), ({"id": ""}, False)],
)
def test_what_is_taken_is_what_the_document_says(document: Document, changes: Document, valid: bool) -> None:
    said = {"type": "subscribe", "topic": "board:global.day", "id": "1", **changes}
    assert schema_of(document, Subscribe).is_valid(said) == valid
    try:
        msgspec.convert(said, Client)
    except msgspec.ValidationError:
        assert not valid
    else:
        assert valid


def test_every_close_code_of_ours_is_in_it_and_in_the_docs(document: Document) -> None:
    ours = {value for name, value in vars(connection).items() if name.isupper() and isinstance(value, int)}
    assert ours
    assert ours <= {int(code) for code in document["channels"]["realtime"]["x-close-codes"]}
    text = (ROOT / "docs" / "realtime.md").read_text()
    for code in contract.CLOSE_CODES:
        assert f"| {code} |" in text


def test_the_limits_are_in_it_and_in_the_docs(document: Document) -> None:
    text = (ROOT / "docs" / "realtime.md").read_text()
    limits = Limits()
    for number in (limits.message_bytes, limits.frames, limits.player_frames, limits.sockets_a_player):
        assert str(number) in document["info"]["description"]
        assert f"{number:,}" in text
