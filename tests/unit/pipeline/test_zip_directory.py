"""Zips in memory: their directory read in one go says what `zipfile` says, or leaves it to that."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.zip_directory import member_at, unpacked, zip_directory
from tests.harness.sources import zip_bytes

TEXTS = {"a.xml": b"<a>The ferry sails.</a>" * 40, "word/": b"", "word/b.xml": b"<b/>"}


def changed(data: bytes, at: int, to: bytes) -> bytes:
    """The same bytes with others from a place on."""
    return data[:at] + to + data[at + len(to) :]


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0\\:"), min_size=1),
                    st.binary(max_size=300), max_size=6),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    st.binary(max_size=20),
)  # fmt: skip
def test_the_same_as_zipfile(members: dict[str, bytes], method: int, comment: bytes) -> None:
    """Names and bytes of whatever it writes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.comment = comment
    directory = zip_directory(out.getvalue())
    if directory is None:  # the comment looks like the end of a directory
        assert b"PK" in comment
        return
    with zipfile.ZipFile(out) as archive:
        wanted = {name: archive.read(name) for name in archive.NameToInfo}
    data = out.getvalue()
    assert {name: unpacked(data, member_at(data, at)) for name, at in directory.items()} == wanted


def test_of_several_members_of_one_name_the_last_counts() -> None:
    """As in `zipfile`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"last")
    data = out.getvalue()
    directory = zip_directory(data)
    assert directory
    assert unpacked(data, member_at(data, directory["a"])) == b"last"


def test_what_is_out_of_the_ordinary_is_left_to_zipfile() -> None:
    """Cut off, behind a program, with other bytes behind it, with a name in a code page."""
    whole = zip_bytes(TEXTS)
    assert zip_directory(whole)
    named = zip_bytes({"über.xml": b"x"})
    unmarked = named.replace("über".encode(), "über".encode("cp437") + b"_")
    at = named.index(b"PK\x01\x02")
    for data in (
        b"", whole[:-1], whole[: len(whole) // 2], b"#!/bin/sh\n" + whole, whole + b"x",
        changed(unmarked, at + 8, b"\0\0"), changed(whole, whole.index(b"PK\x01\x02"), b"PX"),
    ):  # fmt: skip
        assert zip_directory(data) is None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_that_is_damaged_or_encrypted_is_left_to_zipfile(method: int) -> None:
    """A wrong check, a wrong header, a bit that says it is encrypted, and data that ends early."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a", TEXTS["a.xml"])
    whole = out.getvalue()
    directory = zip_directory(whole)
    assert directory
    member = member_at(whole, directory["a"])
    assert unpacked(whole, member) == TEXTS["a.xml"]
    assert unpacked(whole, member._replace(check=member.check ^ 1)) is None
    assert unpacked(whole, member._replace(at=3)) is None
    assert unpacked(whole, member._replace(at=len(whole))) is None
    assert unpacked(whole, member._replace(flags=1)) is None
    assert unpacked(changed(whole, 6, b"\1"), member) is None
    assert unpacked(whole, member._replace(packed=member.packed - 1)) is None
    assert unpacked(whole, member._replace(size=member.size - 1)) is None
    assert unpacked(whole, member._replace(method=zipfile.ZIP_LZMA)) is None
    if method == zipfile.ZIP_DEFLATED:
        assert unpacked(changed(whole, 35, b"\xff\xff\xff\xff"), member) is None
