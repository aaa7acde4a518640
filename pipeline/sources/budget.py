"""Limits on what compressed data may become (decompression bombs)."""

from collections.abc import Callable

from pipeline.sources.limits import Limits
from pipeline.sources.problems import DecompressionBomb


class Budget:
    """Counts bytes unpacked from one compressed input against the limits.

    `compressed` tells how many compressed bytes they came from so far; `whole` is the budget of
    the archive around, which is charged too.
    """

    def __init__(
        self, limits: Limits, compressed: Callable[[], int], whole: "Budget | None" = None
    ) -> None:
        self._limits = limits
        self._compressed = compressed
        self._whole = whole
        self._spent = 0

    @property
    def exhausted(self) -> bool:
        """Whether nothing more may be unpacked."""
        return self._reason() is not None

    def spend(self, size: int) -> None:
        """Count unpacked bytes. Raises `DecompressionBomb` above a limit."""
        self._spent += size
        if self._whole is not None:
            self._whole.spend(size)
        if reason := self._reason():
            raise DecompressionBomb(reason)

    def _reason(self) -> str | None:
        limits = self._limits
        if self._spent > limits.max_archive_bytes:
            return f"unpacks to more than {limits.max_archive_bytes} bytes (max_archive_bytes)"
        # Asked only above a size, so the callable is not called for every small read.
        if self._spent > limits.ratio_from_bytes:
            compressed = max(1, self._compressed())
            if self._spent > limits.max_ratio * compressed:
                return (
                    f"{compressed} compressed bytes unpack to more than {limits.max_ratio} times "
                    "as many (max_ratio): a decompression bomb"
                )
        return None
