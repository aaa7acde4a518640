"""docmill's own run of a spaCy model finds what spaCy finds, or leaves the model to spaCy."""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.vectors import Vectors
from thinc.api import fix_random_seed

from pipeline.classify.vectors import load_table
from pipeline.extract.cnn import CnnRecogniser, UnsupportedModel, disagreement
from pipeline.extract.cnn.affixes import Affixes
from pipeline.extract.cnn.frequent_words import frequent_words
from pipeline.extract.cnn.lexemes import Lexemes
from pipeline.extract.cnn.special_cases import SpecialCases
from pipeline.extract.cnn.structure import Floats, Keys, Network, read_network
from pipeline.extract.cnn.tokens import Tokens
from pipeline.extract.languages import ENGLISH, SPACY_ENGLISH, english_digest
from pipeline.extract.model import Recogniser, load_pipeline
from pipeline.extract.rules import Rule, Rules
from pipeline.extract.span import Span
from pipeline.extract.stage import ExtractStage
from pipeline.extract.unsure import _LEAST
from tests.harness.names import TEXTS, without_margins

SEED = Path(__file__).parents[2] / "seeds" / "000_467565c174595e29.txt"
WORDS = (
    "Angela", "Merkel", "of", "the", "Bank", "England", "2005", "3.5", "$", "million", "Monday",
    "U.S.", "Mr.", "can't", "O'Neill", "-", "--", "...", "(", ")", '"', "’", ":)", ":", ";-)", "8",
    "xD", "http://a.b/c?d=e", "a@b.org", "#tag", "@handle", "5km", "10a.m.", "🙂", "👍🏽", "🇫🇷",
    "東京", "Zürich", "Ελλάδα", "e\u0301", "\u200b", "\ufeff", "x" * 80, "1" * 300, "’’They’d’ve",
)  # fmt: skip
PARTS = (
    '"', "'", "’", "“", "(", ")", "[", ".", ",", "...", ";", ":", "!", "?", "-", "--", "—", "/",
    "%", "$", "£", "&", "#", "@", "'s", "’s", "km", "bn", "5", "2005", "3.5", "U.S.", "Mr.", "a.m.",
    "°C", "Ukraine", "said", "can't", "São", "ÉCOLE", "x", "A", "I'm", "cannot", "gonna", "C++",
    "東京", "www.a.org", "http://a.b", "e\u0301", "_", "*", "~", "=", "<", ">", "+", "^", "\\", "…",
    "•", "🙂",
)  # fmt: skip
SPACES = (" ", "  ", "\n", "\t", "\r\n", "\u00a0", "\u3000", "\u2028", "\x1f", " \n", "\n ", "")
COLUMNS = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
MAXOUT = {
    "@architectures": "spacy.MaxoutWindowEncoder.v2",
    "width": 16, "depth": 2, "window_size": 1, "maxout_pieces": 2,
}  # fmt: skip
MISH = {
    "@architectures": "spacy.MishWindowEncoder.v2", "width": 16, "depth": 2, "window_size": 1,
}  # fmt: skip
special_cases = [*WORDS, *English.Defaults.tokenizer_exceptions]
odd_texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), max_size=25).map(
        lambda parts: "".join(word + space for word, space in parts)
    ),
    st.text(st.sampled_from("".join(SPACES)), max_size=6),
)


@pytest.fixture(scope="module")
def english() -> Recogniser:
    """The English model as the extract stage has it."""
    return Recogniser(ENGLISH)


def loaded() -> Any:
    """The pipeline as spaCy has it."""
    return load_pipeline(ENGLISH)


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    """The tokenizer alone, with a sum of each token's attributes for its embedding."""
    return Tokens(loaded(), COLUMNS, Lexemes(embedding, 1))


def embedding(keys: Keys) -> Floats:
    """Something that differs from token to token."""
    sums: Floats = (keys % 9973).sum(axis=1).astype(np.float32)
    return sums[:, None]


def stock(nlp: Any, texts: Sequence[str]) -> list[list[Span]]:
    """What spaCy finds by itself."""
    with nlp.memory_zone():
        return [
            [Span(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)
        ]


@pytest.fixture(scope="module")
def reference() -> Any:
    """The same model, not touched by docmill."""
    return loaded()


def test_the_english_model_runs_in_numpy(english: Recogniser) -> None:
    """The model that comes with docmill is one that is supported."""
    assert (english.path, english.why) == ("numpy", "")


def test_texts_of_all_kinds_have_spacys_entities(english: Recogniser, reference: Any) -> None:
    """Prose, capitals, logs, markup, tables, other scripts, odd blanks: nothing differs."""
    texts = [*TEXTS, SEED.read_text("utf-8")]
    found = english.spans(texts)
    assert without_margins(found) == stock(reference, texts)
    assert sum(map(len, found)) > 40


def test_a_span_says_how_sure_the_model_was(english: Recogniser) -> None:
    """No name scored less than none at its beginning; a city passes every bound of `unsure.py`, and
    words in capitals do not.
    """
    (sure, unsure) = english.spans(["He lives in London.", "We rate the statement Mostly True."])
    assert min(span.margin for span in (*sure, *unsure)) >= 0
    assert sure[0].margin > max(_LEAST.values()) > max((span.margin for span in unsure), default=0)


def test_a_long_text_has_spacys_entities(english: Recogniser, reference: Any) -> None:
    """A text of many blocks is cut nowhere."""
    text = " ".join(f"Number {n}: {TEXTS[n % 3]}" for n in range(300))
    assert without_margins(english.spans([text])) == stock(reference, [text])


@given(texts=st.lists(odd_texts, min_size=1, max_size=4))
@example(texts=["nuthin ’’They’d’ve", "’’They’d’ve"])
@example(texts=["London ", " Paris"])
@settings(max_examples=60, deadline=None)
def test_odd_texts_have_spacys_entities(
    english: Recogniser, reference: Any, texts: list[str]
) -> None:
    """White space, emoticons, addresses, emoji, other scripts, long tokens, nothing at all."""
    assert without_margins(english.spans(texts)) == stock(reference, texts)


@given(
    texts=st.lists(
        st.lists(
            st.tuples(st.sampled_from(special_cases), st.sampled_from([*SPACES, " ", " ", " "])),
            max_size=7,
        ).map(lambda parts: "".join(word + space for word, space in parts)),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=60, deadline=None)
def test_special_cases_have_spacys_tokens(tokens: Tokens, reference: Any, texts: list[str]) -> None:
    """Contractions, abbreviations and emoticons meet across blanks as they do in spaCy."""
    check_tokens(tokens, reference, texts)


@given(
    texts=st.lists(
        st.lists(
            st.one_of(st.sampled_from(PARTS), st.sampled_from(special_cases)),
            min_size=1,
            max_size=6,
        ).map("".join),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=150, deadline=None)
def test_words_with_affixes_have_spacys_tokens(
    tokens: Tokens, reference: Any, texts: list[str]
) -> None:
    """Quotes, brackets, units, possessives, hyphens, dots and contractions in any order."""
    check_tokens(tokens, reference, texts)


def test_ordinary_words_need_no_tokenizer() -> None:
    """Or the tokenizer would be most of the time that new words cost."""
    tokenizer = loaded().tokenizer
    affixes = Affixes(tokenizer, SpecialCases(tokenizer))
    words = {
        "Ukraine": ["Ukraine"], "(Ukraine),": ["(", "Ukraine", ")", ","], "2005": ["2005"],
        "Merkel's": ["Merkel", "'s"], "half-year": ["half", "-", "year"], "£3.5bn": ["£", "3.5bn"],
    }  # fmt: skip
    assert {word: affixes.tokens(word) for word in words} == words
    assert [affixes.tokens(word) for word in ("can't", "Mr.", "('cause", "so:)")] == [None] * 4


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_there_is_nothing_to_split_in_letters_alone(language: str) -> None:
    """No affix, no infix in the English word list, as it is and with accents, nor in digits."""
    tokenizer: Any = spacy.blank(language).tokenizer
    listed = load_table().numbers
    accents = str.maketrans("aeiouycn", "àéîôùÿçñ")
    words = [word for word in listed if word.isascii() and word.isalpha()][:20_000]
    words += [word.translate(accents) for word in words[::5]]
    words += [word.capitalize() for word in words[::7]] + [word.upper() for word in words[::9]]
    words += [str(7 * number) for number in range(0, 3_000, 11)]
    for word in words:
        assert not tokenizer.prefix_search(word), word
        assert not tokenizer.suffix_search(word), word
        assert not list(tokenizer.infix_finditer(word)), word


def test_a_language_that_splits_numbers_is_searched() -> None:
    """Hungarian takes digits for affixes; its words have its tokenizer's tokens all the same."""
    tokenizer: Any = spacy.blank("hu").tokenizer
    affixes = Affixes(tokenizer, SpecialCases(tokenizer))
    for word in ("217", "1848-ban", "Budapest.", "(ház)"):
        assert affixes.tokens(word) in (None, [token.text for token in tokenizer(word)])
    assert affixes.tokens("Budapest.") == ["Budapest", "."]


def test_frequent_words_are_known_before_the_first_text(reference: Any) -> None:
    """They have spaCy's tokens, and a text of nothing else brings nothing to learn."""
    tokens = Tokens(loaded(), COLUMNS, Lexemes(embedding, 1))
    words = frequent_words("en", reference.path)
    assert {"the", "The", "London"} < set(words)
    tokens.know(words)
    known = len(tokens.lexemes)
    check_tokens(tokens, reference, [" ".join(words), "The London market and the Paris one "])
    assert len(tokens.lexemes) == known


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_languages_with_a_model_have_frequent_words(language: str, tmp_path: Path) -> None:
    """Each is a word of letters, small or with a capital, and there once."""
    met = {"a", "A", "de", "Europa", "Europe", "EUROPA", "no", "."}
    model_that_met(tmp_path, met)
    words = frequent_words(language, tmp_path)
    assert {"a", "A", "de"} < set(words) <= met - {"EUROPA", "."}
    assert len(set(words)) == len(words)


def test_a_language_without_a_list_has_no_frequent_words(tmp_path: Path) -> None:
    """Its words are learnt as they are met, and those of a model that has no strings of its own."""
    model_that_met(tmp_path, {"the"})
    assert frequent_words("en", tmp_path) == ["the"]
    assert frequent_words("xx", tmp_path) == frequent_words("en", None) == []


def model_that_met(folder: Path, strings: Collection[str]) -> None:
    """As much of a model's package as says which strings its training texts have."""
    folder.joinpath("vocab").mkdir()
    folder.joinpath("vocab", "strings.json").write_text(json.dumps(sorted(strings)))


def check_tokens(tokens: Tokens, reference: Any, texts: Sequence[str]) -> None:
    """The texts' tokens and their attributes are spaCy's, with gaps of two rows."""
    tape = tokens.tape(texts, gap=2)
    for text, begin in zip(texts, tape.begins.tolist(), strict=True):
        doc = reference.tokenizer(text)
        expected = [(token.idx, token.idx + len(token)) for token in doc]
        own = slice(begin, begin + len(expected))
        assert list(zip(tape.starts[own], tape.ends[own], strict=True)) == expected
        if expected:
            attributes = doc.to_array(COLUMNS)
            np.testing.assert_array_equal(
                tokens.lexemes.vectors[tape.rows[own]], embedding(attributes)
            )
        assert not tape.rows[own.stop : own.stop + 2].any()


def test_the_later_half_of_a_full_cache_is_forgotten(
    tokens: Tokens, reference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks that stayed, chunks that are learnt again and new ones have the right tokens."""
    monkeypatch.setattr("pipeline.extract.cnn.tokens._MOST_CHUNKS", 200)
    words = ("ebb", "flow", "tide", "moon", "wave", "reef", "sand", "gull")
    text = " ".join(f"{one}-{other}{end}" for one in words for other in words for end in ".,;")
    for _ in range(3):
        check_tokens(tokens, reference, [text, text[::-1], f"{text} more"])


@pytest.mark.parametrize("limit", ["_MOST_CHUNKS", "_MOST_CHARACTERS"])
def test_forgetting_changes_nothing(
    english: Recogniser, reference: Any, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """What does not fit is forgotten and learnt again, and the entities stay."""
    monkeypatch.setattr(f"pipeline.extract.cnn.tokens.{limit}", 20)
    for text in ("", *TEXTS):
        assert without_margins(english.spans([text])) == stock(reference, [text])


def test_rules_of_a_user_run_on_spacy() -> None:
    """Rules match documents of spaCy's, which only spaCy makes."""
    recogniser = Recogniser(ENGLISH, Rules((Rule("ORG", "Big Blue"),), "before", "x"))
    assert recogniser.path == "spacy"
    assert "rules" in recogniser.why
    assert Span(0, 8, "ORG") in recogniser.spans(["Big Blue rose."])[0]


def test_the_stage_reports_how_its_models_run(tmp_path: Path) -> None:
    """A line for each model, with the reason for the slower way; languages stand apart."""
    rules = tmp_path / "rules.jsonl"
    rules.write_text('{"label": "ORG", "pattern": "Big Blue"}\n')
    models = {"en": ENGLISH}
    stage = ExtractStage(models=models)
    assert stage.report() == {f"model {ENGLISH}": "runs in numpy"}
    assert stage.languages()["names in en"] == ENGLISH
    assert stage.languages()["names in other languages"].startswith("lists and forms")
    told = ExtractStage(models=models, rules=str(rules)).report()[f"model {ENGLISH}"]
    assert told == "runs on spaCy, slower: the extract stage has `rules`"


def test_spacys_own_english_weights_stay_available() -> None:
    """`models` names them; they are not docmill's, and the fingerprint says which are used."""
    spacys = ExtractStage(models={"en": SPACY_ENGLISH})
    assert spacys.report()[f"model {SPACY_ENGLISH}"] == "runs in numpy"
    own = ExtractStage(models={"en": ENGLISH})
    assert f"en={ENGLISH}-{english_digest()}" in own.fingerprint
    assert own.fingerprint != spacys.fingerprint
    one, other = (
        read_network(load_pipeline(name).get_pipe("ner")) for name in (ENGLISH, SPACY_ENGLISH)
    )
    assert one.moves == other.moves
    assert not np.array_equal(one.upper[0], other.upper[0])


def test_a_model_that_is_not_supported_runs_on_spacy(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A model with wider windows is used as before, and the log says why it is slower."""
    blank(encode={**MAXOUT, "window_size": 2}).to_disk(tmp_path)
    recogniser = Recogniser(str(tmp_path))
    assert recogniser.path == "spacy"
    assert "windows are wider" in recogniser.why
    assert "runs on spaCy" in caplog.text
    assert len(recogniser.spans(TEXTS)) == len(TEXTS)


def test_a_model_that_fails_the_self_test_runs_on_spacy(
    reference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parameters that are not those that spaCy uses are found out, and never used."""

    def damaged(ner: Any) -> Network:
        network = read_network(ner)
        weights, bias = network.upper
        return network._replace(upper=(weights, bias[::-1].copy()))

    monkeypatch.setattr("pipeline.extract.cnn.recogniser.read_network", damaged)
    recogniser = Recogniser(ENGLISH)
    assert recogniser.path == "spacy"
    assert recogniser.why.startswith("its self-test differs in ")
    assert recogniser.spans(TEXTS) == stock(reference, TEXTS)


def blank(
    encode: Mapping[str, Any] = MAXOUT,
    factory: str = "ner",
    upper: bool = True,
    more_features: bool = False,
    vectors: Mapping[str, Any] | None = None,
) -> Any:
    """An untrained NER, by what is different from spaCy's small models."""
    nlp = spacy.blank("en")
    if vectors is not None:
        nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, **vectors)
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 16, "attrs": ["NORM", "SHAPE"], "rows": [50, 50],
        "include_static_vectors": vectors is not None,
    }  # fmt: skip
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner", "extra_state_tokens": more_features, "use_upper": upper,
        "hidden_width": 8, "maxout_pieces": 2,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": dict(encode)},
    }  # fmt: skip
    ner = cast(Any, nlp.add_pipe(factory, name="ner", config={"model": model}))
    for label in ("ORG", "GPE"):
        ner.add_label(label)
    nlp.initialize()
    return nlp


def test_a_model_of_other_sizes_runs_in_numpy() -> None:
    """Width, depth, pieces and attributes are read from the model."""
    nlp = blank()
    assert disagreement(nlp, CnnRecogniser(nlp)) == ""


def with_vectors() -> Any:
    """A NER with static vectors of some words, and with weights that find names in any text.

    The weights are the same each time: of random ones some have two moves that score alike.
    """
    fix_random_seed(3)
    chance = np.random.default_rng(3)
    words = ["London", "london", "Angela", "Bank", "said", "the"]
    data = chance.normal(size=(len(words), 12)).astype(np.float32)
    nlp = blank(vectors={"data": data, "keys": words})
    ner = cast(Any, nlp.get_pipe("ner"))
    for node in ner.model.walk():
        if node.name in ("static_vectors", "linear", "maxout") and node.has_param("W"):
            shape = node.get_param("W").shape
            node.set_param("W", chance.normal(size=shape).astype(np.float32))
    return nlp


def test_a_model_with_static_vectors_runs_in_numpy() -> None:
    """Medium and large models have them; a word without one has zeros, as in spaCy."""
    nlp = with_vectors()
    texts = ["Angela said the Bank of London rose. LONDON, london: 5km", "Zzyx \n 🙂 can't", ""]
    texts += TEXTS
    expected = stock(nlp, texts)
    recogniser = CnnRecogniser(nlp)
    assert disagreement(nlp, recogniser) == ""
    assert without_margins(recogniser.spans(texts)) == expected
    assert sum(map(len, expected)) > 20


def test_static_vectors_are_embedded_as_in_spacy() -> None:
    """The last column is the spelling, by which vectors are found."""
    nlp = with_vectors()
    ner = nlp.get_pipe("ner")
    network = read_network(ner)
    assert network.columns == ("NORM", "SHAPE", "ORTH")
    doc = nlp.make_doc("London, london and Zzyx: the Bank")
    layer = ner.model.layers[0].layers[0].layers[0]
    (expected,) = layer.predict([doc])
    np.testing.assert_allclose(network.embed(doc.to_array(network.columns)), expected, atol=1e-5)
    (known, other) = network.embed(nlp.make_doc("London Xxxxxx").to_array(network.columns))
    assert not np.allclose(known, other)


@pytest.mark.parametrize(
    ("vectors", "told"),
    [
        ({"mode": "floret", "data": np.ones((9, 4), np.float32), "hash_count": 1}, "whole words"),
        ({"shape": (0, 0)}, "missing"),
    ],
)
def test_other_static_vectors_are_left_to_spacy(vectors: dict[str, Any], told: str) -> None:
    """Vectors of parts of words, and a table that is not the model's."""
    nlp = with_vectors()
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, **vectors)
    with pytest.raises(UnsupportedModel, match=told):
        CnnRecogniser(nlp)


@pytest.mark.parametrize(
    ("different", "told"),
    [
        ({"encode": {**MAXOUT, "window_size": 2}}, "windows"),
        ({"encode": MISH}, "encoder"),
        ({"more_features": True}, "features"),
        ({"upper": False}, "upper"),
        ({"factory": "beam_ner"}, "searches a beam"),
    ],
)
def test_other_architectures_are_left_to_spacy(different: dict[str, Any], told: str) -> None:
    """What the arithmetic does not cover is named, not guessed."""
    with pytest.raises(UnsupportedModel, match=told):
        CnnRecogniser(blank(**different))


def test_special_cases_with_blanks_have_spacys_tokens() -> None:
    """Spanish has "EE. UU." as one token."""
    nlp, other = loaded(), loaded()
    for one in (nlp, other):
        one.tokenizer.add_special_case("New York", [{"ORTH": "New York"}])
    tokens = Tokens(nlp, COLUMNS, Lexemes(embedding, 1))
    check_tokens(tokens, other, ["In New York.", "New York", "New  York", "New\nYork", "a New"])
    check_tokens(tokens, other, ["York"])


def test_another_pipeline_is_left_to_spacy() -> None:
    """Components beside the NER may change tokens or entities."""
    nlp = blank()
    nlp.add_pipe("sentencizer", first=True)
    with pytest.raises(UnsupportedModel, match="sentencizer"):
        CnnRecogniser(nlp)


def test_another_tokenizer_is_left_to_spacy() -> None:
    """One that does not work chunk by chunk would have other tokens."""
    nlp = blank()
    nlp.tokenizer.add_special_case("New\nYork", [{"ORTH": "New\nYork"}])
    with pytest.raises(UnsupportedModel, match="white space but blanks"):
        CnnRecogniser(nlp)
    nlp.tokenizer = nlp.tokenizer.pipe
    with pytest.raises(UnsupportedModel, match="tokenizer is a method"):
        CnnRecogniser(nlp)


def test_labels_without_training_are_left_to_spacy() -> None:
    """spaCy gives a label that was added later the lowest score of its batch."""
    nlp = blank()
    cast(Any, nlp.get_pipe("ner")).add_label("NEW")
    with pytest.raises(UnsupportedModel, match="untrained"):
        CnnRecogniser(nlp)
