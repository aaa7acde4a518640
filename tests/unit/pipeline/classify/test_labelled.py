"""Labelled rows: reading them, and what is left out."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard

from pipeline.classify.labelled import Row, read_rows, select
from pipeline.errors import ConfigurationError


def lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def rows(label: str, number: int, start: int = 1) -> list[Row]:
    """Different rows of one label."""
    return [Row(n, "", f"text {label} {n}", (label,)) for n in range(start, start + number)]


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress), ("a.jsonl.zst", zstandard.compress)],
)
def test_rows_are_read_plain_and_packed(tmp_path: Path, name: str, pack: Any) -> None:
    """Each line's title, text and labels, with its number; blank lines are no rows."""
    path = tmp_path / name
    content = lines(
        {"text": "a", "title": "t", "label": " x "}, {"text": "b", "labels": ["y", "z"]}
    )
    path.write_bytes(pack(b"\n" + content + b"  \n" + lines({"text": "c", "labels": []})))
    assert list(read_rows(path)) == [
        Row(2, "t", "a", ("x",)),
        Row(3, "", "b", ("y", "z"), several=True),
        Row(5, "", "c", (), several=True),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "line 2: Expecting"),
        (b"\xff", "line 2: .*can't decode"),
        (b"[" * 100_000, "line 2: it is nested too deeply"),
        (b"[]", "line 2: it is list, not an object"),
        (b'{"label": "x"}', 'line 2: it has no "text"'),
        (b'{"text": "a"}', 'line 2: it has neither "label" nor "labels"'),
        (b'{"text": "a", "label": 1}', 'line 2: its "label" must be text'),
        (b'{"text": "a", "labels": "x"}', 'line 2: its "label" must be text, its "labels" a list'),
        (b'{"text": "a", "label": " "}', "line 2: its label is empty"),
        (b'{"text": "a", "label": "x", "title": 1}', 'line 2: its "title" is not text'),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: bytes, message: str) -> None:
    """With its number and what is wrong with it."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": "a", "label": "x"}) + line + b"\n")
    with pytest.raises(ConfigurationError, match=f"1 wrong lines.*{message}"):
        list(read_rows(path))


def test_of_many_wrong_lines_the_first_are_named(tmp_path: Path) -> None:
    """Five of them, and how many more there are."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"0\n" * 12)
    with pytest.raises(ConfigurationError, match=r"12 wrong lines.*line 5: [^;]*; and 7 more"):
        list(read_rows(path))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """One that is not there, one that is cut off."""
    with pytest.raises(ConfigurationError, match="no-such"):
        list(read_rows(tmp_path / "no-such"))
    cut = tmp_path / "a.gz"
    cut.write_bytes(gzip.compress(b"x" * 1000)[:-10])
    with pytest.raises(ConfigurationError, match=r"a\.gz cannot be read"):
        list(read_rows(cut))


def test_copies_count_once() -> None:
    """The same words in other case and punctuation are a copy; other labels contradict."""
    given = [*rows("a", 5), *rows("b", 5, 6)]
    same = Row(20, "", "TEXT: a, 1!", ("a",))
    other = Row(21, "Text", "a 2", ("b",))
    found = select([*given, same, other])
    assert [row.line for row in found.rows] == list(range(1, 11))
    assert found.copies == (20, 21)
    assert found.contradictions == (21,)
    assert found.labels == ("a", "b")
    assert not found.several


def test_rare_labels_are_left_out() -> None:
    """Rows of fewer than five are not learned from; their number is told."""
    found = select([*rows("a", 5), *rows("b", 5, 6), *rows("c", 4, 11)])
    assert found.labels == ("a", "b")
    assert found.rare == {"c": 4}
    assert len(found.rows) == 10


def test_a_row_may_have_several_labels_or_none() -> None:
    """A row that has only lost labels goes, one without any stays as an example of none."""
    both = [Row(n, "", f"both {n}", ("a", "b"), several=True) for n in range(5)]
    none = Row(8, "", "none", (), several=True)
    lost = Row(9, "", "lost", ("c",), several=True)
    part = Row(10, "", "part", ("c", "a"), several=True)
    found = select([*both, none, lost, part])
    assert found.several
    assert [row.labels for row in found.rows[5:]] == [(), ("a",)]
    assert found.rare == {"c": 2}


@pytest.mark.parametrize("given", [[], rows("a", 9), [*rows("a", 5), *rows("b", 4, 6)]])
def test_too_little_to_learn_from_is_an_error(given: list[Row]) -> None:
    """Two labels with five rows each are the least."""
    with pytest.raises(ConfigurationError, match="too little to learn from"):
        select(given)
