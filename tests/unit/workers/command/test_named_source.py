"""How a user names a source by its path."""

from pathlib import Path

from pipeline.sources.location import file_uri
from workers.command.named_source import as_uri


def test_every_sign_may_be_in_the_name_of_a_file(tmp_path: Path) -> None:
    """Also a "!", which otherwise stands before a member of an archive."""
    folder = tmp_path / "a! #?[x]*%41"
    folder.mkdir()
    archive = folder / "b!.zip"
    archive.touch()
    assert as_uri(str(folder)) == file_uri(str(folder))
    assert as_uri(str(archive)) == file_uri(str(archive))
    assert as_uri(f"{archive}!c!d.txt") == f"{file_uri(str(archive))}!c!d.txt"


def test_what_is_gone_has_its_member_behind_the_first_mark(tmp_path: Path) -> None:
    """There is nothing that tells a mark of its name from that before a member."""
    gone = tmp_path / "gone.zip"
    assert as_uri(f"{gone}!c!d.txt") == f"{file_uri(str(gone))}!c!d.txt"
    assert as_uri("file:///tmp/a!b") is None
