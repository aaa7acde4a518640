"""Values of most documents, told from those of all and of the few others."""

from hypothesis import given
from hypothesis import strategies as st

from workers.indexes.embedded.broad import Most, difference

VALUES = st.sampled_from("abcdefgh")
COUNTED = st.dictionaries(VALUES, st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=8)


def cut(counted: dict[str, int], kept: int) -> Most:
    """What tantivy would give: the most frequent values, and how frequent a further one may be."""
    there = {value: count for value, count in counted.items() if count}
    first = sorted(there, key=lambda value: -there[value])[:kept]
    return Most({v: there[v] for v in first}, there[first[-1]] if len(there) > kept else 0)


@given(COUNTED, st.integers(1, 8), st.integers(1, 8), st.integers(1, 5))
def test_what_is_told_is_what_counting_would_give(
    counted: dict[str, tuple[int, int]], kept: int, kept_of_others: int, size: int
) -> None:
    """However few values are known: nothing is told where it would be a guess."""
    of_all = {value: here + elsewhere for value, (here, elsewhere) in counted.items()}
    of_others = {value: elsewhere for value, (_, elsewhere) in counted.items()}
    here = {value: here for value, (here, _) in counted.items() if here}
    expected = tuple(sorted(here.items(), key=lambda one: (-one[1], one[0]))[:size])
    told = difference(cut(of_all, kept), cut(of_others, kept_of_others), size)
    assert told in (None, expected)
    if kept == kept_of_others == 8:
        assert told == expected
