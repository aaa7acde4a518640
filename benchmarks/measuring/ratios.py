"""Ratios of figures that were measured in the same round, so that a noisy machine cancels out."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Spread:
    """The median of some figures, the lowest, the highest, and how many they were."""

    median: float
    low: float
    high: float
    count: int


def spread(figures: Iterable[float]) -> Spread:
    """Median and range of some figures.

    Raises:
        statistics.StatisticsError: there are none.
    """
    known = list(figures)
    return Spread(statistics.median(known), min(known), max(known), len(known))


def paired(above: Mapping[int, float], below: Mapping[int, float]) -> Spread | None:
    """The quotients of two contestants' figures by round, over the rounds that both have; None
    when there is no such round."""
    common = sorted(above.keys() & below.keys())
    return spread(above[number] / below[number] for number in common) if common else None


def in_turn(contestants: Sequence[T], number: int) -> list[T]:
    """All of them, each round another one first."""
    first = number % len(contestants)
    return [*contestants[first:], *contestants[:first]]
