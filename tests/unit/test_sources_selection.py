"""Include, exclude and hidden paths."""

import pytest

from pipeline.sources import SourceOptions
from pipeline.sources.selection import is_excluded, is_hidden, is_wanted


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        ("a/b.txt", False),
        ("./a/b.txt", False),
        (".git/config", True),
        ("a/.b.txt", True),
        ("__MACOSX/a/._b.txt", True),
        ("a.b/c", False),
    ],
)
def test_a_leading_dot_in_any_part_hides_a_path(path: str, hidden: bool) -> None:
    """The part "." itself means this folder and hides nothing."""
    assert is_hidden(path) is hidden


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
