"""Offsets: every character of a clean text is found in the raw text again."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.altered_words import altered_words
from pipeline.clean.edit import Edit, apply_edits
from pipeline.clean.language import Guess
from pipeline.clean.layout import layout
from pipeline.clean.offsets import Hunk, OffsetMap
from pipeline.clean.repairing import (
    LONGEST_SHOWN,
    MOST_DIFFERENCES,
    MOST_DIFFERENT,
    MOST_RECORDED,
    MOST_WHOLE,
    Repaired,
    repair_text,
    reversal,
)
from pipeline.clean.repairs import REPAIRS, repair_steps

STEPS = repair_steps(REPAIRS)
# Wide on purpose: lone surrogates, controls, joiners, combining marks, every kind of space.
TEXTS = st.text(st.characters()) | st.lists(
    st.sampled_from([
        *"ab .\n\r\t\u00a0\u00ad\u200b\u200d\u0301\ufeff\x00\x85\u2028\u3000é&;<Ã©€™ﬁ\ud800",
        "â€œ", "&amp;", "<p>", "</p>", "govern-\nment", "end.The ", "Read more\n", "\n\n", "word ",
    ])
).map("".join)  # fmt: skip


def repaired(text: str) -> Repaired:
    return repair_text(text, STEPS, lambda _: Guess("en", 1.0))


def laid_out(text: str) -> str:
    return apply_edits(text, layout(text))


def test_a_repair_says_where_and_what() -> None:
    """A repair carries its offsets in the raw and in the clean text, and both spellings."""
    raw = "first  line\r\nsecond\u200b clichÃ© here"
    result = repaired(raw)
    assert result.text == "first line\nsecond cliché here"
    for repair in result.repairs:
        assert raw[repair.raw_start :].startswith(repair.before)
        assert result.text[repair.start :].startswith(repair.after)
    assert [(r.name, r.before, r.after) for r in result.repairs] == [
        ("encoding", "clichÃ©", "cliché"),
        ("zero-width", "\u200b", ""),
    ]


def test_records_of_repairs_stay_small() -> None:
    """Neither the number of records nor a record grows with the damage; the count is true."""
    result = repaired("a\x00" * (2 * MOST_RECORDED) + "\x01" * 1_000)
    assert result.text == "a" * (2 * MOST_RECORDED)
    assert len(result.repairs) == MOST_RECORDED
    assert result.counts == {"control": 2 * MOST_RECORDED}
    assert repaired("a" + "\x01" * 1_000 + "b").repairs[0].before == "\x01" * 1_000
    many = repaired(("a" + "\x01" * 1_000) * (MOST_WHOLE // 1_000 + 9)).repairs
    assert [len(r.before) for r in many[-9:]] == [LONGEST_SHOWN] * 9
    assert len(many[-10].before) == 1_000


def test_each_repair_has_its_own_records() -> None:
    """What comes behind a repair with many records is recorded all the same."""
    result = repaired("a\x00" * (2 * MOST_RECORDED) + " It ended.The next began.")
    assert [r.name for r in result.repairs[MOST_RECORDED:]] == ["full-stop"]


@given(TEXTS)
def test_the_reversal_gives_the_raw_text_back(text: str) -> None:
    """Character by character, whatever layout and repairs did."""
    result = repaired(text)
    made = reversal(text, result.offsets)
    assert made.unkept == 0
    assert made.undo(result.text) == text


def test_a_reversal_stays_small_and_says_what_it_lacks() -> None:
    """It is kept up to a number of differences and of characters; what is kept is right."""
    text = "word  " * (MOST_DIFFERENCES + 5) + "end"
    result = repaired(text)
    made = reversal(text, result.offsets)
    assert (len(made.differences), made.unkept) == (MOST_DIFFERENCES, 5)
    assert made.undo(result.text) == "word  " * MOST_DIFFERENCES + "word " * 5 + "end"
    text = f"a{' ' * MOST_DIFFERENT}b{' ' * MOST_DIFFERENT}c"
    assert reversal(text, repaired(text).offsets).unkept == 1


@pytest.mark.parametrize(
    ("text", "edit", "words"),
    [
        ("in Portugalbecause they", Edit(11, 11, " "), 1),
        ("the govern-\nment of", Edit(10, 12, ""), 2),
        ("one line\nand the next", Edit(8, 9, " "), 0),
        ("A.\n\nRead more\n\nB.", Edit(4, 14, ""), 2),
        ("It ended.The rest", Edit(9, 9, " "), 1),
        ("a clichÃ© here", Edit(7, 9, "é"), 1),
        ("a <b>word</b> here", Edit(2, 5, ""), 1),
        ("a word ", Edit(6, 7, ""), 0),
        ("<p> a word", Edit(0, 3, ""), 1),
    ],
)
def test_altered_words_are_counted(text: str, edit: Edit, words: int) -> None:
    """Words that are not there any more as they are written; white space alone is no word."""
    assert altered_words(text, [edit]) == words


def test_repairs_that_keep_words_are_not_counted() -> None:
    """A character that says nothing is not a word, nor is another spelling of the same."""
    result = repaired("a\x00b \u200bc d\u00ade \ufb01ne e\u0301 end.The govern-\nment")
    assert len(result.counts) > 4
    assert set(result.words) <= {"full-stop", "hyphenation"}


def test_white_space_is_laid_out() -> None:
    """Blanks of every kind become one, line ends LF, empty lines at most one in a row."""
    given = " a\u00a0\u2003 b\t\r\n\r\n \r\n\n c\u2028d\x85e\x0b\n"
    assert laid_out(given) == "a b\n\nc\nd\ne"
    assert laid_out(" \n ") == ""


def test_an_offset_in_a_changed_part_maps_to_its_beginning() -> None:
    """All others map to the character that they were."""
    edits = [Edit(3, 8, "-"), Edit(10, 11, "")]
    offsets = OffsetMap().then(edits)
    assert offsets.hunks == (Hunk(3, 8, 3, 4), Hunk(10, 11, 6, 6))
    assert [offsets.raw(offset) for offset in (0, 2, 3, 4, 5, 6, 7)] == [0, 2, 3, 8, 9, 11, 12]


def unchanged_stretches(offsets: OffsetMap, length: int) -> Iterator[tuple[int, int, int]]:
    """Of a text of this length: raw start, start, length."""
    raw_start = start = 0
    for hunk in offsets.hunks:
        if hunk.start > start:
            yield raw_start, start, hunk.start - start
        raw_start, start = hunk.raw_end, hunk.end
    if length > start:
        yield raw_start, start, length - start


@given(TEXTS)
def test_every_unchanged_character_is_found_again(text: str) -> None:
    """Whatever the passes do, unchanged stretches are equal, and together they cover the rest."""
    result = repaired(text)
    covered = 0
    for raw_start, start, length in unchanged_stretches(result.offsets, len(result.text)):
        assert text[raw_start : raw_start + length] == result.text[start : start + length]
        assert result.offsets.raw(start) == raw_start
        assert result.offsets.raw(start + length - 1) == raw_start + length - 1
        covered += length
    assert covered == len(result.text) - sum(h.end - h.start for h in result.offsets.hunks)
    assert result.offsets.raw(len(result.text)) <= len(text)


@given(TEXTS)
def test_hunks_rebuild_the_clean_text(text: str) -> None:
    """The map is complete: with the new spellings it makes the clean text of the raw one."""
    result = repaired(text)
    edits = [
        Edit(hunk.raw_start, hunk.raw_end, result.text[hunk.start : hunk.end])
        for hunk in result.offsets.hunks
    ]
    assert apply_edits(text, edits) == result.text


@given(TEXTS)
def test_recorded_repairs_are_changes_with_a_place(text: str) -> None:
    """A repair is recorded only where something changed, inside of both texts."""
    result = repaired(text)
    for repair in result.repairs:
        assert repair.before != repair.after
        assert 0 <= repair.raw_start <= len(text)
        assert 0 <= repair.start <= len(result.text)


@given(TEXTS)
def test_the_layout_of_a_clean_text_stays(text: str) -> None:
    """White space is in order at the end, whatever the repairs did to it."""
    clean = repaired(text).text
    assert laid_out(clean) == clean
