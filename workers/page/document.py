"""What the page shows of one document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import msgspec

from pipeline.fields import METADATA_FIELD
from pipeline.index import Index, SearchRequest, Sort
from pipeline.query.matcher import Matcher
from pipeline.query.tree import Node, Word
from workers.page.asked import Asked
from workers.page.text_parts import Span, part, part_of, parts
from workers.reading.findings import Findings, findings

MOST_RELATED = 50
# Characters of a text in which the query is looked for: one million takes a fifth of a second, with
# a phrase half of one.
LOOKED_AT = 10_000_000
MOST_RECEIVERS = 3  # of a message, in the head of its page
# Of the stored fields, those that say where a document is from, in the order that is shown.
_ORIGIN = (
    "id", "source_id", "source", "member", "media_type", "author", "published",
    "published_as_given", "modified", "pages", "creator_tool", "last_saved_by",
    "subjects", "credit",
)  # fmt: skip
_MAIL = (
    "mail_from", "mail_to", "mail_cc", "mail_bcc", "mail_reply_to", "mail_names", "message_id",
)  # fmt: skip
_WORK = ("run", "batch", "fingerprints", "raw_hash", "content_hash", "metadata_left_out")

Fact = tuple[str, str]


class Name(msgspec.Struct, frozen=True):
    """The entity whose mentions are asked for."""

    label: str
    name: str


class Occurrence(msgspec.Struct, frozen=True):
    """One of several places in a text: its number, and the part in which it stands."""

    number: int
    part: int


class Related(msgspec.Struct, frozen=True):
    """Another document."""

    id: str
    title: str
    place: str
    published: str | None = None
    author: str | None = None


class Shown(msgspec.Struct, frozen=True):
    """One document, or the part of a long one that is asked for.

    `matches` and `names`: where the query and the chosen entity stand in the whole text;
    `matches_before` and `names_before`: how many of them stand before this part. `parent`: what it
    is attached to; `attached`: what is attached to it. `equal`: others with the same text.
    `messages`: those of its thread in the order of their dates, itself among them. `at`: the offset
    of what was gone to in the text, None at its beginning. `head`: when, by whom, to whom, where.
    `looked_at`: the characters in which the query was looked for, None for all.
    """

    id: str
    found: Findings
    head: tuple[str, ...]
    part: int
    parts: int
    matches: tuple[Occurrence, ...]
    names: tuple[Occurrence, ...]
    matches_before: int
    names_before: int
    name: Name | None
    origin: tuple[Fact, ...]
    mail: tuple[Fact, ...]
    work: tuple[Fact, ...]
    metadata: tuple[Fact, ...]
    parent: Related | None
    attached: tuple[Related, ...]
    equal: tuple[Related, ...]
    thread: str
    messages: tuple[Related, ...]
    folder: str
    at: int | None = None
    looked_at: int | None = None


def shown(
    index: Index, record: Mapping[str, Any], asked: Asked, name: Name | None, number: int | None
) -> Shown:
    """A document as the page shows it.

    Args:
        index: is asked for what belongs to the document.
        record: its stored fields.
        asked: the search from which it was opened; its matches are marked.
        name: the entity whose mentions are marked.
        number: of the part to show, from 1; None: the one with the first match or mention.
    """
    text = record.get("text") or ""
    spans = parts(text)
    matches = Matcher(asked.parsed().node).spans(text[:LOOKED_AT], record.get("language"))
    names = [
        (mention["start"], mention["end"])
        for mention in record.get("mentions") or ()
        if name and (mention["label"], mention["entity"]) == (name.label, name.name)
    ]
    if number is None:
        at = next((start for start, _ in names or matches), None)
        number = part_of(at or 0, spans)
    else:
        number = min(number, len(spans))
        at = spans[number - 1][0]
    here = part(record, spans[number - 1], matches, names)
    return Shown(
        id=record["id"],
        found=findings(record, here.passages),
        head=_head(record),
        part=number,
        parts=len(spans),
        matches=_occurrences(matches, spans),
        names=_occurrences(names, spans),
        matches_before=here.matches,
        names_before=here.names,
        name=name,
        origin=_facts(record, _ORIGIN),
        mail=_facts(record, _MAIL),
        work=_facts(record, _WORK),
        metadata=_facts(record.get(METADATA_FIELD) or {}),
        parent=_parent(index, record),
        attached=_having(index, Word(record["id"], "parent")),
        equal=_equal(index, record),
        thread=record.get("thread") or "",
        messages=_messages(index, record),
        folder=folder_of(record),
        at=at,
        looked_at=LOOKED_AT if asked.words and len(text) > LOOKED_AT else None,
    )


def file_name(record: Mapping[str, Any]) -> str:
    """A name for the document's file, that of its source; without folders."""
    path = record.get("member") or unquote(record["source"])
    return str(path).rstrip("/").rpartition("/")[2] or "document"


def _occurrences(places: Sequence[Span], spans: Sequence[Span]) -> tuple[Occurrence, ...]:
    return tuple(
        Occurrence(number, part_of(start, spans)) for number, (start, _) in enumerate(places, 1)
    )


def _head(record: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells a document from another of its title, without what it has not."""
    published = (record.get("published") or "")[:16].removesuffix("T00:00").replace("T", " ")
    published += " UTC" if " " in published else ""
    to = record.get("mail_to") or ()
    receivers = f"to {', '.join(to[:MOST_RECEIVERS])}" if to else ""
    more = f" and {len(to) - MOST_RECEIVERS} more" if len(to) > MOST_RECEIVERS else ""
    told = (published, record.get("author") or "", receivers + more, file_name(record))
    return tuple(filter(None, told))


def _facts(record: Mapping[str, Any], names: Iterable[str] | None = None) -> tuple[Fact, ...]:
    """The values of some fields as texts; those that are empty are left out."""
    facts = []
    for name in record if names is None else names:
        if value := record.get(name):
            told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            facts.append((name.replace("_", " ") if names else name, told))
    if names is _ORIGIN and record.get("record"):
        facts.append(("record", str(record["record"] + 1)))
    return tuple(facts)


def _parent(index: Index, record: Mapping[str, Any]) -> Related | None:
    id = record.get("parent")
    if not id:
        return None
    parent = index.get(id)
    # It may not be in the index: it failed, or was removed.
    return Related(id, parent.get("title") or file_name(parent), "") if parent else None


def _equal(index: Index, record: Mapping[str, Any]) -> tuple[Related, ...]:
    content = record.get("content_hash")
    found = _having(index, Word(content, "content_hash")) if content else ()
    return tuple(one for one in found if one.id != record["id"])


def _messages(index: Index, record: Mapping[str, Any]) -> tuple[Related, ...]:
    """The messages of a document's thread, if it has more than one."""
    thread = record.get("thread")
    found = _having(index, Word(thread, "thread"), Sort.OLDEST) if thread else ()
    return found if len(found) > 1 else ()


def _having(index: Index, query: Node, sort: Sort = Sort.SOURCE) -> tuple[Related, ...]:
    """The first documents that match, however equal their texts are."""
    request = SearchRequest(query, size=MOST_RELATED, sort=sort, collapse=False, snippets=False)
    return tuple(
        Related(
            hit.id,
            hit.title or hit.id,
            hit.place,
            hit.published,
            hit.author,
        )
        for hit in index.search(request).hits
    )


def folder_of(record: Mapping[str, Any]) -> str:
    """The folder or archive in which the document stands, as a filter by source takes it."""
    source, member = record["source"], record.get("member") or ""
    if member:
        inner, _, _ = member.rpartition("/")
        return f"{source}!{inner}" if inner else str(source)
    if record.get("record"):
        return str(source)
    return str(source).rpartition("/")[0]
