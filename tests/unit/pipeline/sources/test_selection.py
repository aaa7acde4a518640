"""Include, exclude and hidden paths."""

import pytest

from pipeline.sources import SourceOptions
from pipeline.sources.selection import is_excluded, is_wanted, left_out


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a/b.txt", None),
        ("./a/b.txt", None),
        ("a.b/c", None),
        ("desktop.ini.txt", None),
        (".git/config", "hidden"),
        ("a/.b.txt", "hidden"),
        ("__MACOSX/a/b.txt", "system"),
        ("a/.DS_Store", "system"),
        ("a/._b.txt", "system"),
        ("Desktop.ini", "system"),
        ("a/Thumbs.db", "system"),
        ("a/~$report.docx", "system"),
        (".Sent/cur/1243.host:2,S", None),
        ("mail/.Old.Sent/new/1243.host", None),
        (".git/.Sent/cur/1243.host:2,S", "hidden"),
        (".Sent/tmp/1243.host", "hidden"),
        (".Sent/cur/.1243", "hidden"),
        (".cur/new", "hidden"),
        ("mail/cur/.new/a", "hidden"),
        ("mail/dovecot-uidlist", "system"),
        ("mail/maildirfolder", "system"),
        ("dovecot.txt", None),
    ],
)
def test_a_path_is_left_out_for_its_names(path: str, reason: str | None) -> None:
    """A leading dot in any part hides it; systems and programs leave files beside people's."""
    assert left_out(path) == reason


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.txt", "a/b.txt", True),
        ("*.txt", "a/b.html", False),
        ("a", "a/b/c.html", True),
        ("a/b", "a/b/c.html", True),
        ("b", "a/b/c.html", True),
        ("*.zip", "x/old.zip/c.txt", True),
        ("c.*", "x/old.zip/c.txt", True),
        ("[", "a", False),
    ],
)
def test_a_pattern_fits_a_path_its_name_or_a_folder_above(
    pattern: str, path: str, fits: bool
) -> None:
    """The same patterns include and exclude."""
    assert is_wanted(path, SourceOptions(include=(pattern,))) is fits
    assert is_excluded(path, SourceOptions(exclude=(pattern,))) is fits
    assert is_wanted(path, SourceOptions(exclude=(pattern,))) is not fits


def test_the_argument_itself_is_always_wanted() -> None:
    """Who names a file wants it, whatever the patterns say of what lies below."""
    assert is_wanted("", SourceOptions(include=("*.html",), exclude=("*",)))
