"""An index in memory that writes document by document, with a hook before each.

Like Elasticsearch it shows to `holders` what it held at the last refresh.
"""

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.index import FailureEntry, IndexEntry, Known, Refused, Waits
from tests.harness.broker_in_memory import nothing


class MemoryIndex:
    """`before`: called before every document is written and every question; it may raise.

    `refuses`: whether the index refuses a document for good, by its id.
    """

    def __init__(self, refuses: Callable[[str], bool]) -> None:
        self.before: Callable[[], None] = nothing
        self._refuses = refuses
        self.documents: dict[str, tuple[int, dict[str, Any]]] = {}
        self.failures: dict[str, FailureEntry] = {}
        self._shown: dict[str, str] = {}

    def write(
        self,
        entries: Sequence[IndexEntry],
        failures: Sequence[FailureEntry] = (),
        waits: Waits | None = None,
    ) -> list[Refused | None]:
        """Store what is not older than what is held; nothing is ever waited for."""
        del waits
        answers: list[Refused | None] = []
        for entry in entries:
            self.before()
            if self._refuses(entry.id):
                answers.append(Refused("odd", "it does not fit"))
                continue
            answers.append(None)
            if entry.version >= self.documents.get(entry.id, (0, {}))[0]:
                self.documents[entry.id] = (entry.version, entry.fields)
        for failure in failures:
            self.before()
            self.failures[failure.id] = failure
        self.before()
        return answers

    def lookup(self, ids: Sequence[str]) -> list[Known | None]:
        """What is held now."""
        self.before()
        return [self.known(id) for id in ids]

    def known(self, id: str) -> Known | None:
        """What is held under an id, for the test itself to ask."""
        if id not in self.documents:
            return None
        version, fields = self.documents[id]
        return Known(
            fields["raw_hash"], fields["content_hash"], tuple(fields["fingerprints"]),
            fields["run"], version,
        )  # fmt: skip

    def holders(self, content_hashes: Sequence[str]) -> dict[str, str]:
        """The earliest written document of each content."""
        self.before()
        found: dict[str, str] = {}
        for id, content_hash in self._shown.items():
            if content_hash in content_hashes:
                found.setdefault(content_hash, id)
        return found

    def refresh(self) -> None:
        """Show what is held."""
        self.before()
        self._shown = {id: one["content_hash"] for id, (_, one) in self.documents.items()}

    def delete(self, ids: Sequence[str]) -> int:
        """Remove what is there."""
        self.before()
        return sum(self.documents.pop(id, None) is not None for id in ids)

    def forget_failures(self, run: str, ids: Sequence[str]) -> None:
        """Remove failures, those of this one run."""
        del run
        for id in ids:
            self.before()
            self.failures.pop(id, None)
