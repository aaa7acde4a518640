"""Stars, tags and notes in their file."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, Unavailable
from workers.reading.annotations import documents
from workers.reading.annotations.file import annotations_path, reading, writing
from workers.reading.annotations.records import (
    LONGEST_NOTE,
    LONGEST_TAG,
    MOST_TAGS,
    Annotation,
    checked_note,
    tag_names,
)
from workers.settings import Settings, load_settings

# As docmill made it before readers had names.
FIRST_FORMAT = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, place TEXT NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', changed_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE tags (
    key TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, id)
) WITHOUT ROWID;
CREATE TABLE searches (
    name TEXT PRIMARY KEY, query TEXT NOT NULL, looked_ms INTEGER NOT NULL,
    seen INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO documents VALUES ('one', 'A title', 'file:///a.txt', 1, 'a note', 7);
INSERT INTO tags VALUES ('fraud', 'one', 'fraud');
PRAGMA user_version = 1;
"""
ONE = Annotation("one", "A title", "file:///a.txt")
TWO = Annotation("two", "Another", "file:///b.txt")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data directory that has no file yet."""
    return load_settings(data_dir=tmp_path / "data")


def test_reading_makes_no_file_and_writing_one_for_its_owner_alone(settings: Settings) -> None:
    """The log files beside it too."""
    path = annotations_path(settings)
    with reading(settings) as file:
        assert documents.annotation(file, "one") == Annotation("one")
    assert not path.parent.exists()
    with writing(settings) as file:
        documents.set_star(file, ONE, True)
        modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_what_is_added_is_read_again_and_nothing_left_means_no_row(settings: Settings) -> None:
    """The title and place of the day stay with it."""
    with writing(settings) as file:
        documents.set_star(file, ONE, True)
        assert documents.add_tags(file, [ONE, TWO], ["Fraud", "to call"]) == 4
        documents.set_note(file, ONE, "a note", documents.digest(""))
    with reading(settings) as file:
        found = documents.annotation(file, "one")
        assert (found.title, found.place, found.starred) == ("A title", "file:///a.txt", True)
        assert (found.tags, found.note) == (("Fraud", "to call"), "a note")
        assert documents.tag_counts(file) == [("Fraud", 2), ("to call", 2)]
        assert documents.known_tags(file, 9) == ["Fraud", "to call"]
        assert documents.known_tags(file, 1) == ["Fraud"]
        assert documents.listed(file, "FRAUD", True, True, 0, 9) == (1, [found])
    with writing(settings) as file:
        documents.set_star(file, ONE, False)
        documents.set_note(file, ONE, "", documents.digest("a note"))
        assert documents.remove_tag_everywhere(file, "fraud") == 2
        documents.remove_tag(file, "one", "to call")
        documents.forget(file, "two")
        assert list(documents.every(file)) == []
        assert documents.known_tags(file, 9) == []


def test_it_is_known_who_added_what(settings: Settings) -> None:
    """Who was first gave a tag, who was last wrote a note; what is taken away is nobody's."""
    with writing(settings) as file:
        documents.set_star(file, ONE, True, "maria")
        documents.add_tags(file, [ONE], ["fraud", "boats"], "maria")
        documents.add_tags(file, [ONE, TWO], ["FRAUD"], "jan")
        documents.add_tags(file, [ONE], ["by nobody"])
        documents.set_note(file, ONE, "first", documents.digest(""), "maria")
        documents.set_note(file, ONE, "second", documents.digest("first"), "jan")
        documents.set_note(file, ONE, "second", documents.digest("second"), "maria")
        one, two = documents.annotations(file, ["one", "two"]).values()
        assert (one.starred_by, one.noted_by, two.starred_by) == ("maria", "jan", "")
        assert one.tags == ("boats", "by nobody", "fraud")
        assert one.tagged_by == {"fraud": "maria", "boats": "maria"}
        assert two.tagged_by == {"fraud": "jan"}
        with pytest.raises(documents.NoteChanged) as raised:
            documents.set_note(file, ONE, "third", documents.digest("first"), "maria")
        assert raised.value.by == "jan"
        documents.set_star(file, ONE, False, "maria")
        documents.set_note(file, ONE, "", documents.digest("second"), "maria")
        left = documents.annotation(file, "one")
        assert (left.starred_by, left.noted_by) == ("", "")


def test_a_file_of_before_readers_had_names_is_taken_over(settings: Settings) -> None:
    """What it has is kept, by nobody; also where it is only read."""
    path = annotations_path(settings)
    path.parent.mkdir(parents=True)
    old = sqlite3.connect(path)
    old.executescript(FIRST_FORMAT)
    old.close()
    with reading(settings) as file:
        assert documents.annotation(file, "one") == Annotation(
            "one", "A title", "file:///a.txt", True, ("fraud",), "a note", 7
        )
    with writing(settings) as file:
        documents.add_tags(file, [ONE], ["boats"], "jan")
        assert documents.annotation(file, "one").tagged_by == {"boats": "jan"}


def test_a_tag_in_another_case_is_the_same(settings: Settings) -> None:
    """It keeps the spelling that it had first."""
    with writing(settings) as file:
        assert documents.add_tags(file, [ONE], ["Café"]) == 1
        assert documents.add_tags(file, [ONE, TWO], ["CAFE"]) == 1
        assert documents.tag_counts(file) == [("Café", 2)]


def test_a_note_that_was_changed_meanwhile_is_not_overwritten(settings: Settings) -> None:
    """Whoever writes later is told what it is now; the same text twice is no conflict."""
    blank = documents.digest("")
    with writing(settings) as file:
        documents.set_note(file, ONE, "first", blank)
        documents.set_note(file, ONE, "first", blank)
        with pytest.raises(documents.NoteChanged) as raised:
            documents.set_note(file, ONE, "second", blank)
        assert raised.value.now == "first"
        documents.set_note(file, ONE, "second", documents.digest("first"))


def test_many_write_at_once_and_nothing_is_lost(settings: Settings) -> None:
    """Also when the file is only made by the first of them."""

    def write(number: int) -> None:
        with writing(settings) as file:
            documents.add_tags(file, [ONE], [f"tag {number}"])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with reading(settings) as file:
        assert len(documents.annotation(file, "one").tags) == 40


def test_an_error_undoes_the_whole_change(settings: Settings) -> None:
    """Too many tags: not even the first is kept."""
    with writing(settings) as file:
        documents.add_tags(file, [ONE], [f"t{n}" for n in range(MOST_TAGS)])
    with pytest.raises(ConfigurationError, match="more than"), writing(settings) as file:
        documents.add_tags(file, [TWO, ONE], ["one more"])
    with reading(settings) as file:
        assert documents.annotation(file, "two").is_empty


@pytest.mark.parametrize(
    "text", ["", " , ", "x" * (LONGEST_TAG + 1), "a\x1b[31m", "a\u202eb", "\u0301"]
)
def test_what_is_no_tag_is_refused(text: str) -> None:
    """Empty, too long, or not to be seen."""
    with pytest.raises(ConfigurationError):
        tag_names(text)


def test_tags_are_read_from_what_was_typed() -> None:
    """Commas stand between them; scripts that need joiners keep them."""
    assert tag_names(" to  call, Fraud ,,می‌خواهم") == ["to call", "Fraud", "می‌خواهم"]


def test_a_note_is_kept_as_it_will_be_shown() -> None:
    """So that showing and keeping it again changes nothing."""
    kept = checked_note("<b>one</b>\r\ntwo\x1b\u202e\n")
    assert kept == "<b>one</b>\ntwo⟨U+001B⟩⟨U+202E⟩"
    assert checked_note(kept) == kept
    with pytest.raises(ConfigurationError):
        checked_note("x" * (LONGEST_NOTE + 1))


def test_half_a_surrogate_pair_in_a_title_is_no_error(settings: Settings) -> None:
    """Titles of damaged documents have such."""
    with writing(settings) as file:
        documents.set_star(file, Annotation("odd", "a\ud800b", "file:///\udc80"), True)
        assert documents.annotation(file, "odd").title == "a?b"


def test_a_file_of_another_format_or_a_damaged_one_is_left_alone(settings: Settings) -> None:
    """The message names the file."""
    path = annotations_path(settings)
    with writing(settings) as file:
        documents.set_star(file, ONE, True)
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(ConfigurationError, match="format 99"), reading(settings):
        pass
    path.write_bytes(b"nothing of SQLite" * 100)
    with pytest.raises(Unavailable, match="cannot be used"), writing(settings):
        pass
