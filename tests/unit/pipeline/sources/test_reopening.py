"""What is told of the cost of coming back to a position."""

import gzip
from pathlib import Path

import pytest

from pipeline.sources import END, Position, SourceOptions, reopening
from tests.harness.reopening import read_with_positions
from tests.harness.sources import make_zip, tar_bytes

LINES = b'{"text": "a"}\n{"text": "b"}\n'
CSV = "text\nä\nb\nc\n"
MEMBERS = {"a.txt": b"a", "in/b.jsonl": LINES}


def told(path: Path, number: int) -> str:
    """The sentence for the item of that number."""
    return reopening(read_with_positions(path)[1][number], [str(path)], SourceOptions())


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl", LINES), ("a.csv", CSV.encode()), ("a.txt", b"a"), ("a.jsonl.gz", b"")],
)
def test_nothing_is_told_where_a_source_is_entered_at_its_place(
    name: str, data: bytes, tmp_path: Path
) -> None:
    """Or where there is nothing before it."""
    (tmp_path / name).write_bytes(data)
    assert told(tmp_path / name, -1) == ""


@pytest.mark.parametrize(
    ("name", "data", "number", "aim"),
    [
        ("a.jsonl.gz", gzip.compress(LINES, mtime=0), 1, "record 2"),
        ("a.csv", CSV.encode("utf-16"), 2, "record 3"),
        ("a.tar", tar_bytes(MEMBERS), 1, "in/b.jsonl"),
        ("a.tar.gz", gzip.compress(tar_bytes(MEMBERS), mtime=0), 2, "record 2 of in/b.jsonl"),
    ],
)
def test_what_has_to_be_read_again_is_told(
    name: str, data: bytes, number: int, aim: str, tmp_path: Path
) -> None:
    """With what for, and that it costs no second work."""
    (tmp_path / name).write_bytes(data)
    assert told(tmp_path / name, number) == (
        f"{name} has to be read again from its beginning to reach {aim}; nothing is worked twice"
    )


def test_of_a_zip_only_the_member_is_read_again(tmp_path: Path) -> None:
    """Its directory leads to each of them."""
    path = make_zip(tmp_path / "a.zip", MEMBERS)
    assert told(path, 1) == ""
    assert told(path, 2).startswith("in/b.jsonl in a.zip has to be read again from its beginning")


def test_large_numbers_can_be_read(tmp_path: Path) -> None:
    """By their thousands."""
    path = tmp_path / "a.jsonl.gz"
    path.touch()
    start = Position(read_with_positions(path)[1][0].source, record=12_345)
    assert "to reach record 12,346;" in reopening(start, [str(path)], SourceOptions())


def test_nothing_is_outcomes_of_the_end_and_of_what_is_gone(tmp_path: Path) -> None:
    """The reading itself refuses a position that is no more."""
    (tmp_path / "a.txt").touch()
    assert reopening(END, [str(tmp_path)], SourceOptions()) == ""
    assert reopening(Position("file:///gone"), [str(tmp_path)], SourceOptions()) == ""
