"""The app as it is served: two gevent workers of gunicorn, and what a SIGTERM leaves behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from secrets import token_urlsafe

import httpx
import pytest
from sqlalchemy import Engine

from events.codec import decode
from lab.folder import ROOT
from lab.stack import Stack
from models import outbox
from settings import Settings
from tests.processes import until
from tests.web.conftest import option

ANSWERS = 60


@pytest.fixture
def server(
    settings: Settings,
    filled: None,  # noqa: ARG001 - filled before it is read
    tmp_path: Path,
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A gunicorn that is ready, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DATABASE_URL": settings.database_url,
        "BROKER_URL": settings.broker_url,
        "BOARDS_URL": settings.boards_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "SECRET_KEYS": "k" * 32,
        "API_URL": f"http://127.0.0.1:{port}",
        "REALTIME_URL": settings.realtime_url,
        "EXPOSE": "metrics",
    }
    command = [sys.executable, "-m", "gunicorn", "-k", "gevent", "-w", "2", "-b", f"127.0.0.1:{port}", "wsgi:app"]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            until(lambda: _is_ready(environ["API_URL"]), seconds=60, what="readiness")
            yield environ["API_URL"], process
        except BaseException:
            print((tmp_path / "log").read_text())
            raise
        finally:
            process.terminate()
            process.wait(60)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").status_code == 200
    except httpx.HTTPError:
        return False


def _become(client: httpx.Client) -> None:
    token = client.post("/v1/players", json={"device_key": token_urlsafe(20)}).json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"


def _answer(client: httpx.Client) -> httpx.Response:
    made = client.post("/v1/sessions", json={"category": "maths", "mode": "practice"})
    assert made.status_code == 201, made.text
    session = made.json()["id"]
    question = client.post(f"/v1/sessions/{session}/next").json()
    return client.post("/v1/answers", json={"token": question["token"], "response": option(question)})


def test_workers_take_answers_together_and_count_them_together(
    server: tuple[str, "subprocess.Popen[bytes]"],
) -> None:
    url, _ = server
    with httpx.Client(base_url=url, timeout=30) as client, ThreadPoolExecutor(8) as pool:
        _become(client)
        responses = list(pool.map(lambda _: _answer(client), range(ANSWERS)))
        assert {response.status_code for response in responses} == {202}
        ids = {response.json()["event_id"] for response in responses}
        assert len(ids) == ANSWERS
        counts = [
            float(number) for number in re.findall(r'answers_total{way="\w+"} (\S+)', client.get("/metrics").text)
        ]
        assert sum(counts) == ANSWERS
        assert len(re.findall(r"^buzzline_outbox_rows ", client.get("/metrics").text, re.MULTILINE)) == 1


def test_chunks_that_are_none_are_the_clients_fault(server: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    url, _ = server
    with httpx.Client(base_url=url, timeout=30) as client:
        _become(client)
        head = (
            f"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: {client.headers['Authorization']}\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
    told, body = _raw(url, head.encode() + b"ZZ\r\n{}\r\n0\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["code"] == "malformed_body"


def _raw(url: str, request: bytes) -> tuple[bytes, bytes]:
    """Head and body of what comes back for these bytes."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as raw:
        raw.sendall(request)
        answer = b""
        while part := raw.recv(4096):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


HOST = b" HTTP/1.1\r\nHost: x\r\n"


def test_what_is_no_request_is_told_so_as_a_problem(server: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    url, _ = server
    for request, status, code in (
        (b"GET /" + b"x" * 5_000 + HOST + b"\r\n", 414, "request_line_too_long"),
        (b"GET /livez" + HOST + b"A: b\r\n" * 101 + b"\r\n", 431, "headers_too_large"),
        (b"GET /livez" + HOST + b"A: " + b"b" * 9_000 + b"\r\n\r\n", 431, "headers_too_large"),
        (b'nonsense "\xff<b>\r\n\r\n', 400, "bad_request"),
        (b"GET /livez HTTP/9.9\r\n\r\n", 400, "bad_request"),
        (b"GET /livez" + HOST + b"A b: c\r\n\r\n", 400, "bad_request"),
        (b"POST /v1/players" + HOST + b"Content-Length: x\r\n\r\n", 400, "bad_request"),
        (b"POST /v1/players" + HOST + b"Transfer-Encoding: zip\r\n\r\n", 501, "transfer_encoding_unsupported"),
    ):
        head, body = _raw(url, request)
        problem = json.loads(body)
        assert head.startswith(f"HTTP/1.1 {status} ".encode()), head
        assert b"Content-Type: application/problem+json" in head
        assert (problem["status"], problem["code"]) == (status, code)
        assert problem["detail"]
        assert f"X-Request-Id: {problem['request_id']}".encode() in head


def test_sigterm_loses_nothing_that_was_accepted(
    server: tuple[str, "subprocess.Popen[bytes]"], services: Stack, engine: Engine
) -> None:
    url, process = server
    with engine.begin() as connection:
        kept_before = {row.value for row in outbox.lease(connection, 10_000)}
    with httpx.Client(base_url=url, timeout=30) as client:
        _become(client)
        with services.kafka.frozen():
            accepted = {_answer(client).json()["event_id"] for _ in range(2)}
            process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert process.returncode == 0
    with engine.begin() as connection:
        kept = {decode(row.value).event_id for row in outbox.lease(connection, 10_000) if row.value not in kept_before}
    assert accepted <= kept
