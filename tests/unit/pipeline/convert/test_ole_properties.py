"""What an OLE file says of itself: numbers, texts in code pages and in Unicode, moments."""

import random
import struct
from datetime import datetime

from pipeline.convert.converter import Conversion
from pipeline.convert.doc import Doc
from pipeline.convert.ole_properties import properties
from testbed.doc_writer import doc
from tests.unit.pipeline.convert.conversions import LIMITS

MOMENT = 133_485_408_000_000_000  # tenths of microseconds from 1601 to 2024


def text(value: bytes) -> bytes:
    return struct.pack("<2I", 30, len(value)) + value


def property_set(values: dict[int, bytes]) -> bytes:
    """A stream with one set, of values behind their types."""
    place, pairs, body = 8 + 8 * len(values), b"", b""
    for number, value in values.items():
        pairs += struct.pack("<2I", number, place + len(body))
        body += value + bytes(-len(value) % 4)
    section = struct.pack("<2I", place + len(body), len(values)) + pairs + body
    return struct.pack("<2HI16xI16xI", 0xFFFE, 0, 2, 1, 48) + section


VALUES = {
    1: struct.pack("<Ih", 2, 1251),
    2: text("Отчёт\0за год".encode("cp1251")),
    4: struct.pack("<2I", 31, 4) + "Ada\0".encode("utf-16-le"),
    12: struct.pack("<IQ", 64, MOMENT),
    13: struct.pack("<IQ", 64, 2**63),
    14: struct.pack("<II", 3, 7),
    17: struct.pack("<II", 71, 4) + b"....",
}


def test_values_by_their_numbers() -> None:
    """A moment that no calendar has, and types that say nothing, are left out."""
    assert properties(property_set(VALUES)) == {
        1: 1251, 2: "Отчёт\0за год".encode("cp1251"), 4: "Ada\0", 12: datetime(2024, 1, 1), 14: 7,
    }  # fmt: skip


def test_what_a_document_says_of_itself() -> None:
    """A text ends at the first zero; it is in the code page that the set names."""
    more = property_set({2: text(b"Minutes"), 15: text(b"Mill \xcf")})
    raw = doc(["x\r"], more={
        "\5SummaryInformation": property_set(VALUES), "\5DocumentSummaryInformation": more,
    })  # fmt: skip
    made = Doc(LIMITS).convert(raw, "application/msword")
    assert isinstance(made, Conversion)
    metadata = made.converted.metadata
    assert (metadata.title, metadata.author) == ("Отчёт", "Ada")
    assert metadata.published == "2024-01-01T00:00:00Z"
    assert metadata.other == {"category": ("Minutes",), "company": ("Mill П",)}
    assert made.properties.page_count == 7


def test_damaged_sets() -> None:
    """What can be read is given; nothing is raised, and no more than there is."""
    whole = property_set(VALUES)
    dice = random.Random(5)
    assert properties(b"") == properties(whole[:50]) == {}
    for _ in range(500):
        changed = bytearray(whole[: dice.randrange(40, len(whole))])
        for _ in range(4):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        found = properties(bytes(changed))
        assert all(len(value) <= len(whole) for value in found.values() if isinstance(value, bytes))
