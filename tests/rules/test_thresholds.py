"""Thresholds as declared."""

from rules.thresholds import RANGES, Thresholds


def test_each_has_a_range_that_its_default_is_in() -> None:
    assert set(RANGES) == set(Thresholds._fields)
    for name, value in Thresholds()._asdict().items():
        assert RANGES[name].least <= value <= RANGES[name].most, name
