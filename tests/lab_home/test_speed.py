from lab.home.speed import HISTORY_S, Speed


def readings(*pairs: tuple[float, int]) -> Speed:
    speed = Speed()
    for at, total in pairs:
        speed.read(at, total)
    return speed


def test_speed_is_growth_over_two_seconds() -> None:
    speed = readings((10.0, 100), (10.5, 110), (11.1, 130), (12.0, 180), (12.5, 200))
    assert speed.now(12.6) == (200 - 110) / 2


def test_nothing_is_known_before_two_seconds_and_after_the_readings_stopped() -> None:
    speed = readings((10.0, 100), (11.0, 150))
    assert speed.now(11.0) is None
    speed.read(12.0, 200)
    assert speed.now(12.0) == 50
    assert speed.now(20.0) is None


def test_history_adds_up_to_what_was_counted() -> None:
    speed = readings(*((0.7 * step, step * step) for step in range(100)))
    known = [growth for growth in speed.history(60.0, 50) if growth is not None]
    total = {at: speed._total(at) for at in (9.0, 59.0)}
    assert len(known) == 50
    assert total[59.0] is not None
    assert total[9.0] is not None
    assert abs(sum(known) - (total[59.0] - total[9.0])) < 5


def test_a_silence_leaves_a_gap_and_not_a_guess() -> None:
    speed = readings((0.0, 0), (1.0, 10), (2.0, 20), (12.0, 500), (13.0, 510), (14.0, 520))
    history = speed.history(15.0, 14)
    assert history[:2] == [10, 10]
    assert history[2:12] == [None] * 10
    assert history[12:] == [10, 10]


def test_a_total_that_fell_begins_anew() -> None:
    speed = readings((0.0, 1000), (1.0, 1100), (2.0, 5), (3.0, 10), (4.0, 15))
    assert speed.now(4.0) == 5


def test_a_day_of_readings_keeps_two_minutes() -> None:
    speed = readings(*((0.5 * step, step) for step in range(20_000)))
    history = speed.history(9_999.5)
    assert len(history) == HISTORY_S
    assert set(history) == {2.0}
