"""The repair of glued words: two words run together where a space was lost."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise

from pipeline.clean.edit import Edit
from pipeline.clean.glue import language_model, trees, weights
from pipeline.clean.glue.candidates import Candidates, Split
from pipeline.clean.glue.document import Document, read_document
from pipeline.clean.glue.features import context_features, word_features
from pipeline.clean.glue.scoring import (
    Point,
    best_point,
    document_features,
    extra_threshold,
    has_inner_capital,
    is_in_doubt,
    is_surely_glued,
    weigh,
)
from pipeline.clean.glue.trees import Ensemble
from pipeline.clean.lexicon import Lexicon, fold_word

# Log-odds of a word by itself below which no context makes it two: of 5,000 right splits of the
# fitting half, none is below.
LEAST_BY_ITSELF = -9.0
# A smaller archive makes the repair worse: without an archive 98 % of the lost spaces are found,
# with 5, 20, 60, 120 and 240 documents 94, 95, 96, 97 and 97 %. With 500 it makes it better.
FEWEST_DOCUMENTS = 100
MOST_REMEMBERED = 20_000  # words of earlier documents
MAX_PASSES = 8  # "threewordsglued" takes two; after one repair another may become likely nearby
# A text in English may have paragraphs in other languages. Of 240 characters of news at least 90 %
# of the words are listed in 99 of 100 places; of German, French, Dutch, Swedish, Czech and Polish
# manuals 42 to 69 % in every second place.
AROUND = 120  # characters on each side
FEWEST_AROUND = 8  # words; fewer show nothing
LEAST_LISTED = 0.7
LISTED = 1.0  # zipf value
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# "isReady" is no glued word beside "getName" and "setName"; "iPod" and "eBay" show nothing.
_IDENTIFIER = re.compile(r"(?<![\w.'’-])[a-z]{2,}[A-Z]\w*")
FEWEST_IDENTIFIERS = 3
# A step takes some 7 microseconds. 100,000 characters of news with 1.5 % of the spaces lost take
# 15,000 steps. A text that takes more than the limit is no prose with some spaces lost.
PASSED_OVER = "passed-over"  # kind of mark
STEPS = 5_000
CHARACTERS_A_STEP = 5
STEPS_A_CHOICE = 8  # to score the ways to split one word; to find them takes one step a letter


class Splitter:
    """Splits words that are two by features of the word, its neighbours, document and archive.

    `lexicon`: the words of the archive that the texts are from, if it is known. A lexicon of fewer
    than `FEWEST_DOCUMENTS` documents is not used. The data is loaded at the first text.
    """

    name = "glued-word"
    version = 7
    language = "en"

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        if lexicon is None or lexicon.documents < FEWEST_DOCUMENTS:
            lexicon = Lexicon()
        self._lexicon = lexicon
        self._loaded: _LoadedSplitter | None = None

    def edits(self, text: str) -> list[Edit]:
        """An edit for each word that is two or three; the result has no more of them.

        When a text takes too many steps, its rest is passed over and marked.
        """
        if self._loaded is None:
            self._loaded = _LoadedSplitter(self._lexicon, self.language)
        log_odds: dict[int, float] = {}  # by cut
        words: dict[int, int] = {}  # where each begins and ends
        steps = STEPS + len(text) // CHARACTERS_A_STEP
        budget = _Budget(steps // 2, len(text))
        points = self._loaded.points(text, len(text), budget, 0)
        end, passed_over = budget.end, budget.passed_over
        budget.steps += steps // 2
        glued = 0
        for _ in range(MAX_PASSES):
            if not points:
                break
            cuts = sorted(log_odds)
            for point in points:
                start = _raw(point.token.start, cuts)
                log_odds[start + point.split.cut] = point.log_odds
                if not any(begin <= start < end for begin, end in words.items()):
                    words[start] = start + len(point.token.word)
            glued += sum(not has_inner_capital(point) for point in points)
            repaired = _with_blanks(text, sorted(log_odds))
            points = self._loaded.points(repaired, end + len(log_odds), budget, glued)
        edits = [_edit(text, start, words[start], log_odds) for start in sorted(words)]
        if passed_over:
            evidence = f"{passed_over} words in doubt passed over"
            edits.append(Edit(end, len(text), text[end:], evidence, PASSED_OVER, sure=False))
        return edits


class _Budget:
    """How many `steps` of work are left for a text.

    `end`: where the last of them was taken; `passed_over`: how many words in doubt are behind it.
    """

    def __init__(self, steps: int, end: int) -> None:
        self.steps = steps
        self.end = end
        self.passed_over = 0


class _LoadedSplitter:
    """The splitter with its data."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        fitted = weights.load(language)
        forest = trees.load(language)
        self._lexicon = lexicon
        self._model = language_model.load(language)
        self._candidates = Candidates(self._model, lexicon.words)
        self._classes = fitted.classes
        self._weights = fitted.with_lexicon if lexicon.words else fitted.without_lexicon
        self._trees = Ensemble(forest.with_lexicon if lexicon.words else forest.without_lexicon)
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
                    log_odds
                    + weigh(
                        self._of_context,
                        context_features(self._model, self._classes, document, token, split),
                    ),
                )
                for split, log_odds in self._plausible_splits(token.word, document.own, budget)
            ]
            if options:
                budget.steps -= STEPS_A_CHOICE
                points.append(best_point(token, options))
        decided = self._decided(points, document)
        glued += sum(map(is_surely_glued, decided))
        likely = {fold_word(point.token.word) for point in decided if point.log_odds > 0}
        sure = [
            point
            for point in decided
            if point.log_odds > self._weights.threshold
            and point.log_odds
            > self._weights.threshold
            + extra_threshold(point, glued - is_surely_glued(point), document.facts.words)
            and self._is_among_its_words(text, point, likely)
        ]
        return _without_identifiers(text, sure)

    def _is_among_its_words(self, text: str, point: Point, likely: Set[str]) -> bool:
        """Whether the words around a point are of the list's language, as far as they show it.

        `likely`: words of the text that are likely two themselves, and show nothing.
        """
        start, end = point.token.start, point.token.start + len(point.token.word)
        around = f"{text[max(0, start - AROUND) : start]} {text[end : end + AROUND]}"
        words = [
            word for found in _WORD.findall(around) if (word := fold_word(found)) not in likely
        ]
        listed = sum(self._model.zipf(word) > LISTED for word in words)
        return len(words) < FEWEST_AROUND or listed >= LEAST_LISTED * len(words)

    def _decided(self, points: Sequence[Point], document: Document) -> list[Point]:
        """The points; the trees have scored those in doubt, with the document's features too."""
        decided = list(points)
        doubted = [i for i, point in enumerate(points) if is_in_doubt(point)]
        if doubted:
            of_document = document_features(
                [(point.log_odds, point.lead) for point in points], document.facts
            )
            features = [[*of_document[i], *self._features(points[i], document)] for i in doubted]
            for i, log_odds in zip(doubted, self._trees.log_odds(features), strict=True):
                decided[i] = points[i]._replace(log_odds=log_odds)
        return decided

    def _features(self, point: Point, document: Document) -> list[float]:
        token, split = point.token, point.split
        return [
            *word_features(self._model, self._lexicon, document.own, token.word, split),
            *context_features(self._model, self._classes, document, token, split),
        ]

    def _plausible_splits(self, word: str, own: int, budget: _Budget) -> list[tuple[Split, float]]:
        """The splits that a word itself does not rule out, with its log-odds."""
        found = self._splits.get((word, own))
        if found is None:
            budget.steps -= len(word)
            if len(self._splits) >= MOST_REMEMBERED:
                self._splits.clear()
            found = self._splits[word, own] = [
                (split, log_odds)
                for split in self._candidates.splits(word)
                if (log_odds := self._log_odds(word, own, split)) > LEAST_BY_ITSELF
            ]
        return found

    def _log_odds(self, word: str, own: int, split: Split) -> float:
        features = word_features(self._model, self._lexicon, own, word, split)
        return self._weights.bias + weigh(self._of_word, features)


def _without_identifiers(text: str, points: list[Point]) -> list[Point]:
    """The points without names of programs: where more of these stay whole, all do."""
    split = {point.token.word for point in points if has_inner_capital(point)}
    if not split:
        return points
    whole = {*_IDENTIFIER.findall(text)} - split
    if len(whole) < FEWEST_IDENTIFIERS or len(whole) <= len(split):
        return points
    return [point for point in points if not has_inner_capital(point)]


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


def _edit(text: str, start: int, end: int, log_odds: Mapping[int, float]) -> Edit:
    cuts = [cut for cut in sorted(log_odds) if start < cut < end]
    halves = [text[a:b] for a, b in pairwise([start, *cuts, end])]
    least = min(log_odds[cut] for cut in cuts)
    return Edit(start, end, " ".join(halves), f"{'+'.join(halves)} {least:.1f}")
