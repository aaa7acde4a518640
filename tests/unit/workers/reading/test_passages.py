"""A text cut for marking: `workers.reading.passages`."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workers.reading.passages import passages

TEXT = "Antony Moss assured Norway although he left."


def mention(text: str, label: str = "person") -> dict[str, Any]:
    """A mention of `text`, wherever that stands in `TEXT`."""
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text), "label": label, "text": text, "entity": text}


def repair(start: int, before: str, after: str) -> dict[str, Any]:
    """A repair that stands at `start`."""
    return {"name": "glue", "version": 1, "start": start, "before": before, "after": after}


def test_a_repair_across_the_end_of_a_name_is_marked_in_both() -> None:
    """The name stays in one passage; the repair begins once and goes on behind it."""
    glue = repair(TEXT.index("Moss"), "Mossassured", "Moss assured")
    name, after = passages(TEXT, [mention("Antony Moss")], [glue])
    assert [piece.text for piece in name.pieces] == ["Antony ", "Moss"]
    assert [bool(piece.repairs) for piece in name.pieces] == [False, True]
    assert name.pieces[1].begun == (glue,)
    assert [piece.text for piece in after.pieces] == [" assured", " Norway although he left."]
    assert after.pieces[0].repairs == (glue,)
    assert after.pieces[0].begun == ()
    assert after.mention is None


def test_matches_are_numbered_and_cross_the_borders_of_names() -> None:
    """A match that reaches out of a name is in both passages and begins once."""
    spans = [(TEXT.index("Moss"), TEXT.index("Norway")), (TEXT.index("left"), len(TEXT) - 1)]
    name, after = passages(TEXT, [mention("Antony Moss")], [], spans)
    shown = [(piece.text, piece.match, piece.begins_match) for piece in name.pieces + after.pieces]
    assert shown == [
        ("Antony ", None, False), ("Moss", 1, True), (" assured ", 1, False),
        ("Norway although he ", None, False), ("left", 2, True), (".", None, False),
    ]  # fmt: skip


def test_what_was_only_taken_away_begins_where_it_stood() -> None:
    """Such a repair marks nothing, in the middle of the text as at its very end."""
    inside, last = repair(TEXT.index("although"), "\xad", ""), repair(len(TEXT), "Share", "")
    [passage] = passages(TEXT, [], [last, inside])
    assert [piece.begun for piece in passage.pieces] == [(), (inside,), (last,)]
    assert [piece.repairs for piece in passage.pieces] == [(), (), ()]
    assert passage.pieces[-1].text == ""


def test_a_result_that_was_changed_again_marks_its_beginning() -> None:
    """Where the text no longer holds what the repair made, nobody can say where it ends."""
    [passage] = passages(TEXT, [], [repair(7, "Mußassured", "Muss assured")])
    assert [piece.text for piece in passage.pieces] == [TEXT[:7], TEXT[7:]]
    assert [bool(piece.begun) for piece in passage.pieces] == [False, True]
    assert not any(piece.repairs for piece in passage.pieces)


def test_a_spelling_that_was_cut_marks_what_is_known_of_it() -> None:
    """The record of a long repair ends in an ellipsis, which is not in the text."""
    [passage] = passages(TEXT, [], [repair(0, "AntonyMoss", "Antony Moss…")])
    assert [piece.text for piece in passage.pieces if piece.repairs] == ["Antony Moss"]


def test_of_mentions_that_overlap_the_first_and_longest_counts() -> None:
    """A name in a name, and one that only begins in it, are not marked."""
    found = passages(
        TEXT,
        [mention("Antony"), mention("Antony Moss"), mention("Moss assured"), mention("Norway")],
        [],
    )
    named = [passage.pieces[0].text for passage in found if passage.mention]
    assert named == ["Antony Moss", "Norway"]


places = st.integers(-3, 40)
mentions = st.builds(lambda start, end: {"start": start, "end": end}, places, places)
repairs = st.builds(repair, places, st.just("x"), st.text("ab…", max_size=3))


def test_what_is_set_apart_is_in_passages_of_its_own() -> None:
    """A name that reaches into it ends at its border; of marks that overlap the first counts."""
    quoted = {"start": TEXT.index("Moss"), "end": TEXT.index(" Norway"), "kind": "quoted"}
    within = {"start": TEXT.index("assured"), "end": len(TEXT), "kind": "signature"}
    found = passages(TEXT, [mention("Antony Moss")], [], marks=[within, quoted])
    told = [("".join(p.text for p in one.pieces), one.apart) for one in found]
    assert told == [
        ("Antony ", None), ("Moss assured", quoted), (" Norway although he left.", None),
    ]  # fmt: skip
    assert [one.mention is not None for one in found] == [True, False, False]


@given(
    st.text("ab", max_size=30),
    st.lists(mentions, max_size=6),
    st.lists(repairs, max_size=6),
    st.lists(mentions, max_size=4),
)
def test_nothing_is_lost_and_every_repair_begins_once(
    text: str,
    named: list[dict[str, Any]],
    made: list[dict[str, Any]],
    set_apart: list[dict[str, Any]],
) -> None:
    """Wherever the marks stand, the pieces give the text; a name is never cut in two passages."""
    found = passages(text, named, made, marks=set_apart)
    pieces = [piece for passage in found for piece in passage.pieces]
    assert "".join(piece.text for piece in pieces) == text
    assert sum(len(piece.begun) for piece in pieces) == len(made)
    for passage in found:
        if passage.mention is not None:
            start, end = passage.mention["start"], passage.mention["end"]
            assert "".join(piece.text for piece in passage.pieces) == text[start:end]
