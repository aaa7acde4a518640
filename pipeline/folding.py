"""Folding of names for matching: case, accents and outer space do not count."""

import unicodedata
from functools import lru_cache

REMEMBERED = 8_192  # names: most of a document's stood in others before


@lru_cache(REMEMBERED)
def fold(text: str) -> str:
    """The form under which names meet: NFKD without combining marks, case-folded, one blank.

    Both engines store and look up this form, so both fold alike ("Łódź" keeps its Ł: it has no
    decomposition in Unicode).
    """
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
