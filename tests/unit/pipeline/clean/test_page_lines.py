"""Page lines: what stands on each page of a text with form feeds, and what only looks like it."""

import pytest

from pipeline.clean.edit import apply_edits
from pipeline.clean.repairing import repair_text
from pipeline.clean.repairs import repair_steps
from pipeline.clean.repairs.page_lines import PageLines

# Slices of one text: sentences go on behind the page's end.
SLICES = tuple(
    f"goes on about matter {word} for a line.\nThe next line is about {word} as well.\n"
    f"A third one follows on {word}.\nIt is followed by a fourth,\nand by one on {word} that never"
    for word in ("bridges", "ferries", "tunnels", "fords", "dams")
)
# Each begins and ends with a sentence of its own.
WHOLE = tuple(
    f"A song of {word} is sung.\nIts second line is about {word}.\nSo is its third line.\n"
    f"Its fourth one is on {word} too.\nAnd so it ends."
    for word in ("bridges", "ferries", "tunnels", "fords", "dams")
)


def paged(bodies: tuple[str, ...], head: str = "", foot: str = "") -> str:
    """Pages with a head and a foot in which {n} is the page's number."""
    pages = []
    for n, body in enumerate(bodies, 1):
        parts = [part.replace("{n}", str(n)) for part in (head, body, foot) if part]
        pages.append("\n\n".join(parts))
    return "\n\f".join(pages)


def left(text: str) -> str:
    return apply_edits(text, PageLines().edits(text))


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("{n}", ""), ("", "{n}"), ("- {n} -", ""), ("", "Page {n} of 5"), ("[Seite {n}]", ""),
        ("– {n} –", "Page {n}"),
    ],
)  # fmt: skip
def test_numbers_of_pages_go(head: str, foot: str) -> None:
    """A number that counts the pages of one text, alone in the same line of each."""
    text = paged(SLICES, head, foot)
    assert left(text).split() == paged(SLICES).split()


def test_the_words_of_a_header_stay_once() -> None:
    """The line stays where it stands first, number and all; the others go."""
    text = paged(
        SLICES, "RFC 9999     A Protocol     June 2020", "Doe     Standards     [Page {n}]"
    )
    words = left(text).split()
    assert words.count("RFC") == words.count("Standards") == 1
    assert len(words) == len(paged(SLICES).split()) + 6 + 4


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Question {n}", ""), ("Chapter {n}", ""), ("{n}", ""), ("{n}.", ""), ("Invoice", ""),
        ("Patient record {n}", "Signed, the doctor"), ("Sonnet {n}", "Amen."),
    ],
)  # fmt: skip
def test_titles_of_what_a_form_feed_parts_stay(head: str, foot: str) -> None:
    """Records, chapters and songs begin alike, and no sentence goes on from one to the next."""
    assert PageLines().edits(paged(WHOLE, head, foot)) == []


@pytest.mark.parametrize(
    "text",
    [
        paged(SLICES),
        paged(SLICES[:2], "- {n} -"),  # two pages prove nothing
        paged(SLICES, "- {n} -").replace("\f", "\n"),  # no pages
        "\n\f".join(f"{n * n}\n\n{body}" for n, body in enumerate(SLICES, 7)),  # counts no pages
        "\n\f".join(f"{word}\n\n{body}" for word, body in zip("abcde", SLICES, strict=True)),
        "1\n\f2\n\f3\n\f4\n\f5",
        "\f" * 9,
    ],
)
def test_other_lines_stay(text: str) -> None:
    """What differs from page to page by more than the page's number, and pages of a line."""
    assert PageLines().edits(text) == []


def test_numbers_of_whole_pages_go_where_they_can_be_nothing_else() -> None:
    """Between dashes, behind the word for a page, or bare at the foot."""
    for head, foot in (("- {n} -", ""), ("", "{n}"), ("", "Page {n}"), ("Page {n}", "")):
        assert left(paged(WHOLE, head, foot)).split() == paged(WHOLE).split()


def test_page_lines_are_recorded_like_all_repairs() -> None:
    """With their text, before the layout takes the form feeds."""
    repaired = repair_text(paged(SLICES, "", "- {n} -"), repair_steps())
    assert repaired.counts["page-line"] == 5
    assert [r.before for r in repaired.repairs][:2] == ["- 1 -", "- 2 -"]
    assert repaired.repairs[0].evidence == "at the foot of 5 pages"
    assert "-" not in repaired.text
    assert repaired.words["page-line"] == 15
