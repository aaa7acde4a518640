"""Ratios of a contest: paired by round, medians with their range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measuring.ratios import Spread, paired, spread

figures = st.dictionaries(st.integers(1, 9), st.floats(0.1, 1e4), max_size=9)


def test_a_ratio_is_formed_within_each_round_before_the_median() -> None:
    """A round in which the machine was slow for both does not move the ratio."""
    ours, theirs = {1: 200.0, 2: 20.0, 3: 240.0}, {1: 100.0, 2: 10.0, 3: 100.0}
    assert paired(ours, theirs) == Spread(median=2.0, low=2.0, high=2.4, count=3)


def test_the_median_of_an_even_number_lies_between_the_middle_two() -> None:
    """Two rounds give their mean."""
    assert spread([1.0, 4.0]) == Spread(2.5, 1.0, 4.0, 2)


def test_a_round_that_only_one_has_is_left_out() -> None:
    """A contestant that failed in round 2 is compared over round 1 alone."""
    assert paired({1: 3.0, 2: 50.0}, {1: 2.0}) == Spread(1.5, 1.5, 1.5, 1)


def test_without_a_common_round_there_is_no_ratio() -> None:
    """None, and no invented figure."""
    assert paired({1: 3.0}, {2: 2.0}) is None


@given(figures, figures)
def test_the_inverse_comparison_has_the_inverse_range(
    ours: dict[int, float], theirs: dict[int, float]
) -> None:
    """Comparing the other way round turns the range about."""
    forth, back = paired(ours, theirs), paired(theirs, ours)
    if forth is None or back is None:
        assert forth is back is None
        return
    assert forth.low <= forth.median <= forth.high
    assert (back.low, back.high) == pytest.approx((1 / forth.high, 1 / forth.low))
