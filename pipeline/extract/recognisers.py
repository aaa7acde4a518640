"""The recognisers of all languages, each loaded when it is needed."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping

from pipeline.extract.languages import NAMES, trained_languages
from pipeline.extract.model import Recogniser
from pipeline.extract.rules import NO_RULES, Rules
from pipeline.freed_memory import give_back

# Networks of `docmill-names` in memory at a time: some 10 MB each, and the words that they met.
MOST_LOADED = 6

Model = tuple[str, str]  # package, and the network in it or ""


class Recognisers:
    """Gives each language its recogniser.

    `packages`: language → package. The packages of spaCy are loaded at the start, before worker
    processes are forked, and stay. Networks of `docmill-names` take a quarter of a second and are
    loaded at the first text of their language; the one not used for longest goes when there are
    more than `MOST_LOADED`.
    """

    def __init__(self, packages: Mapping[str, str], rules: Rules = NO_RULES) -> None:
        self._models = {language: _model(language, name) for language, name in packages.items()}
        self._rules = rules
        self._kept: dict[Model, Recogniser] = {}
        self._passing: OrderedDict[Model, Recogniser] = OrderedDict()

    def load(self) -> None:
        """Load the packages of spaCy."""
        for model in self._models.values():
            if model[0] != NAMES and model not in self._kept:
                self._kept[model] = Recogniser(model[0], self._rules)

    def model_of(self, language: str) -> Model | None:
        """What a language is worked with; languages with the same go together."""
        return self._models.get(language)

    def get(self, model: Model) -> Recogniser:
        """The recogniser of a model; loads it.

        Raises:
            ConfigurationError: it is missing or has no NER of its own.
        """
        if model in self._kept:
            return self._kept[model]
        package, network = model
        if package != NAMES:
            return self._kept.setdefault(model, Recogniser(package, self._rules))
        if model not in self._passing:
            if len(self._passing) >= MOST_LOADED:
                self._passing.popitem(last=False)
            self._passing[model] = Recogniser(package, self._rules, network)
            give_back()  # loading takes twice what stays
        self._passing.move_to_end(model)
        return self._passing[model]

    def loaded(self) -> Iterator[tuple[Model, Recogniser]]:
        """What is in memory now."""
        yield from self._kept.items()
        yield from self._passing.items()


def _model(language: str, package: str) -> Model:
    known = trained_languages() if package == NAMES else {}
    return package, known[language].network if language in known else ""
