"""Names of which the model was not sure: dropped, unless something else speaks for them."""

import re

import pytest

from pipeline.extract.gazetteer.packaged import NOTHING_KNOWN, Packaged, packaged
from pipeline.extract.gazetteer.user import NONE, Entry, UserGazetteer
from pipeline.extract.resolution import resolve
from pipeline.extract.span import Span

_MARKED = re.compile(r"\[\[(\w+) (.+?)\]\]")
UNSURE, SURE = 0.5, 9.0


def labels(
    marked: str,
    margin: float = UNSURE,
    known: Packaged | None = None,
    user: UserGazetteer = NONE,
) -> list[str]:
    """The labels of the entities where a model marked names as `[[LABEL surface]]`."""
    text, spans, done = "", [], 0
    for mark in _MARKED.finditer(marked):
        text += marked[done : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark[2]), mark[1], margin))
        text += mark[2]
        done = mark.end()
    found = resolve(text + marked[done:], spans, known or packaged(), user)
    return [entity.label for entity in found.entities]


DOUBTFUL = [
    "They score points with the [[ORG Ultimate Builder Series]] every year.",
    "It uses a cable for [[ORG Zorvex]] and others.",
    "The novel [[GPE Vorandil]] was read by all.",
    "They like [[PERSON Quick Zander Mode]] best.",
    "He saw [[WORK_OF_ART Gleaming Sorrow]] at night.",
    "Beat [[LAW Rovers 5]] at home.",
]


@pytest.mark.parametrize("marked", DOUBTFUL)
def test_an_unsure_name_without_evidence_is_dropped(marked: str) -> None:
    """Nothing but the model speaks for it, and the model hardly does."""
    assert labels(marked) == []


@pytest.mark.parametrize("marked", DOUBTFUL)
def test_a_sure_name_stays(marked: str) -> None:
    """The same where the model was sure; so does what has no margin, as spaCy's own spans."""
    assert len(labels(marked, SURE)) == 1
    assert len(labels(marked, float("inf"))) == 1


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("He left the [[ORG Vorandil Royal Infirmary]] on Monday.", "organization"),
        ("He left the [[ORG Vorandil University]] on Monday.", "organization"),
        ("Money from the [[ORG British Foreign Office]] came late.", "organization"),
        ("The game of the [[ORG Detroit Wolverines]] was lost.", "organization"),
        ("According to [[ORG Zorvex]], it rained.", "organization"),
        ("He told the [[ORG Zorvex]] so.", "organization"),
        ("[[ORG Zorvex]] said it rained.", "organization"),
        ("A study in the journal [[ORG Zorvex]] was read.", "organization"),
        ("The Office of Vorandil Records ([[ORG OVR]]) was shut.", "organization"),
        ("Work at [[ORG Microsoft]] stopped.", "organization"),
        ("He wrote \u201cThe [[WORK_OF_ART Gleaming Sorrow]]\u201d at night.", "work"),
        ("A storm in the [[GPE Gulf of Mexico]] came.", "place"),
        ("Unrest in [[GPE South Ossetia]] grew.", "place"),
        ("They met outside the [[FAC Belmarsh Prison]] gate.", "place"),
        ("It was [[PERSON Mirais M. Stone]] who did.", "person"),
        ("It was [[PERSON Maria Stone Waters]] who did.", "person"),
        ("It was [[PERSON Tolliver Varnik]] who did.", "person"),
        ("Then Dr. [[PERSON Tolliver]] came.", "person"),
        ("In the scrum [[PERSON B Stone]] was hurt.", "person"),
        ("He lives in Commack, [[GPE NY]] now.", "place"),
        ("He lives in [[GPE Paris]] now.", "place"),
        ("They read the [[LAW Vorandil Act]] aloud.", "law"),
        ("He wrote \u201c[[WORK_OF_ART Gleaming Sorrow]]\u201d at night.", "work"),
    ],
)
def test_an_unsure_name_with_evidence_stays(marked: str, label: str) -> None:
    """Its words, the words around it, or the gazetteer say that it is one."""
    assert labels(marked) == [label]


def test_a_place_needs_less_behind_a_word_of_place() -> None:
    """ "in Vorandil" and "the Vorandil province" are places where the model was half sure."""
    assert labels("He lives in [[GPE Vorandil]] now.", 2.5) == ["place"]
    assert labels("All of [[GPE Vorandil]] province burnt.", 2.5) == ["place"]
    assert labels("They like [[GPE Vorandil]] best.", 2.5) == []


def test_a_name_that_the_model_found_again_and_again_stays() -> None:
    """Three times a person; a body whose margin is a little higher."""
    assert labels("[[PERSON Vorandil]] ran. So [[PERSON Vorandil]] won; [[PERSON Vorandil]] sang.")
    body = "Ask [[ORG Zorvex]] now. The [[ORG Zorvex]] of old. A [[ORG Zorvex]] of gold."
    assert labels(body, 2.5) == ["organization"]
    assert labels(body, 1.0) == []


def test_what_the_user_knows_stays() -> None:
    """The user's gazetteer needs no evidence."""
    user = UserGazetteer(
        {"zorvex": Entry("Zorvex", "organization", "")}, {"Zorvex": ("Zorvex",)}, "x"
    )
    assert labels("It uses [[ORG Zorvex]] and others.", user=user) == ["organization"]


def test_where_no_words_of_the_language_are_known_nothing_is_dropped() -> None:
    """The evidence is English."""
    assert labels("Es kam [[PER Zorvex Mode]] vorbei.", known=NOTHING_KNOWN) == ["person"]


def test_a_common_word_alone_is_nobody_unless_the_model_was_sure() -> None:
    """A surname of the text stays, and so does somebody who speaks."""
    assert labels("We saw [[PERSON Spider]] on the bridge.", 2.0) == []
    assert labels("We saw [[PERSON Spider]] on the bridge.", 4.0) == ["person"]
    assert labels("We saw [[PERSON Vorander]] on the bridge.", 2.0) == ["person"]
    assert labels("Today [[PERSON Spider]] said so.", 2.0) == ["person"]
    spans = [Span(0, 11, "PERSON", 6.0), Span(23, 29, "PERSON", UNSURE)]
    found = resolve("Lena Spider sang. Many Spider fans came.", spans, packaged())
    assert [(e.name, e.count) for e in found.entities] == [("Lena Spider", 2)]
