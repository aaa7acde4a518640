"""One name across documents: what lists say of a name, and where they are not believed."""

import re

import pytest

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.aliases import aliases, countries
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.keys import key
from pipeline.extract.plain import resolve_plainly
from pipeline.records import Entity
from tests.harness.entities import found


def only(marked: str) -> Entity:
    """The entity of the marked names of a text."""
    surfaces = set(re.findall(r"(?s)\[\[\w+ (.+?)\]\]", marked))
    entities = found(marked)
    [name] = {mention.entity for mention in entities.mentions if mention.text in surfaces}
    return next(entity for entity in entities.entities if entity.name == name)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("He left for the [[GPE US]].", "United States"),
        ("He left for the [[GPE U.S.]] again.", "United States"),
        ("He flew to [[GPE America]] in May.", "United States"),
        ("CONTACT US about travel to the [[GPE US]].", "United States"),
        ("Rain fell over [[GPE Britain]].", "United Kingdom"),
        ("Rain fell over [[GPE Holland]].", "Netherlands"),
        ("Rain fell over [[GPE BURMA]].", "Myanmar"),
        ("He moved to [[GPE LA]].", "Los Angeles"),
        ("The [[ORG EU]] agreed.", "European Union"),
        ("The [[ORG Tories]] lost; a Labour man won.", "Conservative Party"),
        ("The [[NORP Shiites]] prayed.", "Shia"),
        ("[[NORP Russians]] voted.", "Russian"),
        ("Three [[NORP Spaniards]] won.", "Spanish"),
        ("[[ORG Microsoft Corp]] rose.", "Microsoft"),
        ("[[ORG GENERAL MOTORS CORP]] rose.", "General Motors"),
        ("[[ORG Uefa]] met.", "UEFA"),
        ("The [[ORG U.S. Senate]] met.", "US Senate"),
        ("The [[ORG U.S. Naval Institute]] met.", "US Naval Institute"),
    ],
)
def test_a_listed_name_has_one_name_across_documents(marked: str, name: str) -> None:
    """The name in the document and in its mention stays; key and canonical name are the thing's."""
    entity = only(marked)
    assert entity.canonical == name
    assert entity.key == key(name)
    assert f" {entity.name}]]" in marked or entity.name.upper() in marked
    assert any(f" {mention.text}]]" in marked for mention in found(marked).mentions)


@pytest.mark.parametrize(
    "marked",
    [
        "He flew to Latin [[GPE America]] in May.",
        "She came home to South-[[GPE America]].",
        "The first settlers of [[GPE America]] came over the ice.",
        "He has read Bank of [[GPE America]] letters.",
        "A MESSAGE FROM [[GPE US]] ALL",
        "Roman [[GPE Britain]] had roads.",
        "A judge in New Orleans, [[GPE LA]] ruled.",
        "A house race in [[GPE La]]. has begun.",
        "He lives in [[GPE Georgia]].",
        "The Liberal [[NORP Democrat]] leader spoke.",
        "Rain fell over [[GPE Canton]].",
        "The [[ORG ECB]] named its cricket squad.",
        "The [[ORG SEC]] has four football coaches.",
        "The [[ORG Spurs]] beat the Lakers in San Antonio.",
        "Farmers sowed [[ORG GM]] maize.",
        "New York sent the [[NORP Indians]] to their ninth loss.",
        "Ethnic [[NORP Albanians]] fled.",
        "[[ORG Acme Corp]] rose.",
        "The [[ORG Guardian Inc]] rose.",
        "Rain fell over [[GPE St John]].",
        "[[PERSON Paris Burma]] sang.",
    ],
)
def test_what_may_be_another_thing_keeps_its_name(marked: str) -> None:
    """Where the text around a name allows another meaning, there is no canonical name."""
    entity = only(marked)
    assert entity.canonical is None
    assert entity.key == key(entity.name)


def test_a_name_over_a_line_end_has_a_blank_there() -> None:
    """Its name across documents is the same as that of the name in one line."""
    body = only(
        "After the long break of the summer members of the [[ORG U.S. House of\nRepresentatives]] "
        "met again, and they spoke about the plan of the new\nharbour, which is dear."
    )
    assert body.canonical == "US House of Representatives"


@pytest.mark.parametrize(
    "marked", ["CONTACT [[GPE US]] NOW", "LET [[GPE US]] PRAY", "TELL [[GPE US]] WHAT YOU THINK"]
)
def test_a_pronoun_in_capitals_is_no_country(marked: str) -> None:
    """What one can do to people only shows it."""
    assert not found(marked).entities


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Analysts expect the [[ORG Fed]] to act.", "Federal Reserve"),
        ("People who knew told the [[ORG WHO]].", "World Health Organization"),
    ],
)
def test_a_listed_body_that_spells_a_word_is_known_by_its_article(marked: str, name: str) -> None:
    """Elsewhere "fed" is a verb or an abbreviation, and WHO a word in a headline."""
    assert only(marked).canonical == name
    assert not found("[[ORG WHO]] WILL PAY FOR THIS").entities
    assert not found("123 [[ORG Fed]]. 456 was cited.").entities


def test_an_acronym_that_spells_a_word_stays_where_it_is_defined() -> None:
    """It is one for the letters of the name before it, "ICE" as any other."""
    body = "[[ORG Inland Customs Enforcement]] (ICE) met. "
    acronym = "[[ORG ICE]] paid. There is ice on the road."
    assert only(f"{body}{acronym}").name == "Inland Customs Enforcement"
    assert not found(acronym).entities


@pytest.mark.parametrize(
    ("marked", "country"),
    [
        ("[[NORP Russians]] voted.", "Russia"),
        ("The [[NORP British]] voted.", "United Kingdom"),
        ("A [[NORP Scottish]] team won.", "Scotland"),
        ("[[NORP North Korean]] soldiers came.", "North Korea"),
        ("[[NORP Korean]] soldiers came.", None),
        ("[[NORP Georgians]] voted.", None),
        ("[[NORP Congolese]] soldiers came.", None),
        ("[[NORP Muslims]] prayed.", None),
        ("The [[NORP Indian]] tribes of Montana met.", None),
        ("Ethnic [[NORP Albanians]] fled.", None),
        ("Native [[NORP Americans]] met.", None),
    ],
)
def test_a_people_has_its_country_where_it_is_certain(marked: str, country: str | None) -> None:
    """Peoples of two countries, and religions, have none."""
    assert only(marked).country == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Ukraine’s Prime Minister [[PERSON Denis Shmigal]] spoke.", "Ukraine"),
        ("British Prime Minister [[PERSON Tony Blair]] spoke.", "United Kingdom"),
        ("US Secretary of State [[PERSON Colin Powell]] spoke.", "United States"),
        ("On Monday South Korean President [[PERSON Park Geun-hye]] spoke.", "South Korea"),
        ("[[PERSON Denis Shmigal]], the prime minister of Ukraine, spoke.", "Ukraine"),
        ("[[PERSON Denis Shmigal]], the Ukrainian prime minister, spoke.", "Ukraine"),
        ("Former Yugoslav President [[PERSON Slobodan Milosevic]] spoke.", "Yugoslavia"),
        ("Spain's foreign minister, [[PERSON Ana Rey]], spoke.", "Spain"),
        ("The Dutch trade and industry minister, [[PERSON Ann Lind]], spoke.", "Netherlands"),
        ("He met President [[PERSON Jacques Chirac]] of France.", "France"),
        ("Former Irish taoiseach [[PERSON Bertie Ahern]] spoke.", "Ireland"),
        ("US Secretary of Defense [[PERSON Donald Rumsfeld]] spoke.", "United States"),
        ("Libyan leader [[PERSON Muammar Gaddafi]] spoke.", "Libya"),
        ("Spain's foreign minister, [[PERSON Ana Rey]] and others spoke.", None),
        ("President [[PERSON Ann Lind]] of France Telecom spoke.", None),
        ("Chairman [[PERSON Ann Lind]] of France spoke.", None),
        ("The Labour leader, [[PERSON Ann Lind]], spoke.", None),
        ("Miss [[PERSON Ann Lind]] of France won.", None),
        ("French striker [[PERSON Thierry Henry]] scored.", None),
        ("Microsoft President [[PERSON Anna Lind]] spoke.", None),
        ("[[PERSON Anna Lind]], president of Toyota France, spoke.", None),
        ("In Ukraine, Prime Minister [[PERSON Tony Blair]] spoke.", None),
        ("French President [[PERSON Ann Lind]] met Chilean President [[PERSON Ann Lind]].", None),
    ],
)
def test_an_office_gives_a_person_its_country(text: str, country: str | None) -> None:
    """Only an office of a state that stands directly with the name does, and only one country."""
    [person] = [e for e in found(text).entities if e.label == "person"]
    assert person.country == country


def test_an_office_beside_a_name_is_its_role() -> None:
    """Also where a comma divides them, so that it is no title."""
    [person] = found("[[PERSON Denis Shmigal]], the Ukrainian prime minister, spoke.").entities
    assert person.roles == ("prime minister",)


def test_an_office_alone_is_no_entity() -> None:
    """ "the Chancellor" stays out."""
    assert not found("Then the [[PERSON Chancellor]] spoke.").entities


def test_forms_of_one_thing_are_one_entity() -> None:
    """In a document its name is its best form there; all other names are searched."""
    entity = only("The [[GPE US]] won. The [[GPE USA]] lost. The [[GPE U.S.]] slept.")
    assert (entity.canonical, entity.count) == ("United States", 3)
    assert {"US", "America"} <= {*entity.also, entity.name}


@pytest.mark.parametrize(("state", "other"), [("UK", "Britain"), ("US", "America")])
def test_a_state_and_its_country_meet_across_documents_only(state: str, other: str) -> None:
    """A writer may tell them apart; the key, the name of facets and the names searched are one."""
    text = f"The [[GPE {state}]] voted. [[GPE {other}]] slept. The [[GPE {state}]] won."
    one, two = found(text).entities
    assert [(e.name, e.count) for e in (one, two)] == [(state, 2), (other, 1)]
    assert (one.key, one.canonical) == (two.key, two.canonical)
    assert other in one.also


def test_an_acronym_learnt_in_the_document_is_searched() -> None:
    """The entity has the long name; the short one finds it too."""
    entity = only("The [[ORG Harbour Trust Fund]] ([[ORG HTF]]) met. The [[ORG HTF]] paid.")
    assert (entity.name, entity.canonical, entity.also) == ("Harbour Trust Fund", None, ("HTF",))


def test_a_persons_surname_needs_no_further_name() -> None:
    """Every part of a name is searched already."""
    entity = only("[[PERSON Lena Ortiz]] came. [[PERSON Ortiz]] left.")
    assert entity.also == ()


def test_in_another_language_the_own_spelling_stays_and_keys_meet() -> None:
    """ "Deutschland" keeps its name, has Germany's key, and is found by it."""
    text = "Deutschland und América"
    places = [Found(0, 11, "place"), Found(16, 23, "place")]
    germany, america = resolve_plainly(text, places, {"deutschland": "germany"}).entities
    assert (germany.name, germany.key, germany.canonical) == ("Deutschland", "germany", None)
    assert germany.also == ("germany",)
    assert america.key == "america", "the continent, in Spanish"


def test_no_alias_means_two_things() -> None:
    """Every alias of a label stands for one thing, and that stands for itself."""
    for of_label in aliases().values():
        for alias, thing in of_label.items():
            assert of_label[thing.key] == thing
            assert alias in {key(name) for name in (thing.name, *thing.also)}


def test_every_country_of_a_people_is_known() -> None:
    """The names of countries are those of the gazetteer, so that facts and places agree."""
    places = aliases()["place"]
    for country in set(countries().values()):
        known = packaged().kinds.get(key(country), 0) or key(country) in places
        assert known, country
        thing = places.get(key(country))
        assert thing is None or thing.name == country
