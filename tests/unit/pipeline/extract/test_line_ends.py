"""Names and the ends of lines: over them in wrapped prose, never in lists; no model."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.line_ends import LineEnds
from tests.harness.entities import named, resolved
from tests.harness.growth import grows_with_size

PROSE = (
    "The council met on Thursday evening to talk about the bridge, and Maren\n"
    "Tolliver said that the money was there. Others were not so sure of it and\n"
    "asked for a second opinion, which the office of the mayor of New\n"
    "York may well give them before the end of the month, if it is asked for.\n"
    "Nobody knew."
)
LISTS = (
    "Maren Tolliver\nAsta Quimby\nJonas Fenwright",
    "Maren Tolliver, Ward 3\nAsta Quimby, Ward 12\nJonas Fenwright, Ward 5\nIda Bellamy, Ward 9",
    "37th Floor\nNew York",
    "Regards,\nMaren Tolliver\nQuimby Holdings\nNew York",
    # Lines of one width, but none goes on in the next.
    "Maren Tolliver, Councillor, West Ward, Labour\nJonas Fenwright, Councillor, East Ward, Green\n"
    "Asta Quimby, Councillor, North Ward, Labour\nIda Bellamy, Councillor, South Ward, Tory\n"
    "Tom Hathersage, Councillor, Old Ward, Labour\nEve Farnaby, Councillor, New Ward, Green",
    # A heading over a paragraph in one long line.
    "Talks with Maren\nTolliver said on Thursday that " + "the talks went on and on and " * 12,
)


def parts_of(text: str) -> list[str]:
    """What is between the hard line ends of a text."""
    return [text[start:end] for start, end in LineEnds(text).cut(text, 0, len(text))]


def test_a_name_runs_over_the_end_of_a_full_line_of_prose() -> None:
    """The next word had no room there."""
    found = resolved(PROSE, "PERSON Maren\nTolliver", "GPE New\nYork")
    assert [e.name for e in found.entities] == ["Maren Tolliver", "New York"]


def test_halves_that_a_model_found_apart_are_one_name() -> None:
    """A given name and a surname, "of" and what it is of."""
    text = PROSE.replace("the bridge", "the District of\nColumbia, which is far from us all,")
    found = resolved(text, "GPE District of", "GPE Columbia", "PERSON Maren", "ORG Tolliver")
    assert [e.name for e in found.entities] == ["District of Columbia", "Maren Tolliver"]


def test_halves_in_a_list_stay_two() -> None:
    """There the line end is hard."""
    found = resolved("Maren\nTolliver\nPeter", "PERSON Maren", "PERSON Tolliver", "PERSON Peter")
    assert len(found.entities) == 3


@pytest.mark.parametrize("text", LISTS)
def test_no_name_runs_over_the_end_of_a_line_of_a_list(text: str) -> None:
    """Lists, addresses, headings and signatures: each line ends what is in it."""
    assert parts_of(text) == text.split("\n")


def test_a_known_name_is_whole_where_the_model_found_its_second_half() -> None:
    """ "New⏎York" in prose; in a list the line end parts them."""
    assert [e.name for e in resolved(PROSE, "GPE York").entities] == ["New York"]
    found = resolved("Old\nNew\nYork\nHull", "GPE York")
    assert [e.name for e in found.entities] == ["York"]


def test_a_list_of_people_in_running_text_is_wrapped_too() -> None:
    """Some of its lines begin in lower case, and all are full."""
    text = (
        "(for himself, Mr. Thompson, Mr. Kerry, Mr. Feingold, Mr. Dodd\n"
        "and Mr. Kennedy, Mr. Coats, Mr. Glenn, Mr. Lieberman, and Mr.\n"
        "Brownback, Mr. Allard, Mr. Wyden, Mr. Hollings, and Mr. Ford,\n"
        "and Mrs. Feinstein, Mr. Shelby, Mr. Kempthorne, and Mr. Craig\n"
        "of Idaho, Mr. Sessions, Mr. Hutchinson, and Mr. Brownback"
    )
    assert parts_of(text) == [text]


def test_a_span_over_a_list_gives_a_name_a_line() -> None:
    """Rooms and common words alone are no names."""
    text = "Maren Tolliver\nJens Arnholt\nSuite 1025\nNewark, NJ 07102\n\n37th Floor\nNew York"
    found = resolved(
        text, "PERSON Maren Tolliver\nJens Arnholt\nSuite 1025", "GPE Newark", "ORG NJ",
        "ORG 37th Floor\nNew York",
    )  # fmt: skip
    assert named(found, "person") == ["Maren Tolliver", "Jens Arnholt"]
    assert named(found, "place") == ["Newark", "NJ", "New York"]


@given(st.text(alphabet="aA \n,", max_size=300))
def test_the_parts_are_the_span_without_hard_line_ends(text: str) -> None:
    """Nothing is lost, and what is cut out are line ends."""
    parts = [*LineEnds(text).cut(text, 0, len(text))]
    assert parts[0][0] == 0
    assert parts[-1][1] == len(text)
    assert all(text[one[1] : other[0]] == "\n" for one, other in pairwise(parts))


@pytest.mark.parametrize("unit", [PROSE + "\n", "a\n", "a\n\n"])
def test_looking_at_line_ends_takes_linear_time(unit: str) -> None:
    """In one block and in many."""
    assert grows_with_size(lambda count: LineEnds(unit * count), 600)


def test_three_lines_joined_by_repaired_hyphens_are_prose_still() -> None:
    """One long line in twenty; where many are that long, none is wrapped."""
    line = "the rain fell on the roofs of the old town and some of it"
    lines = [*[line] * 12, f"{line} {line} {line}", *[line] * 8]
    text = "\n".join(
        [*lines, "it was seen by Mr Christopher of the street, and Christopher", "Turner"]
    )
    assert text[text.rindex("Christopher") :] in {
        text[start:end]
        for start, end in LineEnds(text).cut(text, text.rindex("Christopher"), len(text))
    }
    unwrapped = "\n".join([*[line] * 6, *[f"{line} {line} {line}"] * 4, *[line] * 6])
    assert len([*LineEnds(unwrapped).cut(unwrapped, 0, len(unwrapped))]) == 16
