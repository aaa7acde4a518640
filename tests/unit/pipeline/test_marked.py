"""Where no names are looked for: what cleaning marked as no words of the document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify import ClassifyStage
from pipeline.extract import ExtractStage
from pipeline.marked import OF_OTHERS, WITHOUT_NAMES, without_marked
from pipeline.records import Cleaned, Mark

TEXT = "Bonn met.\n\nShare with Anna\n\nSource: Ministry"


def marked(*marks: Mark, text: str = TEXT) -> Cleaned:
    return Cleaned("A title", text, "en", "0" * 32, marks=marks)


@pytest.mark.parametrize("kind", ["boilerplate", "credit"])
def test_what_speaks_for_others_is_blank(kind: str) -> None:
    """Its characters become blanks, so that all others keep their offsets."""
    blank = without_marked(marked(Mark(kind, 11, 26))).text
    assert blank == "Bonn met.\n\n               \n\nSource: Ministry"


def test_what_is_repeated_is_read() -> None:
    """A line that stands there twice names whom it names."""
    cleaned = marked(Mark("repeated", 11, 26))
    assert without_marked(cleaned) is cleaned
    assert without_marked(marked()).text == TEXT


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=5))
def test_marks_may_overlap(places: list[tuple[int, int]]) -> None:
    """Each marked character is blank, each other one stays."""
    text = "abcdefghij"
    spans = sorted((min(pair), max(pair)) for pair in places)
    blank = without_marked(marked(*(Mark("credit", *span) for span in spans), text=text)).text
    inside = {at for start, end in spans for at in range(start, end)}
    assert blank == "".join(" " if at in inside else text[at] for at in range(10))


def test_quoted_replies_and_signatures_are_left_out_where_asked() -> None:
    """Extraction and classification do so unless their option `skip_quoted` is off."""
    text = "Ada writes.\n\n> Bob wrote.\n\nAda Low, Kiel"
    marks = (Mark("quoted", 13, 25), Mark("signature", 27, len(text)))
    cleaned = Cleaned("", text, "en", "", marks=marks)
    assert without_marked(cleaned).text == text
    left = without_marked(cleaned, WITHOUT_NAMES | OF_OTHERS).text
    assert (left.split(), len(left)) == (["Ada", "writes."], len(text))
    for stage in (ClassifyStage, ExtractStage):
        assert stage(skip_quoted=False).fingerprint != stage().fingerprint
