"""What `make quality` measures is there: its chain of stages runs and gives figures of texts."""

import pytest

from benchmarks.quality.strangers import cleaning
from pipeline.identity import document_id
from pipeline.records import Document, Locator

pytestmark = pytest.mark.once
WORDS = "The committee heard the minister speak about the harbour and its many ships. " * 10


def measured(text: str) -> tuple[float, float]:
    """Words taken away and words altered, of 100,000, when cleaning reads this text alone."""
    locator = Locator("test:a")
    document = Document(document_id(locator), locator, "text/plain", text, "", len(text))
    away, altered = cleaning([("a genre", [document])])
    return away.value, altered.value


def test_a_text_that_cleaning_leaves_alone_counts_nothing() -> None:
    """No word is taken away, none altered."""
    assert measured(WORDS) == (0, 0)


def test_words_that_cleaning_joins_count_as_altered() -> None:
    """A word broken at the end of a line is two words before and one after."""
    away, altered = measured(f"{WORDS}It was an agree-\nment between the parties.\n")
    assert away == 0
    assert altered == pytest.approx(100_000 * 2 / 138, rel=0.02)
