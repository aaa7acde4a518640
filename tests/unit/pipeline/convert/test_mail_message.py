"""Messages as documents: header, the best of the bodies, and all that else they say."""

import base64
import random
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.convert.converter import Conversion, ConversionLimits, TooMuch
from pipeline.convert.mail import MailMessage
from pipeline.convert.mail.encrypted import encrypted as find_encrypted
from pipeline.convert.mail.header import mail_date
from pipeline.mail.parts import RFC822
from pipeline.records import Address, Filtered, Mail
from tests.harness.growth import grows_with_size
from tests.harness.mail import multipart, part
from tests.harness.source_kinds import damaged

CONVERTER = MailMessage(limits=ConversionLimits())


def convert(raw: str | bytes) -> Conversion:
    """The conversion of a message."""
    made = CONVERTER.convert(raw if isinstance(raw, bytes) else raw.encode(), RFC822)
    assert isinstance(made, Conversion)
    return made


def text(raw: str | bytes) -> str:
    """The text of a message."""
    return convert(raw).converted.text


def mail(raw: str) -> Mail:
    """What its header says."""
    found = convert(raw).properties.mail
    assert found is not None
    return found


def test_the_header_says_who_and_when() -> None:
    """Ids without brackets, the thread by the first message of it."""
    made = convert(
        "From: Ann Lee <Ann@x.org>\nTo: bob@x.org, Cy <cy@x.org>\nCc: dan@x.org\nBcc: eve@x.org\n"
        "Reply-To: list@x.org\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nX-Mailer: Pigeon 2\n"
        "Date: Mon, 1 Jun 2009 09:56:31 +0530 (IST)\nMessage-ID: <3@x>\nIn-Reply-To: <2@x>\n"
        "References: <1@x>\n <2@x>\nList-Id: Birds <birds.x.org>\n\nHello.\n"
    )
    assert made.converted.metadata.title == "Grüße"
    assert made.converted.metadata.author == "Ann Lee"
    assert made.converted.metadata.published == "2009-06-01T09:56:31+05:30"
    assert made.converted.metadata.other == {"list_id": ("Birds <birds.x.org>",)}
    assert made.properties.creator_tool == "Pigeon 2"
    assert made.properties.mail == Mail(
        message_id="3@x",
        in_reply_to="2@x",
        references=("1@x", "2@x"),
        thread="1@x",
        sender=(Address("ann@x.org", "Ann Lee"),),
        to=(Address("bob@x.org"), Address("cy@x.org", "Cy")),
        cc=(Address("dan@x.org"),),
        bcc=(Address("eve@x.org"),),
        reply_to=(Address("list@x.org"),),
    )
    assert made.converted.text == "Hello."


@pytest.mark.parametrize(
    ("header", "thread"),
    [
        ("Message-ID: <1@x>", "1@x"),
        ("In-Reply-To: <2@x>\nMessage-ID: <1@x>", "2@x"),
        ("In-Reply-To: Your message of Monday <2@x>", "2@x"),
        ("In-Reply-To: yesterday's message", None),
        ("Message-ID: 1@x", "1@x"),
        ("Message-ID: <>", None),
    ],
)
def test_a_thread_is_known_by_its_first_message(header: str, thread: str | None) -> None:
    """As far as the message itself tells it."""
    assert mail(f"Subject: x\n{header}\n\n").thread == thread


def test_the_sender_stands_in_the_next_field_where_from_is_missing() -> None:
    """Drafts and reports have no From."""
    assert mail("Subject: x\nFrom:\nSender: a@x.org\n\n").sender == (Address("a@x.org"),)
    assert mail("Subject: x\nReturn-Path: <a@x.org>\n\n").sender == (Address("a@x.org"),)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("Tue, 9 Jun 2009 23:58:45 -0400", "2009-06-09T23:58:45-04:00"),
        ("Tue, 09 Jun 2009 23:58:45 -0400 (EDT)", "2009-06-09T23:58:45-04:00"),
        ("9 Jun 2009 23:58 GMT", "2009-06-09T23:58:00+00:00"),
        ("Mon, 1 Jun 2009 10:00:00 IST", "2009-06-01T10:00:00"),
        ("Sat, 3 Feb 96 17:54:00 EST", "1996-02-03T17:54:00-05:00"),
        ("Mon, 99 Jun 2009 10:00:00 +0000", None),
        ("1 Jan 99999999999999999999 10:00:00 +0000", None),
        ("Mon, 1 Jun 2009 10:00:00 +9999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_or_absent(told: str, read: str | None) -> None:
    """What is no date is none; a zone that may be several is left out."""
    assert mail_date(told) == read


def test_a_message_without_a_date_has_that_of_its_arrival() -> None:
    """The topmost Received is the last one."""
    made = convert("Received: from a by b; Mon, 1 Jun 2009 10:00:00 +0000\nSubject: x\n\n")
    assert made.converted.metadata.published == "2009-06-01T10:00:00+00:00"


PLAIN = "The meeting about the harbour begins on Monday at nine in the large hall."


def test_of_two_renderings_the_plain_one_is_taken() -> None:
    """It is as its writer laid it out; nothing stands there twice."""
    raw = multipart(
        part("text/plain", f"{PLAIN}\n\nAnn"),
        part("text/html", f"<p>{PLAIN}</p><p>Ann</p>"),
        kind="alternative",
    )
    assert text(raw) == f"{PLAIN}\n\nAnn"
    assert not convert(raw).converted.from_markup


def test_a_page_is_taken_where_the_plain_text_says_less() -> None:
    """All of the page: links, lists and what stands in small paragraphs."""
    page = (
        "<div class='nav'><a href='x'>Timetable</a></div>"
        f"<p>{PLAIN}</p><ul><li>Harbour</li></ul><div class='footer'>Port office, Quay 3</div>"
    )
    raw = multipart(part("text/plain", "\n"), part("text/html", page), kind="alternative")
    assert text(raw).split() == f"Timetable {PLAIN} • Harbour Port office, Quay 3".split()
    assert convert(raw).converted.from_markup


def test_renderings_that_say_different_things_are_both_kept() -> None:
    """Every word of a message counts."""
    stub = "Your program shows no pages, please open this message elsewhere."
    raw = multipart(part("text/plain", stub), part("text/html", PLAIN), kind="alternative")
    assert text(raw) == f"{PLAIN}\n\n{stub}"


def test_a_rendering_of_few_words_is_kept_if_they_stand_nowhere_else() -> None:
    """An answer in a word or a figure beside an invitation, or a page of something else."""
    for few in ("Please come.", "OK", "7 pm", PLAIN.split()[0][1:]):
        raw = multipart(part("text/plain", few), part("text/html", PLAIN), kind="alternative")
        assert text(raw) == f"{PLAIN}\n\n{few}"
    for page in ("<p>See  you!</p>", "<div>See</div><div>you!</div>", f"<p>{PLAIN}</p>See you!"):
        raw = multipart(part("text/plain", "see you"), part("text/html", page), kind="alternative")
        assert text(raw).lower().split().count("see") == 1


def test_many_renderings_of_few_words_take_time_that_grows_with_their_number() -> None:
    """Each is looked for in all that are kept."""

    def work(size: int) -> None:
        parts = [part("text/plain", f"w{number} a") for number in range(size)]
        assert text(multipart(*parts, kind="alternative")).count(" a") == size

    assert grows_with_size(work, 600)


def test_texts_beside_one_another_are_all_kept() -> None:
    """Between pictures, behind them, below the last boundary."""
    raw = multipart(part("text/plain", "one"), part("image/png", "x"), part("text/plain", "two"))
    assert text(f"Subject: x\n{raw}three\n") == "one\n\ntwo\n\nthree"
    assert convert(raw).converted.metadata.other == {"attachments": ("image-2.png",)}


def test_a_report_of_a_failure_is_read() -> None:
    """What it says to people and to programs."""
    raw = multipart(
        part("text/plain", "Sorry, no such mailbox."),
        part("message/delivery-status", "Final-Recipient: rfc822; bob@x.org\nStatus: 5.1.1"),
        part("text/rfc822-headers", "Subject: lunch"),
        kind="report",
    )
    assert text(raw).split("\n") == [
        "Sorry, no such mailbox.", "", "Final-Recipient: rfc822; bob@x.org", "Status: 5.1.1", "",
        "Subject: lunch",
    ]  # fmt: skip


def test_an_invitation_is_read() -> None:
    """What, when, where and who; never the machinery around it."""
    raw = part(
        "text/calendar; method=REQUEST",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Talks\\, second day\nLOCATION:Hall 2\n"
        "DTSTART;TZID=Europe/Berlin:20240305T090000\nDTEND:20240305T100000Z\n"
        'ORGANIZER;CN="Lee, Ann":mailto:ann@x.org\nDESCRIPTION:Bring the\n  plans.\nEND:VEVENT',
    )
    assert text(raw).split("\n") == [
        "Talks, second day", "Hall 2", "Start: 2024-03-05 09:00 Europe/Berlin",
            "End: 2024-03-05 10:00 UTC",
        "Organizer: Lee, Ann <ann@x.org>", "Bring the plans.",
    ]  # fmt: skip


def test_flowing_lines_are_joined() -> None:
    """By their depth; stuffed spaces go, and a signature's dashes are no flowing line."""
    raw = (
        "Content-Type: text/plain; format=flowed\n\nOne \nline.\n From here\n>> two \n>> levels\n"
        "> one\n-- \nAnn\n"
    )
    assert text(raw) == "One line.\nFrom here\n>> two levels\n> one\n-- \nAnn"
    raw = "Content-Type: text/plain; format=flowed; delsp=yes\n\n日本 \n語\n"
    assert text(raw) == "日本語"


@pytest.mark.parametrize(
    ("charset", "raw", "read"),
    [
        ("iso-8859-1", "Grüße aus Köln".encode("latin-1"), "Grüße aus Köln"),
        ("windows-1252", "“Grüße” – Köln".encode("cp1252"), "“Grüße” – Köln"),
        ("x-unknown", "Grüße aus Köln".encode(), "Grüße aus Köln"),
        ("us-ascii", "Grüße aus Köln".encode(), "Grüße aus Köln"),
        ("no such charset", "Grüße, schönes Köln".encode("latin-1"), "Grüße, schönes Köln"),
        ("koi8-r", "Привет, как дела?".encode("koi8-r"), "Привет, как дела?"),
        ("iso-2022-jp", "日本語の文章です。".encode("iso2022_jp"), "日本語の文章です。"),
        ("gb2312", "镕基总理".encode("gb18030"), "镕基总理"),
        ("utf-7", b"1 +ACY- 2", "1 & 2"),
        ("base64", b"plain", "plain"),
    ],
)  # fmt: skip
def test_bodies_are_decoded(charset: str, raw: bytes, read: str) -> None:
    """By what they state, or in doubt by what they are."""
    head = f'Content-Type: text/plain; charset="{charset}"\n'.encode()
    assert text(head + b"\n" + raw) == read
    encoded = b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(raw)
    assert text(head + encoded) == read


def test_a_page_is_in_the_charset_of_its_part() -> None:
    """What the page itself says counts where the part says nothing."""
    page = "<meta charset=koi8-r><p>Привет, как дела?".encode("koi8-r")
    assert text(b"Content-Type: text/html\n\n" + page) == "Привет, как дела?"
    page = "<meta charset=utf-8><p>Привет, как дела?".encode("koi8-r")
    assert text(b"Content-Type: text/html; charset=koi8-r\n\n" + page) == "Привет, как дела?"


def test_enriched_and_rich_text_lose_their_commands() -> None:
    """And nothing else."""
    enriched = "<bold>Now</bold> is\ntime for\n\n<color><param>red</param>all</color> <<men>"
    assert text(part("text/enriched", enriched)) == "Now is time for\nall <men> "
    assert text(part("text/rtf", "{\\rtf1 Good \\b men\\b0\\par }")).strip() == "Good men"


def test_a_message_of_a_subject_alone_is_none_without_it() -> None:
    """The subject is what the document says."""
    assert convert("Subject: lunch?\n\n").converted.metadata.title == "lunch?"
    assert CONVERTER.convert(b"From: a@x.org\n\n\n", RFC822) == Filtered("empty")


def test_a_text_beyond_the_limit_fails() -> None:
    """With the limit in its message."""
    small = MailMessage(limits=ConversionLimits(max_characters=10))
    with pytest.raises(TooMuch, match="10 characters"):
        small.convert(b"Subject: x\n\n" + b"word " * 10, RFC822)


def test_what_a_message_says_to_be_quoted_is_marked() -> None:
    """In the plain text and in pages, whose programs name it."""
    quoted = "On 1 May 2020 10:00, Ann <a@x.org> wrote:\n> No?\n> Or yes?"
    converted = convert(f"Subject: Re: x\n\nYes.\n\n{quoted}\n\n-- \nBob\n").converted
    assert [(m.kind, converted.text[m.start : m.end]) for m in converted.marks] == [
        ("quoted", quoted),
        ("signature", "-- \nBob"),
    ]
    page = (
        "<p>Yes.</p><div class='gmail_quote'>On 1 May Ann wrote:<blockquote>No?</blockquote></div>"
        "<div class='gmail_signature'>Bob</div>"
    )
    converted = convert(f"Subject: Re: x\n{part('text/html', page)}").converted
    assert [(m.kind, converted.text[m.start : m.end]) for m in converted.marks] == [
        ("quoted", "On 1 May Ann wrote:\n\nNo?"),
        ("signature", "Bob"),
    ]


def test_marks_of_a_later_part_stand_at_their_place() -> None:
    """Counted in the whole text."""
    raw = multipart(part("text/plain", "one"), part("text/plain", "two\n\n-- \nBob"))
    converted = convert(raw).converted
    assert [converted.text[m.start : m.end] for m in converted.marks] == ["-- \nBob"]


def test_a_message_of_the_standard_library_is_read_as_it_was_written() -> None:
    """A writer that is not ours."""
    written = EmailMessage()
    written["Subject"] = (
        "Größe der Hafenanlagen und ihre Bedeutung für die Küstenstädte des Nordens"
    )
    written["To"] = "Ægir Øst <aegir@example.org>, bob@example.org"
    written.set_content(f"{PLAIN} Grüße.\n", cte="quoted-printable")
    written.add_alternative(f"<p>{PLAIN} Grüße.</p>", subtype="html")
    written.add_attachment(b"\0" * 100, maintype="image", subtype="png", filename="æ.png")
    made = convert(written.as_bytes())
    assert made.converted.metadata.title == written["Subject"]
    assert made.converted.metadata.other == {"attachments": ("æ.png",)}
    assert made.converted.text == f"{PLAIN} Grüße."
    assert made.properties.mail is not None
    assert made.properties.mail.to[0] == Address("aegir@example.org", "Ægir Øst")


HOSTILE = [
    b"Content-Type: text/plain; charset*0=a; charset*2=b; charset*\n",
    b"Content-Type: multipart/mixed; boundary*0*=utf-8'%'%\n",
    b'To: :;,<<<>>>(((("\\\n',
    b"From: @@@@@ <@a,@b:c@d> (((\n",
    b"Date: Thu, 32 Feb 0000 99:99:99 +9999 (((((\n",
    b"Message-ID: <[]> <@>\n",
    b"Subject: =?utf-8?b?=?= =?utf-8?q?=?= =?a?b?c?d?= =??=\n",
    b"Content-Disposition: attachment; filename*=x'y'%ff%00; filename*9999999999=a\n",
    b"Content-Transfer-Encoding: base64base64;;;\n",
    b"References: " + b"<" * 5_000 + b"\n",
    b": no name\n\x00\xff\xfe: \x00\n",
    b"Received: ;;;;;; \x00\n",
    b"Subject: \xed\xa0\x80\xff\xfe \x1b$B\x1b(B\n",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_headers_lose_nothing_else(hostile: bytes) -> None:
    """What stands before, behind and below them is read."""
    made = convert(b"X-First: 1\n" + hostile + b"Cc: bob@x.org\n\nThe text is here.\n")
    assert made.converted.text == "The text is here."
    assert made.properties.mail is not None
    assert made.properties.mail.cc == (Address("bob@x.org"),)


@pytest.mark.parametrize(
    "piece",
    [b"> a\nb\n", b"On 1 May 10:00, a@b wrote:\n", b"From: x\n", b"-- \n", b"_" * 20 + b"\n\n",
     b"a, ", b"=\n", b"\xff", b"\x1b$B"],
)  # fmt: skip
def test_time_grows_with_the_text_alone(piece: bytes) -> None:
    """Whatever its lines look like."""
    head = b"Subject: Re: x\n\n"
    assert grows_with_size(lambda size: CONVERTER.convert(head + piece * size, RFC822), 1_000)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([
            b"Content-Type: multipart/alternative; boundary=b\n", b"--b\n", b"--b--\n", b"\n",
            b"Content-Type: text/html\n", b"<p>text <blockquote>", b"> quoted\n", b"\xff\xfe\0",
            b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/calendar\n", b"-- \n",
            b"SUMMARY:x\n", b"On 1 May 2020 10:00, a@b wrote:\n", b"Subject: Re: x\n", b"\r",
            b"Content-Type: application/rtf\n", b"{\\rtf1 \\'zz", b"Content-Type: text/enriched\n",
        ])
    )
)  # fmt: skip
def test_any_message_is_converted(pieces: list[bytes]) -> None:
    """Nothing is raised, and marks lie inside of the text, in its order."""
    made = CONVERTER.convert(b"".join(pieces), RFC822)
    if isinstance(made, Conversion):
        marks = made.converted.marks
        assert all(0 <= m.start < m.end <= len(made.converted.text) for m in marks)
        assert list(marks) == sorted(marks, key=lambda m: m.start)


def test_damaged_messages_are_converted() -> None:
    """With bytes changed, cut out and put in: each gives a text or a reason."""
    page = part("text/html; charset=iso-8859-1", f"<blockquote>{PLAIN}</blockquote><p>x")
    inner = multipart(part("text/plain", PLAIN), page, kind="alternative", boundary="i")
    event = part("text/calendar", "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT")
    packed = part("text/plain", "aGVsbG8=", "Content-Transfer-Encoding: base64\n")
    raw = "Subject: Re: =?utf-8?q?x?=\nTo: Lee <a@x.org>\n" + multipart(inner, event, packed)
    for seed in range(60):
        made = CONVERTER.convert(damaged(raw.encode(), random.Random(seed)), RFC822)
        assert isinstance(made, Filtered) or made.converted.text


ARMOUR = (
    "-----BEGIN PGP MESSAGE-----\nVersion: GnuPG v2\n\n"
    "hQEMA5bBw2qz1z8BAQf/Zk1vQ0c5Y2xhc3NpYyBsb3JlbSBpcHN1bSBkb2xvciBz\naXQgYW1ldA==\n=a1Bz\n"
    "-----END PGP MESSAGE-----"
)


def encrypted(body: str) -> list[str]:
    """What is marked as encrypted in a message of this body, all of which stays in its text."""
    made = convert(f"From: a@x.org\nSubject: Keys\n\n{body}\n").converted
    assert made.text == body.strip("\n")
    return [made.text[m.start : m.end] for m in made.marks if m.kind == "encrypted"]


def test_what_pgp_wrote_into_the_text_is_marked() -> None:
    """From its first to its last line, each of several; the words around it are not."""
    assert encrypted(f"See below.\n\n{ARMOUR}\n\nAnn") == [ARMOUR]
    assert encrypted(f"{ARMOUR}\n\n{ARMOUR}\n") == [ARMOUR, ARMOUR]
    assert encrypted(f"-----BEGIN PGP MESSAGE-----\ncut off\n{ARMOUR}") == [ARMOUR]


@pytest.mark.parametrize(
    "body",
    [
        "Lines from -----BEGIN PGP MESSAGE----- to\n-----END PGP MESSAGE----- are the message.",
        "-----BEGIN PGP MESSAGE-----\nhere stands what was encrypted\n-----END PGP MESSAGE-----",
        "-----BEGIN PGP MESSAGE-----\n\n...\n-----END PGP MESSAGE-----",
        "-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----",
        ARMOUR.replace("MESSAGE", "PUBLIC KEY BLOCK"),
        ARMOUR.replace("MESSAGE", "SIGNATURE"),
        ARMOUR.rpartition("\n")[0],
    ],
)
def test_a_text_about_encrypted_messages_is_not_marked(body: str) -> None:
    """Neither what explains their form, nor keys and signatures, nor one without an end."""
    assert encrypted(body) == []


BEGIN, END = ARMOUR.split("\n")[0] + "\n", ARMOUR.split("\n")[-1] + "\n"


@pytest.mark.parametrize("repeated", [BEGIN, BEGIN + END, BEGIN + "x\n" + END])
def test_marks_of_encrypted_messages_take_time_by_size(repeated: str) -> None:
    """However many lines begin one and never end, or have nothing between."""
    assert grows_with_size(lambda n: list(find_encrypted(repeated * n)), 3_000)


def test_a_part_of_a_larger_message_is_text_with_its_number() -> None:
    """The pieces (message/partial, RFC 2046, 5.2.2) are not put together: each is a document."""
    said = text(
        "From: a@x.org\nSubject: Minutes (2/3)\n"
        'Content-Type: message/partial; id="7@x.org"; number=2; total=3\n\n'
        "and the treasurer read the accounts.\n"
    )
    assert said == "and the treasurer read the accounts."


def test_a_body_that_is_elsewhere_says_where() -> None:
    """What it points to (message/external-body, RFC 2046, 5.2.3) is not fetched."""
    outside = part(
        'message/external-body; access-type=URL; URL="http://x.org/a.pdf"',
        "Content-Type: application/pdf\nContent-ID: <1@x>\n\n",
    )
    said = text(f"Subject: x\n{multipart(part('text/plain', 'The report is here.'), outside)}")
    assert said.split("\n") == [
        "The report is here.", "", "access-type: URL", "url: http://x.org/a.pdf",
        "Content-Type: application/pdf", "Content-ID: <1@x>",
    ]  # fmt: skip


def test_how_a_saved_page_looks_is_none_of_its_text() -> None:
    """Browsers save style sheets as parts beside the page."""
    style = part("text/css", "body { color: red; }")
    saved = multipart(part("text/html", "<p>The ferry was named.</p>"), style, kind="related")
    assert text(saved) == "The ferry was named."
