"""What stands at the top of an OLE file is what olefile gives, whatever the file's size."""

import io
import random
import struct
import tracemalloc

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ole_directory import OleDirectory
from testbed.ole_writer import ole

NAMES = st.text(
    st.characters(codec="ascii", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=31
)


@given(st.dictionaries(NAMES, st.one_of(st.binary(max_size=9_000), st.just({"inner": b"x"}))))
def test_the_same_as_olefile(tree: dict[str, object]) -> None:
    """Streams and storages at the top, and not what is inside of these."""
    tree = {name.lower(): inside for name, inside in tree.items()}  # no two may be the same so
    with olefile.OleFileIO(io.BytesIO(ole(tree))) as file:
        paths = file.listdir(streams=True, storages=True)
        top = {path[0] for path in paths if len(path) == 1}
        streams = {
            name: file.openstream(name).read() if file.get_type(name) == olefile.STGTY_STREAM
            else None
            for name in top
        }  # fmt: skip
    found = OleDirectory(ole(tree))
    assert found.names == {name.lower() for name in top}
    assert {name: found.stream(name.upper()) for name in top} == streams
    assert found.stream("x" * 32) is None


def test_a_file_whose_table_is_too_large_for_the_header() -> None:
    """Above 7 MB the table is told of by sectors of its own, and the directory may stand behind."""
    data = random.Random(1).randbytes(8_000_000)
    found = OleDirectory(ole({"Data": data, "Workbook": b"x"}))
    assert found.names == {"data", "workbook"}
    assert (found.stream("Data"), found.stream("Workbook")) == (data, b"x")


def test_sectors_of_a_stream_that_do_not_follow_one_another() -> None:
    """As programs write them that change a file where it stands; the chain says their order."""
    pieces = [bytes([65 + number]) * 512 for number in range(10)]
    whole = bytearray(ole({"Data": b"".join(pieces)}))
    first, second = whole.index(pieces[3]), whole.index(pieces[5])
    at = {name: (place >> 9) - 1 for name, place in (("D", first), ("F", second))}
    (table,) = struct.unpack_from("<I", whole, 76)
    numbers = (table + 1) << 9
    for place, to in ((at["D"] - 1, at["F"]), (at["F"], at["D"] + 1), (at["F"] - 1, at["D"]),
                      (at["D"], at["F"] + 1)):  # fmt: skip
        struct.pack_into("<I", whole, numbers + 4 * place, to)
    whole[first : first + 512], whole[second : second + 512] = pieces[5], pieces[3]
    found = OleDirectory(bytes(whole)).stream("Data")
    with olefile.OleFileIO(io.BytesIO(bytes(whole))) as file:
        assert found == file.openstream("Data").read() == b"".join(pieces)


def test_what_is_damaged_says_so() -> None:
    """In one way, whichever bytes are wrong; entries that name one another come to an end."""
    whole = ole({f"Stream {number}": bytes(5_000) for number in range(20)})
    for data in (b"", b"x" * 600, whole[:400], whole[:600]):
        with pytest.raises(ValueError, match=r".+"):
            OleDirectory(data)
    dice = random.Random(3)
    for _ in range(500):
        changed = bytearray(whole)
        for _ in range(20):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
            changed[dice.randrange(24, 512)] = dice.randrange(256)
        try:
            found = OleDirectory(bytes(changed))
            assert len(found.names) <= 30
            assert all(len(found.stream(name) or b"") <= len(whole) for name in found.names)
        except ValueError:
            continue


def test_what_a_file_claims_takes_no_memory() -> None:
    """Neither a size of 4 GB, nor a list of tables that goes in a circle."""
    whole = ole({"Data": b"\0" * 400_000, "Other": b"x" * 5_000})
    entry = whole.index("Data".encode("utf-16-le"))
    large = bytearray(whole)
    struct.pack_into("<Q", large, entry + 120, 0xFFFFFFF0)
    circle = bytearray(whole)
    zeros = (whole.index(b"\0" * 100_000) >> 9) + 1
    struct.pack_into("<I", circle, 68, zeros)
    struct.pack_into("<I", circle, ((zeros + 1) << 9) + 508, zeros)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="longer than the file"):
            OleDirectory(bytes(large)).stream("Data")
        assert OleDirectory(bytes(circle)).stream("Other") == b"x" * 5_000
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
