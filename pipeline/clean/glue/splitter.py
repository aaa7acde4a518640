"""The repair of glued words: two words run together where a space was lost."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.clean.edit import Edit
from pipeline.clean.glue import language_model, trees, weights
from pipeline.clean.glue.candidates import Candidates, Split
from pipeline.clean.glue.clues import context_clues, word_clues
from pipeline.clean.glue.document import Document, read_document
from pipeline.clean.glue.scoring import (
    Point,
    best_point,
    document_clues,
    glued_for_sure,
    has_hump,
    in_doubt,
    more_asked,
    weigh,
)
from pipeline.clean.glue.trees import Grown
from pipeline.clean.lexicon import Lexicon

# Log-odds of a word by itself below which no context makes it two: of 5,000 right splits of the
# fitting half, none is below.
ABSURD = -9.0
# A smaller archive knows too little: with 5, 20, 60, 120 and 240 documents 94, 95, 96, 97 and 97 %
# of lost spaces are found of which 98 % are without an archive, while 500 are better than none.
FEWEST_DOCUMENTS = 100
MOST_REMEMBERED = 20_000  # words of earlier documents
MOST_PASSES = 8  # "threewordsglued" takes two; a repair may bring to light another nearby
# A step is some 7 microseconds. Of 100,000 characters of news, 1.5 % of the spaces lost, the work
# takes 15,000 steps; a text that takes more than these is no prose with some spaces lost.
PASSED_OVER = "passed-over"  # kind of mark
STEPS = 5_000
CHARACTERS_A_STEP = 5
STEPS_A_CHOICE = 8  # weighing the ways to split a word where it stands; finding them: one a letter


class Splitter:
    """Splits words that are two, by clues of the word, its neighbours, the document, the archive.

    `lexicon`: the words of the archive that the texts are from, if it is known; one of less than
    `FEWEST_DOCUMENTS` is not used. Its data is loaded at the first text.
    """

    name = "glued-word"
    version = 4
    language = "en"

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        if lexicon is None or lexicon.documents < FEWEST_DOCUMENTS:
            lexicon = Lexicon()
        self._lexicon = lexicon
        self._ready: _Machine | None = None

    def edits(self, text: str) -> list[Edit]:
        """An edit for each word that is two or three; the result has no more of them.

        Of a text that takes too many steps the rest is passed over, and marked.
        """
        if self._ready is None:
            self._ready = _Machine(self._lexicon, self.language)
        odds: dict[int, float] = {}  # by cut
        words: dict[int, int] = {}  # where each begins and ends
        steps = STEPS + len(text) // CHARACTERS_A_STEP
        budget = _Budget(steps // 2, len(text))
        points = self._ready.points(text, len(text), budget, 0)
        end, passed_over = budget.end, budget.passed_over
        budget.steps += steps // 2
        glued = 0
        for _ in range(MOST_PASSES):
            if not points:
                break
            cuts = sorted(odds)
            for point in points:
                start = _raw(point.token.start, cuts)
                odds[start + point.split.cut] = point.odds
                if not any(begin <= start < end for begin, end in words.items()):
                    words[start] = start + len(point.token.word)
            glued += sum(not has_hump(point) for point in points)
            repaired = _with_blanks(text, sorted(odds))
            points = self._ready.points(repaired, end + len(odds), budget, glued)
        edits = [_edit(text, start, words[start], odds) for start in sorted(words)]
        if passed_over:
            told = f"{passed_over} words in doubt passed over"
            edits.append(Edit(end, len(text), text[end:], told, PASSED_OVER, sure=False))
        return edits


class _Budget:
    """How many `steps` of work are left for a text.

    `end`: where the last of them was taken; `passed_over`: how many words in doubt are behind it.
    """

    def __init__(self, steps: int, end: int) -> None:
        self.steps = steps
        self.end = end
        self.passed_over = 0


class _Machine:
    """The splitter with its data."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        fitted = weights.load(language)
        forest = trees.load(language)
        self._lexicon = lexicon
        self._model = language_model.load(language)
        self._candidates = Candidates(self._model, lexicon.words)
        self._classes = fitted.classes
        self._weights = fitted.with_lexicon if lexicon.words else fitted.without_lexicon
        self._trees = Grown(forest.with_lexicon if lexicon.words else forest.without_lexicon)
        self._of_word = self._weights.of_word()
        self._of_context = self._weights.of_context()
        # Words recur from document to document, and what they say by themselves does not change.
        self._splits: dict[tuple[str, int], list[tuple[Split, float]]] = {}

    def points(self, text: str, end: int, budget: _Budget, glued: int) -> list[Point]:
        """Where the text is to be split, as far as `end` and the budget reach.

        `glued`: how many words of it were split already, names of programs left out.
        """
        document = read_document(text, self._candidates, self._lexicon)
        points = []
        for number, token in enumerate(document.doubted):
            if token.start >= end:
                break
            if budget.steps <= 0:
                budget.passed_over = len(document.doubted) - number
                budget.end = token.start
                break
            options = [
                (
                    split,
                    odds
                    + weigh(
                        self._of_context,
                        context_clues(self._model, self._classes, document, token, split),
                    ),
                )
                for split, odds in self._hopeful(token.word, document.own, budget)
            ]
            if options:
                budget.steps -= STEPS_A_CHOICE
                points.append(best_point(token, options))
        decided = self._decided(points, document)
        glued += sum(map(glued_for_sure, decided))
        return [
            point
            for point in decided
            if point.odds
            > self._weights.threshold
            + more_asked(point, glued - glued_for_sure(point), document.facts.words)
        ]

    def _decided(self, points: Sequence[Point], document: Document) -> list[Point]:
        """The points with what their document and all clues together say of those in doubt."""
        told = document_clues([(point.odds, point.lead) for point in points], document.facts)
        decided = list(points)
        doubted = [i for i, point in enumerate(points) if in_doubt(point)]
        if doubted:
            clues = [[*told[i], *self._clues(points[i], document)] for i in doubted]
            for i, odds in zip(doubted, self._trees.odds(clues), strict=True):
                decided[i] = points[i]._replace(odds=odds)
        return decided

    def _clues(self, point: Point, document: Document) -> list[float]:
        token, split = point.token, point.split
        return [
            *word_clues(self._model, self._lexicon, document.own, token.word, split),
            *context_clues(self._model, self._classes, document, token, split),
        ]

    def _hopeful(self, word: str, own: int, budget: _Budget) -> list[tuple[Split, float]]:
        """The splits that a word itself does not rule out, with its log-odds."""
        found = self._splits.get((word, own))
        if found is None:
            budget.steps -= len(word)
            if len(self._splits) >= MOST_REMEMBERED:
                self._splits.clear()
            found = self._splits[word, own] = [
                (split, odds)
                for split in self._candidates.splits(word)
                if (odds := self._odds(word, own, split)) > ABSURD
            ]
        return found

    def _odds(self, word: str, own: int, split: Split) -> float:
        clues = word_clues(self._model, self._lexicon, own, word, split)
        return self._weights.bias + weigh(self._of_word, clues)


def _with_blanks(text: str, cuts: Iterable[int]) -> str:
    pieces, end = [], 0
    for cut in cuts:
        pieces.append(text[end:cut])
        end = cut
    pieces.append(text[end:])
    return " ".join(pieces)


def _raw(position: int, cuts: list[int]) -> int:
    """The place in a text before a blank was put at each of the cuts (in their order)."""
    blanks = 0
    for cut in cuts:
        if cut + blanks >= position:
            break
        blanks += 1
    return position - blanks


def _edit(text: str, start: int, end: int, odds: Mapping[int, float]) -> Edit:
    cuts = [cut for cut in sorted(odds) if start < cut < end]
    halves = [text[a:b] for a, b in pairwise([start, *cuts, end])]
    least = min(odds[cut] for cut in cuts)
    return Edit(start, end, " ".join(halves), f"{'+'.join(halves)} {least:.1f}")
