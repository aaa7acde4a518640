"""Parts of speech, as coarse as neighbours tell them apart; "none" is punctuation."""

CLASSES = (
    "unknown", "unknown name", "determiner", "preposition", "conjunction", "pronoun", "modal",
    "verb", "past", "participle", "gerund", "adjective", "noun", "plural", "name", "adverb",
    "number", "none",
)  # fmt: skip
UNKNOWN, UNKNOWN_NAME = 0, 1
GERUND, PAST, PLURAL, ADVERB, NAME, NONE = (
    CLASSES.index(name) for name in ("gerund", "past", "plural", "adverb", "name", "none")
)
_ENDINGS = (("ing", GERUND), ("ed", PAST), ("ly", ADVERB), ("s", PLURAL))


def guess_class(word: str, capital: bool) -> int:
    """The class of a word that the list lacks, by its first letter's case and its ending."""
    if capital:
        return UNKNOWN_NAME
    for ending, word_class in _ENDINGS:
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word_class
    return UNKNOWN
