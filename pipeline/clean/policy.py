"""Filter policies: documents are left out by their quality signals."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.clean.signals import SIGNALS
from pipeline.errors import ConfigurationError


class Range(NamedTuple):
    """The values that stay; None where there is no limit."""

    smallest: float | None
    largest: float | None


# What Gopher and C4 refuse (`pipeline.clean.signals` names the papers).
POLICIES: dict[str, dict[str, Range]] = {
    "gopher": {
        "words": Range(50, 100_000),
        "word-length": Range(3, 10),
        "symbol-share": Range(None, 0.1),
        "bullet-share": Range(None, 0.9),
        "ellipsis-share": Range(None, 0.3),
        "letter-share": Range(0.8, None),
        "repeated-lines": Range(None, 0.3),
        "top-pair-share": Range(None, 0.2),
        "repetition": Range(None, 0.15),
    },
    # C4 drops lines that do not end like sentences; docmill needs most lines to end so.
    "c4": {"words": Range(15, None), "sentence-share": Range(0.5, None), "braces": Range(None, 0)},
}


class Policy:
    """The limits of a text's signals; an empty policy has none.

    `name`: one of `POLICIES`, or "" for none. `filters`: signal → [smallest, largest], which
    replace those of the named policy.

    Raises:
        ConfigurationError: there is no such policy or signal, or limits have another form.
    """

    def __init__(
        self, name: str = "", filters: Mapping[str, Sequence[float | None]] | None = None
    ) -> None:
        if name and name not in POLICIES:
            raise ConfigurationError(
                f"no filter policy is called {name!r}; there are {', '.join(POLICIES)} "
                "(option `policy` of the stage clean)"
            )
        self.ranges = dict(POLICIES[name]) if name else {}
        for signal, limits in (filters or {}).items():
            self.ranges[signal] = _range(signal, limits)

    def reason(self, signals: Mapping[str, float]) -> str | None:
        """The first signal that is out of its range; None if there is none."""
        for signal, (smallest, largest) in self.ranges.items():
            value = signals.get(signal)
            if value is None:
                continue
            if (smallest is not None and value < smallest) or (
                largest is not None and value > largest
            ):
                return signal
        return None


def _range(signal: str, limits: Sequence[float | None]) -> Range:
    if signal not in SIGNALS:
        raise ConfigurationError(
            f"no quality signal is called {signal!r}; there are {', '.join(SIGNALS)} "
            "(option `filters` of the stage clean)"
        )
    if (
        isinstance(limits, str)
        or len(limits) != 2
        or not all(limit is None or isinstance(limit, int | float) for limit in limits)
    ):
        raise ConfigurationError(
            f"the filter {signal!r} has two limits, [smallest, largest], null for none; "
            f"not {limits!r}"
        )
    return Range(*limits)
