"""Removes common words from names in headlines, where every word has a capital.

In "Chelsea Activate £71.6m Release Clause" a model takes verbs for parts of names. A name in a
headline needs other evidence: the gazetteer, the rest of the document, a given name, or words that
are not common.
"""

import re
from collections.abc import Collection, Sequence

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import ORGANIZATION, PLACE
from pipeline.extract.gazetteer.packaged import Packaged, is_common, is_verb
from pipeline.extract.keys import key
from pipeline.extract.labels import NAMED, ORGANIZATION_LABEL, PERSON, PLACE_LABEL
from pipeline.extract.line_ends import LineEnds
from pipeline.extract.words import ORGANIZATION_ENDS, PLACE_ENDS

_END = re.compile(r"[.!?:]\s|\n")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Words that are in lower case even in headlines.
_LOWER = frozenset(
    {"a", "an", "the", "and", "or", "but", "nor", "of", "in", "on", "at", "to", "for", "by", "as",
     "with", "from", "into", "over", "after", "amid", "than", "upon", "under", "v", "vs", "off",
     "up", "out", "per", "via"}
)  # fmt: skip
_SENTENCE = 5  # words: longer "names" are the headline itself
_REACH = 160  # characters on either side
_LEAST = 4  # words
_COMMON = 3  # capitalised common words


def without_headline_words(
    text: str, found: Sequence[Found], known: Packaged, line_ends: LineEnds
) -> list[Found]:
    """The mentions; those in headlines without common words that do not belong to a name.

    `line_ends`: those of the text.
    """
    doubtful = [
        mention
        for mention in found
        if mention.label in NAMED
        and _is_beside_capitals(text, mention, known)
        and _common(text, mention, known)
        and _is_in_headline(text, mention, known, line_ends)
    ]
    if not doubtful:
        return [*found]
    apart = {id(mention) for mention in doubtful}
    elsewhere: set[str] = set()
    for mention in found:
        if id(mention) not in apart:
            words = key(text[mention.start : mention.end]).split()
            elsewhere.add(" ".join(words))
            if mention.label == PERSON and len(words) > 1:
                elsewhere.add(words[-1])
    made: list[Found] = []
    for mention in found:
        if id(mention) not in apart:
            made.append(mention)
        elif (left := _left(text, mention, known, elsewhere)) is not None:
            made.append(left)
    return made


def _is_beside_capitals(text: str, mention: Found, known: Packaged) -> bool:
    """Whether the name is in a sequence of capitalised words, is a long one, or ends in a verb."""
    after = text[mention.end : mention.end + 2]
    if after[:1] == " " and (after[1:].isupper() or after[1:].isdigit() or after[1:] in "$£€"):
        return True
    # Most are behind a small word: its first letter tells.
    reach, last = max(0, mention.start - 24), mention.start - 1
    while last >= reach and text[last] == " ":
        last -= 1
    if last >= reach and text[last].isalnum():
        first = max(reach, text.rfind(" ", reach, last) + 1)
        if text[first].isupper():
            return True
    return text.count(" ", mention.start, mention.end) >= _SENTENCE - 1 or _ends_in_verb(
        text[mention.start : mention.end], known
    )


def _ends_in_verb(surface: str, known: Packaged) -> bool:
    _, blank, last = surface.rpartition(" ")
    return bool(blank) and is_verb(last.casefold(), known)


def _common(text: str, mention: Found, known: Packaged) -> bool:
    return any(is_common(word, known) for word in text[mention.start : mention.end].split())


def _is_in_headline(text: str, mention: Found, known: Packaged, line_ends: LineEnds) -> bool:
    """Whether all words of its sentence that can have a capital have one, even common words."""
    start = max(0, mention.start - _REACH)
    for end in _END.finditer(text, start, mention.start):
        if end[0] != "\n" or not line_ends.is_soft(end.start()):
            start = end.end()
    finish = min(len(text), mention.end + _REACH)
    for end in _END.finditer(text, mention.end, finish):
        if end[0] != "\n" or not line_ends.is_soft(end.start()):
            finish = end.start()
            break
    words = _WORD.findall(text[start:finish])
    if len(words) < _LEAST:
        return False
    if any(word[0].islower() and len(word) > 1 and word not in _LOWER for word in words):
        return False
    common = [word for word in words if word[0].isupper() and is_common(word, known)]
    return len(common) >= _COMMON


def _left(text: str, mention: Found, known: Packaged, elsewhere: Collection[str]) -> Found | None:
    """The part of a mention in a headline that is a name, with its label in the gazetteer."""
    surface = text[mention.start : mention.end]
    name = key(surface)
    if name in elsewhere or name in known.kinds:
        return mention
    words = [*_WORD.finditer(surface)]
    low = [word[0].casefold() for word in words]
    if len(low) > 1 and (low[-1] in ORGANIZATION_ENDS or low[-1] in PLACE_ENDS):
        return mention
    if all(is_common(word, known) for word in low):
        return mention if len(low) > 2 and mention.label != PERSON else None
    # "Chelsea Activate", "Chelsea Unveil New Striker As Fans Celebrate"
    first = next(n for n, word in enumerate(low) if not is_common(word, known))
    last = first + 1
    if mention.label == PERSON and low[0] not in known.given:
        while last < len(low) and not is_common(low[last], known):
            last += 1
    else:
        while last < len(low) and not is_verb(low[last], known):
            last += 1
        name = " ".join(low[first:last])
        if name not in known.kinds and name not in elsewhere:
            return mention
    kind = known.kinds.get(" ".join(low[first:last]), 0)
    label = mention.label
    if kind & ORGANIZATION:
        label = ORGANIZATION_LABEL
    elif kind & PLACE:
        label = PLACE_LABEL
    start = mention.start + words[first].start()
    return Found(start, mention.start + words[last - 1].end(), label, mention.role)
