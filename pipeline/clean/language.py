"""The language of a text, by py3langid."""

from functools import cache
from typing import Any

SAMPLE = 1_000  # characters: the cost grows with the length, the certainty hardly
FEWEST_LETTERS = 20  # below, guesses are little better than chance
# Of 2,000 English AG News items cut to 60 characters, 11 % are right but less probable than this
# and 0.1 % wrong but more probable; uncut, 0.2 % and none.
LEAST_PROBABILITY = 0.5
UNDETERMINED = "und"


@cache
def load() -> Any:
    """The identifier, loaded once a process (0.8 s)."""
    from numpy import ascontiguousarray
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True, min_confidence=LEAST_PROBABILITY
    )
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    # Picking columns leaves the table column by column in memory, and scoring reads rows.
    identifier.nb_ptc = ascontiguousarray(identifier.nb_ptc)
    return identifier


def language_of(text: str) -> str:
    """An ISO 639-1 code, or "und" for a text that is too short or fits no language well."""
    sample = text[:SAMPLE]
    if len(sample) < 2 * FEWEST_LETTERS and sum(map(str.isalpha, sample)) < FEWEST_LETTERS:
        return UNDETERMINED
    return str(load().classify(sample)[0])
