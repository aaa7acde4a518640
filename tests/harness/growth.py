"""Whether what something costs grows with its size and no faster."""

from collections.abc import Callable
from time import process_time

TRIES = 5
FLOOR = 0.05  # seconds below which the clock and the collector of garbage say more than the work


def grows_with_size(work: Callable[[int], object], small: int) -> bool:
    """Whether `work(4 * small)` takes at most twelve times the processor time of `work(small)`.

    Four times is linear, sixteen the square. One bad measurement is no answer: the best of several
    counts. `work` may take its time to prepare as well, as long as that is linear.
    """
    for _ in range(TRIES):
        many = _seconds(work, 4 * small)
        if many < FLOOR or many < 12 * _seconds(work, small) + FLOOR:
            return True
    return False


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = process_time()
    work(size)
    return process_time() - start
