"""The names at the top of an OLE file are those that olefile gives, whatever its size."""

import io
import random

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.media.ole_names import top_names
from testbed.ole_writer import ole

NAMES = st.text(
    st.characters(codec="ascii", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=31
)


@given(st.dictionaries(NAMES, st.one_of(st.binary(max_size=9_000), st.just({"inner": b"x"}))))
def test_the_same_as_olefile(tree: dict[str, object]) -> None:
    """Streams and storages at the top, and not what is inside of these."""
    with olefile.OleFileIO(io.BytesIO(ole(tree))) as file:
        paths = file.listdir(streams=True, storages=True)
    assert top_names(ole(tree)) == {path[0].lower() for path in paths if len(path) == 1}


def test_a_file_whose_table_is_too_large_for_the_header() -> None:
    """Above 7 MB the table is told of by sectors of its own, and the directory may stand behind."""
    assert top_names(ole({"Data": bytes(8_000_000), "Workbook": b"x"})) == {"data", "workbook"}


def test_what_is_damaged_says_so() -> None:
    """In one way, whichever bytes are wrong; entries that name one another come to an end."""
    whole = ole({f"Stream {number}": bytes(5_000) for number in range(20)})
    for data in (b"", b"x" * 600, whole[:400], whole[:600]):
        with pytest.raises(ValueError, match=r".+"):
            top_names(data)
    dice = random.Random(3)
    for _ in range(500):
        changed = bytearray(whole)
        for _ in range(20):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
            changed[dice.randrange(24, 512)] = dice.randrange(256)
        try:
            assert len(top_names(bytes(changed))) <= 30
        except ValueError:
            continue
