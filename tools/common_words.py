"""Makes the list of English words that are common ones, not names.

    apt-get install wamerican-small wbritish-small
    python tools/common_words.py pipeline/extract/gazetteer/data/common.txt

The words in lower case of two lists of SCOWL (Kevin Atkinson; free for any use with its copyright
note), American and British, letters alone.
"""

import sys
from pathlib import Path

LISTS = ("american-english-small", "british-english-small")


def main(made: Path) -> None:
    """Write the words, one a line, sorted."""
    words: set[str] = set()
    for name in LISTS:
        words.update((Path("/usr/share/dict") / name).read_text("utf-8").split())
    common = {word for word in words if word.isascii() and word.isalpha() and word.islower()}
    made.write_text("".join(f"{word}\n" for word in sorted(common)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
