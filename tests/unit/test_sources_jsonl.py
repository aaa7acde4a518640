"""JSON lines."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Document, Locator, Unread
from pipeline.sources import Limits, SourceOptions
from pipeline.sources.entry import Entry, forward
from pipeline.sources.records_jsonl import read_jsonl
from tests.harness.sources import documents, failures, read_all, small_limits, texts


class Repeated:
    """A stream of one byte, so many times over, that is never held whole."""

    def __init__(self, byte: bytes, size: int, tail: bytes) -> None:
        self._chunk = byte * 65536
        self._left = size
        self._tail = tail

    def read1(self, size: int) -> bytes:
        """The next bytes."""
        size = min(size, self._left, 65536)
        self._left -= size
        if size:
            return self._chunk[:size]
        tail, self._tail = self._tail, b""
        return tail

    def close(self) -> None:
        """Nothing to close."""


def read(data: bytes, tmp_path: Path, **options: object) -> list[Document | Unread]:
    """The items of a file with these bytes."""
    path = tmp_path / "wire.jsonl"
    path.write_bytes(data)
    return read_all(path, **options)


def test_records_are_numbered_by_all_lines(tmp_path: Path) -> None:
    """Blank lines give nothing but count, so that a number leads back to its line."""
    items = read(b'{"text": "a"}\r\n\n  \n{"text": "b"}', tmp_path)
    assert texts(items) == ["a", "b"]
    assert [item.locator.record for item in items] == [0, 3]


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        (b"{", "InvalidRecord", "record 1 is not JSON"),
        (b"[1]", "InvalidRecord", "record 1 is list, not a JSON object"),
        (b'{"title": "x"}', "InvalidRecord", "record 1 has no text"),
        (b"[" * 500, "InvalidRecord", "record 1 is not JSON"),
        (b"9" * 500, "InvalidRecord", "record 1 is int"),
        (b'{"text": "' + b"x" * 1000 + b'"}', "DocumentTooLarge", "record 1 is longer than 1000"),
        (b"\0" * 900, "InvalidRecord", "record 1 is not JSON"),
    ],
)
def test_a_bad_line_fails_alone_and_is_named(
    line: bytes, error: str, message: str, tmp_path: Path
) -> None:
    """The message names the record and the source; the lines around it are read."""
    data = b'{"text": "a"}\n' + line + b'\n{"text": "b"}\n'
    items = read(data, tmp_path, limits=small_limits())
    assert texts(items) == ["a", "b"]
    assert [item.locator.record for item in items] == [0, 1, 2]
    [failed] = failures(items)
    assert (failed.stage, failed.error) == ("source", error)
    assert message in failed.message
    assert "wire.jsonl" in failed.message


def test_deep_nesting_fails_as_a_record(tmp_path: Path) -> None:
    """A line that exhausts the parser's recursion is one more bad line."""
    [failed] = failures(read(b"[" * 200_000, tmp_path))
    assert failed.error == "InvalidRecord"


def test_the_longest_line_that_fits_is_read(tmp_path: Path) -> None:
    """The limit counts the line without its newline, at the end of the file too."""
    line = json.dumps({"text": "x" * 988}).encode()
    limits = small_limits(max_document_bytes=len(line))
    assert len(texts(read(line + b"\n" + line, tmp_path, limits=limits))) == 2
    limits = small_limits(max_document_bytes=len(line) - 1)
    assert len(failures(read(line + b"\n" + line, tmp_path, limits=limits))) == 2


def test_a_line_of_200_mb_is_not_held_in_memory() -> None:
    """It fails, and the line after it is read."""
    stream = forward(Repeated(b"x", 200_000_000, b'\n{"text": "after"}\n'))  # type: ignore[arg-type]
    entry = Entry(Locator("file:///big.jsonl"), "big.jsonl", "", stream)
    options = SourceOptions(limits=Limits(max_document_bytes=1_000_000))
    tracemalloc.start()
    try:
        items = list(read_jsonl(entry, options))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]
    assert texts(items) == ["after"]
    assert peak < 5_000_000


def test_bad_bytes_and_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    """The record is kept: one bad character is no reason to lose an article."""
    data = b'\xef\xbb\xbf{"text": "caf\xe9 \\ud83d\\ude00 \\ud800"}\n'
    assert texts(read(data, tmp_path)) == ["caf\ufffd \U0001f600 \ufffd"]


def test_raw_control_characters_in_a_string_are_let_through(tmp_path: Path) -> None:
    """Cleaning deals with them."""
    assert texts(read(b'{"text": "a\tb\x00c"}', tmp_path)) == ["a\tb\x00c"]


@settings(max_examples=40)
@given(lines=st.lists(st.binary().map(lambda line: line.replace(b"\n", b"")), max_size=20))
def test_every_line_that_is_not_blank_gives_exactly_one_item(
    lines: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever bytes it holds."""
    items = read(b"\n".join(lines), tmp_path_factory.getbasetemp())
    full = [number for number, line in enumerate(lines) if line.strip()]
    if full:
        assert [item.locator.record for item in items] == full


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": st.text()},
            optional={"id": st.text() | st.integers(), "title": st.none() | st.text()},
        ),
        min_size=1,
        max_size=10,
    )
)
def test_every_record_comes_back_as_it_was_written(records: list[dict[str, object]]) -> None:
    """Text for text, in order, with ids of their own."""
    data = b"".join(json.dumps(record).encode() + b"\n" for record in records)
    stream = forward(Repeated(b"", 0, data))  # type: ignore[arg-type]
    found = documents(list(read_jsonl(Entry(Locator("s"), "", "", stream), SourceOptions())))
    assert [document.raw for document in found] == [record["text"] for record in records]
    assert len({document.id for document in found}) == len(records)
