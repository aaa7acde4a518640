"""What is counted over the documents of a run."""

from typing import Any

import pytest

from pipeline.counts import COUNTS, Count, tally
from pipeline.records import Cleaned, Document, Locator, Metadata, Work


def work(published: str | None = None, **cleaned: Any) -> Work:
    """A cleaned document."""
    document = Document(
        "0" * 32, Locator("file:///a"), "text/plain", None, "", 1, Metadata(published=published)
    )
    return Work(document, Cleaned("", "text", "en", "0" * 32, **cleaned))


def test_the_numbers_of_several_documents_add_up() -> None:
    """By count and part; a document that was not cleaned has none but its date."""
    works = [
        work(signals={"words": 7.0}, repair_words={"credit": 3}, encoding="cp1252"),
        work("someday", signals={"words": 5.0}, encoding="cp1252", replaced_bytes=2),
        work("2022-05-01", encoding="utf-8", replaced_bytes=4),
        Work(work("long ago").document),
    ]
    assert tally(works) == {
        "words": {"words": 12},
        "repair_words": {"credit": 3},
        "encodings": {"cp1252": 2},
        "replaced": {"documents": 2, "bytes": 6},
        "dates_not_understood": {"documents": 2},
    }


def test_what_is_as_it_should_be_is_no_number() -> None:
    """No documents, and documents with nothing to count."""
    assert tally([]) == tally([work("2022-05"), work(encoding="utf-8"), work()]) == {}


@pytest.mark.parametrize("count", COUNTS, ids=lambda count: count.name)
def test_no_count_advises_on_nothing(count: Count) -> None:
    """A run without numbers has no warning."""
    assert count.advice({}) is None


def test_replaced_bytes_are_told_with_the_search_that_lists_them() -> None:
    """Documents and bytes."""
    (count,) = [count for count in COUNTS if count.name == "replaced"]
    told = count.advice({"documents": 2, "bytes": 1_006})
    assert told is not None
    assert "(1,006, documents: 2)" in told
    assert told.endswith("docmill search 'replaced_bytes:>0'")
