"""Words by their value: what the comparison with Tika takes for the same, and what not."""

import pytest

from benchmarks.formats.words import words_by_value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.0", "2"),
        ("1.681844E8", "168184400"),
        ("9/20/2018", "2018-09-20"),
        ("text .", "text."),
        ("optional\u00adhyphen", "optional\u200bhyphen"),
        ("footer footer", "footer"),
    ],
)
def test_another_form_of_the_same_is_the_same(one: str, other: str) -> None:
    """Numbers, dates, signs and repeats do not count as differences."""
    assert words_by_value(one) == words_by_value(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("12", "120"), ("1.5", "15"), ("harbour", "Harbour"), ("in to", "into"), ("1.2.3", "1.2")],
)
def test_other_words_stay_others(one: str, other: str) -> None:
    """Another value, case or cut of words is a difference."""
    assert words_by_value(one) != words_by_value(other)
