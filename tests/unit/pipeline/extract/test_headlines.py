"""Headlines in which every word has a capital; no model."""

import pytest

from tests.harness.entities import named, resolved


def test_verbs_of_a_headline_are_no_part_of_a_name() -> None:
    """What is left is known from the gazetteer or the text."""
    text = (
        "Chelsea Activate Release Clause To Sign Young Keeper. Quimby Unveil New Striker As Fans "
        "Celebrate Win.\n\nChelsea paid. Quimby did not pay."
    )
    found = resolved(
        text, "PERSON Chelsea Activate", "PERSON Release Clause",
        "ORG Quimby Unveil New Striker As Fans Celebrate Win", "ORG Chelsea", "ORG Quimby",
    )  # fmt: skip
    assert named(found, "organization") == ["Chelsea", "Quimby"]
    assert named(found, "person") == []


@pytest.mark.parametrize(
    ("text", "span", "name"),
    [
        # A given name, an organization's last word, a name that the text has elsewhere.
        ("Gordon Brown Gives Speech About Work And Money", "PERSON Gordon Brown", "Gordon Brown"),
        ("Fishing Board Gives Money To Young People Again", "ORG Fishing Board", "Fishing Board"),
        # No headline: lower case, a list, wrapped prose.
        ("The people of Release Clause came to the river.", "ORG Release Clause", "Release Clause"),
        ("It went to the people who had paid for it before and they were angry with Release\n"
         "Clause and New Work and Young People because nobody had told them of that at all.",
         "ORG Release\nClause", "Release Clause"),
    ],
)  # fmt: skip
def test_names_of_common_words_stay_where_something_speaks_for_them(
    text: str, span: str, name: str
) -> None:
    """Evidence of a name, or none of a headline."""
    assert [e.name for e in resolved(text, span).entities] == [name]


def test_a_headline_may_repeat_a_name_of_common_words() -> None:
    """The text has it elsewhere."""
    text = "Sweet Water Gives Money To Young People.\n\nSo Sweet Water gave."
    found = resolved(text, "ORG Sweet Water", "ORG Sweet Water")
    assert [(e.name, e.count) for e in found.entities] == [("Sweet Water", 2)]


def test_letters_of_a_position_part_a_club_from_its_player() -> None:
    """The initials of an author do not."""
    found = resolved(
        "Quimbys DL Sheldon Farnaby and EB White came.",
        "PERSON Quimbys DL Sheldon Farnaby", "PERSON EB White",
    )  # fmt: skip
    assert named(found, "person") == ["Sheldon Farnaby", "EB White"]
