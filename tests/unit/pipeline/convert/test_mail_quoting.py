"""What of a message is a copy of another one, what its signature, and what is neither."""

import pytest

from pipeline.convert.mail.quoting import Kind, kind_of, marks

ANSWER, MESSAGE, FORWARD = Kind(True, False), Kind(False, False), Kind(False, True)


def marked(text: str, kind: Kind = ANSWER) -> list[str]:
    """The stretches that are marked, each with the first letter of its kind."""
    return [f"{mark.kind[0]}:{text[mark.start : mark.end]}" for mark in marks(text, kind)]


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Re: lunch", ANSWER), ("AW: Essen", ANSWER), ("[list] RE[2]: lunch", ANSWER),
        ("回复：午餐", ANSWER), ("SV: lunsj", ANSWER), ("Fwd: lunch", FORWARD),
        ("WG: Essen", FORWARD), ("[list] FW: Re: lunch", FORWARD), ("Reform of the port", MESSAGE),
        ("I, Claudius", MESSAGE), ("Refund", MESSAGE), ("", MESSAGE),
    ],
)  # fmt: skip
def test_a_subject_says_what_a_message_is(subject: str, kind: Kind) -> None:
    """In the languages of mail programs; else what its header refers to."""
    assert kind_of(subject, refers=False) == kind
    if kind == MESSAGE:
        assert kind_of(subject, refers=True) == ANSWER


@pytest.mark.parametrize(
    "quoted",
    [
        "> No?\n> Yes?",
        "On Mon, Apr 2, 2012 at 6:26 PM, Ann Lee <ann@x.org> wrote:\n\n> No?\n>\n> Yes?",
        "On Tue, Apr 3, 2012 at 6:26 PM, Ann Annabelle Lee-Peterson <\nann@x.org> wrote:\n> No?",
        "Am So., 1. Jan. 2023 um 17:22 Uhr schrieb Ann Lee <ann@x.org>:\n> Nein?",
        "Am So., 1. Jan. 2023 um 17:22 Uhr schrieb Ann Lee <\nann@x.org>:\n> Nein?",
        "Le 3 mars 2020 à 10:00, Ann Lee a écrit :\n> Non ?",
        "El 3 de marzo de 2020, Ann escribió:\n> No",
        '02.04.2012 14:20 пользователь "Ann" <ann@x.org> написал:\n> Нет',
        "2012/4/2 Ann <ann@x.org> 写道：\n> 不",
        "Quoting Ann Lee (2021-01-14 18:24:02)\n> No?",
        "Ann Lee wrote:\n> No?\n> > Yes?\n>> Perhaps.",
        "--- On Wed, 4/4/12, Ann <ann@x.org> wrote:\n> No?",
        "AL> No?\nAL> Yes?",
    ],
)
def test_what_is_quoted_line_by_line_is_marked(quoted: str) -> None:
    """With the lines that say who wrote it; what stands around it is not."""
    assert marked(f"Well.\n\n{quoted}\n\nThat is all.\n") == [f"q:{quoted}"]


@pytest.mark.parametrize(
    "copied",
    [
        "-----Original Message-----\nFrom: Ann\nSent: Monday\nSubject: x\n\nNo?\n\nAnn",
        "----- Ursprüngliche Nachricht -----\nVon: Ann\n\nNein?",
        "________________________________\nFrom: Ann <ann@x.org>\nSent: Monday\nTo: Bob\n\nNo?",
        "From: Ann <ann@x.org>\nSent: Monday, March-09-12 4:22 PM\nTo: Bob\nSubject: x\n\nNo?",
        "*Von:* Ann\n*Gesendet:* Montag\n*An:* Bob\n*Betreff:* x\n\nNein?",
        "Da: ann@x.org\nInviato: venerdì 9 giugno\nA: Bob\nOggetto: x\n\nNo?",
        "On May 30, 2020, at 4:24 PM, Ann <ann@x.org> wrote:\n\nNo, we cannot.\n\nAnn",
        "--- On Wed, 4/4/12, Ann <ann@x.org> wrote:\nFrom: Ann\nSubject: x\nTo: Bob\n\nNo?",
        "雨州 <ann@x.org> 在 2026年2月29日 周六 19:47 写道：\n\n大家好",
    ],
)
def test_a_copy_below_an_answer_is_marked_to_the_end(copied: str) -> None:
    """It is content where the message is handed on, or answers nothing."""
    text = f"Yes, gladly.\n\n{copied}\n"
    assert marked(text) == [f"q:{copied}"]
    assert marked(text, MESSAGE) == []
    assert marked(text, FORWARD) == []


TRAPS = [
    "The rule says:\n\nFrom: the port\nTo: the sea\n\nIt is clear.",
    "He wrote:\n\nIt will rain.\n\nAnd it did.",
    "As the minister wrote: it will rain.",
    "In 2019 at 10:00 the office wrote: no.\nSo we left.",
    ">>> import this\n>>> 1 + 1\n2",
    "a -> b\n->c\n=> d",
    "if x > 1:\n    y",
    "The list:\n- one\n-- two\n--- three",
    "Costs -- all of them --\nare known.",
    "Name\n----------\nAnn\n",
    "Sent from my desk, is much easier than my mobile phone.",
    "I got it. Sent from my iPhone it looked odd.\n\nSo I called.",
    "Dear all,\n--\n" + "\n".join(f"A long paragraph, line {n}." for n in range(20)),
    "-- \n" + "word " * 400,
    "A table\n__________\nof what we unsubscribe from\n" + "\n".join("row" for _ in range(20)),
    "From: Ann\nSubject: x",
    "To whom it may concern:\nFrom here on.\nDate: unknown",
]


@pytest.mark.parametrize("text", TRAPS)
def test_what_only_looks_so_is_left(text: str) -> None:
    """In an answer, in a message, and in one that is handed on."""
    for kind in (ANSWER, MESSAGE, FORWARD):
        assert marked(text, kind) == []


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Lee\nPort Office, Quay 3",
        "--\nAnn Lee",
        "-- \n2.30.2",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Get Outlook for iOS",
        "_______________________________________________\nBirds mailing list\nbirds@x.org\n"
        "https://x.org/mailman/listinfo/birds",
        "-- \nYou received this as a member of the group.\nTo unsubscribe, write to x@x.org.",
    ],
)
def test_signatures_are_marked(signature: str) -> None:
    """At the end, and above what is quoted."""
    assert marked(f"The text.\n\n{signature}\n\n", MESSAGE) == [f"s:{signature}"]
    assert marked(f"The text.\n\n{signature}\n\n> No?\n") == [f"s:{signature}", "q:> No?"]


def test_a_signature_and_the_footer_of_a_list_are_two() -> None:
    """Each with its place."""
    text = "The text.\n\n-- \nAnn\n__________\nA mailing list\n"
    assert marked(text) == ["s:-- \nAnn", "s:__________\nA mailing list"]


def test_a_removed_line_in_a_patch_is_no_signature() -> None:
    """A line of "- " is "-- " in a difference of two files."""
    patch = "@@ -1,3 +1,2 @@\n a\n-- \n" + " b\n" * 30
    assert marked(f"Patch:\n\n{patch}\n-- \n2.30.2\n") == ["s:-- \n2.30.2"]


def test_answers_between_what_is_quoted_are_not() -> None:
    """Each stretch by itself."""
    text = "> One?\n\nYes.\n\n> Two?\n> Three?\n\nNo.\n"
    assert marked(text) == ["q:> One?", "q:> Two?\n> Three?"]


def test_what_is_handed_on_line_by_line_needs_its_writer() -> None:
    """Without one it may be the message itself."""
    assert marked("> All of it.", FORWARD) == []
    assert marked("> All of it.", MESSAGE) == []
    assert marked("Ann wrote:\n> A part.", FORWARD) == ["q:Ann wrote:\n> A part."]


def test_a_rule_of_the_writers_is_no_footer() -> None:
    """The footer of a list begins at the last line above it that can begin one."""
    own = "Done.\n====\nMinor fixes.\n====\nYou can see the change at:\n  http://x.org/a\n\n"
    footer = "-- \nscience mailing list\nscience@x.org\nhttp://x.org/mailman/listinfo/science"
    assert marked(own + footer) == [f"s:{footer}"]


def test_a_signature_above_a_footer_that_begins_as_one() -> None:
    """Both are marked, each by itself."""
    footer = '--\nTo unsubscribe from this list: send the line "unsubscribe netdev" in\nthe body'
    assert marked(f"Done.\n-- \nAnn Lee\n{footer}") == ["s:-- \nAnn Lee", f"s:{footer}"]


def test_an_answer_below_a_copy_that_is_set_in_is_not_marked() -> None:
    """The copy ends where its lines do no longer begin with white space."""
    copy = "Ann Lee <ann@x.org> said:\n    We have a branch.\n\n    It breaks."
    text = f"On reverts.\n\n{copy}\n\nReverting does not undo the data.\nBest, Bob"
    assert marked(text) == [f"q:{copy}"]
    plain = "Ann Lee <ann@x.org> wrote:\nWe have a branch.\n\n  It breaks."
    assert marked(f"Yes.\n\n{plain}") == [f"q:{plain}"]
