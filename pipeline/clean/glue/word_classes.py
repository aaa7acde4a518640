"""Parts of speech, only as fine as neighbouring words depend on them; "none" is punctuation."""

CLASSES = (
    "unknown", "unknown name", "determiner", "preposition", "conjunction", "pronoun", "modal",
    "verb", "past", "participle", "gerund", "adjective", "noun", "plural", "name", "adverb",
    "number", "none",
)  # fmt: skip
# Words that form no compounds in English.
_GRAMMATICAL = (
    "a an and are as at be been but can could did do does for from had has have he her him his if "
    "is it its may might my nor of or our said she should so than that the their them then there "
    "these they this those to was we were what when where which while who whom whose why will with "
    "would you your also although because between during however until upon whether among"
)
GRAMMATICAL = frozenset(_GRAMMATICAL.split())
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
