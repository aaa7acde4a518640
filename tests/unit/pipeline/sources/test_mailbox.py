"""Mailboxes in all their dialects."""

import io
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources import SourceOptions, read_sources
from pipeline.sources.mailbox import CHUNK, LOOK, split, unescaped
from tests.harness.growth import grows_with_size
from tests.harness.mail import ENVELOPE, attached, mailbox, message
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, failures, read_all, small_limits, texts

MOST = 1_000_000


def parts(raw: str | bytes, most: int = MOST) -> list[bytes | None]:
    """The messages of a mailbox."""
    data = raw if isinstance(raw, bytes) else raw.encode()
    return [found.raw for found in split(io.BufferedReader(io.BytesIO(data)), 0, most)]


ONE, TWO = message("one", "The first text.\n"), message("two", "The second text.\n")


def test_messages_are_told_apart() -> None:
    """Without their envelopes and the blank line between two."""
    raw = mailbox(ONE, TWO)
    assert parts(raw) == [ONE.encode(), TWO.encode()]
    assert parts(raw.replace("\n", "\r\n")) == [
        text.replace("\n", "\r\n").encode() for text in (ONE, TWO)
    ]
    assert parts("\n\n" + raw) != []
    assert parts(raw.rstrip()) == [ONE.encode(), TWO.rstrip().encode()]


@pytest.mark.parametrize(
    "envelope",
    [
        "From ann@example.org Mon Jun  1 10:00:00 2009",
        "From - Mon Jun 01 10:00:00 2009",
        "From ann at example.org  Mon Jun  1 10:00:00 2009",
        'From "Ann Lee" Mon Jun  1 10:00 2009',
        "From ann@example.org Mon Jun  1 10:00:00 2009 +0200",
        "From ann@example.org Mon Jun  1 10:00:00 EST 2009 remote from host",
        "From ann@example.org Mon, 01 Jun 2009 10:00:00 GMT",
        "From nobody",
        "From ???@??? 2009-06-01",
    ],
)
def test_envelopes_of_all_programs_are_known(envelope: str) -> None:
    """One without a date only where the fields of a message follow."""
    raw = f"{ENVELOPE}{ONE}\n{envelope}\n{TWO}"
    assert len(parts(raw)) == 2


@pytest.mark.parametrize(
    "line",
    [
        "From here on it gets better.",
        "From Monday Jun 1 10:00 to Friday, 2009 seats.",
        "From: ann@example.org",
        "From ann Mon Jun  1 10:00:00 2009",
        "From the start:\nwe said: no",
    ],
)
def test_lines_of_text_are_no_envelopes(line: str) -> None:
    """Though no program marked them."""
    assert len(parts(mailbox(message("x", f"Text.\n\n{line}\nMore text.\n"), TWO))) == 2


def test_mailboxes_without_blank_lines_are_told_apart() -> None:
    """By the envelope and the field below it."""
    raw = mailbox(ONE, TWO).replace(f"\n\n{ENVELOPE}", f"\n{ENVELOPE}")
    assert len(parts(raw)) == 2


def test_messages_without_a_header_are_told_apart() -> None:
    """A blank line stands where it was."""
    assert parts(f"{ENVELOPE}\nText one\n\n{ENVELOPE}\nText two") == [
        b"\nText one\n",
        b"\nText two",
    ]


def test_a_message_that_counts_its_bytes_may_hold_anything() -> None:
    """Even a whole mailbox; a count that is wrong is not believed."""
    inner = f"See:\n\n{ENVELOPE}{TWO}"
    counted = f"Subject: x\nContent-Length: {len(inner)}\n\n{inner}"
    assert len(parts(f"{ENVELOPE}{counted}\n{ENVELOPE}{TWO}")) == 2
    assert len(parts(f"{ENVELOPE}{counted}")) == 1
    wrong = counted.replace(f"Length: {len(inner)}", f"Length: {len(inner) + 9}")
    assert len(parts(f"{ENVELOPE}{wrong}\n{ENVELOPE}{TWO}")) == 3
    huge = counted.replace(f"Length: {len(inner)}", "Length: 999999999999")
    assert len(parts(f"{ENVELOPE}{huge}\n{ENVELOPE}{TWO}")) == 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\n>From here\nb", "a\nFrom here\nb"),
        (">From here", "From here"),
        ("a\n>>From here\nb", "a\n>From here\nb"),
        # Quoted by a program that leaves no space: the lines around are quoted as deep.
        (">so\n>From here\n>on", ">so\n>From here\n>on"),
        (">so\n>>From here\n>on", ">so\n>From here\n>on"),
        ("> From here", "> From here"),
        ("x >From here", "x >From here"),
    ],
)
def test_lines_that_were_marked_are_as_they_were_written(written: str, read: str) -> None:
    """What is quoted by a person stays quoted."""
    assert unescaped(written.encode()).decode() == read


def test_what_is_attached_has_its_message_on_its_way(tmp_path: Path) -> None:
    """Counted from 1; a reading goes on at any of them."""
    path = tmp_path / "a.mbox"
    with_file = message("x", "Text.", attached("a.txt", b"one"), attached("b.txt", b"two"))
    path.write_text(mailbox(ONE, with_file, TWO, with_file))
    found = documents(read_all(path))
    assert [str(document.locator).partition(".mbox")[2] for document in found] == [
        "", "#2", "!#2!a.txt", "!#2!b.txt", "#3", "#4", "!#4!a.txt", "!#4!b.txt",
    ]  # fmt: skip
    assert found[2].parent == found[2].family == found[1].id == found[1].family
    check_every_start(path)


def test_a_message_above_the_limit_fails_alone(tmp_path: Path) -> None:
    """Its place is its own, and the next one is read."""
    path = tmp_path / "a.mbox"
    path.write_text(
        mailbox(ONE, message("x", "word " * 1_000), TWO, message("x", "y" * 50_000), ONE)
    )
    items = read_all(path, limits=small_limits(max_document_bytes=1_000))
    assert [item.locator.record for item in items] == [0, 1, 2, 3, 4]
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"] * 2
    assert len(documents(items)) == 3


def test_a_huge_message_is_passed_over_without_being_held() -> None:
    """However large it is; the next is found."""
    line = b"x" * 99 + b"\n"
    raw = ENVELOPE.encode() + ONE.encode() + line * 50_000 + b"\n" + mailbox(TWO).encode()
    assert parts(raw, 100_000) == [None, TWO.encode()]
    assert parts(raw[:3_000_000], 100_000) == [None]


@pytest.mark.parametrize("size", [CHUNK - 5, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK - LOOK, CHUNK * 2])
def test_a_beginning_that_a_read_cuts_is_found(size: int) -> None:
    """Wherever the stream is cut."""
    for shift in range(0, 12, 3):
        body = "x" * (size - len(ENVELOPE) - len(ONE) - shift)
        raw = f"{ENVELOPE}{ONE}{body}\n\n{ENVELOPE}{TWO}"
        assert [len(one or b"") for one in parts(raw)] == [len(ONE) + len(body) + 1, len(TWO)]


def test_a_file_of_another_kind_is_read_as_what_it_is(tmp_path: Path) -> None:
    """Only its name says that it is a mailbox."""
    path = tmp_path / "a.mbox"
    path.write_text("Dear Ann,\n\nFrom here it is a long way.\n")
    [document] = documents(read_all(path))
    assert document.media_type == "text/plain"
    path.write_text(ONE)
    assert texts(read_all(path)) == ["The first text.\n"]


def test_memory_does_not_grow_with_the_mailbox(tmp_path: Path) -> None:
    """A message at a time is held, however many there are."""
    path = tmp_path / "a.mbox"
    one = mailbox(message("x", "word " * 4_000, attached("a.bin", bytes(20_000)))).encode()
    peaks = []
    for count in (10, 50):
        path.write_bytes(one * count)
        tracemalloc.start()
        assert sum(1 for _ in read_sources([str(path)], SourceOptions())) == 2 * count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


@given(seed=st.integers(0, 2**32), pieces=st.lists(st.sampled_from(
    [ENVELOPE, "\n", "text\n", "Subject: x\n", "From here\n", ">From there\n", "\r\n", "From ", "x"]
), max_size=60))  # fmt: skip
def test_no_line_of_text_is_lost(seed: int, pieces: list[str]) -> None:
    """Every line that is no envelope stands in one message, in its order."""
    random.Random(seed).shuffle(pieces)
    raw = "".join([ENVELOPE, *pieces])
    found = b"".join(one or b"" for one in parts(raw)).decode()
    kept = [line for line in raw.split("\n") if line in ("text", "Subject: x")]
    assert [line for line in found.split("\n") if line in ("text", "Subject: x")] == kept


@pytest.mark.parametrize("piece", [b"From x\n", b"\nFrom here\n\n", b"\n", b">From \n", b"x",
    b"Content-Length: 5\n\nFrom a Mon Jun  1 10:00:00 2009\nA: b\n"])  # fmt: skip
def test_time_grows_with_the_size_alone(piece: bytes) -> None:
    """Whatever is in it."""
    assert grows_with_size(lambda size: parts(ENVELOPE.encode() + piece * size), 3_000)
