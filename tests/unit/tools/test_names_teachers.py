"""What the English network learns from: teachers, and what docmill's rules make of their spans."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.span import Span
from tools.names.annotated import Name
from tools.names.teachers import divided, judged, together

spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8), st.sampled_from(["ORG", "GPE"])), max_size=6
).map(lambda made: [Span(start, start + length, label) for start, length, label in made])


def test_the_leading_teacher_is_followed_and_the_others_add_what_all_agree_on() -> None:
    """One of the others alone adds nothing, nor does a span that overlaps one of the leader's."""
    leading = [Span(0, 6, "PERSON")]
    one = [Span(0, 6, "ORG"), Span(10, 14, "GPE"), Span(20, 24, "ORG"), Span(4, 9, "GPE")]
    other = [Span(10, 14, "GPE"), Span(20, 24, "GPE"), Span(4, 9, "GPE")]
    assert together(leading, one, other) == [Span(0, 6, "PERSON"), Span(10, 14, "GPE")]


def test_of_rare_kinds_the_student_keeps_what_it_finds() -> None:
    """Its works stay, those of the leader are not learnt; where these are it names what it did."""
    leading = [Span(0, 6, "WORK_OF_ART"), Span(10, 16, "LAW"), Span(20, 26, "PERSON")]
    student = [Span(0, 6, "ORG"), Span(20, 26, "EVENT"), Span(30, 36, "WORK_OF_ART")]
    kept = [Span(0, 6, "ORG"), Span(20, 26, "PERSON"), Span(30, 36, "WORK_OF_ART")]
    assert together(leading, [], student) == kept


def test_the_rules_judge_types_by_the_whole_document() -> None:
    """A surname is a person where the full name stands elsewhere; bounds and values stay."""
    text = "Maren Tolliver spoke for the United Nations on Monday. Tolliver left early."
    found = [(0, 14, "PERSON"), (25, 43, "ORG"), (47, 53, "DATE"), (55, 63, "ORG")]
    names = judged(text, [Span(*one) for one in found])
    assert names == [
        Name(0, 14, "PERSON"), Name(25, 43, "ORG"), Name(47, 53, "DATE"), Name(55, 63, "PERSON"),
    ]  # fmt: skip


def test_what_is_no_name_by_the_rules_is_not_learnt() -> None:
    """Identifiers that a teacher takes for a body."""
    text = "The value of max_retry_count is read by the server."
    assert judged(text, [Span(13, 28, "ORG")]) == []


def test_passages_end_with_sentences_and_cut_no_name() -> None:
    """Every character is in one of them, and a name in the one that it begins in."""
    sentence = "The firm of Arnholt & Co. Later bought a mill near the river and sold it. "
    text = sentence * 8
    names = [Name(n * len(sentence) + 12, n * len(sentence) + 31, "ORG") for n in range(8)]
    made = [*divided(text, names)]
    assert "".join(passage.text for passage in made) == text
    assert [p.text[n.start : n.end] for p in made for n in p.names] == ["Arnholt & Co. Later"] * 8
    assert len(made) > 1


@given(spans, spans)
def test_spans_added_to_the_leaders_never_overlap_them(one: list[Span], other: list[Span]) -> None:
    """Whatever the others find."""
    leading = [Span(3, 9, "ORG"), Span(15, 20, "GPE")]
    added = [span for span in together(leading, one, other) if span not in leading]
    assert not any(a.start < b.end and b.start < a.end for a in added for b in leading)
