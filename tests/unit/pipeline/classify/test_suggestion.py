"""Seed words out of texts: which are proposed, and in which order."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify.suggestion import Suggestion, suggest

GARDENS = [
    f"The gardener number{n} said the soil needs compost; rose bushes need water in May {n}."
    for n in range(20)
]
OTHERS = [
    f"The minister number{n} said the budget needs a vote; deputies need time in May {n}."
    for n in range(60)
]


def proposed(*found: str, names: tuple[str, ...] = ()) -> list[Suggestion]:
    return suggest(list(found) or GARDENS, OTHERS, ["gardening", "plants"], names)


def words(suggestions: list[Suggestion]) -> list[str]:
    return [one.words for one in suggestions]


def test_words_of_the_topic_are_proposed() -> None:
    """What its documents say, and others do not; never what all of them say."""
    found = words(proposed())
    assert {"gardener", "soil", "compost", "rose"} <= set(found)
    assert not {"the", "said", "may", "minister", "need"} & set(found)


def test_stop_words_are_not_proposed() -> None:
    """Not even where only the label's documents have them."""
    texts = [f"{text} They themselves would therefore become whole." for text in GARDENS]
    assert not {"themselves", "therefore", "become", "they", "would"} & set(words(proposed(*texts)))


def test_words_near_to_the_label_come_first() -> None:
    """Of two words as frequent the one that is kin to the label is before the other."""
    found = proposed(*(f"{text} Wednesday." for text in GARDENS))
    order = words(found)
    assert order.index("compost") < order.index("wednesday")
    by_word = {one.words: one for one in found}
    assert by_word["compost"].kinship > by_word["wednesday"].kinship
    assert by_word["compost"].score == by_word["wednesday"].score


def test_shares_are_of_documents() -> None:
    """A word that one document repeats counts once."""
    texts = [*GARDENS[:10], *(f"{text} Mulch mulch mulch." for text in GARDENS[10:])]
    found = {one.words: one for one in proposed(*texts)}
    assert (found["mulch"].found, found["mulch"].elsewhere) == (0.5, 0.0)
    assert found["mulch"].score < found["soil"].score


def test_rare_words_and_numbers_are_not_proposed() -> None:
    """Two documents prove nothing, and a number is no word."""
    texts = [*GARDENS, *2 * ["Trowel, trowel 2024 2024"], *9 * ["In 2024 2024"]]
    assert not {"trowel", "2024"} & set(words(proposed(*texts)))


def test_names_are_left_out() -> None:
    """A topic is not its heroes; a pair with a name goes, too."""
    texts = [f"{text} Gardens by Capability Brown." for text in GARDENS]
    assert {"brown", "capability"} & set(words(proposed(*texts)))
    left = words(proposed(*texts, names=("Capability Brown",)))
    assert not [word for word in left if "brown" in word or "capability" in word]


def test_a_pair_says_more_than_its_words_or_is_left_out() -> None:
    """Two words in a row count where each of them alone is found elsewhere, too."""
    assert "rose bushes" not in words(proposed())
    others = [*OTHERS, *20 * ["A green car."], *20 * ["A house."]]
    found = suggest([f"{text} A green house." for text in GARDENS], others, ["gardening"])
    assert "green house" in words(found)
    assert "soil needs" not in words(found)


def test_pairs_do_not_cross_sentences() -> None:
    """What a full stop or comma parts is no pair."""
    texts = [*20 * ["Good morning. Glory to the compost, soil"]]
    assert not {"morning glory", "compost soil"} & set(words(proposed(*texts)))


@given(st.lists(st.text()), st.lists(st.text()), st.text())
def test_any_texts_will_do(found: list[str], elsewhere: list[str], label: str) -> None:
    """Whatever the texts, shares lie in 0..1 and everything proposed is significant."""
    for one in suggest([*found, *GARDENS[:5]], elsewhere, [label]):
        assert 0 <= one.elsewhere <= 1 >= one.found > 0
        assert one.score > 3
        assert -1 <= one.kinship <= 1
