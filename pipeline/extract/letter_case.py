"""Changes running text in capitals to the case that a model was trained on; offsets stay.

Running text is recognised by its function words. There the small model then finds .72 of the names
instead of .40, with fewer wrong ones. Headlines in capitals stay, because there it finds fewer
names in the usual case. Words that are not common keep their first capital, abbreviations keep all.
"""

import re
from itertools import pairwise

from pipeline.extract.gazetteer.kinds import BODY
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.words import HONORIFICS, SPEECH

# Five words or more in capitals, in one line or in consecutive ones.
_LOUD = re.compile(
    r"[A-Z](?<![\w@./-].)[A-Z'’.-]*"
    r"(?:[ ,;:&\"“”()]{0,3}[ \n](?:[\"“(]?[A-Z][A-Z'’.-]*|[$£€]?\d[\d.,:-]*%?)"
    r"[,;:)\"”]?){4,}(?!\w)"
)
_WORD = re.compile(r"[A-Z][A-Z'’]*[A-Z]")
_FUNCTION = frozenset(
    {"a", "an", "the", "and", "or", "but", "of", "in", "on", "at", "to", "for", "by", "as", "with",
     "from", "into", "over", "after", "than", "that", "is", "was", "were", "are", "be", "been",
     "has", "have", "had", "his", "her", "its", "their", "he", "she", "it", "they", "not", "will",
     "would", "which", "who", "this"}
)  # fmt: skip
_SENTENCES = 8  # words: fewer are a headline
_RUNNING = 0.25  # share of function words in running text
_LENGTHS = (2, 3)  # words of a well-known name
_ABBREVIATION = 3  # letters of words that may be one


def in_usual_case(text: str, known: Packaged) -> str:
    """The text with its parts in capitals in the usual case, of the same length."""
    if not known.common:
        return text
    return _LOUD.sub(lambda stretch: _usual(stretch[0], known), text)


def _usual(stretch: str, known: Packaged) -> str:
    matches = [*_WORD.finditer(stretch)]
    words = [match[0].casefold() for match in matches]
    functions = sum(word in _FUNCTION for word in words)
    if len(words) < _SENTENCES or functions < _RUNNING * len(words):
        return stretch
    in_names = _in_names(words, known)
    made: list[str] = []
    end = 0
    for number, match in enumerate(matches):
        word, low, before = match[0], words[number], words[number - 1] if number else ""
        made.append(stretch[end : match.start()])
        end = match.end()
        before_it = stretch[max(0, match.start() - 6) : match.start()].rstrip(' "“(')
        begins = not number or before_it[-1:] in ".!?\n"
        if low in _FUNCTION:
            made.append(word.capitalize() if begins else low)
        elif low in known.common:
            named = begins or number in in_names or (_leads(before, known) and low not in SPEECH)
            made.append(word.capitalize() if named else low)
        elif len(word) <= _ABBREVIATION and low not in known.given:
            made.append(word)
        else:
            made.append(word if known.kinds.get(low, 0) & BODY else word.capitalize())
    made.append(stretch[end:])
    usual = "".join(made)
    return usual if len(usual) == len(stretch) else stretch


def _in_names(words: list[str], known: Packaged) -> frozenset[int]:
    """The positions of words in well-known names of several words ("WHITE HOUSE", "NEW YORK")."""
    found: set[int] = set()
    for number in range(len(words)):
        for count in _LENGTHS:
            if " ".join(words[number : number + count]) in known.kinds:
                found.update(range(number, number + count))
    # A given name that is a common word ("BILL") is one before a surname ("CLINTON", "GATES").
    for number, (word, following) in enumerate(pairwise(words)):
        if word in known.given and following not in _FUNCTION:
            if following in known.also_names:
                found.update((number, number + 1))
            elif following not in known.common:
                found.add(number)
    return frozenset(found)


def _leads(word: str, known: Packaged) -> bool:
    """Whether a common word after this word is a surname: "GORDON BROWN", "MR PRICE"."""
    return (word in known.given and word not in known.common) or word in HONORIFICS
