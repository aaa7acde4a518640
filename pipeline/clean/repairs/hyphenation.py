"""Joins words broken at a line's end: `govern-`, `ment`; `well-`, `known` keeps its hyphen."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from pipeline.clean.edit import Edit
from pipeline.clean.language import UNDETERMINED, identify
from pipeline.clean.lexicon import Lexicon, fold_word
from pipeline.clean.repairs.compounds import LISTED, WordList, is_compound, writes_hyphens

# After a full stop or a closing mark ("U.S.-", "'iskeyword'-") the hyphen belongs to a compound.
_BREAKS = re.compile(r"(?:(?<=\w)|(?<=\w[.%’'”\")\]]))-\n(?=\w)")
_DASHED = re.compile(r"(?:^|\s)-\Z")
_FIRST = re.compile(r"[^\W_]+\Z")
_SECOND = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COUNTED = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
_LINE_END = re.compile(r"(?<=[^\n])\n(?=[^\n])")
FAR_LESS = 2.0  # Zipf units: a hundredth as usual
_COMPOUND_NEXT = re.compile(r"[ \n][^\W_]+-[^\W_]")
_LONGEST_WORD = 40
# Goes on after the second half in addresses and names of files: "debian-", "vote@lists.debian.org".
# A figure behind a full stop may be a footnote's.
_GOES_ON = re.compile(r"@\w|\.[a-z]")
# Where the text itself shows of this many breaks that the hyphen belongs to the word, and of less
# than a fourth as many that it does not, lines were broken at hyphens only. Of a text with broken
# words it shows more of these.
FEWEST_KEPT = 3
LEAST_KEPT = 4
# So they were where at most this share of its lines ends with a hyphen, and it shows of no more
# words that they were broken. Where more do than the second share, and as many as this, words were
# broken.
RARE, OFTEN = 0.05, 0.1
FEWEST_BREAKS = 3
SHORTEST_WORD = 3  # letters of a half that is looked for as a word of its own
SHORTEST_HALF = 2  # letters of the halves of a part
# A half that the text has before so many other words, each with its hyphen, begins names of its
# own: "dpkg-divert", "dpkg-deb".
FEWEST_NAMES = 3
# Characters before the first half in names of files, options and variables.
_CODE = frozenset("_/\\@=`$#~:+*")
# "pre- and post-war": the second part is a word of its own.
_CONJUNCTIONS = frozenset({"and", "or", "und", "oder", "sowie", "och", "eller"})
# Neither a word nor a compound ends with these in English, so the two lines are not one word.
_NEVER_SECOND = frozenset({
    "are", "been", "from", "had", "has", "have", "his", "its", "of", "that", "the", "their", "this",
    "was", "were", "which", "who", "will", "with", "would",
})  # fmt: skip
# French and Portuguese words that follow a hyphen after a verb, Russian and Ukrainian ones after a
# pronoun.
_PRONOUNS = frozenset({
    "il", "elle", "ils", "elles", "je", "tu", "nous", "vous", "moi", "toi", "lui",
    "leur", "là", "même", "mêmes", "être", "dessous", "dessus", "lhe", "lhes", "feira", "feiras",
    "нибудь", "либо", "небудь",
})  # fmt: skip
_BEFORE_HYPHENS = frozenset({
    "peut", "rendez", "celui", "celle", "ceux", "celles", "demi", "quelques", "outre", "vice",
    "moi", "lui", "nous", "elle", "eux", "sous", "arrière", "recém", "что", "кто", "какой",
    "какая", "какое", "какие", "какую", "каком", "каким", "каких", "какого", "какому", "чего",
    "чему", "кого", "кому", "где", "когда", "куда", "откуда", "почему", "зачем", "кое", "будь",
    "хто", "що",
})  # fmt: skip
# Portuguese ones after a verb, whose last vowel then has an accent: "marcá-lo".
_AFTER_ACCENTS = frozenset({"lo", "la", "los", "las"})
_ACCENTED = frozenset("áéíóúâêô")
# Prefixes in several languages that are written with and without a hyphen.
_EITHER_WAY = frozenset({
    "anti", "ex", "meta", "multi", "méta", "pré", "pseudo", "pós", "quasi", "semi", "socio",
    "ultra", "екс", "псевдо", "экс",
})  # fmt: skip
_BEFORE_CAPITALS = frozenset({"Mc", "Mac"})
# In a text in the list's language this share of the words is listed; in other languages less.
LEAST_LISTED = 0.7
SAMPLE_WORDS = 100


class Hyphenation:
    """Joins words broken at a line's end, by evidence of the document, the archive and a word list.

    `load_words`: gives the word list, which is used on texts in its language.
    """

    name = "hyphenation"
    version = 9

    def __init__(self, lexicon: Lexicon | None, load_words: Callable[[], WordList]) -> None:
        self._lexicon = lexicon.words if lexicon else {}
        self._load_words = load_words

    def edits(self, text: str) -> list[Edit]:
        """An edit for each hyphen at a line's end: removes hyphen and line break, or the break."""
        if "-\n" not in text:
            return []
        breaks = list(_BREAKS.finditer(text))
        if not breaks:
            return []
        knowledge = _Knowledge(text, breaks, self._lexicon, self._load_words())
        edits = []
        for found in breaks:
            start, end = found.span()
            before = text[max(0, start - _LONGEST_WORD) : start]
            after = text[end : end + _LONGEST_WORD]
            first, second = _FIRST.search(before), _SECOND.match(after)
            if second is None or (first is not None and _is_apart(before, first, second)):
                continue
            verdict: _Verdict | None
            if first is None:
                verdict = _Verdict("-", "no broken word")
            else:
                verdict = (
                    _inside_part(before[: first.start()], first[0], second[0], knowledge)
                    or _by_place(before[: first.start()], after[second.end() :])
                    or _by_records(first[0], second[0], knowledge)
                    or _suspended(first[0], second[0], after[second.end() :], knowledge)
                    or _by_words(first[0], second[0], knowledge)
                )
            if verdict is not None:
                edits.append(Edit(start, end, verdict.after, verdict.evidence))
        return edits


class _Verdict(NamedTuple):
    """The replacement of hyphen and line break, and the reason."""

    after: str
    evidence: str


class _Knowledge:
    """What is known about the words of a text."""

    def __init__(
        self, text: str, breaks: list[re.Match[str]], archive: dict[str, int], words: WordList
    ) -> None:
        self._text = text
        self._breaks = breaks
        self.here = _counted(text)
        self.archive = archive
        self.words = words if _is_listed(text, words) else None

    @cached_property
    def exact(self) -> frozenset[str]:
        """The words of the text in their own case."""
        return frozenset(_SECOND.findall(self._text))

    def words_for(self, half: str) -> WordList | None:
        """The list, if it can say anything of a word: in another script it has none."""
        return self.words if _LATIN.match(half) else None

    @cached_property
    def begins(self) -> Counter[str]:
        """How many different words of the text begin with a half and a hyphen."""
        return Counter(word.partition("-")[0] for word in self.here if "-" in word)

    @cached_property
    def hyphens(self) -> bool | None:
        """Whether the document writes "non-profit" or "nonprofit"."""
        return writes_hyphens(self.here, self.words) if self.words else None

    @cached_property
    def shown(self) -> tuple[int, int]:
        """Of how many breaks the text itself shows that the hyphen stays, and that it goes."""
        kept = joined = 0
        for found in self._breaks:
            start, end = found.span()
            first = _FIRST.search(self._text[max(0, start - _LONGEST_WORD) : start])
            second = _SECOND.match(self._text[end : end + _LONGEST_WORD])
            if first and second and not (first[0] + second[0]).isdigit():
                hyphenated = self.here.get(fold_word(f"{first[0]}-{second[0]}"), 0)
                whole = self.here.get(fold_word(first[0] + second[0]), 0)
                kept += hyphenated > whole
                joined += whole > hyphenated
        return kept, joined

    @cached_property
    def breaks_words(self) -> bool | None:
        """Whether the document's lines end inside words, not at hyphens only.

        None if it does not show that: a short text with a hyphen or two.
        """
        kept, joined = self.shown
        breaks, lines = len(self._breaks), len(_LINE_END.findall(self._text))
        rare = breaks <= RARE * lines and joined <= kept
        if rare or (kept >= FEWEST_KEPT and kept >= LEAST_KEPT * joined):
            return False
        return True if joined or (breaks >= FEWEST_BREAKS and breaks > OFTEN * lines) else None

    def has_word(self, half: str) -> bool:
        """Whether the half of a broken word stands elsewhere in the text as a word of its own."""
        return len(half) >= SHORTEST_WORD and self.here.get(fold_word(half), 0) > self._halves[half]

    @cached_property
    def _halves(self) -> Counter[str]:
        """How often each half of a broken word is one: `here` counts those, too."""
        halves = Counter[str]()
        for found in self._breaks:
            start, end = found.span()
            first = _FIRST.search(self._text[max(0, start - _LONGEST_WORD) : start])
            second = _SECOND.match(self._text[end : end + _LONGEST_WORD])
            halves.update(half[0] for half in (first, second) if half)
        return halves


def _is_listed(text: str, words: WordList) -> bool:
    """Whether the list judges a text's words; in other languages an unlisted word proves nothing.

    In other scripts words in Latin letters are mostly English.
    """
    sample = [fold_word(word[0]) for word in islice(_WORD.finditer(text), SAMPLE_WORDS)]
    letters = "".join(sample)
    if 2 * len(_LATIN.findall(letters)) < len(letters):
        return True
    known = sum(words.zipf(word) > LISTED for word in sample)
    return known >= LEAST_LISTED * len(sample) and identify(text).language in ("en", UNDETERMINED)


def _counted(text: str) -> Counter[str]:
    """The count of each word of a text, and of each part and pair of parts of compounds."""
    counts = Counter(_COUNTED.findall(text.lower().replace("’", "'")))
    for word in [word for word in counts if "-" in word or "'" in word]:
        number = counts[word]
        if (folded := fold_word(word)) != word:
            counts[folded] += number
        if "-" in word:
            parts = word.split("-")
            for part in parts:
                counts[fold_word(part)] += number
            if len(parts) > 2:
                for pair in pairwise(parts):
                    counts["-".join(pair)] += number
    return counts


def _is_apart(before: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether the two lines are not one word: "-or-", a list of options, a word said twice.

    A name of two equal words, "Baden-Baden", is one.
    """
    is_name = first[0].istitle() and len(first[0]) >= SHORTEST_HALF
    is_twice = first[0] == second[0] and not is_name
    return bool(_DASHED.search(before[: first.start()])) or is_twice


def _inside_part(before: str, first: str, second: str, knowledge: _Knowledge) -> _Verdict | None:
    """The decision where the last part of a compound is broken: "non-govern-", "mental".

    In "two-year-", "old" or "well-to-", "do" the halves are far more usual than the whole.
    """
    words = knowledge.words
    if words is None or not before.endswith("-") or not before[-2:-1].isalpha():
        return None
    if min(len(first), len(second)) < SHORTEST_HALF or not (first + second).islower():
        return None
    whole = words.zipf(first + second)
    if whole <= LISTED or whole < min(words.zipf(first), words.zipf(second)):
        return None
    return _Verdict("", f"{first + second!r} is a word")


def _by_place(before: str, after: str) -> _Verdict | None:
    """The decision by the surrounding characters; None if they do not decide."""
    if before.endswith("-") or (after.startswith("-") and after[1:2].isalpha()):
        return _Verdict("-", "one of several hyphens")
    if _GOES_ON.match(after):
        return _Verdict("-", "an address or a file")
    if before and before[-1] in _CODE:
        return _Verdict("-", "a name of code")
    return None


def _by_records(first: str, second: str, knowledge: _Knowledge) -> _Verdict | None:
    """The decision by how the document, or else the archive, writes the word elsewhere."""
    whole, compound = fold_word(first + second), fold_word(f"{first}-{second}")
    for where, counts in (("document", knowledge.here), ("archive", knowledge.archive)):
        joined, hyphenated = counts.get(whole, 0), counts.get(compound, 0)
        if joined > hyphenated and _is_title(first, second):
            joined = first + second in knowledge.exact
        if joined != hyphenated and not (first + second).isdigit():
            known = whole if joined > hyphenated else compound
            return _Verdict("" if joined > hyphenated else "-", f"{known!r} in the {where}")
    return None


def _is_title(first: str, second: str) -> bool:
    """Whether the second half begins with a capital although the first is not in capitals."""
    return not second.islower() and not (first.isupper() and second.isupper())


def _suspended(first: str, second: str, rest: str, knowledge: _Knowledge) -> _Verdict | None:
    """ "six-⏎to twelve-month": a word, "to" and a compound; None for anything else."""
    words = knowledge.words_for(first)
    if second != "to" or words is None or words.zipf(first.lower()) <= LISTED:
        return None
    # "into" is half as usual as "in", "Sixto" far less than "six".
    is_word = words.zipf(f"{first}to".lower()) > words.zipf(first.lower()) - FAR_LESS
    if is_word or not _COMPOUND_NEXT.match(rest):
        return None
    return _Verdict("- ", "a compound follows 'to'")


def _by_words(first: str, second: str, knowledge: _Knowledge) -> _Verdict | None:
    """The decision by the halves and a word list; None if the halves are not one word."""
    words = knowledge.words_for(first)
    if not (first.isalpha() and second.isalpha()) or len(first) == 1:
        return _Verdict("-", "no broken word")
    whole = (first + second).lower()
    is_word = words is not None and words.zipf(whole) > LISTED
    if words is not None and second in _NEVER_SECOND and not is_word:
        return None
    if first.isupper() and second.isupper():
        return _Verdict("" if is_word else "-", "capitals")
    if first.isupper() or _is_title(first, second):
        return _Verdict("" if first in _BEFORE_CAPITALS else "-", "no broken word")
    if second in _CONJUNCTIONS and not is_word:
        return _Verdict("- ", f"{second!r} is a word of its own")
    hyphen = _is_before_pronoun(first, second)
    unknown = True
    if words is None:
        hyphen = hyphen or first.lower() in _BEFORE_HYPHENS
    else:
        hyphen = hyphen or is_compound(first, second, words, knowledge.hyphens)
        # "dpkg-", "genbuildinfo"
        kept, _ = knowledge.shown
        unknown = not is_word and (kept >= FEWEST_KEPT or knowledge.has_word(first))
    if hyphen or bool(_LATIN.match(first[-1])) != bool(_LATIN.match(second)):
        return _Verdict("-", f"{first!r} and {second!r} are words")
    is_rare = not is_word and (words is None or words.zipf(first.lower()) <= LISTED)
    if is_rare and knowledge.begins[fold_word(first)] >= FEWEST_NAMES:
        return _Verdict("-", f"{first!r} begins names")
    if unknown and knowledge.breaks_words is False:
        return _Verdict("-", "lines end at hyphens only")
    if words is None and knowledge.breaks_words is None and _may_be_two(first, second, knowledge):
        return None
    return _Verdict("", "no evidence for a hyphen")


def _is_before_pronoun(first: str, second: str) -> bool:
    return second in _PRONOUNS or (second in _AFTER_ACCENTS and first[-1] in _ACCENTED)


def _may_be_two(first: str, second: str, knowledge: _Knowledge) -> bool:
    """Whether the halves may be words of their own, so that nothing says where the hyphen belongs.

    The lines then stay as they are.
    """
    prefix = first.lower() in _EITHER_WAY
    return prefix or knowledge.has_word(first) or knowledge.has_word(second)
