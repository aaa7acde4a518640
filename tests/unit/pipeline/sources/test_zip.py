"""Zip archives, whole and damaged."""

import gzip
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from pipeline.sources import zip_member
from pipeline.sources.members import MemberNames
from tests.harness.reopening import check_every_start
from tests.harness.source_kinds import damaged
from tests.harness.sources import (
    documents,
    failures,
    filtered,
    make_zip,
    read_all,
    small_limits,
    tar_bytes,
    texts,
    zip_bytes,
)

LOCAL_HEADER_BYTES = 30


def test_a_member_named_like_a_folder_that_has_content_is_not_lost(tmp_path: Path) -> None:
    """Its name was damaged or badly written; found by the directory and without it."""
    whole = zip_bytes({"empty/": b"", "letter/": b"Dear Sir.", "b.txt": b"Other."})
    path = tmp_path / "a.zip"
    for content in (whole, whole[: whole.rindex(b"PK\x01\x02")]):
        path.write_bytes(content)
        assert "Dear Sir." in texts(read_all(path))
        assert len(documents(read_all(path))) == 2
        check_every_start(path)


def test_members_are_documents_and_folders_are_not(tmp_path: Path) -> None:
    """In the order of the archive, each with its path as member."""
    path = make_zip(tmp_path / "a.zip", {"b/": b"", "b/z.txt": b"one", "a.html": b"<p>two"})
    items = read_all(path)
    assert [item.locator.member for item in items] == ["b/z.txt", "a.html"]
    assert [document.media_type for document in documents(items)] == ["text/plain", "text/html"]
    assert texts(items) == ["one", "<p>two"]


@pytest.mark.parametrize(
    "name", ["../x.txt", "a/../../x.txt", "/etc/x.txt", "C:\\x.txt", "..\\x.txt"]
)
def test_a_name_that_points_outside_fails(name: str, tmp_path: Path) -> None:
    """Nothing would be written there, but nobody packs such a name by accident."""
    path = make_zip(tmp_path / "a.zip", {name: b"evil", "b.txt": b"good"})
    items = read_all(path)
    assert texts(items) == ["good"]
    [failed] = failures(items)
    assert failed.error == "UnsafeName"
    assert "outside the archive" in failed.message
    assert "a.zip" in failed.message


def test_hidden_members_and_links_are_left_out(tmp_path: Path) -> None:
    """Each with its reason, whatever the include patterns are."""
    link = zipfile.ZipInfo("link.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    device = zipfile.ZipInfo("tty")
    device.create_system = 3
    device.external_attr = (stat.S_IFCHR | 0o777) << 16
    path = make_zip(
        tmp_path / "a.zip",
        {
            ".a.txt": b"",
            "__MACOSX/a/._b": b"",
            "b.tar.gz": b"",
            "b.zip": b"",
        },
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "target.txt")
        archive.writestr(device, "")
    assert filtered(read_all(path)) == [
        "hidden", "system", "empty", "empty", "symlink", "special",
    ]  # fmt: skip


def test_a_member_that_was_packed_out_of_a_pipe_is_read(tmp_path: Path) -> None:
    """`cat letter | zip a.zip -` marks it as a pipe."""
    piped = zipfile.ZipInfo("-")
    piped.create_system = 3
    piped.external_attr = (stat.S_IFIFO | 0o600) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(piped, "text")
    assert texts(read_all(tmp_path / "a.zip")) == ["text"]


def test_members_of_the_same_name_have_ids_of_their_own(tmp_path: Path) -> None:
    """Later ones get a number that no other member has."""
    path = tmp_path / "a.zip"
    stand_ins = {"1.txt": "a.txt", "2.txt": "a.txt", "3.txt#2": "a.txt#2", "4.txt": "a.txt"}
    data = make_zip(path, dict.fromkeys(stand_ins, b"x")).read_bytes()
    for stand_in, name in stand_ins.items():
        data = data.replace(stand_in.encode(), name.encode())
    path.write_bytes(data)
    items = read_all(path)
    assert [i.locator.member for i in items] == ["a.txt", "a.txt#2", "a.txt#2#2", "a.txt#3"]
    assert len({document.id for document in documents(items)}) == 4


def test_thousands_of_members_of_one_name_are_numbered_at_once() -> None:
    """Without trying every number again for each."""
    names = MemberNames()
    assert [names.unique("a") for _ in range(3000)][-1] == "a#3000"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("naïve.txt".encode(), "naïve.txt"),
        ("naïve.txt".encode("cp437"), "naïve.txt"),
        ("château.txt".encode("cp437"), "château.txt"),
        ("Müller Präsident.txt".encode("cp437"), "Müller Präsident.txt"),
        ("ソ.txt".encode("cp932"), "ソ.txt"),
        ("表/レポート.txt".encode("cp932"), "表/レポート.txt"),
        ("报告/会议.txt".encode("gbk"), "报告/会议.txt"),
        ("Отчёт о встрече.txt".encode("cp866"), "Отчёт о встрече.txt"),
        (b"new\nline.txt", "new\nline.txt"),
    ],
)
def test_names_are_read_in_the_encoding_that_all_fit(
    raw: bytes, shown: str, tmp_path: Path
) -> None:
    """Many programs write UTF-8, or their country's old encoding, without saying so."""
    stand_in = "x" * len(raw)
    path = make_zip(tmp_path / "a.zip", {stand_in: b"text"})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), raw))
    assert [item.locator.member for item in read_all(path)] == [shown]


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["議事録.txt"], "cp932"), (["表.txt"], "cp932"), (["会议记录.txt"], "gbk"),
        (["會議記錄.txt", "說明.txt"], "cp950"), (["회의록.txt"], "cp949"),
        (["Протокол.txt", "Отчёт.txt"], "cp866"), (["Протокол.txt"], "cp1251"),
        (["Übersicht größe.txt"], "cp437"), (["Grüße.txt"], "cp850"), (["São Paulo.txt"], "cp850"),
        (["Résumé für Köln.txt"], "cp1252"), (["Příloha.txt"], "cp852"),
    ],
)  # fmt: skip
def test_the_letters_of_names_tell_their_code_page(
    names: list[str], encoding: str, tmp_path: Path
) -> None:
    """Archives of every country were written in its own; a backslash may be half a letter."""
    stand_ins = {f"{'x' * len(name.encode(encoding))}{n}": b"text" for n, name in enumerate(names)}
    data = make_zip(tmp_path / "a.zip", stand_ins).read_bytes()
    for stand_in, name in zip(stand_ins, names, strict=True):
        raw = stand_in[-1:].encode() + name.encode(encoding)
        data = data.replace(stand_in.encode(), raw)
    (tmp_path / "a.zip").write_bytes(data)
    found = [item.locator.member[1:] for item in read_all(tmp_path / "a.zip")]
    assert found == names


def test_a_member_without_a_name_is_read(tmp_path: Path) -> None:
    """It gets one, so that it is told from the archive itself."""
    path = make_zip(tmp_path / "a.zip", {"x": b"one", "b.txt": b"two"})
    raw = path.read_bytes()
    begin, entry = raw.index(b"PK\x01\x02"), struct.pack("<H", 1)
    data = bytearray(raw)
    data[26:28] = data[begin + 28 : begin + 30] = bytes(2)  # the length of its name
    assert raw[26:28] == raw[begin + 28 : begin + 30] == entry
    del data[begin + 46], data[30]
    end = data.index(b"PK\x05\x06")
    size, offset = struct.unpack_from("<II", data, end + 12)
    struct.pack_into("<II", data, end + 12, size - 1, offset - 1)
    second = data.index(b"PK\x01\x02", begin + 4)
    (place,) = struct.unpack_from("<I", data, second + 42)
    struct.pack_into("<I", data, second + 42, place - 1)
    path.write_bytes(data)
    items = read_all(path)
    assert texts(items) == ["one", "two"]
    assert [item.locator.member for item in items] == ["unnamed", "b.txt"]


@pytest.mark.parametrize(("before", "flags"), [(b"other.txt", 0x800), (b"\xff\xfeame.txt", 0)])
def test_the_name_in_the_directory_counts(before: bytes, flags: int, tmp_path: Path) -> None:
    """Programs write another before the member's data, in another encoding perhaps."""
    path = make_zip(tmp_path / "a.zip", {"ïame.txt": b"text"})
    data = path.read_bytes()
    header = data[:6] + struct.pack("<H", flags) + data[8:LOCAL_HEADER_BYTES]
    path.write_bytes(header + before + data[LOCAL_HEADER_BYTES + len(before) :])
    items = read_all(path)
    assert texts(items) == ["text"]
    assert items[0].locator.member == "ïame.txt"


def test_a_name_that_is_marked_as_utf_8_stays(tmp_path: Path) -> None:
    """As Python and most newer programs write it."""
    items = read_all(make_zip(tmp_path / "a.zip", {"日本.txt": b"text"}))
    assert [item.locator.member for item in items] == ["日本.txt"]


def test_a_corrupt_member_fails_alone(tmp_path: Path) -> None:
    """The members after it are read."""
    path = make_zip(tmp_path / "a.zip", {"a.txt": b"first" * 20, "b.txt": b"second"})
    data = bytearray(path.read_bytes())
    data[LOCAL_HEADER_BYTES + len("a.txt") + 2] ^= 0xFF
    path.write_bytes(data)
    items = read_all(path)
    assert texts(items) == ["second"]
    [failed] = failures(items)
    assert failed.error == "Corrupt"
    assert "a.zip!a.txt" in failed.message


def test_records_before_a_corrupt_place_are_kept(tmp_path: Path) -> None:
    """The failure stands at the record that could not be read, so its id is its own."""
    lines = b"".join(b'{"text": "%d"}\n' % number**9 for number in range(3_000))
    path = make_zip(tmp_path / "a.zip", {"a.jsonl": lines, "b.txt": b"second"})
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    items = read_all(path)
    good = documents(items)
    assert good[0].raw == "0"
    assert good[-1].raw == b"second"
    assert failures(items)[-1].error in {"Corrupt", "Truncated"}
    assert len({item.locator for item in items}) == len(items)


def test_small_members_are_unpacked_at_once_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In damaged archives, too: what reads large ones step by step takes over where it must."""
    lines = b"".join(b'{"text": "line %d"}\n' % number for number in range(300))
    whole = zip_bytes({"a.txt": b"first " * 90, "b.jsonl": lines, "c.bin": b"\x89PNG\r\n\x1a\n"})
    path = tmp_path / "a.zip"
    for seed in range(60):
        path.write_bytes(damaged(whole, random.Random(seed)) if seed else whole)
        with monkeypatch.context() as patch:
            patch.setattr(zip_member, "SMALL_BYTES", -1)
            step_by_step = read_all(path)
        assert read_all(path) == step_by_step


def test_a_member_with_a_password_fails_with_advice(tmp_path: Path) -> None:
    """Bit 0 of the flags, in both headers, says that it is encrypted."""
    path = make_zip(tmp_path / "a.zip", {"a.txt": b"secret"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + offset
        struct.pack_into("<H", data, place, struct.unpack_from("<H", data, place)[0] | 1)
    path.write_bytes(data)
    [failed] = failures(read_all(path))
    assert failed.error == "Encrypted"
    assert "password" in failed.message


def test_an_unknown_way_of_packing_fails_with_advice(tmp_path: Path) -> None:
    """Method 9 is deflate64, which Python does not know."""
    path = make_zip(tmp_path / "a.zip", {"a.txt": b"text"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(mark) + offset, 9)
    path.write_bytes(data)
    [failed] = failures(read_all(path))
    assert failed.error == "Unsupported"
    assert "pack it again" in failed.message


@pytest.mark.parametrize("data", [b"no zip", bytes(5000), b"PK\x03\x04" + bytes(500)])
def test_what_is_no_zip_fails_once(data: bytes, tmp_path: Path) -> None:
    """Zeros, text, or a beginning without its end."""
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert [failed.error for failed in failures(read_all(path))] == ["Corrupt"]


def test_an_archive_of_nothing_is_empty(tmp_path: Path) -> None:
    """A zip without members and a file without bytes."""
    (tmp_path / "b.zip").touch()
    assert filtered(read_all(make_zip(tmp_path / "a.zip", {}), tmp_path / "b.zip")) == ["empty"] * 2
    assert filtered(read_all(make_zip(tmp_path / "c.zip", {"folder/": b""}))) == ["empty"]


def test_a_zip_that_is_compressed_once_more_is_read(tmp_path: Path) -> None:
    """Its members stand in the file, for a compression is no step."""
    packed = tmp_path / "a.zip.gz"
    packed.write_bytes(gzip.compress(zip_bytes({"b.txt": b"text"})))
    items = read_all(packed)
    assert texts(items) == ["text"]
    assert [item.locator.member for item in items] == ["b.txt"]


def test_a_member_above_the_limit_fails_alone(tmp_path: Path) -> None:
    """By its size in the directory, before it is unpacked."""
    path = make_zip(tmp_path / "a.zip", {"a.txt": b"a" * 1001, "b.txt": b"b" * 1000})
    items = read_all(path, limits=small_limits())
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]
    assert texts(items) == ["b" * 1000]


@pytest.mark.parametrize("name", ["a.png", "a.mp3", "a.pdf", "a.doc", "a.odt"])
def test_a_zip_of_a_wrong_name_is_opened(name: str, tmp_path: Path) -> None:
    """Its content decides; a program of Java is left out under such a name, too."""
    archive = zip_bytes({"in.txt": b"inside"})
    program = zip_bytes({"META-INF/MANIFEST.MF": b"x", "a.class": b"\xca\xfe\xba\xbe"})
    path = make_zip(tmp_path / "a.zip", {name: archive, f"b{name}": program})
    items = read_all(path)
    assert texts(items) == ["inside"]
    assert filtered(items) == ["packed"]


def test_a_member_that_unpacks_too_far_fails_alone(tmp_path: Path) -> None:
    """Zeros pack a thousand times over, text does not."""
    path = make_zip(tmp_path / "a.zip", {"bomb.jsonl": bytes(20_000_000), "b.txt": b"good"})
    items = read_all(path, limits=small_limits(max_ratio=500))
    assert [failed.error for failed in failures(items)] == ["DecompressionBomb"]
    assert "DOCMILL_MAX_RATIO" in failures(items)[0].message
    assert texts(items) == ["good"]


def test_an_archive_that_unpacks_too_far_is_left(tmp_path: Path) -> None:
    """Many members that are each within the limits end it together."""
    members = {f"{number}.jsonl": b'{"text": "x"}\n' * 600 for number in range(20)}
    path = make_zip(tmp_path / "a.zip", members)
    items = read_all(path, limits=small_limits(max_archive_bytes=100_000))
    assert [failed.error for failed in failures(items)] == ["DecompressionBomb"]
    assert "DOCMILL_MAX_ARCHIVE_BYTES" in failures(items)[0].message
    assert 0 < len(documents(items)) < 20 * 600
    assert items[-1].locator.member == ""


def test_records_and_compressed_files_inside_are_read(tmp_path: Path) -> None:
    """As if they stood beside the archive, and so are archives in it."""
    path = make_zip(
        tmp_path / "a.zip",
        {
            "a.jsonl": b'{"text": "1"}\n{"text": "2"}\n',
            "b.csv": b"text\n3\n",
            "c.jsonl.gz": gzip.compress(b'{"text": "4"}\n'),
            "d.txt.gz": gzip.compress(b"5"),
            "e.tar": tar_bytes({"x.txt": b"6"}),
        },
    )
    items = read_all(path)
    assert texts(items) == ["1", "2", "3", "4", "5", "6"]
    assert items[-1].locator.member == "e.tar!x.txt"


def test_patterns_apply_to_members(tmp_path: Path) -> None:
    """What was not asked for gives no item."""
    path = make_zip(tmp_path / "a.zip", {"a/x.txt": b"1", "a/y.html": b"2", "b/z.txt": b"3"})
    assert texts(read_all(path, include=("*.txt",))) == ["1", "3"]
    assert texts(read_all(path, exclude=("a",))) == ["3"]
    assert texts(read_all(tmp_path, include=("a.zip",))) == ["1", "2", "3"]
    assert texts(read_all(tmp_path, include=("*.txt",), exclude=("a.zip/b",))) == ["1"]


def in_two_parts(first: str, second: str) -> tuple[bytes, bytes]:
    """A zip of two members that a program wrote in two parts, each with one whole member."""
    whole = zip_bytes({"a.txt": first.encode(), "b.txt": second.encode()})
    begin, directory = whole.index(b"PK\x03\x04", 4), bytearray(whole[whole.index(b"PK\x01\x02") :])
    members = whole[begin : whole.index(b"PK\x01\x02")]
    entry, end = directory.index(b"PK\x01\x02", 4), directory.index(b"PK\x05\x06")
    struct.pack_into("<I", directory, 42, 4)  # behind the mark of the first part
    struct.pack_into("<H6xI", directory, entry + 34, 1, 0)  # the second part, and its beginning
    struct.pack_into("<4H2I", directory, end + 4, 1, 1, 2, 2, end, len(members))
    return b"PK\x07\x08" + whole[:begin], members + bytes(directory)


def test_of_an_archive_in_parts_each_gives_what_is_whole_in_it(tmp_path: Path) -> None:
    """A member of another part, and a part without the directory, fail with what to do."""
    parts = in_two_parts("Of the first part.", "Of the second part.")
    for name, part, member, place in zip(
        ("x.z01", "x.zip"), parts, ("first", "second"), ("", "a.txt"), strict=True
    ):
        path = tmp_path / name
        path.write_bytes(part)
        items = read_all(path)
        assert texts(items) == [f"Of the {member} part."]
        [failed] = failures(items)
        assert (failed.error, items[0 if place else 1].locator.member) == ("Unsupported", place)
        assert "zip -s 0" in failed.message


@pytest.mark.parametrize("parts", [1, 2])
def test_parts_that_were_joined_are_read_whole(parts: int, tmp_path: Path) -> None:
    """The places in the directory are still those in each part, or behind a mark for one part."""
    path = tmp_path / "whole.zip"
    joined = b"".join(in_two_parts("Of the first part.", "Of the second part."))
    whole = zip_bytes({"a.txt": b"Of the first part.", "b.txt": b"Of the second part."})
    path.write_bytes(joined if parts == 2 else b"PK00" + whole)
    assert texts(read_all(path)) == ["Of the first part.", "Of the second part."]
    assert failures(read_all(path)) == []
    check_every_start(path)


def test_a_whole_archive_that_says_it_is_a_later_part_is_read(tmp_path: Path) -> None:
    """Some programs number the only part 1; what stands where the directory says is here."""
    whole = bytearray(zip_bytes({"a.txt": b"Dear Sir.", "ü.txt": b"Other."}))
    struct.pack_into("<2H", whole, whole.rindex(b"PK\x05\x06") + 4, 1, 1)
    path = tmp_path / "a.zip"
    path.write_bytes(whole)
    assert texts(read_all(path)) == ["Dear Sir.", "Other."]


@pytest.mark.parametrize("program", [b"MZ" + b"\x90" * 5_000, b"\x7fELF" + bytes(5_000)])
def test_a_zip_behind_a_program_is_opened(program: bytes, tmp_path: Path) -> None:
    """As archives that unpack themselves are; a program that only knows of zips is none."""
    path = tmp_path / "setup.exe"
    path.write_bytes(program + zip_bytes({"a.txt": b"first", "b.txt": b"second"}))
    assert texts(read_all(path)) == ["first", "second"]
    path.write_bytes(program + b"PK\x05\x06" + b"\x01" * 40)
    [item] = read_all(path)
    assert not failures([item])
