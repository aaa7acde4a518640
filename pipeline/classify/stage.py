"""The classify stage: gives each document its topics."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.classify.choice import OTHER_LANGUAGE, THRESHOLD, choose
from pipeline.classify.taxonomy import DEFAULT, load_taxonomy
from pipeline.errors import ConfigurationError, DocumentError
from pipeline.marked import OF_OTHERS, without_marked
from pipeline.records import Result, Topics, Work
from pipeline.stage import each

if TYPE_CHECKING:
    from pipeline.classify.scoring import Scorer
    from pipeline.classify.trained import TrainedTopics

VERSION = "5"


class ClassifyStage:
    """Topics by similarity to the seed words of a taxonomy, or by a trained model.

    `taxonomy`: a packaged one, "iptc" (the 17 top concepts of the IPTC Media Topics), or the path
    of a TOML file in the same form. `threshold`: the least score, above 0 to 1, of a label that is
    chosen; a document without such a label abstains, and its best label is a guess. Documents in a
    language that the taxonomy has no words for score 0 for all labels, with a reason. `model`: path
    of a file that `docmill train` wrote; it replaces the taxonomy. `skip_quoted`: quoted replies
    and signatures of messages do not count.

    Raises:
        ConfigurationError: the taxonomy or the model cannot be used.
    """

    name = "classify"
    needs = frozenset({"cleaned"})
    gives = frozenset({"topics"})

    def __init__(
        self,
        *,
        taxonomy: str = DEFAULT,
        model: str = "",
        threshold: float = THRESHOLD,
        skip_quoted: bool = True,
    ) -> None:
        if not 0 < threshold <= 1:
            raise ConfigurationError(f"the threshold must lie in 0 to 1, not at {threshold}")
        if model and taxonomy != DEFAULT:
            raise ConfigurationError("topics come from a taxonomy or from a model: give one")
        self._threshold = threshold
        self._trained = _trained(model, threshold) if model else None
        self._source = taxonomy
        self._taxonomy = load_taxonomy(taxonomy)
        digest = self._trained.digest if self._trained else self._taxonomy.digest
        self._without = OF_OTHERS if skip_quoted else frozenset()
        self.fingerprint = f"{VERSION},{digest},{threshold}{'' if skip_quoted else ',quoted'}"

    def load(self) -> None:
        """Load the table of vectors now, not at the first document."""
        if self._trained is None:
            _ = self._scorer

    def languages(self) -> dict[str, str]:
        """In which languages documents get topics."""
        if self._trained:
            languages = ", ".join(self._trained.languages) or "every language"
            return {"topics": f"in {languages}, by a trained model"}
        return {"topics": f"in {', '.join(self._scorer.languages)}, by {self._source}"}

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Score each document and choose its labels."""
        return each(self.name, batch, self._classify)

    @cached_property
    def _scorer(self) -> "Scorer":
        # Imported here, because numpy loads slowly and some commands only need fingerprints.
        from pipeline.classify.scoring import Scorer

        return Scorer(self._taxonomy)

    def _classify(self, work: Work) -> Work:
        cleaned = work.cleaned
        if cleaned is None:
            raise DocumentError("the document has no clean text; put the clean stage before")
        cleaned = without_marked(cleaned, self._without)
        if self._trained:
            return work.evolve(topics=self._trained.topics(cleaned))
        if not self._scorer.works_in(cleaned.language):
            scores = dict.fromkeys((label.label for label in self._taxonomy.labels), 0.0)
            return work.evolve(topics=Topics(scores, reason=OTHER_LANGUAGE))
        scores = self._scorer.scores(cleaned.title, cleaned.text, cleaned.language)
        return work.evolve(topics=choose(scores, self._threshold))


def _trained(model: str, threshold: float) -> "TrainedTopics":
    from pipeline.classify.trained import TrainedTopics

    return TrainedTopics(model, threshold)
