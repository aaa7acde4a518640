"""How large the next bulk request may be."""

from hypothesis import given
from hypothesis import strategies as st

from workers.indexes.elasticsearch.portion import (
    LEAST_BYTES,
    QUICK_SECONDS,
    SLOW_SECONDS,
    PortionSize,
)

MOST = 8_000_000
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("refused"), st.integers(1, 2 * MOST)),
        st.tuples(st.just("answered"), st.integers(1, 2 * MOST), st.floats(0, 60)),
    )
)


@given(EVENTS, st.integers(1, MOST))
def test_it_stays_between_its_bounds(events: list[tuple[str, float]], most: int) -> None:
    """Whatever happens, a request is neither above the setting nor senselessly small."""
    size = PortionSize(most)
    for name, *given_ in events:
        getattr(size, name)(*given_)
        assert min(LEAST_BYTES, most) <= size.bytes <= most


def test_refusals_and_slow_answers_halve_what_was_sent() -> None:
    """Half of what was too much, also where the request was below what it might have been."""
    size = PortionSize(MOST)
    size.refused(MOST)
    assert size.bytes == MOST // 2
    size.answered(MOST // 4, 2 * SLOW_SECONDS)
    assert size.bytes == MOST // 8


def test_quick_answers_bring_it_back() -> None:
    """Twice as much each time, up to the setting."""
    size = PortionSize(MOST)
    size.refused(MOST // 2)
    for expected in (MOST // 2, MOST, MOST):
        size.answered(size.bytes, QUICK_SECONDS / 2)
        assert size.bytes == expected


def test_neither_small_requests_nor_fair_answers_change_anything() -> None:
    """A small request that was quick says nothing about a large one."""
    size = PortionSize(MOST)
    size.refused(MOST)
    size.answered(MOST // 8, QUICK_SECONDS / 2)
    size.answered(MOST // 2, (QUICK_SECONDS + SLOW_SECONDS) / 2)
    assert size.bytes == MOST // 2


def test_what_is_too_large_once_is_not_tried_again() -> None:
    """The limit of a server or a proxy stays: no quick answer leads above it."""
    size = PortionSize(MOST)
    size.too_large(MOST)
    size.answered(MOST // 2, 0)
    assert size.bytes == MOST // 2
    size.too_large(200_000)
    size.refused(100_000)
    assert size.bytes == 100_000
