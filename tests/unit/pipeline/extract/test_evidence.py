"""Labels by evidence: signs in names, in their neighbours and in enumerations; no model."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.extract import signs
from pipeline.extract.evidence import WEIGHTS
from tests.harness.entities import named, resolved


@pytest.mark.parametrize(
    ("text", "spans", "label", "name"),
    [
        ("Glasgow Rugby won again.", ["PERSON Glasgow Rugby"], "organization", "Glasgow Rugby"),
        ("We stayed with Sophie.", ["GPE Sophie"], "person", "Sophie"),
        ("Southampton striker Keetan Munsell ran.",
         ["GPE Southampton", "PERSON Keetan Munsell"], "organization", "Southampton"),
    ],
)  # fmt: skip
def test_a_name_is_what_its_words_and_neighbours_say(
    text: str, spans: Sequence[str], label: str, name: str
) -> None:
    """A town at the beginning, a given name alone, a player's club."""
    assert named(resolved(text, *spans), label) == [name, *_others(spans, label, name)]


def _others(spans: Sequence[str], label: str, name: str) -> list[str]:
    given = {"PERSON": "person", "ORG": "organization", "GPE": "place"}
    parted = [span.split(" ", 1) for span in spans]
    return [other for kind, other in parted if given[kind] == label and other != name]


@pytest.mark.parametrize(
    ("text", "spans", "label"),
    [
        ("It sails on the Gulf of Tarven.", ["LOC Gulf of Tarven"], "place"),
        ("They crossed the Isle of Mott & left.", ["GPE Isle of Mott"], "place"),
        ("He is John L. Hall now.", ["PERSON John L. Hall"], "person"),
        ("It met in Quimby L. Hall then.", ["LOC Quimby L. Hall"], "place"),
        ("Under Q.C. law it is so.", ["GPE Q.C."], "place"),
        ("The Q.C. met.", ["ORG Q.C."], "organization"),
        ("Paris Hilton came.", ["PERSON Paris Hilton"], "person"),
        ("Chelsea Clinton came.", ["PERSON Chelsea Clinton"], "person"),
        ("Vladimir Norwell came.", ["PERSON Vladimir Norwell"], "person"),
        ("Milan Stone came.", ["PERSON Milan Stone"], "person"),
        ("They drove to Kenya.", ["GPE Kenya"], "place"),
        ("A crash in Randolph hurt nobody.", ["GPE Randolph"], "place"),
    ],
)
def test_traps_of_signs(text: str, spans: Sequence[str], label: str) -> None:
    """Places with "of", people named like towns, places that are given names too."""
    (span,) = spans
    assert named(resolved(text, span), label) == [span.split(" ", 1)[1]]


def test_what_is_enumerated_is_of_one_kind() -> None:
    """A doubtful label gives way to those of listed or sure names beside it, on either side."""
    text = "It is sold by Nokia, Sendo and Siemens. Justices Souter, Ginsburg and Breyer agreed."
    found = resolved(
        text, "ORG Nokia", "PERSON Sendo", "ORG Siemens",
        "PERSON Souter", "GPE Ginsburg", "PERSON Breyer",
    )  # fmt: skip
    assert {"Nokia", "Sendo", "Siemens"} <= set(named(found, "organization"))
    assert {"Souter", "Ginsburg", "Breyer"} <= set(named(found, "person"))


@pytest.mark.parametrize(
    ("text", "spans", "people"),
    [
        # A comma alone is no enumeration: an address, a person with a place.
        ("Maren Tolliver, London.", ["PERSON Maren Tolliver", "GPE London"], ["Maren Tolliver"]),
        # What a list knows stays what it is, whoever stands beside it.
        ("Maren Tolliver, Lena Ortiz and Microsoft paid.",
         ["PERSON Maren Tolliver", "PERSON Lena Ortiz", "ORG Microsoft"],
         ["Maren Tolliver", "Lena Ortiz"]),
        # A full name with a given name stays a person between places.
        ("From Kenya, Sarah Norwell and Uganda nothing came.",
         ["GPE Kenya", "PERSON Sarah Norwell", "GPE Uganda"], ["Sarah Norwell"]),
    ],
)  # fmt: skip
def test_traps_of_enumerations(text: str, spans: Sequence[str], people: list[str]) -> None:
    """Names of two kinds do stand side by side."""
    assert named(resolved(text, *spans), "person") == people


def test_every_weight_is_of_a_sign() -> None:
    """And counts for or against something."""
    written = Path(signs.__file__).read_text("utf-8")
    for sign in WEIGHTS:
        assert sign.startswith("beside ") or f'"{sign}"' in written, sign
    assert all(any(weights) for weights in WEIGHTS.values())
