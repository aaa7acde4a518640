"""Variants of annotated sentences: names in other cases, Serbian in Cyrillic letters."""

import pytest

from tools.names.annotated import Name, Sentence
from tools.names.others import in_cyrillic, inflected, own_places


@pytest.mark.parametrize(("language", "word", "expected"), [
    ("fi", "Virtanen", ["Virtanen", "Virtasen", "Virtaselle"]),
    ("fi", "Järvelä", ["Järvelä", "Järvelän", "Järvelälle", "Järvelästä", "Järvelässä"]),
    ("fi", "Nokia", ["Nokia", "Nokian", "Nokialle", "Nokiasta", "Nokiassa"]),
    ("hr", "Zagreb", ["Zagreb", "Zagreba", "Zagrebu"]),
    ("sk", "Žilina", ["Žilina", "Žiliny", "Žiline", "Žilinu", "Žilinou"]),
    ("da", "Hansen", ["Hansen", "Hansens"]),
    ("pt", "Silva", ["Silva", "Silva"]),
])  # fmt: skip
def test_a_name_is_inflected_by_its_last_letters(
    language: str, word: str, expected: list[str]
) -> None:
    """Not at all in a language without cases."""
    assert [inflected(word, language, case) for case in range(len(expected))] == expected


def test_the_names_of_a_sentence_are_where_they_were_in_cyrillic_letters() -> None:
    """Two Latin letters may be one Cyrillic letter."""
    text = "Ljubica je u Njujorku."
    names = (Name(0, 7, "PER"), Name(13, 21, "LOC"))
    made = in_cyrillic(Sentence(text, (), (), names))
    assert made.text == "Љубица је у Њујорку."
    assert [made.text[s:e] for s, e, _ in made.names] == ["Љубица", "Њујорку"]
    assert [name.label for name in made.names] == ["PER", "LOC"]


def test_places_are_in_the_spelling_of_the_language() -> None:
    """Countries, and cities that English spells otherwise."""
    places = own_places("fi")
    assert {"Ruotsi", "Lontoo", "Ghana"} <= {*places}
    assert "Bandung" not in places
    assert max(map(max, own_places("sr"))) < "\u0250"
