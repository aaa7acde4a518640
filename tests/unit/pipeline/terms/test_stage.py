"""The stage that makes terms."""

from pipeline.fields import index_fields
from pipeline.records import Cleaned, Document, Locator, Metadata, Work
from pipeline.terms.stage import TERMS
from pipeline.terms.twins import twins
from tests.harness.records import a_writer
from workers.settings import TERMS_STAGE

DOCUMENT = Document(
    "0" * 32, Locator("file:///a"), "text/plain", None, "f" * 32, 9, Metadata("Its own Title")
)


def test_what_workers_make_is_what_an_index_would_make() -> None:
    """Of a document with a clean text, and of one that has nothing but a title."""
    cleaned = Cleaned("The Elections", "Voters' choices", "en", "e" * 32)
    works = [Work(DOCUMENT, cleaned), Work(DOCUMENT)]
    for before, after in zip(works, TERMS.process(works), strict=True):
        assert isinstance(after, Work)
        assert after.terms
        assert after.evolve(terms=None) == before
        fields = index_fields(after, (), a_writer())
        assert twins(fields, after.terms) == twins(fields)


def test_no_other_stage_has_its_name() -> None:
    """What it gives is stored under that name."""
    assert TERMS.name == TERMS_STAGE
