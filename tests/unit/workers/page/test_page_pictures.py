"""Pictures of pages: which files are kept. Drawing itself is a test of the contract."""

import tempfile
from pathlib import Path

import pytest

from workers.page import page_pictures
from workers.page.page_pictures import PagePictures


def test_a_document_that_two_ask_for_at_once_is_kept_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both read it; a second file of it would stay on the disk and count nowhere."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(page_pictures, "_drawn", lambda path, number: path.read_bytes() + b"!")
    pictures = PagePictures()

    def read_while_another_asks() -> bytes:
        assert pictures.picture(("a",), 1, lambda: b"%PDF") == b"%PDF!"
        return b"%PDF"

    assert pictures.picture(("a",), 2, read_while_another_asks) == b"%PDF!"
    kept = sorted(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert kept == [b"%PDF", b"%PDF!", b"%PDF!"]
    pictures.close()
    assert not list(tmp_path.iterdir())
