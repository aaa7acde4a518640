"""Blanks out what is not plainly English in a text of undetermined language.

Given to the English model, the two words of a cell in a Turkish table become a place, German nouns
and "La junta" names.
"""

import re

from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.words import word_set

# Function words of the largest languages in Latin script that are no English words: German,
# Spanish, French, Italian, Dutch, Portuguese, Indonesian.
_FOREIGN = word_set(
    "der das dem den und von vom zu zum zur mit ist nicht ein eine einen einer eines auf "
    "für im sich auch wird wurde sagte bei nach el la los las que del una por para se su es "
    "le les et une est dans pour qui sur pas ce il lo gli che di della dei sono un al "
    "het een van niet dat zijn op voor wordt o os uma não com dos ao yang dan itu "
    "dengan untuk tidak pada dari ini de en des du"
)
_ENGLISH = word_set(
    "the of and to is that it for was with as be by this are from have has had were which they not "
    "or his her their its will would an at but who said been you we our your"
)
_LEAST = 3  # different foreign function words
# English words for each that is not, in plainly English text. With one, two to three times as many
# short texts in other languages pass (docs/explanation/languages.md).
_MORE = 2
_BREAK = re.compile(r"\n\s*\n")
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]+(?![\w'’-])")


def only_english(text: str, known: Packaged) -> str:
    """The text with blanks in place of paragraphs in another language; offsets stay.

    Of a text that is plainly English as a whole, only paragraphs go that are surely foreign; of
    others all stay out that are not plainly English by themselves.
    """
    parts: list[str] = []
    done = 0
    whole = _is_plainly_english(text, known)
    for start, end in _paragraphs(text):
        paragraph = text[start:end]
        if _is_foreign(paragraph) or not (whole or _is_plainly_english(paragraph, known)):
            parts += (text[done:start], " " * (end - start))
            done = end
    return "".join((*parts, text[done:]))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    breaks = [*_BREAK.finditer(text)]
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(text)]
    return list(zip(starts, ends, strict=True))


def _is_plainly_english(text: str, known: Packaged) -> bool:
    """Whether dictionaries have enough of a text's words, or it is a name alone.

    Words with a capital inside it may be names and say nothing against English.
    """
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    if not words:
        return False
    low = [word.lower() for word in words]
    begins = len(words) > 1 and words[0][0].isupper() and low[0] in known.given
    is_name = begins and _FOREIGN.issuperset(w for w in words if w.islower())  # "Peter de la Mare"
    if is_name or all(_is_given(word, known) for word in low):
        return True
    strangers = {word for word in words if word.islower() and not _is_english(word, known)}
    if not (
        words[0].islower()
        or _is_english(low[0], known)
        or _is_given(low[0], known)
        or low[0] in known.sure
    ):
        strangers.add(low[0])
    return sum(_is_english(word, known) for word in {*low}) >= max(1, _MORE * len(strangers))


def _is_given(word: str, known: Packaged) -> bool:
    return word in known.given or word in known.also_names


def _is_english(word: str, known: Packaged) -> bool:
    return word in _ENGLISH or (word in known.common and word not in _FOREIGN)


def _is_foreign(paragraph: str) -> bool:
    words = {word for word in _WORD.findall(paragraph) if word.islower()}
    foreign = len(words & _FOREIGN)
    return foreign >= _LEAST and foreign > 2 * len(words & _ENGLISH)
