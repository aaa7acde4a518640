"""Topics of a document by a head that `docmill train` made."""

from pipeline.classify.head_file import read_head
from pipeline.records import Cleaned, Topics

UNDETERMINED = "und"


class TrainedTopics:
    """Chooses labels by their calibrated probabilities.

    `threshold`: the least probability of a label that is chosen. A document in a language that
    the head did not learn from scores 0 everywhere. Raises `ConfigurationError` for a file that
    is no such head.
    """

    def __init__(self, model: str, threshold: float) -> None:
        self._head, self.digest = read_head(model)
        self._threshold = threshold

    def topics(self, cleaned: Cleaned) -> Topics:
        """Every label's probability and the labels chosen, best first."""
        head = self._head
        if head.languages and cleaned.language not in (*head.languages, UNDETERMINED):
            return Topics(dict.fromkeys(head.labels, 0.0))
        probabilities = head.probabilities(cleaned.title, cleaned.text)
        scores = dict(zip(head.labels, (round(float(p), 4) for p in probabilities), strict=True))
        best_first = sorted(scores, key=scores.__getitem__, reverse=True)
        chosen = tuple(label for label in best_first if scores[label] >= self._threshold)
        return Topics(scores, chosen)
