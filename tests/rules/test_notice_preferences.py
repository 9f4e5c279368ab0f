"""How players wish to be told: what holds unsaid, quiet hours by the clock on their wall, links that end mail."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.notice_forms import CATEGORIES, CHANNELS
from rules.notice_preferences import DAY_MINUTES, DEFAULTS, Choices, Quiet, Wishes, awake, chosen
from rules.unsubscribing import Links, read, sign

KEYS = (b"k" * 32, b"old" * 16)
PLAYER = UUID("0192f3a0-0000-7000-8000-000000000002")


def test_news_come_to_nobody_who_has_not_asked_for_them() -> None:
    assert not any(Wishes().wants("news", channel) for channel in CHANNELS)
    assert Wishes({"news": {"mail": True}}).wants("news", "mail")
    assert not Wishes({"news": {"mail": True}}).wants("news", "push")


def test_what_is_as_the_defaults_have_it_is_not_kept() -> None:
    assert chosen(Wishes().whole()) == {}
    said: Choices = {"account": {"mail": False, "push": True}, "news": {"mail": False}}
    assert chosen(said) == {"account": {"mail": False}}
    assert Wishes(chosen(said)).whole() == {**DEFAULTS, "account": {"mail": False, "push": True}}


@pytest.mark.parametrize(
    ("now", "zone", "quiet", "end"),
    [
        ("2026-11-24T21:30+00:00", "Europe/Berlin", Quiet(22 * 60, 7 * 60), "2026-11-25T06:00+00:00"),
        ("2026-11-24T02:00+00:00", "Europe/Berlin", Quiet(22 * 60, 7 * 60), "2026-11-24T06:00+00:00"),
        ("2026-11-24T20:59+00:00", "Europe/Berlin", Quiet(22 * 60, 7 * 60), None),
        ("2026-11-24T06:00+00:00", "Europe/Berlin", Quiet(22 * 60, 7 * 60), None),
        ("2026-11-24T12:00+00:00", "UTC", Quiet(11 * 60, 13 * 60), "2026-11-24T13:00+00:00"),
        ("2026-11-24T14:00+00:00", "Asia/Tokyo", Quiet(22 * 60, 7 * 60), "2026-11-24T22:00+00:00"),
        # The clocks go forward at 2:00 to 3:00, and back at 3:00 to 2:00.
        ("2026-03-29T00:30+00:00", "Europe/Berlin", Quiet(60, 150), "2026-03-29T01:30+00:00"),
        ("2026-10-25T00:15+00:00", "Europe/Berlin", Quiet(60, 150), "2026-10-25T00:30+00:00"),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(now: str, zone: str, quiet: Quiet, end: str | None) -> None:
    found = awake(datetime.fromisoformat(now), zone, quiet)
    assert found == datetime.fromisoformat(end or now)
    assert awake(datetime.fromisoformat(now), zone, None) == datetime.fromisoformat(now)


minutes = st.integers(0, DAY_MINUTES - 1)


@given(
    minutes,
    minutes,
    st.integers(0, 365 * DAY_MINUTES).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    st.sampled_from(
        ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]
    ),
)
def test_who_is_woken_is_awake_and_has_not_waited_a_day(start: int, end: int, now: datetime, zone: str) -> None:
    quiet = Quiet(start, end)
    if start == end:
        return
    at = awake(now, zone, quiet)
    assert now <= at <= now + timedelta(hours=25)
    local = at.astimezone(ZoneInfo(zone))
    within = (local.hour * 60 + local.minute - start) % DAY_MINUTES < (end - start) % DAY_MINUTES
    shifted = now.astimezone(ZoneInfo(zone)).utcoffset() != local.utcoffset()
    assert not within or shifted, "in the hour that comes twice, or never"


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_link_names_its_player_and_category_under_any_of_our_keys(category: str) -> None:
    one = next(each for each in CATEGORIES if each == category)
    for key in KEYS:
        assert read(KEYS, sign([key], PLAYER, one)) == (PLAYER, one)
    assert read(KEYS[:1], sign(KEYS[1:], PLAYER, one)) is None


def test_a_link_that_was_changed_is_none() -> None:
    token = sign(KEYS, PLAYER, "news")
    for index, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        assert read(KEYS, token[:index] + other + token[index + 1 :]) is None
    for wrong in ("", "x", token[:-1], token + "=", token + "A", f" {token}", "é" * 44, token[:22] + "\n" + token[22:]):
        assert read(KEYS, wrong) is None
    links = Links("https://api.test", KEYS)
    assert links.to(PLAYER, "news") == f"https://api.test/v1/unsubscribes/{token}"
    assert "kkk" not in repr(links)
