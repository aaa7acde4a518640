"""The stage that makes a document's terms: it runs behind all others, and is in no setting."""

from collections.abc import Sequence

from pipeline.fields import full_text
from pipeline.records import Result, Work
from pipeline.stage import each
from pipeline.terms.twins import VERSION, text_twins


class Terms:
    """Gives the terms and stems of title and text, so that the writer of an index has them ready.

    An index may have a single writer: what it has to do limits the pace of all.
    """

    name = "terms"
    needs = frozenset({"cleaned"})
    gives = frozenset({"terms"})
    fingerprint = str(VERSION)

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """The documents with their terms."""
        return each(self.name, batch, lambda work: work.evolve(terms=text_twins(full_text(work))))


TERMS = Terms()
