"""The language's features, looked for at all bytes at once, are those of py3langid."""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

from pipeline.clean.byte_ngrams import LONGEST, Identifier
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


def library_features(identifier: Identifier, text: bytes) -> dict[int, int]:
    """The library's own walk, byte by byte."""
    state: Any = identifier
    return visit_counts(state.tk_nextmove, state._rowbase, state.tk_output, text) or {}


def encoded(text: str) -> bytes:
    """As the library encodes it."""
    return text.encode("utf8", errors="surrogatepass")


def test_no_feature_is_longer_than_what_is_looked_at(identifier: Identifier) -> None:
    """From where the automaton begins, no state is further than `LONGEST` bytes."""
    state: Any = identifier
    following, rows = np.asarray(state.tk_nextmove), np.array(state._rowbase)
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
    expected = library_features(identifier, encoded(text))
    assert [*identifier.features(encoded(text)).items()] == [*expected.items()]


@given(st.lists(st.sampled_from(SENTENCES) | st.text(max_size=12)).map(" ".join))
def test_features_of_any_text_are_those_of_the_library(text: str) -> None:
    """Whatever the text begins and ends with."""
    identifier = cast(Identifier, load())
    expected = library_features(identifier, encoded(text))
    assert [*identifier.features(encoded(text)).items()] == [*expected.items()]


def test_answers_are_those_of_the_library(identifier: Identifier) -> None:
    """Language and probability, to the last bit."""
    plain = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True, min_confidence=0.5)
    plain.set_languages([code for code in plain.labels if len(code) == 2])
    for text in SENTENCES:
        assert identifier.classify(text) == plain.classify(text)
