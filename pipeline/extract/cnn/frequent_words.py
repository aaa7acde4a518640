"""Frequent words, whose tokens are computed before the fork, so that all processes share them.

`frequent/` has them by language (ISO 639-1) in order of frequency; `tools/names/frequent_words.py`
makes the lists and names their source.
"""

from importlib.resources import files
from pathlib import Path

import msgspec


def frequent_words(language: str, model: Path | None) -> list[str]:
    """A language's frequent words in lower case and with a capital, if the model met the string.

    `model`: the folder of a spaCy package, which has the strings of its training texts. There are
    no words for another model, nor for a language without a list.
    """
    file = files(__package__).joinpath("frequent", f"{language}.txt")
    strings = model / "vocab" / "strings.json" if model else None
    if strings is None or not strings.is_file() or not file.is_file():
        return []
    met = frozenset(msgspec.json.decode(strings.read_bytes(), type=list[str]))
    words = file.read_text("utf-8").split()
    return [form for word in words for form in (word, word.capitalize()) if form in met]
