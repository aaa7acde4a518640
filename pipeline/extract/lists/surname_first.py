"""Finds people in languages that put the surname first: "Nagy Márton", "Phạm Minh Chính".

In Hungarian a known given name, in any case, ends the name. In Vietnamese one of the few surnames
begins it.
"""

from collections.abc import Iterator, Sequence, Set

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import PERSON
from pipeline.extract.lists.known import given_names, places, surnames
from pipeline.extract.lists.words import Word
from pipeline.extract.words import word_set

_HUNGARIAN, _VIETNAMESE = "hu", "vi"
LANGUAGES = frozenset({_HUNGARIAN, _VIETNAMESE})
_MOST_WORDS = 4
_LEAST = 2  # letters of a word in a name
# Behind a name: streets, prizes and schools that are called after someone.
_NAMED_BEHIND = word_set(
    "út úton utca utcai utcában tér téren téri körút köz sor rakpart híd díj díja díjat díjas "
    "általános gimnázium iskola színház utcája"
)
_NAMED_BEFORE = word_set("đường phố quận phường trường cầu giải viên lăng tượng chùa sân học")


def people(words: Sequence[Word], language: str, low: Set[str], known: Packaged) -> Iterator[Found]:
    """The people of a text in order; `low`: the words that it has in lower case."""
    end = 0
    for start in range(len(words)):
        if start < end or not _is_name(words[start]):
            continue
        end = start + 1
        while end < len(words) and _is_name(words[end]) and words[end].after_blank:
            end += 1
        span = (
            _hungarian(words, start, end, low, known)
            if language == _HUNGARIAN
            else _vietnamese(words, start, end)
        )
        if span and span[0] < span[1]:
            yield Found(words[span[0]].start, words[span[1]].end, PERSON)


def _is_name(word: Word) -> bool:
    return word.capital and len(word.text) >= _LEAST and not word.text.isupper()


def _hungarian(
    words: Sequence[Word], start: int, end: int, low: Set[str], known: Packaged
) -> tuple[int, int] | None:
    """First and last word of the name in a run of capitals."""
    own = surnames(_HUNGARIAN)

    def is_given(number: int) -> bool:
        name = words[number].text
        other = words[number - 1].text in own and key(name) in known.given
        return name in given_names(_HUNGARIAN) or other

    first = words[start]
    if first.begins and first.text not in own and (end - start > 2 or first.text.lower() in low):
        start += 1
    elif first.begins and first.text not in own:
        return None  # "Tegnap Péter"
    last = next(filter(is_given, range(start + 1, end)), 0)
    while last and last + 1 < end and is_given(last + 1):
        last += 1
    if not last or last - start >= _MOST_WORDS - 1 or first.text in places(_HUNGARIAN):
        return None
    if last + 1 < end and words[last + 1].text not in places(_HUNGARIAN):
        return None  # a longer name: "Szent István Egyetem"
    behind = words[last + 1] if last + 1 < len(words) else None
    if behind and behind.after_blank and behind.text in _NAMED_BEHIND:
        return None
    return start, last


def _vietnamese(words: Sequence[Word], start: int, end: int) -> tuple[int, int] | None:
    if words[start].text not in surnames(_VIETNAMESE) or end - start > _MOST_WORDS:
        return None
    before = words[start - 1] if start and words[start].after_blank else None
    if before and before.text.lower() in _NAMED_BEFORE:
        return None
    return start, end - 1
