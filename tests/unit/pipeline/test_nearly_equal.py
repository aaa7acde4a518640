"""Texts that are nearly equal: `pipeline.similar`."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.similar import Groups, Sequences

# Few words, so that many texts are alike; now and then one that differs at its end alone.
words = st.sampled_from(["a", "b"])
long = st.builds(lambda few, last: " ".join([*few, last]), st.lists(words, min_size=9), words)
texts = st.one_of(st.lists(words, max_size=6).map(" ".join), long)


@given(st.lists(texts, max_size=12))
def test_each_text_is_in_the_group_of_the_first_that_it_is_nearly_equal_to(
    given: list[str],
) -> None:
    """As if each were compared with all firsts, one after the other."""
    groups = Groups()
    firsts: list[Sequences] = []
    for text in given:
        one = Sequences({"text": text})
        wanted = next((n for n, first in enumerate(firsts) if first.are_nearly(one)), len(firsts))
        if wanted == len(firsts):
            firsts.append(one)
        assert groups.group(one) == wanted


def test_a_word_in_fifty_may_differ() -> None:
    """Of two texts of 100 words; where every tenth does, they are two texts."""
    words = [f"word{n}" for n in range(100)]
    for every, is_near in ((50, True), (10, False)):
        other = [f"{word}x" if n % every == 0 else word for n, word in enumerate(words)]
        found = [Sequences({"text": " ".join(one)}) for one in (words, other)]
        assert found[0].are_nearly(found[1]) is is_near
