"""Finds tags in a text, and whether the text is marked up with them or is about them."""

import re
from bisect import bisect_right
from collections import defaultdict
from typing import NamedTuple

# Elements inside a sentence: where their tags are removed, the text continues.
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
# Elements that are a line or a paragraph, or show no text.
BLOCK = frozenset({
    "address", "article", "aside", "audio", "blockquote", "body", "br", "button", "canvas",
    "caption", "center", "col", "colgroup", "dd", "details", "div", "dl", "dt", "embed", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "html", "iframe", "img", "input", "legend", "li", "link", "main", "map", "meta", "nav",
    "noscript", "object", "ol", "optgroup", "option", "p", "param", "picture", "pre", "section",
    "select", "source", "summary", "svg", "table", "tbody", "td", "template", "textarea", "tfoot",
    "th", "thead", "title", "tr", "ul", "video", "script", "style",
})  # fmt: skip
# Elements that need neither a closing tag nor attributes.
_SINGLE = frozenset({"br", "dd", "dt", "hr", "li", "p", "td", "th", "tr", "wbr"})
_NAMES = "|".join(sorted(INLINE | BLOCK, key=len, reverse=True))
# Attributes need a value, except those that HTML allows without: "a <b and c> d" is no tag. A value
# with "<" in it must be short, so that no part of a text is read repeatedly.
_ATTRIBUTES = (
    r"""(?:\s++(?:[\w:@.-]{1,60}+\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|"[^"]{0,200}+"|'[^']{0,200}+'"""
    r"""|[^\s"'<>]++)"""
    r"|(?:allowfullscreen|async|checked|controls|defer|disabled|hidden|itemscope|loop|muted"
    r"|novalidate|readonly|required|selected)\b)){0,60}+"
)
_PLAIN = re.compile(
    rf"<(?:(?P<closing>/?)(?P<name>{_NAMES})(?P<attributes>{_ATTRIBUTES})\s*+/?>"
    r"|(?P<comment>!--)|(?P<section>!\[CDATA\[)|(?:!doctype|\?xml)\b[^<>]{0,1000}+>)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(
    rf"&lt;(?P<closing>/?)(?P<name>{_NAMES})"
    r"(?P<attributes>(?:\s[^<>&=]{1,60}+=[^<>&]{0,300}+(?:&(?!lt;|gt;)[^<>&]{0,300}+){0,20}+)?)"
    r"\s{0,9}+/?&gt;",
    re.IGNORECASE,
)
_ENDS = {name: re.compile(rf"</{name}\s{{0,9}}>", re.IGNORECASE) for name in ("script", "style")}
_FENCES = re.compile(r"^[ >\t]{0,12}(```+|~~~+)", re.MULTILINE)
_BACKTICKS = re.compile(r"(`{1,3})(?!`)[^`\n]++\1(?!`)")
_WORD_FOR_TAG = r"(?:tags?|elements?|attributes?)\b"
_TAG_AFTER = re.compile(rf"[\s\"'`”’)]{{1,3}}(?:[\w-]{{1,20}} )?{_WORD_FOR_TAG}", re.IGNORECASE)
_TAG_BEFORE = re.compile(rf"\b{_WORD_FOR_TAG}[\s\"'`“‘(:]{{1,3}}\Z", re.IGNORECASE)
_LIST_OF_TAGS = re.compile(r"\s+(?:and|or|to|und|oder|et|ou|y|o)\s+|\s*[,/|]\s*(?:and |or )?")
# Scripts without blanks between words: there a tag touches words also where a sentence mentions it.
_UNSPACED = re.compile("[\u2e80-\u2fff\u3040-\u30ff\u31f0-\u9fff，、（]")
_UNSPACED_TAG_AFTER = re.compile("(?:标签|標籤|标记|元素|属性|屬性|タグ|要素)(?![^<\\n]{0,12}</)")
_UNSPACED_LIST = re.compile("[和与與或及、と]")
_BRACKETS = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "(": ")", "[": "]", "«": "»"}
_BLANKS = " \t\u00a0"
_STOP = re.compile(r"[.,;:?!)](?=[\s\"'”’)]|\Z)")
# A text is about tags when at least this share of its tags is mentioned in sentences.
_SPOKEN_SHARE = 0.1


class Tag(NamedTuple):
    """Characters `start` to `end`, for scripts up to their end tag.

    `name`: "" for comments and declarations; `closing`: it ends an element; `attributes`: it has
    some.
    """

    start: int
    end: int
    name: str
    closing: bool = False
    attributes: bool = False
    hidden: bool = False


def plain_tags(text: str) -> list[Tag]:
    """Tags, declarations, comments and scripts, in order; in time linear in the text."""
    tags: list[Tag] = []
    sections: list[Tag] = []
    missing: set[str] = set()  # ends that do not come any more
    position = 0
    while found := _PLAIN.search(text, position):
        position = found.end()
        name = (found["name"] or "").lower()
        if found["comment"] or found["section"]:
            mark = "-->" if found["comment"] else "]]>"
            end = -1 if mark in missing else text.find(mark, position)
            if end < 0:
                missing.add(mark)
            elif found["comment"]:
                position = end + len(mark)
                tags.append(Tag(found.start(), position, "", hidden=True))
            else:
                tags.append(Tag(*found.span(), ""))
                sections.append(Tag(end, end + len(mark), ""))
            continue
        tag = Tag(*found.span(), name, bool(found["closing"]), bool(found["attributes"]))
        if name in _ENDS and not tag.closing and name not in missing:
            if closing := _ENDS[name].search(text, position):
                position = closing.end()
                tag = Tag(found.start(), position, "", attributes=tag.attributes, hidden=True)
            else:
                missing.add(name)
        tags.append(tag)
    return _without_overlaps(tags, sections)


def _without_overlaps(tags: list[Tag], sections: list[Tag]) -> list[Tag]:
    if not sections:
        return tags
    kept: list[Tag] = []
    for tag in sorted({*tags, *sections}):
        if not kept or tag.start >= kept[-1].end:
            kept.append(tag)
    return kept


def escaped_tags(text: str) -> list[Tag]:
    """Tags whose angle brackets were escaped (`&lt;b&gt;`), in order."""
    return [
        Tag(*found.span(), found["name"].lower(), bool(found["closing"]), bool(found["attributes"]))
        for found in _ESCAPED.finditer(text)
    ]


def code_spans(text: str) -> list[tuple[int, int]]:
    """Code as marked in Markdown: between fences, and between backticks of one line."""
    if "`" not in text and "~~~" not in text:
        return []
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for fence in _FENCES.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1].startswith(opened[1]):
            spans.append((opened.start(), fence.end()))
            opened = None
    return sorted(spans + [found.span() for found in _BACKTICKS.finditer(text)])


class Code:
    """The parts of a text that are marked as code."""

    def __init__(self, text: str) -> None:
        self._spans = code_spans(text)

    def __contains__(self, offset: int) -> bool:
        place = bisect_right(self._spans, (offset, offset + 1)) - 1
        return place >= 0 and offset < self._spans[place][1]


def tags_in_use(text: str, tags: list[Tag]) -> list[Tag]:
    """The tags with which a text is marked up; none if the text is about tags.

    A tag is in use when it touches words, when another one closes it, or when it is on a line of
    its own. A tag between blanks ("a <source> file") may be a word; it counts only in a text that
    uses other tags. Tags in code, and in listings below prose, are never in use.
    """
    code = Code(text)
    tags = [tag for tag in tags if tag.start not in code]
    spoken = _spoken(text, tags)
    if not tags or len(spoken) >= _SPOKEN_SHARE * len(tags):
        return []
    paired = _paired(tags)
    used: list[Tag] = []
    unsure: list[Tag] = []
    for tag in tags:
        if tag in spoken:
            continue
        (used if _is_used(text, tag, tag in paired) else unsure).append(tag)
    breaks = [tag for tag in unsure if tag.name == "br"]
    if (not used and len(breaks) < 2) or _is_listing(text, used or breaks):
        return []
    return sorted(used + [tag for tag in unsure if not _is_placeholder(text, tag, tag in paired)])


def _is_used(text: str, tag: Tag, paired: bool) -> bool:
    if _is_like_word(text, tag):
        return False
    before, after = _around(text, tag)
    touches = not before.isspace() or not after.isspace()
    if tag.hidden or not tag.name:
        return touches
    if tag.closing:
        return paired or not before.isspace()
    if not (paired or tag.attributes or tag.name in _SINGLE):
        return False
    if tag.name == "p" and not paired and (before.isalnum() or before in "_，、（"):
        if _UNSPACED.match(before) and _UNSPACED.match(after):
            return False
        return after.isalpha() or after == "\n"  # no type of a generic class: `Box<P> {`
    return True


def _is_placeholder(text: str, tag: Tag, paired: bool) -> bool:
    """Whether a tag may be a word: `cp <source>`, `List<Object>`."""
    if tag.closing or tag.attributes or paired or tag.hidden or not tag.name:
        return False
    if _is_like_word(text, tag):
        return tag.name not in _SINGLE
    before, after = _around(text, tag)
    return before.isalnum() or before == "_" or after.isspace()


def _around(text: str, tag: Tag) -> tuple[str, str]:
    """The characters before and after a tag; line ends at the ends of the text."""
    return text[tag.start - 1 : tag.start] or "\n", text[tag.end : tag.end + 1] or "\n"


def _is_like_word(text: str, tag: Tag) -> bool:
    """Whether a tag is between blanks in its line, or before a full stop."""
    before, after = _around(text, tag)
    return before in _BLANKS and (after in _BLANKS or bool(_STOP.match(text, tag.end)))


def _spoken(text: str, tags: list[Tag]) -> frozenset[Tag]:
    """The tags that sentences mention: in quotes, next to the word "tag", in a list of tags."""
    spoken: set[Tag] = set()
    for place, tag in enumerate(tags):
        before, after = _around(text, tag)
        bare = not tag.attributes and not tag.closing and bool(tag.name)
        if (
            _BRACKETS.get(before) == after
            or (not before.isalnum() and _TAG_AFTER.match(text, tag.end))
            or (_UNSPACED.match(before) and _UNSPACED_TAG_AFTER.match(text, tag.end))
            or (
                (after.isspace() or after in "\"'`”’)" or _STOP.match(text, tag.end))
                and _TAG_BEFORE.search(text, max(0, tag.start - 20), tag.start)
            )
            or (bare and before.isspace() and _STOP.match(text, tag.end))
        ):
            spoken.add(tag)
        if bare and place + 1 < len(tags):
            following = tags[place + 1]
            if (
                following.name
                and not following.attributes
                and following.start - tag.end <= 12
                and (not following.closing or following.name == tag.name)
                and (
                    between := _LIST_OF_TAGS.fullmatch(text, tag.end, following.start)
                    or (
                        _UNSPACED.match(before)
                        and _UNSPACED_LIST.fullmatch(text, tag.end, following.start)
                    )
                )
                and not (following.closing and not between[0].strip().isalpha())
            ):
                spoken |= {tag, following}
    return frozenset(spoken)


def _paired(tags: list[Tag]) -> frozenset[Tag]:
    """Opening and closing tags that belong together."""
    opened: dict[str, list[Tag]] = defaultdict(list)
    paired: list[Tag] = []
    for tag in tags:
        if not tag.name:
            continue
        if not tag.closing:
            opened[tag.name].append(tag)
        elif opened[tag.name]:
            paired += (opened[tag.name].pop(), tag)
    return frozenset(paired)


def _is_listing(text: str, used: list[Tag]) -> bool:
    """Whether all tags are in lines of code below lines of prose."""
    if all(tag.name in _SINGLE for tag in used):
        return False
    lines = {text.rfind("\n", 0, tag.start) + 1 for tag in used}
    indents: list[int] = []
    plain = plain_words = words = 0
    start = 0
    for line in text.split("\n"):
        number = len(line.split())
        words += number
        if start in lines:
            stripped = line.strip()
            if not stripped.startswith("<") or not stripped.endswith(">"):
                indents.append(len(line) - len(line.lstrip()))
        elif number:
            plain += 1
            plain_words += number
        start += len(line) + 1
    if plain_words < 0.5 * words or plain < 2:
        return False
    return all(indent >= 2 for indent in indents)
