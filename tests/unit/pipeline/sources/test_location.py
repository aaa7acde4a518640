"""Names and places of sources."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.location import file_uri, printable, roots


@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_a_file_uri_is_ascii_and_gives_back_any_name(name: bytes) -> None:
    """Newlines and bytes that are no UTF-8 survive in a file URI."""
    uri = file_uri(os.fsdecode(b"/" + name))
    assert uri.isascii()
    assert unquote_to_bytes(uri.removeprefix("file://")) == b"/" + name


@given(st.binary())
def test_a_printable_name_always_encodes(name: bytes) -> None:
    """Bytes that are no UTF-8 become backslash escapes, and UTF-8 stays as it is."""
    shown = printable(name.decode("utf-8", "surrogateescape"))
    assert shown.encode().decode() == shown
    try:
        assert shown == name.decode()
    except UnicodeDecodeError:
        assert "\\x" in shown


def test_the_same_place_named_twice_is_one_root(tmp_path: Path) -> None:
    """A relative part or a link to the same file does not make a second source of it."""
    file = tmp_path / "a.txt"
    file.touch()
    link = tmp_path / "link.txt"
    link.symlink_to(file)
    found = roots([str(file), f"{tmp_path}/./a.txt", str(link)], None)
    assert [root.source for root in found] == [file_uri(str(file.resolve()))]


def test_a_link_as_argument_lends_its_own_name(tmp_path: Path) -> None:
    """Stores that keep files under hashes link to them by names that tell the format."""
    blob = tmp_path / "5f3a"
    blob.touch()
    link = tmp_path / "articles.jsonl"
    link.symlink_to(blob)
    assert roots([str(link)], None)[0].name == "articles.jsonl"


def test_one_source_name_over_several_arguments_keeps_them_apart(tmp_path: Path) -> None:
    """Arguments of the same last name get a number; others just their name."""
    paths = []
    for name in ("one/a b.txt", "two/a b.txt", "two/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        paths.append(str(path))
    assert [root.source for root in roots(paths, "store/")] == [
        "store/a%20b.txt",
        "store/a%20b.txt~2",
        "store/c.txt",
    ]
    assert [root.source for root in roots(paths[:1], "store")] == ["store"]
