"""How many documents were published when, as the bars of a picture."""

import msgspec

from pipeline.index import PublishedWhen

WIDTH, HEIGHT = 1_000, 100
_LOWEST = 2.0  # so that a single document is seen beside thousands


class Bar(msgspec.Struct, frozen=True):
    """One period: its name, the number of documents, where its bar stands and how high it is."""

    period: str
    count: int
    x: float
    height: float


class Histogram(msgspec.Struct, frozen=True):
    """The bars, each `step` wide, in a picture of `width` by `height`."""

    unit: str
    bars: tuple[Bar, ...]
    step: float
    undated: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def first(self) -> str:
        """The first period."""
        return self.bars[0].period

    @property
    def last(self) -> str:
        """The last period."""
        return self.bars[-1].period


def histogram(dates: PublishedWhen) -> Histogram:
    """The picture of at least one bar; the tallest is as high as the picture."""
    step = WIDTH / len(dates.bars)
    most = max(count for _, count in dates.bars) or 1
    return Histogram(
        dates.unit,
        tuple(
            Bar(
                period,
                count,
                round(place * step, 2),
                round(max(_LOWEST, HEIGHT * count / most), 2) if count else 0.0,
            )
            for place, (period, count) in enumerate(dates.bars)
        ),
        round(step, 2),
        dates.undated,
    )
