"""Puts back spaces that were lost after the end of a sentence: `the end.The next`."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

from pipeline.clean.edit import Edit

# Only before a capital and a small letter, unlike in `asp.net`, `3.5` and `U.S.`.
_STOPS = re.compile("[.?!…][”’)]?(?=[“‘(]?(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]|[AI] ))")
_WORD_AFTER = re.compile(r"[“‘(]?([^\W\d_]+)(.?)", re.DOTALL)
# Addresses, paths, names of code.
_TECHNICAL = re.compile(r"://|[@\\_=<>{}\[\]#$|~^*+]|\w/\w|[a-z]\.[a-z]|(?i:www\.)")
_DOTTED_NAME = re.compile(r"^\W?[A-Z]\w*(?:\.[A-Z]\w*){2,}\W*$")
# Second parts of domains and file names that may begin with a capital.
_SUFFIXES = frozenset({
    "Asp", "Aspx", "Biz", "Com", "Csv", "Doc", "Docx", "Edu", "Exe", "Gov", "Htm", "Html", "Info",
    "Jpeg", "Jpg", "Js", "Json", "Mil", "Net", "Org", "Pdf", "Php", "Png", "Py", "Tv", "Txt", "Uk",
    "Xls", "Xlsx", "Xml", "Zip",
})  # fmt: skip
_LONGEST_TOKEN = 80
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = 40  # characters
_CAPITALS = 3  # letters: "US.The", "README.Debian"
# What has members in several places is a name of code: "gdb.Value", "gdb.events".
_OWNER = re.compile(r"(?<![\w.])([a-z]+)\.(?=[A-Za-z_])")
_FEWEST_MEMBERS = 3
# Frequent first words of sentences, where a text is too short to say that a word is no name.
_STARTERS = frozenset(
    {"A", "An", "And", "As", "At", "But", "For", "From", "He", "His", "I", "If", "In", "It", "Its",
     "No", "On", "She", "So", "That", "The", "Their", "There", "These", "They", "This", "To", "We",
     "What", "When", "While", "Who", "With", "You", "Der", "Die", "Das", "Ein", "Eine", "Er", "Sie",
     "Es", "Im", "Le", "La", "Les", "Un", "Une", "Il", "Elle", "El", "Los", "Las", "Una", "Lo",
     "Het", "Een", "De", "Den", "Det", "Ett"}
)  # fmt: skip


class FullStops:
    """Puts a space between two sentences that have none.

    Two words that have a stop between them in several places are a name ("NEWS.Debian").
    """

    name = "full-stop"
    version = 4

    def edits(self, text: str) -> list[Edit]:
        """An insertion after each full stop, question or exclamation mark that lacks its space."""
        stops = [
            (stop, word) for stop in _STOPS.finditer(text) if (word := _sentence_start(text, stop))
        ]
        if not stops:
            return []
        pairs = [(_word_before(text, stop), word) for stop, word in stops]
        # A repeated line has the same words around them.
        around = {
            (pair, text[max(0, stop.start() - _AROUND) : stop.end() + _AROUND])
            for (stop, _), pair in zip(stops, pairs, strict=True)
        }
        often = Counter(pair for pair, _ in around)
        words = cache(lambda: Counter(_WORD.findall(text)))
        owners = Counter(_OWNER.findall(text)) if len(stops) >= _FEWEST_MEMBERS else Counter()
        return [
            Edit(stop.end(), stop.end(), " ", f"before {word!r}")
            for (stop, word), pair in zip(stops, pairs, strict=True)
            if word in _STARTERS
            or (
                often[pair] == 1
                and owners[pair[0]] < _FEWEST_MEMBERS
                and not _is_name(*pair, words)
            )
        ]


def _word_before(text: str, stop: re.Match[str]) -> str:
    before = _WORD_BEFORE.search(text, max(0, stop.start() - _LONGEST_TOKEN), stop.start())
    return before[0] if before else ""


def _is_name(before: str, after: str, words: Callable[[], Counter[str]]) -> bool:
    """Whether the words around a stop are one name: "README.Debian".

    Behind capitals a sentence begins with a word that the text mostly has without a capital.
    """
    if not before.isupper() or len(before) < _CAPITALS:
        return False
    return words()[after.lower()] < words()[after]


def _sentence_start(text: str, stop: re.Match[str]) -> str:
    """The first word of the sentence after a stop; "" if no sentence begins there."""
    after = _WORD_AFTER.match(text, stop.end())
    if after is None or after[1] in _SUFFIXES or after[2] in ("(", "_", "/", "\\", "@", "="):
        return ""
    letters = text[max(0, stop.start() - 3) : stop.start()]
    if len(letters) < 2 or not letters[-2:].isalpha():
        return ""
    if letters[-2:].istitle() and not letters[:-2].isalpha() and after[1] not in _STARTERS:
        return ""  # "Simon St.Laurent", "Mr.Bell": an abbreviation before a name
    before = text[max(0, stop.start() - _LONGEST_TOKEN) : stop.start()].rsplit(maxsplit=1)[-1]
    token = before + text[stop.start() : stop.end() + _LONGEST_TOKEN].split(maxsplit=1)[0]
    return "" if _TECHNICAL.search(token) or _DOTTED_NAME.search(token) else after[1]
