"""Batches that a test sends through the links itself, without a task."""

from collections.abc import Sequence

from pipeline.records import Cleaned, Document, Locator, Result, Work
from workers.broker.payloads import Place

TTL = 600
RUN = "20260101-000000-abcd"


class Plain:
    """A stage that gives the content as clean text."""

    name = "plain"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})
    fingerprint = "1"

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Hashes are the content's own."""
        return [
            work.evolve(cleaned=Cleaned("", str(work.document.raw), "en", work.document.raw_hash))
            for work in batch
        ]


def place(number: int) -> Place:
    """A place whose content hash is its number."""
    at = Locator("file:///a", record=number)
    return Place(
        Document(f"{number:032x}", at, "text/plain", f"Text {number}.", f"{number:032x}", 9)
    )
