"""Classification by a taxonomy's seed words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify import ClassifyStage
from pipeline.classify.scoring import Scorer
from pipeline.classify.taxonomy import Label, Taxonomy, load_taxonomy
from pipeline.errors import ConfigurationError
from pipeline.records import Cleaned, Document, Failed, Locator, Topics, Work

SPORT = "The striker scored twice as his team won the championship match before the football fans."
POLITICS = "The prime minister told parliament that the government would hold an election in May."
TAXONOMY = Taxonomy(
    name="test",
    languages=("en",),
    labels=(
        Label("fruit", ("apple*", "pear", "fruit salad", "orange")),
        Label("colour", ("red", "orange", "light blue*")),
    ),
)


def work(text: str, title: str = "", language: str = "en") -> Work:
    document = Document("0" * 32, Locator("x"), "text/plain", None, "0" * 32, 1)
    return Work(document, Cleaned(title, text, language, "0" * 32))


def topics(text: str, title: str = "", language: str = "en", **options: float) -> Topics:
    (result,) = ClassifyStage(**options).process([work(text, title, language)])  # type: ignore[arg-type]
    assert isinstance(result, Work), result
    assert result.topics is not None
    return result.topics


def test_a_text_gets_its_topic() -> None:
    """Seed words lead to their label."""
    assert topics(SPORT).chosen == ("sport",)
    assert topics(POLITICS).chosen == ("politics and government",)


def test_a_text_may_have_several_topics() -> None:
    """Labels do not exclude one another; the best comes first."""
    found = topics(f"{POLITICS} {POLITICS} {SPORT}")
    assert set(found.chosen) == {"sport", "politics and government"}
    assert list(found.chosen) == sorted(found.chosen, key=found.scores.__getitem__, reverse=True)


@pytest.mark.parametrize("text", ["", "Hello world", "It was late, and nobody knew what to say."])
def test_thin_evidence_is_an_abstention(text: str) -> None:
    """Without evidence no label is chosen, yet every label has its score."""
    found = topics(text)
    assert found.chosen == ()
    assert len(found.scores) == 17


def test_another_language_is_an_abstention() -> None:
    """English seed words say nothing about French."""
    found = topics(SPORT, language="fr")
    assert found.chosen == ()
    assert set(found.scores.values()) == {0.0}
    assert topics(SPORT, language="und").chosen == ("sport",)


def test_the_threshold_decides() -> None:
    """A higher threshold chooses less."""
    assert topics(SPORT, threshold=0.99).chosen == ()
    assert "sport" in topics(SPORT, threshold=0.01).chosen


def test_the_title_counts_more() -> None:
    """The same words weigh more in the title."""
    filler = "It was said again. " * 10
    titled = topics(filler, title="Football match").scores["sport"]
    assert titled > topics(filler + "Football match").scores["sport"] > 0


def test_seeds_are_words_beginnings_and_phrases() -> None:
    """A seed matches whole words, with a star beginnings, with a blank consecutive words."""
    scorer = Scorer(TAXONOMY)
    for text, label, found in [
        ("A PEAR", "fruit", True),
        ("pears", "fruit", False),
        ("applesauce", "fruit", True),
        ("pineapple", "fruit", False),
        ("Fruit, salad", "fruit", True),
        ("salad fruit", "fruit", False),
        ("fruit", "fruit", False),
        ("a light blueish sky", "colour", True),
        ("light", "colour", False),
    ]:
        assert (scorer.scores("", text)[label] > 0) is found, text


def test_shared_seeds_count_less_and_single_seeds_half() -> None:
    """A word of two labels is weaker evidence than one's own; a second seed more than adds up."""
    scorer = Scorer(TAXONOMY)
    own, shared = scorer.scores("", "pear")["fruit"], scorer.scores("", "orange")["fruit"]
    both = scorer.scores("", "pear apple")["fruit"]
    assert own > shared > 0
    assert both > 2 * own


@given(st.text(), st.lists(st.sampled_from(["football", "election", "war", "the"])))
def test_scores_lie_between_0_and_1(title: str, words: list[str]) -> None:
    """Whatever the text, each of the 17 labels has a score in 0..1."""
    scores = SCORER.scores(title, " ".join(words))
    assert len(scores) == 17
    assert all(0 <= score <= 1 for score in scores.values())


SCORER = Scorer(load_taxonomy())


def test_the_taxonomy_is_iptcs_top_level() -> None:
    """17 labels, each with its Media Topics code and enough seeds."""
    taxonomy = load_taxonomy()
    codes = sorted(label.code for label in taxonomy.labels)
    assert codes == [f"medtop:{number:02}000000" for number in range(1, 18)]
    assert all(len(set(label.words)) >= 40 for label in taxonomy.labels)
    assert all(word == word.lower() for label in taxonomy.labels for word in label.words)


def test_users_bring_their_own_taxonomy(tmp_path: Path) -> None:
    """A file in the same shape takes the place of IPTC's, and changes the fingerprint."""
    file = tmp_path / "own.toml"
    file.write_text(
        'name = "own"\nlanguages = ["en"]\n'
        '[[labels]]\nlabel = "fruit"\nwords = ["apple*", "pear"]\n'
    )
    stage = ClassifyStage(taxonomy=str(file))
    (result,) = stage.process([work("An apple and a pear.")])
    assert isinstance(result, Work)
    assert result.topics is not None
    assert result.topics.chosen == ("fruit",)
    assert stage.fingerprint != ClassifyStage().fingerprint


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name = 1", "cannot be used"),
        ("not toml", "cannot be used"),
        ('name = "x"\nlanguages = []\nlabels = []\nextra = 1', "cannot be used"),
        (
            'name = "x"\nlanguages = []\n' + 2 * '[[labels]]\nlabel = "same"\nwords = ["a"]\n',
            "names same twice",
        ),
        (
            'name = "x"\nlanguages = []\n[[labels]]\nlabel = "l"\nwords = ["a*b"]',
            "the seed 'a\\*b'",
        ),
        ('name = "x"\nlanguages = []\n[[labels]]\nlabel = "l"\nwords = ["*"]', "the seed '\\*'"),
    ],
)
def test_an_unusable_taxonomy_is_a_configuration_error(
    tmp_path: Path, content: str, message: str
) -> None:
    """What is wrong with a taxonomy is said when the stage is built."""
    file = tmp_path / "own.toml"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match=message):
        ClassifyStage(taxonomy=str(file))


def test_a_missing_taxonomy_is_a_configuration_error() -> None:
    """A path that leads nowhere is named."""
    with pytest.raises(ConfigurationError, match="/no/such"):
        ClassifyStage(taxonomy="/no/such.toml")


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5])
def test_a_threshold_out_of_range_is_a_configuration_error(threshold: float) -> None:
    """Thresholds lie above 0 and up to 1."""
    with pytest.raises(ConfigurationError, match="threshold"):
        ClassifyStage(threshold=threshold)


def test_a_document_that_was_not_cleaned_fails_alone() -> None:
    """Without clean text there is nothing to classify, and the others are classified."""
    bare = Work(work("").document)
    failed, classified = ClassifyStage().process([bare, work(SPORT)])
    assert isinstance(failed, Failed)
    assert isinstance(classified, Work)
