"""The page of a document on which a hit's first match stands."""

import re
from collections.abc import Sequence
from itertools import islice

import msgspec

from pipeline.fields import page_at
from pipeline.index import Hit, Index


def with_page(index: Index, hit: Hit) -> Hit:
    """A hit with the page on which its snippet's first match stands, if its document has pages.

    The index keeps where they begin in the record, which is asked for no other hit.
    """
    record = index.get(hit.id) if hit.pages else None
    if record is None:
        return hit
    page = page_of_match(hit, record.get("text", ""), record.get("page_starts", ()))
    return msgspec.structs.replace(hit, page=page)


def page_of_match(hit: Hit, text: str, starts: Sequence[int]) -> int | None:
    """The page, from 1, of a hit's first match; None without pages, or if it is not found.

    `starts`: the offset in the text at which each page begins.
    """
    if not hit.matches or not starts:
        return None
    (before, _), (match, _) = islice(hit.pieces(), 2)
    words = [re.escape(word) for word in before.split()]
    pattern = r"\s+".join(words) + r"\s*" + r"\s+".join(map(re.escape, match.split()))
    found = re.search(pattern, text) or re.search(re.escape(match), text)
    return page_at(found.end() - 1, starts) if found else None
