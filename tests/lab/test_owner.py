"""The way in that the lab offers its first owner, and codes that the API will take."""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pyotp
import pytest

from lab import owner, start
from lab.folder import LabError
from lab.process import Mark
from lab.state import State
from web.admin.factors import new_secret, step_of

Urls = dict[str, str]


@pytest.fixture
def urls(database_url: str) -> Urls:
    """A database without staff."""
    url = database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM staff")
    return {"DATABASE_URL": url}


@pytest.fixture
def begin(urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """The step of a start, in a folder of its own."""
    environ = {
        **urls,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "SECRET_KEYS": "k" * 32,
        "API_URL": "http://127.0.0.1:1",
        "REALTIME_URL": "ws://127.0.0.1:1/v1/realtime",
        "ADMIN_URL": "http://127.0.0.1:1/admin/",
        "FLASK_APP": "wsgi:app",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return lambda: owner.main(["--home", str(tmp_path)])


def test_a_start_offers_a_link_until_somebody_owns_the_cms(
    begin: Callable[[], int], urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert owner.set_up_link(tmp_path, urls) is None
    assert begin() == 0
    first = owner.set_up_link(tmp_path, urls)
    assert first
    assert first.startswith("http://127.0.0.1:1/admin/#/set-up/")
    assert begin() == 0
    assert owner.set_up_link(tmp_path, urls) == first, "it is good still"
    monkeypatch.setenv("ADMIN_URL", "http://127.0.0.1:2/admin/")
    assert begin() == 0
    elsewhere = owner.set_up_link(tmp_path, urls)
    assert elsewhere
    assert elsewhere.startswith("http://127.0.0.1:2/admin/#/set-up/")
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("UPDATE staff_invitations SET revoked_at = now()")
    assert begin() == 0
    assert owner.set_up_link(tmp_path, urls) not in (None, elsewhere)
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "INSERT INTO staff (id, email, name, roles) VALUES (uuidv7(), %s, 'O', '{owner}')", (owner.EMAIL,)
        )
    assert owner.set_up_link(tmp_path, urls) is None, "it was used"
    assert begin() == 0
    assert not (tmp_path / "owner_link").exists()


def test_up_prints_the_cms_and_the_link(
    begin: Callable[[], int], urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    begin()
    cms = {**urls, "admin": "http://127.0.0.1:1/admin/"}
    state = State(Mark.of(os.getpid()), True, cms, ())
    state.save(tmp_path, "lab")
    monkeypatch.setattr(start, "LAB", tmp_path)
    for as_json in (True, False):
        assert start.start_behind("lab", as_json) == 0
        said = capsys.readouterr().out
        shown = json.loads(said) if as_json else dict(line.split(maxsplit=1) for line in said.splitlines()[:-1])
        assert shown["admin"] == cms["admin"]
        assert shown["owner_set_up"] == owner.set_up_link(tmp_path, urls)


def test_a_code_is_one_that_the_api_takes_after_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    secret, now, slept = new_secret(), [1_800_000_010.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(time, "time", lambda: now[0])
    monkeypatch.setattr(time, "sleep", sleep)
    last = 0
    for _ in range(5):
        code = owner._code(secret, last)
        step = step_of(secret, code, datetime.fromtimestamp(now[0], UTC), last)
        assert step is not None
        assert step > last
        last = step
    assert 60 < sum(slept) < 91, "three of five had to wait"
    assert pyotp.TOTP(secret).generate_otp(last) == code


def test_who_is_no_member_has_no_code(urls: Urls) -> None:
    with pytest.raises(LabError, match="no member yet"):
        owner._factor(urls["DATABASE_URL"], owner.EMAIL)
