"""Documents like one, over every index."""

import pytest

from pipeline.index import Index
from pipeline.similar import similar, telling_words
from pipeline.terms.words import terms
from tests.contract.indexes import entry, written

pytestmark = pytest.mark.once

STEEL = (
    "The steel mill at Oxelösund closed its last blast furnace on Monday. Workers had kept the "
    "furnace burning for ninety years. The mill will melt scrap with electricity from now on."
)
FURNACE = (
    "Electric furnaces melt scrap steel with less coal. The mill in Luleå is the next that will "
    "lose its blast furnace, its owner said."
)
CHESS = "The chess player won the final of the tournament with a bishop and two pawns."
RIVER = "The river rose above the bridge after a week of rain, and the ferry did not sail."


@pytest.fixture
def archive(index: Index) -> Index:
    """An index with texts on two matters, one of them in two versions."""
    return written(
        index,
        entry("steel", title="Last furnace", text=STEEL, content_hash="a", language="en"),
        entry("copy", title="Last furnace", text=STEEL, content_hash="a", language="en"),
        entry("version", text=f"{STEEL} Copyright.", content_hash="b", language="en"),
        entry("furnace", title="Scrap", text=FURNACE, content_hash="c", language="en"),
        entry("again", title="Scrap", text=f"{FURNACE} Ends.", content_hash="d", language="en"),
        entry("chess", text=CHESS, content_hash="e", language="en"),
        entry("river", text=RIVER, content_hash="f", language="en"),
        entry("empty", title="", text="", content_hash="g", language="en"),
        entry("alone", text="Xylophone quartets", content_hash="h", language="en"),
    )


def _record(index: Index, id: str) -> dict[str, object]:
    record = index.get(id)
    assert record is not None
    return record


def test_a_document_about_the_same_comes_first(archive: Index) -> None:
    """Versions of the document itself are told apart, further versions are shown once."""
    found = similar(archive, _record(archive, "version"), 10)
    first = found.found[0]
    assert {first.hit.id, *first.nearly_equal} == {"furnace", "again"}
    assert set(found.nearly_equal) <= {"steel", "copy"}
    assert len(found.nearly_equal) == 1  # copies of one content are one hit
    others = {one.hit.id for one in found.found[1:]}
    assert others <= {"chess", "river"}
    assert first.nearness is not None
    assert first.nearness > max((one.nearness or 0 for one in found.found[1:]), default=0)


def test_no_more_than_are_asked_for(archive: Index) -> None:
    """The nearest."""
    [only] = similar(archive, _record(archive, "steel"), 1).found
    assert only.hit.id in ("furnace", "again")
    shown = {piece.lower() for piece, is_match in only.hit.pieces() if is_match}
    assert {"furnaces", "mill", "scrap"} & shown


@pytest.mark.parametrize("id", ["empty", "alone"])
def test_what_shares_no_word_has_nothing_like_it(archive: Index, id: str) -> None:
    """Nor has a document without words."""
    assert similar(archive, _record(archive, id), 10).found == ()


def test_words_are_telling_that_others_have_and_few(archive: Index) -> None:
    """Neither those that the text alone has nor, first, those that all have."""
    words = telling_words(terms(STEEL), archive)
    assert "oxelosund" in words
    assert words.index("the") > words.index("furnace")
    assert "xylophone" not in telling_words(["xylophone"], archive)


def test_other_languages_are_compared_by_their_words(index: Index) -> None:
    """The table of vectors is English."""
    texts = ("Das Stahlwerk schließt", "Das Stahlwerk in Luleå", "Der Fluss stieg")
    for number, text in enumerate(texts):
        written(index, entry(f"d{number}", text=text, content_hash=str(number), language="de"))
    [found] = similar(index, _record(index, "d0"), 10).found
    assert (found.hit.id, found.nearness) == ("d1", None)


def test_frequencies_are_numbers_of_documents(archive: Index) -> None:
    """Of terms that are there."""
    have = archive.frequencies("text_terms", ["furnace", "river", "nowhere"])
    assert have == {"furnace": 5, "river": 1}
    assert archive.frequencies("text_terms", []) == {}


def test_records_have_the_fields_asked_for(archive: Index) -> None:
    """In the order of the ids; None where there is none."""
    [river, nobody, chess] = archive.records(["river", "nobody", "chess"], ["text", "author"])
    assert (river, nobody, chess) == ({"text": RIVER}, None, {"text": CHESS})
    assert archive.records([], ["text"]) == []
