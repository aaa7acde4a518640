"""An archive of bad things through the real command: each has a reason, the rest is indexed."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.harness.command import Answer, Docmill

GOOD = "The council of Ghent met on Monday to speak about the new tram line."
COUNTS = ("indexed", "unchanged", "duplicate", "filtered", "failed", "in_flight")


def corrupt_zip(path: Path) -> None:
    """Three members, the second with a byte of its data changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in ("one.txt", "two.txt", "three.txt"):
            archive.writestr(name, f"{GOOD} This is {name}.")
    data = bytearray(buffer.getvalue())
    data[data.index(b"This is two")] ^= 0xFF
    path.write_bytes(data)


def bomb(path: Path) -> None:
    """A small zip whose only member unpacks to 100 MB of blanks."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b" " * 100_000_000)


def traversal(path: Path) -> None:
    """A member that wants to be written outside of the archive."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.txt", GOOD)
        archive.writestr("inside.txt", f"{GOOD} Inside.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of good and bad files."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "zeros.txt").write_bytes(bytes(100_000))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    (folder / ".hidden.txt").write_text(GOOD, encoding="utf-8")
    (folder / "link.txt").symlink_to(folder / "good.txt")
    (folder / "with\nnewline.txt").write_text(f"{GOOD} Newline.", encoding="utf-8")
    with open(os.fsencode(folder) + b"/invalid-\xff.txt", "wb") as file:
        file.write(f"{GOOD} Invalid name.".encode())
    (folder / "records.jsonl").write_text(
        "\n".join(
            [
                json.dumps({"id": "a", "text": f"{GOOD} Record."}),
                "this is not JSON",
                json.dumps({"id": "c", "tale": "no text"}),
                '{"id": "d", "text": "A lone surrogate \\ud800 in a record of the council."}',
            ]
        ),
        encoding="utf-8",
    )
    whole = gzip.compress((json.dumps({"text": f"{GOOD} Zipped."}) + "\n").encode() * 2_000, 1)
    (folder / "truncated.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with (folder / "long-line.jsonl").open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"text": f"{GOOD} After."}).encode() + b"\n")
    corrupt_zip(folder / "corrupt.zip")
    bomb(folder / "bomb.zip")
    traversal(folder / "traversal.zip")
    (folder / "not-a-zip.zip").write_bytes(b"this is no zip file at all")
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.write(folder / "corrupt.zip", "inner.zip")
    return folder


@pytest.fixture(scope="module")
def answer(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """The answer of one run over the folder."""
    data = tmp_path_factory.mktemp("data")
    return Docmill({"DOCMILL_DATA_DIR": str(data)}, data)("run", str(folder), "--json")


def failures(answer: Answer) -> dict[str, str]:
    """End of the source → error class."""
    return {
        failure["source"].rsplit("/", 1)[1]: failure["error"] for failure in answer.json["failures"]
    }


def test_the_run_ends_and_balances(answer: Answer) -> None:
    """Exit code 1 says that documents failed; the counts are exact; there is no traceback."""
    assert answer.exit_code == 1, answer.errors
    balance = answer.json
    assert balance["expected"] == sum(balance[name] for name in COUNTS)
    assert balance["in_flight"] == 0
    assert "Traceback" not in answer.errors


def test_everything_good_is_indexed(answer: Answer) -> None:
    """Good files, strange names, records around bad ones, members around corrupt ones."""
    # good, newline, invalid name, records a and d, after the long line, two of the corrupt zip,
    # one beside the traversal, and what the truncated file still gave
    assert answer.json["indexed"] >= 9


def test_what_is_left_out_on_purpose_has_a_reason(answer: Answer) -> None:
    """Filtered documents are counted by reason."""
    reasons = answer.json["filtered_by_reason"]
    assert reasons == {
        "empty": 1,
        "hidden": 1,
        "image": 1,
        "not-text": 1,
        "symlink": 1,
    }


@pytest.mark.parametrize(
    "source",
    [
        "records.jsonl#2",
        "records.jsonl#3",
        "long-line.jsonl",
        "corrupt.zip!two.txt",
        "outer.zip!inner.zip!two.txt",
        "bomb.zip!bomb.txt",
        "not-a-zip.zip",
    ],
)
def test_what_cannot_be_read_is_named(answer: Answer, source: str) -> None:
    """The failure names the source, the member and the record."""
    assert source in failures(answer)


def test_a_truncated_file_gives_what_it_still_holds_and_one_failure(answer: Answer) -> None:
    """What comes before the end is indexed; the end is one failed record."""
    assert [name for name in failures(answer) if name.startswith("truncated.jsonl.gz")] != []


def test_a_member_that_points_outside_is_refused(answer: Answer) -> None:
    """It is named as such, and its neighbour is indexed."""
    assert "UnsafeName" in {failure["error"] for failure in answer.json["failures"]}


def test_a_source_that_does_not_exist_is_refused_before_anything_starts(docmill: Docmill) -> None:
    """Wrong usage: exit code 2, one line, no stack started."""
    answer = docmill("run", "/nowhere/archive.zip")
    assert answer.exit_code == 2
    assert "/nowhere/archive.zip" in answer.errors
    assert not Path(docmill.environment["DOCMILL_DATA_DIR"], "logs").exists()
