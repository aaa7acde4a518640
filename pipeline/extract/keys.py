"""The key of a name, equal for all spellings of it, in a document and across documents."""

import re
from functools import lru_cache

from pipeline.folding import fold

_SILENT = str.maketrans("", "", ".'’‘ʼ`´")
_OTHER = re.compile(r"[\W_]+")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])\Z", re.IGNORECASE)
_ARTICLE = "the "
# Punctuation at the ends of words.
EDGES = ".,;:!?()[]{}\"'“”‘’*–—…"


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """The name without case, accents, punctuation, a leading "the" and a trailing possessive.

    "U.S." and "US" have the same key, and so have "O'Gara" and "O’Gara"; other punctuation
    separates words.
    """
    bare = fold(_POSSESSIVE.sub("", name.strip())).translate(_SILENT)
    bare = _OTHER.sub(" ", bare).strip()
    return bare[len(_ARTICLE) :] if bare.startswith(_ARTICLE) else bare
