"""Repairs of sentences, lines and paragraphs: what each changes, and what it leaves alone."""

from textwrap import fill

import pytest

from pipeline.clean.edit import apply_edits
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.profile import Profile, line_key
from pipeline.clean.repairing import Repaired, repair_text
from pipeline.clean.repairs import repair_steps
from pipeline.clean.repairs.boilerplate import Boilerplate
from pipeline.clean.repairs.credits import Credits, credit, credited
from pipeline.clean.repairs.full_stops import FullStops
from pipeline.clean.repairs.line_breaks import LineBreaks
from pipeline.clean.repairs.repeated_paragraphs import RepeatedParagraphs

PARAGRAPHS = (
    "The council met on Tuesday to talk about the new bridge, which is to be built over the river "
    "before the end of the year. Most of those who spoke were in favour, and only two asked what "
    "it would cost the town in the long run.",
    "A decision is expected in the spring, when the engineers have finished their report and the "
    "money has been found. Until then the old ferry is to run twice as often.",
)
WRAPPED = "\n\n".join(fill(paragraph, 70) for paragraph in PARAGRAPHS)
POEM = """The fog comes in
on little cat feet
and sits there for a while

looking over harbour
and city on silent haunches
and then moves on"""
LIST = """We need these things for the journey of next week:
- bread that keeps for some days and does not go mouldy
- a tent with all of its poles and pegs and its cover
- warm clothes for the nights at the lake and the hills
- matches, kept dry in a box of metal or of hard wood
- maps"""
PROSE = "A paragraph that is long enough to be one goes on for a while and ends with a stop. " * 2
PROSE = PROSE.strip()


def marked(repaired: Repaired) -> list[tuple[str, str]]:
    """The marks of a text, each with what it stands on."""
    return [(mark.kind, repaired.text[mark.start : mark.end]) for mark in repaired.marks]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("This is the end.The next begins.", "This is the end. The next begins."),
        ("Is it so?He asked.Mr Smith left!No.", "Is it so? He asked. Mr Smith left! No."),
        ("He “left.”The door shut.", "He “left.” The door shut."),
        ("They came.I saw.", "They came. I saw."),
        ("A well-known fact.The rest", "A well-known fact. The rest"),
        ("It ended.“Well,” he said", "It ended. “Well,” he said"),
        ("He left NATO.The rest", "He left NATO. The rest"),
        (
            "Dogs bark. See the UK.Dogs too, and dogs, dogs",
            "Dogs bark. See the UK. Dogs too, and dogs, dogs",
        ),
        (
            "Sie ging in die USA.Dort blieb sie. Nur dort, dort.",
            "Sie ging in die USA. Dort blieb sie. Nur dort, dort.",
        ),
        ("It is on.Bring it. St.This", "It is on. Bring it. St. This"),
        (
            "All is well.Good night.\n\nAll is well.Good night.",
            "All is well. Good night.\n\nAll is well. Good night.",
        ),
    ],
)
def test_a_space_lost_after_a_sentence_comes_back(before: str, after: str) -> None:
    """Between a word with its stop and a capitalised word there is a space."""
    given = before.replace("They came.I saw.", "They came.I saw it.")
    wanted = after.replace("They came. I saw.", "They came. I saw it.")
    assert apply_edits(given, FullStops().edits(given)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The U.S.Army in D.C.", "an asp.net page", "about 3.5 or 3.Five", "J.R.R. Tolkien",
        "J.Smith", "www.Example.Com/Page", "https://a.example/A.Page", "read Me.Txt", "Amazon.Com",
        "System.Collections.Generic", "write to John.Smith@example.org", "call text.Format(x)",
        "java.util.List", "a_name.The_other", "p.m. He left", "Wait... What?", "C:\\Temp.Files\\A",
        "IBM.N rose", "see README.Debian for more", "the NEWS.Debian file of Debian",
        "in changelog.Debian there is, and then changelog.Debian too",
        "a Form.Button here, and there another Form.Button",
        "Fire gdb.Value, gdb.Inferior and gdb.events, or use gdb.Type",
        "thanks to Simon St.Laurent", "St.Louis won", "said Mr.Bell of Ft.Worth",
    ],
)  # fmt: skip
def test_names_with_dots_stay_whole(text: str) -> None:
    """Abbreviations, numbers, addresses, initials, files and code keep their dots."""
    assert FullStops().edits(text) == []


def test_a_wrapped_text_gets_its_paragraphs_back() -> None:
    """Lines as full as they can be are joined, paragraph by paragraph."""
    assert apply_edits(WRAPPED, LineBreaks().edits(WRAPPED)) == "\n\n".join(PARAGRAPHS)


def test_a_wrapped_list_keeps_its_items() -> None:
    """Items begin lines, even in a text whose lines are full."""
    text = "\n".join([WRAPPED, f"- {'word ' * 12}another", "- some item", "- other item"])
    joined = apply_edits(text, LineBreaks().edits(text))
    assert joined.count("\n- ") == 3
    assert PARAGRAPHS[0] in joined


def test_hyphens_in_wrapped_text_wait_for_their_own_repair() -> None:
    """A line that ends in a hyphen is full, and not joined by a blank."""
    first, _, rest = WRAPPED.partition(" be built")
    text = f"{first} be bu-\nilt{rest}"
    assert "bu-\nilt" in apply_edits(text, LineBreaks().edits(text))


@pytest.mark.parametrize(
    "text",
    [
        POEM,
        LIST,
        "One paragraph.\nAnother.\nA third.\n" * 4,
        "",
        "".join(f"2021-03-0{day} 10:00:01 worker-3 lost the connection again\n" for day in "12345"),
        "".join(f"[WARNING] the queue of worker {n} has more than 900 jobs\n" for n in "12345"),
    ],
)
def test_lines_that_end_on_purpose_stay(text: str) -> None:
    """Poems, lists, logs and short paragraphs are not wrapped text."""
    assert LineBreaks().edits(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "- ADVERTISEMENT -", "Share this article on Facebook", "Share on Twitter",
        "Facebook Twitter WhatsApp Email", "Follow us on Instagram", "Read more: other stories",
        "Read more", "READ MORE »", "Related articles", "Sign up to our newsletter",
        "Subscribe now", "Sign up here for our daily emails.", "Click here to subscribe",
        "© 2019 All rights reserved", "Copyright 2020. All rights reserved.",
        "Image copyright Some Agency", "12 comments", "Back to top", "Skip to main content",
        "Be the first to comment", "Keep reading", "More on this story", "Print version",
    ],
)  # fmt: skip
def test_lines_of_a_site_are_known(line: str) -> None:
    """Buttons, notices and links stay and are marked; where the source repeats them, they go."""
    text = f"{PROSE}\n\n{line}\n\nMore. {PROSE}"
    alone = repair_text(text, repair_steps(["boilerplate"]))
    assert alone.text == text
    assert marked(alone) == [("boilerplate", line)]
    profile = Profile(10, Lexicon(), (line_key(line),))
    of_source = repair_text(text, repair_steps(["boilerplate"], profile))
    assert of_source.text == text.replace(f"\n\n{line}", "")
    assert [repair.before.strip() for repair in of_source.repairs] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement spending fell in March.", "Read more books, the minister said.",
        "We baked cookies for the whole school.", "Share prices fell on Facebook fears.",
        "Register to vote before Friday", "The house has more rooms than we use.", "Home",
        "Subscribers left the network in numbers.", "Click went the lock.", "You like that.",
        "Copyright law is to be reformed", "More on the war than on the peace", "Print ends.",
    ],
)  # fmt: skip
def test_sentences_that_begin_like_a_button_stay(line: str) -> None:
    """Prose about sharing, reading or cookies is not boilerplate."""
    assert Boilerplate(None).edits(f"{PROSE}\n\n{line}\n\n{PROSE}") == []


@pytest.mark.parametrize(
    "line",
    [
        "Mr. President,", "The PRESIDING OFFICER. Without objection, it is so ordered.", "Lunch",
        "JURY TRIAL DEMANDED", "Photo by Jane Doe", "Members present:", "Serves 4",
        # What sites say, and others too: marked as theirs, and left.
        "Top stories", "Latest news", "Most read", "Privacy policy", "Cookie policy", "Login",
        "We use cookies to make this site better.", "Log in to your account.", "Register", "Print",
        "Click on the Save button.", "Return to the main menu", "© 2019 Some House Ltd",
        "Copyright (C) 1991 Some Foundation. All rights reserved.", "Advertising", "Share",
        "Privacy policy | Terms of use | Contact us", "Accept all cookies", "Subscribe",
        "This website uses cookies. By continuing you agree.",
    ],
)  # fmt: skip
def test_what_many_documents_say_stays(line: str) -> None:
    """A line that the source repeats, and that no site says, is what its documents are about."""
    profile = Profile(100, Lexicon(), (line_key(line),))
    text = f"{PROSE}\n\n{line}\n\n{PROSE} More."
    safe = repair_text(text, repair_steps(["boilerplate"], profile))
    assert (safe.text, safe.repairs) == (text, ())
    assert [words for _, words in marked(safe)] == [line]


def test_what_a_document_repeats_stays_and_is_marked() -> None:
    """A header, a refrain, an answer: in one document alone nobody can tell them apart."""
    for line in ("Annual report of the society", "“I would prefer not to.”", "Allowed? No, never."):
        text = "\n\n".join([line, PROSE, line, PROSE + " Two.", line, PROSE + " Three."])
        safe = repair_text(text, repair_steps())
        assert (safe.text, safe.repairs) == (text, ())
        assert marked(safe) == [("repeated", line)] * 2
        thorough = repair_text(text, repair_steps("all"))
        assert thorough.text.count(line) == 1
        assert (thorough.marks, thorough.counts) == ((), {"boilerplate": 2})


def test_a_stretch_has_one_mark_of_a_kind() -> None:
    """A long line that stands there again is a repeated line and a repeated paragraph."""
    line = f"A party, {'and its subsidiary, ' * 4}a corporation"
    text = "\n\n".join(f"{line}\n\n{PROSE} {n}" for n in range(4))
    assert marked(repair_text(text, repair_steps())) == [("repeated", line)] * 3


def test_more_than_half_of_a_text_is_never_taken() -> None:
    """A repair that would leave less than half marks instead, whatever its evidence."""
    profile = Profile(10, Lexicon(), ("read more", "advertisement"))
    text = "A short text.\n\nRead more\n\nAdvertisement"
    for steps in (repair_steps("safe", profile), repair_steps("all", profile)):
        repaired = repair_text(text, steps)
        assert (repaired.text, len(repaired.marks)) == (text, 2)


def test_marks_move_with_the_text() -> None:
    """What is repaired before, inside and behind a marked line does not shift its mark."""
    text = (
        f"It ended.The next began.\n\n{PROSE}\n\nRead more: it ended.The rest\n\n{PROSE} Over.Now"
    )
    repaired = repair_text(text, repair_steps())
    assert repaired.counts == {"full-stop": 3}
    assert marked(repaired) == [("boilerplate", "Read more: it ended. The rest")]


def test_refrains_stay() -> None:
    """A song repeats its lines on purpose."""
    song = "And so we sing along\nA line of verse\n" * 5
    assert Boilerplate(None).edits(song) == []


def test_boilerplate_alone_is_a_text() -> None:
    """Nothing is removed where nothing would be left."""
    assert Boilerplate(None).edits("Advertisement\n\nRead more") == []


def test_a_paragraph_that_stands_there_twice_stays() -> None:
    """The second of two equal paragraphs is marked; short lines may be said twice."""
    long = PROSE
    text = f"{long}\n\nYes.\n\nYes.\n\n{long}"
    safe = repair_text(text, repair_steps(["repeated-paragraph"]))
    assert (safe.text, marked(safe)) == (text, [("repeated", long)])
    assert apply_edits(text, RepeatedParagraphs().edits(text)).strip() == f"{long}\n\nYes.\n\nYes."
    assert RepeatedParagraphs().edits(f"{long}\n\nOther.") == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("(With information from Some Agency)", "Some Agency"),
        ("With reporting by Jane Doe and John Roe.", "Jane Doe and John Roe"),
        ("(Reporting by Jane Doe; Editing by John Roe)", "Jane Doe; Editing by John Roe"),
        ("Additional reporting by J. Doe", "J. Doe"),
        ("Source: The Ministry", "The Ministry"),
        ("[Con información de Agencia X]", "Agencia X"),
        ("(avec l'Agence Y)", ""),
        ("(avec AFP)", "AFP"),
        ("Fuente: Agencia", "Agencia"),
        ("With information from several of them.", ""),
        ("Written by hand, the letter reached us in a week.", ""),
        ("Reports from the front are few.", ""),
        ("The source: a secret.", ""),
    ],
)
def test_credit_lines_name_whom_they_thank(line: str, name: str) -> None:
    """A credit line is told by its form; the name is whatever stands there."""
    assert credited(line) == name


def test_credits_are_marked_and_metadata() -> None:
    """Credit lines at the end stay and are given beside the text, behind a site's lines as well."""
    text = (
        f"{PROSE}\n\nSource: Not Here\n\n{PROSE}\n\nPhotos by A. B.\n\n(With reporting by C D)"
        "\n\nShare this article"
    )
    steps = repair_steps(["boilerplate", "credit"])
    repaired = repair_text(text, steps)
    assert repaired.text == text
    assert marked(repaired) == [
        ("credit", "Photos by A. B."), ("credit", "(With reporting by C D)"),
        ("boilerplate", "Share this article"),
    ]  # fmt: skip
    assert credit(text, repaired.marks, repaired.repairs) == "A. B.; C D"
    assert credit(text, (), ()) is None
    assert Credits().edits("Source: All There Is") == []


def test_all_takes_credits_away_and_keeps_their_names() -> None:
    """Without the line, the record still says whom it named."""
    repaired = repair_text(f"{PROSE}\n\nSource: The Ministry", repair_steps("all"))
    assert repaired.text == PROSE
    assert credit(repaired.text, repaired.marks, repaired.repairs) == "The Ministry"
