"""Calendars and address cards: whole words, in lines that people can read."""

from pipeline.convert.content_lines import ContentLines
from pipeline.records import Filtered
from pipeline.sources.media import type_by_head
from tests.unit.pipeline.convert.conversions import LIMITS, conversion, text_of

EVENT = """BEGIN:VCALENDAR\r
PRODID:-//x//y\r
BEGIN:VEVENT\r
UID:1@x.org\r
SUMMARY:Harbour mee\r
 ting\r
DTSTART;TZID=Europe/Berlin:20240501T100000\r
LOCATION:Room 5\r
DESCRIPTION:Agenda\\n1. Bridge\\, tram\r
CATEGORIES:Council\r
ORGANIZER;CN="Ann Lee":mailto:a@x.org\r
END:VEVENT\r
BEGIN:VTODO\r
SUMMARY:Write minutes\r
DUE:20240503\r
END:VTODO\r
END:VCALENDAR\r
"""
CARD = """BEGIN:VCARD
VERSION:3.0
N:Lee;Ann;;Dr.;
FN:Dr. Ann Lee
ORG:Harbour Council;Planning
item1.TEL;TYPE=WORK:+49 431 1234
ADR;TYPE=HOME:;;Main St 5;Kiel;;24103;Germany
NOTE:Likes ships\\, and t
 ea.
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg
 ABAQAAAQ
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6=
rg
END:VCARD
"""


def test_a_calendar() -> None:
    """Folded words are whole; each event is a paragraph; the first one gives the title."""
    assert type_by_head("a.txt", EVENT.encode()) == "text/calendar"
    made = conversion(ContentLines(LIMITS), EVENT.encode(), "text/calendar").converted
    assert made.text == (
        "Harbour meeting\nStart: 2024-05-01 10:00 Europe/Berlin\nRoom 5\nAgenda\n1. Bridge, tram\n"
        "Council\nOrganizer: Ann Lee <a@x.org>\n\nWrite minutes\nDue: 2024-05-03"
    )
    assert made.metadata.title == "Harbour meeting"


def test_cards() -> None:
    """Parts of a value are put in a row; a name in parts counts where there is no whole one."""
    assert type_by_head("a", CARD.encode()) == "text/vcard"
    assert text_of(ContentLines(LIMITS), CARD, "text/vcard") == (
        "Dr. Ann Lee\nHarbour Council, Planning\n+49 431 1234\n"
        "Main St 5, Kiel, 24103, Germany\nLikes ships, and tea.\n\nMüller, Jörg"
    )


def test_what_is_none() -> None:
    """A text that speaks of one is a text; one without words is empty."""
    assert type_by_head("a.ics", b"A file begins with BEGIN:VCALENDAR.") == "text/plain"
    empty = "BEGIN:VCALENDAR\nEND:VCALENDAR\n"
    assert ContentLines(LIMITS).convert(empty, "text/calendar") == Filtered("empty")
