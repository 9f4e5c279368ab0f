"""What tells a friend from a farm."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.codes import INVITING, spell_inviting
from rules.decency import is_decent_code
from rules.referral import (
    CODES,
    LIMITS,
    LOOKS,
    NETWORK,
    POINTS,
    SETTLED,
    Facts,
    Side,
    is_sequential,
    is_similar,
    judge,
    mailbox,
)
from rules.thresholds import Thresholds

LIMIT = Thresholds()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REFERRER = Side("Anna Ortiz", "anna.ortiz@gmail.com", {"+4915"}, {b"d1"}, {b"p1"}, {b"n1"}, {b"f1"})
REFEREE = Side("Boris", "boris@web.de", {"+4916"}, {b"d2"}, {b"p2"}, {b"n2"}, {b"f2"})
FACTS = Facts(REFERRER, REFEREE, NOW - timedelta(days=9), NOW)


def test_strangers_who_play_pass() -> None:
    assert judge(FACTS, LIMIT).verdict == "pass"


@pytest.mark.parametrize(
    ("referee", "changed", "code"),
    [
        ({"email": "ANNA.Ortiz+2@googlemail.com"}, {}, "same_mailbox"),
        ({"email": "annaortiz@gmail.com"}, {}, "same_mailbox"),
        ({"phones": {"+4915"}}, {}, "same_phone"),
        ({"payouts": {b"p1"}}, {}, "same_payout"),
        ({"devices": {b"d3", b"d1"}}, {}, "same_device"),
        ({}, {"referee_since": NOW - timedelta(days=10)}, "older_than_code"),
        ({}, {"descends": True}, "descendant"),
        ({}, {"device_rewarded": True}, "device_rewarded"),
        ({}, {"person_rewarded": True}, "person_rewarded"),
        ({}, {"season": 51}, "season_limit"),
        ({}, {"lifetime": 100}, "lifetime_limit"),
    ],
)
def test_what_settles_it_rejects_alone(referee: dict[str, Any], changed: dict[str, Any], code: str) -> None:
    judged = judge(replace(FACTS, referee=replace(REFEREE, **referee), **changed), LIMIT)
    assert judged.verdict == "reject"
    assert set(judged.codes) == {code}


@pytest.mark.parametrize(("others", "verdict"), [(0, "review"), (1, "reject")])
def test_two_at_one_device_may_be_looked_at_and_three_are_refused(others: int, verdict: str) -> None:
    child, more = (
        replace(REFEREE, devices={b"d1"}),
        [Side(f"Kid {number}", devices={b"d1"}) for number in range(others)],
    )
    facts = replace(FACTS, referee=child, siblings=[*more, Side("Elsewhere", devices={b"d9"})])
    judged = judge(facts, LIMIT._replace(referral_device_from=3))
    assert (judged.verdict, set(judged.codes), judged.links) == (verdict, {"same_device"}, verdict == "reject")
    assert judge(facts, LIMIT).verdict == "reject"
    also = replace(child, phones={"+4915"})
    assert judge(replace(facts, referee=also), LIMIT._replace(referral_device_from=3)).verdict == "reject"


def test_each_code_is_of_one_sort() -> None:
    sorts = (SETTLED, frozenset(POINTS), LOOKS)
    assert frozenset(CODES) == frozenset().union(*sorts)
    assert len(CODES) == sum(map(len, sorts))
    assert LIMITS < SETTLED


def test_another_of_the_referrers_counts_as_the_referrer_does() -> None:
    sibling = Side("Zoe", "zoe@web.de", {"+4917"}, (), {b"p2"}, (), {b"f2"})
    assert judge(replace(FACTS, siblings=[sibling]), LIMIT).codes == {"same_payout", "fingerprint"}


def test_points_are_added_up_and_the_network_only_counts_beside_another() -> None:
    near = replace(REFEREE, networks={b"n1"})
    assert judge(replace(FACTS, referee=near), LIMIT).score == 0
    alike = judge(replace(FACTS, referee=replace(near, fingerprints={b"f1"})), LIMIT)
    assert (alike.verdict, alike.score) == ("review", 60)
    assert set(alike.codes) == {"fingerprint", "same_network"}
    worse = judge(replace(FACTS, referee=replace(near, fingerprints={b"f1"}), disposable=True), LIMIT)
    assert (worse.verdict, worse.score) == ("reject", 90)


@given(
    network_week=st.integers(0, 1_000),
    hour=st.integers(1, 1_000),
    day=st.integers(1, 1_000),
    mutual=st.integers(0, 3),
    near=st.booleans(),
)
def test_no_network_and_no_haste_rejects(network_week: int, hour: int, day: int, mutual: int, near: bool) -> None:
    referee = replace(REFEREE, networks={b"n1"} if near else ())
    facts = replace(FACTS, referee=referee, network_week=network_week, hour=hour, day=day, battles=3, mutual=mutual)
    judged = judge(facts, LIMIT)
    assert judged.verdict != "reject"
    assert judged.codes <= LOOKS | NETWORK


@pytest.mark.parametrize(("changed", "code"), [({"hour": 6}, "hour_velocity"), ({"day": 11}, "day_velocity")])
def test_haste_and_a_busy_network_are_looked_at(changed: dict[str, int], code: str) -> None:
    assert judge(replace(FACTS, **changed), LIMIT).codes == {code}  # type: ignore[arg-type]  # by name
    assert judge(replace(FACTS, network_week=3), LIMIT).verdict == "review"
    assert judge(replace(FACTS, network_week=2), LIMIT).verdict == "pass"


@pytest.mark.parametrize(
    ("name", "code", "first"),
    [
        ("hour", "hour_velocity", LIMIT.referral_hour_most + 1),
        ("day", "day_velocity", LIMIT.referral_day_most + 1),
        ("season", "season_limit", LIMIT.referral_season_most + 1),
        ("lifetime", "lifetime_limit", LIMIT.referral_lifetime_most),
    ],
)
def test_a_limit_is_reached_where_it_is(name: str, code: str, first: int) -> None:
    found = [judge(replace(FACTS, **{name: first + more}), LIMIT).codes for more in (-1, 0, 1)]  # type: ignore[arg-type]  # by name
    assert found == [set(), {code}, {code}]


def test_battles_between_the_two_count_from_four_on() -> None:
    assert judge(replace(FACTS, battles=3, mutual=3), LIMIT).score == 0
    assert judge(replace(FACTS, battles=8, mutual=4), LIMIT).score == 0
    assert judge(replace(FACTS, battles=8, mutual=5), LIMIT).codes == {"mutual_battles"}
    assert judge(replace(FACTS, battles=8, mutual=5), LIMIT._replace(referral_mutual_percent=70)).score == 0


def test_a_limit_suspects_nobody() -> None:
    assert not judge(replace(FACTS, season=51), LIMIT).links
    assert judge(replace(FACTS, descends=True), LIMIT).links


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("goquiz7@x.de", "goquiz8@x.de", True),
        ("goquiz7@x.de", "goquiz77@x.de", False),
        ("goquiz7@x.de", "goquiz7@x.de", False),
        ("goquiz7@x.de", "goquiz8@y.de", False),
        ("ab1@x.de", "ab2@x.de", False),
        (None, "goquiz8@x.de", False),
    ],
)
def test_sequences(one: str | None, other: str, is_one: bool) -> None:
    assert is_sequential(one, other) is is_one


def test_a_series_is_more_than_two() -> None:
    boxes = [Side("n", f"goquiz{number}@x.de") for number in (1, 2, 3)]
    facts = replace(FACTS, referee=replace(REFEREE, email="goquiz4@x.de"))
    assert judge(replace(facts, siblings=boxes[:2]), LIMIT).score == 20
    assert judge(replace(facts, siblings=boxes), LIMIT).verdict == "review"


def test_names_that_are_written_alike() -> None:
    assert is_similar("Quizking7", "quizKING 12")
    assert not is_similar("Anna", "Boris")
    assert not is_similar("a1", "a2")


def test_mailboxes() -> None:
    assert mailbox("A.b.C+x@GoogleMail.com") == "abc@gmail.com"
    assert mailbox("a.b+x@web.de") == "a.b@web.de"
    assert mailbox(None) is None


def test_codes_spell_nothing() -> None:
    assert not is_decent_code("2fck7777")
    assert not is_decent_code("99wtf999")
    fuck = sum(INVITING.index(letter) * len(INVITING) ** place for place, letter in enumerate("fck"))
    code = spell_inviting([fuck.to_bytes(16), (12_345_678_901).to_bytes(16)])
    assert set(code) <= set(INVITING)
    assert "fck" not in code
