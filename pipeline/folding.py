"""Folds names for matching: without case, accents and outer white space."""

import unicodedata
from functools import lru_cache

REMEMBERED = 8_192  # names: most names of a document occurred in earlier ones


@lru_cache(REMEMBERED)
def fold(text: str) -> str:
    """NFKD without combining marks, case-folded, with single blanks.

    Both engines store and search this form, so that both match alike ("Łódź" keeps its Ł, which has
    no decomposition in Unicode).
    """
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
