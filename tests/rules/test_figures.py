"""Times counted in buckets, and the steps of the past."""

from hypothesis import given
from hypothesis import strategies as st

from rules.figures import KEPT, STEPS, bucket_of, end_of, quantile


@given(st.floats(0, 60_000))
def test_a_bucket_ends_with_the_time_or_at_most_a_quarter_later(ms: float) -> None:
    end = end_of(bucket_of(ms))
    assert ms - 1 <= end <= max(ms * 1.25 + 1, 10)


def test_a_quantile_is_the_end_of_the_bucket_that_reaches_the_share() -> None:
    counts = {bucket_of(ms): n for ms, n in ((40, 94), (400, 5), (70_000, 1))}
    assert quantile(counts, 0.5) == end_of(bucket_of(40))
    assert quantile(counts, 0.95) == end_of(bucket_of(400))
    assert quantile(counts, 1) == end_of(bucket_of(10**9)) > 60_000
    assert quantile({}, 0.5) is None


def test_every_span_is_kept_whole_and_shown_in_a_hundred_steps_or_so() -> None:
    for span, step in STEPS.values():
        assert span + step < KEPT
        assert 60 <= span / step <= 120
