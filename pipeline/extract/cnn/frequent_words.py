"""Frequent words, whose tokens are computed before the fork, so that all processes share them.

`frequent/` has them by language (ISO 639-1) in order of frequency; `tools/names/frequent_words.py`
makes the lists and names their source.
"""

from collections.abc import Container
from importlib.resources import files


def frequent_words(language: str, met: Container[str]) -> list[str]:
    """A language's frequent words in lower case and with a capital, if the model has the string.

    `met`: the strings of the model, from its training texts. A language without a list has none.
    """
    file = files(__package__).joinpath("frequent", f"{language}.txt")
    if not file.is_file():
        return []
    words = file.read_text("utf-8").split()
    return [form for word in words for form in (word, word.capitalize()) if form in met]
