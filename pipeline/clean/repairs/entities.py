"""Replaces HTML entities in a text."""

import re
from html import unescape
from html.entities import name2codepoint

from pipeline.clean.edit import Edit
from pipeline.clean.repairs.tags import Code

# Including those whose "&" was escaped once or twice more: "&amp;amp;", "&amp;#8217;".
_ENTITY = re.compile(
    r"&(?P<again>(?:(?:amp|#38|#x26);){0,8}+)"
    r"(?P<name>\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|&(?:(?:amp|#38|#x26);){1,8}+"
)
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "(": ")", "[": "]", "«": "»"}
_CALLED = re.compile(
    r"[\s\"'`”’)]{1,3}(?:entit(?:y|ies)|characters?|sequences?|escapes?|references?|codes?)\b",
    re.IGNORECASE,
)
_TALK = re.compile(r"\b(?:entit(?:y|ies)|escap\w*|HTML|XML|XHTML|SGML|markup|encod\w*)\b")
_FEWEST_APART = 3  # from this number on, entities between blanks are used, not only mentioned
_TALK_WITHIN = 60  # characters around an entity
# `p = &sum;` is C, not the sign of a sum.
_ADDRESS_OF = re.compile(r"[=(,*]\s?\Z")
_END_OF_STATEMENT = re.compile(r"\s*(?:\n|\Z|[})])")
# Entities that, between blanks, are only mentioned, unless the text has others.
_NEVER_APART = frozenset({
    "nbsp", "quot", "apos", "lsquo", "rsquo", "ldquo", "rdquo", "#34", "#39", "#039", "#160",
    "#8216", "#8217", "#8220", "#8221",
})  # fmt: skip
_CONTRACTED = re.compile(r"(?:s|t|re|ve|ll|d|m)\b")
_NAMES = frozenset({*name2codepoint, "apos"})


class Entities:
    """Replaces entities by their characters, also those that were escaped repeatedly."""

    name = "entity"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """An edit for each entity, except those that the text is about."""
        if "&" not in text:
            return []
        found = list(_ENTITY.finditer(text))
        if not found:
            return []
        code = Code(text)
        # A text that has "<" was not escaped, so its "&lt;" are meant literally.
        brackets = "<" in text
        once = {match["name"] for match in found if not match["again"]}
        apart = {match.start() for match in found if _is_apart(text, match)}
        named = len(apart) == len(found) < _FEWEST_APART
        edits: list[Edit] = []
        for match in found:
            name = match["name"]
            if named and name in _NEVER_APART:
                continue
            if (
                match.start() in code
                or (brackets and name in ("lt", "gt"))
                or _is_spoken_of(text, match)
            ):
                continue
            if name is None:
                after = "&"
            elif not name.startswith("#") and name not in _NAMES:
                after = match.group() if not match["again"] else f"&{name};"
            elif match["again"] and name in ("lt", "gt") and name in once:
                after = f"&{name};"
            elif name == "#191" and _CONTRACTED.match(text, match.end()):
                after = "’"  # some programs wrote Windows' apostrophe like this
            else:
                after = unescape(f"&{name};")
            if after != match.group():
                edits.append(Edit(*match.span(), after, "entity"))
        return edits


def _is_apart(text: str, entity: re.Match[str]) -> bool:
    """Whether an entity is between blanks, like a word."""
    start, end = entity.span()
    around = text[start - 1 : start] + text[end : end + 1]
    return not around or around.isspace()


def _is_spoken_of(text: str, entity: re.Match[str]) -> bool:
    start, end = entity.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and _QUOTES.get(before) == after:
        return True
    if (
        _ADDRESS_OF.search(text, max(0, start - 3), start)
        and _END_OF_STATEMENT.match(text, end)
        and not (entity["name"] or "#").startswith("#")
    ):
        return True
    if (before and not before.isspace()) or after.isalnum():
        return False
    return bool(_CALLED.match(text, end)) or bool(
        _TALK.search(text, max(0, start - _TALK_WITHIN), end + _TALK_WITHIN)
    )
