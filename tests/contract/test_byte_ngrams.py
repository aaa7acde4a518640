"""The language's features, looked for at all bytes at once, are those of py3langid."""

from functools import cache
from itertools import product
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

from pipeline.clean.byte_ngrams import LONGEST, Identifier, automaton, widened
from pipeline.clean.language import load

SENTENCES = (
    "The minister said on Tuesday that no decision had been made.",
    "Die Höhe der Strafe wurde am 3. März bekannt: 42 Mio. €.",
    "«Où est-il ?» demanda l’élève, à l’île d’Yeu.",
    "Полиция сообщила, что никто не пострадал.",
    "東京で会議が開かれた。参加者は百人だった。",
    "الاجتماع يعقد غدا في القاهرة",
    "การประชุมจะจัดขึ้นพรุ่งนี้",
    "회의는 내일 열린다.",
    "naïve café 𝕏 🎉 \ud83d",
    "x",
    "",
)


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    """The one that cleaning uses."""
    return cast(Identifier, load())


@pytest.fixture(scope="module")
def library() -> Any:
    """The library's own, for the same languages."""
    return the_librarys()


@cache
def the_librarys() -> Any:
    """Made once for all tests and examples."""
    plain = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True, min_confidence=0.5)
    plain.set_languages([code for code in plain.labels if len(code) == 2])
    return plain


def library_features(text: bytes) -> dict[int, int]:
    """The library's own walk, byte by byte."""
    made = the_librarys()
    return visit_counts(made.tk_nextmove, made._rowbase, made.tk_output, text) or {}


def encoded(text: str) -> bytes:
    """As the library encodes it."""
    return text.encode("utf8", errors="surrogatepass")


def test_no_feature_is_longer_than_what_is_looked_at(library: Any) -> None:
    """From where the automaton begins, no state is further than `LONGEST` bytes."""
    following, rows = np.asarray(library.tk_nextmove), np.array(library._rowbase)
    assert following[rows[0] + 0xFF] == 0
    seen = np.zeros(len(rows), np.bool_)
    level, depth = np.array([0]), 0
    while len(level):
        seen[level] = True
        after = np.unique(following[(rows[level][:, None] + np.arange(256)).ravel()])
        level = after[~seen[after]]
        depth += bool(len(level))
    assert depth <= LONGEST


@pytest.mark.parametrize("text", SENTENCES)
def test_features_are_those_of_the_library_in_its_order(identifier: Identifier, text: str) -> None:
    """Order counts too: sums of single precision depend on it."""
    expected = library_features(encoded(text))
    assert [*identifier.features(encoded(text)).items()] == [*expected.items()]


@given(st.lists(st.sampled_from(SENTENCES) | st.text(max_size=12)).map(" ".join))
def test_features_of_any_text_are_those_of_the_library(text: str) -> None:
    """Whatever the text begins and ends with."""
    identifier = cast(Identifier, load())
    expected = library_features(encoded(text))
    assert [*identifier.features(encoded(text)).items()] == [*expected.items()]


def test_numbers_of_16_bits_stay_the_same_in_32() -> None:
    """Every finite one, with its sign."""
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    wide = widened(finite)
    assert wide.dtype == np.float32
    assert np.array_equal(wide, finite.astype(np.float32))
    assert np.array_equal(np.signbit(wide), np.signbit(finite))


def test_answers_are_those_of_the_library(identifier: Identifier, library: Any) -> None:
    """Language and probability, to the last bit."""
    for text in SENTENCES:
        assert identifier.classify(text) == library.classify(text)


def test_an_automaton_keeps_its_walk_under_its_new_numbers() -> None:
    """Two bytes for a state are enough, because the byte before it says to which group it is."""
    following = np.zeros((3, 256), np.uint32)
    following[:, 7], following[:, 9], following[1, 9], following[2, 7] = 1, 2, 3, 4
    rows, features = np.array([0, 256, 512, 512, 256]), np.array([-1, 10, 20, 30, 40])
    made = automaton(following.ravel(), rows, features)
    for walk in product((7, 9, 200), repeat=5):
        state, row = 0, 0
        for byte in walk:
            state = int(following.ravel()[rows[state] + byte])
            ours = int(made.first[byte] + made.following[row + byte])
            row = int(made.rows[ours])
            assert (row, made.features[ours]) == (rows[state], features[state])
