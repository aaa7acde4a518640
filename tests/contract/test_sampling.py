"""Texts out of an index, on both engines."""

import pytest

from pipeline.classify.sampling import best, sample, seeds_query
from pipeline.identity import content_hash
from pipeline.index import Index
from pipeline.query.tree import Word
from tests.contract.indexes import entry, written


@pytest.fixture
def filled(index: Index) -> Index:
    """Two hundred documents of different content, and a copy of the first."""
    texts = [f"Text number{n} is about {'boats' if n % 2 else 'the sea'}." for n in range(200)]
    entries = [
        entry(
            f"{n:032x}", title=f"Title {n}", text=text, content_hash=content_hash(text),
            people=["Jo Poe"], places=["Rome"],
        )
        for n, text in enumerate([*texts, texts[0]])
    ]  # fmt: skip
    return written(index, *entries)


def test_a_sample_has_about_the_size_asked_for(filled: Index) -> None:
    """By chance and yet the same every time; the whole index where that is smaller."""
    some = sample(filled, 50)
    assert 25 <= len(some) <= 50
    assert {one.id for one in sample(filled, 50)} == {one.id for one in some}
    assert len({one.text for one in some}) == len(some)
    assert len(sample(filled, 2)) <= 2
    assert len(sample(filled, 1000)) == 200


def test_a_sample_is_spread_over_the_index(filled: Index) -> None:
    """Neither the first documents nor those of one kind."""
    numbers = [int(one.id, 16) for one in sample(filled, 60)]
    assert min(numbers) < 60
    assert max(numbers) > 140
    assert 0.2 < sum(number % 2 for number in numbers) / len(numbers) < 0.8


def test_the_best_documents_of_a_query(filled: Index) -> None:
    """Title, text and names of as many as asked for."""
    found = best(filled, Word("number7"), 10)
    assert [one.text for one in found] == ["Title 7\nText number7 is about boats."]
    assert found[0].names == ("Jo Poe", "Rome")
    assert len(best(filled, Word("boats"), 10)) == 10


@pytest.mark.parametrize(
    ("seeds", "number"), [(["boats"], 100), (["boat*", "the sea"], 200), (["sea the"], 0), ([], 0)]
)
def test_seeds_are_words_phrases_and_beginnings(
    filled: Index, seeds: list[str], number: int
) -> None:
    """Any of them is enough."""
    assert len(best(filled, seeds_query(seeds), 500)) == number


def test_an_empty_index_gives_no_sample(index: Index) -> None:
    """Nothing is there to choose from."""
    assert sample(index, 10) == []
