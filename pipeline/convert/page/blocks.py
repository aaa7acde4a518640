"""Reads a page as a tree of blocks with their text."""

import re
from collections.abc import Mapping
from html import unescape

# Elements that are never shown, or are controls. Their content is skipped.
UNSHOWN = frozenset({
    "applet", "area", "audio", "base", "basefont", "bgsound", "button", "canvas", "col", "colgroup",
    "datalist", "dialog", "embed", "frame", "frameset", "head", "iframe", "img", "input", "link",
    "map", "meta", "meter", "noembed", "noframes", "noscript", "object", "optgroup", "option",
    "param", "picture", "progress", "rp", "rt", "script", "select", "source", "style", "svg",
    "template", "textarea", "title", "track", "video",
})  # fmt: skip
# Elements without an end tag.
_WITHOUT_END = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_PICTURES = frozenset({"button", "iframe", "img", "input", "object", "select", "svg", "video"})
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "html", "legend", "li", "listing", "main", "menu",
    "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", "xmp",
})  # fmt: skip
PREFORMATTED = frozenset({"listing", "plaintext", "pre", "xmp"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# One of a block's names when its style or an attribute hides it.
HIDDEN = "(hidden)"
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
# A comment, an element whose content is not escaped, or a tag.
_TAG = re.compile(
    r"<!--.*?-->|<!DOCTYPE[^>]*>"
    r"|<(?P<raw>iframe|noembed|noframes|plaintext|script|style|xmp)\b[^>]*>"
    r"(?P<content>.*?)</(?P=raw)>"
    r"|<(?P<closing>/?)(?P<tag>[^\s<>/]+)(?P<attributes>[^>]*)>",
    re.S,
)
_ATTRIBUTES = re.compile(r'\s(class|id|role|itemprop|style|hidden|aria-hidden)="([^"]*)"')
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAMES = 500  # characters of class and id that are read
# An id with more is made from a heading ("sharing-with-a-single-developer").
_MOST_HYPHENS = 3
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LINE_END = "\0"  # of a <br>; no page has this character
_AROUND_LINE_END = re.compile(" *\0 *")


class Run:
    """Text of a block without another block inside.

    `size`: its characters, without white space around; `linked`: how many of them are in links;
    `preformatted`: its white space has a meaning.
    """

    __slots__ = ("linked", "parent", "preformatted", "score", "size", "text")

    def __init__(self, parent: "Block", preformatted: bool) -> None:
        self.parent = parent
        self.preformatted = preformatted
        self.text = ""
        self.size = self.linked = 0
        self.score = 0.0


class Block:
    """An element that is displayed on lines of its own.

    `names`: the parts of its class, id, role and itemprop, in lower case; `name`: these, unsplit.
    The numbers are sums over its content; `pipeline.convert.page.main_text` fills them in.
    """

    __slots__ = (
        "best", "children", "linked", "links", "name", "names", "parent", "runs", "score", "size",
        "tag",
    )  # fmt: skip

    def __init__(
        self,
        tag: str,
        parent: "Block | None",
        name: str = "",
        names: frozenset[str] = frozenset(),
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.name = name
        self.names = names
        self.children: list[Block | Run] = []
        self.size = self.linked = self.runs = self.links = 0
        self.score = self.best = 0.0


def read_blocks(html: str) -> Block:
    """The blocks of a page that a parser has written out: every tag is closed and escaped.

    Takes time linear in the page's size.
    """
    return _Reader(html).top


class _Reader:
    """Goes through the tags once, without recursion."""

    def __init__(self, html: str) -> None:
        self.top = self._block = Block("html", None)
        self._pieces: list[str] = []
        self._run: Run | None = None
        self._links = self._preformatted = 0
        # A cache by attributes, because most blocks of a page have the same.
        self._named: dict[str, tuple[str, frozenset[str]]] = {"": ("", frozenset())}
        unshown, depth = "", 0  # the element that is skipped, and how many of it are open
        done = 0
        for match in _TAG.finditer(html):
            raw, content, closing, tag, attributes = match.groups()
            if unshown:
                if tag == unshown:
                    depth += -1 if closing else 1
                    if not depth:
                        unshown, done = "", match.end()
                continue
            if match.start() > done:
                self._add(html[done : match.start()])
            done = match.end()
            if tag in BLOCKS:
                if closing:
                    self._end_block()
                else:
                    self._start_block(tag, attributes)
            elif tag == "a" and closing:
                self._links -= 1
            elif closing or tag is None:
                if raw in PREFORMATTED:
                    self._start_block(raw, "")
                    self._add(content.replace("&", "&amp;"))
                    self._end_block()
            elif tag in UNSHOWN:
                if tag in _PICTURES and self._run is not None:
                    self._pieces.append(" ")
                if tag not in _WITHOUT_END:
                    unshown, depth = tag, 1
            elif tag == "br":
                self._add(_LINE_END)
            elif tag == "hr":
                self._finish()
            elif attributes and _is_hidden(dict(_ATTRIBUTES.findall(attributes))):
                unshown, depth = tag, 1
            elif tag == "a":
                self._links += 1
        if not unshown and done < len(html):
            self._add(html[done:])
        self._finish()

    def _start_block(self, tag: str, attributes: str) -> None:
        self._finish()
        named = self._named.get(attributes)
        if named is None:
            named = self._named[attributes] = _named(attributes)
        name, names = named
        if HIDDEN in names and tag in ("html", "body"):
            names -= {HIDDEN}
        block = Block(tag, self._block, name, names)
        self._block.children.append(block)
        self._block = block
        self._preformatted += tag in PREFORMATTED

    def _end_block(self) -> None:
        self._finish()
        self._preformatted -= self._block.tag in PREFORMATTED
        if self._block.parent is not None:
            self._block = self._block.parent

    def _add(self, text: str) -> None:
        if self._run is None:
            if text is _LINE_END or text.isspace():
                return
            self._run = Run(self._block, self._preformatted > 0)
            self._block.children.append(self._run)
        self._pieces.append(text)
        if self._links:
            self._run.linked += len(text.strip())

    def _finish(self) -> None:
        """Close the open run of text."""
        run = self._run
        if run is None:
            return
        if run.preformatted:
            text = "".join(self._pieces).replace(_LINE_END, "\n")
            run.text = unescape(text).replace("\r\n", "\n").replace("\r", "\n")
            run.size = len(" ".join(run.text.split()))
        else:
            text = _SPACES.sub(" ", "".join(self._pieces))
            if _LINE_END in text:
                text = _AROUND_LINE_END.sub("\n", text)
            run.text = unescape(text).strip() if "&" in text else text.strip()
            run.size = len(run.text)
        run.linked = min(run.linked, run.size)
        self._run = None
        self._pieces = []


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes:
        return attributes["hidden"].lower() != "until-found"
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[:_LONGEST_NAMES]) is not None


def _named(written: str) -> tuple[str, frozenset[str]]:
    """The name and the names of a block with these attributes."""
    attributes = dict(_ATTRIBUTES.findall(written))
    values = [attributes.get(key) for key in ("class", "role", "itemprop")]
    identifier = attributes.get("id")
    if identifier and identifier.count("-") < _MOST_HYPHENS:
        values.append(identifier)
    name = " ".join(text[:_LONGEST_NAMES] for text in values if text)
    names = frozenset(map(str.lower, _NAME_PARTS.findall(name)))
    if _is_hidden(attributes) or attributes.get("aria-hidden") == "true":
        names |= {HIDDEN}
    return name, names
