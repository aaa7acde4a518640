"""Zips whose directory is missing or damaged: what is in them is read by the members' headers."""

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.records import Document, Unread
from pipeline.sources import SourceOptions, read_sources
from pipeline.sources.position import Cursor
from pipeline.zip_recovery import recovered
from tests.harness.growth import grows_with_size
from tests.harness.sources import failures, filtered, read_all, texts, zip_bytes

TEXTS = {f"m{number}.txt": (f"{number} The ferry sails. " * 30).encode() for number in range(4)}
DIRECTORY = b"PK\x01\x02"


class Pipe(io.RawIOBase):
    """A stream that cannot seek, so that sizes are written behind the data."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object) -> int:
        """Keep the bytes."""
        self.written += bytes(data)  # type: ignore[call-overload]
        return len(data)  # type: ignore[arg-type]


def piped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip as it is written to a pipe."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return bytes(pipe.written)


def stored(members: dict[str, bytes]) -> bytes:
    """A zip that is not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def read(data: bytes, tmp_path: Path) -> list[Document | Unread]:
    """The items of an archive with these bytes."""
    path = tmp_path / "leak.zip"
    path.write_bytes(data)
    return read_all(path)


@pytest.mark.parametrize("make", [zip_bytes, piped, stored])
def test_a_zip_without_its_directory_gives_its_members(make: object, tmp_path: Path) -> None:
    """And one failure that says that there may have been more."""
    whole = make(TEXTS)  # type: ignore[operator]
    items = read(whole[: whole.index(DIRECTORY)], tmp_path)
    assert texts(items) == [data.decode() for data in TEXTS.values()]
    assert [item.locator.member for item in items] == [*TEXTS, ""]
    [failed] = failures(items)
    assert failed.error == "Corrupt"
    assert "4 members were found without it, others may be missing" in failed.message


@pytest.mark.parametrize("make", [zip_bytes, piped])
def test_a_zip_cut_in_a_member_gives_those_before(make: object, tmp_path: Path) -> None:
    """Of the member that was cut its beginning is kept, and it fails by its name."""
    whole = make(TEXTS)  # type: ignore[operator]
    items = read(whole[: whole.rindex(b"PK\x03\x04") + 45], tmp_path)
    *before, cut = texts(items)
    assert before == [data.decode() for data in list(TEXTS.values())[:3]]
    assert cut
    assert list(TEXTS.values())[3].decode().startswith(cut)
    assert [failed.error for failed in failures(items)] == ["Truncated", "Corrupt"]
    assert items[3].locator.member == "m3.txt"


def test_a_name_that_is_not_the_utf8_it_says_costs_nothing(tmp_path: Path) -> None:
    """All members are read, and as many are there as the archive says, so nothing failed."""
    data = zip_bytes({"a.txt": b"one", "b_é.txt": b"two", "c.txt": b"three"})
    items = read(data.replace("b_é.txt".encode(), b"b_\xff\xfe.txt"), tmp_path)
    assert texts(items) == ["one", "two", "three"]
    assert failures(items) == []
    assert [item.locator.member[0] for item in items] == ["a", "b", "c"]


def test_what_the_directory_says_is_kept_where_there_is_one(tmp_path: Path) -> None:
    """A link is still told from a file, though another member's name is damaged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "a.txt")
        archive.writestr("ä.txt", "text")
    items = read(buffer.getvalue().replace("ä".encode(), b"\xff\xff"), tmp_path)
    assert (texts(items), filtered(items), failures(items)) == (["text"], ["symlink"], [])


def test_a_damaged_directory_with_all_members_there_is_no_failure(tmp_path: Path) -> None:
    """Its end says how many there are."""
    data = bytearray(zip_bytes(TEXTS))
    at = data.index(DIRECTORY, data.index(DIRECTORY) + 1)
    data[at : at + 4] = b"XXXX"
    items = read(bytes(data), tmp_path)
    assert (len(texts(items)), failures(items)) == (4, [])


def test_archives_behind_one_another_give_the_members_of_all(tmp_path: Path) -> None:
    """As `cat` joins them; the directory at the end knows of the last one only."""
    items = read(zip_bytes(TEXTS) + stored({"other.txt": b"other"}), tmp_path)
    assert texts(items) == [*(data.decode() for data in TEXTS.values()), "other"]
    assert failures(items) == []


def test_much_behind_the_end_does_not_hide_it(tmp_path: Path) -> None:
    """A page of 100 KB that a server has put behind an archive, say."""
    items = read(zip_bytes(TEXTS) + b"<p>error</p>" * 10_000, tmp_path)
    assert (len(texts(items)), failures(items)) == (4, [])


def test_members_of_an_archive_inside_are_its_own(tmp_path: Path) -> None:
    """The headers in a member's data are passed over with them."""
    inner = stored({"in.txt": b"inside"})
    whole = stored({"a.txt": b"one", "inner.zip": inner, "z.txt": b"last"})
    items = read(whole[: whole.rindex(DIRECTORY, 0, whole.rindex(DIRECTORY))], tmp_path)
    assert texts(items) == ["one", "inside", "last"]


def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path) -> None:
    """Not a single header: the plain message."""
    [failed] = failures(read(b"PK is how a text may begin", tmp_path))
    assert "File is not a zip file" in failed.message


def test_a_reading_goes_on_at_any_member(tmp_path: Path) -> None:
    """As it does with a directory."""
    whole = piped(TEXTS)
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[: whole.index(DIRECTORY)])
    options, cursor = SourceOptions(), Cursor()
    positions, items = [], []
    for item in read_sources([str(path)], options, cursor=cursor):
        positions.append(cursor.position)
        items.append(item)
    for number, position in enumerate(positions):
        assert list(read_sources([str(path)], options, start=position)) == items[number:]


@pytest.mark.parametrize("mark", [b"PK\x03\x04", b"PK\x07\x08", b"PK\x01\x02", b"P"])
def test_time_grows_with_size(mark: bytes) -> None:
    """Whatever marks a file is made of."""
    header = piped({"a": b"x"})[:31]

    def work(size: int) -> None:
        recovered(io.BytesIO(header + (mark + bytes(36)) * size + (header + mark) * size))

    assert grows_with_size(work, 500)
