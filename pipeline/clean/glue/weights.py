"""The weights of the features: fitted by `tools/glue/training.py`, read from a file."""

from functools import cache
from importlib.resources import files

import msgspec

from pipeline.clean.glue.features import CONTEXT_FEATURES, WORD_FEATURES, ClassTables


class Weights(msgspec.Struct, frozen=True):
    """Log-odds that a word is two: `bias`, one weight for each feature.

    `threshold`: log-odds from which a word is split.
    """

    bias: float
    features: dict[str, float]
    threshold: float

    def of_word(self) -> list[float]:
        """The weights of `WORD_FEATURES`."""
        return [self.features[name] for name in WORD_FEATURES]

    def of_context(self) -> list[float]:
        """The weights of `CONTEXT_FEATURES`."""
        return [self.features[name] for name in CONTEXT_FEATURES]


class Fitted(msgspec.Struct, frozen=True):
    """The file: weights with and without a lexicon of the archive, tables of word classes."""

    with_lexicon: Weights
    without_lexicon: Weights
    classes: ClassTables


@cache
def load(language: str) -> Fitted:
    """The weights for a language (ISO 639-1)."""
    file = files(__package__).joinpath(f"{language}-weights.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Fitted)
