"""What partners' answers mean: nobody is failed wrongly, nothing is sent again that may have been done."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.partner_answers import (
    RELOADLY_REFUSALS,
    RELOADLY_STATUSES,
    RETRY_LEAST_S,
    RETRY_MOST_S,
    TREMENDOUS_STATUSES,
    code_of,
    of_look_up,
    of_reloadly,
    of_several,
    of_tremendous,
    of_tremendous_order,
    retry_after,
)
from rules.partnering import Answer, Verdict

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
REFUSED = {code for code, (verdict, _) in RELOADLY_REFUSALS.items() if verdict == "refused"}
SAFE_TO_SEND_AGAIN = {"not_sent", "throttled", "parked"}

codes = st.one_of(st.sampled_from(sorted(RELOADLY_REFUSALS)), st.text(max_size=20))
wrongs = st.dictionaries(st.sampled_from(["reward", "rewards", "payment", "campaign_id", "x"]), st.text(max_size=5))


@given(st.integers(100, 599), codes)
def test_of_reloadlys_errors_only_words_that_we_know_are_final(status: int, code: str) -> None:
    answer = of_reloadly(status, {}, code, NOW)
    if answer.verdict == "refused":
        assert code in REFUSED
        assert 400 <= status < 500
    if status >= 500 or code == "CUSTOM_IDENTIFIER_ALREADY_USED":
        assert answer.verdict == "ambiguous" or status in (401, 402, 403, 429)
    if answer.verdict in SAFE_TO_SEND_AGAIN:
        assert status in (401, 402, 403, 429) or code in RELOADLY_REFUSALS
    assert answer.verdict not in ("succeeded", "absent", "not_sent", "in_progress", "reversed")


@given(st.integers(100, 599), st.one_of(st.none(), wrongs))
def test_of_tremendous_errors_only_what_is_said_of_the_reward_is_final(status: int, wrong: dict[str, str]) -> None:
    answer = of_tremendous(status, {}, wrong, NOW)
    if answer.verdict == "refused":
        assert status in (400, 422)
        assert set(wrong) <= {"reward", "rewards"}
    elif answer.verdict in SAFE_TO_SEND_AGAIN:
        assert status in (401, 402, 403, 429)
    else:
        assert answer.verdict == "ambiguous"


@pytest.mark.parametrize(
    ("status", "code", "verdict", "wait"),
    [
        (400, "INVALID_RECIPIENT_PHONE", "refused", None),
        (400, "INSUFFICIENT_BALANCE", "parked", None),
        (401, "TOKEN_EXPIRED", "parked", None),
        (401, "", "parked", None),
        (402, "", "parked", None),
        (429, "", "throttled", None),
        (400, "PHONE_RECENTLY_RECHARGED", "throttled", 150.0),
        (400, "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT", "throttled", 60.0),
        (400, "MAX_DAILY_TRANSACTION_COUNT_REACHED", "throttled", 3600.0),
        (400, "CUSTOM_IDENTIFIER_ALREADY_USED", "ambiguous", None),
        (400, "SOMETHING_NEW", "ambiguous", None),
        (404, "", "ambiguous", None),
        (302, "", "ambiguous", None),
        (500, "INVALID_RECIPIENT_PHONE", "ambiguous", None),
        (503, "", "ambiguous", None),
    ],
)
def test_of_reloadly(status: int, code: str, verdict: Verdict, wait: float | None) -> None:
    answer = of_reloadly(status, {}, code, NOW)
    assert (answer.verdict, answer.retry_after_s, answer.http_status) == (verdict, wait, status)


@pytest.mark.parametrize(
    ("status", "wrong", "verdict", "code"),
    [
        (
            422,
            {"reward": {"value": {"denomination": "is too much for +49151"}}},
            "refused",
            "wrong_reward_value_denomination",
        ),
        (400, {"rewards": {"catalog": "x"}}, "refused", "wrong_rewards_catalog"),
        (422, {"payment": {"funding_source_id": "is unknown"}}, "ambiguous", "http_422"),
        (422, {"reward": "x", "payment": "x"}, "ambiguous", "http_422"),
        (400, None, "ambiguous", "http_400"),
        (409, {"external_id": "taken"}, "ambiguous", "http_409"),
        (402, None, "parked", "http_402"),
        (401, None, "parked", "http_401"),
        (429, None, "throttled", "http_429"),
        (500, None, "ambiguous", "http_500"),
    ],
)
def test_of_tremendous(status: int, wrong: dict[str, object] | None, verdict: Verdict, code: str) -> None:
    assert of_tremendous(status, {}, wrong, NOW)[:2] == (verdict, code)


def test_states_of_orders() -> None:
    assert set(RELOADLY_STATUSES.values()) == {"succeeded", "in_progress", "refused", "reversed"}
    assert of_tremendous_order("EXECUTED", refunded=False) == "succeeded"
    assert (
        of_tremendous_order("EXECUTED", refunded=True) == of_tremendous_order("CANCELED", refunded=True) == "reversed"
    )
    assert of_tremendous_order("CANCELED", refunded=False) == "refused"
    assert of_tremendous_order("SOMETHING NEW", refunded=True) == "ambiguous"
    assert all(of_tremendous_order(one, refunded=False) == TREMENDOUS_STATUSES[one] for one in TREMENDOUS_STATUSES)


@given(st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-reset"]), st.text(max_size=30)))
def test_when_to_come_again_is_believed_within_bounds(headers: dict[str, str]) -> None:
    wait = retry_after(headers, NOW)
    assert wait is None or RETRY_LEAST_S <= wait <= RETRY_MOST_S


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=30), usegmt=True)}, 30.0),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 9)}, 9.0),
        ({"x-ratelimit-reset": str((int(NOW.timestamp()) + 9) * 1000)}, 9.0),
        ({"x-ratelimit-reset": "5"}, 5.0),
        ({"retry-after": "2", "x-ratelimit-reset": "5"}, 2.0),
        ({"retry-after": "0"}, 1.0),
        ({"retry-after": "86400"}, 3600.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_when_to_come_again(headers: dict[str, str], wait: float | None) -> None:
    assert retry_after(headers, NOW) == wait


def test_a_look_up_that_is_refused_says_nothing_of_the_order() -> None:
    assert of_look_up(Answer("refused", "INVALID_INPUT_PROVIDED")).verdict == "ambiguous"
    assert of_look_up(Answer("throttled", "x", retry_after_s=3.0)) == Answer("throttled", "x", retry_after_s=3.0)


RANK: tuple[Verdict, ...] = ("succeeded", "in_progress", "ambiguous", "reversed", "refused")
orders = st.lists(st.tuples(st.sampled_from(RANK), st.integers(1, 99)), max_size=4)


@given(orders)
def test_of_several_orders_under_a_reference_the_one_that_was_issued_counts(made: list[tuple[Verdict, int]]) -> None:
    found = [Answer(verdict, "x", str(number)) for verdict, number in made]
    answer = of_several(found)
    said = [one.verdict for one in found]
    if not said:
        assert answer == Answer("absent")
    else:
        best = next(one for one in RANK if one in said)
        assert answer.verdict == best
        assert (answer.code == "issued_twice") == (said.count("succeeded") > 1)
    assert of_several(reversed(found)) == answer


@pytest.mark.parametrize("text", [None, 5, "", "no code", "+4915112345678", "A" * 61, "X\nY", "9X"])
def test_what_is_no_code_is_not_kept_as_one(text: object) -> None:
    assert code_of(text) == ""
