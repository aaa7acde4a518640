"""Defines how records become index fields."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from pipeline.folding import fold
from pipeline.records import Document, Entities, Mail, Metadata, Properties, Work, names

# docmill's entity labels and the field that holds the names found under each.
ENTITY_FIELDS: dict[str, str] = {
    "person": "people",
    "organization": "organizations",
    "place": "places",
    "group": "groups",
    "event": "events",
    "work": "works",
    "product": "products",
    "law": "laws",
    # Found by patterns, which give canonical values; the labels are those of the patterns.
    "email": "emails",
    "url": "urls",
    "phone": "phones",
    "handle": "handles",
    "iban": "ibans",
    "card": "cards",
    "crypto": "crypto_addresses",
    "money": "money",
    "date": "dates",
}
# Only values of this form go into the field. Others, whose meaning is open ("last week",
# 03/04/2005), are mentions only.
VALUE_FORMS: dict[str, re.Pattern[str]] = {
    "money": re.compile(r"-?[0-9]+(?:\.[0-9]+)? [A-Z]{3}"),
    "date": re.compile(r"[12][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?"),
}
_REDUCED = re.compile(r"\d{4}(?:-\d{2})?")  # ISO 8601 with less than a day
# Matched as whole values in the folded copy `<name>_folded`, without case and accents.
FOLDED_FIELDS: tuple[str, ...] = (*ENTITY_FIELDS.values(), "topics", "mail_names", "author")
# Of these, what has names of several words: a part of one finds it too.
NAME_FIELDS: tuple[str, ...] = (
    "people", "organizations", "places", "groups", "events", "works", "products", "laws", "topics",
    "mail_names", "author",
)  # fmt: skip
# Full text.
TEXT_FIELDS: tuple[str, ...] = ("title", "text")
# Matched as whole values, unchanged.
KEYWORD_FIELDS: tuple[str, ...] = (
    "source_id", "source", "member", "language", "media_type", "encoding", "url",
    "content_hash", "raw_hash", "fingerprints", "run", "batch", "repaired", "credit",
    "entity_keys", "no_entities",
    "topic_guess", "no_topics",
    # What it is attached to, and the outermost document of that way.
    "parent", "family",
    "creator_tool", "last_saved_by", "subjects",
    "mail_from", "mail_to", "mail_cc", "mail_bcc", "mail_reply_to", "message_id", "thread",
    # A date that is not understood, or has no day.
    "published_as_given",
)  # fmt: skip
# Of these, what is kept in lower case, and so asked for.
LOWER_FIELDS = frozenset(
    {"language", "media_type", "mail_from", "mail_to", "mail_cc", "mail_bcc", "mail_reply_to"}
)
# `indexed_at`: when the record was written, which every record has.
DATE_FIELDS: tuple[str, ...] = ("published", "modified", "indexed_at")
# `pages`: how many there are, or slides or sheets.
INTEGER_FIELDS: tuple[str, ...] = ("record", "version", "replaced_bytes", "pages")
FLOAT_FIELDS: tuple[str, ...] = ("language_confidence",)
# Numbers by name.
SIGNALS_FIELD = "signals"
# What `docmill resolve` changed in a document, and what the stages had found.
RESOLVED = "resolved"
# Kept for display, not searched.
STORED_FIELDS: tuple[str, ...] = (
    "topic_scores", "mentions", "entities", "repairs", "repair_counts",
    "marks", "reversal", "metadata_left_out", "page_starts", RESOLVED,
)  # fmt: skip
# Other metadata of the source: values by the source's own field names. They are searched in a
# folded copy (`metadata.section`).
METADATA_FIELD = "metadata"
# Users' own stages: any JSON by stage name.
EXTRA_FIELD = "extra"
# Every field that can be searched by its own name.
SEARCHED_FIELDS: tuple[str, ...] = (
    *TEXT_FIELDS, *FOLDED_FIELDS, *KEYWORD_FIELDS, *DATE_FIELDS, *INTEGER_FIELDS, *FLOAT_FIELDS,
)  # fmt: skip
# Every field that a record may have.
RECORD_FIELDS: tuple[str, ...] = (
    *SEARCHED_FIELDS, SIGNALS_FIELD, *STORED_FIELDS, METADATA_FIELD, EXTRA_FIELD,
)  # fmt: skip
# Longer values, in characters, are stored but neither searchable nor counted. A "name" of that
# length is an error of extraction. Lucene and tantivy refuse terms above 32,766 bytes; values of
# this length stay below that.
NAME_LENGTH = 256
KEYWORD_LENGTH = 8_191
# What a search can count, in the order that is shown, and what it counts unless told otherwise.
FACET_FIELDS: tuple[str, ...] = (*NAME_FIELDS, "language", "source", "media_type")
USUAL_FACETS: tuple[str, ...] = (
    "people", "organizations", "places", "groups", "topics", "language", "source",
)  # fmt: skip


def folded(field: str) -> str:
    """The name of a field's folded copy."""
    return f"{field}_folded"


def folded_name(name: str) -> str:
    """The name of a source's own field in queries: `Article Section` is `article_section`."""
    return "_".join(fold(name).split())


class Written(msgspec.Struct, frozen=True):
    """The run and batch that write a document to the index, its version, and the time (UTC).

    `version` is the run's start in ms × 1000 + attempt, so that a late attempt never overwrites a
    newer one. The time decides nothing: a batch that is written again has a later one.
    """

    run: str
    batch: str
    version: int
    at: datetime


def publication_date(text: str | None) -> datetime | None:
    """A date in ISO 8601 as UTC; None for any other text, which sources could not understand.

    A date without a time is its midnight, a month or year its first moment.
    """
    if not text:
        return None
    whole = f"{text}{'-01' * (2 - text.count('-'))}" if _REDUCED.fullmatch(text) else text
    try:
        parsed = datetime.fromisoformat(whole)
    except ValueError:
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def entity_values(entities: Entities) -> dict[str, list[str]]:
    """field → the values of its label: names, or canonical values where the label has a form.

    Names are those across documents.
    """
    canonical = {(e.label, e.name): e.canonical for e in entities.entities if e.canonical}
    values: dict[str, list[str]] = {}
    for label, found in names(entities).items():
        if (field := ENTITY_FIELDS.get(label)) is None:
            continue
        if form := VALUE_FORMS.get(label):
            values[field] = [value for value in found if form.fullmatch(value)]
        else:
            values[field] = [*dict.fromkeys(canonical.get((label, name), name) for name in found)]
    return values


def entity_fields(entities: Entities) -> list[dict[str, Any]]:
    """The entities as objects; what few of them have is left out of the others."""
    found = []
    for entity in entities.entities:
        fields = msgspec.structs.asdict(entity)
        for rare in ("canonical", "also", "country"):
            if not fields[rare]:
                del fields[rare]
        found.append(fields)
    return found


def entity_key(label: str, key: str) -> str:
    """What documents meet by, which have the same entity."""
    return f"{label}:{key}"


def also_named(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """field → further names by which a document is searched; `fields`: those of the index."""
    found: dict[str, list[str]] = {}
    for entity in fields.get("entities") or ():
        if (also := entity.get("also")) and (field := ENTITY_FIELDS.get(entity["label"])):
            found.setdefault(field, []).extend(also)
    return found


def has_foreign_date(document: Document) -> bool:
    """Whether the source gives a date that is not understood; it is kept as given."""
    told = document.metadata.published
    return bool(told) and publication_date(told) is None


def _as_given(told: str | None, understood: datetime | None) -> str | None:
    """The source's own text for a date, where it is not what the index has."""
    is_whole = understood is not None and told is not None and not _REDUCED.fullmatch(told)
    return None if is_whole else told


def _utc(moment: datetime) -> str:
    # Not strftime: its %Y does not pad years below 1000 on Linux.
    return f"{moment.replace(tzinfo=None, microsecond=0).isoformat()}Z"


def page_at(offset: int, starts: Sequence[int]) -> int | None:
    """The page, from 1, on which an offset lies; None without pages. `starts`: as in `Cleaned`."""
    return bisect_right(starts, offset) or None


def mention_fields(work: Work) -> list[dict[str, Any]]:
    """The mentions as objects, each with the page on which it stands where there are pages."""
    starts = work.cleaned.pages if work.cleaned else ()
    found = [msgspec.structs.asdict(m) for m in work.entities.mentions] if work.entities else []
    if starts:
        for mention in found:
            mention["page"] = page_at(mention["start"], starts)
    return found


def file_fields(work: Work) -> dict[str, Any]:
    """What the file of a document says of itself, and what it belongs to."""
    document, properties = work.document, work.properties or Properties()
    stated = work.cleaned.stated if work.cleaned else Metadata()
    mail = properties.mail or Mail()
    modified = publication_date(properties.modified)
    headed = {
        "mail_from": mail.sender, "mail_to": mail.to, "mail_cc": mail.cc, "mail_bcc": mail.bcc,
        "mail_reply_to": mail.reply_to,
    }  # fmt: skip
    everyone = [address for addresses in headed.values() for address in addresses]
    return {
        "parent": document.parent,
        "family": document.family,
        "subjects": list(document.metadata.subjects or stated.subjects),
        "pages": properties.page_count or None,
        "page_starts": list(work.cleaned.pages) if work.cleaned else [],
        "modified": _utc(modified) if modified else None,
        "creator_tool": properties.creator_tool,
        "last_saved_by": properties.last_saved_by,
        "message_id": mail.message_id,
        "thread": mail.thread,
        **{
            field: list(dict.fromkeys(one.address for one in addresses if one.address))
            for field, addresses in headed.items()
        },
        "mail_names": list(dict.fromkeys(one.name for one in everyone if one.name)),
    }


def full_text(work: Work) -> dict[str, str | None]:
    """What of a document is full text, and its language, as fields of the index."""
    cleaned = work.cleaned
    return {
        "title": cleaned.title if cleaned else work.document.metadata.title,
        "text": cleaned.text if cleaned else None,
        "language": cleaned.language if cleaned else None,
    }


def index_fields(work: Work, fingerprints: Iterable[str], written: Written) -> dict[str, Any]:
    """A finished document as the flat JSON object that every index stores.

    Fields without a value are left out. `fingerprints` are "stage:fingerprint" texts.
    """
    document, cleaned = work.document, work.cleaned
    metadata = document.metadata
    stated = cleaned.stated if cleaned else Metadata()
    published = publication_date(metadata.published) or publication_date(stated.published)
    record: dict[str, Any] = {
        "source_id": document.source_id,
        "source": document.locator.source,
        "member": document.locator.member,
        "record": document.locator.record,
        "media_type": document.media_type,
        **file_fields(work),
        "author": metadata.author or stated.author,
        "url": metadata.url or stated.url,
        "published": _utc(published) if published else None,
        "published_as_given": _as_given(metadata.published, published),
        **full_text(work),
        "language_confidence": cleaned.language_confidence if cleaned else None,
        "encoding": cleaned.encoding if cleaned else None,
        "replaced_bytes": (cleaned.replaced_bytes if cleaned else 0) or None,
        "credit": cleaned.credit if cleaned else None,
        SIGNALS_FIELD: cleaned.signals if cleaned else None,
        "content_hash": cleaned.content_hash if cleaned else None,
        "raw_hash": document.raw_hash,
        "fingerprints": sorted(fingerprints),
        "run": written.run,
        "batch": written.batch,
        "version": written.version,
        "indexed_at": _utc(written.at),
    }
    if cleaned and cleaned.repairs:
        record["repairs"] = [msgspec.structs.asdict(r) for r in cleaned.repairs]
        record["repair_counts"] = cleaned.repair_counts
        record["repaired"] = sorted(cleaned.repair_counts)
    if cleaned and cleaned.reversal.differences:
        # As arrays: a wrapped text differs at each line's end.
        record["reversal"] = msgspec.to_builtins(cleaned.reversal)
    if cleaned and cleaned.marks:
        record["marks"] = [msgspec.structs.asdict(m) for m in cleaned.marks]
    if work.entities:
        record["mentions"] = mention_fields(work)
        record |= entity_values(work.entities)
        record["entities"] = entity_fields(work.entities)
        keys = (entity_key(e.label, e.key) for e in work.entities.entities)
        record["entity_keys"] = [*dict.fromkeys(keys)]  # "UK" and "Britain" have one
        record["no_entities"] = work.entities.reason
    if work.topics:
        record["topics"] = list(work.topics.chosen)
        record["topic_scores"] = work.topics.scores
        record["topic_guess"] = work.topics.guess
        record["no_topics"] = work.topics.reason
    also = also_named(record)
    for field in FOLDED_FIELDS:
        if value := record.get(field):
            values = [value] if isinstance(value, str) else [*value, *also.get(field, ())]
            record[folded(field)] = list(dict.fromkeys(fold(value) for value in values))
    if other := {**stated.other, **metadata.other}:
        record[METADATA_FIELD] = other
        record[folded(METADATA_FIELD)] = {
            folded_name(name): [fold(value) for value in values] for name, values in other.items()
        }
    record["metadata_left_out"] = metadata.names_left_out
    if work.extra:
        record[EXTRA_FIELD] = work.extra
    return {name: value for name, value in record.items() if value not in (None, "", [], (), {})}
