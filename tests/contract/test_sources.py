"""One suite over every kind of source: the same documents, whatever they are packed in."""

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Document, Filtered, Unread
from pipeline.sources import Limits, SourceOptions, check_source, measure, read_sources
from pipeline.sources.container import containers_by_suffix
from pipeline.sources.formats import COMPRESSIONS, SHORT_SUFFIXES
from tests.harness.source_kinds import ELSEWHERE, KINDS, REFLOWED, SINGLE, TEXTS, damaged
from tests.harness.sources import texts

ALL = {**KINDS, **SINGLE, **REFLOWED}


@pytest.fixture(params=ALL)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A source of each kind, with the same articles in it."""
    path = tmp_path / str(request.param)
    ALL[request.param](path)
    return path


def read(path: Path, **options: Any) -> list[Document | Unread]:
    """Every item of a source."""
    return list(read_sources([str(path)], SourceOptions(**options)))


def told(source: Path, items: list[Document | Unread]) -> list[str]:
    """The documents' texts, with the white space that their format does not keep."""
    found = texts(items)
    if source.name in REFLOWED:
        words = [text.split() for text in TEXTS]
        return [TEXTS[words.index(text.split())] for text in found if text.split() in words]
    return found


def test_every_registered_format_is_tested_here() -> None:
    """A new container needs a line in this suite, whether it is told by suffix or by content."""
    for suffix in {*containers_by_suffix(), *COMPRESSIONS, *SHORT_SUFFIXES}:
        assert suffix in ELSEWHERE or any(suffix in name for name in ALL)


def test_a_source_gives_its_documents_in_order(source: Path) -> None:
    """Whole, with nothing unread."""
    items = read(source)
    assert told(source, items) == (TEXTS[1:2] if source.name in SINGLE else TEXTS)
    assert all(isinstance(item, Document) for item in items)


def test_ids_are_unique_and_the_same_on_a_second_reading(source: Path) -> None:
    """So are all the other fields."""
    first, second = read(source), read(source)
    assert first == second
    assert len({item.id for item in first if isinstance(item, Document)}) == len(first)


def test_a_moved_source_keeps_its_ids_under_a_source_name(source: Path) -> None:
    """Without one, the path is part of the identity."""
    named, unnamed = read(source, source_name="archive"), read(source)
    moved = source.parent / "moved" / source.name
    moved.parent.mkdir()
    source.rename(moved)
    assert read(moved, source_name="archive") == named
    assert all(item.locator.source.startswith("archive") for item in named)
    assert not {i.locator for i in read(moved)} & {i.locator for i in unnamed}


def test_a_document_holds_what_the_transport_can_carry(source: Path) -> None:
    """It comes back from msgpack as it was; its size is that of its raw content."""
    for item in read(source):
        assert isinstance(item, Document)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(item), type=Document) == item
        raw = item.raw or ""
        assert item.size == len(raw if isinstance(raw, bytes) else raw.encode())


def test_progress_never_goes_back_and_ends_at_the_measure(source: Path) -> None:
    """So that a share and a time of arrival can be told from it."""
    steps: list[int] = []
    options = SourceOptions()
    check_source(str(source))
    items = list(read_sources([str(source), __file__], options, steps.append))
    assert len(steps) >= len(items)
    assert steps == sorted(steps)
    assert steps[-1] == measure([str(source), __file__], options)


def test_a_document_above_the_limit_fails_alone(source: Path) -> None:
    """In every kind of source."""
    limit = len(TEXTS[2].strip()) - 1
    items = read(source, limits=Limits(max_document_bytes=limit))
    if source.name in SINGLE:
        assert told(source, items) == TEXTS[1:2]
    else:
        assert told(source, items) == TEXTS[:2]
        assert [item.outcome.error for item in items if isinstance(item, Unread)] == [  # type: ignore[union-attr]
            "DocumentTooLarge"
        ]


def test_an_empty_file_of_any_name_gives_one_item(source: Path) -> None:
    """A document of nothing, which cleaning filters, or a source of nothing."""
    if source.is_dir():
        pytest.skip("a directory is no file")
    source.write_bytes(b"")
    [item] = read(source)
    assert item.outcome == Filtered("empty") if isinstance(item, Unread) else item.size == 0


def test_reading_can_be_left_at_any_item(source: Path) -> None:
    """Files are closed: an open one would be a warning, which is an error here."""
    items = read_sources([str(source)], SourceOptions())
    next(items)
    items.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != "directory"])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_damage_is_told_and_never_raised(
    kind: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever bytes are changed, cut or put in: at least one item, no two at one place."""
    path = tmp_path_factory.getbasetemp() / kind
    ALL[kind](path)
    path.write_bytes(damaged(path.read_bytes(), random.Random(seed)))
    items = read(path)
    assert items
    assert len({item.locator for item in items}) == len(items)
    for item in items:
        msgspec.msgpack.encode(item)
