"""Reading within a folder alone, whoever puts links in the way meanwhile."""

import os
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.records import Document, Failed
from pipeline.sources import SourceOptions, check_source, read_sources, stamp
from pipeline.sources.confined import is_within, open_within
from pipeline.sources.walk import SourceFile, walk


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with a document in it, and one outside of it."""
    inside, outside = tmp_path / "in", tmp_path / "in and out"
    for folder in (inside / "deep", outside):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(f"a text {folder.name}")
    return inside, outside


def texts(options: SourceOptions, *arguments: Path) -> list[bytes | str]:
    """What is read of arguments; of what cannot be, the message."""
    found: list[bytes | str] = []
    for item in read_sources([str(one) for one in arguments], options):
        if isinstance(item, Document):
            assert item.raw is not None
            found.append(item.raw)
        elif isinstance(item.outcome, Failed):
            found.append(item.outcome.message)
    return found


def test_what_lies_within_is_read_as_ever(places: tuple[Path, Path]) -> None:
    """The folder itself, one below it, a file."""
    inside, _ = places
    options = SourceOptions(within=str(inside))
    for argument in (inside, inside / "deep", inside / "deep" / "a.txt"):
        assert texts(options, argument) == texts(SourceOptions(), argument) == [b"a text deep"]
        check_source(str(argument), options.within)
        assert stamp([str(argument)], options) == stamp([str(argument)], SourceOptions())


def test_nothing_elsewhere_is_read(places: tuple[Path, Path]) -> None:
    """By its own path, by one with dots, by a link that the argument is, to a folder or a file."""
    inside, outside = places
    (inside / "folder").symlink_to(outside)
    (inside / "file").symlink_to(outside / "a.txt")
    options = SourceOptions(within=str(inside))
    for argument in (
        outside, outside / "a.txt", inside / ".." / outside.name, inside / "folder",
        inside / "file", inside / "folder" / "a.txt", Path("/"),
    ):  # fmt: skip
        assert [one for one in texts(options, argument) if isinstance(one, bytes)] == []
        assert all("a text" not in str(one) for one in texts(options, argument))
        assert stamp([str(argument)], options)[0].files == 0
        with pytest.raises(ConfigurationError, match="outside"):
            check_source(str(argument), options.within)


def test_a_link_put_in_the_way_while_it_is_read_leads_nowhere(places: tuple[Path, Path]) -> None:
    """A file or a folder that was one when the folder was gone through, and is a link when it is
    opened: an error of that file, and not one word from elsewhere."""
    inside, outside = places
    (inside / "b.txt").write_text("b")
    options = SourceOptions(within=str(inside))
    found = []
    for item in read_sources([str(inside)], options):
        # The first file is b.txt; then deep/ becomes a link.
        found.append(item.raw if isinstance(item, Document) else item.outcome)
        if len(found) == 1:
            os.rename(inside / "deep", inside / "was deep")
            (inside / "deep").symlink_to(outside)
    assert found[0] == b"b"
    assert not any(isinstance(one, bytes) for one in found[1:])
    known = [one for one in walk([str(inside)], options) if isinstance(one, SourceFile)]
    (inside / "b.txt").unlink()
    (inside / "b.txt").symlink_to(outside / "a.txt")
    with pytest.raises(OSError, match="symbolic links"):
        open_within(str(inside), known[0].path)


def test_a_pipe_put_in_the_way_does_not_make_a_reader_wait(places: tuple[Path, Path]) -> None:
    """It is opened at once, and empty."""
    inside, _ = places
    os.mkfifo(inside / "pipe")
    os.close(open_within(str(inside), str(inside / "pipe")))


def test_a_folder_is_no_part_of_another_by_how_its_name_begins() -> None:
    """Nor by dots; the root of all holds everything."""
    assert is_within("/a", "/a")
    assert is_within("/a", "/a/b")
    assert is_within("/", "/a")
    assert not is_within("/a", "/ab")
    for path in ("/a/../b", "/ab", "/"):
        with pytest.raises(PermissionError, match="outside"):
            open_within("/a", path)
