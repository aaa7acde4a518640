"""Blanks out paragraphs that are surely not English in a text of undetermined language.

A document in several languages is given to the English model, which takes German nouns and
"La junta" for names.
"""

import re

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
_BREAK = re.compile(r"\n\s*\n")
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]+(?![\w'’-])")


def only_english(text: str) -> str:
    """The text with blanks in place of paragraphs in another language; offsets stay."""
    parts: list[str] = []
    done = 0
    for start, end in _paragraphs(text):
        if _is_foreign(text[start:end]):
            parts += (text[done:start], " " * (end - start))
            done = end
    return "".join((*parts, text[done:]))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    breaks = [*_BREAK.finditer(text)]
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(text)]
    return list(zip(starts, ends, strict=True))


def _is_foreign(paragraph: str) -> bool:
    words = {word for word in _WORD.findall(paragraph) if word.islower()}
    foreign = len(words & _FOREIGN)
    return foreign >= _LEAST and foreign > 2 * len(words & _ENGLISH)
