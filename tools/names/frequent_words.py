"""Makes the lists of frequent words that a name finder knows from the start.

    pip install --target DIR wordfreq==3.1.1
    PYTHONPATH=DIR python -m tools.names.frequent_words pipeline/extract/cnn/frequent

A file a language, words by falling frequency, from wordfreq (R. Speer; code Apache-2.0, data
CC BY-SA 4.0). The package is not needed later.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

# As many as pay: twice as many take twice as long at the start, and save a few percent more of what
# new words cost later.
MOST = 5_000


def main(directory: Path) -> None:
    """Write the lists of the languages that docmill has models for."""
    wordfreq = cast(Any, import_module("wordfreq"))
    for language in ("en", "es", "fr"):
        words = wordfreq.iter_wordlist(language, wordlist="large")
        letters = [word for _, word in zip(range(2 * MOST), words, strict=False) if word.isalpha()]
        text = "".join(f"{word}\n" for word in letters[:MOST])
        (directory / f"{language}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
