"""What office files say of themselves: title, author, dates, program, and who saved them last."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from pipeline.convert.converter import ConversionLimits, Damaged
from pipeline.convert.packed_parts import PackedParts
from pipeline.convert.stated_title import stated_title
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.records import Metadata, Properties

_DATE = re.compile(
    r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(T\d\d:\d\d(?::\d\d)?)?(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)?"
)
# Microsoft's parts docProps/core.xml and app.xml, and OpenDocument's meta.xml, by our names.
CORE = {
    "title": "title", "creator": "author", "lastModifiedBy": "saved_by", "created": "created",
    "modified": "modified", "subject": "subject", "keywords": "keywords",
    "description": "description", "category": "category",
}  # fmt: skip
_APP = {"Application": "tool", "Pages": "pages", "Company": "company", "Manager": "manager"}
OPEN_DOCUMENT = {
    "title": "title", "initial-creator": "author", "creator": "saved_by",
    "creation-date": "created", "date": "modified", "generator": "tool", "subject": "subject",
    "keyword": "keywords", "description": "description",
}  # fmt: skip
# Office 2003, in one XML.
DOCUMENT_PROPERTIES = {
    "Title": "title", "Author": "author", "LastAuthor": "saved_by", "Created": "created",
    "LastSaved": "modified", "Subject": "subject", "Keywords": "keywords", "Pages": "pages",
    "Description": "description", "Category": "category", "Company": "company",
    "Manager": "manager",
}  # fmt: skip
_OTHER = ("subject", "keywords", "description", "category", "company", "manager")


class Stated(NamedTuple):
    """Both halves of what a file says of itself."""

    metadata: Metadata
    properties: Properties


def of_open_xml(parts: PackedParts, limits: ConversionLimits, page_count: int = 0) -> Stated:
    """Those of a DOCX, PPTX or XLSX."""
    values = _read(parts, "docProps/core.xml", CORE, limits)
    return stated(values | _read(parts, "docProps/app.xml", _APP, limits), page_count)


def of_open_document(parts: PackedParts, limits: ConversionLimits, page_count: int = 0) -> Stated:
    """Those of an ODT, ODS or ODP."""
    values = _read(parts, "meta.xml", OPEN_DOCUMENT, limits)
    if "author" not in values and "saved_by" in values:
        values["author"] = values["saved_by"]
    return stated(values, page_count)


def stated(values: Mapping[str, str], page_count: int = 0) -> Stated:
    """The records of what was read, by our names."""
    pages = values.get("pages", "")
    return Stated(
        Metadata(
            title=stated_title(values.get("title")),
            author=values.get("author") or None,
            published=iso(values.get("created", "")),
            other={name: (values[name],) for name in _OTHER if values.get(name)},
        ),
        Properties(
            modified=iso(values.get("modified", "")),
            last_saved_by=values.get("saved_by") or None,
            creator_tool=values.get("tool") or None,
            page_count=page_count or (int(pages) if pages.isdecimal() and len(pages) < 7 else 0),
        ),
    )


def iso(written: str) -> str | None:
    """A date as office files write it, as ISO 8601 without fractions; None if it is none."""
    found = _DATE.fullmatch(written.strip())
    # 1601 is the beginning of Windows' time: no date was set.
    if not found or written.strip().startswith("1601"):
        return None
    day, time, zone = found.groups()
    written = day + (time or "") + (zone or "" if time else "")
    try:
        datetime.fromisoformat(written if len(day) == 10 else (day + "-01-01")[:10])
    except ValueError:
        return None
    return written


def iso_moment(moment: datetime | None) -> str | None:
    """A moment in UTC as ISO 8601; None for what programs write that set none (1601, 1970)."""
    if moment is None or moment.year < 1980:
        return None
    return moment.replace(microsecond=0, tzinfo=UTC).isoformat().replace("+00:00", "Z")


class Fields(Handler):
    """Collects the texts of the elements that are asked for; a repeated one is joined by commas."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._field = ""
        self.values: dict[str, str] = {}
        self._pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._field = self._names.get(name, "")
        self._pieces = []

    def data(self, text: str) -> None:
        if self._field:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        if self._field and (text := " ".join("".join(self._pieces).split())):
            before = self.values.get(self._field)
            self.values[self._field] = f"{before}, {text}" if before else text
        self._field = ""


def _read(
    parts: PackedParts, part: str, names: Mapping[str, str], limits: ConversionLimits
) -> dict[str, str]:
    """What a part says; of one that is broken, what stands before."""
    fields = Fields(names)
    pieces: Iterable[bytes] = parts.pieces(part)
    with suppress(Damaged):  # the text counts more than what is said of it
        read_xml(pieces, fields, limits)
    return fields.values
