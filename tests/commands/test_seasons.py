"""`flask seasons`: what operators may make of the calendar."""

from datetime import UTC, datetime, timedelta

from tests.commands.conftest import Run


def day(away: int) -> str:
    """A day, counted from today."""
    return str(datetime.now(UTC).date() + timedelta(away))


def test_a_season_of_the_past_is_refused_and_one_that_has_begun_must_be_meant(run: Run) -> None:
    over = run("seasons", "create", "Over", "--first", day(-400), "--last", day(-390), "--begun")
    assert (over.exit_code, "choose days to come" in over.output) == (1, True)
    begun = ("seasons", "create", "Begun", "--first", "2024-01-01", "--last", day(1))
    assert "--begun" in run(*begun).output
    coming = run("seasons", "create", "Coming", "--first", day(800), "--last", day(830), "--json")
    assert coming.exit_code == 0, coming.output
    assert "Coming" in run("seasons", "list").output
