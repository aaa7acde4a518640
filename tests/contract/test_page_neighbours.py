"""The documents beside one, in its folder, archive or file of records."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.index import IndexEntry
from workers.indexes.embedded.index import EmbeddedIndex
from workers.page.neighbours import neighbour

DOCUMENTS = {
    "a": ("file:///d/a.txt", "", 0),
    "m1": ("file:///d/b.zip", "one.txt", 0),
    "m2": ("file:///d/b.zip", "two.txt", 0),
    "row1": ("file:///d/c.csv", "", 0),
    "row2": ("file:///d/c.csv", "", 1),
    "e": ("file:///d/e.txt", "", 0),
    "x": ("file:///d/inner/x.txt", "", 0),
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    """An index of a folder with files, an archive, a file of rows, and a folder in it."""
    made = EmbeddedIndex(tmp_path)
    made.prepare()
    made.write(
        [
            IndexEntry(
                id, 1, {"source": source, "record": record} | ({"member": member} if member else {})
            )
            for id, (source, member, record) in DOCUMENTS.items()
        ]
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    ("id", "following", "before"),
    [
        ("a", "row1", None),
        ("row1", "row2", "a"),
        ("row2", "e", "row1"),
        ("e", None, "row2"),
        ("m1", "m2", None),
        ("m2", None, "m1"),
        ("x", None, None),
    ],
)
def test_each_stands_between_two(
    index: EmbeddedIndex, id: str, following: str | None, before: str | None
) -> None:
    """Files by their names, rows by their numbers; what is in an archive or folder stands there."""
    record = index.get(id)
    assert record is not None
    assert neighbour(index, record, 1) == following
    assert neighbour(index, record, -1) == before


def test_a_folder_too_large_to_put_in_order_is_shown_instead(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first files alone would tell a wrong neighbour."""
    monkeypatch.setattr("workers.page.neighbours.MOST_FILES", 3)
    record = index.get("a")
    assert record is not None
    assert neighbour(index, record, 1) is None
