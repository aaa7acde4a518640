"""The extract stage: finds names and values."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from pipeline.errors import ConfigurationError
from pipeline.extract.gazetteer.user import NONE, read_gazetteer
from pipeline.extract.languages import ENGLISH, by_language, english_digest, installed_models
from pipeline.extract.patterns import KINDS, Patterns
from pipeline.extract.pieces import LARGEST_PIECE, LEAST_PIECE, PIECE
from pipeline.extract.recognisers import Recognisers
from pipeline.extract.rules import NO_RULES, read_rules
from pipeline.marked import OF_OTHERS, WITHOUT_NAMES
from pipeline.records import Result, Work
from pipeline.stage import each

if TYPE_CHECKING:
    from pipeline.extract.finder import Finder

VERSION = "27"


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
        self._recognisers.load()
        _ = self._finder

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
            found = self._finder.find(batch)
        except Exception:  # one document is the cause, but it is not known which
            return each(
                self.name, batch, lambda work: work.evolve(entities=self._finder.find([work])[0])
            )
        return [work.evolve(entities=entities) for work, entities in zip(batch, found, strict=True)]

    @cached_property
    def _finder(self) -> "Finder":
        from pipeline.extract.finder import Finder

        return Finder(
            self._packages, self._recognisers, self._patterns, self._gazetteer,
            self._default_language, self._max_chars, self._without,
        )  # fmt: skip


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
