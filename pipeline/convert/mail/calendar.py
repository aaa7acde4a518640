"""Invitations in a message as lines that people can read (iCalendar, RFC 5545)."""

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"([A-Za-z-]+)((?:;[^:;\"]*(?:\"[^\"]*\")?)*+):(.*)")
_COMMON_NAME = re.compile(r";CN=\"?([^\";:]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT"})
_TIMES = {"DTSTART": "Start", "DTEND": "End", "DUE": "Due"}
_PEOPLE = {"ORGANIZER": "Organizer", "ATTENDEE": "Attendee"}


def calendar_text(text: str) -> str:
    """What an invitation says: what, where, when, who; each a line."""
    lines: list[str] = []
    for line in _FOLD.sub("", text).splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        name, given, value = found[1].upper(), found[2], found[3].strip()
        if name in _TEXTS:
            line = _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)
        elif name in _TIMES:
            line = f"{_TIMES[name]}: {_moment(value)}"
        elif name in _PEOPLE:
            person = _COMMON_NAME.search(given)
            address = value.partition(":")[2] if value.lower().startswith("mailto:") else value
            line = f"{_PEOPLE[name]}: {person[1] + ' ' if person else ''}<{address}>"
        else:
            continue
        if line.strip() and line not in lines[-50:]:
            lines.append(line)
    return "\n".join(lines)


def _moment(value: str) -> str:
    digits = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?", value)
    if digits is None:
        return value
    day = f"{digits[1]}-{digits[2]}-{digits[3]}"
    return f"{day} {digits[4]}:{digits[5]}{' UTC' if digits[7] else ''}" if digits[4] else day
