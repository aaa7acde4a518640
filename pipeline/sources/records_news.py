"""News as agencies send it (IPTC): NITF and NewsML-G2."""

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

import msgspec

from pipeline.records import Locator, Metadata
from pipeline.sources.dates import DateOrder, iso_date
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.media import TEXT
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, Item, passed_over, unread
from pipeline.sources.text_document import text_document
from pipeline.sources.xml_reading import XML_MARKS, child, elements, find_all, local, root, text_of

_ROOTS = frozenset({"nitf", "newsItem", "newsMessage"})
_ITEMS = frozenset({"nitf", "newsItem", "packageItem", "conceptItem", "knowledgeItem"})
# Elements that are a paragraph of their own.
_BLOCKS = frozenset({
    "p", "hl1", "hl2", "hedline", "byline", "dateline", "h1", "h2", "h3", "h4", "h5", "h6", "li",
    "tr", "dt", "dd", "blockquote", "pre", "caption", "media-caption", "tagline", "note", "div",
    "media", "table", "ul", "ol", "section", "article", "block", "fn", "bq",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})


class NewsRecords:
    """An article for each item, with what the agency says of it."""

    name = "news"
    suffixes = (".nitf",)
    marks = XML_MARKS
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By the root of the XML."""
        return root(head) in _ROOTS

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The items, numbered from 0. Packages, which list other items, are no documents."""
        first = entry.first_record()
        limit = options.limits.max_document_bytes
        for number, item in enumerate(elements(entry.stream, _ITEMS, limit)):
            if number >= first:
                locator = msgspec.structs.replace(entry.locator, record=number)
                try:
                    yield _article(item, locator, options)
                except DocumentTooLarge as error:
                    yield unread(locator, error)


def _article(item: Element, locator: Locator, options: SourceOptions) -> Item:
    match local(item.tag):
        case "nitf":
            text, metadata, given = _nitf(item, options.date_order)
        case "newsItem":
            text, metadata, given = _news_item(item, options.date_order)
        case _:
            return passed_over(locator, "news-list")
    if not text and not metadata.title:
        return passed_over(locator, "empty")
    return text_document(locator, text, TEXT, metadata, options, given or None)


def _nitf(item: Element, order: DateOrder) -> tuple[str, Metadata, str]:
    """By NITF 3.6: title and subjects from the head, all else from the body."""
    head, body = child(item, "head"), child(item, "body")
    top = child(item, "body", "body.head")
    content = child(item, "body", "body.content")
    end = child(item, "body", "body.end")
    headline = text_of(child(top, "hedline", "hl1")) if top is not None else ""
    title = headline or (text_of(child(head, "title")) if head is not None else "")
    docdata = child(head, "docdata") if head is not None else None
    issued = _attribute(docdata, "date.issue", "norm") or _attribute(
        docdata, "date.release", "norm"
    )
    story_date = next((d.get("norm") or text_of(d) for d in find_all(item, "story.date")), "")
    subjects = [
        code
        for tag, attribute in (
            ("tobject.subject", "tobject.subject.refnum"),
            ("classifier", "value"),
            ("series", "series.name"),
        )
        for one in find_all(item, tag)
        if (code := one.get(attribute) or text_of(one))
    ]
    byline = text_of(child(top, "byline")) if top is not None else ""
    dateline = text_of(child(top, "dateline")) if top is not None else ""
    lead = [part for part in (dateline,) if part]
    text = "\n\n".join([*lead, *_paragraphs(content), *_paragraphs(end)])
    if content is None and body is not None and top is None:
        text = "\n\n".join(_paragraphs(body))
    other: dict[str, tuple[str, ...]] = {"dateline": (dateline,)} if dateline else {}
    if second := text_of(child(top, "hedline", "hl2")) if top is not None else "":
        other["subheadline"] = (second,)
    metadata = Metadata(
        title=title or None,
        author=_author(byline),
        published=_date(story_date or issued, order),
        other=other,
        subjects=tuple(dict.fromkeys(subjects)),
    )
    return text, metadata, _attribute(docdata, "doc-id", "id-string")


def _news_item(item: Element, order: DateOrder) -> tuple[str, Metadata, str]:
    """By NewsML-G2 2.3x: metadata of item and content, the content's inline XML or data."""
    meta, content = child(item, "contentMeta"), child(item, "contentSet")
    about = meta if meta is not None else item
    headline = next((text_of(one) for one in about if local(one.tag) == "headline"), "")
    byline = next((text_of(one) for one in about if local(one.tag) == "by"), "")
    creators = [
        text_of(child(one, "name")) for one in about if local(one.tag) in ("creator", "contributor")
    ]
    dateline = text_of(child(about, "dateline"))
    created = text_of(child(about, "contentCreated")) or text_of(
        child(item, "itemMeta", "firstCreated")
    )
    version = text_of(child(item, "itemMeta", "versionCreated"))
    subjects = [
        code
        for one in about
        if local(one.tag) in ("subject", "genre") and (code := one.get("qcode") or one.get("uri"))
    ]
    paragraphs: list[str] = []
    title = headline
    for part in content if content is not None else ():
        match local(part.tag):
            case "inlineXML":
                inner = next(iter(part), None)
                if inner is not None and local(inner.tag) == "nitf":
                    text, stated, _ = _nitf(inner, order)
                    paragraphs.append(text)
                    title = title or stated.title or ""
                    byline = byline or stated.author or ""
                    subjects += stated.subjects
                else:
                    body = child(part, "html", "body")
                    paragraphs += _paragraphs(part if body is None else body)
            case "inlineData":
                paragraphs.append("".join(part.itertext()).strip())
    text = "\n\n".join(part for part in paragraphs if part)
    if dateline and dateline not in text:
        text = f"{dateline}\n\n{text}" if text else dateline
    metadata = Metadata(
        title=title or None,
        author=_author(byline) or next((name for name in creators if name), None),
        published=_date(version or created, order),
        other={
            name: (value,)
            for name, value in (
                ("dateline", dateline),
                ("slugline", text_of(child(about, "slugline"))),
                ("urgency", text_of(child(about, "urgency"))),
                ("created", created),
            )
            if value
        },
        subjects=tuple(dict.fromkeys(subjects)),
    )
    return text, metadata, item.get("guid") or ""


def _attribute(element: Element | None, name: str, attribute: str) -> str:
    found = child(element, name) if element is not None else None
    return (found.get(attribute) or "") if found is not None else ""


def _author(byline: str) -> str | None:
    name = byline.removeprefix("By ").removeprefix("BY ").removeprefix("by ").strip(" ,;")
    return name or None


def _date(given: str, order: DateOrder) -> str | None:
    """ISO 8601 as it is usually written; agencies write it without marks between its parts."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return (iso_date(given, order) or given) if given else None
    return found.isoformat() if "T" in given else found.date().isoformat()


def _paragraphs(element: Element | None) -> list[str]:
    """The text of an element as paragraphs; a row of a table is a line with tabs."""
    done: list[str] = []
    if element is not None:
        parts: list[str] = []
        _collect(element, parts, done)
        _end(parts, done)
    return done


def _collect(element: Element, parts: list[str], done: list[str]) -> None:
    """Put paragraphs that have ended into `done`, and the text of the last into `parts`.

    Elements may stand in one another to any depth.
    """
    stack = [(element, iter(element))]
    _open(element, parts, done)
    while stack:
        outer, left = stack[-1]
        inner = next(left, None)
        if inner is not None:
            stack.append((inner, iter(inner)))
            _open(inner, parts, done)
            continue
        stack.pop()
        _close(outer, parts, done)
        if stack and outer.tail:
            parts.append(outer.tail)


def _open(element: Element, parts: list[str], done: list[str]) -> None:
    name = local(element.tag)
    if name in _BLOCKS:
        _end(parts, done)
    if name and element.text:
        parts.append(element.text)


def _close(element: Element, parts: list[str], done: list[str]) -> None:
    name = local(element.tag)
    if name in _BLOCKS:
        _end(parts, done)
    elif name in _CELLS:
        parts.append("\t")
    elif name == "br":
        parts.append("\n")


def _end(parts: list[str], done: list[str]) -> None:
    text = " ".join("".join(parts).replace("\t", "\0").split()).replace(" \0 ", "\t")
    text = text.replace("\0 ", "\t").replace(" \0", "\t").replace("\0", "\t").strip()
    parts.clear()
    if text:
        done.append(text)
