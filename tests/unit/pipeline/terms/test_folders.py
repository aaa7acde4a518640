"""Folders and archives in which documents stand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.terms.folders import MOST, folders, parent


@pytest.mark.parametrize(
    ("source", "member", "wanted"),
    [
        ("file:///a/b/c.txt", "", ["file:///", "file:///a/", "file:///a/b/"]),
        ("file:///b.zip", "in/ner.tar!x/y",
         ["file:///", "file:///b.zip!", "file:///b.zip!in/", "file:///b.zip!in/ner.tar!",
          "file:///b.zip!in/ner.tar!x/"]),
        ("https://host/a", "", ["https://host/"]),
        ("notes/1.txt", "", ["notes/"]),
        ("stdin", "", []),
    ],
)  # fmt: skip
def test_each_folder_has_its_whole_path(source: str, member: str, wanted: list[str]) -> None:
    """From the outermost on; what stands before `://` is none."""
    assert folders({"source": source, "member": member}) == wanted
    assert [parent(one) for one in wanted] == ["", *wanted][: len(wanted)]


@given(st.text(alphabet="ab/!:", max_size=200))
def test_folders_are_nested_and_limited(path: str) -> None:
    """Each begins with the one around it."""
    found = folders({"source": path})
    assert len(found) <= MOST
    assert all(inner.startswith(outer) for outer, inner in pairwise(found))
    assert folders({}) == []
