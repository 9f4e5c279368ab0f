import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lab.home.site import PAGE
from tests.lab_home.serving import serving, unbuilt


@pytest.fixture
def home(tmp_path: Path) -> Iterator[httpx.Client]:
    """The home page of a system of which nothing runs."""
    with serving(tmp_path, unbuilt()) as client:
        yield client


def test_the_page_and_all_it_needs_come_from_here(home: httpx.Client) -> None:
    seen, wanted = set[str](), ["/"]
    while wanted:
        path = wanted.pop()
        answer = home.get(path).raise_for_status()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        seen.add(path)
        found = re.findall(r'(?:src|href|from)[= ]"(?:\./)?([a-z]+\.(?:js|css|svg))"', answer.text)
        wanted += [f"/{name}" for name in found if f"/{name}" not in seen]
    assert seen == {"/", *(f"/{path.name}" for path in PAGE.iterdir() if path.suffix != ".html")}


def test_the_policy_names_the_api_and_its_sockets_and_nobody_else(home: httpx.Client) -> None:
    policy = dict(rule.strip().split(" ", 1) for rule in home.get("/").headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"].split() == ["'self'", "http://127.0.0.1:3", "ws://127.0.0.1:4"]
    assert policy["img-src"].split() == ["'self'", "http://127.0.0.1:5"]
    assert policy["media-src"] == "http://127.0.0.1:5"
    assert "unsafe" not in json.dumps(policy)


def test_modules_are_served_as_what_browsers_run(home: httpx.Client) -> None:
    assert home.get("/app.js").headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/nothing.js", "/../home/site.py", "/%2e%2e/home/site.py", "//etc/passwd", "/.."])
def test_nothing_else_is_served(home: httpx.Client, path: str) -> None:
    answer = home.get(path)
    assert answer.status_code in (301, 404) or answer.text == home.get("/").text


def test_a_file_that_did_not_change_is_not_sent_again(home: httpx.Client) -> None:
    since = home.get("/app.js").headers["Last-Modified"]
    assert home.get("/app.js", headers={"If-Modified-Since": since}).status_code == 304


def test_localhost_leads_to_the_origin_that_the_api_knows(home: httpx.Client) -> None:
    answer = home.get("/", headers={"Host": f"localhost:{home.base_url.port}"})
    assert (answer.status_code, answer.headers["Location"]) == (307, f"http://127.0.0.1:{home.base_url.port}/")


def test_the_configuration_says_where_the_api_is(home: httpx.Client) -> None:
    config = home.get("/config.json").json()
    assert config["demo"].keys() == {"email", "password"}
    del config["demo"]
    assert config == {"api_url": "http://127.0.0.1:3", "flower_url": "", "issuer_url": ""}


def test_the_pulse_of_a_system_that_is_away_is_an_answer_all_the_same(home: httpx.Client) -> None:
    pulse = home.get("/pulse.json").raise_for_status().json()
    assert pulse["figures"]["accepted"] is None
    assert pulse["figures"]["lost"] is None
    assert pulse["processes"] == []


def test_only_reading_is_offered(home: httpx.Client) -> None:
    assert home.post("/pulse.json").status_code == 405
