"""The contest's table: every row, every reason, and only between its marks."""

import pytest

from benchmarks.contest.contestants import CONTESTANTS, chosen
from benchmarks.contest.report import BEGIN, END, README, put_between_marks, rows, table
from benchmarks.contest.results import HERE, Measured, Results, version

RESULTS = Results(
    when="2026-11-23T14:00:00+00:00",
    documents=1000,
    machine={
        "processor": "a processor",
        "cores": "2",
        "memory": "24 GiB",
        "system": "Linux 6",
        "python": "3.11.7",
        "elasticsearch": "9.2.0",
    },
    versions={"docmill": "docmill 0abc", "usual": "spacy 3.8.18", "ray": "ray 2.60.0"},
    measured=[
        Measured("docmill", 1, 10.0, 200.0),
        Measured("usual", 1, 120.0, 10.0),
        Measured("docmill", 2, 12.0, 180.0),
        Measured("usual", 2, 120.0, 10.0),
    ],
    peak_bytes={"docmill": 700_000_000},
    failed={"ray": ["round 0: pip install failed:\n  no wheel"]},
)


def test_a_row_compares_docmill_with_the_contestant_by_round() -> None:
    """Faster once ready, and sooner searchable, are ratios of their own."""
    ours, usual = rows(RESULTS)
    assert ours.pace_ratios == {}
    assert usual.pace_ratios["docmill"].median == pytest.approx(19.0)
    assert usual.wall_ratios["docmill"].median == pytest.approx(11.0)
    assert usual.wall_ratios["docmill"].low == pytest.approx(10.0)


def test_the_table_holds_figures_ratios_memory_and_reasons() -> None:
    """What could not be run is told with its reason, on one line."""
    text = table(RESULTS)
    assert "| `docmill` | 190.0 (180.0 to 200.0) | – | – |" in text
    assert "| `usual` | 10.0 (10.0 to 10.0) | 19.00 (18.00 to 20.00) | – |" in text
    assert "| `docmill` | 11.0 (10.0 to 12.0) | – | – | 700 |" in text
    assert "| `usual` | 120.0 (120.0 to 120.0) | 11.00 (10.00 to 12.00) | – | – |" in text
    assert "- `ray`, round 0: pip install failed: no wheel" in text
    assert "spacy 3.8.18" in text
    assert "2 rounds" in text


def test_only_what_lies_between_the_marks_is_written() -> None:
    """Writing twice is the same as writing once, and the rest of the page stays."""
    page = f"before\n{BEGIN}old\n{END}after\n"
    once = put_between_marks(page, "new")
    assert once == f"before\n{BEGIN}\nnew\n{END}after\n"
    assert put_between_marks(once, "new") == once


@pytest.mark.parametrize("page", ["", BEGIN, END])
def test_a_page_without_a_mark_is_refused(page: str) -> None:
    """The table never lands in a place that was not meant for it."""
    with pytest.raises(ValueError, match="lacks the line"):
        put_between_marks(page, "new")


def test_the_benchmarks_page_has_the_marks() -> None:
    """`make bench` finds where to write."""
    page = README.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1


def test_every_requirement_that_is_named_is_pinned() -> None:
    """A line of a .in file without its pin would not be told among the versions."""
    for named in (HERE / "requirements").glob("*.in"):
        told = version(named.stem).split(", ")
        assert len(told) >= len(named.read_text().splitlines()), named


def test_an_index_leaves_out_docmill_on_the_other() -> None:
    """The others run either way."""
    everyone = set(CONTESTANTS)
    without = {"docmill-embedded", "docmill-stages-embedded"}
    assert {c.name for c in chosen([], "elasticsearch")} == everyone - without
    assert {c.name for c in chosen([], "embedded")} == everyone - {"docmill", "docmill-stages"}
    assert [c.name for c in chosen(["usual"], "both")] == ["usual"]
