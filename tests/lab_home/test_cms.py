"""The CMS under /admin, and the API on its origin."""

import json
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import httpx
import pytest

from lab.folder import LabError
from lab.home.cms import Cms
from tests.lab_home.serving import Echo, running, serving, unbuilt


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A CMS as Vite leaves it."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><p>CMS")
    (dist / "assets" / "app-1.js").write_text("1")
    (dist / "built-of").write_text("secret")
    (tmp_path / "outside.js").write_text("secret")
    return dist


def _soon(home: httpx.Client, status: int) -> httpx.Response:
    deadline = monotonic() + 10
    while (answer := home.get("/admin/")).status_code != status and monotonic() < deadline:
        sleep(0.01)
    return answer


def test_the_page_says_that_the_cms_is_being_built_and_then_is_the_cms(tmp_path: Path, built: Path) -> None:
    go = Event()

    def build() -> Path:
        assert go.wait(10)
        return built

    cms = Cms(build)
    with serving(tmp_path, cms) as home:
        cms.begin()
        waiting = home.get("/admin/")
        assert waiting.status_code == 503
        assert "being built" in waiting.text
        assert 'http-equiv="refresh"' in waiting.text
        assert home.get("/").status_code == 200, "the home page opens before the build ends"
        go.set()
        assert "<p>CMS" in _soon(home, 200).text


def test_a_build_that_failed_says_why_and_the_rest_goes_on(tmp_path: Path) -> None:
    def build() -> Path:
        raise LabError("npm failed: <no network>")

    cms = Cms(build)
    with serving(tmp_path, cms) as home:
        cms.begin()
        assert "npm failed: &lt;no network&gt;" in _soon(home, 500).text
        assert home.get("/").status_code == 200


@pytest.fixture
def home(tmp_path: Path, built: Path) -> Iterator[httpx.Client]:
    """A home page whose CMS is built."""
    cms = Cms(lambda: built)
    with serving(tmp_path, cms) as client:
        cms.begin()
        _soon(client, 200)
        yield client


def test_what_has_a_name_of_its_own_is_kept_for_ever_and_the_page_is_not(home: httpx.Client) -> None:
    assert home.get("/admin/").headers["Cache-Control"] == "no-cache"
    script = home.get("/admin/assets/app-1.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    # On the same connection: what holds for one file does not hold for the next.
    assert home.get("/app.js").headers["Cache-Control"] == "no-cache"


def test_security_21_the_cms_runs_no_inline_script_or_style(home: httpx.Client) -> None:
    headers = home.get("/admin/").headers
    policy = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
    assert "style-src" not in policy
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in json.dumps(policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    # The game's page talks to others, and keeps its own policy.
    assert home.get("/").headers["Content-Security-Policy"] != headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/admin/../outside.js", "/admin/%2e%2e/outside.js", "/admin//etc/passwd", "/admin/built-of", "/admin/%00"]
)
def test_nothing_else_is_served(home: httpx.Client, path: str) -> None:
    answer = home.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_the_folder_leads_to_the_page(home: httpx.Client) -> None:
    assert home.get("/admin").headers["Location"].endswith("/admin/")


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[httpx.Client]:
    """A home page before an API that echoes."""
    with (
        running(ThreadingHTTPServer(("127.0.0.1", 0), Echo)) as api,
        serving(tmp_path, unbuilt(), api) as client,
    ):
        yield client


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_the_api_is_on_the_same_origin(proxied: httpx.Client, method: str) -> None:
    headers = {"X-CSRF-Token": "t", "Origin": "http://here", "Cookie": "__Host-staff=s", "If-Match": '"e3"'}
    answer = proxied.request(method, "/v1/admin/questions?q=a%26b", headers=headers, content=b"{}")
    assert answer.status_code == 418
    said = answer.text.splitlines()
    assert said[0] == f"{method} /v1/admin/questions?q=a%26b"
    assert {"x-csrf-token: t", "origin: http://here", "cookie: __Host-staff=s", 'if-match: "e3"'} <= {
        line.split(": ")[0].lower() + ": " + line.split(": ")[1] for line in said if ": " in line
    }
    assert said[-1] == "{}"
    assert len(answer.headers.get_list("Set-Cookie")) == 2
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_large_file_goes_through(proxied: httpx.Client) -> None:
    body = b"x" * 5_000_000
    assert proxied.post("/v1/admin/imports", content=body).content.endswith(body)


def test_an_api_that_is_away_is_a_problem(tmp_path: Path) -> None:
    with serving(tmp_path, unbuilt(), "http://127.0.0.1:1") as home:
        answer = home.post("/v1/admin/session", json={"email": "a"})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert home.get("/").status_code == 200


def test_nothing_but_the_api_takes_changes(proxied: httpx.Client) -> None:
    assert proxied.post("/pulse.json").status_code == 405
    assert proxied.post("/v1x").status_code == 405
