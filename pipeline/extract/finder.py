"""Finds the names and values of documents: the work of the extract stage.

It is a module of its own because it loads all rules for names. What only builds the stage, to know
its options and its fingerprint, is spared that.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import cast

import msgspec

from pipeline.errors import DocumentError
from pipeline.extract.by_language import divided, together
from pipeline.extract.gazetteer.packaged import NOTHING_KNOWN, Packaged, packaged
from pipeline.extract.gazetteer.user import UserGazetteer
from pipeline.extract.languages import NAMES, trained_languages
from pipeline.extract.letter_case import in_usual_case
from pipeline.extract.lists import find
from pipeline.extract.lists.known import canonical_keys
from pipeline.extract.noise import only_words
from pipeline.extract.overlap import with_patterns
from pipeline.extract.paragraphs import only_english
from pipeline.extract.patterns import Patterns
from pipeline.extract.pieces import pieces
from pipeline.extract.plain import found_and_values, resolve_plainly, with_listed
from pipeline.extract.recognisers import Model, Recognisers
from pipeline.extract.resolution import resolve, with_mentions
from pipeline.extract.span import Span
from pipeline.extract.values import with_checked_values
from pipeline.marked import without_marked
from pipeline.records import Cleaned, Entities, Work

UNDETERMINED = "und"
# Reasons why no model looked for names: there is none for the document's language, but lists; the
# language is not known; only noise.
LISTS_ONLY, NO_LANGUAGE, NO_WORDS = "lists-only", "language", "noise"
# Languages of `docmill-names` that are worked with plainly and whose names have many endings.
WITH_ENDINGS = frozenset({"bs", "fi", "hr", "sk"})
SAMPLE = 1_000  # characters by which a text's script is judged


class Finder:
    """Finds what there is in clean texts, by the options of `ExtractStage`.

    `packages`: language → package of its model. `without`: kinds of passages in which nothing is
    searched.
    """

    def __init__(
        self,
        packages: Mapping[str, str],
        recognisers: Recognisers,
        patterns: Patterns,
        gazetteer: UserGazetteer,
        default_language: str,
        max_chars: int,
        without: frozenset[str],
    ) -> None:
        packaged()  # loaded before worker processes are forked, not at the first text
        self._packages = packages
        self._recognisers = recognisers
        self._patterns = patterns
        self._gazetteer = gazetteer
        self._default_language = default_language
        self._max_chars = max_chars
        self._without = without

    def find(self, batch: Sequence[Work]) -> list[Entities]:
        """The entities of each document's clean text.

        Raises:
            DocumentError: one has no clean text.
        """
        parts: list[Work] = []
        counts: list[int] = []
        for work in batch:
            if work.cleaned is None:
                raise DocumentError("the document has no clean text; put the clean stage before")
            some = divided(without_marked(work.cleaned, self._without))
            parts += (work.evolve(cleaned=part) for part in some)
            counts.append(len(some))
        found = iter(self._find_in_parts(parts))
        return [together([*islice(found, count)]) for count in counts]

    def _find_in_parts(self, batch: Sequence[Work]) -> list[Entities]:
        """The entities of texts in one language each."""
        spans: list[list[Span]] = [[] for _ in batch]
        passed_over = [0] * len(batch)
        reasons: list[str | None] = [NO_LANGUAGE] * len(batch)
        queues: dict[Model, list[tuple[int, int, str]]] = defaultdict(list)
        for number, work in enumerate(batch):
            cleaned = cast(Cleaned, work.cleaned)
            language = self._language(cleaned)
            if language != UNDETERMINED:
                reasons[number] = LISTS_ONLY
            if model := self._recognisers.model_of(language):
                by_blanks = self._recognisers.get(model).by_blanks
                words, passed_over[number] = only_words(cleaned.text, by_blanks)
                reasons[number] = NO_WORDS if words.isspace() else None
                if cleaned.language == UNDETERMINED and self._default_language == "en":
                    words = only_english(words, packaged())
                    if words.isspace():
                        reasons[number] = reasons[number] or NO_LANGUAGE
                words = in_usual_case(words, self._known(language))
                queues[model].extend(
                    (number, offset, piece)
                    for offset, piece in pieces(words, self._max_chars)
                    if not piece.isspace()
                )
        for model, queue in queues.items():
            in_pieces = self._recognisers.get(model).spans([piece for _, _, piece in queue])
            for (number, offset, _), in_piece in zip(queue, in_pieces, strict=True):
                spans[number] += (
                    [
                        Span(offset + start, offset + end, label, margin)
                        for start, end, label, margin in in_piece
                    ]
                    if offset
                    else in_piece
                )
        return [
            msgspec.structs.replace(
                self._resolved(work, spans[number]),
                reason=reasons[number],
                passed_over=passed_over[number],
            )
            for number, work in enumerate(batch)
        ]

    def _resolved(self, work: Work, spans: Sequence[Span]) -> Entities:
        cleaned = cast(Cleaned, work.cleaned)
        language = self._language(cleaned)
        if language not in self._packages:
            found = self._listed(cleaned.text, language)
        elif self._packages[language] == NAMES and not trained_languages()[language].rules:
            named, values = found_and_values(cleaned.text, spans)
            named = with_listed(named, find(cleaned.text, language, packaged()))
            canonical = canonical_keys(language)
            found = resolve_plainly(
                cleaned.text, named, canonical, self._gazetteer, values,
                with_endings=language in WITH_ENDINGS,
            )  # fmt: skip
        else:
            found = resolve(cleaned.text, spans, self._known(language), self._gazetteer)
        checked = with_checked_values(cleaned.text, found.mentions)
        return with_mentions(found, with_patterns(checked, self._patterns.find(work)))

    def _listed(self, text: str, language: str) -> Entities:
        """What lists and forms give; nothing but the user's names where no language is known."""
        if language == UNDETERMINED:
            return resolve_plainly(text, (), {}, self._gazetteer)
        found = find(text, language, packaged())
        return resolve_plainly(text, found, canonical_keys(language), self._gazetteer)

    def _known(self, language: str) -> Packaged:
        """The packaged gazetteer; for other languages than English it finds no names itself."""
        if language not in self._packages:
            return NOTHING_KNOWN
        known = packaged()
        if language == "en":
            return known
        none: frozenset[str] = frozenset()
        return known._replace(sure=none, beginnings=none, lower=none, common=none)

    def _language(self, cleaned: Cleaned) -> str:
        if cleaned.language == UNDETERMINED and _is_latin(cleaned.text[:SAMPLE]):
            return self._default_language
        return cleaned.language


def _is_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c < "\u0250" for c in letters) > len(letters)
