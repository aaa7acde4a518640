"""What is no name: code, mail headers, citations, terms, common words; and names that look so."""

import pytest

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.gazetteer.user import Entry, UserGazetteer
from pipeline.extract.resolution import resolve
from pipeline.extract.span import Span
from tests.harness.entities import found, names
from tests.harness.growth import grows_with_size

# Enough of its words that a text is about programs.
TECHNICAL = (
    "\n\nThe kernel patch and the git commit: compile the struct, run gcc, debug the segfault.\n"
)


@pytest.mark.parametrize(
    "marked",
    [
        # members of a bench together
        "The [[ORG Circuit Judges]] erred when they heard it.",
        "Both [[PRODUCT Associate Justices]] of the court agreed.",
        # code
        "a pointer to struct [[PERSON TCP_Server_Info]] is kept",
        "#define _[[ORG GNU]]_SOURCE 1",
        "run $([[ORG CXX]]) $(LDFLAGS) on it",
        "see http://www.[[ORG Example]].org/a for more",
        "open src/[[ORG Kernel]]/sched.c first",
        "written to [[PERSON lee]]@example.org",
        "call [[ORG Reader]]() once",
        "edit [[ORG Makefile]].xml by hand",
        "use [[PERSON std::Vector]] here",
        "reverted in [[ORG 4be5f34a]] last week",
        # mail
        "On [[PERSON Mon]], 2010-11-15 at 19:07 they met.",
        "Date: [[PERSON Sun]], 14 Nov 2010 19:04:34",
        "It was on 3 [[PERSON Jan]] that it came.",
        # units and abbreviations of things
        "It comes with 32[[ORG GB]] of flash storage.",
        "It makes 3.7 [[ORG GW]] of cells a year.",
        "tested positive for [[ORG COVID-19]] in May",
        "at 0120 [[ORG UTC]] the train left",
        # items of a list
        "Here is all that is new in the game for everybody\n• [[PERSON Challenges]] coming soon",
        # law and legislatures
        "the [[ORG Energy Policy Act of]] 1992 was amended",
        "introducing the [[ORG Gadget Amendments of 1997]] today",
        "[[GPE T.C. Memo]]. 2020-26 was filed",
        "[[ORG Ps]] sold a house that [[ORG P-H]] had bought through [[ORG Bank 1]]",
        "to win [[ORG Group D]] of the tournament",
        "We agree that the [[ORG Appellee]] has standing.",
        "This [[ORG Landlord]] shall repair the roof.",
        "[[ORG Appellants/Cross-Appellees]] have appealed.",
        "marked as [[ORG Exhibit 5]] and filed",
        "violates [[ORG Title VII]] of the law",
        "violates [[PERSON Title]] VII of the law",
        "as [[PERSON Fed]]. R. Civ. P. 50 demands; 5 U.S.C. 12",
        "See 292 [[PLACE U.S.]] 435, 440 (1934); Roe v. Doe",
        "Roe v. Doe, 12 F.3d 4 ([[PERSON D.C. Cir]]. 1982)",
        "the introduction of [[ORG S. 208]] today; S. 209 too",
        "they thanked the [[ORG Chair]] for it.",
        "filed in this [[ORG Court]] at once",
        "SEC. 2. Short title.\n\n[[ORG SEC]]. 3. Definitions.",
        "under rule [[ORG XXV]] of the rules",
        "on pages [[ORG S738-S742]] of it",
        "the Secretary of [[ORG Defense]] said",
        "the Kilgore loan (“the [[ORG Kilgore Loan]]”) of it",
        "a statutory notice of deficiency (“[[ORG SNOD]]”) came",
        "[[PERSON I. Background]]\n\nIt began.",
        "the [[PERSON Stafford Disaster Relief]] of it",
        # common words where any word has a capital
        "He left.\n\n[[PERSON Verdict]]: the judge agreed.",
        "- [[PERSON Learn]] how to do it\n- and more",
        "The end. [[ORG Education]] is the key to it.",
        "ADDITIONAL [[ORG COSPONSORS]]\n\nThe bill was read.",
        "[[ORG Lowering]] the Veil of Secrecy\n\nThe plan was read.",
        "It spoke of a [[ORG Blueprint]] for it.",
        "Our [[ORG Newsletter]] is free.",
        "the [[ORG Surety]] pays, and the surety is paid",
        "said the [[ORG Defense]] Minister of it",
    ],
)
def test_what_is_no_name_gives_none(marked: str) -> None:
    """Neither of a person, nor of an organization, nor of a place."""
    assert not [pair for pair in names(marked) if pair[0] in ("person", "organization", "place")]


@pytest.mark.parametrize(
    ("marked", "label", "name"),
    [
        # companies and people who are called like words and terms
        ("They sold [[ORG Sun]] to [[ORG Oracle]] in 2010.", "organization", "Sun"),
        ("[[ORG Apple]] said so.", "organization", "Apple"),
        ("[[ORG Chase]] said so.", "organization", "Chase"),
        ("[[PERSON Jack Black]] and [[PERSON Theresa May]] met.", "person", "Theresa May"),
        ("The tenant met [[PERSON Mark Landlord]] there.", "person", "Mark Landlord"),
        ("a firm called [[ORG Justice Court Ltd]] won", "organization", "Justice Court Ltd"),
        ("Plaintiff's lawyer [[PERSON Ann Tenant]] spoke.", "person", "Ann Tenant"),
        ("[[PERSON Ada Order]] won; [[PERSON Order]] beat King.", "person", "Ada Order"),
        ("[[PERSON Plaintiff Ann Lee]] sued.", "person", "Ann Lee"),
        ("[[PERSON See Lee]] v. Roe, 593 F.2d 1275; he lost.", "person", "Lee"),
        ("He lost to [[ORG See Tickets]] in court.", "organization", "See Tickets"),
        ("[[PERSON Hi Ann]], thank you for it.", "person", "Ann"),
        # in the middle of a sentence, and never small, a common word is a name
        ("It was agreed with [[ORG Ideal]] that Ideal pays.", "organization", "Ideal"),
        ("a story in a [[ORG Reader's Digest]] volume", "organization", "Reader's Digest"),
        ("the [[ORG Commission]] of it", "organization", "Commission"),
        # kinds of things in the name
        ("[[ORG Department of Justice]] wins\n\nIt won.", "organization", "Department of Justice"),
        ("It is led by [[ORG Committee on Finance]].", "organization", "Committee on Finance"),
        ("[[ORG Zeta Group]] grew. [[ORG Zeta]] fell.", "organization", "Zeta Group"),
        ("They met. [[ORG Senate]] and [[ORG Congress]] agreed.", "organization", "Senate"),
        ("They told the [[ORG SEC]] 10 things", "organization", "SEC"),
        ("the Norse Trade Agency ([[ORG NTA]]) paid", "organization", "NTA"),
        ("off the [[ORG A496]] road", "organization", "A496"),
        ("the [[PLACE Columbia Court of Appeals]]", "organization", "Columbia Court of Appeals"),
        ("[[PLACE Jackson]] v. Hollowell, 685 F.2d 961", "person", "Jackson"),
        ("[[PLACE Texas]] v. Johnson, 491 U.S. 397", "place", "Texas"),
        # what is beside code, numbers, dates and slashes and is none
        ("[[ORG Amazon]].com sells it.", "organization", "Amazon"),
        ("photo by [[ORG Reuters]]/AFP/Getty of it", "organization", "Reuters"),
        ("as _[[ORG The Times]]_ wrote", "organization", "Times"),
        ("--[[PERSON Ann Lee]]", "person", "Ann Lee"),
        ("of [[PERSON Jan Vermeer]] in 1660", "person", "Jan Vermeer"),
        ("[[ORG Channel 4]] showed it", "organization", "Channel 4"),
        ("[[ORG M&S]] and [[ORG H&M]] fell", "organization", "M&S"),
        ("of [[PERSON Herb Lash]], written by [[PERSON Herb Lash]]", "person", "Herb Lash"),
        ("[[PLACE Calif]]. prisons are full", "place", "Calif"),
        ("[[ORG Supreme Court]] Rules Against It\n\nIt did.", "organization", "Supreme Court"),
        ("[[ORG Microsoft]] Chairman Bill Gates and the Act to amend", "organization", "Microsoft"),
    ],
)  # fmt: skip
def test_names_that_look_like_none_stay(marked: str, label: str, name: str) -> None:
    """Evidence is asked for where a word is common, not of every name."""
    assert (label, name) in names(marked)


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("The [[ORG CLI]] and the [[ORG IMAP]] daemon crash.", []),
        ("Put it in a [[PERSON Maildir]] please.", []),
        ("It was tested on [[PERSON Debian Lenny]] only.", []),
        ("+    [[ORG DIR]] *dir = NULL;", []),
        ("I use [[PERSON VMware View]] there.", []),
        ("[[ORG Microsoft]] and [[ORG Red Hat]] sent it.", ["Microsoft", "Red Hat"]),
        ("From: [[ORG Jjgod Jiang]] <jjgod@example.org>", ["Jjgod Jiang"]),
        ("He lives in [[PLACE Frankfurt]] now.", ["Frankfurt"]),
        ("I work at [[ORG Freescale]] now.", ["Freescale"]),
        ("[[PERSON Uwe Kleine-König]] found it.", ["Uwe Kleine-König"]),
        ("+ * Author: [[PERSON Ann Lee]] <ann@example.org>;", ["Ann Lee"]),
        ("> Cc: [[PERSON Ann Lee]]; dev@example.org;\n", ["Ann Lee"]),
        ("-        - Add [[PERSON Kerberos]] to it\n", []),
    ],
)
def test_a_text_about_programs_asks_for_evidence(marked: str, kept: list[str]) -> None:
    """There a word with a capital is a product, a protocol or a variable, if nothing says more."""
    assert [entity.name for entity in found(marked + TECHNICAL).entities] == kept


def test_a_short_answer_on_a_list_needs_fewer_words() -> None:
    """Where a letter is quoted, a few words show that it is about programs."""
    text = "is the [[ORG CLI]] broken?\n\nOn Monday somebody wrote:\n> the kernel and its modules"
    assert not names(text)
    assert names(text.replace("wrote:\n>", "said")) == [("organization", "CLI")]


def test_elsewhere_an_unknown_acronym_is_a_name() -> None:
    """News speak of organizations."""
    assert names("Officials of the [[ORG NTLA]] met.") == [("organization", "NTLA")]


def test_acts_are_laws_and_parties_people() -> None:
    """Behind "Act" stands a law; a single word beside "v." is somebody; ", Inc." a company."""
    assert names("the [[ORG Communications Decency Act]] of 1996") == [
        ("law", "Communications Decency Act")
    ]
    assert names("the [[ORG Miller]] Act of 1935") == [("law", "Miller")]
    assert names("Finance Corp. v. [[ORG Moyler]], 494 A.2d 926") == [("person", "Moyler")]
    assert names("McGuire v. [[PERSON Russell Miller]], Inc., 1 F.3d 1306") == [
        ("organization", "Russell Miller")
    ]


@pytest.mark.parametrize(
    ("marked", "whole"),
    [
        (
            "the [[ORG Committee on Commerce]], [[ORG Science]], and Transportation met",
            ["Committee on Commerce, Science, and Transportation"],
        ),
        ("the [[ORG Committee on Rules]] and\nAdministration",
         ["Committee on Rules and Administration"]),
        ("its [[ORG Ministry of Trade]], Industry and Energy said",
         ["Ministry of Trade, Industry and Energy"]),
        ("the [[ORG Department of Defense]] and [[ORG Congress]]",
         ["Department of Defense", "Congress"]),
        ("the [[ORG Committee on Finance]], Senator [[PERSON Ann Roth]], and Mr Lott",
         ["Committee on Finance", "Ann Roth", "Lott"]),
        ("the [[ORG Committee on Finance]] and [[ORG Google]]", ["Committee on Finance", "Google"]),
    ],
)  # fmt: skip
def test_a_committees_list_belongs_to_its_name(marked: str, whole: list[str]) -> None:
    """Common words behind commas and "and" do; names and titles do not."""
    assert [" ".join(entity.name.split()) for entity in found(marked).entities] == whole


@pytest.mark.parametrize(
    ("marked", "whole"),
    [
        ("referred to the [[ORG Committee]] on\n[[ORG Governmental Affairs]].",
         "Committee on Governmental Affairs"),
        ("referred to the Committee\non [[ORG Quarries]] and so on.", "Committee on Quarries"),
        ("even if the [[ORG District of Columbia Court]] of\nAppeals were to hear it",
         "District of Columbia Court of Appeals"),
        ("spoke to The [[ORG Associated Press that]] he left", "Associated Press"),
        ("a goal for the [[ORG Marlins and]] Kari Ullmark", "Marlins"),
        ("the 2012 or [[ORG later Marlin Motor]] van", "Marlin Motor"),
        ("at the [[ORG Marlin Music Awards after Kari]] sang", "Marlin Music Awards"),
        ("[[PERSON Maren Tolliver Image]]: the council", "Maren Tolliver"),
        ("the cleric [[PERSON Moqtar]] al-Sadri called", "Moqtar al-Sadri"),
        ("graves in [[GPE Tunat]] el-Gebeli and more", "Tunat el-Gebeli"),
        ("president [[PERSON Moon Jae]]-in a year ago", "Moon Jae-in"),
        ("the [[PERSON Barry Obama]]-era rule", "Barry Obama"),
        ("the [[ORG Northwind]] al fresco", "Northwind"),
        ("the band [[ORG AC/DC]] played", "AC/DC"),
        ("drawn by [[ORG Northwind Image]] today", "Northwind Image"),
        ("of each [[ORG House of Lords]] report", "House of Lords"),
        ("drawn by [[ORG Doctors without Borders]] today", "Doctors without Borders"),
        ("on [[ORG Girls Who Code]] and others", "Girls Who Code"),
        ("fined in the [[GPE Western District]] of [[GPE New York]] in May",
         "Western District of New York"),
        ("the [[GPE Western District]] of a town", "Western District"),
        ("the [[ORG Bank of England]] cut rates", "Bank of England"),
        ("an office in [[ORG The Hague]] opened", "Hague"),
        ("the newspaper The [[ORG Nation]] has it", "Nation"),
        ("the [[ORG Border Protection]] is at the border.\n\n[[PERSON Border]] agents say so.",
         "Border Protection"),
        ("a job in the [[GPE States]] for him", "States"),
        ("the club [[ORG One Direction]] sang", "One Direction"),
    ],
)  # fmt: skip
def test_a_name_ends_where_its_words_end(marked: str, whole: str) -> None:
    """Conjunctions and clauses at its end go, words over a line end come; names that have such
    words in them stay whole."""
    assert [name for _, name in names(marked)] == [whole]


def test_a_slash_parts_two_names() -> None:
    """ "Marlin/Northwind" are two."""
    assert [n for _, n in names("from [[ORG Marlin/Northwind]] today")] == ["Marlin", "Northwind"]


@pytest.mark.parametrize(
    ("marked", "parties"),
    [
        ("held. Marlin\nAve. [[ORG Assocs]]. v. 27 [[FAC Marlin Ave]]. Coop. Ass'n, 441 A.2d 956",
         [("organization", "Marlin Ave. Assocs."), ("organization", "27 Marlin Ave. Coop. Ass'n")]),
        ("United States ex rel. Indus. [[ORG Lumber Co]]. v. [[PERSON Maren Tolliver]], 417 U.S. 1",
         [("place", "United States"), ("organization", "Indus. Lumber Co."),
          ("person", "Maren Tolliver")]),
        ("See also [[PERSON Lee]] v. [[PERSON Orrell]], 593 F.2d 1275",
         [("person", "Lee"), ("person", "Orrell")]),
        ("bound Williams. [[ORG Northwind Shipping Co]]. v. Lee, 593 F.2d 1275",
         [("organization", "Northwind Shipping Co.")]),
        ("in 9 F.3d 2; [[PERSON Maren Tolliver]] v. the [[ORG Northwind Company]] is long.",
         [("person", "Maren Tolliver"), ("organization", "Northwind Company")]),
        ("[[PERSON Agassi]] v. [[PERSON Federer]] was on court 4 as planned.",
         [("person", "Agassi"), ("person", "Federer")]),
    ],
)  # fmt: skip
def test_a_party_to_a_cited_case_is_one_name(marked: str, parties: list[tuple[str, str]]) -> None:
    """A model's parts of a party are all of it; without a citation nothing is joined."""
    assert names(marked) == parties


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Senators [[ORG Gregg]] (Chairman), [[ORG Faircloth]],\n[[PERSON Mack]], Enzi, and Kohl.",
         ["Gregg", "Faircloth", "Mack", "Enzi", "Kohl"]),
        ("Before Judges [[ORG Sandquist]] and [[GPE Orrell]] today.", ["Sandquist", "Orrell"]),
        ("Senators from [[GPE Texas]], [[GPE Ohio]] and Maine met.", []),
        ("the House of Representatives [[ORG Northwind]], [[ORG Eastwind]] and others", []),
        ("Delegates from the [[ORG Northwind]], [[ORG Eastwind]] and others", []),
        ("fans of the Senators, [[ORG Eastwind]] and others", []),
    ],
)  # fmt: skip
def test_a_list_behind_a_title_is_of_people(text: str, people: list[str]) -> None:
    """ "Senators A, B, and C" are three people, whatever the model says of them."""
    assert [name for label, name in names(text) if label == "person"] == people


def test_the_users_gazetteer_is_a_verdict() -> None:
    """A name that it has stays, whatever it looks like."""
    entry = Entry("Landlord", "organization", "")
    user = UserGazetteer(
        {"landlord": entry}, {"Landlord": ("Landlord",)}, "x"
    )  # as `read_gazetteer` makes it
    made = resolve("This Landlord shall repair it.", [], packaged(), user)
    assert [entity.name for entity in made.entities] == ["Landlord"]


@pytest.mark.parametrize(
    "unit", ["Item A\n", "a_b (", "1 U.S. ", "Learn. ", "> From: x <", "((1 A. "]
)
def test_judging_grows_with_the_text(unit: str) -> None:
    """Of many mentions each is looked at within a bounded distance."""

    def judge(count: int) -> None:
        spans = [Span(n * len(unit), n * len(unit) + 4, "ORG") for n in range(count)]
        resolve(unit * count, spans, packaged())

    assert grows_with_size(judge, 1_000)
