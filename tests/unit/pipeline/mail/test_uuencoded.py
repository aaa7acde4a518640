"""Files that uuencode wrote into a message's text, and texts that only speak of it."""

import binascii
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mail.parts import Message
from pipeline.mail.transfer import content
from pipeline.mail.uuencoded import uuencoded
from tests.harness.mail import message
from tests.harness.sources import documents, read_all

DATA = random.Random(3).randbytes(500)


def written(name: str, data: bytes, end: str = "end\n") -> str:
    """What uuencode writes."""
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\n{end}"


def test_a_file_in_the_text_is_attached(tmp_path: Path) -> None:
    """What stands before and behind it stays the text of the message."""
    body = f"Dear Bob,\n\n{written('my notes.txt', b'Notes.')}\nand\n{written('b.bin', DATA)}Ann\n"
    path = tmp_path / "a.eml"
    path.write_text(message("Files", body))
    items = documents(read_all(path))
    assert [item.locator.member for item in items] == ["", "my notes.txt", "b.bin"]
    assert items[1].raw == b"Notes."
    assert items[1].parent == items[0].id
    assert isinstance(items[0].raw, bytes)
    assert items[0].raw.endswith(b"Dear Bob,\n\n\nand\nAnn\n")
    parts = uuencoded(found := Message(path.read_bytes()))
    assert [content(found, part) for part in parts] == [b"Notes.", DATA]


@pytest.mark.parametrize("text", [
    "It begins with\nbegin 644 a.txt\nand then come lines.\nend\n",
    "begin 644 a.txt\nend\n",
    written("a.txt", DATA, end=""),
    written("a.txt", DATA, end="the end\n"),
    written("a.txt", DATA).replace("begin 644", "begin the"),
    "> " + written("a.txt", DATA).replace("\n", "\n> "),
])  # fmt: skip
def test_texts_about_it_are_left_alone(text: str) -> None:
    """Every line must be one of its lines, to its end."""
    assert uuencoded(Message(message("x", f"Look:\n{text}").encode())) == []


@given(st.lists(st.sampled_from(["begin 644 a\n", "end\n", "`\n", "#8VAA\n", "text\n", "\n"])))
def test_parts_lie_in_their_order_and_apart(lines: list[str]) -> None:
    """Whatever lines follow one another."""
    parts = uuencoded(Message(message("x", "Look:\n" + "".join(lines)).encode()))
    places = [place for part in parts for place in (part.body, part.end)]
    assert places == sorted(places)
