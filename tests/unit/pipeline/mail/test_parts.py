"""The parts of a message: found, told apart, and what they stand for."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mail.attachments import attachments, leaves, name_of
from pipeline.mail.parts import MOST_PARTS, Message, without
from pipeline.mail.transfer import base64_content, content, uu_content
from tests.harness.growth import grows_with_size
from tests.harness.mail import multipart


def bodies(raw: str | bytes) -> list[bytes]:
    """The bodies of a message's parts that have none."""
    message = Message(raw if isinstance(raw, bytes) else raw.encode())
    return [message.body(part) for part in message.root.leaves()]


TEXT = "Content-Type: text/plain\n\nthe text\n"
FILE = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-\n"


def test_a_message_without_parts_is_one() -> None:
    """Its body begins behind the blank line, or where its header has no end."""
    assert bodies("Subject: x\r\n\r\nbody\r\n") == [b"body\r\n"]
    assert bodies("Subject: x\nno header any more\n") == [b"no header any more\n"]
    assert bodies("Subject: x") == [b""]
    assert bodies("") == [b""]


def test_parts_are_told_apart() -> None:
    """The line end before a boundary belongs to the boundary, in either form."""
    raw = multipart(
        "Content-Type: text/plain\n\none", "\ntwo\n\n", "Content-Type: text/html\n\n<p>"
    )
    assert bodies(raw) == [b"one", b"two\n\n", b"<p>"]
    assert bodies(raw.replace("\n", "\r\n")) == [b"one", b"two\r\n\r\n", b"<p>"]


def test_parts_in_parts_are_found() -> None:
    """An outer boundary ends the inner parts that were never closed."""
    inner = multipart(TEXT, "Content-Type: text/html\n\n<p>", kind="alternative", boundary="i")
    assert len(bodies(multipart(inner, FILE))) == 3
    assert len(bodies(multipart(inner.replace("--i--\n", ""), FILE))) == 3


def test_a_boundary_that_begins_another_is_not_mistaken() -> None:
    """Programs number their boundaries."""
    inner = multipart(TEXT, boundary="b1", kind="alternative")
    assert bodies(multipart(inner, FILE, boundary="b")) == [b"the text\n", b"%PDF-\n"]


@pytest.mark.parametrize(
    "raw",
    [
        "Content-Type: multipart/mixed\n\nthe text",
        "Content-Type: multipart/mixed; boundary=b\n\nthe text",
        'Content-Type: multipart/mixed; boundary=""\n\nthe text',
    ],
)
def test_a_multipart_without_parts_is_a_text(raw: str) -> None:
    """Nothing of it is lost."""
    assert bodies(raw) == [b"the text"]


def test_what_no_boundary_closes_goes_to_the_end() -> None:
    """A message that was cut off has all that is there."""
    assert bodies("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nthe te") == [b"the te"]


def test_a_part_without_a_blank_line_ends_at_the_next() -> None:
    """Its header does not swallow what follows."""
    raw = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\ntext\n"
    assert bodies(f"{raw}--b--") == [b"", b"text"]


def test_what_is_text_and_what_is_attached() -> None:
    """By type, place and name."""
    inner = multipart(TEXT, "Content-Type: text/html\n\n<p>", kind="alternative", boundary="i")
    listed = "Content-Type: text/x-patch; name=a.patch\n\n+x\n"
    forwarded = "Content-Type: message/rfc822\n\nSubject: y\n\nhello\n"
    footer = "Content-Type: text/plain\n\n___\nlist\n"
    signature = "Content-Type: application/pgp-signature\n\n-----BEGIN\n"
    message = Message(multipart(inner, FILE, listed, forwarded, footer, signature).encode())
    found = [(part.media_type, is_text) for part, is_text in leaves(message)]
    assert found == [
        ("text/plain", True), ("text/html", True), ("application/pdf", False),
        ("text/x-patch", False), ("message/rfc822", False), ("text/plain", True),
        ("application/pgp-signature", True),
    ]  # fmt: skip
    names = [name_of(part, number) for number, part in enumerate(attachments(message), 1)]
    assert names == ["a.pdf", "a.patch", "message-3.eml"]


def test_a_message_that_is_a_file_has_no_text() -> None:
    """Scanners send such."""
    message = Message(b"Content-Type: application/pdf\n\n%PDF-")
    assert [name_of(part, 1) for part in attachments(message)] == ["part-1.pdf"]


def test_attachments_are_taken_out_of_a_message() -> None:
    """Their headers stay, and so do all other bytes; what has none is the same object."""
    raw = multipart(TEXT, FILE, "Content-Type: text/plain\n\nfooter").encode()
    message = Message(raw)
    slim = without(message, attachments(message))
    assert slim == raw.replace(b"%PDF-\n", b"", 1)
    again = Message(slim)
    assert [part.media_type for part in again.root.leaves()] == [
        part.media_type for part in message.root.leaves()
    ]
    assert without(again, []) is slim


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (base64.encodebytes(b"x" * 100), b"x" * 100),
        (b"aGVs\r\nbG8=\r\n", b"hello"),
        (b"aGVsbG8", b"hello"),
        (b"aGVsbG8=aGVsbG8=", b"hellohello"),
        (b"aGV*sb\x80G8=", b"hello"),
        (b"aGVsbG8x=", b"hello1"),
        (b"aGVsbG8xx", b"hello1"),
        (b"", b""),
        (b"====", b""),
        (b"This was never encoded, was it?", b"This was never encoded, was it?"),
        (b"aGVsbG8=\n_____\nA mailing list, at x\n", b"hello\n_____\nA mailing list, at x\n"),
    ],
)
def test_broken_base64_gives_what_there_is(raw: bytes, read: bytes) -> None:
    """Without padding, in pieces, with stray bytes; plain text in or behind it stays."""
    assert base64_content(raw) == read


def test_quoted_printable_and_uuencode_are_read() -> None:
    """What is no escape stays as it is."""
    for encoding, written, read in [
        ("Quoted-Printable", "a=C3=A4=\nb =ZZ 1=1", "aäb =ZZ 1=1"),
        ("x-uuencode", "begin 644 a\n#:&5L\n`\nend\n", "hel"),
        ("8-bit", "as = it is", "as = it is"),
    ]:
        message = Message(f"Content-Transfer-Encoding: {encoding}\n\n{written}".encode())
        assert content(message, message.root).decode() == read


def test_a_bad_line_of_uuencode_is_alone_in_its_loss() -> None:
    """The others are read."""
    assert uu_content(b"begin 644 a\n#:&5L\nM~~\n#;&\\A\nend\n") == b"hello!"


def test_ten_thousand_parts_are_read() -> None:
    """And more than there may be stay in the last one."""
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n"
    assert len(bodies(raw + b"--b\n\nx\n" * 10_000)) == 10_000
    many = raw + b"--b\n\nx\n" * (MOST_PARTS + 9)
    message = Message(many)
    last = list(message.root.leaves())[-1]
    assert message.left
    assert message.body(last).count(b"x") == 10


def test_parts_in_parts_are_read_to_any_depth() -> None:
    """Without recursion; beyond a thousand they are text."""
    for depth in (500, 3_000):
        raw = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
        )
        [body] = bodies(raw + b"\nhello")
        assert body.endswith(b"hello")


@pytest.mark.parametrize(
    "piece",
    [b"--b\n", b"--\n", b"--b\nContent-Type: multipart/mixed; boundary=b\n\n", b"a b\nSubject: x\n",
     b"--b\nContent-Type: text/plain\n", b"=?utf-8?q?", b"\r"],
)  # fmt: skip
def test_time_grows_with_the_size_alone(piece: bytes) -> None:
    """Whatever is repeated, in the header or in the body."""
    head = b"Content-Type: multipart/mixed; boundary=b\n"
    assert grows_with_size(lambda size: Message(head + piece * size), 500)
    assert grows_with_size(lambda size: Message(head + b"\n" + piece * size), 500)


@given(st.lists(st.sampled_from([b"--b\n", b"--b--\n", b"--i\n", b"--i--\n", b"\n", b"text\n",
    b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: multipart/x; boundary=i\n",
    b"\r\n", b"Content-Type: application/pdf\n\n", b"--", b" "]), max_size=30))  # fmt: skip
def test_parts_lie_in_their_order_and_apart(pieces: list[bytes]) -> None:
    """Whatever is in the message."""
    message = Message(b"".join(pieces))
    done = 0
    for part in message.root.leaves():
        assert done <= part.body <= part.end <= len(message.raw)
        done = part.end
    slim = without(message, attachments(message))
    assert len(slim) <= len(message.raw)


def test_a_boundary_found_in_one_message_is_none_of_the_next() -> None:
    """Headers of parts that come again are read once, and what is found out stays apart."""
    head = b'Content-Type: multipart/mixed; boundary="wrong"\n\n'
    part = b"Content-Type: text/plain; name=a.txt\n\n"
    for token in (b"one", b"two"):
        message = Message(head + b"--" + token + b"\n" + part + token + b"\n--" + token + b"--\n")
        assert [message.body(leaf) for leaf in message.root.leaves()] == [token]
        assert message.root.parts[0].parameters == {"name": "a.txt"}
