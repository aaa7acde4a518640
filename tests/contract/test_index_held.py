"""What every index tells of all that it holds, and how documents leave it."""

from pathlib import Path

import pytest

from pipeline.index import Held, Index, IndexEntry
from pipeline.query.origin import below, is_below, written_by
from pipeline.query.tree import All, Node
from pipeline.records import Locator
from tests.contract.indexes import MakeIndex, entry, ids, written

MANY = 5_600  # more than a page of either engine


def held(index: Index, query: Node) -> list[str]:
    """The ids of what is held, in alphabetical order."""
    return sorted(one.id for one in index.held(query))


def test_all_that_is_held_is_told_with_its_hash_and_writer(index: Index) -> None:
    """Copies of one content are told apart; what has no hash is told too."""
    written(
        index,
        entry("a", run="r1", batch="0000001", content_hash="h"),
        entry("b", run="r1", batch="0000002", content_hash="h"),
        entry("c", run="r2", batch="0000001"),
        entry("d"),
    )
    told = sorted(index.held(All()), key=lambda one: one.id)
    assert told == [
        Held("a", "h", "r1", "0000001"),
        Held("b", "h", "r1", "0000002"),
        Held("c", "", "r2", "0000001"),
        Held("d"),
    ]
    assert held(index, written_by("r1")) == ["a", "b"]
    assert held(index, written_by("r")) == []


def test_a_rewritten_document_belongs_to_who_wrote_it_last(index: Index) -> None:
    """A run no longer holds what a later one rewrote."""
    written(index, entry("a", 1, run="r1"), entry("b", 1, run="r1"))
    written(index, entry("a", 2, run="r2"))
    assert held(index, written_by("r1")) == ["b"]
    assert held(index, written_by("r2")) == ["a"]


def test_more_than_a_page_is_told_once_each_and_removed(index: Index) -> None:
    """Every document is told exactly once; those that are removed are gone at once."""
    names = [f"{number:032x}" for number in range(MANY)]
    written(index, *(IndexEntry(name, 1, {"version": 1, "run": "r1"}) for name in names))
    assert held(index, written_by("r1")) == names
    told = index.held(written_by("r1"))
    first = next(told).id
    assert index.delete([name for name in names if name != first]) == MANY - 1
    # The index is told as it was when the first document was asked for.
    assert sum(1 for _ in told) == MANY - 1
    index.refresh()
    assert held(index, All()) == [first]
    assert index.count() == 1


def test_a_removal_counts_what_was_there(make_index: MakeIndex) -> None:
    """Ids that nobody holds, or that are given twice, do not count; a reader sees it at once."""
    index, reader = make_index(), make_index()
    index.prepare()
    written(index, entry("a", title="here"), entry("b", title="here"))
    assert index.delete(["a", "x", "a"]) == 1
    assert index.delete(["a"]) == 0
    assert index.delete([]) == 0
    assert [known is None for known in reader.lookup(["a", "b"])] == [True, False]
    index.refresh()
    assert ids(index, "here") == {"b"}


def test_what_was_removed_can_be_written_again(index: Index) -> None:
    """A later run may index the same document."""
    written(index, entry("a", 1_000, run="r1"))
    assert index.delete(["a"]) == 1
    written(index, entry("a", 2_000, run="r2"))
    assert held(index, written_by("r2")) == ["a"]


LOCATORS = {
    "zip": Locator("file:///in/a.zip", "folder/b.txt"),
    "deep": Locator("file:///in/a.zip", "folder/more/b.txt", 2),
    "member": Locator("file:///in/a.zip", "folder.txt"),
    "file": Locator("file:///in/a.txt"),
    "other": Locator("file:///in/a.zip2", "folder/b.txt"),
    "named": Locator("leak", "b!c.txt"),
    "odd": Locator("leak!b", "d.txt"),
}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("file:///in/a.zip", {"zip", "deep", "member"}),
        ("file:///in/a.zip!", {"zip", "deep", "member"}),
        ("file:///in", {"zip", "deep", "member", "file", "other"}),
        ("file:///in/", {"zip", "deep", "member", "file", "other"}),
        ("file:///in/a", set()),
        ("file:///in/a.zip!folder", {"zip", "deep"}),
        ("file:///in/a.zip!folder/", {"zip", "deep"}),
        ("file:///in/a.zip!folder/b.txt", {"zip"}),
        ("file:///in/a.zip!folder/b", set()),
        ("leak", {"named"}),
        ("leak!b!c.txt", {"named"}),
        ("leak!b", {"odd"}),
        ("leak!b!d.txt", {"odd"}),
    ],
)
def test_a_source_takes_what_stands_at_it_or_below(
    index: Index, source: str, wanted: set[str]
) -> None:
    """A name that only begins so is another source; the ledger's locators are judged alike."""
    written(
        index,
        *(
            IndexEntry(name, 1, {"version": 1, "source": at.source, "member": at.member})
            for name, at in LOCATORS.items()
        ),
    )
    assert set(held(index, below(source))) == wanted
    assert {name for name, at in LOCATORS.items() if is_below(source, at)} == wanted


def test_one_record_is_meant_by_its_whole_locator() -> None:
    """As `docmill failures` prints it."""
    assert is_below("file:///in/a.zip!folder/more/b.txt#3", LOCATORS["deep"])
    assert not is_below("file:///in/a.zip!folder/more/b.txt#4", LOCATORS["deep"])


def test_only_one_process_may_remove(tmp_path: Path) -> None:
    """While another one writes to the embedded index, it is named as what to stop."""
    from pipeline.errors import Unavailable
    from workers.indexes.embedded.index import EmbeddedIndex

    ours, theirs = EmbeddedIndex(tmp_path), EmbeddedIndex(tmp_path)
    theirs.write([IndexEntry("a", 1, {})])
    with pytest.raises(Unavailable, match="docmill up"):
        ours.delete(["a"])
    theirs.close()
    assert ours.delete(["a"]) == 1
    ours.close()
