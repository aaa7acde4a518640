"""Limits on what packed data may become (decompression bombs)."""

from collections.abc import Callable, Iterator

from pipeline.sources.limits import Limits
from pipeline.sources.problems import DecompressionBomb

# How much of the limits may be unpacked in vain, of bombs among good files: of the bytes that any
# file may become, and of what the ratio allows.
MOST_FREE_BOMBS = 10
MOST_BOMBS = 2


class Budget:
    """Counts what is unpacked from one packed input, and with it from those that it stands in.

    `packed` gives the packed bytes that it came from so far; None where that is not known, and only
    the budgets around it know a ratio. `spent`: bytes that were unpacked, at every level of the
    nest. `wasted`: those of them that came out of bombs. `members`: files in the archives.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        packed: Callable[[], int] | None = None,
        outer: "Budget | None" = None,
    ) -> None:
        self._limits = limits = limits or Limits()
        # What is within these is within all limits.
        self._free = min(limits.ratio_from_bytes, limits.max_archive_bytes)
        self._most = limits.max_members
        self._packed = packed
        self._outer = outer
        self.spent = 0
        self.wasted = 0
        self.members = 0

    def inner(self, packed: Callable[[], int] | None) -> "Budget":
        """One for an input inside of this one."""
        return Budget(self._limits, packed, self)

    def spend(self, size: int) -> None:
        """Count unpacked bytes.

        Raises:
            DecompressionBomb: a limit is exceeded; it names the innermost budget.
        """
        self._count(size, 0, 0)

    def check_told(self, size: int) -> None:
        """Check a size that is told before anything is unpacked, against the packed input's own.

        Raises:
            DecompressionBomb: so much would exceed the ratio.
        """
        if size > self._limits.ratio_from_bytes and self._packed is not None:
            self._check_ratio(size, self.wasted)

    def count_member(self) -> None:
        """Count a file of an archive.

        Raises:
            DecompressionBomb: there are more files than the limit.
        """
        self._count(0, 0, 1)

    def restore(self, spent: int, wasted: int, members: int) -> None:
        """Set the counts to what they were at a position; those around this one move along."""
        self._add(spent - self.spent, wasted - self.wasted, members - self.members)

    def write_off(self) -> None:
        """Count what was spent here as wasted, so that a bomb does not end what it stands in.

        Raises:
            DecompressionBomb: too much has been wasted.
        """
        if self._outer is not None:
            self._outer._count(-self.spent, self.spent, 0)

    def holds(self, error: DecompressionBomb) -> bool:
        """Whether an error is about this input or one inside of it, not one around it."""
        return not any(error.budget is outer for outer in self._around())

    def _around(self) -> Iterator["Budget"]:
        outer = self._outer
        while outer is not None:
            yield outer
            outer = outer._outer

    def _count(self, spent: int, wasted: int, members: int) -> None:
        self._add(spent, wasted, members)
        budget: Budget | None = self
        while budget is not None:
            if budget.spent + budget.wasted > self._free or budget.members > self._most:
                budget._check()
            budget = budget._outer

    def _add(self, spent: int, wasted: int, members: int) -> None:
        budget: Budget | None = self
        while budget is not None:
            budget.spent += spent
            budget.wasted += wasted
            budget.members += members
            budget = budget._outer

    def _check(self) -> None:
        limits = self._limits
        if self.spent + self.wasted > limits.max_archive_bytes:
            raise DecompressionBomb(
                f"unpacks to more than {limits.max_archive_bytes} bytes; if you trust "
                "it, raise DOCMILL_MAX_ARCHIVE_BYTES",
                self,
            )
        if self.members > limits.max_members:
            raise DecompressionBomb(
                f"holds more than {limits.max_members} files; if you trust it, raise "
                "DOCMILL_MAX_MEMBERS",
                self,
            )
        if max(self.spent, self.wasted) > limits.ratio_from_bytes and self._packed is not None:
            self._check_ratio(self.spent, self.wasted)

    def _check_ratio(self, spent: int, wasted: int) -> None:
        limits = self._limits
        packed = self._packed() if self._packed else 0
        most = limits.max_ratio * packed
        most_wasted = max(MOST_BOMBS * most, MOST_FREE_BOMBS * limits.ratio_from_bytes)
        if spent > max(most, limits.ratio_from_bytes) or wasted > most_wasted:
            raise DecompressionBomb(
                f"a decompression bomb: {packed} bytes unpack to more than "
                f"{limits.max_ratio} times as many; if you trust it, raise DOCMILL_MAX_RATIO",
                self,
            )
