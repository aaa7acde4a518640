"""What Outlook packs into "winmail.dat": its body, its files, and messages in it."""

from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.sources.archive_tnef import files
from tests.harness.sources import documents, failures, filtered, read_all
from tests.harness.tnef import attribute, properties, tnef

HTML, TEXT, DATA, NAME = 0x1013, 0x1000, 0x3701, 0x3001
OBJECT, BINARY = 0x0D, 0x102


def test_files_and_the_body_are_documents_of_the_message(tmp_path: Path) -> None:
    """By their long names; the mail's own text is another document."""
    packed = tnef({"Résumé.txt": b"My life.", "b.jsonl": b'{"text": "one"}\n'},
        {(HTML, BINARY): b"<html><p>Said in Outlook.</p></html>"})  # fmt: skip
    letter = EmailMessage()
    letter["From"], letter["Subject"], letter["Message-ID"] = "a@example.org", "Papers", "<1@x>"
    letter.set_content("See what is attached.")
    letter.add_attachment(packed, "application", "ms-tnef", filename="winmail.dat")
    path = tmp_path / "a.eml"
    path.write_bytes(letter.as_bytes())
    items = documents(read_all(path))
    assert [item.locator.member for item in items] == [
        "", "winmail.dat!body.html", "winmail.dat!Résumé.txt", "winmail.dat!b.jsonl",
    ]  # fmt: skip
    assert {item.family for item in items} == {items[0].id}
    assert [item.raw for item in items[2:]] == [b"My life.", "one"]


def test_a_message_that_is_attached_is_packed_in_the_same_manner(tmp_path: Path) -> None:
    """It is a container in the container."""
    inner = tnef({"deep.txt": b"Deep."}, {(TEXT, 0x1F): "Hello.".encode("utf-16-le")})
    told = {(NAME, 0x1F): "Letter".encode("utf-16-le"), (DATA, OBJECT): bytes(16) + inner}
    outer = tnef({}) + attribute(0x00069002, bytes(14))
    outer += attribute(0x00069005, properties(told))
    path = tmp_path / "winmail.dat"
    path.write_bytes(outer)
    items = documents(read_all(path))
    assert [(item.locator.member, item.raw) for item in items] == [
        ("Letter.tnef!body.txt", b"Hello."), ("Letter.tnef!deep.txt", b"Deep."),
    ]  # fmt: skip


def test_one_of_nothing_is_empty_and_one_cut_off_gives_its_beginning(tmp_path: Path) -> None:
    """With what is wrong with it."""
    path = tmp_path / "winmail.dat"
    path.write_bytes(tnef({}))
    assert filtered(read_all(path)) == ["empty"]
    path.write_bytes(tnef({"a.txt": b"one", "b.txt": b"two" * 99})[:-200])
    items = read_all(path)
    assert documents(items)[0].raw == b"one"
    assert [failed.error for failed in failures(items)] == ["Truncated"]


@given(st.data())
def test_damage_is_an_error_of_ours(data: st.DataObject) -> None:
    """Whatever bytes are changed or missing."""
    whole = bytearray(tnef({"a.txt": b"one"}, {(HTML, BINARY): b"<p>x", (TEXT, 0x1E): b"x"}))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(6, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DocumentError):
        list(files(bytes(whole[: data.draw(st.integers(6, len(whole)))])))
