"""What is left of HTML in a text: tags, comments, scripts, entities."""

import re
from html import unescape

from pipeline.clean.edit import Edit

# Elements that stand in the flow of a sentence: without their tags the text runs on.
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
# Elements that stand for a line or a paragraph, or show no text.
_BLOCK = frozenset({
    "address", "article", "aside", "audio", "blockquote", "body", "br", "button", "canvas",
    "caption", "center", "col", "colgroup", "dd", "details", "div", "dl", "dt", "embed", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "html", "iframe", "img", "input", "legend", "li", "link", "main", "map", "meta", "nav",
    "noscript", "object", "ol", "optgroup", "option", "p", "param", "picture", "pre", "section",
    "select", "source", "summary", "svg", "table", "tbody", "td", "template", "textarea", "tfoot",
    "th", "thead", "title", "tr", "ul", "video", "script", "style",
})  # fmt: skip
_LINES = frozenset({"br", "dd", "dt", "li", "option", "tr"})  # a line's end, not a paragraph's
_CELLS = frozenset({"button", "td", "th"})
_NAMES = "|".join(sorted(_INLINE | _BLOCK, key=len, reverse=True))
# Attributes need a value unless HTML knows them without: "a <b and c> d" is no tag.
_ATTRIBUTE = (
    r"""\s+(?:[\w:@.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)"""
    r"|allowfullscreen|async|checked|controls|defer|disabled|hidden|itemscope|loop|muted|novalidate"
    r"|readonly|required|selected)"
)
_MARKUP = re.compile(
    rf"<(?:(?P<content>script|style)\b(?:{_ATTRIBUTE})*\s*>.*?</(?P=content)\s*>"
    r"|!--.*?-->|!doctype\b[^<>]*>|\?xml\b[^<>]*>|!\[CDATA\["
    rf"|/?(?P<name>{_NAMES})(?:{_ATTRIBUTE})*\s*/?>)|\]\]>"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)",
    re.IGNORECASE | re.DOTALL,
)
# A text whose markup was escaped once more has opening and closing tags; one that speaks of HTML
# rather has single ones.
_ESCAPED = re.compile(
    r"&lt;(?P<closing>/?)(?:a|b|br|div|em|h[1-6]|i|img|li|ol|p|span|strong|ul)\b[^<>]{0,300}?&gt;",
    re.IGNORECASE,
)


class EscapedMarkup:
    """Brings back tags that were escaped once more (`&lt;p&gt;`), for `Markup` to remove."""

    name = "escaped-markup"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """An edit for each tag, where there are opening and closing ones."""
        if "&lt;" not in text:
            return []
        tags = list(_ESCAPED.finditer(text))
        if len({tag["closing"] for tag in tags}) < 2:
            return []
        return [Edit(*tag.span(), unescape(tag.group()), "escaped twice") for tag in tags]


class Markup:
    """Removes tags, comments and scripts, and replaces entities by their characters.

    Tags of blocks leave a line end behind, unless the sentence goes on after them.
    """

    name = "markup"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """An edit for each run of tags, each comment and script, each entity."""
        if "&" not in text and "<" not in text:
            return []
        edits: list[Edit] = []
        run: list[re.Match[str]] = []
        for found in _MARKUP.finditer(text):
            if found["entity"]:
                after = unescape(found.group())
                if after != found.group():
                    edits.extend(_run_edits(text, run))
                    run = []
                    edits.append(Edit(*found.span(), after, "entity"))
                continue
            if (
                run
                and not text[run[-1].end() : found.start()].isspace()
                and (run[-1].end() < found.start())
            ):
                edits.extend(_run_edits(text, run))
                run = []
            run.append(found)
        return edits + _run_edits(text, run)


def _run_edits(text: str, run: list[re.Match[str]]) -> list[Edit]:
    """The edits for tags that follow one another with nothing but white space between."""
    names = {(tag["name"] or "").lower() for tag in run} & _BLOCK
    if not names:
        return [Edit(*tag.span(), "", "tag" if tag["name"] else "hidden content") for tag in run]
    start, end = run[0].start(), run[-1].end()
    if names <= _CELLS or _goes_on(text, start, end):
        between = " "
    else:
        between = "\n" if names <= _LINES | _CELLS else "\n\n"
    return [Edit(start, end, between, "tags" if len(run) > 1 else "tag")]


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence before a tag goes on after it."""
    before, after = (
        text[max(0, start - 40) : start].rstrip()[-1:],
        text[end : end + 40].lstrip()[:1],
    )
    return (before.isalnum() or before == ",") and after.islower()
