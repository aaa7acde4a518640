"""Damaged files of every format end as text, as a reason, or as an error of that document."""

from collections import Counter

import pytest

from tests.contract.damaged_files import SAMPLES, outcomes

FILES = 560  # of each of 18 kinds, always the same: 10,080 in all, in some 10 seconds


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files(name: str) -> None:
    """Nothing else is raised; some of them still give their text, and some do not."""
    counts = Counter(outcomes(name, FILES, seed=1))
    assert counts.total() == FILES
    assert counts["text"] > 0
    assert counts["text"] < FILES
