"""Names in opinions of courts and in debates of parliaments, and what must stay; no model."""

import pytest

from pipeline.extract.law import judges
from pipeline.extract.line_ends import LineEnds
from pipeline.records import Entities
from tests.harness.entities import named, resolved
from tests.harness.growth import grows_with_size

COUNSEL = (
    "Lena C. Ortiz, Public Defender, OFFICE OF THE STATE PUBLIC DEFENDER, for\n"
    "Appellant. Maren Tolliver, Jonas Fenwright, Old Bridge, Ohio, Erica L.\n"
    "Quimby, INSTITUTE OF FAIR ACTION, Salem, Oregon, Asta Bellamy, Adam of\n"
    "Fenwright, Hathersage LLP, for Amici Curiae Harbor Union, HBLU of\n"
    "Virginia, HBLU of Maryland, and Fair Press. Ida Farnaby, Counsel for\n"
    "Appellee, United States Attorney, Salem, Oregon, with Maren Tolliver."
)


def test_a_block_of_counsel_is_wrapped_prose() -> None:
    """Its lines are full, and several end with a word that ends nothing."""
    assert [*LineEnds(COUNSEL).cut(COUNSEL, 0, len(COUNSEL))] == [(0, len(COUNSEL))]


def test_lines_of_a_list_with_such_an_end_stay_apart() -> None:
    """One of them in six; and lines that are not full."""
    rows = [f"{name}, Councillor, {ward} Ward, Labour Party, Leeds" for name, ward in (
        ("Maren Tolliver", "West"), ("Jonas Fenwick", "East"), ("Asta Quimbyson", "Old"),
        ("Ida Bellamyson", "New"), ("Tom Hathersage", "Low"), ("Eve Farnabyson", "Top"),
    )]  # fmt: skip
    rows[1] = rows[1].removesuffix(", Leeds") + ", Isle of"
    text = "\n".join(rows)
    assert len([*LineEnds(text).cut(text, 0, len(text))]) == len(rows)


def test_friends_of_a_court_are_no_part_of_a_name() -> None:
    """ "Amici Harbor Union" is the union; alone the words are nobody."""
    text = "The brief is for Amici Harbor Union. It is by Amici Curiae, see 5 U.S.C. s 552."
    found = resolved(text, "ORG Amici Harbor Union", "PERSON Amici Curiae")
    assert [e.name for e in found.entities] == ["Harbor Union"]


@pytest.mark.parametrize(
    ("text", "spans", "name"),
    [
        (
            "The United States District Court for the Eastern District of Virginia agreed.",
            ("GPE United States District Court", "LOC Eastern District", "GPE Virginia"),
            "United States District Court for the Eastern District of Virginia",
        ),
        (
            "The Court of Appeals for the Third Circuit agreed.",
            ("ORG Court of Appeals", "ORG Third Circuit"),
            "Court of Appeals for the Third Circuit",
        ),
        (
            "The Supreme Court of the United States agreed.",
            ("ORG Supreme Court", "GPE United States"),
            "Supreme Court of the United States",
        ),
    ],
)
def test_a_court_has_its_whole_name(text: str, spans: tuple[str, ...], name: str) -> None:
    """It is an organization, and the places in its name are no others."""
    found = resolved(text, *spans)
    assert [(e.label, e.name) for e in found.entities] == [("organization", name)]


def test_a_court_and_a_place_or_day_after_it_stay_two() -> None:
    """ "In", "for" and "of" that tell nothing of the court's name."""
    text = "The Supreme Court in Ohio heard it, and the District Court for Maren Tolliver."
    found = resolved(text, "ORG Supreme Court", "GPE Ohio", "PERSON Maren Tolliver")
    assert named(found, "organization") == ["Supreme Court"]
    assert named(found, "place") == ["Ohio"]


def test_abbreviated_courts_and_codes_are_no_names() -> None:
    """ "D.C. Cir." and "I.R.C. sec."; "D.C." is a place."""
    text = "As the D.C. Cir. said of I.R.C. sec. 162, D.C. pays."
    found = resolved(text, "PERSON D.C. Cir", "ORG I.R.C. sec", "GPE D.C.")
    assert {e.name for e in found.entities} <= {"D.C."}


def test_chapters_by_place_are_whole_where_there_are_several() -> None:
    """One alone may be a body and where it is."""
    text = "It is for HBLU of Virginia, HBLU of Maryland and BQC of Ohio."
    found = resolved(
        text, "ORG HBLU", "GPE Virginia", "ORG HBLU", "GPE Maryland", "ORG BQC", "GPE Ohio"
    )
    assert named(found, "organization") == ["HBLU of Virginia", "HBLU of Maryland", "BQC"]
    assert named(found, "place") == ["Ohio"]


def test_a_beginning_of_a_longer_name_is_that_name_where_the_text_goes_on() -> None:
    """Not where it does not."""
    text = "Lena Ortiz Weeks sang. Then Lena Ortiz Weeks left. Munich Re and Munich grew."
    found = resolved(
        text, "PERSON Lena Ortiz Weeks", "PERSON Lena Ortiz", "ORG Munich Re", "GPE Munich"
    )
    assert [e.name for e in found.entities] == ["Lena Ortiz Weeks", "Munich Re", "Munich"]


def test_a_list_with_the_words_of_a_longer_name_stays_a_list() -> None:
    """A line end that is not soft parts them."""
    text = "Lena Weeks sang.\n\nLena\nWeeks\nHull"
    found = resolved(text, "PERSON Lena Weeks", "PERSON Lena", "PERSON Weeks")
    assert [m.text for m in found.mentions] == ["Lena Weeks", "Lena", "Weeks"]


def test_a_firm_with_its_form_is_no_person() -> None:
    """ "LLP" at the end of the name."""
    found = resolved("He wrote to Bryan Quimby LLP.", "PERSON Bryan Quimby LLP")
    assert named(found, "organization") == ["Bryan Quimby LLP"]


def test_an_edition_online_is_the_periodical() -> None:
    """But "Online" alone with another word belongs to the name."""
    text = "From the Harbor Road Record Online. He plays at Quimby Online."
    found = resolved(text, "ORG Harbor Road Record Online", "ORG Quimby Online")
    assert named(found, "organization") == ["Harbor Road Record", "Quimby Online"]


def test_forms_of_address_of_members_are_nobody() -> None:
    """ "My hon. Friend"; a friend elsewhere is not touched."""
    text = "My right hon. Friend and the right hon. and learned Gentleman met Mr. Friend."
    found = resolved(text, "PERSON Friend", "PERSON Gentleman", "PERSON Mr. Friend")
    assert [(e.name, e.count) for e in found.entities] == [("Friend", 1)]


def test_constituencies_are_places_each_whole() -> None:
    """In brackets behind a speaker, and after "Member for"."""
    text = (
        "Mr. Jonas Fenwright (Quimby and Hythe) (Con)\n\nI thank my hon. Friend the Member for "
        "Tolliver, East (Maren Ortiz) and the hon. Member for Farnaby.\n\nAsta Bellamy (Hull): No."
    )
    found = resolved(
        text, "PERSON Jonas Fenwright", "PERSON Quimby", "PERSON Hythe", "PERSON Tolliver",
        "PERSON Maren Ortiz", "PERSON Farnaby", "PERSON Asta Bellamy", "PERSON Hull",
    )  # fmt: skip
    assert named(found, "place") == ["Quimby and Hythe", "Tolliver, East", "Farnaby", "Hull"]
    assert named(found, "person") == ["Jonas Fenwright", "Maren Ortiz", "Asta Bellamy"]


def test_who_is_behind_a_constituency_is_a_person() -> None:
    """Also where the model has no such name; a party in brackets is none."""
    found = resolved(
        "The hon. Member for Farnaby (Wera Tolliver) and the hon. Member for Hythe (Lab) spoke to "
        "the hon. Member for Quimby (Asta Bellamy), as the hon. Member for Hull (Mr Ortiz) knows.",
        "ORG Asta Bellamy",
    )
    assert named(found, "person") == ["Wera Tolliver", "Asta Bellamy", "Ortiz"]


def test_brackets_elsewhere_are_no_constituencies() -> None:
    """A list of players and their teams has no form of address."""
    found = resolved("Jonas Fenwright (Quimby)\nAsta Bellamy (Hythe)", "ORG Quimby", "ORG Hythe")
    assert named(found, "place") == []


def test_the_word_for_a_body_below_a_full_line_is_its_own() -> None:
    """ "Ohio State⏎University" in prose; in a list each line is by itself."""
    text = (
        "The council met on Thursday evening to talk about the bridge, and later\n"
        "on Friday of the same week with a few old graduates of Quimby State\n"
        "University, who were not so sure of it and asked for a second opinion,\n"
        "which the office of the mayor may well give before the end of the month.\n"
    )
    found = resolved(text, "GPE Quimby State")
    assert [(e.label, e.name) for e in found.entities] == [
        ("organization", "Quimby State University")
    ]
    assert named(resolved("Ohio\nUniversity\nHull", "GPE Ohio"), "place") == ["Ohio"]


def _labelled(found: Entities) -> list[tuple[str, str]]:
    return [(entity.label, entity.name) for entity in found.entities]


def test_judges_before_their_letter_are_people() -> None:
    """In reports of opinions, each by surname alone, before "J.", "C. J." or "JJ."."""
    text = (
        "STEVENS, J., delivered the opinion of the Court, in which O'CONNOR, KENNEDY, THOMAS, and "
        "BREYER, JJ., joined. ROBERTS, C. J., took no part. Antonin Scalia, J., wrote to KENNEDY."
    )
    found = resolved(
        text, "ORG O'CONNOR, KENNEDY", "ORG THOMAS", "PERSON Antonin Scalia", "GPE KENNEDY"
    )
    assert {e.label for e in found.entities} == {"person"}
    spelled = {text[m.start : m.end] for m in found.mentions}
    assert spelled == {
        "STEVENS", "O'CONNOR", "KENNEDY", "THOMAS", "BREYER", "ROBERTS", "Antonin Scalia",
    }  # fmt: skip


def test_initials_and_rows_elsewhere_are_no_judges() -> None:
    """A row of places with a person behind it, and a letter that is no office."""
    text = "Hull, Leeds, York. Vitamin J. is not one; Hull, JJ Abrams said, and Leeds, J. Smith."
    found = resolved(text, "GPE Hull", "GPE Leeds")
    assert _labelled(found) == [("place", "Hull"), ("place", "Leeds")]


def test_a_panel_in_capitals_is_of_people() -> None:
    """Whatever the model found; common words and towns too, each with the office behind it."""
    text = (
        "Before BRIGHT, Circuit Judge, O'LAY, Chief Judge, and McHALE, Circuit Judges, and "
        "HENDERSON, Senior District Judge.\n\nThe clerk closed the file."
    )
    found = resolved(text, "ORG McHALE", "GPE HENDERSON")
    assert named(found, "person") == ["Bright", "O'Lay", "McHale", "Henderson"]
    assert len(found.entities) == 4


@pytest.mark.parametrize(
    "text",
    [
        "He told HULL, Judge Dredd said.",
        "The HULL Circuit Judges met.",
        "Hull, Leeds and York, Circuit Judge stops.",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD, Circuit Judge",
    ],
)
def test_other_words_before_a_judge_are_no_panel(text: str) -> None:
    """Without a rank, a comma or capitals; longer than any surname."""
    assert judges(text) == []


@pytest.mark.parametrize("unit", ["ABC, ", "ABC, Circuit Judge, ", "Circuit ", "ABC and "])
def test_looking_for_panels_takes_linear_time(unit: str) -> None:
    """Whatever is repeated."""
    assert grows_with_size(lambda count: judges(unit * count + " Judge"), 1_000)


@pytest.mark.parametrize(
    ("text", "spans", "people"),
    [
        ("The Bill was read. I support the Bill.", ("PERSON Bill", "PERSON Bill"), []),
        ("The Regional Funds (Ports) Bill passed.", ("PERSON Bill",), []),
        ("The Bill that Bill Norwell moved is long.", ("PERSON Bill Norwell",), ["Bill Norwell"]),
        ("Ann met Bill. Bill said that the Bill of the year was his.", ("PERSON Bill",), ["Bill"]),
        ("Rose sat in the Rose Garden.", ("PERSON Rose",), ["Rose"]),
    ],
)
def test_a_given_name_that_mostly_stands_as_a_thing_is_no_person(
    text: str, spans: tuple[str, ...], people: list[str]
) -> None:
    """ "The Bill", "(Ports) Bill"; who is named without an article, or in full, stays."""
    assert named(resolved(text, *spans), "person") == people


def test_brackets_in_the_title_of_an_act_hold_no_names_but_places() -> None:
    """ "(Abolition) Act", "(Scotland) Act"; brackets before another word are not touched."""
    text = (
        "The Quay Courts (Abolition) Act 1896, the Ports (Assisted Moves) (Amendment) Order, "
        "the Wrecks (Scotland) Act and a report (Dockside) by him."
    )
    found = resolved(text, "ORG Abolition", "ORG Assisted Moves", "GPE Scotland", "ORG Dockside")
    assert _labelled(found) == [("place", "Scotland"), ("organization", "Dockside")]


def test_a_surname_in_brackets_behind_the_full_name_is_that_person() -> None:
    """Though it is a town as well, and the model says so; elsewhere it may be the town."""
    spans = ("PERSON Donna Henderson", "GPE Henderson")
    found = resolved("Donna Henderson (“Henderson”) sued. Henderson won.", *spans)
    assert [(e.name, e.count) for e in found.entities] == [("Donna Henderson", 3)]
    found = resolved("Donna Henderson sued in (“Henderson”) a town.", *spans)
    assert named(found, "person") == ["Donna Henderson"]


def test_two_parties_in_one_span_are_two_people() -> None:
    """ "Smith v. Cain" before its citation; "Crim. No. 86" is no part of the party either."""
    text = "See Smith v. Cain, 565 U.S. 73 (2012), and Catlett v. Fenwright Mills, Crim. No. 86."
    found = resolved(text, "ORG Smith v. Cain", "ORG Fenwright Mills")
    assert ("person", "Smith") in _labelled(found)
    assert ("person", "Cain") in _labelled(found)
    assert ("organization", "Fenwright Mills") in _labelled(found)


def test_general_words_of_courts_are_terms_with_of_between() -> None:
    """ "Opinion of the Court" is a heading; the Court of Appeals is a body."""
    text = "Opinion of the Court. The Court of Appeals agreed."
    found = resolved(text, "ORG Opinion of the Court", "ORG Court of Appeals")
    assert _labelled(found) == [("organization", "Court of Appeals")]
