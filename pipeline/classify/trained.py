"""Topics of a document by a head that `docmill train` made."""

import msgspec

from pipeline.classify.choice import OTHER_LANGUAGE, UNDETERMINED, choose
from pipeline.classify.head_file import read_head
from pipeline.records import Cleaned, Topics


class TrainedTopics:
    """Chooses labels by their calibrated probabilities.

    `threshold`: the least probability of a label that is chosen; of labels that exclude each other
    only the best can be. `digest`: 16 hex digits over the file's content.

    Raises:
        ConfigurationError: the file is no head or cannot be read.
    """

    def __init__(self, model: str, threshold: float) -> None:
        self._head, self.digest = read_head(model)
        self._threshold = threshold

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that get topics; empty for all."""
        return tuple(self._head.languages)

    def topics(self, cleaned: Cleaned) -> Topics:
        """Every label's probability and the chosen labels; none in a language it does not know."""
        head = self._head
        if head.languages and cleaned.language not in (*head.languages, UNDETERMINED):
            return Topics(dict.fromkeys(head.labels, 0.0), reason=OTHER_LANGUAGE)
        probabilities = head.probabilities(cleaned.title, cleaned.text)
        scores = dict(zip(head.labels, (round(float(p), 4) for p in probabilities), strict=True))
        topics = choose(scores, self._threshold)
        if head.several:
            return topics
        return msgspec.structs.replace(topics, chosen=topics.chosen[:1])
