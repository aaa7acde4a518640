"""Classification by a taxonomy, without training."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify import ClassifyStage
from pipeline.classify.choice import choose
from pipeline.classify.scoring import Scorer
from pipeline.classify.taxonomy import Label, Taxonomy, load_taxonomy
from pipeline.errors import ConfigurationError
from pipeline.fields import index_fields
from pipeline.records import Cleaned, Document, Failed, Locator, Topics, Work
from tests.harness.records import a_writer

SPORT = "The striker scored twice as his team won the championship match before the football fans."
POLITICS = "The prime minister told parliament that the government would hold an election in May."
STAGE = ClassifyStage()
SCORER = Scorer(load_taxonomy())


def work(text: str, title: str = "", language: str = "en") -> Work:
    document = Document("0" * 32, Locator("x"), "text/plain", None, "0" * 32, 1)
    return Work(document, Cleaned(title, text, language, "0" * 32))


def topics(
    text: str, title: str = "", language: str = "en", stage: ClassifyStage = STAGE
) -> Topics:
    (result,) = stage.process([work(text, title, language)])
    assert isinstance(result, Work), result
    assert result.topics is not None
    return result.topics


def own(tmp_path: Path, content: str) -> str:
    file = tmp_path / "own.toml"
    file.write_text(content, "utf-8")
    return str(file)


def test_a_text_gets_its_topic() -> None:
    """Seed words and what is near to them lead to their label."""
    assert topics(SPORT).chosen == ("sport",)
    assert topics(POLITICS).chosen == ("politics and government",)


def test_words_that_are_no_seeds_lead_to_a_topic_too() -> None:
    """What stands near to the seeds counts, even when no seed is in the text."""
    found = topics(
        "The bowler took three quick overs, and the batters walked back to the pavilion."
    )
    assert found.chosen == ("sport",)


def test_a_text_may_have_several_topics() -> None:
    """Labels do not exclude one another; the best comes first."""
    found = topics(f"{POLITICS} {SPORT}")
    assert set(found.chosen) == {"sport", "politics and government"}
    assert list(found.chosen) == sorted(found.chosen, key=found.scores.__getitem__, reverse=True)


@pytest.mark.parametrize("text", ["", "Hello world", "It was late, and nobody knew what to say."])
def test_thin_evidence_is_an_abstention(text: str) -> None:
    """Without evidence no label is chosen, yet every label has its score."""
    found = topics(text)
    assert found.chosen == ()
    assert len(found.scores) == 17


def test_an_abstention_keeps_the_best_guess() -> None:
    """The label that came nearest to the threshold is kept aside, in the index too."""
    stage = ClassifyStage(threshold=1.0)
    found = topics(SPORT, stage=stage)
    assert (found.chosen, found.guess) == ((), "sport")
    assert topics(SPORT).guess is None
    assert topics("").guess is None
    record = index_fields(work(SPORT).evolve(topics=found), (), a_writer())
    assert record["topic_guess"] == "sport"
    assert "topics" not in record


def test_a_language_without_a_table_is_an_abstention_with_a_reason() -> None:
    """English seed words say nothing about Swedish; what has no language is tried."""
    found = topics(SPORT, language="sv")
    assert (found.chosen, found.guess, found.reason) == ((), None, "language")
    assert set(found.scores.values()) == {0.0}
    assert topics(SPORT, language="und").chosen == ("sport",)


def test_a_long_text_needs_more_evidence() -> None:
    """What is enough for a headline is too little among two hundred words of something else."""
    assert topics("The striker scored.").chosen == ("sport",)
    other = " ".join(f"{one}{two}" for one in "bcdfghklmn" for two in ("atu", "olo", "ire", "une"))
    assert topics(f"The striker scored. {other}").scores["sport"] < 0.45


@pytest.mark.parametrize(
    "text",
    [
        # "stock" of vegetables, "growth" of an animal, "rich" sauce: no economy.
        "Tomato soup. Chop one onion and two cloves of garlic, and fry them gently in oil. Add a "
        "kilo of tomatoes, half a litre of stock and a bay leaf. Simmer, then blend until smooth.",
        "A study says that Tyrannosaurus had a growth spurt in its teenage years. Researchers "
        "counted rings in the bones of seven specimens. The adult dinosaur weighed five tonnes.",
        "No water again this morning in our street. Day three! Called the number four times, "
        "nobody picks up. Just brushed my teeth with sparkling water. Neighbours share bottles.",
    ],
)
def test_an_ambiguous_word_makes_no_economy(text: str) -> None:
    """A recipe, a dinosaur and tweets on water are not about the economy."""
    assert "economy, business and finance" not in topics(text).chosen


def test_the_threshold_decides() -> None:
    """A higher threshold chooses less."""
    assert topics(SPORT, stage=ClassifyStage(threshold=1.0)).chosen == ()
    assert "sport" in topics(SPORT, stage=ClassifyStage(threshold=0.01)).chosen


def test_the_title_counts() -> None:
    """A topic can be told by the title alone."""
    assert topics("See you there.", title="Football match tonight").chosen == ("sport",)


def test_the_best_label_is_chosen_first() -> None:
    """Choosing keeps all scores, and orders by them."""
    assert choose({"a": 0.5, "b": 0.9, "c": 0.1}, 0.4).chosen == ("b", "a")


@given(st.text(), st.lists(st.sampled_from(["football", "election", "war", "the", "of war"])))
def test_scores_lie_between_0_and_1(title: str, words: list[str]) -> None:
    """Whatever the text, each of the 17 labels has a score in 0..1."""
    scores = SCORER.scores(title, " ".join(words), "en")
    assert len(scores) == 17
    assert all(0 <= score <= 1 for score in scores.values())


def test_the_default_taxonomy_is_iptcs_top_level() -> None:
    """17 labels, each with its Media Topics code and enough seeds."""
    taxonomy = load_taxonomy("iptc")
    codes = sorted(label.code for label in taxonomy.labels)
    assert codes == [f"medtop:{number:02}000000" for number in range(1, 18)]
    assert all(len(set(label.words)) >= 40 for label in taxonomy.labels)
    assert all(word == word.lower() for label in taxonomy.labels for word in label.words)


def test_it_reports_the_languages_that_get_topics(tmp_path: Path) -> None:
    """Those with a table, if the taxonomy is English, and those that it has words in."""
    assert STAGE.languages() == {"topics": "in de, en, es, fr, it, nl, pl, pt, ru, uk, by iptc"}
    swedish = own(tmp_path, 'languages = ["sv"]\n[[labels]]\nlabel = "hav"\nwords = ["hav"]\n')
    assert ClassifyStage(taxonomy=swedish).languages() == {"topics": f"in sv, by {swedish}"}


def test_users_bring_their_own_taxonomy(tmp_path: Path) -> None:
    """A file takes the place of IPTC's, by its content: the fingerprint does not know its name."""
    content = (
        '[[labels]]\nlabel = "fruit"\nwords = ["Apple*", "pear"]\n[[labels]]\nlabel = "money"\n'
    )
    stage = ClassifyStage(taxonomy=own(tmp_path, content))
    assert topics("An apple, a pear, a peach.", stage=stage).chosen == ("fruit",)
    assert topics("The bank had no cash left.", stage=stage).chosen == ("money",)
    other = tmp_path / "other.toml"
    other.write_text(content)
    assert stage.fingerprint == ClassifyStage(taxonomy=str(other)).fingerprint
    other.write_text(content.replace("pear", "plum"))
    assert stage.fingerprint != ClassifyStage(taxonomy=str(other)).fingerprint


def test_a_parent_has_what_its_children_have(tmp_path: Path) -> None:
    """A chosen label brings its parent, which needs no seeds of its own."""
    content = (
        '[[labels]]\nlabel = "sport"\n'
        '[[labels]]\nlabel = "football"\nparent = "sport"\n'
        'words = ["football", "goal", "striker"]\n'
        '[[labels]]\nlabel = "tennis"\nparent = "sport"\nwords = ["tennis", "racket", "serve"]\n'
        '[[labels]]\nlabel = "cooking"\nwords = ["recipe", "oven", "flour"]\n'
    )
    taxonomy = load_taxonomy(own(tmp_path, content))
    assert taxonomy.seeds[0] == ("football", "goal", "striker", "tennis", "racket", "serve")
    found = topics(
        "The striker scored a goal for his football club.",
        stage=ClassifyStage(taxonomy=own(tmp_path, content)),
    )
    assert set(found.chosen) == {"sport", "football"}
    assert found.scores["sport"] >= found.scores["football"]


def test_a_taxonomy_of_another_language_goes_by_its_seeds(tmp_path: Path) -> None:
    """The vectors are English; elsewhere the seed words that are found decide, in any script."""
    content = (
        'languages = ["de", "ru"]\n'
        '[[labels]]\nlabel = "Sport"\nwords = ["Fußball*", "Spiel*", "Meisterschaft", "футбол*"]\n'
        '[[labels]]\nlabel = "Küche"\nwords = ["Rezept*", "Öfen", "Mehl"]\n'
    )
    stage = ClassifyStage(taxonomy=own(tmp_path, content))
    german = topics("Der Fußballverein gewann das Spiel und die Meisterschaft.", "", "de", stage)
    assert german.chosen == ("Sport",)
    assert topics("ÖFEN, Mehl und ein Rezeptbuch", "", "de", stage).chosen == ("Küche",)
    assert topics("Футболисты", "", "ru", stage).scores["Sport"] > 0
    assert topics("Fußball", "", "en", stage).reason == "language"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name = 1", "cannot be used"),
        ("not toml", "cannot be used"),
        ('[[labels]]\nlabel = "x"\nwoords = ["a"]', "woords.*label, and if you like words"),
        ("labels = []", "has no labels"),
        (2 * '[[labels]]\nlabel = "same"\nwords = ["a"]\n', "names same twice"),
        ('[[labels]]\nlabel = "l"\nwords = ["a*b"]', "the seed 'a\\*b'"),
        ('[[labels]]\nlabel = "l"\nwords = ["*"]', "the seed '\\*'"),
        ('[[labels]]\nlabel = "l"\nwords = ["_"]', "the seed '_'"),
        ('[[labels]]\nlabel = "l"\nparent = "p"', "'l' under 'p', which is no label"),
        ('[[labels]]\nlabel = "l"\nparent = "l"', "which has a parent itself"),
        (
            '[[labels]]\nlabel = "a"\n[[labels]]\nlabel = "b"\nparent = "a"\n'
            '[[labels]]\nlabel = "c"\nparent = "b"',
            "two levels",
        ),
    ],
)
def test_an_unusable_taxonomy_is_a_configuration_error(
    tmp_path: Path, content: str, message: str
) -> None:
    """What is wrong with a taxonomy is said when the stage is built, with what to do."""
    with pytest.raises(ConfigurationError, match=message):
        ClassifyStage(taxonomy=own(tmp_path, content))


@pytest.mark.parametrize("source", ["/no/such.toml", "nosuch"])
def test_a_missing_taxonomy_is_a_configuration_error(source: str) -> None:
    """A path that leads nowhere is named."""
    with pytest.raises(ConfigurationError, match=source):
        ClassifyStage(taxonomy=source)


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5])
def test_a_threshold_out_of_range_is_a_configuration_error(threshold: float) -> None:
    """Thresholds lie above 0 and up to 1."""
    with pytest.raises(ConfigurationError, match="threshold"):
        ClassifyStage(threshold=threshold)


def test_a_document_that_was_not_cleaned_fails_alone() -> None:
    """Without clean text there is nothing to classify, and the others are classified."""
    bare = Work(work("").document)
    failed, classified = STAGE.process([bare, work(SPORT)])
    assert isinstance(failed, Failed)
    assert isinstance(classified, Work)


def evidence(text: str) -> dict[str, float]:
    return dict(zip(("fruit", "colour"), SEEDS.evidence("", text, "sv"), strict=True))


SEEDS = Scorer(
    Taxonomy(
        languages=("sv",),  # so that the seeds alone count: there is no table
        labels=(
            Label("fruit", ("apple*", "pear", "fruit salad", "salad of ripe fruit*", "orange")),
            Label("colour", ("red", "orange", "light blue*")),
        ),
    )
)


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        ("A PEAR", "fruit", True),
        ("pears", "fruit", False),
        ("applesauce", "fruit", True),
        ("pineapple", "fruit", False),
        ("Fruit, salad", "fruit", True),
        ("fruit-salad", "fruit", True),
        ("salad fruit", "fruit", False),
        ("fruit", "fruit", False),
        ("salad of ripe fruits", "fruit", True),
        ("ripe fruits", "fruit", False),
        ("a light blueish sky", "colour", True),
        ("light", "colour", False),
    ],
)
def test_seeds_are_words_beginnings_and_phrases(text: str, label: str, found: bool) -> None:
    """A seed matches whole words, with a star beginnings, with a blank consecutive words."""
    assert (evidence(text)[label] > 0) is found


def test_shared_seeds_count_less() -> None:
    """A word of two labels is weaker evidence than one's own; repeating adds, but ever less."""
    assert evidence("pear")["fruit"] > evidence("orange")["fruit"] > 0
    one, two, nine = (evidence("pear " * n)["fruit"] for n in (1, 2, 9))
    assert one < two < nine < 9 * one
