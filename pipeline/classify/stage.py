"""The stage that says what a document is about."""

from collections.abc import Sequence

from pipeline.classify.scoring import Scorer
from pipeline.classify.taxonomy import load_taxonomy
from pipeline.classify.trained import TrainedTopics
from pipeline.errors import ConfigurationError, DocumentError
from pipeline.records import Result, Topics, Work
from pipeline.stage import each

VERSION = "1"
UNDETERMINED = "und"


class ClassifyStage:
    """Topics by the seed words of a taxonomy.

    `taxonomy`: path of a TOML file in the shape of docmill's own; None for that one, the 17 top
    concepts of the IPTC Media Topics. `threshold`: the least score, above 0 to 1, of a label that
    is chosen; a document without any abstains. Documents in a language that the taxonomy has no
    words for score 0 everywhere. `model`: path of a file that `docmill train` wrote, which then
    takes the place of a taxonomy. Raises `ConfigurationError` for one that cannot be used.
    """

    name = "classify"
    needs = frozenset({"cleaned"})
    gives = frozenset({"topics"})

    def __init__(
        self, *, taxonomy: str | None = None, model: str | None = None, threshold: float = 0.5
    ) -> None:
        if not 0 < threshold <= 1:
            raise ConfigurationError(f"the threshold must lie in 0 to 1, not at {threshold}")
        if taxonomy and model:
            raise ConfigurationError("topics come from a taxonomy or from a model: give one")
        self._trained = TrainedTopics(model, threshold) if model else None
        self._taxonomy = load_taxonomy(taxonomy)
        self._scorer = Scorer(self._taxonomy)
        self._threshold = threshold
        source = self._trained or self._taxonomy
        self.fingerprint = f"{VERSION},{source.digest},{threshold}"

    def load(self) -> None:
        """Nothing is left to load."""

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Score each document and choose its labels."""
        return each(self.name, batch, self._classify)

    def _classify(self, work: Work) -> Work:
        cleaned = work.cleaned
        if cleaned is None:
            raise DocumentError("the document has no clean text; put the clean stage before")
        if self._trained:
            return work.evolve(topics=self._trained.topics(cleaned))
        if cleaned.language not in (*self._taxonomy.languages, UNDETERMINED):
            scores = dict.fromkeys((label.label for label in self._taxonomy.labels), 0.0)
            return work.evolve(topics=Topics(scores))
        scores = self._scorer.scores(cleaned.title, cleaned.text)
        return work.evolve(topics=Topics(scores, self._choose(scores)))

    def _choose(self, scores: dict[str, float]) -> tuple[str, ...]:
        best_first = sorted(scores, key=scores.__getitem__, reverse=True)
        return tuple(label for label in best_first if scores[label] >= self._threshold)
