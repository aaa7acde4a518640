"""Makes the lists of English words that are common ones, and of those that are names as well.

    apt-get install wamerican wamerican-small wbritish wbritish-small
    pip install --target DIR wordfreq==3.1.1
    PYTHONPATH=DIR python -m tools.names.common_words pipeline/extract/gazetteer/data

The words in lower case of SCOWL's lists (Kevin Atkinson; free for any use with its copyright note),
American and British, letters alone: all of the small lists, and of the larger ones those that are
met once in a million words or more often (wordfreq, R. Speer; code Apache-2.0, data CC BY-SA).
Names as well are those that a larger list has with a capital, too: "brown" and "Brown".
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

SMALL = ("american-english-small", "british-english-small")
LARGE = ("american-english", "british-english")
LEAST = 3.0  # Zipf frequency: once in a million words


def main(made: Path) -> None:
    """Write both lists, one word a line, sorted."""
    frequency = cast(Any, import_module("wordfreq")).zipf_frequency
    large = read(LARGE)
    common = {word for word in read(SMALL) if word.islower()}
    common |= {word for word in large if word.islower() and frequency(word, "en") >= LEAST}
    names = {word.lower() for word in large if not word.islower()}
    write(made / "common.txt", common)
    write(made / "also_names.txt", common & names)


def read(lists: tuple[str, ...]) -> set[str]:
    """The entries of some lists that are letters alone."""
    entries: set[str] = set()
    for name in lists:
        entries.update((Path("/usr/share/dict") / name).read_text("utf-8").split())
    return {entry for entry in entries if entry.isascii() and entry.isalpha()}


def write(path: Path, words: set[str]) -> None:
    """Write words, one a line, sorted."""
    path.write_text("".join(f"{word}\n" for word in sorted(words)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
