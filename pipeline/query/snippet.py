"""Snippets: the part of a text with the words that a query looks for, the same for every index."""

from collections.abc import Sequence

import msgspec

from pipeline.index import AFTER_MATCH, BEFORE_MATCH, SNIPPET_LENGTH
from pipeline.query.matcher import Matcher, Span

# Characters before the first match.
_LEAD = 60


class Snippet(msgspec.Struct, frozen=True):
    """A part of a text on one line, its matches between « and ».

    `matches`: where in it they are, without these marks. A text may have the same marks of its own.
    """

    text: str
    matches: tuple[Span, ...] = ()


def snippet(title: str, text: str, language: str | None, found: Matcher) -> Snippet:
    """About 200 characters of the text, or of the title when only that has a match.

    Without any match, the beginning of the text.
    """
    for whole in (text, title):
        if whole and (spans := found.spans(whole, language)):
            return _marked(whole, spans)
    return Snippet(_line(_beginning(text or title)))


def _marked(whole: str, spans: Sequence[Span]) -> Snippet:
    first = max(range(len(spans)), key=lambda at: (_distinct(whole, spans, at), -at))
    start = max(0, spans[first][0] - _LEAD)
    if start:
        blank = whole.find(" ", start, spans[first][0])
        start = blank + 1 if blank >= 0 else spans[first][0]
    end = start + len(_beginning(whole[start : start + SNIPPET_LENGTH + 1]))
    line, matches, at = "", [], start
    for low, high in spans:
        if low >= start and low < max(end, spans[first][1]):
            line = _line(f"{line}{whole[at:low]}{BEFORE_MATCH}")
            begin = len(line)
            line = _line(f"{line}{whole[low:high]}{AFTER_MATCH}")
            matches.append((begin, len(line) - len(AFTER_MATCH)))
            at = high
    return Snippet(_line(f"{line}{whole[at:end]}"), tuple(matches))


def _distinct(whole: str, spans: Sequence[Span], at: int) -> int:
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
