"""The review file: written, edited by people, read."""

import stat
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.resolve.review import (
    Accepted,
    read_review,
    with_answers,
    write_accepted,
    write_review,
)
from pipeline.resolve.variants import Variant

HEADING = "accept\ttype\tname\tsame_as"
ONE = Variant("person", "ann kadafi", "ann qaddafi", 2, 9, 0.8, ("place:oslo", "place:rome"))


def edited(folder: Path, *lines: str) -> Path:
    """A review file with these lines."""
    path = folder / "review.tsv"
    path.write_text("\n".join((HEADING, *lines)), encoding="utf-8")
    return path


def accepted_in(path: Path) -> Accepted:
    """What is accepted where nothing was before."""
    return with_answers({}, read_review(path))


def test_a_proposal_is_accepted_with_a_y(tmp_path: Path) -> None:
    """Nothing is, as it is written; a second file keeps the answers given before."""
    path = tmp_path / "review.tsv"
    assert write_review(path, [ONE], {}) == 1
    assert accepted_in(path) == {}
    path.write_text(path.read_text("utf-8").replace("\n\t", "\ny\t"), encoding="utf-8")
    accepted = accepted_in(path)
    assert accepted == {("person", "ann kadafi"): "ann qaddafi"}
    write_review(path, [ONE], accepted)
    assert accepted_in(path) == accepted


def test_what_is_accepted_is_kept_as_it_is(tmp_path: Path) -> None:
    """The file of accepted names is a review file, and nobody but its owner reads it."""
    path = tmp_path / "accepted.tsv"
    accepted = {("person", "a"): "b", ("place", "москва"): "кіев"}
    write_accepted(path, accepted)
    assert accepted_in(path) == accepted
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_row_of_spellings_ends_at_the_last(tmp_path: Path) -> None:
    """Of A as B and B as C, A is C."""
    path = edited(tmp_path, "y\tperson\ta\tb", "x\tperson\tb\tc", "n\tperson\tc\td", "")
    assert accepted_in(path) == {("person", "a"): "c", ("person", "b"): "c"}


def test_a_later_answer_counts_more(tmp_path: Path) -> None:
    """A y that was taken away, two names turned around; what the file does not name stays."""
    before = {("person", "a"): "b", ("person", "c"): "d", ("place", "e"): "f"}
    answers = read_review(edited(tmp_path, "\tperson\ta\tb", "y\tperson\td\tc"))
    assert with_answers(before, answers) == {("person", "d"): "c", ("place", "e"): "f"}


def test_spellings_are_followed_through_earlier_answers(tmp_path: Path) -> None:
    """A was B before; B is C now, and so is A."""
    answers = read_review(edited(tmp_path, "y\tperson\tb\tc"))
    made = with_answers({("person", "a"): "b"}, answers)
    assert made == {("person", "a"): "c", ("person", "b"): "c"}


def test_a_name_may_be_written_as_people_write_it(tmp_path: Path) -> None:
    """With capitals, accents and dots; the key of what begins with an article stays."""
    path = edited(
        tmp_path, "Y\tPerson\tAnn Kadafi\tAnn E. Qaddafi", "y\torganization\tthe band\tBänd"
    )
    assert accepted_in(path) == {
        ("person", "ann kadafi"): "ann e qaddafi", ("organization", "the band"): "band",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("maybe\tperson\ta\tb", "line 2"),
        ("y\tperson", "line 2"),
        ("y\tperson\ta\tb\ny\tperson\tb\ta", "'a' and 'b'"),
        ("y\tperson\ta\ta", "each"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    """Other answers, too few columns, circles."""
    with pytest.raises(ConfigurationError, match=told):
        accepted_in(edited(tmp_path, line))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_file_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    """With a mark of the order of bytes, in two bytes a character, with other ends of lines."""
    path = tmp_path / "review.tsv"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes(f"{mark}{HEADING}\r\ny\tperson\tä\tb\r\n".encode(encoding))
    assert accepted_in(path) == {("person", "a"): "b"}


def test_another_file_is_refused(tmp_path: Path) -> None:
    """One that is not there, or has another heading."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_review(tmp_path / "none.tsv")
    (tmp_path / "other.tsv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="line 1"):
        read_review(tmp_path / "other.tsv")
