"""Header fields as real programs write them: folded, encoded, raw, broken."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mail.attachments import file_name
from pipeline.mail.fields import Fields
from pipeline.mail.words import decoded


def fields(block: str | bytes) -> Fields:
    """The fields of a header given as text."""
    return Fields(block if isinstance(block, bytes) else block.encode())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain words", "plain words"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus =?iso-8859-1?q?K=F6ln?=", "Grüße aus Köln"),
        # Between two encoded words there is no space; between a word and a plain one there is.
        ("=?utf-8?B?w6Q=?= =?utf-8?B?w7Y=?= x", "äö x"),
        # A character of several bytes that was cut in two where the line was folded.
        ("=?utf-8?B?5pel5pys6A==?=\r\n =?utf-8?B?qp4=?=", "日本語"),
        ("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?gb2312?B?1tC5+g==?=", "中国"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        # Spaces in an encoded word, no padding, a charset that there is not, one that is wrong.
        ("=?utf-8?Q?two words?=", "two words"),
        ("=?utf-8?B?w6TDtg?=", "äö"),
        ("=?x-unknown?Q?caf=C3=A9?=", "café"),
        ("=?us-ascii?Q?caf=E9?=", "café"),
        ("=?utf-8?Q?caf=E9?=", "café"),
        # What is none stays.
        ("=?utf-8?X?abc?= =?", "=?utf-8?X?abc?= =?"),
        ("a =?= b", "a =?= b"),
        ("1 < 2 =?", "1 < 2 =?"),
    ],
)
def test_encoded_words_are_read(written: str, read: str) -> None:
    """As people see them in their mail program."""
    assert decoded(written.encode()) == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("Grüße".encode(), "Grüße"),
        ("Grüße aus Köln und Düsseldorf".encode("latin-1"), "Grüße aus Köln und Düsseldorf"),
        ("Привет, как дела сегодня".encode("koi8-r"), "Привет, как дела сегодня"),
        (b"a\0b", "ab"),
    ],
)
def test_bytes_beyond_ascii_need_no_encoding(raw: bytes, read: str) -> None:
    """No standard allows them, and many programs write them."""
    assert decoded(raw) == read


def test_fields_are_unfolded_and_found_in_any_case() -> None:
    """The first of a name counts, and all can be had."""
    found = fields("SUBJECT: one\r\n\ttwo\r\nReceived: a\r\nreceived: b\r\n")
    assert found.text("subject") == "one two"
    assert found.raw_all("received") == [b"a", b"b"]
    assert found.text("date") == ""
    assert "date" not in found


def test_a_line_that_lost_its_indentation_ends_no_header() -> None:
    """The fields below it are read; without any below, the text begins at the line."""
    found = fields("Subject: one\ntwo words\nTo: a@example.org\n")
    assert found.text("subject") == "one two words"
    assert found.text("to") == "a@example.org"
    block = b"Subject: one\nThe text begins here\n"
    assert block[fields(block).end :] == b"The text begins here\n"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ('attachment; filename="report.docx"', "report.docx"),
        ("attachment; filename=report.docx; size=3", "report.docx"),
        ("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt", "Grüße.txt"),
        (
            "attachment; filename*0*=iso-8859-1'de'Gr%FC; filename*1*=%DFe; filename*2=.txt",
            "Grüße.txt",
        ),
        ("attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        ('attachment; filename="=?utf-8?B?R3LDvMOfZS50eHQ=?="', "Grüße.txt"),
        ('attachment; filename="a;b.txt"', "a;b.txt"),
        (r'attachment; filename="a\"b.txt"', 'a"b.txt'),
        ('attachment; filename="C:\\\\Users\\\\ann\\\\x.doc"', "x.doc"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="never closed.txt', "never closed.txt"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_file_is_read(told: str, name: str) -> None:
    """In parts, with a charset, encoded like a header's words, without its path."""
    assert file_name(fields(f"Content-Disposition: {told}\n")) == name


def test_the_longest_name_keeps_its_suffix() -> None:
    """It is the name of a document in a locator, and no place for a novel."""
    name = file_name(fields(f"Content-Disposition: attachment; filename={'x' * 5000}.pdf\n"))
    assert name.endswith(".pdf")
    assert len(name) == 200


@pytest.mark.parametrize(
    ("told", "media_type"),
    [
        ("Text/HTML; charset=x", "text/html"),
        ("", "text/plain"),
        ("text", "text/plain"),
        ("%$!", "text/plain"),
        ("image / png ;name=a.png", "image/png"),
    ],
)
def test_a_media_type_that_cannot_be_read_is_plain_text(told: str, media_type: str) -> None:
    """As RFC 2045 says."""
    assert fields(f"Content-Type: {told}\n").media_type()[0] == media_type


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=60))
def test_what_was_encoded_comes_back(text: str) -> None:
    """In pieces of five bytes, wherever these cut a character."""
    raw = text.encode()
    words = [raw[at : at + 5] for at in range(0, len(raw), 5)]
    written = " ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words)
    assert decoded(written.encode()) == text


@given(st.binary(max_size=300))
def test_nothing_is_raised_for_any_bytes(raw: bytes) -> None:
    """Whatever stands in a header."""
    found = Fields(b"Content-Type: " + raw + b"\nSubject: " + raw)
    found.media_type()
    found.text("subject")
    file_name(found)
