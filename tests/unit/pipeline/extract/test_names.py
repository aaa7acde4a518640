"""Names out of what a model found, and long texts in pieces; no model is loaded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.extract import ExtractStage
from pipeline.extract.labels import LABELS, label_of
from pipeline.extract.patterns import KINDS
from pipeline.extract.pieces import groups, pieces
from pipeline.extract.slips import is_name, trimmed
from pipeline.extract.span import value_mention
from pipeline.fields import ENTITY_FIELDS
from pipeline.records import Mention


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("Vladimir Putin", "Vladimir Putin"),
        ("the United States", "United States"),
        ("The  United Nations'", "United Nations"),
        ("an Airbus", "Airbus"),
        ("Tony Blair's", "Tony Blair"),
        ("the government’s", "government"),
        ("Theresa May", "Theresa May"),
        ("Anna", "Anna"),
        (" \nParis\n", "Paris"),
    ],
)
def test_names_are_trimmed(found: str, name: str) -> None:
    """Names lose determiners and possessives."""
    text = f"Before {found} after."
    start, end = trimmed(text, 7, 7 + len(found))
    assert text[start:end] == name


@pytest.mark.parametrize(
    ("found", "label", "value"),
    [
        ("a third", "cardinal", "a third"),
        ("the week's", "date", "the week's"),
        (" \nMay 4\n", "date", "May 4"),
    ],
)
def test_values_are_not_trimmed(found: str, label: str, value: str) -> None:
    """Every word of a value counts; only white space goes."""
    text = f"Before {found} after."
    made = value_mention(text, 7, 7 + len(found), label)
    assert made is not None
    assert made.text == value
    assert text[made.start : made.end] == value


def test_a_value_over_two_lines_is_one_entity() -> None:
    """The mention is as the text has it, the entity has one blank."""
    text = "Of May\n 4."
    assert value_mention(text, 3, 9, "date") == Mention(3, 9, "date", "May\n 4", "May 4")


@pytest.mark.parametrize("found", ["the ", "'s", "—", " ", ""])
def test_what_holds_no_name_is_dropped(found: str) -> None:
    """A determiner, a possessive or punctuation alone is no name."""
    start, end = trimmed(found, 0, len(found))
    assert start >= end or not is_name(found[start:end])


@pytest.mark.parametrize("found", ["—", " ", ""])
def test_what_holds_no_value_is_dropped(found: str) -> None:
    """Punctuation alone is no value."""
    assert value_mention(found, 0, len(found), "date") is None


def test_labels_are_docmills() -> None:
    """Known labels are mapped, and all that has a field of its own can be found."""
    assert label_of("GPE") == "place"
    assert label_of("SOMETHING") == "something"
    assert set(ENTITY_FIELDS) <= {*LABELS.values(), *KINDS}
    assert set(KINDS) <= set(ENTITY_FIELDS)


SPANS = st.text(st.sampled_from("the an's’' \nAé—")).flatmap(
    lambda text: st.tuples(st.just(text), st.integers(0, len(text)), st.integers(0, len(text))).map(
        lambda made: (made[0], *sorted(made[1:]))
    )
)


@given(SPANS)
def test_a_name_lies_within_its_span(span: tuple[str, int, int]) -> None:
    """However it is trimmed."""
    text, start, end = span
    first, last = trimmed(text, start, end)
    assert start <= first
    assert last <= end


@given(SPANS, st.sampled_from(sorted(LABELS)))
def test_a_mention_is_what_the_text_has_there(span: tuple[str, int, int], label: str) -> None:
    """Its text is the text at its offsets and lies within the span."""
    text, start, end = span
    made = value_mention(text, start, end, label)
    if made is not None:
        assert start <= made.start < made.end <= end
        assert text[made.start : made.end] == made.text
        assert made.entity == " ".join(made.text.split())


@given(st.text(st.sampled_from("ab .\n")), st.integers(1, 12))
def test_pieces_make_up_the_text(text: str, size: int) -> None:
    """Nothing is lost or doubled, and every piece stands where it says."""
    made = list(pieces(text, size))
    assert "".join(piece for _, piece in made) == text
    assert all(text.startswith(piece, offset) for offset, piece in made)
    assert all(len(piece) <= size for _, piece in made)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("one. two\nthree\n\nfour", "one. two\nthree\n\n"),
        ("one. two three\nfour five", "one. two three\n"),
        ("one two three. four five", "one two three. "),
        ("one two three four five", "one two three "),
        ("onetwothreefourfivesix", "onetwothreefourf"),
    ],
)
def test_texts_are_cut_at_the_best_place(text: str, first: str) -> None:
    """A paragraph's end is better than a line's, a sentence's and a word's."""
    assert next(pieces(text, 16)) == (0, first)


@given(st.lists(st.text(st.just("x"), max_size=12)), st.integers(1, 10))
def test_groups_bound_what_is_taken_at_once(texts: list[str], size: int) -> None:
    """Groups keep all texts in order; only a single text may be larger than a group."""
    made = list(groups(texts, size))
    assert [text for group in made for text in group] == texts
    assert all(len(group) == 1 or sum(map(len, group)) <= size for group in made)


def test_a_model_that_is_not_installed_is_named_at_once() -> None:
    """A missing package is a configuration error when the stage is built."""
    with pytest.raises(ConfigurationError, match="'xx_no_model'"):
        ExtractStage(models={"xx": "xx_no_model"})
