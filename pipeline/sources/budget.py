"""Limits on what compressed data may become (decompression bombs)."""

from collections.abc import Callable

from pipeline.sources.limits import Limits
from pipeline.sources.problems import DecompressionBomb


class Budget:
    """Counts the bytes unpacked from one compressed input, `spent`, against the limits.

    `compressed` tells how many compressed bytes they came from so far.
    """

    def __init__(self, limits: Limits, compressed: Callable[[], int]) -> None:
        self._limits = limits
        self._compressed = compressed
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count unpacked bytes. Raises `DecompressionBomb` above a limit."""
        self.spent += size
        limits = self._limits
        if self.spent > limits.max_archive_bytes:
            raise DecompressionBomb(
                f"unpacks to more than {limits.max_archive_bytes} bytes (max_archive_bytes)"
            )
        if self.spent <= limits.ratio_from_bytes:
            return
        compressed = self._compressed()
        if self.spent > limits.max_ratio * compressed:
            raise DecompressionBomb(
                f"a decompression bomb: {compressed} bytes unpack to more than "
                f"{limits.max_ratio} times as many (max_ratio)"
            )
