"""The extract stage: finds names and values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import cast

import msgspec

from pipeline.errors import ConfigurationError, DocumentError
from pipeline.extract.by_language import divided, together
from pipeline.extract.gazetteer.packaged import NOTHING_KNOWN, Packaged, packaged
from pipeline.extract.gazetteer.user import NONE, read_gazetteer
from pipeline.extract.languages import (
    ENGLISH,
    NAMES,
    by_language,
    english_digest,
    installed_models,
    trained_languages,
)
from pipeline.extract.letter_case import in_usual_case
from pipeline.extract.lists import find
from pipeline.extract.lists.known import canonical_keys
from pipeline.extract.noise import only_words
from pipeline.extract.overlap import with_patterns
from pipeline.extract.paragraphs import only_english
from pipeline.extract.patterns import KINDS, Patterns
from pipeline.extract.pieces import LARGEST_PIECE, LEAST_PIECE, PIECE, pieces
from pipeline.extract.plain import found_and_values, resolve_plainly, with_listed
from pipeline.extract.recognisers import Model, Recognisers
from pipeline.extract.resolution import resolve, with_mentions
from pipeline.extract.rules import NO_RULES, read_rules
from pipeline.extract.span import Span
from pipeline.extract.values import with_checked_values
from pipeline.marked import OF_OTHERS, WITHOUT_NAMES, without_marked
from pipeline.records import Cleaned, Entities, Result, Work
from pipeline.stage import each

VERSION = "23"
UNDETERMINED = "und"
# Reasons why no model looked for names: there is none for the document's language, but lists; the
# language is not known; only noise.
LISTS_ONLY, NO_LANGUAGE, NO_WORDS = "lists-only", "language", "noise"
# Languages of `docmill-names` that are worked with plainly and whose names have many endings.
WITH_ENDINGS = frozenset({"bs", "fi", "hr", "sk"})
SAMPLE = 1_000  # characters by which a text's script is judged


class ExtractStage:
    """Named entities by a spaCy model for each language, and values by patterns.

    `models`: installed packages by ISO 639-1 code; without it, those of `installed_models()`.
    Documents in other languages get the names that lists and forms give. `default_language`: the
    language whose model is used for texts of undetermined language in Latin script, most of them a
    few words long; "" for none.
    `max_chars`: a longer text is divided into pieces of at most this many characters, at the ends
    of sentences. `patterns`: the kinds of values to find, in every language; an empty list: none.
    `phone_region`: ISO 3166-1 code of the country whose national telephone numbers are found in
    addition to international ones. `gazetteer`: path of a CSV file of names; they are found in
    every language, and their names, types and ids take precedence. `rules`: path of a patterns file
    of spaCy's EntityRuler; `rules_order`: "before" or "after" the model; the first takes
    precedence. `skip_quoted`: nothing is searched in quoted replies and signatures of messages.

    Raises:
        ConfigurationError: a package is not installed, `max_chars` is out of range, a kind or the
            region is unknown, or the gazetteer or the rules cannot be read.
    """

    name = "extract"
    needs = frozenset({"cleaned"})
    gives = frozenset({"entities"})

    def __init__(
        self,
        *,
        models: Mapping[str, str] | None = None,
        default_language: str = "en",
        max_chars: int = PIECE,
        patterns: Sequence[str] = tuple(KINDS),
        phone_region: str = "",
        gazetteer: str = "",
        rules: str = "",
        rules_order: str = "before",
        skip_quoted: bool = True,
    ) -> None:
        if not LEAST_PIECE <= max_chars <= LARGEST_PIECE:
            raise ConfigurationError(
                f"the extract stage's `max_chars` is {max_chars}; it must be between "
                f"{LEAST_PIECE:,} and {LARGEST_PIECE:,}"
            )
        self._rules = read_rules(rules, rules_order) if rules else NO_RULES
        self._gazetteer = read_gazetteer(gazetteer) if gazetteer else NONE
        self._patterns = Patterns(patterns, phone_region)
        models = installed_models() if models is None else models
        self._packages = dict(models)
        self._default_language = default_language
        self._max_chars = max_chars
        self._recognisers = Recognisers(self._packages, self._rules)
        used = (
            f"{'+'.join(sorted(code for code in models if models[code] == name))}"
            f"={name}-{_version(name)}"
            for name in sorted(set(models.values()))
        )
        self.fingerprint = (
            f"{VERSION},{','.join(used)},und={default_language},{max_chars},"
            f"{self._patterns.fingerprint}"
        )
        if rules:
            self.fingerprint += f",{self._rules.fingerprint}"
        self._without = WITHOUT_NAMES | OF_OTHERS if skip_quoted else WITHOUT_NAMES
        if not skip_quoted:
            self.fingerprint += ",quoted"
        if gazetteer:
            self.fingerprint += f",gazetteer={self._gazetteer.digest}"

    def load(self) -> None:
        """Load the models of spaCy and the gazetteer now, not at the first document."""
        packaged()
        self._recognisers.load()

    def report(self) -> dict[str, str]:
        """How each model runs, and why not faster."""
        self.load()
        return {
            f"model {' '.join(filter(None, model))}": "runs in numpy"
            if recogniser.path == "numpy"
            else f"runs on spaCy, slower: {recogniser.why}"
            for model, recogniser in self._recognisers.loaded()
        }

    def languages(self) -> dict[str, str]:
        """What names come from in each language."""
        return by_language(self._packages)

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Find the mentions of each document, none in boilerplate and credits."""
        self.load()
        try:
            found = self._find(batch)
        except Exception:  # one document is the cause, but it is not known which
            return each(self.name, batch, lambda work: work.evolve(entities=self._find([work])[0]))
        return [work.evolve(entities=entities) for work, entities in zip(batch, found, strict=True)]

    def _find(self, batch: Sequence[Work]) -> list[Entities]:
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
                if cleaned.language == UNDETERMINED and self._default_language == "en":
                    words = only_english(words)
                words = in_usual_case(words, self._known(language))
                reasons[number] = NO_WORDS if words.isspace() else None
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


def _version(package: str) -> str:
    if package == ENGLISH:
        return english_digest()
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise ConfigurationError(
            f"the model package {package!r} is not installed; install it with pip, or name "
            "another in the extract stage's `models`"
        ) from error


def _is_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c < "\u0250" for c in letters) > len(letters)
