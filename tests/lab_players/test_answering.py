"""Answers are journalled before they are sent, and the same bytes go out until it is known what became of them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from msgspec.structs import replace

from events.identity import ended_event_id
from lab.players.answering import Answering, Choice
from lab.players.client import Client, Option, Question, Session
from lab.players.journal import Ending, Intent, Journal, Line, Told, read
from lab.players.wire import Connection, Response

LOGIN = {"access_token": "fresh", "expires_in": 900, "refresh_token": "next"}

Reply = Callable[[], bytes | None]
"""What is sent back; None: the connection is closed instead."""


def says(status: int, body: str = "{}") -> Reply:
    return lambda: f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def hangs_up() -> None:
    return None


@dataclass
class Scripted:
    """A web server that replies in order, the last reply again and again, and remembers what it was asked."""

    replies: Sequence[Reply]
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    """Request line and body of each."""
    origin: str = ""
    visits: list["asyncio.Task[None]"] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            self.visits.append(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = head.lower().partition("content-length: ")[2].partition("\r\n")[0]
                body = await reader.readexactly(int(length or 0))
                self.requests.append((head.partition("\r\n")[0], body))
                reply = self.replies[min(len(self.requests), len(self.replies)) - 1]()
                if reply is None:
                    break
                writer.write(reply)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def scripted(*replies: Reply) -> AsyncIterator[Scripted]:
    """A server with these replies, for the length of the block."""
    script = Scripted(replies)
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    script.origin = f"http://{host}:{port}"
    try:
        yield script
    finally:
        server.close()
        await asyncio.gather(*script.visits)


SESSION = Session(UUID(int=7), "music", 10)


def choice(no: int = 0, seconds: float = 10) -> Choice:
    now = datetime.now(UTC)
    question = Question(no, 10, "?", [Option("A", "a")], now, now + timedelta(seconds=seconds), f"token {no}")
    return Choice(SESSION, question, "A")


def accepted(*choices: Choice) -> Reply:
    if len(choices) == 1:
        return says(202, json.dumps({"event_id": choices[0].event_id}))
    return says(202, json.dumps({"items": [{"status": "accepted", "event_id": one.event_id} for one in choices]}))


Talk = tuple[list[tuple[str, bytes]], list[Line]]


def answer_one(path: Path, given: Choice, *replies: Reply) -> Talk:
    return asyncio.run(talk(path, lambda answering: answering.one(given), *replies))


def answer_many(path: Path, given: list[Choice], *replies: Reply) -> Talk:
    return asyncio.run(talk(path, lambda answering: answering.batch(given), *replies))


async def talk(path: Path, act: Callable[[Answering], Awaitable[object]], *replies: Reply) -> Talk:
    """What the server was asked, and what the journal has, but for the times."""
    async with scripted(*replies) as script:
        client = Client(script.origin, "key", "Ann", "de", Random(1))
        with Journal(path) as journal:
            await act(Answering(client, journal, Random(1)))
        client.close()
    return script.requests, [replace(line, at=None) if isinstance(line, Told) else line for line in read(path)]


def test_the_same_bytes_go_out_until_they_are_acknowledged(tmp_path: Path) -> None:
    given = choice()
    troubles = (hangs_up, says(503), says(429), says(500))
    requests, lines = answer_one(tmp_path / "journal", given, *troubles, accepted(given))
    assert len(requests) == 5
    assert len(set(requests)) == 1
    assert isinstance(lines[0], Intent)
    assert lines[1:] == [Told(given.event_id, "accepted")]


def test_the_intent_is_on_paper_before_the_request_is_sent(tmp_path: Path) -> None:
    given = choice()
    seen: list[Line] = []

    def look() -> bytes | None:
        seen.extend(read(tmp_path / "journal"))
        return accepted(given)()

    answer_one(tmp_path / "journal", given, look)
    assert [line.event_id for line in seen if isinstance(line, Intent)] == [given.event_id]


def test_what_the_server_says_in_the_end_is_noted(tmp_path: Path) -> None:
    late = says(409, '{"code": "answer_late"}')
    assert answer_one(tmp_path / "late", choice(), late)[1][1:] == [Told(choice().event_id, "late", "answer_late")]
    foreign = says(403, '{"code": "answer_token_foreign"}')
    noted = answer_one(tmp_path / "foreign", choice(), foreign)[1][1:]
    assert noted == [Told(choice().event_id, "rejected", "answer_token_foreign")]


def test_silence_beyond_the_deadline_is_silence(tmp_path: Path) -> None:
    assert answer_one(tmp_path / "journal", choice(seconds=-1), hangs_up)[1][1:] == [Told(choice().event_id, "silence")]


def test_another_id_is_no_acknowledgement(tmp_path: Path) -> None:
    noted = answer_one(tmp_path / "journal", choice(), accepted(choice(no=1)))[1][1]
    assert isinstance(noted, Told)
    assert noted.said == "rejected"


def test_an_end_is_on_paper_before_it_is_sent_and_goes_out_until_it_is_acknowledged(tmp_path: Path) -> None:
    event_id = ended_event_id(SESSION.id)
    acknowledged = says(202, json.dumps({"event_id": event_id}))
    path = tmp_path / "journal"
    requests, lines = asyncio.run(talk(path, lambda one: one.end(SESSION), hangs_up, says(503), acknowledged))
    assert [line.split(" ")[1] for line, _ in requests] == [f"/v1/sessions/{SESSION.id}/finish"] * 3
    assert lines == [Ending(event_id, SESSION.id, UUID(int=0)), Told(event_id, "accepted")]


def test_a_batch_sends_again_only_what_could_not_be_taken(tmp_path: Path) -> None:
    first, second, third = (choice(no) for no in range(3))
    mixed = {
        "items": [
            {"status": "accepted", "event_id": first.event_id},
            {"status": "rejected", "code": "unavailable", "event_id": second.event_id},
            {"status": "rejected", "code": "answer_late", "event_id": third.event_id},
        ]
    }
    again = says(202, json.dumps({"items": [{"status": "accepted", "event_id": second.event_id}]}))
    requests, lines = answer_many(tmp_path / "journal", [first, second, third], says(202, json.dumps(mixed)), again)
    assert [len(json.loads(body)["answers"]) for _, body in requests] == [3, 1]
    assert json.loads(requests[1][1])["answers"][0]["token"] == "token 1"
    assert lines[3:] == [
        Told(first.event_id, "accepted"),
        Told(third.event_id, "late", "answer_late"),
        Told(second.event_id, "accepted"),
    ]


def test_an_access_token_that_ran_out_is_got_anew(tmp_path: Path) -> None:
    given = choice()
    expired = says(401, '{"code": "unauthenticated"}')
    requests, lines = answer_one(tmp_path / "journal", given, expired, says(200, json.dumps(LOGIN)), accepted(given))
    assert [line.split(" ")[1] for line, _ in requests] == ["/v1/answers", "/v1/auth/refresh", "/v1/answers"]
    assert requests[0] == requests[2]
    assert lines[1:] == [Told(given.event_id, "accepted")]


def test_a_login_that_has_ended_is_begun_anew(tmp_path: Path) -> None:
    given = choice()
    refusals = [says(401, json.dumps({"code": code})) for code in ("unauthenticated", "refresh_token_invalid")]
    player = LOGIN | {"player": {"id": str(UUID(int=9))}}
    requests, lines = answer_one(tmp_path / "journal", given, *refusals, says(200, json.dumps(player)), accepted(given))
    paths = ["/v1/answers", "/v1/auth/refresh", "/v1/players", "/v1/answers"]
    assert [line.split(" ")[1] for line, _ in requests] == paths
    assert lines[1:] == [Told(given.event_id, "accepted")]


def test_a_chunked_response_is_read_whole(tmp_path: Path) -> None:
    given = choice()
    body = json.dumps({"event_id": given.event_id}).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:10], body[10:])) + b"0\r\n\r\n"
    chunked = b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    assert answer_one(tmp_path / "journal", given, lambda: chunked)[1][1:] == [Told(given.event_id, "accepted")]


async def interrupted() -> Response:
    """What the second request is answered, when the first was broken off before its answer came."""
    asked, may_answer = asyncio.Event(), asyncio.Event()
    visits: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                asked.set()
                await may_answer.wait()
                path = head.split()[1]
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    connection = Connection(f"http://{host}:{port}")
    may_answer.set()
    await connection.request("GET", "/one-before")
    asked.clear()
    may_answer.clear()
    first = asyncio.create_task(connection.request("GET", "/first"))
    await asked.wait()
    first.cancel()
    await asyncio.wait([first])
    may_answer.set()
    answer = await connection.request("GET", "/second")
    connection.close()
    server.close()
    await asyncio.gather(*filter(None, visits))
    return answer


def test_a_request_that_was_broken_off_leaves_no_answer_to_the_next() -> None:
    assert asyncio.run(interrupted()).body == b"/second"


def test_a_problem_has_a_code_and_a_body_that_is_no_json_has_none() -> None:
    assert Response(409, {}, b'{"code": "answer_late"}').code == "answer_late"
    assert Response(502, {}, b"<html>").code == ""
