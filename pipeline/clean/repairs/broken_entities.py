"""Repairs entities that lost their `&`: `Russia #39;s`, `AT amp;T`, `quot;yes quot;`."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from pipeline.clean.edit import Edit
from pipeline.clean.repairs.tags import Code

# Names of entities that are no English words (as "reg", "copy" and "sect" are).
_NAMES = (
    "quot", "amp", "lt", "gt", "nbsp", "apos", "ndash", "mdash", "lsquo", "rsquo", "ldquo", "rdquo",
    "laquo", "raquo", "hellip", "eacute", "egrave", "ecirc", "agrave", "aacute", "acirc", "iacute",
    "oacute", "ocirc", "uacute", "ugrave", "ccedil", "ntilde", "auml", "ouml", "uuml", "szlig",
    "Eacute", "Auml", "Ouml", "Uuml",
)  # fmt: skip
_LONGEST_NAME = max(map(len, _NAMES))
# The second: inside a word. The third: a closing quotation mark.
_BROKEN = re.compile(
    rf"(?<![&#/=\w])(?P<alone>#0?\d{{2,5}}|{'|'.join(_NAMES)});"
    r"|(?<=[^\W\d_])(?P<inside>#0?\d{2,5});(?=[^\W\d_])"
    r"|(?<=\w)(?P<closing>quot|rdquo|#0?34|#8221|#148);(?=[\s.,;:!?)]|\Z)"
)
_NUMBER = re.compile(r"(?<![&\w])#(\d{1,9})\b(;?)")
_BLANKS = (" ", "\t", "\u00a0")
_APOSTROPHES = frozenset("'’")
_OPENING, _CLOSING = frozenset("“‘«"), frozenset("”’»")
_BEFORE_QUOTES = frozenset("$#'“‘(")
_DASHES = frozenset("–—")
_SIGNS = frozenset("$£€¥¢§©®<")  # written before a word
_SUFFIX = re.compile(r"(?:s|t|re|ve|ll|d|m)\b", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[^\W_]+\Z")
_WORD_AFTER = re.compile(r"\s*\(?([^\W_]+)")
_APOSTROPHE_AFTER = re.compile(r" #0?39;")
_END_TAG = re.compile(r"/[a-zA-Z]")
_STYLE_BEFORE = re.compile(r"[\w-]+[ \t]*:[ \t]*\Z")  # "color: #333;"
_STYLE_AFTER = re.compile(r"\s*(?:[a-z-]+\s*:|\})")
_AMPLIFIER = re.compile(r"\b(?:amps?\b(?!;)|amplif|guitar|speaker|pickup|volt|watt|bass\b)", re.I)
# Words before the number of an issue or chapter: "closes #39; then", "mentioned in #39; see".
_BEFORE_NUMBER = re.compile(
    r"\b(?:address|bug|case|chapter|clos|comment|commit|discuss|duplicat|fix|issue|item|merg|no|note"
    r"|number|page|patch|pr|pull|question|refer|ref|release|request|resolv|revert|room|rule|section"
    r"|see|step|supersed|task|ticket|track|version|vol)(?:s|e|es|ed|d|ing)?\Z",
    re.IGNORECASE,
)
_NO_POSSESSOR = frozenset(
    [
        "a",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "of",
        "on",
        "or",
        "per",
        "than",
        "that",
        "the",
        "this",
        "to",
        "via",
        "was",
        "with",
    ]
)
_SHORT_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "in",
        "and",
        "to",
        "un",
        "une",
        "et",
        "der",
        "die",
        "das",
    ]
)
_LONGEST_WORD = 40
_LONGEST_LINE = 2_000  # characters before an entity that are searched for a quotation
_LATER = 4  # apostrophes after an entity that are examined


class _Broken(NamedTuple):
    """Such an entity: its character, the number of blanks and the character before, and after."""

    start: int
    end: int
    character: str
    alone: bool
    inside: bool
    blanks: int
    before: str
    after: str


class BrokenEntities:
    """Replaces entities that lost their `&` by their characters.

    Many archives have a blank in place of the `&`, which is removed. An entity counts as broken if
    its place in a word shows that, or if another entity of the text is surely broken.
    """

    name = "broken-entity"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """An edit for each, including the blank before it."""
        found = list(_found(text)) if _has_any(text) else []
        if not found:
            return []
        numbers = _has_numbers(text)
        sure = {entity for entity in found if _is_sure(text, entity, numbers)}
        if not sure:
            return []
        ends = frozenset(entity.end for entity in found)
        return _edits(
            text,
            [
                entity
                for entity in found
                if entity in sure or (not numbers and _is_possible(text, entity, ends))
            ],
        )


def _has_any(text: str) -> bool:
    """Whether a number or a name of an entity is before any semicolon: a fast check."""
    end = text.find(";")
    while end >= 0:
        if text[end - 1 : end].isdigit() or text.endswith(_NAMES, max(0, end - _LONGEST_NAME), end):
            return True
        end = text.find(";", end + 1)
    return False


def _found(text: str) -> Iterator[_Broken]:
    code = Code(text)
    amplifiers = "amp;" in text and bool(_AMPLIFIER.search(text))
    for match in _BROKEN.finditer(text):
        start, end = match.span()
        name = match[0][:-1]
        if start in code or (amplifiers and name == "amp") or _is_style(text, match):
            continue
        if name.startswith("#") and not _is_plausible(int(name[1:])):
            continue
        character = unescape(f"&{name};")
        if not character.isprintable() and character != "\u00a0":
            continue
        bare = start
        while start - bare < 3 and text[bare - 1 : bare] in _BLANKS:
            bare -= 1
        yield _Broken(
            start, end, character, match["alone"] is not None, match["inside"] is not None,
            start - bare, text[bare - 1 : bare], text[end : end + 1],
        )  # fmt: skip


def _is_plausible(number: int) -> bool:
    """Whether texts use entities for this character: a mark, or one beyond ASCII."""
    return number in (34, 36, 38, 39, 60, 62) or 128 <= number < 256 or 8000 < number < 9000


def _has_numbers(text: str) -> bool:
    """Whether "#40" is a number in this text, such as an issue or an item of a list."""
    return any(not stop or not _is_plausible(int(n)) for n, stop in _NUMBER.findall(text))


def _is_style(text: str, match: re.Match[str]) -> bool:
    return bool(
        match[0].startswith("#")
        and _STYLE_BEFORE.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
        and _STYLE_AFTER.match(text, match.end())
    )


def _word_before(text: str, entity: _Broken) -> str:
    end = entity.start - entity.blanks
    found = _WORD_BEFORE.search(text, max(0, end - _LONGEST_WORD), end)
    return found[0] if found else ""


def _is_sure(text: str, entity: _Broken, numbers: bool) -> bool:
    """Whether its place alone shows that it is an entity without its `&`."""
    if not entity.alone:
        return entity.inside
    character, blanks, after = entity.character, entity.blanks, entity.after
    if character == "&":
        if after.isalnum():
            return entity.before.isalnum()
        following = _WORD_AFTER.match(text, entity.end)
        if not blanks or following is None:
            return False
        first = following[1][0]
        return blanks == 2 or (
            _word_before(text, entity)[:1].isupper() and (first.isupper() or first.isdigit())
        )
    if character in _APOSTROPHES and entity.before.isalpha() and _SUFFIX.match(text, entity.end):
        return True
    previous = _word_before(text, entity)
    if text[entity.start] == "#" and _BEFORE_NUMBER.search(previous):
        return False
    if character in "<>":
        begins_tag = after.isalpha() or _END_TAG.match(text, entity.end)
        return character == "<" and bool(begins_tag) and "gt;" in text[entity.end :][:80]
    if after.isalnum():
        return blanks > 0 or not entity.before or entity.before in "(“‘[\n"
    if blanks == 2 and character in _DASHES:
        return True
    # "players #39; fault": only the number of an issue is written like this too.
    return (
        not numbers
        and character in _APOSTROPHES
        and blanks > 0
        and entity.before.isalpha()
        and bool(_WORD_AFTER.match(text, entity.end) or _APOSTROPHE_AFTER.match(text, entity.end))
        and previous.lower() not in _NO_POSSESSOR
    )


def _is_possible(text: str, entity: _Broken, ends: frozenset[int]) -> bool:
    """Whether it counts as broken when others of the text do. `ends`: where entities end."""
    if entity.before == ";" and entity.start - entity.blanks not in ends:
        return False
    if text[entity.start] == "#" and _BEFORE_NUMBER.search(_word_before(text, entity)):
        return False
    if entity.character == "&":
        return entity.blanks > 0 and entity.before.isalnum() and entity.after == " "
    if entity.character == ">":
        return ";" in text[max(0, entity.start - 80) : entity.start]
    return entity.character != "<"


def _edits(text: str, entities: Sequence[_Broken]) -> list[Edit]:
    # Two blanks before an entity: here each "&" became a blank in addition to the text's own.
    exact = any(entity.blanks == 2 for entity in entities)
    edits: list[Edit] = []
    line, quoting = -1, False
    for place, entity in enumerate(entities):
        begin = text.rfind("\n", max(0, entity.start - _LONGEST_LINE), entity.start)
        if begin != line:
            line, quoting = begin, False
        opens = False
        if entity.character == '"':
            opens = entity.after.isalnum() or (not quoting and entity.after in _BEFORE_QUOTES)
            quoting = opens
        removed = min(entity.blanks, 1)
        if not exact and _keeps_blank(
            text, entity, opens, entities[place + 1 : place + 1 + _LATER]
        ):
            removed = 0
        end, character = entity.end, entity.character
        if character == "\u00a0":
            character, removed = " ", entity.blanks
            while text[end : end + 1] == " ":
                end += 1
        edits.append(Edit(entity.start - removed, end, character, "lost its &"))
    return edits


def _keeps_blank(text: str, entity: _Broken, opens: bool, later: Sequence[_Broken]) -> bool:
    """Whether the single blank before it is probably the text's own."""
    character, goes_on = entity.character, entity.after.isalnum()
    if character == '"':
        return opens
    if character in _APOSTROPHES and _SUFFIX.match(text, entity.end):
        return False
    if character == "'":
        return goes_on and (not entity.before.isalpha() or _closes(text, later))
    if character == "&" or character in _DASHES:
        return not goes_on
    if character.isalpha():
        return character.isupper() or _word_before(text, entity).lower() in _SHORT_WORDS
    if character in _OPENING or character in _SIGNS:
        return True
    return character not in _CLOSING and character != ">" and goes_on


def _closes(text: str, later: Sequence[_Broken]) -> bool:
    """Whether a following apostrophe, not one before a suffix, can close a quotation."""
    for entity in later:
        if entity.character == "'" and not _SUFFIX.match(text, entity.end):
            return not entity.after.isalnum()
    return False
