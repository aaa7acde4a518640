"""Documents like one: about the same, by the words that tell most about it and by meaning.

The index finds candidates by the telling words; in English the vectors of texts then put them in
order (docs/decisions/0026-similar-by-words-then-vectors.md). Nothing more is kept in the index for
it.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.index import Hit, Index, SearchRequest
from pipeline.query.found import SNIPPET_FIELDS, with_snippet
from pipeline.query.matcher import Matcher
from pipeline.query.tree import Or, Phrase
from pipeline.terms.twins import terms_of
from pipeline.terms.words import is_unspaced, terms

# Chosen on development articles, see the decision.
TELLING_WORDS = 25
CANDIDATES = 100
# Words of a text that are compared; what a document is about, it says before.
WORDS_READ = 5_000
CHARACTERS_READ = 50_000
# The words of a long text that the index is asked about: the most frequent ones.
WORDS_COUNTED = 1_000
# Texts that share so much of their sequences of five words are nearly equal.
NEARLY_EQUAL = 0.8
SEQUENCE = 5
# Languages of the table of vectors; one that is not known is most often English.
WITH_VECTORS = ("en", "und", None)


class Similar(msgspec.Struct, frozen=True):
    """A document like another; `nearly_equal`: ids of further ones that say the same.

    `nearness`: the cosine of the vectors; None where they were not compared.
    """

    hit: Hit
    nearness: float | None
    nearly_equal: tuple[str, ...]


class SimilarDocuments(msgspec.Struct, frozen=True):
    """The documents like one, the nearest first; `nearly_equal`: those that say the same as it."""

    found: tuple[Similar, ...]
    nearly_equal: tuple[str, ...]


def similar(index: Index, record: Mapping[str, Any], size: int) -> SimilarDocuments:
    """The documents like one, at most `size` and `CANDIDATES`; `record`: as `Index.get` gives it.

    Raises:
        Unavailable: the index does not answer.
    """
    words = telling_words(_words(record), index)
    if not words:
        return SimilarDocuments((), ())
    query = Or(tuple(map(Phrase, words)))
    hits = index.search(SearchRequest(query, size=CANDIDATES + 1, snippets=False)).hits
    candidates = [hit for hit in hits if hit.id != record["id"]]
    found = index.records([hit.id for hit in candidates], SNIPPET_FIELDS)
    pairs = [(hit, one) for hit, one in zip(candidates, found, strict=True) if one is not None]
    nearness = _nearness(record, [one for _, one in pairs])
    order = sorted(range(len(pairs)), key=lambda at: -(nearness[at] or 0.0))
    ranked = [(*pairs[at], nearness[at]) for at in order]
    return _each_once(record, ranked, size, Matcher(query))


def telling_words(words: Sequence[str], index: Index) -> list[str]:
    """The words that are frequent in a text and rare in the index, in which others have them.

    The weight is tf·idf, with the idf of BM25.
    """
    counts = dict(Counter(words).most_common(WORDS_COUNTED))
    total = index.count()
    have = index.frequencies(terms_of("text"), list(counts))
    weights = {
        word: count * math.log1p((total - have[word] + 0.5) / (have[word] + 0.5))
        for word, count in counts.items()
        if have.get(word, 0) > 1 and not (len(word) == 1 and is_unspaced(word))
    }
    return sorted(weights, key=lambda word: (-weights[word], word))[:TELLING_WORDS]


def _words(record: Mapping[str, Any]) -> list[str]:
    return terms(_text(record))[:WORDS_READ]


def _text(record: Mapping[str, Any]) -> str:
    return f"{record.get('title', '')}\n{record.get('text', '')}"[:CHARACTERS_READ]


def _nearness(record: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """The cosine of each document's vector with that of the first; None without vectors."""
    if record.get("language") not in WITH_VECTORS:
        return [None] * len(others)
    # Imported here: it loads numpy.
    from pipeline.classify.vectors import document_vector

    own = document_vector(_text(record))
    return [round(float(document_vector(_text(other)) @ own), 4) for other in others]


def _each_once(
    record: Mapping[str, Any],
    ranked: Sequence[tuple[Hit, Mapping[str, Any], float | None]],
    size: int,
    matcher: Matcher,
) -> SimilarDocuments:
    """The first of those that say the same, with snippets; the others by their ids."""
    own = Sequences(record)
    own_copies: list[str] = []
    kept: list[tuple[Sequences, Hit, Mapping[str, Any], float | None, list[str]]] = []
    for hit, other, nearness in ranked:
        sequences = Sequences(other)
        if own.are_nearly(sequences):
            own_copies.append(hit.id)
            continue
        same = next((copies for one, *_, copies in kept if one.are_nearly(sequences)), None)
        if same is not None:
            same.append(hit.id)
        else:
            kept.append((sequences, hit, other, nearness, []))
    found = (
        Similar(with_snippet(hit, other, matcher), nearness, tuple(copies))
        for _, hit, other, nearness, copies in kept[:size]
    )
    return SimilarDocuments(tuple(found), tuple(own_copies))


class Sequences:
    """The sequences of five words of a text, each as a number of 64 bits, in order."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        words = _words(record)
        last = max(1, len(words) - SEQUENCE + 1)
        found = {hash(tuple(words[at : at + SEQUENCE])) for at in range(last)}
        self._found = array("q", sorted(found))

    def are_nearly(self, other: "Sequences") -> bool:
        """Whether most of both are the same: their Jaccard index."""
        mine, theirs = self._found, other._found
        if min(len(mine), len(theirs)) < NEARLY_EQUAL * max(len(mine), len(theirs)):
            return False
        shared = len(set(mine).intersection(theirs))
        return shared >= NEARLY_EQUAL * (len(mine) + len(theirs) - shared)

    def telling(self) -> Iterable[int]:
        """The first of them: two texts that are nearly equal have one of these in common.

        At most `1 - NEARLY_EQUAL` of either are not in both (prefix filtering: Chaudhuri, Ganti and
        Kaushik 2006).
        """
        return self._found[: len(self._found) - math.ceil(NEARLY_EQUAL * len(self._found)) + 1]


class Groups:
    """Texts in groups, each under the first text that they are nearly equal to."""

    def __init__(self) -> None:
        self._firsts: list[Sequences] = []
        self._having: dict[
            int, list[int]
        ] = {}  # a telling sequence → the groups whose first has it

    def group(self, sequences: Sequences) -> int:
        """The number of a text's group, from 0: that of a known one, or the next."""
        telling = sequences.telling()
        likely = {one for sequence in telling for one in self._having.get(sequence, ())}
        for one in sorted(likely):
            if self._firsts[one].are_nearly(sequences):
                return one
        for sequence in telling:
            self._having.setdefault(sequence, []).append(len(self._firsts))
        self._firsts.append(sequences)
        return len(self._firsts) - 1
