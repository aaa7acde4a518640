"""Office files that are cut off, or locked with Office's own password."""

import io
from collections.abc import Callable

import msgspec
import msoffcrypto.format.ooxml as ooxml
import pytest

from pipeline.convert.converter import Converter, Damaged, Encrypted, TooMuch
from pipeline.convert.default_password import PASSWORD, opened
from pipeline.convert.docx import Docx
from pipeline.convert.open_document import OpenDocument
from pipeline.convert.packed_parts import PackedParts
from pipeline.convert.xlsx import Xlsx
from testbed.office_writer import docx, open_document, packed, paragraph, unpacked, xlsx
from testbed.ole_writer import ole
from tests.unit.pipeline.convert.conversions import LIMITS, conversion, text_of

LINES = [f"Line {number * 7919 % 10_007} of the plan" for number in range(500)]


@pytest.mark.parametrize(
    ("converter", "whole"),
    [
        (Docx(LIMITS), lambda: docx("".join(map(paragraph, LINES)))),
        (
            OpenDocument(LIMITS),
            lambda: open_document("text", "".join(f"<text:p>{line}</text:p>" for line in LINES)),
        ),
    ],
)
def test_a_file_that_was_cut_off_is_read_up_to_there(
    converter: Converter, whole: Callable[[], bytes]
) -> None:
    """Its directory is gone, and its main part ends too early: a mark says so."""
    data = whole()
    made = conversion(converter, data[: len(data) // 2]).converted
    found = made.text.split("\n\n")
    assert len(found) > 50
    assert found[:-1] == LINES[: len(found) - 1]
    assert [mark.kind for mark in made.marks] == ["passed-over"]
    with pytest.raises(Damaged):
        converter.convert(data[:20], "")


def locked(data: bytes, password: str) -> bytes:
    """A package as Office encrypts it."""
    types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    data = packed({**unpacked(data), "[Content_Types].xml": types})
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def test_a_package_that_excel_locked_by_itself() -> None:
    """Excel opens it without asking; any other password is not guessed."""
    rows = "".join(f"<row><c><v>{n * 7919 % 100_003}</v></c></row>" for n in range(2_000))
    data = xlsx({"Plan": rows})  # the writer of encrypted files spoils small ones
    assert text_of(Xlsx(LIMITS), locked(data, PASSWORD)) == text_of(Xlsx(LIMITS), data)
    with pytest.raises(Encrypted, match="password"):
        Xlsx(LIMITS).convert(locked(data, "secret"), "")


def test_a_text_is_never_locked_by_office_itself() -> None:
    """Word asks for a password, so Excel's is not tried: its key takes 100,000 hashes."""
    data = docx("".join(map(paragraph, LINES)))
    with pytest.raises(Encrypted, match="password"):
        Docx(LIMITS).convert(locked(data, PASSWORD), "")


def test_a_part_that_is_large_is_unpacked_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """And counts against the limits as it is unpacked; one that is damaged gives what is whole."""
    data = packed({"a.xml": b"<a/>" * 50_000})
    assert len(list(PackedParts(data, LIMITS).pieces("a.xml"))) == 1
    monkeypatch.setattr("pipeline.convert.packed_parts.AT_ONCE", 1_000)
    parts = PackedParts(data, LIMITS)
    assert len(list(parts.pieces("a.xml"))) == 4
    assert parts.read("A.XML") == b"<a/>" * 50_000
    small = msgspec.structs.replace(LIMITS, max_unpacked_bytes=100_000)
    for size in (1_000, 1_000_000):
        monkeypatch.setattr("pipeline.convert.packed_parts.AT_ONCE", size)
        with pytest.raises(TooMuch, match="max_unpacked_bytes"):
            PackedParts(data, small).read("a.xml")


def test_what_only_looks_locked() -> None:
    """A head that is damaged, or asks for a million turns of the hash, and no package at all."""
    turns = b'<p:encryptedKey spinCount="99999999"/>'
    for streams in (
        {"EncryptedPackage": b"x"},
        {"EncryptedPackage": bytes(99), "EncryptionInfo": bytes(8) + turns},
        {"EncryptionInfo": b""},
    ):
        with pytest.raises(Encrypted):
            opened(ole(streams))
    with pytest.raises(Damaged, match="newer format"):
        Xlsx(LIMITS).convert(ole({"Workbook": b""}), "")
