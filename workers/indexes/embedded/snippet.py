"""Snippets: the part of a text with the words that a query looks for."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from pipeline.index import AFTER_MATCH, BEFORE_MATCH, SNIPPET_LENGTH
from pipeline.query.tree import And, Node, Or, Phrase, Prefix, Word

# Characters before the first match.
_LEAD = 60
# A common word in a book matches thousands of times; only this many matches are considered.
_MATCHES = 500
# From this character on, Unicode has scripts in which single characters are words.
_FIRST_IDEOGRAPH = "\u2e80"

Analyze = Callable[[str], list[str]]


def matcher(query: Node, analyze: Analyze) -> re.Pattern[str] | None:
    """A pattern for what a query looks for in title and text; None when it looks for nothing."""
    patterns = dict.fromkeys(_patterns(query, analyze))
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def snippet(title: str, text: str, found: re.Pattern[str] | None) -> str:
    """About 200 characters on one line, matches between « and ».

    It is from the text, or from the title when only that has a match; else the text's beginning.
    """
    if found is not None:
        for whole in (text, title):
            if spans := [match.span() for match in islice(found.finditer(whole), _MATCHES)]:
                return _marked(whole, spans)
    return _line(_beginning(text or title))


def _patterns(node: Node, analyze: Analyze) -> Iterator[str]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _patterns(part, analyze)
        case Word(text, field) | Phrase(text, field) | Prefix(text, field):
            if field in (None, "title", "text") and (tokens := analyze(text)):
                yield _pattern(tokens, isinstance(node, Prefix))


def _pattern(tokens: list[str], begins: bool) -> str:
    pattern = "" if tokens[0][0] >= _FIRST_IDEOGRAPH else r"(?<![^\W_])"
    for before, token in zip(["", *tokens], tokens, strict=False):
        between = r"[\W_]*" if token[0] >= _FIRST_IDEOGRAPH else r"[\W_]+"
        pattern += (between if before else "") + re.escape(token)
    if begins:
        return pattern + r"\w*"
    return pattern if tokens[-1][-1] >= _FIRST_IDEOGRAPH else pattern + r"(?![^\W_])"


def _marked(whole: str, spans: list[tuple[int, int]]) -> str:
    first = max(range(len(spans)), key=lambda at: (_distinct(whole, spans, at), -at))
    start = max(0, spans[first][0] - _LEAD)
    if start:
        blank = whole.find(" ", start, spans[first][0])
        start = blank + 1 if blank >= 0 else spans[first][0]
    end = start + len(_beginning(whole[start : start + SNIPPET_LENGTH + 1]))
    parts, at = [], start
    for low, high in spans:
        if low >= start and low < max(end, spans[first][1]):
            parts += [whole[at:low], BEFORE_MATCH, whole[low:high], AFTER_MATCH]
            at = high
    return _line("".join([*parts, whole[at:end]]))


def _distinct(whole: str, spans: list[tuple[int, int]], at: int) -> int:
    """How many different words a snippet would show that begins with match `at`."""
    limit = spans[at][0] + SNIPPET_LENGTH - _LEAD
    shown = set()
    for low, high in spans[at:]:
        if high > limit:
            break
        shown.add(whole[low:high].lower())
    return len(shown)


def _beginning(text: str) -> str:
    """The first characters, cut at a blank if there is one."""
    if len(text) <= SNIPPET_LENGTH:
        return text
    head = text[:SNIPPET_LENGTH]
    return head.rsplit(None, 1)[0] if any(c.isspace() for c in head.strip()) else head


def _line(text: str) -> str:
    return " ".join(text.split())
