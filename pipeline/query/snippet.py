"""Snippets: the part of a text with the words that a query looks for, the same for every index."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from pipeline.index import AFTER_MATCH, BEFORE_MATCH, SNIPPET_LENGTH
from pipeline.query.matcher import Matcher, Span

# Characters of a text in which matches are looked for: a list of hits has many long texts.
_LOOKED_AT = 1_000_000
# Characters before the first match.
_LEAD = 60


class Snippet(msgspec.Struct, frozen=True):
    """A part of a text on one line, its matches between « and ».

    `matches`: where in it they are, without these marks. A text may have the same marks of its own.
    `at`: where in the whole text the first of them begins; None without one, or of a title.
    """

    text: str
    matches: tuple[Span, ...] = ()
    at: int | None = None


def snippet(title: str, text: str, language: str | None, found: Matcher) -> Snippet:
    """About 200 characters of the text, or of the title when only that has a match.

    Without any match, the beginning of the text.
    """
    if text and (spans := found.spans(text[:_LOOKED_AT], language)):
        return _marked(text, spans)
    if title and (spans := found.spans(title, language)):
        return msgspec.structs.replace(_marked(title, spans), at=None)
    return Snippet(_line(_beginning(text or title)))


def _marked(whole: str, spans: Sequence[Span]) -> Snippet:
    first = _first(whole, spans)
    start = max(0, spans[first][0] - _LEAD)
    if start:
        blank = whole.find(" ", start, spans[first][0])
        start = blank + 1 if blank >= 0 else spans[first][0]
    end = start + len(_beginning(whole[start : start + SNIPPET_LENGTH + 1]))
    line, matches, at = "", [], start
    here = [span for span in spans if start <= span[0] < max(end, spans[first][1])]
    for low, high in here:
        line = _line(f"{line}{whole[at:low]}{BEFORE_MATCH}")
        begin = len(line)
        line = _line(f"{line}{whole[low:high]}{AFTER_MATCH}")
        matches.append((begin, len(line) - len(AFTER_MATCH)))
        at = high
    return Snippet(_line(f"{line}{whole[at:end]}"), tuple(matches), here[0][0])


def _first(whole: str, spans: Sequence[Span]) -> int:
    """The match with which a snippet begins that shows the most different words."""
    words = [whole[low:high].lower() for low, high in spans]
    shown: Counter[str] = Counter()
    first = most = end = 0
    for at, (start, _) in enumerate(spans):
        while end < len(spans) and spans[end][1] <= start + SNIPPET_LENGTH - _LEAD:
            shown[words[end]] += 1
            end += 1
        if len(shown) > most:
            first, most = at, len(shown)
        if end == at:  # it is too long itself
            end += 1
        elif shown[words[at]] == 1:
            del shown[words[at]]
        else:
            shown[words[at]] -= 1
    return first


def _beginning(text: str) -> str:
    """The first characters, cut at a blank if there is one."""
    if len(text) <= SNIPPET_LENGTH:
        return text
    head = text[:SNIPPET_LENGTH]
    return head.rsplit(None, 1)[0] if any(c.isspace() for c in head.strip()) else head


def _line(text: str) -> str:
    return " ".join(text.split())
