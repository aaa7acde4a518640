"""What `docmill analyze` makes of the seed article, with docmill's own stages and models."""

from pathlib import Path

import pytest

from pipeline.folding import fold
from pipeline.records import Cleaned, Document, Entities, Entity, Topics, Work
from pipeline.sources import SourceOptions, read_sources
from pipeline.stage import build_stages, run_stages

SEED = Path(__file__).parents[2] / "seeds" / "000_467565c174595e29.txt"
GLUED = {
    "Blinkassured": "Blink assured",
    "Ukrainealthough": "Ukraine although",
    "guerraeven": "guerra even",
    "UkraineRussia": "Ukraine Russia",
    "blinkRussia": "blink Russia",
}
CREDIT = "(With information from Europe Press)"


@pytest.fixture(scope="module")
def article() -> Work:
    """The article after all stages."""
    [document] = read_sources([str(SEED)], SourceOptions())
    assert isinstance(document, Document)
    [work] = run_stages(build_stages(["convert", "clean", "extract", "classify"]), [Work(document)])
    assert isinstance(work, Work)
    return work


@pytest.fixture(scope="module")
def cleaned(article: Work) -> Cleaned:
    """What cleaning gave."""
    assert article.cleaned is not None
    return article.cleaned


@pytest.fixture(scope="module")
def entities(article: Work) -> Entities:
    """What extraction gave."""
    assert article.entities is not None
    return article.entities


@pytest.fixture(scope="module")
def topics(article: Work) -> Topics:
    """What classification gave."""
    assert article.topics is not None
    return article.topics


def named(entities: Entities, name: str, label: str) -> Entity:
    """The one entity of that name; its label is the one given."""
    [found] = [entity for entity in entities.entities if fold(entity.name) == fold(name)]
    assert found.label == label
    return found


def forms(entities: Entities, entity: Entity) -> set[str]:
    """How an entity is written in the text."""
    return {
        mention.text
        for mention in entities.mentions
        if (mention.entity, mention.label) == (entity.name, entity.label)
    }


# Cleaning


def test_every_glued_place_is_repaired_and_nothing_else_is_split(cleaned: Cleaned) -> None:
    """Five words become ten; no other word is touched."""
    split = {r.before: r.after.replace(",", "") for r in cleaned.repairs if r.before in GLUED}
    assert split == GLUED
    raw = SEED.read_text(encoding="utf-8")
    for before, after in GLUED.items():
        assert raw.count(before) == 1
        raw = raw.replace(before, after)
    without_commas = cleaned.text.replace(",", "").split()
    assert without_commas == raw.replace(",", "").split()


def test_every_repair_tells_where_it_was_made(cleaned: Cleaned) -> None:
    """By its place in the raw text and in the clean one, with the evidence."""
    raw = SEED.read_text(encoding="utf-8")
    for repair in cleaned.repairs:
        assert raw.startswith(repair.before, repair.raw_start)
        assert cleaned.text.startswith(repair.after, repair.start)
        assert repair.evidence or repair.before not in GLUED


def test_the_credit_line_is_metadata(cleaned: Cleaned, entities: Entities) -> None:
    """It stays in the text, names who the text is from beside it, and gives no entity."""
    assert cleaned.credit == "Europe Press"
    assert cleaned.text.endswith(CREDIT)
    [mark] = cleaned.marks
    assert (mark.kind, cleaned.text[mark.start : mark.end]) == ("credit", CREDIT)
    assert all(mention.end <= mark.start for mention in entities.mentions)


# Entities


def test_no_verb_stands_in_a_name(entities: Entities) -> None:
    """Nor any other word that was glued to one, nor the Spanish word that was left over."""
    strangers = {"assured", "although", "even", "con"}
    for mention in entities.mentions:
        assert strangers.isdisjoint(mention.text.casefold().split()), mention
    for entity in entities.entities:
        assert strangers.isdisjoint(entity.name.casefold().split()), entity


def test_the_secretary_of_state_is_one_person(entities: Entities) -> None:
    """His name, cut short by the translation, is consistently that of a person."""
    people = [e for e in entities.entities if fold(e.name).startswith("antony")]
    assert [(entity.name, entity.label) for entity in people] == [("Antony Blink", "person")]


def test_the_presidents_mentions_are_joined(entities: Entities) -> None:
    """By surname and role, and the role is kept aside."""
    putin = named(entities, "Vladimir Putin", "person")
    assert putin.count == 2
    assert "president" in " ".join(putin.roles).casefold()
    assert not [e for e in entities.entities if "putin" in fold(e.name) and e != putin]


def test_the_prime_ministers_mentions_are_joined(entities: Entities) -> None:
    """His surname alone is the same person, whatever the model calls it."""
    shmigal = named(entities, "Denis Shmigal", "person")
    assert shmigal.count == 3
    assert not [e for e in entities.entities if "shmigal" in fold(e.name) and e != shmigal]


@pytest.mark.parametrize("place", ["Russia", "Ukraine", "Moscow", "United States", "Kyiv"])
def test_the_places_are_found(entities: Entities, place: str) -> None:
    """Each is one entity, and a place."""
    assert named(entities, place, "place").count >= 1


def test_a_country_and_its_abbreviations_are_one_place(entities: Entities) -> None:
    """United States, USA, US: one place, and no other entity has one of these names."""
    country = named(entities, "United States", "place")
    assert {"USA", "US"} <= forms(entities, country)
    names = {fold(entity.name) for entity in entities.entities}
    assert names.isdisjoint({"us", "usa", "u.s.", "the united states"})


# Topics


def test_it_is_about_war_and_politics(topics: Topics) -> None:
    """Both topics are chosen."""
    assert {"conflict, war and peace", "politics and government"} <= set(topics.chosen)
