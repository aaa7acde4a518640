"""spaCy's small convolutional NER models, run in numpy.

The mathematics are in `docs/explanation/fast-names.md`. The entities are the same as those of
`nlp.pipe`; `agreement.py` tests that at every start.
"""

from pipeline.extract.cnn.agreement import disagreement
from pipeline.extract.cnn.recogniser import CnnRecogniser
from pipeline.extract.cnn.structure import UnsupportedModel

__all__ = ["CnnRecogniser", "UnsupportedModel", "disagreement"]
