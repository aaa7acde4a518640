"""What the clues weigh: fitted by `tools/glue/training.py`, read from a file."""

from functools import cache
from importlib.resources import files

import msgspec

from pipeline.clean.glue.clues import CONTEXT_CLUES, WORD_CLUES, ClassTables


class Weights(msgspec.Struct, frozen=True):
    """Log-odds that a word is two: `bias`, one weight a clue.

    `threshold`: log-odds from which a word is split.
    """

    bias: float
    clues: dict[str, float]
    threshold: float

    def of_word(self) -> list[float]:
        """The weights of `WORD_CLUES`."""
        return [self.clues[name] for name in WORD_CLUES]

    def of_context(self) -> list[float]:
        """The weights of `CONTEXT_CLUES`."""
        return [self.clues[name] for name in CONTEXT_CLUES]


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
