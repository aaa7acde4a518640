"""`docmill show --original`: the bytes again, from where they stand."""

from pathlib import Path

import msgspec

from pipeline.fields import index_fields
from pipeline.identity import content_hash
from pipeline.index import IndexEntry
from pipeline.records import Cleaned, Document, Work
from pipeline.sources import SourceOptions, read_sources
from tests.harness.mail import message
from tests.harness.records import a_writer
from tests.harness.sources import make_zip, zip_bytes
from tests.unit.conftest import CommandLine
from workers.indexes import open_index
from workers.ledger.records import Request
from workers.ledger.writer import Ledger
from workers.settings import load_settings


def index(path: Path, member: str = "", run: str = "a-run", **options: object) -> str:
    """Index the document of a member of a source; returns its id."""
    document = next(
        item
        for item in read_sources([str(path)], SourceOptions(**options))  # type: ignore[arg-type]
        if isinstance(item, Document) and item.locator.member == member
    )
    stripped = msgspec.structs.replace(document, raw=None)
    work = Work(stripped, cleaned=Cleaned("", "text", "en", content_hash("text")))
    opened = open_index(load_settings())
    opened.prepare()
    fields = index_fields(work, ["clean:1"], a_writer(run, "0000001", 1))
    assert opened.write([IndexEntry(document.id, 1, fields)]) == [None]
    opened.close()
    if not options:
        begin(run, path)
    return document.id


def begin(run: str, path: Path, source_name: str | None = None) -> None:
    """Note a run of a source in the ledger."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.begin(run, 1, Request((str(path),), source_name=source_name))
    ledger.close()


def test_a_file_is_given_as_it_is(docmill: CommandLine, tmp_path: Path) -> None:
    """White space, line ends and all."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\r\n  two\n")
    answer = docmill("show", index(path), "--original")
    assert (answer.exit_code, answer.output) == (0, "one\r\n  two\n")


def test_it_is_read_through_every_archive(docmill: CommandLine, tmp_path: Path) -> None:
    """By the way that its place tells."""
    inner = zip_bytes({"a.txt": b"no", "b.txt": b"this one"})
    path = make_zip(tmp_path / "a.zip", {"x.txt": b"no", "in.zip": inner})
    assert docmill("show", index(path, "in.zip!b.txt"), "--original").output == "this one"


def test_a_message_is_given_with_what_is_attached(docmill: CommandLine, tmp_path: Path) -> None:
    """As it stands in its file."""
    path = tmp_path / "a.eml"
    path.write_text(message("one", "words"), encoding="utf-8")
    answer = docmill("show", index(path), "--original")
    assert answer.output == path.read_text(encoding="utf-8")


def test_the_sources_are_those_of_its_run(docmill: CommandLine, tmp_path: Path) -> None:
    """Where they have a name, only the run knows their path."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    id = index(path, source_name="archive")
    answer = docmill("show", id, "--original")
    assert answer.exit_code == 2
    assert "not in the ledger" in answer.errors
    begin("a-run", path, "archive")
    assert docmill("show", id, "--original").output == "text"


def test_a_source_that_is_gone_or_has_changed_is_told(docmill: CommandLine, tmp_path: Path) -> None:
    """By the exit code, too."""
    path = make_zip(tmp_path / "a.zip", {"a.txt": b"before"})
    id = index(path, "a.txt")
    make_zip(path, {"a.txt": b"after"})
    answer = docmill("show", id, "--original")
    assert (answer.exit_code, answer.output) == (1, "after")
    assert "changed" in answer.errors
    make_zip(path, {"b.txt": b"after"})
    answer = docmill("show", id, "--original")
    assert (answer.exit_code, answer.output) == (1, "")
    assert "nothing at" in answer.errors
    path.write_bytes(b"PK no zip")
    assert "changed" in docmill("show", id, "--original").errors
    path.unlink()
    answer = docmill("show", id, "--original")
    assert (answer.exit_code, answer.output) == (1, "")
    assert "is gone" in answer.errors


def test_it_stands_alone(docmill: CommandLine, tmp_path: Path) -> None:
    """Bytes have no other view."""
    assert docmill("show", "x", "--original", "--before").exit_code == 2
    assert docmill("show", "x", "--original", "--json").exit_code == 2
