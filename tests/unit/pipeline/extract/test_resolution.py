"""One entity, one name: joining, types and missed mentions from spans given by hand; no model."""

from itertools import permutations
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.extract.gazetteer.packaged import NOTHING_KNOWN, packaged
from pipeline.extract.gazetteer.user import UserGazetteer, read_gazetteer
from pipeline.extract.keys import key
from pipeline.extract.resolution import resolve, with_mentions
from pipeline.extract.scan import capitalised, scan, words
from pipeline.extract.slips import parts
from pipeline.records import Entities, names
from tests.harness.entities import resolved


def surfaces(found: Entities, name: str) -> list[str]:
    """The texts of an entity's mentions."""
    return [mention.text for mention in found.mentions if mention.entity == name]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("O'Gara", "O’Gara's"),
        ("The Hague", "hague"),
        ("José Ortega", "JOSE  ORTEGA"),
        ("Coca-Cola", "Coca Cola"),
    ],
)
def test_spellings_meet_under_one_key(one: str, other: str) -> None:
    """Case, accents, punctuation, articles and possessives do not count."""
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("surface", "label", "left"),
    [
        ("Russian President Vladimir Putin", "person", [("Vladimir Putin", "Russian President")]),
        ("Secretary of State for Health John Reid", "person",
         [("John Reid", "Secretary of State for Health")]),
        ("Mr Major's", "person", [("Major", "Mr")]),
        ("Tony Blair said", "person", [("Tony Blair", "")]),
        ("Lopez and Anthony", "person", [("Lopez", ""), ("Anthony", "")]),
        ("Court of Arbitration for Sport (CAS", "organization",
         [("Court of Arbitration for Sport", ""), ("CAS", "")]),
        ("Hearts - Celtic", "organization", [("Hearts", ""), ("Celtic", "")]),
        ("the U.S.", "organization", [("U.S.", "")]),
        ("December", "organization", []),
        ("government", "organization", []),
        ("Secretary of State", "person", []),
    ],
)  # fmt: skip
def test_slips_are_repaired(surface: str, label: str, left: list[tuple[str, str]]) -> None:
    """Roles go aside, boundaries and verbs go, and what is no name goes altogether."""
    assert [(surface[p.start : p.end], p.role) for p in parts(surface, label)] == left


def test_titles_surnames_and_capitals_are_one_person() -> None:
    """The longest name stands for all; roles are kept aside."""
    text = (
        "Secretary of State Ann Wexler spoke. Ms Wexler left; WEXLER said no. Wexler's aide "
        "wrote to Ms Wexler."
    )
    found = resolved(text, "PERSON Ann Wexler", "ORG Wexler")
    (person,) = (e for e in found.entities if e.name == "Ann Wexler")
    assert (person.label, person.roles[0]) == ("person", "Secretary of State")
    assert "Wexler" in surfaces(found, "Ann Wexler")
    assert "WEXLER" in surfaces(found, "Ann Wexler")


def test_a_shared_surname_joins_nobody() -> None:
    """Two people of one surname stay two; the bare surname is neither of them."""
    text = "Alice Carter beat Robert Carter. Carter was tired."
    found = resolved(text, "PERSON Alice Carter", "PERSON Robert Carter", "PERSON Carter")
    assert names(found)["person"] == ["Alice Carter", "Robert Carter", "Carter"]


def test_a_title_that_does_not_fit_joins_nobody() -> None:
    """Mrs Hudson is not John."""
    text = "John Hudson came with Mrs Hudson."
    found = resolved(text, "PERSON John Hudson", "PERSON Hudson")
    assert names(found)["person"] == ["John Hudson", "Hudson"]


def test_initials_that_differ_join_nobody() -> None:
    """Father and son by their initials."""
    text = "George W Bush spoke of George H W Bush. George Bush left."
    found = resolved(text, "PERSON George W Bush", "PERSON George H W Bush", "PERSON George Bush")
    assert len(found.entities) == 3


def test_person_and_place_of_one_name_stay_two() -> None:
    """Mentions are told apart by what stands before them."""
    text = "Denzel Washington flew to Washington. Washington was tired."
    found = resolved(text, "PERSON Denzel Washington", "GPE Washington", "PERSON Washington")
    assert [(m.label, m.entity) for m in found.mentions] == [
        ("person", "Denzel Washington"),
        ("place", "Washington"),
        ("person", "Denzel Washington"),
    ]


def test_a_capital_that_is_a_surname_here_is_who_speaks() -> None:
    """Once alone it may be the city: only somebody speaks."""
    text = "Carolina Santiago won. Santiago said so."
    assert names(resolved(text, "PERSON Carolina Santiago", "PERSON Santiago")) == {
        "person": ["Carolina Santiago"]
    }
    text = "Carolina Santiago won. She left Santiago."
    found = resolved(text, "PERSON Carolina Santiago", "GPE Santiago")
    assert names(found)["place"] == ["Santiago"]


def test_one_country_has_one_name() -> None:
    """Other names of it are known; the pronoun is not one."""
    text = "The U.S. told us that the United States and the USA agree."
    found = resolved(text, "GPE U.S.", "GPE the United States", "GPE the USA")
    assert [(e.name, e.key, e.count) for e in found.entities] == [
        ("United States", "united states", 3)
    ]


def test_acronyms_join_what_defines_them() -> None:
    """By definition in brackets, or by the only name with these initials."""
    text = "The Film Archive (FA) and the Court of Appeal for Sport met. The CAS and the FA agreed."
    found = resolved(
        text, "ORG Film Archive", "ORG FA", "ORG Court of Appeal for Sport", "ORG CAS", "ORG FA"
    )
    assert names(found)["organization"] == ["Film Archive", "Court of Appeal for Sport"]


def test_a_brand_beside_two_companies_is_neither() -> None:
    """A short name joins a longer one only when that is the only one."""
    text = "Zeta Group and Zeta Holdings differ. Zeta is silent. Kappa Group owns Kappa."
    found = resolved(
        text, "ORG Zeta Group", "ORG Zeta Holdings", "ORG Zeta", "ORG Kappa Group", "ORG Kappa"
    )
    assert names(found)["organization"] == ["Zeta Group", "Zeta Holdings", "Zeta", "Kappa Group"]


def test_one_name_has_one_type_by_evidence() -> None:
    """Titles, ages, lists and the full name outvote a model that wavers."""
    text = "Dr Ida Moss, 41, met Moss Ltd in Norway. Moss said so. Norway said so."
    found = resolved(
        text, "ORG Ida Moss", "ORG Moss Ltd", "PERSON Norway", "ORG Moss", "GPE Norway"
    )
    assert names(found)["person"] == ["Ida Moss"]
    assert names(found)["organization"] == ["Moss Ltd"]
    assert names(found)["place"] == ["Norway"]


def test_missed_mentions_are_found() -> None:
    """Names of the document, well-known ones in both cases, and "Mr" with a name."""
    text = "Ida Vell left kyiv. Then Vell met Mr Onder in Zambia (see kyiv.example.org)."
    found = resolved(text, "PERSON Ida Vell")
    assert [(m.text, m.entity) for m in found.mentions] == [
        ("Ida Vell", "Ida Vell"),
        ("kyiv", "Kyiv"),
        ("Vell", "Ida Vell"),
        ("Onder", "Onder"),
        ("Zambia", "Zambia"),
    ]


def test_what_is_found_does_not_depend_on_the_order_of_words() -> None:
    """A set's order differs from process to process, and an entity does not: no possessive."""
    text = "Producers met. Prices of Opec's oil rose in iran and in Iran's neighbour, said Mr Fox."
    names = ("Opec", "Opec's", "Iran", "Iran's", "iran", "Mr")
    assert set(names) < words(text)
    for order in permutations(names):
        found = scan(text, (), {}, packaged(), order, capitalised(frozenset(order)))
        places = sorted((one.start, one.end) for one in found)
        assert [text[start:end] for start, end in places] == ["Opec", "iran", "Iran", "Fox"]


def test_a_name_inside_of_another_is_left_alone() -> None:
    """Cherie is not Tony, and the Bank of Zambia is no country."""
    text = "Tony Arne left. Cherie Arne stayed."
    assert surfaces(resolved(text, "PERSON Tony Arne"), "Tony Arne") == ["Tony Arne"]


def test_other_mentions_leave_the_entities_that_they_have() -> None:
    """What patterns push out is not counted any more."""
    found = resolved("Oslo and Rome.", "GPE Oslo", "GPE Rome")
    left = with_mentions(found, found.mentions[:1])
    assert [(e.name, e.count) for e in left.entities] == [("Oslo", 1)]


def gazetteer(directory: Path, *rows: str) -> UserGazetteer:
    """A gazetteer of these rows."""
    file = directory / "names.csv"
    file.write_text("\n".join(("name,alias,type,id", *rows)), encoding="utf-8")
    return read_gazetteer(file)


def test_a_users_gazetteer_wins(tmp_path: Path) -> None:
    """Its name, type and id stand for name and aliases; longer names of others stay."""
    user = gazetteer(tmp_path, "Acme Works,Acme,organization,Q7", "Paris,,organization,Q8")
    text = "Acme met Paris Hilton. ACME is Acme Works; Paris is a team."
    found = resolved(text, "PERSON Acme", "PERSON Paris Hilton", user=user)
    made = {e.name: (e.label, e.id, e.count) for e in found.entities}
    assert made["Acme Works"] == ("organization", "Q7", 3)
    assert made["Paris"] == ("organization", "Q8", 1)
    assert made["Paris Hilton"][:2] == ("person", None)


def test_a_users_gazetteer_needs_no_model(tmp_path: Path) -> None:
    """It is looked up in texts of languages without a model too."""
    user = gazetteer(tmp_path, "Łódź,,place,1")
    found = resolve("Byłem w Łódź.", [], NOTHING_KNOWN, user)
    assert names(found)["place"] == ["Łódź"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,type,id\na,person,1", "line 1: no column alias"),
        ("name,alias,type,id\na,,alien,1", "line 2: unknown type 'alien'; use one of person"),
        ("name,alias,type,id\n\na,person", "line 3: 2 values for 4 columns"),
        ("name,alias,type,id\n-,,person,1", "line 2: no letter or digit in the name"),
        ("name,alias,type,id\na,,person,1\nA,,place,2", "line 3: 'A' already means 'a'"),
        ('name,alias,type,id\n"a" b,,person,1', "line 2: .*quotes"),
    ],
)
def test_a_bad_gazetteer_is_told_by_its_line(tmp_path: Path, content: str, message: str) -> None:
    """The error names the line and what to do."""
    file = tmp_path / "names.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        read_gazetteer(file)


def test_an_unreadable_gazetteer_is_told(tmp_path: Path) -> None:
    """A missing file and another encoding are configuration errors."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_gazetteer(tmp_path / "none.csv")
    file = tmp_path / "names.csv"
    file.write_bytes("name,alias,type,id\nJosé,,person,1".encode("latin-1"))
    with pytest.raises(ConfigurationError, match="line 2: not UTF-8"):
        read_gazetteer(file)


@pytest.mark.parametrize(
    ("text", "found", "left"),
    [
        (
            'Modern Electric, Inc. ("Modern") sued. Modern won.',
            ("ORG Modern Electric", "ORG Modern", "ORG Modern"),
            ["Modern Electric"],
        ),
        (
            'Kappa Security Co., Inc., et al. ("Kappa") sued. Kappa won.',
            ("ORG Kappa Security Co", "ORG Kappa", "ORG Kappa"),
            ["Kappa Security Co"],
        ),
        (
            'Fidelity Insurance Co. ("FIC" or "surety") paid. FIC lost.',
            ("ORG Fidelity Insurance Co", "ORG FIC", "ORG FIC"),
            ["Fidelity Insurance Co"],
        ),
        (
            "Zeta Health Management, Inc. (“the ZHM”), paid.",
            ("ORG Zeta Health Management", "ORG ZHM"),
            ["Zeta Health Management"],
        ),
        (
            "Zeta Health sued Modern Electric (Modern Motors owns it).",
            ("ORG Zeta Health", "ORG Modern Electric", "ORG Modern Motors"),
            ["Zeta Health", "Modern Electric", "Modern Motors"],
        ),
        (
            'He met Modern Electric ("Kappa", he said) there.',
            ("ORG Modern Electric", "ORG Kappa"),
            ["Modern Electric", "Kappa"],
        ),
    ],
)
def test_a_short_form_in_quotation_marks_is_its_name(
    text: str, found: tuple[str, ...], left: list[str]
) -> None:
    """Contracts and opinions define what they call somebody; what shares no word is another."""
    assert names(resolved(text, *found))["organization"] == left
