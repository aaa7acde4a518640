"""Removes HTML from a text: tags, comments, scripts."""

from html import unescape

from pipeline.clean.edit import Edit
from pipeline.clean.repairs.tags import BLOCK, Tag, escaped_tags, plain_tags, tags_in_use

_LINES = frozenset({"br", "dd", "dt", "li", "option", "tr"})  # they end a line, not a paragraph
_CELLS = frozenset({"button", "td", "th"})


class EscapedMarkup:
    """Unescapes tags that were escaped (`&lt;p&gt;`), for `Markup` to remove."""

    name = "escaped-markup"
    version = 3

    def edits(self, text: str) -> list[Edit]:
        """An edit for each tag, if the whole text was escaped, that is, has no other tags."""
        if "&lt;" not in text:
            return []
        tags = tags_in_use(text, escaped_tags(text))
        if len(tags) < 2 or plain_tags(text):
            return []
        return [
            Edit(tag.start, tag.end, unescape(text[tag.start : tag.end]), "escaped twice")
            for tag in tags
        ]


class Markup:
    """Removes tags, comments and scripts from a text that is marked up with them.

    Tags of blocks become a line end, unless the sentence continues after them.
    """

    name = "markup"
    version = 3

    def edits(self, text: str) -> list[Edit]:
        """An edit for each run of tags, each comment and script."""
        if "<" not in text:
            return []
        edits: list[Edit] = []
        run: list[Tag] = []
        for tag in tags_in_use(text, plain_tags(text)):
            if run and run[-1].end < tag.start and not text[run[-1].end : tag.start].isspace():
                edits += _run_edits(text, run)
                run = []
            run.append(tag)
        return edits + _run_edits(text, run)


def _run_edits(text: str, run: list[Tag]) -> list[Edit]:
    """The edits for consecutive tags, with only white space between them."""
    names = {tag.name for tag in run} & BLOCK
    if not names:
        return [
            Edit(tag.start, tag.end, "", "tag" if tag.name else "hidden content") for tag in run
        ]
    start, end = run[0].start, run[-1].end
    if names <= _CELLS or _goes_on(text, start, end):
        between = " "
    else:
        between = "\n" if names <= _LINES | _CELLS else "\n\n"
    return [Edit(start, end, between, "tags" if len(run) > 1 else "tag")]


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence before a tag continues after it."""
    before, after = (
        text[max(0, start - 40) : start].rstrip()[-1:],
        text[end : end + 40].lstrip()[:1],
    )
    return (before.isalnum() or before == ",") and after.islower()
