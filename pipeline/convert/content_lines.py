"""Calendars (iCalendar, RFC 5545) and address cards (vCard, RFC 6350) as lines to read."""

import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.plain_text import PlainText
from pipeline.records import Converted, Filtered, Metadata

_FOLD = re.compile(r"\r?\n[ \t]")
_SOFT_BREAK = re.compile(r"=\r?\n")  # of quoted-printable, which vCard 2.1 folds by
_LINE = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z-]+)((?:;[^:;\"]*(?:\"[^\"]*\")?)*+):(.*)")
_COMMON_NAME = re.compile(r";CN=\"?([^\";:]+)", re.IGNORECASE)
_ZONE = re.compile(r";TZID=\"?/?([^\";:]+)", re.IGNORECASE)
_CHARSET = re.compile(r";CHARSET=([\w-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,:nN])")
_PARTS = re.compile(r"(?<!\\);")
_TEXTS = frozenset({
    "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "CATEGORIES", "RESOURCES", "URL",
})  # fmt: skip
_TIMES = {"DTSTART": "Start", "DTEND": "End", "DUE": "Due"}
_PEOPLE = {"ORGANIZER": "Organizer", "ATTENDEE": "Attendee"}
_CARD = frozenset({
    "FN", "NICKNAME", "ORG", "TITLE", "ROLE", "TEL", "EMAIL", "ADR", "LABEL", "NOTE", "URL", "BDAY",
    "ANNIVERSARY", "CATEGORIES", "RELATED", "IMPP", "MEMBER",
})  # fmt: skip
_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VCARD"})


class _Property(NamedTuple):
    name: str
    parameters: str
    value: str


class ContentLines:
    """Each event, task or card as a paragraph of lines; pictures and keys are left out."""

    name = "content_lines"
    version = "1"
    media_types = frozenset({"text/calendar", "text/vcard"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits
        self._plain = PlainText(limits=limits)

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text; its title is that of the first event, or the first name."""
        read = self._plain.convert(raw, "text/plain")
        if isinstance(read, Filtered):
            return read
        text = card_text(read.converted.text) or calendar_text(read.converted.text)
        if not text:
            return Filtered("empty")
        within(self._limits, len(text))
        return Conversion(
            Converted(
                text,
                from_markup=True,
                metadata=Metadata(title=text.partition("\n")[0]),
                encoding=read.converted.encoding,
                replaced_bytes=read.converted.replaced_bytes,
            )
        )


def calendar_text(text: str) -> str:
    """What invitations say: what, where, when, who; each a line."""
    lines: list[str] = []
    for name, given, value in _properties(text):
        if name in _TEXTS:
            line = _plain(value)
        elif name in _TIMES:
            zone = _ZONE.search(given)
            line = f"{_TIMES[name]}: {_moment(value)}{f' {zone[1]}' if zone else ''}"
        elif name in _PEOPLE:
            person = _COMMON_NAME.search(given)
            address = value.partition(":")[2] if value.lower().startswith("mailto:") else value
            line = f"{_PEOPLE[name]}: {person[1] + ' ' if person else ''}<{address}>"
        else:
            if name == "BEGIN" and value.upper() in _ENTRIES and lines:
                lines.append("")
            continue
        if line.strip() and line not in lines[-50:]:
            lines.append(line)
    return "\n".join(lines).strip("\n")


def card_text(text: str) -> str:
    """What address cards say; "" where there are none."""
    cards: list[list[str]] = []
    name_in_parts = ""
    for name, given, value in _properties(_SOFT_BREAK.sub("", text)):
        if name == "BEGIN" and value.upper() == "VCARD":
            cards.append([])
        elif cards and (name in _CARD or name == "N"):
            if "QUOTED-PRINTABLE" in given.upper():
                charset = _CHARSET.search(given)
                value = _decoded(value, charset[1] if charset else "utf-8")
            parts = [_plain(part).strip() for part in _PARTS.split(value)]
            line = ", ".join(part for part in parts if part)
            if name == "N":
                name_in_parts = line
            elif line:
                cards[-1].append(line)
        elif cards and name == "END" and value.upper() == "VCARD":
            written = " ".join(cards[-1])
            if not all(part in written for part in name_in_parts.split(", ")):
                cards[-1].insert(0, name_in_parts)
            name_in_parts = ""
    return "\n\n".join("\n".join(lines) for lines in cards if lines)


def _properties(text: str) -> Iterator[_Property]:
    for line in _FOLD.sub("", text).splitlines():
        if found := _LINE.match(line):
            yield _Property(found[1].upper(), found[2], found[3].strip())


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)


def _decoded(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8", "surrogatepass"))
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _moment(value: str) -> str:
    digits = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?", value)
    if digits is None:
        return value
    day = f"{digits[1]}-{digits[2]}-{digits[3]}"
    return f"{day} {digits[4]}:{digits[5]}{' UTC' if digits[7] else ''}" if digits[4] else day
