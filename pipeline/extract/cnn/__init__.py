"""spaCy's small convolutional NER models, run in numpy.

`docs/explanation/fast-names.md` has the mathematics. Nothing here changes what is found: the
entities are those of `nlp.pipe`, and `agreement.py` tests that at every start.
"""

from pipeline.extract.cnn.agreement import disagreement
from pipeline.extract.cnn.recogniser import CnnRecogniser
from pipeline.extract.cnn.structure import UnsupportedModel

__all__ = ["CnnRecogniser", "UnsupportedModel", "disagreement"]
