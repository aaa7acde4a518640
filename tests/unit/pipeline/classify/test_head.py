"""Trained heads: what they compute, their file, their place in the stage."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.classify import ClassifyStage
from pipeline.classify.head import Head, calibrated
from pipeline.classify.head_file import read_head, write_head
from pipeline.classify.vectors import load_table
from pipeline.errors import ConfigurationError
from pipeline.records import Cleaned, Document, Locator, Topics, Work

WORDS = ("apple", "blue", "pear", "red")


def head(several: bool = False, languages: tuple[str, ...] = ("en",)) -> Head:
    """Fruit and colour by two words each; the vectors say nothing."""
    return Head(
        labels=("colour", "fruit"),
        several=several,
        languages=languages,
        temperature=0.5,
        rows=10,
        vocabulary=WORDS,
        idf=np.ones(4, np.float32),
        word_weights=np.array([[-1, 1], [1, -1], [-1, 1], [1, -1]], np.float32),
        vector_weights=np.zeros((load_table().dimensions, 2), np.float32),
        bias=np.zeros(2, np.float32),
    )


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The head in a file."""
    path = tmp_path / "topics.model"
    write_head(head(), path)
    return path


def topics(model: Path, text: str, title: str = "", language: str = "en", **options: Any) -> Topics:
    document = Document("0" * 32, Locator("x"), "text/plain", None, "0" * 32, 1)
    work = Work(document, Cleaned(title, text, language, "0" * 32))
    stage = ClassifyStage(model=str(model), **options)
    (result,) = stage.process([work])
    assert isinstance(result, Work), result
    assert result.topics is not None
    return result.topics


def test_words_decide() -> None:
    """Known words in title and text move the probabilities; unknown ones do not."""
    one = head()
    colour, fruit = one.probabilities("Pear", "An apple of unknown kind")
    assert fruit > 0.9 > 0.1 > colour
    assert one.probabilities("", "Nothing known here.").tolist() == [0.5, 0.5]
    assert one.probabilities("", "").tolist() == [0.5, 0.5]


def test_vectors_speak_for_words_that_were_not_learned() -> None:
    """A direction among the vectors carries over to related words."""
    towards = np.stack([load_table().vector({"pear": 1}), load_table().vector({"apple": 1})]).sum(0)
    weights = np.stack([-towards, towards], axis=1)
    one = replace(head(), vector_weights=weights)
    related = one.probabilities("", "banana")[1]
    assert related > 0.6 > one.probabilities("", "parliament")[1]


@given(st.text(), st.text(), st.booleans())
def test_probabilities_are_probabilities(title: str, text: str, several: bool) -> None:
    """They lie in 0..1, and add up to 1 where labels exclude each other."""
    found = head(several).probabilities(title, text)
    assert ((found >= 0) & (found <= 1)).all()
    assert several or found.sum() == pytest.approx(1, abs=1e-5)


def test_a_higher_temperature_is_less_certain() -> None:
    """It divides the evidence, for exclusive labels as for independent ones."""
    logits = np.array([2.0, -1.0], np.float32)
    for several in (False, True):
        cold, warm = calibrated(logits, 0.5, several), calibrated(logits, 5.0, several)
        assert cold[0] > warm[0] > 0.5


def test_a_head_comes_back_from_its_file(model: Path) -> None:
    """Another process computes the same, and the same head makes the same file."""
    back, digest = read_head(str(model))
    for text in ("apple and pear", "red", ""):
        assert back.probabilities("", text) == pytest.approx(head().probabilities("", text))
    again = model.with_name("again")
    write_head(head(), again)
    assert again.read_bytes() == model.read_bytes()
    assert read_head(str(again))[1] == digest
    assert not list(model.parent.glob("*.part"))


def test_the_stage_uses_a_model(model: Path) -> None:
    """Its labels take the place of the taxonomy's, every label with its score."""
    found = topics(model, "apple", title="Pear")
    assert found.chosen == ("fruit",)
    assert found.scores["fruit"] == pytest.approx(1 - found.scores["colour"], abs=1e-3)
    unsure = topics(model, "apple", threshold=0.999)
    assert (unsure.chosen, unsure.guess) == ((), "fruit")


def test_labels_that_exclude_each_other_are_not_chosen_together(model: Path) -> None:
    """Of two as likely one is chosen; independent labels may both be."""
    assert len(topics(model, "nothing known").chosen) == 1
    write_head(head(several=True), model)
    assert len(topics(model, "nothing known").chosen) == 2


def test_another_language_than_the_rows_is_an_abstention(model: Path) -> None:
    """A head knows the languages it learned from; without any it takes all."""
    german = topics(model, "apple", language="de")
    assert (german.chosen, german.guess, set(german.scores.values())) == ((), None, {0.0})
    assert german.reason == "language"
    assert topics(model, "apple", language="und").chosen == ("fruit",)
    write_head(head(languages=()), model)
    assert topics(model, "apple", language="de").chosen == ("fruit",)


def test_the_fingerprint_follows_the_model(model: Path) -> None:
    """Another model gives another fingerprint, the same content under another name does not."""
    before = ClassifyStage(model=str(model)).fingerprint
    copy = model.with_name("copy")
    copy.write_bytes(model.read_bytes())
    assert ClassifyStage(model=str(copy)).fingerprint == before
    write_head(head(several=True), copy)
    assert ClassifyStage(model=str(copy)).fingerprint != before


def test_a_taxonomy_and_a_model_are_one_too_many(model: Path) -> None:
    """Which of them should count is not guessed."""
    with pytest.raises(ConfigurationError, match="give one"):
        ClassifyStage(model=str(model), taxonomy="own.toml")


def damaged(model: Path, **changes: object) -> Path:
    """The file with parts replaced; a change of the header is a dict."""
    with np.load(model) as arrays:
        parts = {name: arrays[name] for name in arrays}
    for name, value in changes.items():
        if name == "header" and isinstance(value, dict):
            header = {**msgspec.json.decode(parts["header"].tobytes()), **value}
            value = np.frombuffer(msgspec.json.encode(header), np.uint8)
        parts[name] = np.asarray(value)
    content = io.BytesIO()
    np.savez(content, allow_pickle=True, **parts)
    model.write_bytes(content.getvalue())
    return model


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"header": {"version": 2}}, "has version 2 and this docmill reads version 1"),
        ({"header": {"format": "other"}}, "damaged or not one of docmill's"),
        ({"header": {"table": "0"}}, "another table of word vectors"),
        ({"header": {"labels": 3}}, "damaged or not one of docmill's"),
        ({"header": np.frombuffer(b"[]", np.uint8)}, "damaged or not one of docmill's"),
        ({"header": {"labels": ["one"]}}, "its parts do not fit"),
        ({"vocabulary": np.frombuffer(b"one", np.uint8)}, "its parts do not fit"),
        ({"bias": np.array([np.nan, 1])}, "not all of its numbers are finite"),
        ({"bias": np.array([print, 1])}, "damaged or not one of docmill's"),
    ],
)
def test_what_does_not_fit_is_refused(
    model: Path, changes: dict[str, object], message: str
) -> None:
    """Other versions, other tables and objects that could run are refused, with the way out."""
    with pytest.raises(ConfigurationError, match=f"{message}.*docmill train"):
        read_head(str(damaged(model, **changes)))


def test_a_text_is_no_model(tmp_path: Path) -> None:
    """No advice of numpy is passed on: to load objects would run what is in them."""
    path = tmp_path / "topics.model"
    path.write_text("label = 'sport'")
    with pytest.raises(ConfigurationError, match="not one of docmill's; make it again"):
        read_head(str(path))


@pytest.mark.parametrize("keep", [0, 1, 100, -10])
def test_a_cut_file_is_refused(model: Path, keep: int) -> None:
    """Half a file is no model."""
    model.write_bytes(model.read_bytes()[:keep])
    with pytest.raises(ConfigurationError, match="damaged or not one of docmill's"):
        read_head(str(model))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_does_no_harm(model: Path, place: int, change: int) -> None:
    """Whatever byte is wrong: an error that says so, or a head that still works."""
    write_head(head(), model)
    content = bytearray(model.read_bytes())
    content[place % len(content)] ^= change
    model.write_bytes(content)
    try:
        back, _ = read_head(str(model))
    except ConfigurationError:
        return
    assert back.probabilities("", "apple").shape == (2,)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere, to read or to write."""
    with pytest.raises(ConfigurationError, match="no-such"):
        read_head(str(tmp_path / "no-such"))
    with pytest.raises(ConfigurationError, match="--output"):
        write_head(head(), tmp_path / "no-such" / "model")
